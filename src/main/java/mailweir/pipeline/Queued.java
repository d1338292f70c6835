package mailweir.pipeline;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import mailweir.queue.Ages;
import mailweir.queue.Level;
import mailweir.queue.Place;
import mailweir.queue.Report;
import mailweir.queue.Waiting;

/** What is taken of reports of queues: within bounds, and without what acts on terminals. What a host says is its word, no more. */
final class Queued {
  private static final Pattern SERVER = Pattern.compile("[a-z][a-z0-9-]{0,19}");
  private static final Pattern NAME = Pattern.compile("[!-~]{1,200}");
  private static final Pattern ID = Pattern.compile("[!-~]{1,128}");

  /** So far may the clock of a host be ahead, microseconds: what it says now must not be newer than what it says when its clock is right again. */
  private static final long AHEAD = 300_000_000L;

  private static final long MOST = 1_000_000_000_000L;
  private static final int MOST_LEVELS = 1_000;
  private static final int MOST_GONE = 100_000;
  private static final int MOST_PARTS = 10_000;
  private static final int LONGEST_ADDRESS = 1_000;

  private final InstantSource clock;

  Queued(InstantSource clock) {
    this.clock = clock;
  }

  /** The report as it is taken; {@code null}: it is not. */
  Report of(Report r) {
    long latest = clock.millis() * 1000 + AHEAD;
    if (r == null
        || !isPlace(r.place())
        || r.time() <= 0
        || r.time() > latest
        || r.before() < 0
        || r.before() >= r.time()
        || r.part() < 1
        || r.parts() < r.part()
        || r.parts() > MOST_PARTS
        || r.levels().size() > MOST_LEVELS
        || r.waiting().size() > Report.MOST_WAITING
        || r.gone().size() > MOST_GONE) {
      return null;
    }
    List<Level> levels = new ArrayList<>();
    for (Level l : r.levels()) {
      if (l.queue() == null || !NAME.matcher(l.queue()).matches() || !isSane(l)) {
        return null;
      }
      levels.add(l);
    }
    List<Waiting> waiting = new ArrayList<>(r.waiting().size());
    for (Waiting m : r.waiting()) {
      if (isMessage(m.key(), latest) && NAME.matcher(m.queue()).matches()) {
        waiting.add(plain(m));
      }
    }
    List<Waiting.Key> gone = r.gone().stream().filter(k -> isMessage(k, latest)).toList();
    return new Report(
        r.place(),
        r.time(),
        r.before(),
        r.part(),
        r.parts(),
        levels,
        waiting,
        gone,
        plain(r.problem(), LONGEST_ADDRESS));
  }

  private static boolean isPlace(Place place) {
    return place != null
        && place.server() != null
        && place.name() != null
        && SERVER.matcher(place.server()).matches()
        && NAME.matcher(place.name()).matches();
  }

  private static boolean isSane(Level l) {
    return l.count() >= 0
        && l.count() < MOST
        && l.listed() >= 0
        && l.ages().size() <= Ages.BUCKETS
        && l.ages().stream().allMatch(n -> n >= 0 && n < MOST);
  }

  private static boolean isMessage(Waiting.Key key, long latest) {
    return key.id() != null
        && ID.matcher(key.id()).matches()
        && key.arrived() >= 0
        && key.arrived() <= latest;
  }

  private static Waiting plain(Waiting m) {
    return new Waiting(
        m.queue(),
        m.id(),
        m.arrived(),
        Math.clamp(m.size(), -1, MOST),
        plain(m.sender(), LONGEST_ADDRESS),
        plain(m.client(), 64),
        plain(m.clientName(), 255),
        plain(m.account(), 255),
        Math.max(0, m.recipients()),
        m.to().stream().map(t -> plain(t, LONGEST_ADDRESS)).toList(),
        plain(m.reason(), Waiting.LONGEST_REASON),
        Math.max(-1, m.attempts()),
        Math.max(0, m.tried()),
        m.held());
  }

  private static String plain(String text, int longest) {
    if (text == null) {
      return null;
    }
    String cut = text.length() > longest ? text.substring(0, longest) : text;
    for (int i = 0; i < cut.length(); i++) {
      if (Character.isISOControl(cut.charAt(i)) || Character.isSurrogate(cut.charAt(i))) {
        return cut.replaceAll("[\\p{Cntrl}\\p{Cs}\\u0080-\\u009f]", "?");
      }
    }
    return cut;
  }
}
