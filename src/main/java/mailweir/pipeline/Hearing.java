package mailweir.pipeline;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import mailweir.identity.Hosts;
import mailweir.parse.Line;
import mailweir.parse.Name;

/** Sums up who was heard, so that {@link Heard} is not told of each line. Confined to the feed's gate. */
final class Hearing {
  private record Who(String source, String host) {}

  private static final class Sum {
    long newest = Line.NO_TIME;
    long count;
    long late;
  }

  private static final long LATE = 120_000_000L;

  private final Heard heard;
  private final InstantSource clock;
  private final Map<Who, Sum> sums = new HashMap<>();
  private String lastSource;
  private Name lastHost;
  private Sum last;

  /** What is older than this is late. */
  private long late;

  Hearing(Heard heard, InstantSource clock) {
    this.heard = heard;
    this.clock = clock;
    this.late = clock.millis() * 1000 - LATE;
  }

  /** {@code host} is of one set of names. */
  void line(String source, Name host, long micros) {
    if (last == null || host != lastHost || !source.equals(lastSource)) {
      Who who = new Who(source, Hosts.canonical(host == null ? null : host.text()));
      last = sums.computeIfAbsent(who, w -> new Sum());
      lastSource = source;
      lastHost = host;
    }
    last.count++;
    if (micros < late && micros != Line.NO_TIME) {
      last.late++;
    }
    if (micros > last.newest) {
      last.newest = micros;
    }
  }

  /** Tells, and begins anew. */
  void tell() {
    if (last != null) {
      sums.forEach((who, sum) -> {
        if (sum.late > 0) {
          heard.late(who.source, who.host, sum.late);
        }
        heard.lines(who.source, who.host, sum.newest, sum.count);
      });
      sums.clear();
      last = null;
    }
    late = clock.millis() * 1000 - LATE;
  }
}
