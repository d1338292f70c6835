package mailweir.parse.syslog;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import mailweir.parse.Line;
import mailweir.parse.Names;
import mailweir.slice.Ascii;
import mailweir.slice.Slice;

/**
 * Takes the envelope off a line: whatever syslog daemon, journal or container wrote it. Pure and total: the same bytes give the same
 * parts, any bytes give parts, never an exception. Confined to one thread.
 *
 * <pre>
 *   [NULs] [&lt;pri&gt;] stamp [facility.severity] host tag text
 *                        |                         |   |    `- message repeated n times: [ … ], [ID …], a second header
 *                        |                         |   `- program[pid]:   program:   program[pid] (no colon)
 *                        |                         `- missing where the tag comes at once
 *                        `- Jun 10 07:00:04   2013 Jun 10 …   RFC 3339   RFC 5424   journal objects as JSON
 * </pre>
 *
 * <p>A second header within the text: {@link SecondHeader}.
 *
 * <p>What is no syslog line has no program, and the whole line is its text; its stamp is present where one could be read
 * ({@code 2020-10-05 18:27:12 …} of programs that keep their own files). Their own layouts belong to their own dialects.
 *
 * <p>Implementation: a stamp is read once a second (traditional) or once a minute (RFC 3339): the sixteen bytes that it was made of
 * are kept as two longs, and a line that begins with the same two longs has the same stamp. Names see {@link Interned}.
 */
public final class Envelopes {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long OFFSET_BYTES = 0x00FFFFFFFFFFFFFFL;
  private static final byte[] REPEATED = Ascii.bytes("message repeated ");
  private static final byte[] TIMES = Ascii.bytes(" times: [");
  private static final byte[] FIRST = Ascii.bytes("Jan  1 00:00:00 ");
  private static final byte[] FIRST_ISO = Ascii.bytes("1970-01-01T00:00:00Z ");
  private static final byte[] SOLARIS = Ascii.bytes("[ID ");

  private final Interned hosts;
  private final Interned programs;
  private final JournalObject journal;
  private final SecondHeader second;
  private final Rfc5424 rfc5424;

  /** The last traditional stamp's sixteen bytes with the blank behind it, and the last RFC 3339 stamp's up to the minute. */
  private long tradition0;

  private long tradition1;
  private final Line.Stamp tradition = new Line.Stamp();
  private long iso0;
  private long iso1;
  private final Line.Stamp iso = new Line.Stamp();

  /** {@code +05:45} and a blank, as they stood behind six digits of a fraction the last time. */
  private long isoOffset0 = -1;

  private int isoOffset;

  public Envelopes(Names hosts, Names programs) {
    this.hosts = new Interned(hosts);
    this.programs = new Interned(programs);
    this.journal = new JournalObject(this);
    this.second = new SecondHeader(this);
    this.rfc5424 = new Rfc5424(this);
    // Stamps that are kept from the first: so the memory never holds bytes that are no stamp.
    header(FIRST, 0, FIRST.length, new Line());
    header(FIRST_ISO, 0, FIRST_ISO.length, new Line());
  }

  /** Fills everything of {@code line} except number and time. [from, to): the raw line without its end of line. */
  public void parse(byte[] a, int from, int to, Line line) {
    parts(a, from, to, line);
    OwnStamps.find(line);
    byte[] b = line.array;
    int p = line.textFrom;
    if (line.textTo - p > 40 && b[p] == '2' && b[p + 4] == '-' && b[p + 10] == ' ') {
      second.ownEntry(b, line);
    }
  }

