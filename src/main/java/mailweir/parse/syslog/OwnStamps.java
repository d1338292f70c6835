package mailweir.parse.syslog;

import mailweir.parse.Line;
import mailweir.slice.Ascii;
import mailweir.slice.Slice;

/**
 * Stamps that programs write themselves, without or within syslog's: splogger's seconds, multilog's TAI64N labels, the brackets of web
 * servers' access logs.
 */
final class OwnStamps {
  /** TAI64 labels count from 2^62; in 1970 TAI was taken to be 10 s ahead (libtai, multilog's tai64nlocal). */
  private static final long TAI_AT_EPOCH = (1L << 62) + 10;

  /** How far into a line an access log's stamp may begin: names of a virtual host, a client and a user stand before it. */
  private static final int ACCESS_WITHIN = 1024;

  private static final byte[][] FIRST_WORDS = {
    Ascii.bytes("delivery"),
    Ascii.bytes("triple"),
    Ascii.bytes("double"),
    Ascii.bytes("queue"),
    Ascii.bytes("pid")
  };

  private OwnStamps() {}

  /** Sets {@link Line#fine} and {@link Line#bodyFrom}: {@code 1390867244.166939 } at the beginning of the text is splogger's. */
  static void find(Line line) {
    int p = line.textFrom;
    line.bodyFrom = p;
    line.fine = Line.NO_TIME;
    line.inOwnFile = false;
    byte[] a = line.array;
    if (line.program == null && p < line.textTo && a[p] == '#') {
      worker(a, p + 1, line);
      return;
    }
    if (line.textTo - p < 18 || a[p] != '1' || a[p + 10] != '.' || a[p + 17] != ' ') {
      return;
    }
    long seconds = Slice.number(a, p, p + 10);
    long micros = Slice.number(a, p + 11, p + 17);
    if (seconds >= 0 && micros >= 0) {
      line.fine = seconds * 1_000_000 + micros;
      line.bodyFrom = p + 18;
    }
  }

  /** {@code #12924(normal) } in rspamd's own file: the pid, and the message behind it. */
  private static void worker(byte[] a, int p, Line line) {
    int i = p;
    while (i < line.textTo && Stamps.digit(a[i])) {
      i++;
    }
    int close =
        i > p && i < line.textTo && a[i] == '('
            ? Slice.indexOf(a, i, Math.min(line.textTo, i + 40), (byte) ')')
            : -1;
    if (close > 0 && close + 1 < line.textTo && a[close + 1] == ' ') {
      line.pidFrom = p;
      line.pidTo = i;
      line.bodyFrom = close + 2;
    }
  }

  /** {@code @4000000052e6ecf40a1b2c3d } (TAI64N) as a stamp in UTC; the index behind it and its blank, or -1. */
  static int tai64n(byte[] a, int p, int to, Line.Stamp s) {
    if (to - p < 25 || to - p > 25 && a[p + 25] != ' ') {
      return -1;
    }
    long label = hex(a, p + 1, p + 17);
    long nanos = hex(a, p + 17, p + 25);
    long seconds = label - TAI_AT_EPOCH;
    // until the year 9999
    if (label < 0
        || nanos < 0
        || nanos > 999_999_999L
        || seconds < 0
        || seconds > 253_402_300_799L) {
      return -1;
    }
    civil(seconds, s);
    s.micros = (int) (nanos / 1000);
    s.offset = 0;
    s.present = true;
    return Math.min(to, p + 26);
  }

  /** Whether {@code 2026-11-20 13:25:17.831902500 } begins at {@code p}: nobody but tai64nlocal writes nanoseconds so. */
  static boolean isTai64nLocal(byte[] a, int p, int to) {
    if (to - p < 29
        || a[p + 4] != '-'
        || a[p + 10] != ' '
        || a[p + 19] != '.'
        || to - p > 29 && a[p + 29] != ' ') {
      return false;
    }
    for (int i = p + 20; i < p + 29; i++) {
      if (!Stamps.digit(a[i])) {
        return false;
      }
    }
    return true;
  }

  private static void civil(long seconds, Line.Stamp s) {
    long days = seconds / 86_400;
    int rest = (int) (seconds % 86_400);
    java.time.LocalDate date = java.time.LocalDate.ofEpochDay(days);
    s.year = date.getYear();
    s.month = date.getMonthValue();
    s.day = date.getDayOfMonth();
    s.hour = rest / 3600;
    s.minute = rest / 60 % 60;
    s.second = rest % 60;
  }

