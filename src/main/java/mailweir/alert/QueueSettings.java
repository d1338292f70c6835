package mailweir.alert;

import java.time.Duration;

/**
 * How long what is wrong with a queue must last before it is an alert; {@link BeatSettings#NEVER}: it is none.
 *
 * @param level it is nervous or critical
 * @param drain it will not drain by itself
 * @param promise new messages wait longer than promised
 * @param relay one relay, account or sender fills it
 */
public record QueueSettings(Duration level, Duration drain, Duration promise, Duration relay) {
  /** What holds where nothing is set. */
  public static final QueueSettings USUAL =
      new QueueSettings(
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofMinutes(5),
          Duration.ofMinutes(2));

  Duration of(QueueAlerts.Kind kind) {
    return switch (kind) {
      case LEVEL -> level;
      case DRAIN -> drain;
      case PROMISE -> promise;
      case RELAY -> relay;
    };
  }
}
