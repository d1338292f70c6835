package mailweir.parse.syslog;

import mailweir.parse.Line;
import mailweir.slice.Ascii;
import mailweir.slice.Slice;

/**
 * A header within the text of another one: docker puts its own before a container's lines, and some syslog daemons forward whole
 * lines as text.
 *
 * <p>Host, program, pid, text and clock are the inner header's, because those are what a copy of the inner log has. The inner clock
 * mostly has no year and no zone, and a container need not share its host's zone; so its year and its offset are worked out from the
 * outer stamp, to the quarter of an hour. Where the two clocks are further apart than a zone explains, the outer one is taken.
 */
final class SecondHeader {
  private static final byte[] STDOUT = Ascii.bytes("stdout ");
  private static final byte[] STDERR = Ascii.bytes("stderr ");
  private static final byte[] COMPLETED = Ascii.bytes("Completed");
  private static final String EXIM = "exim";

  /** How far two clocks of one host may be apart, seconds. */
  private static final long NEAR = 300;

  private final Envelopes envelopes;
  private final Line.Stamp outer = new Line.Stamp();

  SecondHeader(Envelopes envelopes) {
    this.envelopes = envelopes;
  }

  /** {@code stdout F } as container runtimes put it behind their stamp. */
  static int container(byte[] a, int p, int to) {
    if (Slice.regionIs(a, p, to, STDOUT) || Slice.regionIs(a, p, to, STDERR)) {
      int q = p + STDOUT.length;
      return q + 1 < to && (a[q] == 'F' || a[q] == 'P') && a[q + 1] == ' ' ? q + 2 : q;
    }
    return p;
  }

  /** A cheap look whether a whole header begins here. */
  static boolean begins(byte[] a, int p, int to) {
    if (to - p < 24) {
      return false;
    }
    boolean traditional =
        a[p + 3] == ' '
            && a[p + 6] == ' '
            && a[p + 9] == ':'
            && a[p + 12] == ':'
            && Stamps.month(a, p, to) > 0;
    boolean iso = a[p + 4] == '-' && a[p + 7] == '-' && (a[p + 10] | 32) == 't' && a[p + 13] == ':';
    return traditional || iso;
  }

  /**
   * Exim's own stamp before the entry of a message: {@code 2026-11-20 13:30:31 1xUOhm-0001Dw-0G => …}. Its clock is the line's, because the
   * main log's copy has no other. Such an entry is written once into each log; what is refused is not, and keeps syslog's clock.
   */
  void ownEntry(byte[] a, Line line) {
    if (line.program == null
        || line.repeat != 1
        || !line.stamp.present
        || !line.program.text().startsWith(EXIM)) {
      return;
    }
    Line.Stamp s = line.stamp;
    Envelopes.copy(s, outer);
    int p = Stamps.iso(a, line.textFrom, line.textTo, s);
    if (p > 0 && p + 6 < line.textTo && (a[p + 1] == '+' || a[p + 1] == '-')) {
      p = Stamps.offset(a, p + 1, line.textTo, s);
    }
    if (p < 0 || !isEntryOfMessage(a, p + 1, line.textTo)) {
      Envelopes.copy(outer, s);
      return;
    }
    if (outer.offset == Line.Stamp.NO_OFFSET) {
      int year = outer.year < 0 ? s.year : outer.year;
      if (s.offset != Line.Stamp.NO_OFFSET
          || Math.abs(seconds(s, s.year) - seconds(outer, year)) > NEAR) {
        Envelopes.copy(outer, s);
        return;
      }
    } else if (!agree(s)) {
      return;
    }
    line.bodyFrom = p + 1;
    line.inOwnFile = true;
  }

  /** {@code [pid] }, where that is logged, then a message's id, and the signs of an arrival or attempt or the message's end. */
  private static boolean isEntryOfMessage(byte[] a, int from, int to) {
    int p = from;
    if (p < to && a[p] == '[') {
      int n = Stamps.digitsAt(a, p + 1, to, 10);
      if (n == 0 || p + n + 3 > to || a[p + n + 1] != ']' || a[p + n + 2] != ' ') {
        return false;
      }
      p += n + 3;
    }
    int end = p < to ? Envelopes.token(a, p, to) : to;
    if (end + 3 >= to || !Envelopes.eximId(a, p, end)) {
      return false;
    }
    return a[end + 3] == ' ' && isSign(a[end + 1]) && isSign(a[end + 2])
        || Slice.regionIs(a, end + 1, to, COMPLETED);
  }

  private static boolean isSign(int c) {
    return c == '=' || c == '>' || c == '<' || c == '*' || c == '-' || c == '(';
  }

  /** A second header: its parts replace those of the first one, if it is complete. */
  void parse(byte[] a, int from, int to, Line line) {
    Line.Stamp s = line.stamp;
    Envelopes.copy(s, outer);
    int end = a[from + 3] == ' ' ? Stamps.traditional(a, from, to, s) : Stamps.iso(a, from, to, s);
    int host = end + 1;
    int hostEnd = end < 0 || host >= to ? to : Envelopes.token(a, host, to);
    int tagFrom = hostEnd + 1;
    int tagEnd = tagFrom >= to ? to : Envelopes.token(a, tagFrom, to);
    boolean bare = end > 0 && host < to && Envelopes.tagAt(a, host, hostEnd);
    if (bare) {
      tagFrom = host;
      tagEnd = hostEnd;
    }
    if (end < 0
        || tagFrom >= tagEnd
        || a[tagEnd - 1] != ':'
        || !envelopes.tag(a, tagFrom, tagEnd, line)) {
      Envelopes.copy(outer, s);
      return;
    }
    if (!bare) {
      line.host = envelopes.hosts().of(a, host, hostEnd);
    }
    agree(s);
    line.textFrom = Math.min(tagEnd + 1, to);
    line.textTo = to;
    if (line.textTo - line.textFrom > 8 && a[line.textFrom] == 'm') {
      Envelopes.repeated(a, line.textFrom, to, line);
    }
  }

  /** Year and offset of an inner stamp that has none, from the outer one; the outer one, and false, where the two do not agree. */
  private boolean agree(Line.Stamp inner) {
    if (!outer.present
        || outer.year < 0
        || (inner.year >= 0 && inner.offset != Line.Stamp.NO_OFFSET)) {
      return true;
    }
    if (outer.offset == Line.Stamp.NO_OFFSET) {
      if (inner.year < 0) {
        inner.year = outer.year;
        if (!Stamps.valid(inner.year, inner.month, inner.day)) {
          Envelopes.copy(outer, inner);
          return false;
        }
      }
      return true;
    }
    long instant = seconds(outer, outer.year) - outer.offset;
    for (int year = outer.year - 1; year <= outer.year + 1; year++) {
      if ((inner.year >= 0 && inner.year != year) || !Stamps.valid(year, inner.month, inner.day)) {
        continue;
      }
      long ahead = seconds(inner, year) - instant;
      long quarters = Math.round(ahead / 900.0);
      if (Math.abs(quarters) <= 14 * 4 && Math.abs(ahead - quarters * 900) <= 300) {
        inner.year = year;
        inner.offset = (int) (quarters * 900);
        return true;
      }
    }
    Envelopes.copy(outer, inner);
    return false;
  }

  private static long seconds(Line.Stamp s, int year) {
    return Calendar.epochDay(year, s.month, s.day) * 86_400L
        + s.hour * 3600
        + s.minute * 60
        + s.second;
  }
}
