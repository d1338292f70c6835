package mailweir.parse.postfix;

import mailweir.event.Event.Peer;
import mailweir.slice.Slice;

/**
 * A place in a line that moves from left to right. One object serves all lines of a dialect.
 *
 * <p>Every method leaves {@code from <= at <= end}; none throws for what the bytes are.
 */
final class Scan {
  private static final byte DIGIT = 1;
  private static final byte UPPER = 2;
  private static final byte LOWER = 4;
  private static final byte[] KIND = new byte[256];
  private static final boolean[] HEX = new boolean[256];

  static {
    for (int c = 0; c < 16; c++) {
      HEX[Character.forDigit(c, 16)] = true;
      HEX[Character.toUpperCase(Character.forDigit(c, 16))] = true;
    }
    for (int c = '0'; c <= '9'; c++) {
      KIND[c] = DIGIT;
    }
    for (int c = 'A'; c <= 'Z'; c++) {
      KIND[c] = UPPER;
      KIND[c + 32] = LOWER;
    }
  }

  private static final int SHORTEST_ID = 5;
  private static final int LONGEST_ID = 40;

  byte[] a = new byte[0];
  int at;
  int end;

  void over(byte[] array, int from, int to) {
    a = array;
    at = from;
    end = to;
    while (end > at && a[end - 1] <= ' ' && a[end - 1] >= 0) {
      end--;
    }
    while (at < end && a[at] == ' ') {
      at++;
    }
  }

  /** The byte here; 0 at the end. */
  int peek() {
    return at < end ? a[at] : 0;
  }

  boolean atEnd() {
    return at >= end;
  }

  boolean has(byte[] word) {
    return Slice.regionIs(a, at, end, word);
  }

  /** Goes behind the word where it stands here. */
  boolean take(byte[] word) {
    if (Slice.regionIs(a, at, end, word)) {
      at += word.length;
      return true;
    }
    return false;
  }

  boolean take(char c) {
    if (at < end && a[at] == c) {
      at++;
      return true;
    }
    return false;
  }

  Slice rest() {
    return new Slice(a, at, end);
  }

  /** From here to {@code to}. */
  Slice to(int to) {
    return new Slice(a, at, to);
  }

  /** Index of the word at or after here; -1 when there is none. */
  int find(byte[] word) {
    return Slice.indexOf(a, at, end, word);
  }

  int find(char c) {
    return Slice.indexOf(a, at, end, (byte) c);
  }

  /** Index of the last place of the word at or after here; -1 when there is none. */
  int findLast(byte[] word) {
    for (int i = end - word.length; i >= at; i--) {
      if (a[i] == word[0] && Slice.regionIs(a, i, end, word)) {
        return i;
      }
    }
    return -1;
  }

  /** What stands before the word, and goes behind it; {@code null}, without going, when the word does not come. */
  Slice before(byte[] word) {
    int i = find(word);
    if (i < 0) {
      return null;
    }
    Slice s = new Slice(a, at, i);
    at = i + word.length;
    return s;
  }

  /** Up to the next blank or the end. */
  Slice word() {
    int i = at;
    while (i < end && a[i] != ' ') {
      i++;
    }
    Slice s = new Slice(a, at, i);
    at = i;
    return s;
  }

  /** Up to the next comma, semicolon, blank or the end. */
  Slice value() {
    int i = at;
    while (i < end && a[i] != ',' && a[i] != ' ' && a[i] != ';') {
      i++;
    }
    Slice s = new Slice(a, at, i);
    at = i;
    return s;
  }

  /**
   * Index after a queue id that stands here with a colon behind it; -1 when none does. Short ids are capitals and digits, long
   * ones letters without vowels and digits; ids that somebody made anonymous are taken as well, words are not.
   */
  int idEnd() {
    int seen = 0;
    int i = at;
    int limit = Math.min(end, at + LONGEST_ID);
    while (i < limit) {
      byte k = KIND[a[i] & 0xFF];
      if (k == 0) {
        break;
      }
      seen |= k;
      i++;
    }
    if (i - at < SHORTEST_ID || i >= end || a[i] != ':') {
      return -1;
    }
    if (i + 1 < end && a[i + 1] != ' ' || (seen & DIGIT) == 0 && (seen & LOWER) != 0) {
      return -1;
    }
    return i;
  }