  private void parts(byte[] a, int from, int to, Line line) {
    line.array = a;
    line.from = from;
    line.to = to;
    line.host = null;
    line.program = null;
    line.pidFrom = 0;
    line.pidTo = 0;
    line.repeat = 1;
    int p = from;
    if (to - p >= 40) {
      long x = (long) LONG.get(a, p);
      long y = (long) LONG.get(a, p + 8);
      if (x == tradition0 && y == tradition1) {
        copy(tradition, line.stamp);
        hostAndTag(a, p + 16, to, line, false);
        return;
      }
      if (x == iso0 && y == iso1) {
        int end = secondsAndOffset(a, p + 16, to, line.stamp);
        if (end > 0) {
          hostAndTag(a, end, to, line, false);
          return;
        }
      }
    }
    header(a, p, to, line);
  }

  private void header(byte[] a, int from, int to, Line line) {
    Line.Stamp s = line.stamp;
    s.present = false;
    int p = from;
    while (p < to && a[p] == 0) {
      p++;
    }
    if (to - p >= 3 && a[p] == (byte) 0xEF && a[p + 1] == (byte) 0xBB && a[p + 2] == (byte) 0xBF) {
      p += 3;
    }
    int start = p;
    p = priority(a, p, to);
    if (p + 2 < to
        && a[p] == '1'
        && a[p + 1] == ' '
        && (Stamps.digit(a[p + 2]) || a[p + 2] == '-')) {
      if (rfc5424.parse(a, p + 2, to, line)) {
        return;
      }
    }
    if (p < to && a[p] == '{' && journal.parse(a, from, p, to, line)) {
      return;
    }
    if (p < to && Stamps.digit(a[p])) {
      int end = Stamps.iso(a, p, to, s);
      if (end > 0) {
        boolean blank = a[p + 10] == ' ';
        if (blank && p == from && OwnStamps.isTai64nLocal(a, p, to)) {
          line.textFrom = Math.min(to, end + 1);
          line.textTo = to;
          return;
        }
        if (end + 5 < to
            && blank
            && (a[end + 1] == '+' || a[end + 1] == '-')
            && Stamps.digitsAt(a, end + 2, to, 5) == 4) {
          end = Stamps.offset(a, end + 1, to, s);
        } else if (!blank && a[p + 10] == 'T' && end < to) {
          keepIso(a, p, to, s);
        }
        hostAndTag(a, end + 1, to, line, blank);
        return;
      }
      end = Stamps.yearFirst(a, p, to, s);
      if (end > 0) {
        hostAndTag(a, end + 1, to, line, false);
        return;
      }
    } else {
      int end = Stamps.traditional(a, p, to, s);
      if (end > 0) {
        if (end == p + 15 && end < to && p == from && to - p >= 16) {
          tradition0 = (long) LONG.get(a, p);
          tradition1 = (long) LONG.get(a, p + 8);
          copy(s, tradition);
        }
        hostAndTag(a, end + 1, to, line, false);
        return;
      }
    }
    s.present = false;
    line.textFrom = start;
    line.textTo = to;
    if (p < to && a[p] == '@') {
      int end = OwnStamps.tai64n(a, p, to, s);
      if (end > 0) {
        line.textFrom = end;
        return;
      }
    }
    if (!OwnStamps.ownFile(a, p, to, s)) {
      OwnStamps.accessLog(a, p, to, s);
    }
  }

  /** Behind {@code <22>}; where it was when there is none. */
  private static int priority(byte[] a, int p, int to) {
    if (p < to && a[p] == '<') {
      int n = Stamps.digitsAt(a, p + 1, to, 3);
      if (n > 0 && p + 1 + n < to && a[p + 1 + n] == '>') {
        return p + n + 2;
      }
    }
    return p;
  }

  private void keepIso(byte[] a, int p, int to, Line.Stamp s) {
    if (to - p >= 20) {
      iso0 = (long) LONG.get(a, p);
      iso1 = (long) LONG.get(a, p + 8);
      copy(s, iso);
    }
  }

