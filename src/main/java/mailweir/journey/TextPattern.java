package mailweir.journey;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A text to be found among others, capitals or not, in which a star stands for anything: the whole text has to be like it.
 *
 * <p>Works on UTF-8 bytes. Two letters are alike when their small letters are, in whatever script; what is no UTF-8 is compared as
 * the sign that stands for it where the text is shown.
 */
public final class TextPattern {
  private final byte[][] parts;
  private final int least;

  /** {@code pattern}: as somebody typed it. */
  public TextPattern(String pattern) {
    String[] pieces = pattern.toLowerCase(Locale.ROOT).split("\\*", -1);
    parts = new byte[pieces.length][];
    int sum = 0;
    for (int i = 0; i < pieces.length; i++) {
      parts[i] = pieces[i].getBytes(StandardCharsets.UTF_8);
      sum += parts[i].length;
    }
    least = sum;
  }

  /** Whether a text of these many bytes, all of them ASCII, can be like it. */
  boolean fits(int length) {
    return parts.length == 1 ? length == least : length >= least;
  }

  /** Whether a text is like it; {@code ascii} tells that no byte of it is beyond ASCII. */
  boolean matches(byte[] a, int from, int length, boolean ascii) {
    if (ascii) {
      return fits(length) && matches(a, from, from + length);
    }
    byte[] small =
        new String(a, from, length, StandardCharsets.UTF_8)
            .toLowerCase(Locale.ROOT)
            .getBytes(StandardCharsets.UTF_8);
    return fits(small.length) && matches(small, 0, small.length);
  }

  private boolean matches(byte[] a, int from, int to) {
    int last = parts.length - 1;
    if (!isAt(a, from, to, parts[0])) {
      return false;
    }
    if (last == 0) {
      return true;
    }
    int end = to - parts[last].length;
    int at = from + parts[0].length;
    if (end < at || !isAt(a, end, to, parts[last])) {
      return false;
    }
    for (int i = 1; i < last; i++) {
      // the first place is as good as any later one
      while (!isAt(a, at, end, parts[i])) {
        if (++at > end) {
          return false;
        }
      }
      at += parts[i].length;
    }
    return true;
  }

  private static boolean isAt(byte[] a, int at, int to, byte[] part) {
    if (to - at < part.length) {
      return false;
    }
    for (int i = 0; i < part.length; i++) {
      int b = a[at + i];
      if (part[i] != (b >= 'A' && b <= 'Z' ? b + 32 : b)) {
        return false;
      }
    }
    return true;
  }
}
