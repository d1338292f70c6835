package mailweir.queue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What stands in all queues, folded from reports: of a message the newest fact counts, and a full report is the end of whatever it does
 * not name. The state is a function of the set of reports that were taken: order and repetition do not matter.
 *
 * <p>Safe for threads; an answer sees each place as it is between two reports.
 */
public final class QueueBoard {
  /** Places that are held at most; what comes from others is not taken. */
  static final int MOST_PLACES = 10_000;

  /** Places of one host: none has as many, and one that lies takes no room from others. */
  static final int MOST_OF_A_HOST = 64;

  private final Map<At, Stand> stands = new ConcurrentHashMap<>();

  private record At(String host, Place place) {}

  /** Takes what a host tells; tells whether it was taken. */
  public boolean take(String host, Report report) {
    At at = new At(host, report.place());
    Stand stand = stands.get(at);
    if (stand == null) {
      if (stands.size() >= MOST_PLACES
          || stands.keySet().stream().filter(a -> a.host().equals(host)).count()
              >= MOST_OF_A_HOST) {
        return false;
      }
      stand = stands.computeIfAbsent(at, a -> new Stand());
    }
    synchronized (stand) {
      stand.take(report);
    }
    return true;
  }

  /** Takes what stands. */
  @FunctionalInterface
  public interface Visitor {
    /** The next message; {@code stands} for so many. */
    void message(String host, Place place, Waiting message, double stands);
  }

  /** Tells the messages that fit, place by place. The visitor is quick: the place takes no reports meanwhile. */
  public void each(Filter filter, Visitor visitor) {
    sorted(filter)
        .forEach(e -> {
          synchronized (e.getValue()) {
            e.getValue()
                .each(
                    e.getKey().place(),
                    filter,
                    (m, n) -> visitor.message(e.getKey().host(), e.getKey().place(), m, n));
          }
        });
  }

  private List<Map.Entry<At, Stand>> sorted(Filter filter) {
    return stands.entrySet().stream()
        .filter(e -> filter.isHost(e.getKey().host()))
        .sorted(
            Comparator.comparing((Map.Entry<At, Stand> e) -> e.getKey().host())
                .thenComparing(e -> e.getKey().place().server())
                .thenComparing(e -> e.getKey().place().name()))
        .toList();
  }

  /** How the places are, by host, server and name; with a filter for a queue, only its levels. */
  public List<PlaceState> states(Filter filter) {
    List<PlaceState> states = new ArrayList<>();
    sorted(filter)
        .forEach(e -> {
          synchronized (e.getValue()) {
            PlaceState state = e.getValue().state(e.getKey().host(), e.getKey().place(), filter);
            if (filter.queue() == null || !state.levels().isEmpty()) {
              states.add(state);
            }
          }
        });
    return states;
  }

  /**
   * Who or what fills the queues.
   *
   * @param most groups at most; the rest is counted
   * @param now UTC microseconds, for ages
   */
  public Top top(By by, Filter filter, int most, long now, Suspicion suspicion) {
    Grouping grouping = new Grouping(by, now);
    sorted(filter)
        .forEach(e -> {
          synchronized (e.getValue()) {
            grouping.begin(e.getKey().host(), e.getKey().place());
            e.getValue().group(e.getKey().place(), filter, grouping);
          }
        });
    return grouping.top(most, suspicion);
  }

  /** The messages that fit, the oldest first, {@code most} at most. */
  public List<Standing> messages(Filter filter, int most) {
    Comparator<Standing> age =
        Comparator.comparingLong((Standing s) -> s.message().arrived())
            .thenComparing(Standing::host)
            .thenComparing(s -> s.message().id());
    List<Standing> found = new ArrayList<>();
    sorted(filter)
        .forEach(e -> {
          synchronized (e.getValue()) {
            found.addAll(e.getValue().oldest(e.getKey().host(), e.getKey().place(), filter, most));
          }
        });
    found.sort(age);
    return List.copyOf(found.subList(0, Math.min(Math.max(0, most), found.size())));
  }

  /** How many messages wait at a host or elsewhere, exactly as the queues were counted, by queue. */
  public Map<String, Long> counts(Filter filter) {
    Map<String, Long> counts = new HashMap<>();
    states(filter)
        .forEach(s -> s.levels().forEach(l -> counts.merge(l.queue(), l.count(), Long::sum)));
    return counts;
  }
}
