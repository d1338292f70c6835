package mailweir.parse.syslog;

import mailweir.parse.Line;

/**
 * Reads stamps as logs write them. Each method gives the index after the stamp, or -1 when there is none at this place; only then
 * the stamp may be half filled. A date that no calendar has (31 April, 24:00) is no stamp.
 */
final class Stamps {
  private static final int MAX_YEAR = 9999;

  private Stamps() {}

  /** {@code Jun 10 07:00:04[.123]}, {@code Jun 10 2013 07:00:04}, {@code Jun 10 07:00:04 2013}; ends before a blank or at the end. */
  static int traditional(byte[] a, int p, int to, Line.Stamp s) {
    s.year = -1;
    return monthDayTime(a, p, to, s);
  }

  /** {@code 2013 Jun 10 07:00:04.123}. */
  static int yearFirst(byte[] a, int p, int to, Line.Stamp s) {
    int year = digits(a, p, p + 4, to);
    if (year < 0 || p + 4 >= to || a[p + 4] != ' ') {
      return -1;
    }
    s.year = year;
    return monthDayTime(a, p + 5, to, s);
  }

  private static int monthDayTime(byte[] a, int p, int to, Line.Stamp s) {
    s.present = false;
    s.offset = Line.Stamp.NO_OFFSET;
    int month = month(a, p, to);
    if (month < 0 || p + 3 >= to || a[p + 3] != ' ') {
      return -1;
    }
    s.month = month;
    int i = blanks(a, p + 3, to);
    int n = digitsAt(a, i, to, 2);
    if (n == 0) {
      return -1;
    }
    s.day = digits(a, i, i + n, to);
    i += n;
    if (i >= to || a[i] != ' ') {
      return -1;
    }
    i = blanks(a, i, to);
    if (s.year < 0 && digitsAt(a, i, to, 5) == 4 && i + 4 < to && a[i + 4] == ' ') {
      s.year = digits(a, i, i + 4, to);
      i = blanks(a, i + 4, to);
    }
    int end = clock(a, i, to, s);
    if (end < 0) {
      return -1;
    }
    if (s.year < 0
        && end + 5 < to
        && a[end] == ' '
        && digitsAt(a, end + 1, to, 5) == 4
        && a[end + 5] == ' '
        && (a[end + 1] == '2' || a[end + 1] == '1')) {
      int year = digits(a, end + 1, end + 5, to);
      if (year >= 1980 && year < 2200) {
        s.year = year;
        end += 5;
      }
    }
    return finish(a, end, to, s);
  }

  /** {@code 2026-11-20T19:19:12.690426+05:45}, also with a blank for the T, and with {@code +0545}, {@code Z} or nothing behind. */
  static int iso(byte[] a, int p, int to, Line.Stamp s) {
    s.present = false;
    s.offset = Line.Stamp.NO_OFFSET;
    if (to - p < 19 || a[p + 4] != '-' || a[p + 7] != '-' || !between(a[p + 10])) {
      return -1;
    }
    s.year = digits(a, p, p + 4, to);
    s.month = digits(a, p + 5, p + 7, to);
    s.day = digits(a, p + 8, p + 10, to);
    if (s.year < 0 || s.month < 0 || s.day < 0) {
      return -1;
    }
    int end = clock(a, p + 11, to, s);
    if (end < 0) {
      return -1;
    }
    end = offset(a, end, to, s);
    return end < 0 ? -1 : finish(a, end, to, s);
  }

  private static boolean between(byte b) {
    return b == 'T' || b == 't' || b == ' ';
  }

