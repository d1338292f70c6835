package mailweir.alert;

import java.util.List;
import java.util.Map;

/**
 * What is set about alerts.
 *
 * @param channels what is set of each, by name
 * @param routes in order; the first that matches is an alert's own
 */
public record Settings(
    Map<String, ChannelSettings> channels,
    List<Route> routes,
    List<Rule> rules,
    BeatSettings heartbeats,
    QueueSettings queues) {

  /** Nothing set: heartbeats are watched and shown, nobody is told. */
  public static final Settings USUAL =
      new Settings(Map.of(), List.of(), List.of(), BeatSettings.USUAL, QueueSettings.USUAL);

  /** With hosts that are expected. */
  public Settings expecting(List<String> hosts) {
    return new Settings(channels, routes, rules, heartbeats.expecting(hosts), queues);
  }
}
