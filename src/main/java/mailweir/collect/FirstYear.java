package mailweir.collect;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import mailweir.parse.Line;
import mailweir.parse.Name;
import mailweir.parse.Names;
import mailweir.parse.syslog.Calendar;
import mailweir.parse.syslog.Envelopes;
import mailweir.slice.Slice;

/**
 * Works out the year of the first stamp in a file whose stamps have none (COUNTING.md, law 6).
 *
 * <p>It follows the stamps through the file, each in the year nearest to the one before, and takes the latest first year with which
 * no line lies more than 48 hours after the file's modification time or now; where something is known of the host, among the years
 * that this allows the one that brings the file nearest to it.
 *
 * <p>Of a plain file it looks at the beginning, the end and 63 places between them, and between two of those where they are more
 * than 45 days apart or 29 February can lie between them; of a packed one, which has to be unpacked from its beginning anyway, at
 * each line.
 */
final class FirstYear {
  private static final int PLACES = 64;
  private static final int PROBES = 4096;
  private static final int STEP = 1 << 16;
  private static final int PROBE = 1 << 14;
  private static final long DAY = 86_400_000_000L;
  private static final long TOLERANCE = 2 * DAY;
  private static final long YEAR_1990 = 631_152_000_000_000L;

  private final Reading options;
  private final Names hosts = new Names();
  private final Envelopes envelopes = new Envelopes(hosts, new Names());
  private final Line line = new Line();
  private final List<Seen> seen = new ArrayList<>();
  private final BitSet known = new BitSet();
  private final Line.Stamp lastStamp = new Line.Stamp();
  private long last;
  private int day;
  private int dayBefore;

  /** A stamp at a place, with its host. */
  private record Seen(long offset, Line.Stamp stamp, Name host) {}

  private FirstYear(Reading options) {
    this.options = options;
  }

  /** The year of the first stamp in the file that has none; -1 when there is no such stamp. */
  static int of(Path file, Reading options) throws IOException {
    FirstYear search = new FirstYear(options);
    try (RawInput raw = RawInput.of(file)) {
      Format format = Format.of(raw.peek(Format.MAGIC, true));
      if (options.firstYear() >= 0) {
        return search.ofEarliest(Unpacked.of(raw, format));
      }
      if (format == Format.PLAIN) {
        search.places(raw.channel());
      } else {
        search.through(Unpacked.of(raw, format));
      }
    }
    return search.choose(limit(modified(file), options.now()));
  }

  /** The year for a single stamp: of a stream, where nothing can be read ahead. */
  static int of(Line line, Reading options) {
    return options.firstYear() >= 0 ? options.firstYear() : alone(line, options, options.now());
  }

  /** The year for a single stamp when nothing after it is known. */
  static int alone(Line line, Reading options, long modified) {
    FirstYear search = new FirstYear(options);
    search.seen.add(new Seen(0, copy(line.stamp), line.host));
    return search.choose(limit(modified, options.now()));
  }

  static long modified(Path file) throws IOException {
    Instant t = Files.getLastModifiedTime(file).toInstant();
    return t.getEpochSecond() * 1_000_000 + t.getNano() / 1000;
  }

  /** No line is later: 48 hours after the modification time, where that is one, and not in the future. */
  static long limit(long modified, long now) {
    return (modified < YEAR_1990 ? now : Math.min(modified, now)) + TOLERANCE;
  }

  /**
   * The first stamp's year when the earliest line's is given: the same, but for a file that begins in the first days of January
   * with lines of the last days of December behind them.
   */
  private int ofEarliest(InputStream in) throws IOException {
    Splitter lines = new Splitter(in, 0, false);
    boolean first = true;
    try {
      while (lines.next()) {
        if (!yearless(lines)) {
          continue;
        }
        Line.Stamp s = line.stamp;
        if (first) {
          first = false;
          if (s.month != 1 || s.day > 4) {
            break;
          }
        } else if (s.month == 12 && s.day >= 27) {
          return options.firstYear() + 1;
        } else if (s.month != 1 || s.day > 7) {
          break;
        }
      }
    } catch (IOException e) {
      // What can be read decides; the reader tells of the damage.
    }
    return options.firstYear();
  }

