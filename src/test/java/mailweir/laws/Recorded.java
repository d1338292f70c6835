package mailweir.laws;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Logs that real servers wrote while it was known what was sent: {@code src/test/resources/recorded}, with its own page.
 *
 * <p>A name is the scenario's, {@code 09-header-body-milter}, with {@code .iso} behind it for the RFC 3339 form.
 */
final class Recorded {
  /** One host, one log, both forms. */
  static final List<String> SINGLE =
      List.of(
          "01-plain-short-ids",
          "02-long-ids-tls-ipv6-utf8",
          "03-smtpd-rejects",
          "04-postscreen",
          "05-submission-sasl",
          "08-bounces-dsn-expiry",
          "09-header-body-milter",
          "10-amavis-clean",
          "11-amavis-virus-spam",
          "14-greylist-spf-dkim-dmarc",
          "16-queue-operations-short-ids",
          "19a-rsyslog-repeat-fqdn",
          "19c-other-syslog-formats",
          "20-sendmail",
          "21-sendmail-mimedefang",
          "22-sendmail-queue-only",
          "23-sendmail-queues",
          "24-sendmail-loglevel-14",
          "25-mailscanner-sendmail");

  static final String TWO_HOSTS = "07-outbound-relay-two-hosts";
  static final String PIECES = "19b-postlogd-maillog-file";
  static final int YEAR = 2026;

  private Recorded() {}

  /** The lines of a log, every byte a character. */
  static List<String> lines(String name) {
    return split(text(name));
  }

  static String text(String name) {
    try (InputStream in = Recorded.class.getResourceAsStream("/recorded/" + name + ".log.gz")) {
      if (in == null) {
        throw new IllegalArgumentException("no recording " + name);
      }
      return new String(new GZIPInputStream(in).readAllBytes(), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<String> split(String text) {
    List<String> lines = new ArrayList<>(List.of(text.split("\n", -1)));
    if (lines.getLast().isEmpty()) {
      lines.removeLast();
    }
    return lines;
  }

  /** The zone of the server whose stamps have none. */
  static ZoneId zone(String name) {
    return ZoneId.of(name.startsWith("02") ? "+01:00" : name.startsWith("19c") ? "+05:45" : "UTC");
  }
}
