package mailweir.answer;

import java.time.Instant;
import mailweir.queue.Filter;

/**
 * What is asked of queues.
 *
 * @param at the instant; absent: now
 * @param since beginning of a series
 * @param until its end, exclusive
 * @param filter which messages
 * @param limit most rows
 */
public record QueueQuery(Instant at, Instant since, Instant until, Filter filter, int limit) {
  /** All that waits now. */
  public static final QueueQuery NOW = new QueueQuery(null, null, null, Filter.ALL, 40);

  /** The same at an instant. */
  public QueueQuery at(Instant when) {
    return new QueueQuery(when, since, until, filter, limit);
  }

  /** The same with another filter. */
  public QueueQuery of(Filter other) {
    return new QueueQuery(at, since, until, other, limit);
  }

  /** The same over a span. */
  public QueueQuery between(Instant from, Instant to) {
    return new QueueQuery(at, from, to, filter, limit);
  }

  /** The same with so many rows at most. */
  public QueueQuery atMost(int most) {
    return new QueueQuery(at, since, until, filter, most);
  }
}