  private boolean yearless(Splitter lines) {
    envelopes.parse(lines.array, lines.from, lines.to, line);
    return line.stamp.present && line.stamp.year < 0;
  }

  private void through(InputStream in) {
    Splitter lines = new Splitter(in, 0, false);
    try {
      while (lines.next()) {
        envelopes.parse(lines.array, lines.from, lines.to, line);
        if (line.stamp.present) {
          last = lines.offset();
          copy(line.stamp, lastStamp);
          if (isNew(line)) {
            seen.add(new Seen(last, copy(line.stamp), line.host));
          }
        }
      }
    } catch (IOException e) {
      // What can be read decides; the reader tells of the damage.
    }
    if (!seen.isEmpty() && seen.getLast().offset < last) {
      seen.add(new Seen(last, copy(lastStamp), seen.getLast().host));
    }
  }

  private void places(FileChannel file) throws IOException {
    long size = file.size();
    every(file, 0, Math.min(size, STEP), true);
    if (seen.isEmpty()) {
      Seen late = probe(file, 0, size);
      if (late == null) {
        return;
      }
      seen.add(late);
    }
    Seen before = seen.getLast();
    int budget = PROBES;
    for (int k = 1; k <= PLACES; k++) {
      long place = k == PLACES ? Math.max(0, size - PROBE / 2) : size / PLACES * k;
      Seen here = place <= before.offset ? null : probe(file, place, size);
      if (here != null && here.offset > before.offset) {
        budget = between(file, before, here, size, budget);
        seen.add(here);
        before = here;
      }
    }
    every(file, Math.max(before.offset + 1, size - STEP), size, false);
  }

  /** Looks between two places until what lies between them is near enough to be followed. */
  private int between(FileChannel file, Seen a, Seen b, long size, int budget) throws IOException {
    if (budget <= 0 || (days(a.stamp, b.stamp) <= 45 && !overLeapDay(a.stamp, b.stamp))) {
      return budget;
    }
    long middle = (a.offset + b.offset) >>> 1;
    Seen m = b.offset - a.offset < PROBE ? null : probe(file, middle, size);
    if (m == null || m.offset <= a.offset || m.offset >= b.offset) {
      if (b.offset - a.offset <= STEP) {
        every(file, a.offset + 1, b.offset, true);
      }
      return budget - 1;
    }
    int left = between(file, a, m, size, budget - 1);
    seen.add(m);
    return between(file, m, b, size, left);
  }

  /** Whether 29 February lies between two days of the year: if it was logged, that tells the year. */
  private static boolean overLeapDay(Line.Stamp a, Line.Stamp b) {
    int way = Math.floorMod(dayOfYear(b) - dayOfYear(a), 366);
    int leap = Math.floorMod(60 - dayOfYear(a), 366);
    return way < 183 && leap > 0 && leap < way;
  }

  private static int dayOfYear(Line.Stamp s) {
    return LocalDate.of(2024, s.month, s.day).getDayOfYear();
  }

  /** How far apart two days of the year are, going the shorter way round. */
  private static int days(Line.Stamp a, Line.Stamp b) {
    int d = Math.abs((a.month - b.month) * 30 + a.day - b.day);
    return Math.min(d, 365 - d);
  }

  /** The first stamp at or after a place (the beginning, or behind the next line end); null when none is near. */
  private Seen probe(FileChannel file, long place, long size) throws IOException {
    byte[] bytes = read(file, place, (int) Math.min(PROBE, size - place));
    int p = 0;
    if (place > 0) {
      int nl = Slice.indexOf(bytes, 0, bytes.length, (byte) '\n');
      if (nl < 0) {
        return null;
      }
      p = nl + 1;
    }
    while (p < bytes.length) {
      int nl = Slice.indexOf(bytes, p, bytes.length, (byte) '\n');
      int end = nl < 0 ? bytes.length : nl;
      envelopes.parse(bytes, p, end, line);
      if (line.stamp.present) {
        return new Seen(place + p, copy(line.stamp), line.host);
      }
      p = end + 1;
    }
    return null;
  }

