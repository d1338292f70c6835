package mailweir.parse.exim;

import mailweir.parse.Line;
import mailweir.slice.Slice;

/**
 * What stands before an entry's own words: syslog's mark of a part ({@code [1\13] }), Exim's own stamp where syslog has stamped the line
 * as well, the process in brackets, and the message's id. One object serves all lines of a dialect.
 */
final class Head {
  private static final int OLD_ID = 16;
  private static final int NEW_ID = 23;
  private static final int LONGEST_PID = 10;

  byte[] a = new byte[0];

  /** Where the words begin. */
  int at;

  int to;

  /** Number of the part of an entry that was too long or had several lines; 1 for a whole one. */
  int part;

  /** Where the id stands, or the words where there is none. */
  int entry;

  /** The message's id, or null. */
  Slice id;

  void read(Line line) {
    a = line.array;
    to = line.textTo;
    while (to > line.textFrom && a[to - 1] >= 0 && a[to - 1] <= ' ') {
      to--;
    }
    at = line.textFrom;
    part = 1;
    id = null;
    mark();
    stamp();
    process();
    entry = at;
    int end = idEnd(a, at, to);
    if (end > 0) {
      id = new Slice(a, at, end);
      at = Math.min(to, end + 1);
    }
  }

  /** {@code [1\13] } and {@code [2/2] }: syslog takes no line ends and no more than some 900 bytes. */
  private void mark() {
    if (at >= to || a[at] != '[') {
      return;
    }
    int i = digits(at + 1, 5);
    if (i == at + 1 || i >= to || a[i] != '\\' && a[i] != '/') {
      return;
    }
    int end = digits(i + 1, 5);
    if (end == i + 1 || end + 1 >= to || a[end] != ']' || a[end + 1] != ' ') {
      return;
    }
    part = (int) Slice.number(a, at + 1, i);
    at = end + 2;
  }

  /** {@code 2026-11-20 13:30:31.123 +0100 } within syslog's line. */
  private void stamp() {
    int p = at;
    if (to - p < 20
        || a[p + 4] != '-'
        || a[p + 7] != '-'
        || a[p + 10] != ' '
        || a[p + 13] != ':'
        || a[p + 16] != ':') {
      return;
    }
    int i = p + 19;
    if (a[i] == '.') {
      i = digits(i + 1, 6);
    }
    if (i >= to || a[i] != ' ') {
      return;
    }
    i++;
    if (i + 6 <= to
        && (a[i] == '+' || a[i] == '-')
        && a[i + 5] == ' '
        && digits(i + 1, 4) == i + 5) {
      i += 6;
    }
    at = i;
  }

  /** {@code [4711] }. */
  private void process() {
    if (at < to && a[at] == '[') {
      int i = digits(at + 1, LONGEST_PID);
      if (i > at + 1 && i + 1 < to && a[i] == ']' && a[i + 1] == ' ') {
        at = i + 2;
      }
    }
  }

  private int digits(int from, int most) {
    int i = from;
    while (i < to && i - from < most && a[i] >= '0' && a[i] <= '9') {
      i++;
    }
    return i;
  }

  /** The end of an id that stands here ({@code 1xUOhm-0001Dw-0G}, from 4.97 on {@code 10HmaX-000000005vi-0000}); 0 when none does. */
  static int idEnd(byte[] a, int from, int to) {
    int n = to - from;
    if (n < OLD_ID || a[from + 6] != '-') {
      return 0;
    }
    if (a[from + 13] == '-' && ends(a, from + OLD_ID, to)) {
      return plain(a, from, from + 6)
              && plain(a, from + 7, from + 13)
              && plain(a, from + 14, from + OLD_ID)
          ? from + OLD_ID
          : 0;
    }
    if (n >= NEW_ID && a[from + 18] == '-' && ends(a, from + NEW_ID, to)) {
      return plain(a, from, from + 6)
              && plain(a, from + 7, from + 18)
              && plain(a, from + 19, from + NEW_ID)
          ? from + NEW_ID
          : 0;
    }
    return 0;
  }

  private static boolean ends(byte[] a, int at, int to) {
    return at == to || a[at] == ' ' || a[at] == ':' || a[at] == '"' || a[at] == '\\';
  }

  private static boolean plain(byte[] a, int from, int to) {
    for (int i = from; i < to; i++) {
      int c = a[i];
      if ((c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z')) {
        return false;
      }
    }
    return true;
  }
}
