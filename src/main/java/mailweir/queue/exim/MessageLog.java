package mailweir.queue.exim;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** The log that Exim keeps of a message's attempts while it waits. */
final class MessageLog {
  private static final Pattern STAMP =
      Pattern.compile("^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(\\.\\d+)?( [+-]\\d{4})? ");
  private static final Pattern NO_REASON =
      Pattern.compile("^(Received from |\\*\\*\\*|[^ ]*[ ]*(=>|->|>>) ).*");

  private MessageLog() {}

  /** Why it waits: the last line that says so, without its stamp; {@code null}: no attempt was made yet. Any bytes give an answer. */
  static String reason(byte[] end) {
    String[] lines = new String(end, StandardCharsets.UTF_8).split("\n", -1);
    for (int i = lines.length - 1; i >= 0; i--) {
      String line = STAMP.matcher(lines[i]).replaceFirst("");
      boolean whole = line.length() < lines[i].length();
      if (whole && !NO_REASON.matcher(line).matches() && line.contains(": ")) {
        return line;
      }
    }
    return null;
  }
}
