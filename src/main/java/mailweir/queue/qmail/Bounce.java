package mailweir.queue.qmail;

import java.nio.charset.StandardCharsets;

/** What qmail gathers for a notice: of each recipient that failed for good its address in a line, then why. */
final class Bounce {
  private Bounce() {}

  /** Why the last one failed, in one line; {@code null}: it is not said. Any bytes give an answer. */
  static String reason(byte[] end) {
    String text = new String(end, StandardCharsets.UTF_8).strip();
    int open = text.lastIndexOf("\n<");
    String last = open < 0 ? text : text.substring(open + 1);
    int line = last.indexOf(">:\n");
    String reason = line < 0 ? "" : last.substring(line + 3).replaceAll("\\s+", " ").strip();
    return reason.isEmpty() ? null : reason;
  }
}
