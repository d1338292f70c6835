package mailweir.queue;

/**
 * Messages that have something in common.
 *
 * @param name what; {@link #UNKNOWN} where the queue does not say
 * @param note beside the name: the name of a relay's address; may be absent
 * @param count messages; where envelopes are a sample, what they stand for
 * @param share of all that were looked at, 0 to 1
 * @param oldest arrival of the oldest, UTC microseconds
 * @param isSuspicious by {@link Suspicion}
 */
public record Group(
    String name, String note, long count, double share, long oldest, boolean isSuspicious) {
  /** What a queue does not tell: who was logged in, or who brought a message that came from the machine itself. */
  public static final String UNKNOWN = "-";
}
