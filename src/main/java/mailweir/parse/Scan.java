package mailweir.parse;

import mailweir.slice.Slice;

/** Small readings that several dialects need beyond {@link Slice}: decimals, brackets, values that end with a mark. */
public final class Scan {
  private Scan() {}

  /** The decimal number that begins at {@code from} ({@code -2.292}, {@code +3}, {@code 5}), or NaN; what follows it is not looked at. */
  public static double decimal(byte[] a, int from, int to) {
    int i = from;
    boolean negative = false;
    if (i < to && (a[i] == '-' || a[i] == '+')) {
      negative = a[i] == '-';
      i++;
    }
    long whole = 0;
    long unit = 1;
    boolean any = false;
    boolean fraction = false;
    for (; i < to; i++) {
      int c = a[i];
      if (c >= '0' && c <= '9') {
        any = true;
        if (whole < 1_000_000_000_000_000L) {
          whole = whole * 10 + (c - '0');
          if (fraction) {
            unit *= 10;
          }
        } else if (!fraction) {
          return Double.NaN;
        }
      } else if (c == '.' && !fraction) {
        fraction = true;
      } else {
        break;
      }
    }
    if (!any) {
      return Double.NaN;
    }
    double value = (double) whole / unit;
    return negative ? -value : value;
  }

  /** The unsigned number that begins at {@code from}, or -1; what follows it is not looked at. */
  public static long digits(byte[] a, int from, int to) {
    int i = from;
    while (i < to && a[i] >= '0' && a[i] <= '9') {
      i++;
    }
    return Slice.number(a, from, i);
  }

  /**
   * Index behind the enhanced status code that begins at {@code from}, or -1: a class (2, 4, 5) and two numbers of at most three digits,
   * behind which the word is over. {@code 4.2.2.2} is an address, not a code.
   */
  public static int enhancedEnd(byte[] a, int from, int to) {
    if (from < 0
        || to - from < 5
        || a[from + 1] != '.'
        || a[from] != '5' && a[from] != '4' && a[from] != '2') {
      return -1;
    }
    int first = digitsEnd(a, from + 2, to);
    if (first < 0 || first >= to || a[first] != '.') {
      return -1;
    }
    int end = digitsEnd(a, first + 1, to);
    if (end < 0 || end == to) {
      return end;
    }
    int next = a[end];
    boolean isWord = next >= '0' && next <= '9' || (next | 32) >= 'a' && (next | 32) <= 'z';
    boolean isNumber = next == '.' && end + 1 < to && a[end + 1] >= '0' && a[end + 1] <= '9';
    return isWord || isNumber ? -1 : end;
  }

  /** The enhanced status code that begins at {@code from}; null when none does. */
  public static Slice enhanced(byte[] a, int from, int to) {
    int end = enhancedEnd(a, from, to);
    return end < 0 ? null : new Slice(a, from, end);
  }

  /** Index behind one to three digits, or -1. */
  private static int digitsEnd(byte[] a, int from, int to) {
    int most = Math.min(to, from + 3);
    int i = from;
    while (i < most && a[i] >= '0' && a[i] <= '9') {
      i++;
    }
    return i == from ? -1 : i;
  }

  /** Index of the first {@code mark} in [from, to), else {@code to}. */
  public static int upTo(byte[] a, int from, int to, byte[] mark) {
    int i = Slice.indexOf(a, from, to, mark);
    return i < 0 ? to : i;
  }

  /** Index of the first {@code c} in [from, to), else {@code to}. For values of a few bytes. */
  public static int upTo(byte[] a, int from, int to, char c) {
    for (int i = from; i < to; i++) {
      if (a[i] == c) {
        return i;
      }
    }
    return to;
  }

  /** Index of the last {@code mark} in [from, to); -1 when there is none. */
  public static int last(byte[] a, int from, int to, byte[] mark) {
    for (int i = to - mark.length; i >= from; i--) {
      if (a[i] == mark[0] && Slice.regionIs(a, i, to, mark)) {
        return i;
      }
    }
    return -1;
  }

  /** Index after the blanks at {@code from}. */
  public static int blanks(byte[] a, int from, int to) {
    int i = from;
    while (i < to && (a[i] == ' ' || a[i] == '\t')) {
      i++;
    }
    return i;
  }

  /** [from, to) without one pair of angle brackets; also where only one of them is there (cut by the writer). */
  public static Slice bare(byte[] a, int from, int to) {
    int f = from;
    int t = to;
    if (f < t && a[f] == '<') {
      f++;
    }
    if (f < t && a[t - 1] == '>') {
      t--;
    }
    return new Slice(a, f, t);
  }

  /** An address of the network without what loggers put around it: {@code IPv6:} before, {@code /32} behind, {@code ::ffff:} of an IPv4. */
  public static Slice ip(byte[] a, int from, int to) {
    int f = from;
    if (to - f > 5 && (a[f] | 32) == 'i' && Slice.regionIs(a, f + 1, to, V6_PREFIX)) {
      f += 5;
    }
    int t = upTo(a, f, to, '/');
    if (t - f > 7
        && a[f] == ':'
        && (Slice.regionIs(a, f, t, MAPPED) || Slice.regionIs(a, f, t, MAPPED_UPPER))
        && Slice.indexOf(a, f + 7, t, (byte) '.') > 0) {
      f += 7;
    }
    return new Slice(a, f, t);
  }

  private static final byte[] V6_PREFIX = {'P', 'v', '6', ':'};
  private static final byte[] MAPPED = {':', ':', 'f', 'f', 'f', 'f', ':'};
  private static final byte[] MAPPED_UPPER = {':', ':', 'F', 'F', 'F', 'F', ':'};
}
