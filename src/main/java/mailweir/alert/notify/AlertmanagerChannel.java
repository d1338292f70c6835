package mailweir.alert.notify;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import mailweir.alert.Alert;
import mailweir.alert.Channel;
import mailweir.alert.ChannelSettings;
import mailweir.alert.Notice;

/**
 * Prometheus Alertmanager, API v2: alerts that fire are told every minute with an end some minutes ahead, so that they are over there
 * when nobody tells them any more; what has ended is told with its end.
 */
final class AlertmanagerChannel implements Channel {
  private static final Duration EVERY = Duration.ofMinutes(1);
  private static final Duration AHEAD = Duration.ofMinutes(5);

  private final ChannelSettings.Alertmanager settings;
  private final String own;
  private final Posting posting;
  private final InstantSource clock;

  AlertmanagerChannel(ChannelSettings.Alertmanager settings, String own, InstantSource clock) {
    this.clock = clock;
    this.settings = settings;
    this.own = own;
    this.posting = new Posting(settings.timeout());
  }

  @Override
  public String kind() {
    return "alertmanager";
  }

  @Override
  public Duration every() {
    return EVERY;
  }

  @Override
  public void send(Notice notice) throws IOException, InterruptedException {
    post(notice.alerts());
  }

  @Override
  public void tell(List<Alert> firing, List<Alert> ended) throws IOException, InterruptedException {
    // those that ended were told by their notice; one that was lost there ends by itself
    post(firing);
  }

  private void post(List<Alert> alerts) throws IOException, InterruptedException {
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    for (Alert a : alerts) {
      ObjectNode node = list.addObject();
      ObjectNode labels = node.putObject("labels");
      settings.labels().forEach(labels::put);
      a.labels().forEach((name, value) -> labels.put(name.replaceAll("[^A-Za-z0-9_]", "_"), value));
      labels.put("alertname", "mailweir_" + a.rule().replaceAll("[^A-Za-z0-9_]", "_"));
      labels.put("severity", a.severity().word());
      labels.put("mailweir", own);
      ObjectNode notes = node.putObject("annotations");
      notes.put("summary", a.resolution() != null ? a.resolution() : a.summary());
      if (!a.text().isEmpty()) {
        notes.put("description", a.text());
      }
      notes.put("id", a.id());
      node.put("startsAt", (a.fired() == null ? a.since() : a.fired()).toString());
      node.put(
          "endsAt", (a.resolved() == null ? clock.instant().plus(AHEAD) : a.resolved()).toString());
    }
    String url = settings.url().replaceFirst("/+$", "") + "/api/v2/alerts";
    String secret = Channels.secret(settings.secretFile());
    Map<String, String> headers =
        secret.isEmpty() ? Map.of() : Map.of("Authorization", "Bearer " + secret);
    posting.send("POST", url, url, headers, list.toString());
  }
}
