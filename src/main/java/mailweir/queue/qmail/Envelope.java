package mailweir.queue.qmail;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What stands in qmail's envelope files: records that end with a zero byte and begin with a letter. {@code F} sender, {@code T} recipient that waits, {@code D} one that is done
 * with; {@code u} and {@code p}: who queued it. A record without its end is half written and says nothing.
 *
 * @param sender without angle brackets; absent: the file does not say
 * @param recipients those that wait
 */
public record Envelope(String sender, List<String> recipients) {
  public Envelope {
    recipients = List.copyOf(recipients);
  }

  /** Any bytes give an answer. */
  public static Envelope read(byte[] bytes) {
    String sender = null;
    List<String> recipients = new ArrayList<>(2);
    int start = 0;
    for (int at = 0; at < bytes.length; at++) {
      if (bytes[at] != 0) {
        continue;
      }
      if (at > start) {
        switch (bytes[start]) {
          case 'F' -> sender = text(bytes, start + 1, at);
          case 'T' -> recipients.add(text(bytes, start + 1, at));
          default -> {
            // Done with, or of no concern.
          }
        }
      }
      start = at + 1;
    }
    return new Envelope(sender, recipients);
  }

  private static String text(byte[] bytes, int from, int stop) {
    return new String(bytes, from, stop - from, StandardCharsets.UTF_8);
  }
}
