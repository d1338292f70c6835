package mailweir.queue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes the levels of a place: every message is counted, those whose envelopes were read by age as well. Not safe for threads. */
public final class LevelCount {
  private static final class Queue {
    long count;
    long listed;
    long oldest;
    final long[] ages = new long[Ages.BUCKETS];
  }

  private final Map<String, Queue> queues = new LinkedHashMap<>();

  /** {@code names}: queues that are told also when they are empty, in this order. */
  public LevelCount(Collection<String> names) {
    names.forEach(this::queue);
  }

  private Queue queue(String name) {
    return queues.computeIfAbsent(name, key -> new Queue());
  }

  /** One more message stands in a queue. */
  public void count(String queue) {
    queue(queue).count++;
  }

  /** A counted message turned out to be none, or stands elsewhere by now. */
  public void uncount(String queue) {
    queue(queue).count--;
  }

  /** The envelope of a counted message was read. */
  public void list(Waiting message, long now) {
    Queue queue = queue(message.queue());
    queue.listed++;
    queue.ages[Ages.bucket(now - message.arrived())]++;
    if (queue.oldest == 0 || message.arrived() < queue.oldest) {
      queue.oldest = message.arrived();
    }
  }

  /** What was counted. */
  public List<Level> levels() {
    List<Level> levels = new ArrayList<>();
    queues.forEach((name, queue) -> {
      List<Long> ages = new ArrayList<>();
      for (long age : queue.ages) {
        ages.add(age);
      }
      levels.add(new Level(name, Math.max(0, queue.count), queue.listed, ages, queue.oldest));
    });
    return levels;
  }
}
