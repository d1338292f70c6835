package mailweir.queue;

import java.time.Duration;

/**
 * What one look may cost.
 *
 * @param messages whose envelopes are read at most
 * @param time after which no further envelope is read; counting goes on
 */
public record Budget(int messages, Duration time) {
  /** What is usual: more messages than a person can look at. */
  public static final Budget USUAL = new Budget(50_000, Duration.ofSeconds(8));
}
