package mailweir.answer;

import java.time.Instant;
import java.util.List;
import mailweir.queue.Place;

/**
 * How full one queue was over time.
 *
 * @param points by time; steps in which nobody looked have none
 */
public record QueueLevels(String host, Place place, String queue, List<Point> points) {
  public QueueLevels {
    points = List.copyOf(points);
  }

  /**
   * The last look of a step.
   *
   * @param time of the look
   * @param count messages
   * @param ages messages by {@link mailweir.queue.Ages} bucket, scaled to {@code count} where envelopes are a sample
   * @param oldest arrival of the oldest; absent: none, or not known
   * @param came messages that came to wait in this place in the step; -1: not known
   * @param gone messages that went from this place in the step; -1: not known
   */
  public record Point(
      Instant time, long count, List<Long> ages, Instant oldest, long came, long gone) {
    public Point {
      ages = List.copyOf(ages);
    }
  }
}
