package mailweir.alert.notify;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mailweir.alert.Alert;
import mailweir.alert.Channel;
import mailweir.alert.ChannelSettings;
import mailweir.alert.Notice;
import mailweir.alert.Severity;

/**
 * Xymon: a column of Mailweir's own with all alerts, green when there are none, told again in a third of its lifetime: when nobody tells it,
 * it turns purple. With {@code hosts} the hosts of alerts have the column too.
 */
final class XymonChannel implements Channel {
  private static final int PORT = 1984;
  private static final int LONGEST = 16_000;

  private final ChannelSettings.Xymon settings;
  private final Set<String> named = new LinkedHashSet<>();

  XymonChannel(ChannelSettings.Xymon settings) {
    this.settings = settings;
  }

  @Override
  public String kind() {
    return "xymon";
  }

  @Override
  public Duration every() {
    return settings.lifetime().dividedBy(3);
  }

  /** A test is shown as it is; of everything else the state follows at once. */
  @Override
  public void send(Notice notice) throws IOException {
    if (notice.kind() == Notice.Kind.TEST) {
      tell(notice.alerts(), List.of());
    }
  }

  @Override
  public void tell(List<Alert> firing, List<Alert> ended) throws IOException {
    List<String> messages = new ArrayList<>();
    messages.add(status(settings.host(), firing));
    if (settings.hosts()) {
      Map<String, List<Alert>> byHost = new LinkedHashMap<>();
      named.forEach(h -> byHost.put(h, new ArrayList<>()));
      ended.forEach(a -> host(a, byHost));
      for (Alert a : firing) {
        List<Alert> of = host(a, byHost);
        if (of != null) {
          of.add(a);
        }
      }
      named.clear();
      byHost.forEach((host, of) -> {
        messages.add(status(host, of));
        if (!of.isEmpty()) {
          named.add(host);
        }
      });
    }
    List<String> failed = new ArrayList<>();
    for (String server : settings.servers()) {
      try {
        for (String message : messages) {
          send(server, message);
        }
      } catch (IOException e) {
        String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        failed.add(server + " (" + why + ")");
      }
    }
    if (!failed.isEmpty()) {
      throw new IOException(
          "Xymon: " + String.join(", ", failed) + " cannot be reached; it is tried again");
    }
  }

  private static List<Alert> host(Alert a, Map<String, List<Alert>> byHost) {
    String host = a.labels().getOrDefault("host", "");
    return host.matches("[A-Za-z0-9._-]{1,200}")
        ? byHost.computeIfAbsent(host, h -> new ArrayList<>())
        : null;
  }

  /** Lines of alerts are indented: none can begin a message of its own. */
  private String status(String host, List<Alert> alerts) {
    String color =
        alerts.stream().anyMatch(a -> a.severity() == Severity.CRITICAL)
            ? "red"
            : alerts.stream().anyMatch(a -> a.severity() == Severity.WARNING) ? "yellow" : "green";
    StringBuilder out = new StringBuilder();
    out.append("status+").append(settings.lifetime().toMinutes()).append(' ');
    out.append(host.replace('.', ','))
        .append('.')
        .append(settings.test())
        .append(' ')
        .append(color);
    out.append(
            alerts.isEmpty()
                ? " no alerts"
                : " " + alerts.size() + (alerts.size() == 1 ? " alert" : " alerts"))
        .append('\n');
    for (Alert a : alerts) {
      String mark =
          a.severity() == Severity.CRITICAL
              ? "&red "
              : a.severity() == Severity.WARNING ? "&yellow " : "&clear ";
      out.append(' ')
          .append(mark)
          .append(escaped(a.summary()))
          .append("  (")
          .append(a.id())
          .append(")\n");
      if (out.length() > LONGEST) {
        out.append(" and more\n");
        break;
      }
    }
    return out.toString();
  }

  /** Xymon shows the text as a page, and an ampersand as a mark. */
  private static String escaped(String text) {
    return Channels.line(text, 500).replace("&", "+").replace("<", "(").replace(">", ")");
  }

  private void send(String server, String message) throws IOException {
    int colon = server.lastIndexOf(':');
    boolean hasPort = colon > 0 && server.indexOf(']') < colon;
    String host = (hasPort ? server.substring(0, colon) : server).replaceAll("^\\[|\\]$", "");
    int port = hasPort ? Integer.parseInt(server.substring(colon + 1)) : PORT;
    int millis = (int) settings.timeout().toMillis();
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, port), millis);
      socket.setSoTimeout(millis);
      socket.getOutputStream().write(message.getBytes(StandardCharsets.UTF_8));
      socket.shutdownOutput();
      socket.getInputStream().readAllBytes();
    }
  }
}
