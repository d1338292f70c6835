package mailweir.alert;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import mailweir.smtp.Relay;

/** What is set of a channel. Secrets are read from their files when it is made. */
public sealed interface ChannelSettings {

  /** {@code relays}: {@code HOST} or {@code HOST:PORT}, tried in order. {@code user} may be {@code null}. */
  record Mail(
      String from,
      List<String> to,
      List<String> relays,
      Relay.Tls tls,
      String user,
      String passwordFile,
      Duration timeout)
      implements ChannelSettings {}

  /**
   * @param url may have the placeholder {@code {secret}}
   * @param body a JSON text; placeholders in its strings
   * @param secretFile {@code null} for none
   * @param each one request for every alert instead of one for all of a notice
   */
  record Webhook(
      String url,
      String method,
      Map<String, String> headers,
      String body,
      String secretFile,
      boolean each,
      Duration timeout)
      implements ChannelSettings {}

  /** Prometheus Alertmanager, API v2. */
  record Alertmanager(String url, String secretFile, Map<String, String> labels, Duration timeout)
      implements ChannelSettings {}

  /**
   * @param servers {@code HOST} or {@code HOST:PORT}, each is told
   * @param host under which Mailweir's own column stands
   * @param test the column
   * @param hosts whether each host has a column of its own alerts too
   */
  record Xymon(
      List<String> servers,
      String host,
      String test,
      Duration lifetime,
      boolean hosts,
      Duration timeout)
      implements ChannelSettings {}

  /** {@code arguments}: the program, an absolute path, and what it is given. */
  record Command(List<String> arguments, Duration timeout) implements ChannelSettings {}
}
