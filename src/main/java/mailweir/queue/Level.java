package mailweir.queue;

import java.util.List;

/**
 * How full one queue is.
 *
 * @param queue as {@link Waiting#queue()}
 * @param count of all messages, exact unless {@link Scan#problem()} says otherwise
 * @param listed of those whose envelopes were read; less than {@code count} where the budget was used up: the others are like them
 * @param ages of those that are listed, by {@link Ages} bucket
 * @param oldest arrival of the oldest that is listed, UTC microseconds; 0: none
 */
public record Level(String queue, long count, long listed, List<Long> ages, long oldest) {
  public Level {
    ages = List.copyOf(ages);
  }
}
