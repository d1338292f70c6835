package mailweir.answer;

/**
 * Text of strangers made safe for a terminal, a mail or a table: one line, printed as it reads,
 * without effect.
 *
 * <p>Control characters (C0, DEL, C1), line separators, marks that turn the direction of writing,
 * invisible characters and half surrogates become visible escapes: {@code \n}, {@code \x1b}, {@code
 * \u202e}. A backslash stays as it is; the result is for reading, not for reading back.
 */
public final class Plain {
  private Plain() {}

  /** The text with everything that could act or hide made visible; {@code null} is empty. */
  public static String text(String raw) {
    if (raw == null) {
      return "";
    }
    int at = 0;
    while (at < raw.length() && raw.charAt(at) >= ' ' && raw.charAt(at) < 0x7f) {
      at++;
    }
    if (at == raw.length()) {
      return raw;
    }
    StringBuilder safe = new StringBuilder(raw.length() + 16).append(raw, 0, at);
    while (at < raw.length()) {
      int c = raw.codePointAt(at);
      at += Character.charCount(c);
      append(c, safe);
    }
    return safe.toString();
  }

  private static void append(int c, StringBuilder safe) {
    if (!acts(c)) {
      safe.appendCodePoint(c);
      return;
    }
    switch (c) {
      case '\n' -> safe.append("\\n");
      case '\r' -> safe.append("\\r");
      case '\t' -> safe.append("\\t");
      default ->
          safe.append(
              String.format(c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\u{%x}", c));
    }
  }

  /** Whether a character does something else than be seen. */
  static boolean acts(int c) {
    if (c < 0x7f) {
      return c < ' ';
    }
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }

  /** Safe text of at most so many columns, cut at its end with an ellipsis. */
  public static String cut(String raw, int columns) {
    String safe = text(raw);
    if (columns(safe) <= columns) {
      return safe;
    }
    StringBuilder kept = new StringBuilder(columns);
    int used = 0;
    for (int at = 0; at < safe.length(); ) {
      int c = safe.codePointAt(at);
      if (used + columns(c) > columns - 1) {
        break;
      }
      kept.appendCodePoint(c);
      used += columns(c);
      at += Character.charCount(c);
    }
    return kept.append('…').toString();
  }

  /** Safe text filled up with blanks, or cut, to exactly so many columns. */
  public static String fit(String raw, int columns) {
    String cut = cut(raw, columns);
    return cut + " ".repeat(Math.max(0, columns - columns(cut)));
  }

  /** How many columns of a terminal a text takes. */
  static int columns(String text) {
    return text.codePoints().map(Plain::columns).sum();
  }

  private static int columns(int c) {
    if (c < 0x300) {
      return 1;
    }
    int type = Character.getType(c);
    if (type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK) {
      return 0;
    }
    boolean wide =
        c >= 0x1100
            && (c <= 0x115f
                || (c >= 0x2e80 && c <= 0xa4cf && c != 0x303f)
                || (c >= 0xac00 && c <= 0xd7a3)
                || (c >= 0xf900 && c <= 0xfaff)
                || (c >= 0xfe30 && c <= 0xfe6f)
                || (c >= 0xff00 && c <= 0xff60)
                || (c >= 0xffe0 && c <= 0xffe6)
                || (c >= 0x1f300 && c <= 0x1faff)
                || (c >= 0x20000 && c <= 0x3fffd));
    return wide ? 2 : 1;
  }

  /**
   * Bytes as people say them: {@code 999 B}, {@code 1.2 MB}, {@code 34 GB}; powers of a thousand.
   */
  public static String bytes(long bytes) {
    if (bytes < 1000) {
      return bytes + " B";
    }
    double amount = bytes;
    int unit = -1;
    while (amount >= 999.5 && unit < 4) {
      amount /= 1000;
      unit++;
    }
    return String.format(
        java.util.Locale.ROOT,
        amount < 9.95 ? "%.1f %sB" : "%.0f %sB",
        amount,
        "kMGTP".charAt(unit));
  }

  /** A number with its thousands set apart. */
  public static String number(long number) {
    return String.format(java.util.Locale.ROOT, "%,d", number);
  }
}
