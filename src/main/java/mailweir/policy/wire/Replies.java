package mailweir.policy.wire;

/** Texts for mail servers: one line of printable ASCII, of a length that fits every reply. */
final class Replies {
  private static final int LONGEST = 400;

  private Replies() {}

  /** The text without what could end a line or be taken for a format. */
  static String safe(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    for (int i = 0; i < text.length() && safe.length() < LONGEST; i++) {
      char c = text.charAt(i);
      safe.append(c < ' ' || c > '~' || c == '%' ? '?' : c);
    }
    return safe.toString();
  }
}
