package mailweir.answer;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What greylisting did in a span, and what it cost. A try is what one network sends from one sender to one recipient; it counts where its first
 * attempt lies.
 *
 * @param decisions lines of the span by the action that they name, each with how many
 * @param total all tries that were greylisted
 * @param byOs by the sender's system as p0f tells it; the most first
 * @param byRule by the rule that decided
 * @param byNetwork by the sender's network
 * @param waits of those that passed, by {@link #WAITS}
 * @param waiting tries that may still come again, the newest first
 * @param stopped those that never came again, the newest first
 * @param shadow whether some of it was only thought ({@code mode: shadow})
 * @param cut whether there were more tries than are counted one by one; then the newest are missing
 */
public record Greylisting(
    Map<String, Long> decisions,
    Sum total,
    List<Group> byOs,
    List<Group> byRule,
    List<Group> byNetwork,
    List<Long> waits,
    List<Try> waiting,
    List<Try> stopped,
    boolean shadow,
    boolean cut) {
  /** Upper bounds of waiting times, in minutes; what is more is in one more bucket. */
  public static final List<Integer> WAITS = List.of(5, 10, 15, 30, 60, 240, 1440);

  /** Whoever has not come again after this many hours gave up. */
  public static final int GIVES_UP_HOURS = 48;

  /**
   * Tries.
   *
   * @param tries all
   * @param passed came again in time
   * @param gaveUp did not
   * @param waiting may still come
   * @param medianWait seconds that those that passed waited, in the middle; 0 when none did
   */
  public record Sum(long tries, long passed, long gaveUp, long waiting, long medianWait) {}

  /** Tries that have something alike. */
  public record Group(String name, Sum sum) {}

  /**
   * A try.
   *
   * @param attempts how often it came
   * @param os absent: not told
   * @param rule absent: not told
   */
  public record Try(
      Instant first,
      Instant last,
      int attempts,
      String client,
      String clientName,
      String from,
      String to,
      String os,
      String rule) {}
}
