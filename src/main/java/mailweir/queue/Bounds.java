package mailweir.queue;

import java.time.Duration;
import java.util.Locale;

/**
 * From when on a queue is no longer normal. What was entered is left a fifth lower, so that a level that wavers about a bound does not
 * raise an alert with each look.
 *
 * @param nervous messages from which on somebody should look
 * @param critical messages from which on it does not come back by itself
 * @param promise from acceptance to delivery
 */
public record Bounds(long nervous, long critical, Duration promise) {
  /** What is usual. */
  public static final Bounds USUAL = new Bounds(1_200, 3_000, Duration.ofMinutes(15));

  /** How a queue is, the better first. */
  public enum Mood {
    NORMAL,
    NERVOUS,
    CRITICAL;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Bounds {
    if (nervous < 1 || critical < nervous || promise.isNegative() || promise.isZero()) {
      throw new IllegalArgumentException(
          "bounds of a queue: 0 < nervous <= critical and a promise longer than nothing, not "
              + nervous
              + ", "
              + critical
              + ", "
              + promise);
    }
  }

  /** Below it a queue that was not normal is normal again. */
  public long normal() {
    return nervous * 4 / 5;
  }

  /**
   * How it is at the next look.
   *
   * @param before how it was
   * @param level messages that wait now, without those that are held
   * @param drains whether it will drain by itself
   */
  public Mood next(Mood before, double level, boolean drains) {
    boolean nervousNow = level >= (before == Mood.NORMAL ? nervous : normal());
    boolean high = level >= (before == Mood.CRITICAL ? critical * 4.0 / 5 : critical);
    if (high || nervousNow && !drains) {
      return Mood.CRITICAL;
    }
    return nervousNow ? Mood.NERVOUS : Mood.NORMAL;
  }
}
