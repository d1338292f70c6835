package mailweir.policy;

/**
 * A decision as a line of the log: {@code key=value} with blanks between, always in the same order; docs/policy.md has the grammar. Texts of
 * strangers cannot break out of their value.
 */
public final class DecisionLine {
  private static final int LONGEST_VALUE = 320;
  private static final String HEX = "0123456789ABCDEF";

  private DecisionLine() {}

  /** The text behind {@code mailweir-policy[pid]: }. */
  public static String of(Question q, Decision d, Rules.Mode mode) {
    StringBuilder line = new StringBuilder(300);
    line.append("action=").append(d.outcome().word());
    plain(line, "rule", d.rule());
    plain(line, "client", q.client() == null ? "" : q.client().getHostAddress());
    quoted(line, "name", !q.name().isEmpty() || q.reverse() == null ? q.name() : q.reverse());
    quoted(line, "helo", q.helo());
    if (q.sender() != null) {
      address(line, "from", q.sender());
    }
    if (!q.recipient().isEmpty()) {
      address(line, "to", q.recipient());
    }
    plain(line, "stage", q.stage().name());
    quoted(line, "os", d.system());
    quoted(line, "reason", d.reason());
    if (d.seconds() > 0) {
      line.append(d.outcome() == Decision.Outcome.PASS ? " waited=" : " wait=").append(d.seconds());
    }
    quoted(line, "login", q.login());
    quoted(line, "queue_id", q.queueId());
    quoted(line, "message", q.message());
    line.append(
        switch (mode) {
          case ENFORCE -> " mode=enforce";
          case SHADOW -> " mode=shadow";
        });
    return line.toString();
  }

  private static void plain(StringBuilder line, String key, String value) {
    if (!value.isEmpty()) {
      line.append(' ').append(key).append('=').append(value);
    }
  }

  private static void address(StringBuilder line, String key, String value) {
    line.append(' ').append(key).append("=<");
    escaped(line, value, " <>");
    line.append('>');
  }

  private static void quoted(StringBuilder line, String key, String value) {
    if (value.isEmpty()) {
      return;
    }
    line.append(' ').append(key).append('=');
    boolean isPlain = value.length() <= LONGEST_VALUE;
    for (int i = 0; i < value.length() && isPlain; i++) {
      char c = value.charAt(i);
      isPlain =
          c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || c >= '0' && c <= '9'
              || "._:@[]/+-".indexOf(c) >= 0;
    }
    if (isPlain) {
      line.append(value);
    } else {
      line.append('"');
      escaped(line, value, "\"");
      line.append('"');
    }
  }

  /** Backslash, what is named and all that is not a letter, digit, mark or sign of its own becomes {@code \}{@code xHH} of its UTF-8. */
  private static void escaped(StringBuilder line, String value, String also) {
    int written = 0;
    int i = 0;
    while (i < value.length() && written < LONGEST_VALUE) {
      int c = value.codePointAt(i);
      int length = Character.charCount(c);
      boolean isPlain =
          c >= 0x20 && c < 0x7F
              ? c != '\\' && also.indexOf(c) < 0
              : c > 0x9F && isVisible(Character.getType(c));
      if (isPlain) {
        line.appendCodePoint(c);
      } else {
        byte[] bytes =
            new String(Character.toChars(c)).getBytes(java.nio.charset.StandardCharsets.UTF_8);
        for (byte b : bytes) {
          line.append("\\x").append(HEX.charAt(b >> 4 & 15)).append(HEX.charAt(b & 15));
        }
      }
      i += length;
      written++;
    }
    if (i < value.length()) {
      line.append("\\...");
    }
  }

  private static boolean isVisible(int kind) {
    return kind != Character.CONTROL
        && kind != Character.FORMAT
        && kind != Character.SURROGATE
        && kind != Character.PRIVATE_USE
        && kind != Character.UNASSIGNED
        && kind != Character.LINE_SEPARATOR
        && kind != Character.PARAGRAPH_SEPARATOR
        && kind != Character.SPACE_SEPARATOR;
  }
}
