package mailweir.alert.notify;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import mailweir.alert.Channel;
import mailweir.alert.ChannelSettings;

/** Makes channels of what is set. */
public final class Channels {
  private Channels() {}

  /** {@code own}: the name of this machine, which mails and Alertmanager carry. */
  public static Map<String, Channel> of(
      Map<String, ChannelSettings> settings, String own, InstantSource clock) {
    Map<String, Channel> all = new LinkedHashMap<>();
    settings.forEach((name, s) -> all.put(name, of(s, own, clock)));
    return all;
  }

  /** One. */
  public static Channel of(ChannelSettings settings, String own, InstantSource clock) {
    return switch (settings) {
      case ChannelSettings.Mail s -> new MailChannel(s, own);
      case ChannelSettings.Webhook s -> new WebhookChannel(s);
      case ChannelSettings.Alertmanager s -> new AlertmanagerChannel(s, own, clock);
      case ChannelSettings.Xymon s -> new XymonChannel(s);
      case ChannelSettings.Command s -> new CommandChannel(s);
    };
  }

  /** The first line of a file; read each time, so that a new secret needs no restart. Empty without a file. */
  static String secret(String file) throws IOException {
    if (file == null) {
      return "";
    }
    try {
      return Files.readString(Path.of(file), StandardCharsets.UTF_8)
          .lines()
          .findFirst()
          .orElse("")
          .strip();
    } catch (IOException e) {
      throw new IOException(
          file
              + ": the secret cannot be read ("
              + e.getClass().getSimpleName()
              + "); nothing was sent; let the user of serve read it",
          e);
    }
  }

  /** One line of text without what controls a terminal or ends a line. */
  static String line(String text, int longest) {
    String clean = text.replaceAll("[\\p{Cntrl}\\u2028\\u2029\\u202a-\\u202e\\u2066-\\u2069]", "?");
    return clean.length() > longest ? clean.substring(0, longest - 1) + "…" : clean;
  }

  /** Lines of text, the same. */
  static String lines(String text) {
    return text.replaceAll("[\\p{Cntrl}\\u202a-\\u202e\\u2066-\\u2069&&[^\\n]]", "?");
  }
}
