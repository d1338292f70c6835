package mailweir.queue.postfix;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The log of a message's deferrals: entries of {@code name=value} lines with blank lines between them; a line {@code <recipient>: reason} is the old form. */
final class DeferLog {
  private static final int MOST = 10_000;

  private DeferLog() {}

  /**
   * Why a recipient waits.
   *
   * @param recipient as the log writes it; may be empty
   * @param reason may be absent
   */
  record Entry(String recipient, String reason) {}

  /** Any bytes give a list, the oldest entry first; what is no entry is passed over. */
  static List<Entry> read(byte[] bytes) {
    List<Entry> entries = new ArrayList<>();
    String recipient = null;
    String reason = null;
    for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n", -1)) {
      if (line.isEmpty()) {
        if (recipient != null && entries.size() < MOST) {
          entries.add(new Entry(recipient, reason));
        }
        recipient = null;
        reason = null;
      } else if (line.startsWith("recipient=")) {
        recipient = line.substring("recipient=".length());
      } else if (line.startsWith("reason=")) {
        reason = line.substring("reason=".length());
      } else if (line.charAt(0) == '<' && line.contains(">: ")) {
        recipient = line.substring(1, line.indexOf(">: "));
        reason = line.substring(line.indexOf(">: ") + 3).strip();
      }
    }
    if (recipient != null && reason != null) {
      entries.add(new Entry(recipient, reason));
    }
    return entries;
  }

  /** The newest reason for one of these recipients, else the newest at all; {@code null}: there is none. */
  static String reason(List<Entry> entries, List<String> waiting) {
    String any = null;
    for (int i = entries.size() - 1; i >= 0; i--) {
      Entry entry = entries.get(i);
      if (entry.reason() != null && !entry.reason().isEmpty()) {
        if (waiting.contains(Quoted.off(entry.recipient()))) {
          return entry.reason();
        }
        if (any == null) {
          any = entry.reason();
        }
      }
    }
    return any;
  }
}
