package mailweir.answer;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import mailweir.queue.By;
import mailweir.queue.PlaceState;
import mailweir.queue.Standing;
import mailweir.queue.Top;

/** Whoever knows what waits in queues, now and back in time. Safe for use by several threads. */
public interface QueueAnswers {
  /** Where nothing is known of queues. */
  QueueAnswers NONE =
      new QueueAnswers() {
        @Override
        public List<PlaceState> places(QueueQuery query) {
          return List.of();
        }

        @Override
        public List<Standing> messages(QueueQuery query) {
          return List.of();
        }

        @Override
        public Top top(QueueQuery query, By by) {
          return new Top(by, 0, 0, 0, false, List.of(), 0);
        }

        @Override
        public List<QueueLevels> levels(QueueQuery query, int stepSeconds) {
          return List.of();
        }

        @Override
        public QueueShares shares(QueueQuery query, By by, int stepSeconds) {
          return new QueueShares(by, List.of(), Map.of());
        }
      };

  /** How the places are: their levels, how old that is, what is wrong with it. By the query's host and queue. */
  List<PlaceState> places(QueueQuery query);

  /** The messages that fit, the oldest first, at most {@code query.limit()}. */
  List<Standing> messages(QueueQuery query);

  /** Who or what fills the queues, the largest groups first, at most {@code query.limit()}. */
  Top top(QueueQuery query, By by);

  /**
   * Levels over the query's span, a series for each queue of each place, by host, place and queue.
   *
   * @param stepSeconds each point is the last look of such a step
   */
  List<QueueLevels> levels(QueueQuery query, int stepSeconds);

  /** The largest groups over the query's span, at most {@code query.limit()}, at the end of each step. */
  QueueShares shares(QueueQuery query, By by, int stepSeconds);

  /**
   * Groups over time.
   *
   * @param times ends of the steps
   * @param groups counts of each group, one for each of the times, the group that was the largest first
   */
  record QueueShares(By by, List<Instant> times, Map<String, long[]> groups) {}
}