  /** The stamps of all whole lines in a part of the file; {@code daily}: only those that tell something new. */
  private void every(FileChannel file, long from, long to, boolean daily) throws IOException {
    byte[] bytes = read(file, from, (int) Math.max(0, to - from));
    int p = from == 0 ? 0 : Slice.indexOf(bytes, 0, bytes.length, (byte) '\n') + 1;
    if (from > 0 && p == 0) {
      return;
    }
    while (p < bytes.length) {
      int nl = Slice.indexOf(bytes, p, bytes.length, (byte) '\n');
      int end = nl < 0 ? bytes.length : nl;
      envelopes.parse(bytes, p, end, line);
      if (line.stamp.present && (!daily || isNew(line))) {
        seen.add(new Seen(from + p, copy(line.stamp), line.host));
      }
      p = end + 1;
    }
  }

  /** Whether a line tells something that the lines before did not: another day than the last two, or another host. */
  private boolean isNew(Line other) {
    int today = (other.stamp.year + 1) << 9 | other.stamp.month << 5 | other.stamp.day;
    int host = other.host == null ? 0 : other.host.id() + 1;
    boolean told = (today == day || today == dayBefore) && known.get(host);
    known.set(host);
    if (today != day) {
      dayBefore = day;
      day = today;
    }
    return !told;
  }

  private static byte[] read(FileChannel file, long place, int n) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(Math.max(0, n));
    while (bytes.hasRemaining() && file.read(bytes, place + bytes.position()) >= 0) {}
    return java.util.Arrays.copyOf(bytes.array(), bytes.position());
  }

  private int choose(long limit) {
    int start = -1;
    for (int i = 0; i < seen.size() && start < 0; i++) {
      start = seen.get(i).stamp.year < 0 ? i : -1;
    }
    if (start < 0) {
      return -1;
    }
    int latest =
        LocalDate.ofInstant(Instant.ofEpochSecond(limit / 1_000_000), ZoneOffset.UTC).getYear();
    long[] span =
        seen.get(start).host == null ? null : options.spans().apply(seen.get(start).host.text());
    int best = -1;
    int allowed = -1;
    long bestDistance = Long.MAX_VALUE;
    for (int year = latest + 1; year >= latest - 40; year--) {
      long[] reach = follow(year, start, limit);
      if (reach == null) {
        continue;
      }
      allowed = allowed < 0 ? year : allowed;
      if (reach[2] > 0) {
        continue;
      }
      long distance =
          span == null ? 0 : Math.max(0, Math.max(span[0] - reach[1], reach[0] - span[1]));
      if (distance < bestDistance) {
        bestDistance = distance;
        best = year;
      }
      if (span == null) {
        break;
      }
    }
    return best >= 0 ? best : allowed >= 0 ? allowed : latest;
  }

  /** First and last instant and the number of leaps over years when the first stamp is of a year; null when a line lies too late. */
  private long[] follow(int year, int start, long limit) {
    Calendar calendar = new Calendar(options.zone(), year, options.zones());
    calendar.notAfter(limit);
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    long before = Line.NO_TIME;
    long leaps = 0;
    for (int i = start; i < seen.size(); i++) {
      line.host = seen.get(i).host;
      Line.Stamp s = seen.get(i).stamp;
      long t = calendar.resolve(dressed(s));
      if (t > limit && s.year < 0) {
        return null;
      }
      if (before == Line.NO_TIME
          ? s.year < 0 && year(t) != year
          : Math.abs(t - before) > 300 * DAY) {
        leaps++;
      }
      before = t;
      first = Math.min(first, t);
      last = Math.max(last, t);
    }
    return new long[] {first, last, leaps};
  }

  /** 29 February in a year that has none goes elsewhere: then the year is not this one. New Year's night may differ by the zone. */
  private int year(long t) {
    return Instant.ofEpochSecond(t / 1_000_000).atZone(options.zone()).getYear();
  }

  private Line dressed(Line.Stamp s) {
    copy(s, line.stamp);
    return line;
  }

  private static Line.Stamp copy(Line.Stamp s) {
    Line.Stamp d = new Line.Stamp();
    copy(s, d);
    return d;
  }

  private static void copy(Line.Stamp s, Line.Stamp d) {
    d.year = s.year;
    d.month = s.month;
    d.day = s.day;
    d.hour = s.hour;
    d.minute = s.minute;
    d.second = s.second;
    d.micros = s.micros;
    d.offset = s.offset;
    d.present = s.present;
  }
}