  /** {@code :12.690426+05:45 } behind a minute that is known; the index after the blank, or -1: read it all. */
  private int secondsAndOffset(byte[] a, int p, int to, Line.Stamp s) {
    int second = (a[p + 1] - '0') * 10 + a[p + 2] - '0';
    if (a[p] != ':' || !Stamps.digit(a[p + 1]) || !Stamps.digit(a[p + 2]) || second > 60) {
      return -1;
    }
    if (a[p + 3] == '.' && ((long) LONG.get(a, p + 10) & OFFSET_BYTES) == isoOffset0) {
      long digits = (long) LONG.get(a, p + 4);
      if (sixDigits(digits)) {
        copy(iso, s);
        s.second = second;
        s.micros = sixDigitsOf(digits);
        s.offset = isoOffset;
        return p + 17;
      }
    }
    int i = p + 3;
    int micros = 0;
    if (a[i] == '.') {
      int unit = 1_000_000;
      for (i++; i < to && Stamps.digit(a[i]); i++) {
        unit /= 10;
        micros += (a[i] - '0') * unit;
      }
      if (a[i - 1] == '.') {
        return -1;
      }
    }
    copy(iso, s);
    s.second = second;
    s.micros = micros;
    s.offset = Line.Stamp.NO_OFFSET;
    int end = Stamps.offset(a, i, to, s);
    if (end <= 0 || end >= to || a[end] != ' ') {
      return -1;
    }
    if (i == p + 10 && end == p + 16) {
      isoOffset0 = (long) LONG.get(a, i) & OFFSET_BYTES;
      isoOffset = s.offset;
    }
    return end + 1;
  }

  /** Whether the low six bytes are digits: their high halves are 3, and stay so when 6 is added. */
  private static boolean sixDigits(long x) {
    long high = 0xF0F0F0F0F0F0L;
    return (x & high) == 0x303030303030L && ((x + 0x060606060606L) & high) == 0x303030303030L;
  }

  /** Six digits, the first in the lowest byte, as a number: pairs, then all at once. */
  private static int sixDigitsOf(long x) {
    long v = (x << 16) & 0x0F0F0F0F0F0F0F0FL;
    v = v * 10 + (v >>> 8);
    return (int)
        (((v & 0x000000FF000000FFL) * 0x000F424000000064L
                + (v >>> 16 & 0x000000FF000000FFL) * 0x0000271000000001L)
            >>> 32);
  }

  /**
   * Everything behind the stamp. {@code strict}: the stamp is one that other programs write too, so it takes a host and a tag to
   * make it a syslog line.
   */
  private void hostAndTag(byte[] a, int from, int to, Line line, boolean strict) {
    int p = from;
    int hostEnd = Slice.indexOf(a, p, to, (byte) ' ');
    if (hostEnd > p && !strict) {
      int tagEnd = Slice.indexOf(a, hostEnd + 1, to, (byte) ' ');
      // The form of nearly every line: host program[pid]: text
      if (tagEnd > hostEnd + 2
          && a[tagEnd - 1] == ':'
          && a[hostEnd - 1] != ':'
          && a[p] > '9'
          && tag(a, hostEnd + 1, tagEnd, line)) {
        line.host = hosts.of(a, p, hostEnd);
        text(a, tagEnd + 1, to, line);
        return;
      }
    }
    rarely(a, from, to, line, strict);
  }

