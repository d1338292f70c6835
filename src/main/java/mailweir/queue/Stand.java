package mailweir.queue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

/** One place of the board. Not safe for threads. */
final class Stand {
  /** Facts that are held at most, those of messages that went too. */
  static final int MOST_FACTS = 1_000_000;

  private static final int MOST_REPORTS = 20_000;
  private static final int MOST_PARTS = 10_000;

  /** What is known of a message since an instant; {@code message} is absent: it went. */
  private record Fact(long time, Waiting message) {
    /** Of two facts of one instant, which nobody makes, the same one counts whatever came first. */
    boolean isOver(Fact other) {
      if (other == null || time != other.time) {
        return other == null || time > other.time;
      }
      return message != null
          && (other.message == null || message.toString().compareTo(other.message.toString()) > 0);
    }
  }

  /** What came of one look. */
  private static final class Look {
    long before;
    int parts = 1;
    boolean full;
    final java.util.BitSet seen = new java.util.BitSet();

    boolean isComplete() {
      return seen.cardinality() >= parts;
    }
  }

  private final UnaryOperator<String> once;
  private final Map<Waiting.Key, Fact> facts = new HashMap<>();
  private final TreeMap<Long, Look> looks = new TreeMap<>();
  private long full;
  private long counted;
  private List<Level> levels = List.of();
  private long told;
  private String problem;
  private boolean overfull;

  Stand(UnaryOperator<String> once) {
    this.once = once;
  }

  void take(Report r) {
    if (r.time() < full || r.part() < 1 || r.part() > MOST_PARTS || r.parts() > MOST_PARTS) {
      return;
    }
    if (r.time() > told || r.time() == told && r.problem() != null) {
      told = r.time();
      problem = r.problem();
    }
    if (!r.levels().isEmpty() && r.time() >= counted) {
      counted = r.time();
      levels = r.levels();
    }
    if (r.isBlind()) {
      note(r);
      return;
    }
    r.waiting().forEach(m -> fact(m.key(), new Fact(r.time(), m)));
    r.gone().forEach(key -> fact(key, new Fact(r.time(), null)));
    note(r);
  }

  private void note(Report r) {
    if (looks.size() >= MOST_REPORTS && !looks.containsKey(r.time())) {
      overfull = true;
      return;
    }
    Look look = looks.computeIfAbsent(r.time(), t -> new Look());
    look.before = r.before();
    look.parts = Math.max(1, r.parts());
    look.full = r.isFull();
    look.seen.set(r.part());
    if (look.full && look.isComplete() && r.time() > full) {
      full = r.time();
      facts.values().removeIf(f -> f.time() < full);
      looks.headMap(full).clear();
      overfull = false;
    }
  }

  private void fact(Waiting.Key key, Fact fact) {
    Fact known = facts.get(key);
    if (!fact.isOver(known)) {
      return;
    }
    if (known == null && facts.size() >= MOST_FACTS) {
      overfull = true;
      return;
    }
    facts.put(key, fact.message == null ? fact : new Fact(fact.time, small(fact.message)));
  }

  /** The same with texts that are kept once. */
  private Waiting small(Waiting m) {
    List<String> to = m.to();
    if (!to.isEmpty()) {
      List<String> own = new ArrayList<>(to.size());
      to.forEach(r -> own.add(once.apply(r)));
      to = own;
    }
    return new Waiting(
        once.apply(m.queue()),
        m.id(),
        m.arrived(),
        m.size(),
        once.apply(m.sender()),
        once.apply(m.client()),
        once.apply(m.clientName()),
        once.apply(m.account()),
        m.recipients(),
        to,
        once.apply(m.reason()),
        m.attempts(),
        m.tried(),
        m.held());
  }

  /** Whether what this goes on from has not come. */
  private boolean mayBeWrong() {
    if (overfull || full == 0) {
      return true;
    }
    for (Map.Entry<Long, Look> e : looks.entrySet()) {
      Look look = e.getValue();
      if (!look.isComplete()
          || !look.full && look.before > full && !looks.containsKey(look.before)) {
        return true;
      }
    }
    return false;
  }

  private Map<String, int[]> listed() {
    Map<String, int[]> listed = new HashMap<>();
    for (Fact f : facts.values()) {
      if (f.message != null) {
        listed.computeIfAbsent(f.message.queue(), q -> new int[1])[0]++;
      }
    }
    return listed;
  }

  /** For how many messages one of a queue stands, by queue; others stand for themselves. */
  private Map<String, Double> weights() {
    Map<String, Double> weights = new HashMap<>();
    Map<String, int[]> listed = null;
    for (Level level : levels) {
      if (level.listed() < level.count()) {
        listed = listed == null ? listed() : listed;
        int[] known = listed.get(level.queue());
        if (known != null) {
          weights.put(level.queue(), Math.max(1, level.count() / (double) known[0]));
        }
      }
    }
    return weights;
  }

  void each(Place place, Filter filter, BiConsumer<Waiting, Double> to) {
    Map<String, Double> weights = weights();
    boolean all = filter.isOfQueues();
    boolean anyQueue = filter.queue() == null;
    Double one = 1.0;
    for (Fact f : facts.values()) {
      Waiting m = f.message;
      if (m != null
          && (anyQueue || filter.isQueue(place, m.queue()))
          && (all || filter.isMessage(m))) {
        to.accept(m, weights.isEmpty() ? one : weights.getOrDefault(m.queue(), one));
      }
    }
  }

  /** Tells of each queue how much more was counted than is listed: it is in no message's weight. */
  void unlisted(Place place, Filter filter, BiConsumer<Level, Long> to) {
    Map<String, int[]> listed = listed();
    for (Level level : levels) {
      if (filter.isQueue(place, level.queue())) {
        boolean none = !listed.containsKey(level.queue());
        to.accept(level, none ? level.count() : 0);
      }
    }
  }

  PlaceState state(String host, Place place, Filter filter) {
    List<Level> shown = levels.stream().filter(l -> filter.isQueue(place, l.queue())).toList();
    long known = 0;
    for (Fact f : facts.values()) {
      known += f.message != null && filter.isQueue(place, f.message.queue()) ? 1 : 0;
    }
    return new PlaceState(
        host,
        place,
        counted,
        shown,
        known,
        shown.stream().anyMatch(l -> l.listed() < l.count()),
        mayBeWrong(),
        problem);
  }
}
