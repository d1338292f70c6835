package mailweir.alert;

import java.time.Duration;
import java.util.List;

/**
 * Which alerts go where.
 *
 * @param groupBy labels: alerts that have them alike are told together
 * @param pause how long after the first of a group the notice waits for more
 * @param repeat how long until a notice is told again while nobody has taken the alert; zero: never
 * @param escalateAfter zero: never
 * @param escalateTo channels that hear of what nobody has taken
 */
public record Route(
    Matchers match,
    List<String> channels,
    List<String> groupBy,
    Duration pause,
    Duration repeat,
    Duration escalateAfter,
    List<String> escalateTo) {

  static final Duration WAIT = Duration.ofSeconds(30);

  /** To these channels, with what is usual. */
  public static Route usual(List<String> channels) {
    return new Route(
        Matchers.ANY,
        channels,
        List.of("host"),
        WAIT,
        Duration.ofHours(24),
        Duration.ZERO,
        List.of());
  }
}