  /** {@code HH:MM:SS} with an optional fraction, of which six digits are kept. */
  static int clock(byte[] a, int p, int to, Line.Stamp s) {
    if (to - p < 8 || a[p + 2] != ':' || a[p + 5] != ':') {
      return -1;
    }
    int hour = digits(a, p, p + 2, to);
    int minute = digits(a, p + 3, p + 5, to);
    int second = digits(a, p + 6, p + 8, to);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) {
      return -1;
    }
    s.hour = hour;
    s.minute = minute;
    s.second = second;
    s.micros = 0;
    int i = p + 8;
    if (i + 1 < to && (a[i] == '.' || a[i] == ',') && digit(a[i + 1])) {
      int micros = 0;
      int n = 0;
      for (i++; i < to && digit(a[i]); i++) {
        if (n < 6) {
          micros = micros * 10 + a[i] - '0';
          n++;
        }
      }
      for (; n < 6; n++) {
        micros *= 10;
      }
      s.micros = micros;
    }
    return i;
  }

  /** {@code Z}, {@code +05:45}, {@code +0545}, {@code +05}, or nothing. */
  static int offset(byte[] a, int p, int to, Line.Stamp s) {
    if (p >= to || a[p] == ' ') {
      return p;
    }
    if (a[p] == 'Z' || a[p] == 'z') {
      s.offset = 0;
      return p + 1;
    }
    if (a[p] != '+' && a[p] != '-') {
      return -1;
    }
    int hours = digits(a, p + 1, p + 3, to);
    if (hours < 0) {
      return -1;
    }
    int i = p + 3;
    int minutes = 0;
    if (i < to && a[i] == ':') {
      minutes = digits(a, i + 1, i + 3, to);
      i += 3;
    } else if (i < to && digit(a[i])) {
      minutes = digits(a, i, i + 2, to);
      i += 2;
    }
    if (minutes < 0 || minutes > 59 || hours > 18) {
      return -1;
    }
    int seconds = hours * 3600 + minutes * 60;
    s.offset = a[p] == '-' ? -seconds : seconds;
    return i;
  }

  /** A stamp ends at a blank or at the end of the line, and is a date. */
  private static int finish(byte[] a, int end, int to, Line.Stamp s) {
    if ((end < to && a[end] != ' ') || !valid(s.year, s.month, s.day)) {
      return -1;
    }
    s.present = true;
    return end;
  }

  static boolean valid(int year, int month, int day) {
    if (month < 1 || month > 12 || day < 1 || year > MAX_YEAR) {
      return false;
    }
    int last =
        switch (month) {
          case 4, 6, 9, 11 -> 30;
          case 2 -> year < 0 || Calendar.isLeap(year) ? 29 : 28;
          default -> 31;
        };
    return day <= last;
  }

  /** 1 to 12 for an English month of three letters, in any case; else -1. */
  static int month(byte[] a, int p, int to) {
    if (to - p < 3) {
      return -1;
    }
    return switch ((a[p] | 32) << 16 | (a[p + 1] | 32) << 8 | (a[p + 2] | 32)) {
      case 'j' << 16 | 'a' << 8 | 'n' -> 1;
      case 'f' << 16 | 'e' << 8 | 'b' -> 2;
      case 'm' << 16 | 'a' << 8 | 'r' -> 3;
      case 'a' << 16 | 'p' << 8 | 'r' -> 4;
      case 'm' << 16 | 'a' << 8 | 'y' -> 5;
      case 'j' << 16 | 'u' << 8 | 'n' -> 6;
      case 'j' << 16 | 'u' << 8 | 'l' -> 7;
      case 'a' << 16 | 'u' << 8 | 'g' -> 8;
      case 's' << 16 | 'e' << 8 | 'p' -> 9;
      case 'o' << 16 | 'c' << 8 | 't' -> 10;
      case 'n' << 16 | 'o' << 8 | 'v' -> 11;
      case 'd' << 16 | 'e' << 8 | 'c' -> 12;
      default -> -1;
    };
  }

  static int blanks(byte[] a, int p, int to) {
    int i = p;
    while (i < to && a[i] == ' ') {
      i++;
    }
    return i;
  }

  static boolean digit(byte b) {
    return b >= '0' && b <= '9';
  }

  /** How many digits stand here, at most {@code max}. */
  static int digitsAt(byte[] a, int p, int to, int max) {
    int n = 0;
    while (n < max && p + n < to && digit(a[p + n])) {
      n++;
    }
    return n;
  }

  /** The number in [from, end); -1 when it is none or passes {@code to}. */
  static int digits(byte[] a, int from, int end, int to) {
    if (end > to) {
      return -1;
    }
    int n = 0;
    for (int i = from; i < end; i++) {
      int d = a[i] - '0';
      if (d < 0 || d > 9) {
        return -1;
      }
      n = n * 10 + d;
    }
    return n;
  }
}
