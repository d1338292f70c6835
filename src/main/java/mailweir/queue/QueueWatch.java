package mailweir.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns looks at one place into reports: what changed since the look before; all that is there at the beginning, every hour, and when it is
 * asked for. Where a look had a problem, what it did not find is held to be there, for ten minutes at most. Not safe for threads.
 */
public final class QueueWatch {
  /** How long the observer may be wrong after a report was lost. */
  public static final Duration FULL_EVERY = Duration.ofHours(1);

  /** How long what is not found in looks with problems is held to be there. */
  static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final int MOST_GONE = 20_000;

  /** Of the messages in one part, about. */
  private static final int MOST_CHARACTERS = 1_500_000;

  private final Place place;
  private Map<Waiting.Key, Waiting> before = new HashMap<>();
  private long last;
  private long lastFull;
  private long wellAt;
  private boolean wanted = true;

  public QueueWatch(Place place) {
    this.place = place;
  }

  /** The next report is a full one. */
  public void full() {
    wanted = true;
  }

  /** What is to be told of a look; times of reports rise, whatever the machine's clock does. */
  public List<Report> look(Scan scan) {
    long time = Math.max(scan.time(), last + 1);
    if (scan.problem() != null && scan.levels().isEmpty()) {
      // nothing is known: whoever hears of it keeps what he knew
      Report report =
          new Report(place, time, last, 1, 1, List.of(), List.of(), List.of(), scan.problem());
      last = time;
      return List.of(report);
    }
    Map<Waiting.Key, Waiting> now = LinkedHashMap.newLinkedHashMap(scan.messages().size());
    scan.messages().forEach(m -> now.put(m.key(), m));
    if (scan.problem() == null) {
      wellAt = time;
    } else if (time - wellAt <= PATIENCE.toNanos() / 1000) {
      before.forEach(now::putIfAbsent);
    }
    boolean full = wanted || time - lastFull >= FULL_EVERY.toNanos() / 1000;
    List<Report> reports = full ? all(scan, time, now) : changes(scan, time, now);
    if (full) {
      lastFull = time;
      wanted = false;
    }
    before = now;
    last = time;
    return reports;
  }

  private List<Report> all(Scan scan, long time, Map<Waiting.Key, Waiting> now) {
    return parts(scan, time, 0, List.copyOf(now.values()), List.of());
  }

  private List<Report> changes(Scan scan, long time, Map<Waiting.Key, Waiting> now) {
    List<Waiting> waiting = new ArrayList<>();
    now.forEach((key, message) -> {
      if (!message.equals(before.get(key))) {
        waiting.add(message);
      }
    });
    List<Waiting.Key> gone = new ArrayList<>();
    before
        .keySet()
        .forEach(key -> {
          if (!now.containsKey(key)) {
            gone.add(key);
          }
        });
    return parts(scan, time, last, waiting, gone);
  }

  private List<Report> parts(
      Scan scan, long time, long since, List<Waiting> waiting, List<Waiting.Key> gone) {
    List<Integer> ends = ends(waiting);
    int parts = Math.max(ends.size(), Math.ceilDiv(gone.size(), MOST_GONE));
    List<Report> reports = new ArrayList<>();
    for (int part = 1; part <= parts; part++) {
      int from = part == 1 ? 0 : end(ends, part - 1);
      reports.add(
          new Report(
              place,
              time,
              since,
              part,
              parts,
              part == 1 ? scan.levels() : List.of(),
              waiting.subList(from, end(ends, part)),
              gone.subList(
                  Math.min(gone.size(), (part - 1) * MOST_GONE),
                  Math.min(gone.size(), part * MOST_GONE)),
              scan.problem()));
    }
    return reports;
  }

  private static int end(List<Integer> ends, int part) {
    return ends.get(Math.min(part, ends.size()) - 1);
  }

  /** Behind which messages parts end: a parcel holds any of them, whatever the messages say. */
  private static List<Integer> ends(List<Waiting> waiting) {
    List<Integer> ends = new ArrayList<>();
    int count = 0;
    long characters = 0;
    for (int i = 0; i < waiting.size(); i++) {
      int more = characters(waiting.get(i));
      if (count == Report.MOST_WAITING || count > 0 && characters + more > MOST_CHARACTERS) {
        ends.add(i);
        count = 0;
        characters = 0;
      }
      count++;
      characters += more;
    }
    ends.add(waiting.size());
    return ends;
  }

  /** What a message takes in a report, about, in characters. */
  private static int characters(Waiting m) {
    int n = 150 + m.queue().length() + m.id().length();
    for (String text :
        new String[] {m.sender(), m.client(), m.clientName(), m.account(), m.reason()}) {
      n += text == null ? 0 : text.length();
    }
    for (String to : m.to()) {
      n += to.length() + 3;
    }
    return n;
  }
}
