package mailweir.pipeline;

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
  }

  private final Heard heard;
  private final Map<Who, Sum> sums = new HashMap<>();
  private String lastSource;
  private Name lastHost;
  private Sum last;

  Hearing(Heard heard) {
    this.heard = heard;
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
    if (micros > last.newest) {
      last.newest = micros;
    }
  }

  /** Tells, and begins anew. */
  void tell() {
    if (last != null) {
      sums.forEach((who, sum) -> heard.lines(who.source, who.host, sum.newest, sum.count));
      sums.clear();
      last = null;
    }
  }
}
