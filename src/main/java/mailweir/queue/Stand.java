package mailweir.queue;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** One place of the board. Not safe for threads. */
final class Stand {
  /** Facts that are held at most, those of messages that went too. */
  static final int MOST_FACTS = 1_000_000;

  private static final int MOST_REPORTS = 20_000;
  private static final int MOST_PARTS = 10_000;

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

  private Facts facts = new Facts();
  private final TreeMap<Long, Look> looks = new TreeMap<>();
  private long full;
  private long counted;
  private List<Level> levels = List.of();
  private long told;
  private String problem;
  private boolean overfull;

  void take(Report r) {
    if (r.part() < 1 || r.part() > MOST_PARTS || r.parts() > MOST_PARTS) {
      return;
    }
    if (r.time() < full) {
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
    for (Waiting m : r.waiting()) {
      overfull |= !facts.put(m.key(), r.time(), m, MOST_FACTS);
    }
    for (Waiting.Key key : r.gone()) {
      overfull |= !facts.put(key, r.time(), null, MOST_FACTS);
    }
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
      facts = facts.since(full);
      looks.headMap(full).clear();
      overfull = false;
    }
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

  /** How many messages are listed, by the number of their queue's name. */
  private int[] listed() {
    int[] listed = new int[facts.texts.size()];
    for (int i = 0; i < facts.size(); i++) {
      if (facts.waits(i)) {
        listed[facts.queue(i)]++;
      }
    }
    return listed;
  }

  private static int listed(int[] listed, int queue) {
    return queue < 0 ? 0 : listed[queue];
  }

  /** For how many messages one of a queue stands, by the number of the queue's name; {@code null}: all for themselves. */
  private double[] weights() {
    double[] weights = null;
    int[] listed = null;
    for (Level level : levels) {
      int queue = facts.texts.known(level.queue());
      if (level.listed() < level.count() && queue >= 0) {
        listed = listed == null ? listed() : listed;
        if (weights == null) {
          weights = new double[facts.texts.size()];
          Arrays.fill(weights, 1);
        }
        if (listed[queue] > 0) {
          weights[queue] = Math.max(1, level.count() / (double) listed[queue]);
        }
      }
    }
    return weights;
  }

  private double weight(double[] weights, int fact) {
    return weights == null ? 1 : weights[facts.queue(fact)];
  }

  void each(Place place, Filter filter, BiConsumer<Waiting, Double> to) {
    double[] weights = weights();
    Match match = new Match(facts, place, filter);
    for (int i = 0; i < facts.size(); i++) {
      if (match.is(i)) {
        to.accept(facts.waiting(i), weight(weights, i));
      }
    }
  }

  /** The oldest messages that fit. */
  List<Standing> oldest(String host, Place place, Filter filter, int most) {
    double[] weights = weights();
    Match match = new Match(facts, place, filter);
    Comparator<Integer> age =
        Comparator.comparingLong((Integer i) -> facts.arrived(i)).thenComparing(i -> facts.id(i));
    PriorityQueue<Integer> oldest = new PriorityQueue<>(age.reversed());
    for (int i = 0; i < facts.size() && most > 0; i++) {
      if (match.is(i)) {
        if (oldest.size() < most) {
          oldest.add(i);
        } else if (facts.arrived(i) <= facts.arrived(oldest.peek())
            && age.compare(i, oldest.peek()) < 0) {
          oldest.poll();
          oldest.add(i);
        }
      }
    }
    return oldest.stream()
        .map(i -> new Standing(host, place, facts.waiting(i), weight(weights, i)))
        .toList();
  }

  /** Puts the messages that fit together: by numbers first, by texts then. */
  void group(Place place, Filter filter, Grouping to) {
    double[] weights = weights();
    Match match = new Match(facts, place, filter);
    Grouping.Numbers numbers = to.numbers(facts);
    for (int i = 0; i < facts.size(); i++) {
      if (match.is(i)) {
        numbers.add(i, weight(weights, i));
      }
    }
    numbers.end();
    if (filter.isOfQueues()) {
      int[] listed = listed();
      for (Level level : levels) {
        if (filter.isQueue(place, level.queue())) {
          boolean none = listed(listed, facts.texts.known(level.queue())) == 0;
          to.count(level, none ? level.count() : 0);
        }
      }
    }
  }

  PlaceState state(String host, Place place, Filter filter) {
    List<Level> shown = levels.stream().filter(l -> filter.isQueue(place, l.queue())).toList();
    Match match =
        new Match(facts, place, new Filter(null, filter.queue(), null, null, null, null, null));
    long known = 0;
    for (int i = 0; i < facts.size(); i++) {
      known += match.is(i) ? 1 : 0;
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
