package mailweir.queue.exim;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** The log that Exim keeps of a message's attempts while it waits. */
final class MessageLog {
  private static final Pattern STAMP =
      Pattern.compile("^\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d(\\.\\d+)?( [+-]\\d{4})? ");
  private static final Pattern NO_REASON =
      Pattern.compile("^(Received from |\\*\\*\\*|[^ ]*[ ]*(=>|->|>>) ).*");

  /** Says that nothing was tried: why it waits is in a line before, unless it was never tried. */
  private static final String NOT_TRIED = "retry time not reached";

  private MessageLog() {}

  /** Why it waits: the last line that says so, without its stamp; {@code null}: no attempt was made yet. Any bytes give an answer. */
  static String reason(byte[] end) {
    String notTried = null;
    String[] lines = new String(end, StandardCharsets.UTF_8).split("\n", -1);
    for (int i = lines.length - 1; i >= 0; i--) {
      String line = STAMP.matcher(lines[i]).replaceFirst("");
      boolean whole = line.length() < lines[i].length();
      if (whole && !NO_REASON.matcher(line).matches() && line.contains(": ")) {
        if (!line.contains(NOT_TRIED)) {
          return line;
        }
        notTried = notTried == null ? line : notTried;
      }
    }
    return notTried;
  }
}