  private void rarely(byte[] a, int from, int to, Line line, boolean strict) {
    int p = Stamps.blanks(a, from, to);
    line.textFrom = Math.min(p, to);
    line.textTo = to;
    if (p >= to) {
      return;
    }
    if (!strict && line.stamp.year >= 0) {
      p = SecondHeader.container(a, p, to);
      boolean again = SecondHeader.begins(a, p, to);
      if (again || p != line.textFrom) {
        line.textFrom = p;
        if (again) {
          second.parse(a, p, to, line);
        }
        return;
      }
    }
    int end = token(a, p, to);
    int next = Stamps.blanks(a, end, to);
    if (next < to && severity(a, p, end) && !tagAt(a, next, token(a, next, to))) {
      p = next;
      end = token(a, p, to);
      next = Stamps.blanks(a, end, to);
    }
    if (!strict && tagAt(a, p, end) && tag(a, p, end, line)) {
      // No host: a line as a program hands it to the local syslog socket.
      text(a, Math.min(end + 1, to), to, line);
      return;
    }
    if (next >= to) {
      if (!strict) {
        line.host = hosts.of(a, p, end);
        line.textFrom = to;
      }
      return;
    }
    int tagEnd = token(a, next, to);
    if ((!strict
            || (hostLike(a, p, end)
                && !eximId(a, p, end)
                && tagAt(a, next, tagEnd)
                && !OwnStamps.isFirstWord(a, p, end)))
        && tag(a, next, tagEnd, line)) {
      line.host = hosts.of(a, p, end);
      text(a, Math.min(tagEnd + 1, to), to, line);
      return;
    }
    int glued = strict ? -1 : glued(a, next, tagEnd);
    if (glued > 0 && tag(a, next, glued, line)) {
      line.host = hosts.of(a, p, end);
      text(a, glued, to, line);
      return;
    }
    if (strict && a[p] == '[' && a[end - 1] == ']' && Slice.number(a, p + 1, end - 1) >= 0) {
      // a program's own file: [pid] is its process, and stays part of the text
      line.pidFrom = p + 1;
      line.pidTo = end - 1;
    } else if (!strict && hostLike(a, p, end)) {
      line.host = hosts.of(a, p, end);
      text(a, next, to, line);
    }
  }

  static int token(byte[] a, int p, int to) {
    int e = Slice.indexOf(a, p, to, (byte) ' ');
    return e < 0 ? to : e;
  }

  /** {@code mail.info}, and {@code <mail.info>} as BSD writes it. */
  private static boolean severity(byte[] a, int from, int end) {
    int p = from;
    int to = end;
    if (to - p > 2 && a[p] == '<' && a[to - 1] == '>') {
      p++;
      to--;
    }
    int dot = Slice.indexOf(a, p, to, (byte) '.');
    return dot > 0
        && dot - p <= 8
        && to - dot <= 8
        && Priorities.facility(a, p, dot)
        && Priorities.severity(a, dot + 1, to);
  }

  /** Whether the token looks like a tag: ends with a colon, the only one outside brackets. */
  static boolean tagAt(byte[] a, int p, int end) {
    if (end - p < 2 || a[end - 1] != ':') {
      return false;
    }
    int colon = Slice.indexOf(a, p, end, (byte) ':');
    return colon == end - 1 || a[end - 2] == ']';
  }

  /** The end of {@code prog[123]:} in {@code prog[123]:text}; -1 when the token is not of that form. */
  private static int glued(byte[] a, int p, int end) {
    for (int i = p + 3; i + 1 < end; i++) {
      if (a[i] == ']' && a[i + 1] == ':' && Stamps.digit(a[i - 1])) {
        return i + 2;
      }
    }
    return -1;
  }

  private static boolean hostLike(byte[] a, int p, int end) {
    for (int i = p; i < end; i++) {
      int c = a[i];
      boolean plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
      if (!plain && c >= 0 && c != '.' && c != '-' && c != '_' && c != ':' && c != '%' && c != '/'
          && c != '@' && c != '~') {
        return false;
      }
    }
    return end > p && !Priorities.logLevel(a, p, end);
  }

  /**
   * Whether a line with a stamp is of a log that a mail server keeps itself: multilog's label, what tai64nlocal makes of it, or a message's
   * id of Exim's behind the stamp. Only for lines that {@link #parse} has taken apart.
   */
  public static boolean isOwnLog(Line line) {
    int p = line.textFrom;
    return hasLabel(line)
        || p < line.textTo && eximId(line.array, p, token(line.array, p, line.textTo));
  }