  /**
   * The address in angle brackets here, and goes behind the bracket. A quoted local part may hold a bracket. Where the bracket is
   * missing (a line made anonymous, or cut) the value ends at a comma or the end.
   */
  Slice angled() {
    if (!take('<')) {
      int i = at;
      while (i < end && a[i] != ',' && a[i] != ' ' && a[i] != ';') {
        i++;
      }
      Slice s = new Slice(a, at, i);
      at = i;
      return s;
    }
    int i = at;
    if (i < end && a[i] == '"') {
      i++;
      while (i < end && a[i] != '"') {
        i += a[i] == '\\' ? 2 : 1;
      }
      // a quote that never closes is no quote
      i = i < end ? i : at;
    }
    int close = Slice.indexOf(a, i, end, (byte) '>');
    // "<a>b@c>" is no address, but "<<heidi@example.org>>" is logged
    while (close >= 0 && close + 1 < end && a[close + 1] == '>') {
      close++;
    }
    int to = close < 0 ? end : close;
    Slice s = new Slice(a, at, to);
    at = close < 0 ? end : close + 1;
    return s;
  }

  /** {@code name[ip]:port} or {@code name[ip]} or {@code [ip]:port}; a bare word is a name. Goes behind it. */
  Peer peer() {
    int open = Slice.indexOf(a, at, end, (byte) '[');
    int blank = Slice.indexOf(a, at, open < 0 ? end : open, (byte) ' ');
    if (open < 0 || blank >= 0) {
      open = blank < 0 ? end : blank;
    }
    Slice name = open == at ? null : new Slice(a, at, open);
    if (open >= end || a[open] != '[') {
      // "local", or a name that was cut; a colon or punctuation behind it is not its own
      int last = open;
      while (last > at && (a[last - 1] == ':' || a[last - 1] == ';' || a[last - 1] == ',')) {
        last--;
      }
      Slice bare = last == at ? null : new Slice(a, at, last);
      at = last;
      return new Peer(bare, null, -1);
    }
    int close = Slice.indexOf(a, open + 1, end, (byte) ']');
    int to = close < 0 ? end : close;
    Slice ip = ip(open + 1, to);
    at = close < 0 ? end : close + 1;
    return new Peer(name, ip, port());
  }

  /** {@code :25} here, and goes behind it; -1 and stays when there is none. */
  int port() {
    int i = at;
    if (i < end && a[i] == ':') {
      i++;
      int n = 0;
      while (i < end && i - at <= 5 && a[i] >= '0' && a[i] <= '9') {
        n = n * 10 + a[i] - '0';
        i++;
      }
      if (i > at + 1 && n <= 65535) {
        at = i;
        return n;
      }
    }
    return -1;
  }

  /** The address between brackets, without {@code IPv6:}; {@code null} for {@code unknown} and the like. */
  Slice ip(int from, int to) {
    int i = from;
    if (to - i > 5 && (a[i] | 32) == 'i' && a[i + 3] == '6' && a[i + 4] == ':') {
      i += 5;
    }
    // a dot or a colon within the first five, hexadecimal digits before it: not "unknown",
    // "built-in", a socket's path
    for (int k = i; k < to && k < i + 5; k++) {
      if (a[k] == '.' || a[k] == ':') {
        return new Slice(a, i, to);
      }
      if (!HEX[a[k] & 0xFF]) {
        return null;
      }
    }
    return null;
  }

  /** The three-digit answer code here (100 to 599) with a blank, a hyphen or the end behind it; else -1. Stays. */
  int code() {
    if (end - at < 3) {
      return -1;
    }
    int c = a[at] - '0';
    int d = a[at + 1] - '0';
    int e = a[at + 2] - '0';
    if (c < 1 || c > 5 || d < 0 || d > 9 || e < 0 || e > 9) {
      return -1;
    }
    if (end - at > 3 && a[at + 3] != ' ' && a[at + 3] != '-' && a[at + 3] != ';') {
      return -1;
    }
    return c * 100 + d * 10 + e;
  }

  /** The enhanced status code here ({@code 5.7.1}), and goes behind it; {@code null} and stays when there is none. */
  Slice enhanced() {
    int behind = mailweir.parse.Scan.enhancedEnd(a, at, end);
    if (behind < 0) {
      return null;
    }
    Slice s = new Slice(a, at, behind);
    at = behind;
    return s;
  }

  /** Seconds with an optional fraction here, and goes behind them; NaN when there is none. */
  double seconds() {
    int i = at;
    long n = 0;
    long scale = 1;
    while (i < end && i - at < 15 && a[i] >= '0' && a[i] <= '9') {
      n = n * 10 + a[i++] - '0';
    }
    if (i == at) {
      return Double.NaN;
    }
    if (i < end && a[i] == '.') {
      i++;
      int first = i;
      while (i < end && i - first < 3 && a[i] >= '0' && a[i] <= '9') {
        n = n * 10 + a[i++] - '0';
        scale *= 10;
      }
    }
    at = i;
    return (double) n / scale;
  }

  /** The unsigned number here, and goes behind it; -1 and stays when there is none. */
  long number() {
    int i = at;
    while (i < end && i - at < 18 && a[i] >= '0' && a[i] <= '9') {
      i++;
    }
    long n = Slice.number(a, at, i);
    at = i;
    return n;
  }
}
