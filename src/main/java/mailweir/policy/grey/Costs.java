package mailweir.policy.grey;

import java.util.ArrayList;
import java.util.List;

/**
 * What greylisting cost since the memory was begun. {@code asked = waiting + passed + gaveUp +} those that an operator forgot while they waited.
 *
 * @param asked triplets that were asked to come again
 * @param waiting of them, those that may still come
 * @param passed of them, those that came in time
 * @param gaveUp of them, those whose time was over
 * @param waitedMillis of those that passed, all waiting together
 * @param waited how many of them waited up to each of {@link #classEnds}, and in the last place longer than all
 * @param triplets remembered now
 * @param clients networks and pools remembered now
 */
public record Costs(
    long asked,
    long waiting,
    long passed,
    long gaveUp,
    long waitedMillis,
    List<Long> waited,
    long triplets,
    long clients) {
  Costs(
      long asked,
      long waiting,
      long passed,
      long gaveUp,
      long waitedMillis,
      long[] waited,
      long triplets,
      long clients) {
    this(asked, waiting, passed, gaveUp, waitedMillis, listed(waited), triplets, clients);
  }

  private static List<Long> listed(long[] values) {
    List<Long> list = new ArrayList<>();
    for (long v : values) {
      list.add(v);
    }
    return List.copyOf(list);
  }

  /** Upper ends of the classes of waiting times, in seconds. */
  public static List<Long> classEnds() {
    return listed(Tally.WAITED).stream().map(millis -> millis / 1000).toList();
  }
}