  /** Whether a line with a stamp has multilog's label, or what tai64nlocal makes of it: nobody writes its text with another stamp. */
  public static boolean hasLabel(Line line) {
    return line.from < line.to
        && (line.array[line.from] == '@'
            || OwnStamps.isTai64nLocal(line.array, line.from, line.to));
  }

  /** {@code 1xUOhm-0001Dw-0G}, also with the longer middle of Exim 4.97: a message's id where syslog has the host. */
  static boolean eximId(byte[] a, int p, int end) {
    int n = end - p;
    return (n == 16 && a[p + 6] == '-' && a[p + 13] == '-')
        || (n == 23 && a[p + 6] == '-' && a[p + 18] == '-');
  }

  /** Takes {@code program[pid]:}, {@code program:} or {@code program[pid]} apart; false when [p, end) is none. */
  boolean tag(byte[] a, int p, int end, Line line) {
    int e = end;
    boolean colon = a[e - 1] == ':';
    if (colon) {
      e--;
    }
    if (e > p && a[e - 1] == ']') {
      int i = e - 2;
      while (i > p && Stamps.digit(a[i])) {
        i--;
      }
      if (i > p && a[i] == '[' && i < e - 2) {
        line.pidFrom = i + 1;
        line.pidTo = e - 1;
        line.program = programs.of(a, p, i);
        return true;
      }
    }
    if (!colon || e == p) {
      return false;
    }
    line.program = programs.of(a, p, e);
    return true;
  }

  /** Sets the text, without what wraps it. */
  void text(byte[] a, int from, int to, Line line) {
    line.textFrom = Math.min(from, to);
    line.textTo = to;
    if (from + 8 >= to) {
      return;
    }
    switch (a[from]) {
      case 'm' -> repeated(a, from, to, line);
      case '[' -> solaris(a, from, to, line);
      case 'J', 'F', 'M', 'A', 'S', 'O', 'N', 'D', '1', '2' -> {
        if (SecondHeader.begins(a, from, to)) {
          second.parse(a, from, to, line);
        }
      }
      default -> {}
    }
  }

  /**
   * {@code message repeated n times: [ … ]}: rsyslog's (and its [ has the blank that stood before the text). Up to 999,999 times: a
   * stranger's line must not keep those busy who count it n times.
   */
  static void repeated(byte[] a, int from, int to, Line line) {
    if (!Slice.regionIs(a, from, to, REPEATED) || a[to - 1] != ']') {
      return;
    }
    int p = from + REPEATED.length;
    int n = Stamps.digitsAt(a, p, to, 6);
    if (n == 0 || !Slice.regionIs(a, p + n, to, TIMES)) {
      return;
    }
    int inside = p + n + TIMES.length;
    if (inside < to - 1 && a[inside] == ' ') {
      inside++;
    }
    if (inside > to - 1) {
      return;
    }
    line.repeat = Math.max(1, Stamps.digits(a, p, p + n, to));
    line.textFrom = inside;
    line.textTo = to - 1;
  }

  /** {@code [ID 197553 mail.info] } of Solaris. */
  private static void solaris(byte[] a, int from, int to, Line line) {
    if (Slice.regionIs(a, from, to, SOLARIS)) {
      int n = Stamps.digitsAt(a, from + 4, to, 10);
      int end = Slice.indexOf(a, from, to, (byte) ']');
      if (n > 0 && end > 0 && end - from < 40 && end + 1 < to && a[end + 1] == ' ') {
        line.textFrom = end + 2;
      }
    }
  }

  static void copy(Line.Stamp from, Line.Stamp to) {
    to.year = from.year;
    to.month = from.month;
    to.day = from.day;
    to.hour = from.hour;
    to.minute = from.minute;
    to.second = from.second;
    to.micros = from.micros;
    to.offset = from.offset;
    to.present = from.present;
  }

  SecondHeader second() {
    return second;
  }

  Interned hosts() {
    return hosts;
  }

  Interned programs() {
    return programs;
  }
}
