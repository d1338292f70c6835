package mailweir.alert;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import mailweir.queue.Bounds;
import mailweir.queue.Forecast;

/**
 * What is wrong with queues: too much waits, it will not drain by itself, the promise is broken, one relay fills it. Bounds have their
 * hysteresis in {@link Bounds}; a relay is told until it was not suspicious for five minutes. Of a queue that nobody sees any more, the
 * last word stands: its host's silence is an alert of its own. Not safe for threads.
 */
public final class QueueAlerts {
  /** The rule of all of them. */
  public static final String RULE = "queues";

  private static final Duration LINGER = Duration.ofMinutes(5);
  private static final Duration FORGOTTEN = Duration.ofDays(1);

  private final Bounds bounds;
  private final QueueSettings settings;
  private final Map<String, Seen> last = new LinkedHashMap<>();
  private final Map<String, Relay> relays = new HashMap<>();

  /** What can be wrong; the label {@code kind}. */
  public enum Kind {
    LEVEL,
    DRAIN,
    PROMISE,
    RELAY;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A queue as it is.
   *
   * @param queue the place's name
   * @param fillers who fills it, most first
   */
  public record Queue(String host, String queue, Forecast forecast, List<Filler> fillers) {}

  /**
   * Who fills a queue.
   *
   * @param what {@code relay}, {@code account} or {@code sender}
   * @param who as the queue says it
   * @param share of all that wait there, 0 to 1
   */
  public record Filler(String what, String who, long count, double share, boolean isSuspicious) {
    String words() {
      return String.format(
          Locale.ROOT, "%s %s: %,d messages, %.0f %%", what, who, count, 100 * share);
    }
  }

  private record Seen(Instant at, List<Finding> found) {}

  private record Relay(Instant at, String queue, Finding found) {}

  public QueueAlerts(Bounds bounds, QueueSettings settings) {
    this.bounds = bounds;
    this.settings = settings;
  }

  /** What is wrong now. */
  public List<Finding> look(List<Queue> queues, Instant now) {
    for (Queue one : queues) {
      if (one.forecast().level() >= 0) {
        last.put(one.host() + "\t" + one.queue(), new Seen(now, look(one)));
        one.fillers().stream()
            .filter(Filler::isSuspicious)
            .forEach(f -> {
              Finding found = suspicious(one, f);
              relays.put(found.key(), new Relay(now, one.host() + "\t" + one.queue(), found));
            });
      }
    }
    last.values().removeIf(s -> s.at().isBefore(now.minus(FORGOTTEN)));
    relays
        .values()
        .removeIf(r ->
            r.at().isBefore(now.minus(LINGER))
                && (!last.containsKey(r.queue())
                    || !last.get(r.queue()).at().isBefore(now.minus(LINGER))));
    List<Finding> all = new ArrayList<>();
    last.values().forEach(s -> all.addAll(s.found()));
    relays.values().forEach(r -> all.add(r.found()));
    all.removeIf(f -> f.hold().compareTo(BeatSettings.NEVER) >= 0);
    return all;
  }

  private List<Finding> look(Queue q) {
    Forecast f = q.forecast();
    List<Finding> found = new ArrayList<>();
    String name = q.host() + " " + q.queue() + ": ";
    if (f.mood() != Bounds.Mood.NORMAL) {
      boolean critical = f.mood() == Bounds.Mood.CRITICAL;
      found.add(
          finding(
              q,
              Kind.LEVEL,
              critical ? Severity.CRITICAL : Severity.WARNING,
              String.format(
                  Locale.ROOT,
                  "%s%,d messages wait, %s (nervous from %,d, critical from %,d); %s",
                  name,
                  f.level(),
                  f.mood().word(),
                  bounds.nervous(),
                  bounds.critical(),
                  f.words())));
    }
    if (!f.drains()) {
      found.add(
          finding(
              q,
              Kind.DRAIN,
              Severity.CRITICAL,
              String.format(
                  Locale.ROOT,
                  "%s%,d messages wait and the queue %s",
                  name,
                  f.level(),
                  f.words())));
    }
    if (f.isPromiseBroken()) {
      found.add(
          finding(
              q,
              Kind.PROMISE,
              Severity.WARNING,
              name + f.promiseWords() + " (promised: " + Words.length(bounds.promise()) + ")"));
    }
    return found;
  }

  private Finding suspicious(Queue q, Filler f) {
    SortedMap<String, String> labels =
        Finding.labels(
            "host", q.host(), "queue", q.queue(), "kind", Kind.RELAY.word(), f.what(), f.who());
    return new Finding(
        RULE,
        labels,
        Severity.WARNING,
        q.host() + " " + q.queue() + ": suspicious " + f.words(),
        evidence(q),
        settings.of(Kind.RELAY),
        null);
  }

  private Finding finding(Queue q, Kind kind, Severity severity, String summary) {
    return new Finding(
        RULE,
        Finding.labels("host", q.host(), "queue", q.queue(), "kind", kind.word()),
        severity,
        summary,
        evidence(q),
        settings.of(kind),
        null);
  }

  private static String evidence(Queue q) {
    StringBuilder text = new StringBuilder();
    q.fillers().stream().limit(3).forEach(f -> text.append("top ").append(f.words()).append("; "));
    Forecast f = q.forecast();
    if (!Double.isNaN(f.in()) && !Double.isNaN(f.out())) {
      text.append(
          String.format(
              Locale.ROOT, "%.0f a minute come to wait and %.0f leave. ", f.in(), f.out()));
    }
    for (Forecast.Miss m : f.errors()) {
      if (m.said() >= 0) {
        text.append(
            String.format(
                Locale.ROOT,
                "Said %d minutes ago: %,d; usually off by %,.0f. ",
                m.ahead(),
                m.said(),
                m.typical()));
      }
    }
    return text.toString().strip();
  }
}