  private static long hex(byte[] a, int from, int to) {
    long value = 0;
    for (int i = from; i < to; i++) {
      int d = Character.digit(a[i], 16);
      if (d < 0) {
        return -1;
      }
      value = value << 4 | d;
    }
    return value;
  }

  /**
   * {@code [10/Oct/2000:13:55:36 -0700]} behind a client and a user: the common log format, whose text is the whole line. Nothing is
   * changed where there is none.
   */
  static void accessLog(byte[] a, int from, int to, Line.Stamp s) {
    int limit = Math.min(to, from + ACCESS_WITHIN);
    for (int p = Slice.indexOf(a, from, limit, (byte) '[');
        p >= 0;
        p = Slice.indexOf(a, p + 1, limit, (byte) '[')) {
      if (p > from && a[p - 1] == ' ' && to - p >= 28 && clf(a, p + 1, to, s)) {
        return;
      }
    }
  }

  /**
   * Stamps that begin a line of a program's own file, whose text is the whole line: {@code [22-Jan-2013 22:28:21 +0200]} (Roundcube), {@code
   * [18/May/2017 07:25:15]} (Kerio), {@code Apr-27-13 02:25:09} (ASSP), {@code 10/26/2013 15:50:41 [} (SquirrelMail's plugin). Whether
   * there is one; {@code s} is filled only then.
   */
  static boolean ownFile(byte[] a, int p, int to, Line.Stamp s) {
    if (to - p < 22) {
      return false;
    }
    if (a[p] == '[' && (a[p + 3] == '-' || a[p + 3] == '/') && a[p + 7] == a[p + 3]) {
      boolean date =
          day(
              s,
              Stamps.digits(a, p + 8, p + 12, to),
              Stamps.month(a, p + 4, to),
              Stamps.digits(a, p + 1, p + 3, to));
      if (!date || a[p + 12] != ' ' || Stamps.clock(a, p + 13, to, s) < 0) {
        return false;
      }
      s.present =
          a[p + 21] == ']'
              || to - p > 27 && a[p + 21] == ' ' && Stamps.offset(a, p + 22, to, s) == p + 27;
      return s.present;
    }
    if (a[p + 3] == '-' && a[p + 6] == '-' && a[p + 9] == ' ') {
      s.present =
          day(
                  s,
                  2000 + Stamps.digits(a, p + 7, p + 9, to),
                  Stamps.month(a, p, to),
                  Stamps.digits(a, p + 4, p + 6, to))
              && Stamps.clock(a, p + 10, to, s) == p + 18;
      return s.present;
    }
    if (a[p + 2] == '/' && a[p + 5] == '/' && a[p + 10] == ' ' && a[p + 20] == '[') {
      s.present =
          day(
                  s,
                  Stamps.digits(a, p + 6, p + 10, to),
                  Stamps.digits(a, p, p + 2, to),
                  Stamps.digits(a, p + 3, p + 5, to))
              && Stamps.clock(a, p + 11, to, s) == p + 19;
      return s.present;
    }
    return false;
  }

  private static boolean day(Line.Stamp s, int year, int month, int day) {
    s.year = year;
    s.month = month;
    s.day = day;
    s.micros = 0;
    s.offset = Line.Stamp.NO_OFFSET;
    return year >= 1970 && month > 0 && day > 0 && Stamps.valid(year, month, day);
  }

  private static boolean clf(byte[] a, int p, int to, Line.Stamp s) {
    if (a[p + 2] != '/' || a[p + 6] != '/' || a[p + 11] != ':' || a[p + 26] != ']') {
      return false;
    }
    int month = Stamps.month(a, p + 3, to);
    int day = Stamps.digits(a, p, p + 2, to);
    int year = Stamps.digits(a, p + 7, p + 11, to);
    if (month < 0
        || day < 0
        || year < 0
        || Stamps.clock(a, p + 12, to, s) < 0
        || a[p + 20] != ' ') {
      return false;
    }
    s.year = year;
    s.month = month;
    s.day = day;
    s.micros = 0;
    s.offset = Line.Stamp.NO_OFFSET;
    s.present = Stamps.valid(year, month, day) && Stamps.offset(a, p + 21, to, s) == p + 26;
    return s.present;
  }

  /** Whether a word begins a line of qmail-send's or Exim's: where a stamp without zone stands before it, it is no host. */
  static boolean isFirstWord(byte[] a, int p, int end) {
    for (byte[] word : FIRST_WORDS) {
      if (end - p == word.length && Slice.regionIs(a, p, end, word)) {
        return true;
      }
    }
    return false;
  }
}
