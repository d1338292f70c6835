package mailweir.web;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import mailweir.answer.Query;

/** An address of ours with its parameters, escaped; each {@code with} gives a new one. */
public final class Link {
  private final String path;
  private final Map<String, String> parameters;

  private Link(String path, Map<String, String> parameters) {
    this.path = path;
    this.parameters = parameters;
  }

  static Link to(String path) {
    return new Link(path, Map.of());
  }

  /** The address of a story. */
  static Link story(String id) {
    return to("/trace/" + URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20"));
  }

  /** The same with a parameter set, or without it for {@code null}. */
  Link with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(parameters);
    if (value == null) {
      more.remove(name);
    } else {
      more.put(name, value);
    }
    return new Link(path, more);
  }

  Link with(String name, Instant time) {
    return with(name, time == null ? null : time.toString());
  }

  /** The same with every filter of a query that is set. */
  Link with(Query query) {
    return with("since", query.since())
        .with("until", query.until())
        .with("host", query.host())
        .with("from", empty(query.from()))
        .with("to", query.to())
        .with("client", query.client())
        .with("account", query.account())
        .with("queue-id", query.queueId())
        .with("message-id", query.messageId())
        .with("status", query.status())
        .with("reason", query.reason())
        .with("q", query.any() == null ? null : quoted(query.any()));
  }

  /** The null sender as a parameter that is not blank. */
  private static String empty(String address) {
    return address != null && address.isEmpty() ? "<>" : address;
  }

  /** A text as one word of a query line. */
  static String quoted(String text) {
    return text.matches("[^\\s\":<>]+") ? text : '"' + text.replace("\"", "*") + '"';
  }

  @Override
  public String toString() {
    StringBuilder url = new StringBuilder(path);
    char before = '?';
    for (Map.Entry<String, String> parameter : parameters.entrySet()) {
      url.append(before)
          .append(parameter.getKey())
          .append('=')
          .append(
              URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8)
                  .replace("%3A", ":")
                  .replace("%40", "@")
                  .replace("%2F", "/"));
      before = '&';
    }
    return url.toString();
  }
}
