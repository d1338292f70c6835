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

  /** Year and offset of an inner stamp that has none, from the outer one; the outer one where the two do not agree. */
  private void agree(Line.Stamp inner) {
    if (!outer.present
        || outer.year < 0
        || (inner.year >= 0 && inner.offset != Line.Stamp.NO_OFFSET)) {
      return;
    }
    if (outer.offset == Line.Stamp.NO_OFFSET) {
      if (inner.year < 0) {
        inner.year = outer.year;
        if (!Stamps.valid(inner.year, inner.month, inner.day)) {
          Envelopes.copy(outer, inner);
        }
      }
      return;
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
        return;
      }
    }
    Envelopes.copy(outer, inner);
  }

  private static long seconds(Line.Stamp s, int year) {
    return Calendar.epochDay(year, s.month, s.day) * 86_400L
        + s.hour * 3600
        + s.minute * 60
        + s.second;
  }
}
