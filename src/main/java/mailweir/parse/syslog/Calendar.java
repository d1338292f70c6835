package mailweir.parse.syslog;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import mailweir.parse.Line;
import mailweir.parse.Name;

/**
 * COUNTING.md, law 6: turns stamps into UTC microseconds, remembering the line before. One for each source; confined to one thread.
 *
 * <p>A stamp without a year gets the one that brings it nearest to the line before; for the first line that is {@code firstYear},
 * or what {@link #near} said. Nearest is a symmetric choice: a host whose clock starts at 1 January for a few lines and then jumps
 * to where it should be finds back into its year. 29 February goes to the nearest leap year.
 *
 * <p>A stamp that is far off (a clock at 1970 or 2038) keeps its time and is no line before: see {@link #isStray}.
 *
 * <p>A stamp without an offset is local time of the host's zone. Local times that a clock shows twice (end of summer time) become the
 * one of the two instants that fits the line before better, so that an ordered log and its RFC 3339 copy agree (undecidable only
 * where nothing is logged for most of that hour); as the first line of a source, the earlier one. Local times that no clock shows (start of summer time) are read with the offset before the
 * change, as {@link LocalDateTime#atZone} does. The second 60 of a leap second is the first of the next minute.
 *
 * <p>Implementation: nearly every line is in the same hour as the one before. The instant of that hour is kept, unless the
 * zone changes its offset in it, and minutes and seconds are added. That is why {@link Line.Stamp} is six small numbers.
 */
public final class Calendar {
  private static final long SECOND = 1_000_000L;
  private static final long HOUR = 3600 * SECOND;
  private static final long NONE = Line.NO_TIME;

  /** 1980: a clock that was never set is before it. */
  private static final long FIRST_LOGS = 315_532_800L * SECOND;

  private static final long LEAP = 30L * 24 * HOUR;
  private static final long HALF_YEAR = 183L * 24 * HOUR;

  /** What a calendar remembers: with it, reading goes on after an interruption as if there had been none. */
  public record Mark(long last) {}

  private final ZoneRules rules;
  private final Function<String, ZoneId> zones;
  private int firstYear;
  private long limit = Long.MAX_VALUE;
  private long last = NONE;

  /** Zones of the hosts by the number of their name, where {@link #zones} tells them. */
  private ZoneRules[] byHost = new ZoneRules[16];

  private boolean[] seen = new boolean[16];

  private int keptHour = -1;
  private int keptYear;
  private int keptOffset;
  private ZoneRules keptRules;
  private long keptBase;

  /** {@code firstYear}: of the first line that has none; -1: unknown, see {@link #near}. */
  public Calendar(ZoneId zone, int firstYear) {
    this(zone, firstYear, null);
  }

  /** {@code zones}: the zone configured for a host, or {@code null} for the common one. May itself be {@code null}. */
  public Calendar(ZoneId zone, int firstYear, Function<String, ZoneId> zones) {
    this.rules = zone.getRules();
    this.zones = zones;
    this.firstYear = firstYear;
  }

  /** Makes the next stamp without year the one nearest to this instant. Live input starts with now. */
  public void near(long micros) {
    last = micros;
    keptHour = -1;
  }

  /** The year of the first line that has none, where it was not known at the beginning. */
  public void beginIn(int year) {
    firstYear = year;
  }

  /** Nothing of a host not seen before can be later than this: its year steps back instead (two hosts' logs in one file). */
  public void notAfter(long micros) {
    limit = micros;
  }

  public Mark mark() {
    return new Mark(last);
  }

  public void resume(Mark mark) {
    near(mark.last());
  }

  /** The instant of the line's stamp; {@link Line#NO_TIME} when it has none, or no year and nothing is known to tell it by. */
  public long resolve(Line line) {
    Line.Stamp s = line.stamp;
    if (!s.present) {
      return NONE;
    }
    int hour = s.month << 10 | s.day << 5 | s.hour;
    long within = (s.minute * 60 + s.second) * SECOND + s.micros;
    if (hour == keptHour
        && s.year == keptYear
        && s.offset == keptOffset
        && (zones == null || keptRules == rulesOf(line.host))) {
      return last = keptBase + within;
    }
    return slowly(line, s, hour, within);
  }

  private long slowly(Line line, Line.Stamp s, int hour, long within) {
    ZoneRules zone = rulesOf(line.host);
    long t;
    if (s.year >= 0) {
      t = at(s.year, s, zone);
    } else if (last == NONE && firstYear < 0) {
      return NONE;
    } else {
      t = nearest(s, zone);
      if (t > limit && !seen(line.host)) {
        long earlier = previous(s, zone, t);
        t = earlier == NONE ? t : earlier;
      }
    }
    saw(line.host);
    if (isStray(t, s.year >= 0)) {
      keptHour = -1;
      return t;
    }
    last = t;
    keptHour = steady(s, zone, t - within) ? hour : -1;
    keptYear = s.year;
    keptOffset = s.offset;
    keptRules = zone;
    keptBase = t - within;
    return t;
  }

  /**
   * Whether a stamp is so far off that it tells of its host's clock, and nothing of the lines after it: a leap past the limit, or one that
   * has its year and goes back by half a year or to before there were mail logs.
   */
  private boolean isStray(long t, boolean hasYear) {
    if (hasYear && t < FIRST_LOGS) {
      return true;
    }
    if (last == NONE) {
      return hasYear && t > limit;
    }
    return t > limit && t - last > LEAP || hasYear && last <= limit && last - t > HALF_YEAR;
  }

  /** Whether the whole hour that begins at {@code base} has one offset, so that its instants are base and what is added. */
  private static boolean steady(Line.Stamp s, ZoneRules zone, long base) {
    if (s.offset != Line.Stamp.NO_OFFSET || zone.isFixedOffset()) {
      return true;
    }
    // An hour on both sides: where the clock goes back an hour is shown twice, and its first
    // showing changes nothing within.
    long second = Math.floorDiv(base, SECOND);
    var next = zone.nextTransition(java.time.Instant.ofEpochSecond(second - 3 * 3600));
    return next == null || next.toEpochSecond() > second + 4 * 3600;
  }

  private long nearest(Line.Stamp s, ZoneRules zone) {
    if (last == NONE) {
      return at(leap(s) ? nearestLeap(firstYear) : firstYear, s, zone);
    }
    int about = civilYear(Math.floorDiv(last, 86_400 * SECOND));
    int reach = leap(s) ? 8 : 1;
    long best = NONE;
    for (int y = about - reach; y <= about + reach; y++) {
      if (leap(s) && !isLeap(y)) {
        continue;
      }
      long t = at(y, s, zone);
      if (best == NONE || Math.abs(t - last) < Math.abs(best - last)) {
        best = t;
      }
    }
    return best;
  }

  private long previous(Line.Stamp s, ZoneRules zone, long t) {
    int y = civilYear(Math.floorDiv(t + 14 * HOUR, 86_400 * SECOND));
    for (int k = 0; k <= 9; k++) {
      if (!leap(s) || isLeap(y - k)) {
        long earlier = at(y - k, s, zone);
        if (earlier <= limit) {
          return earlier;
        }
      }
    }
    return NONE;
  }

  /** The instant of the stamp in a year. */
  private long at(int year, Line.Stamp s, ZoneRules zone) {
    long local =
        epochDay(year, s.month, s.day) * 86_400L + s.hour * 3600 + s.minute * 60 + s.second;
    if (s.offset != Line.Stamp.NO_OFFSET) {
      return (local - s.offset) * SECOND + s.micros;
    }
    if (zone.isFixedOffset()) {
      return (local - zone.getOffset(java.time.Instant.EPOCH).getTotalSeconds()) * SECOND
          + s.micros;
    }
    LocalDateTime clock = LocalDateTime.ofEpochSecond(local, 0, ZoneOffset.UTC);
    List<ZoneOffset> offsets = zone.getValidOffsets(clock);
    ZoneOffset first =
        offsets.isEmpty() ? zone.getTransition(clock).getOffsetBefore() : offsets.getFirst();
    long t = (local - first.getTotalSeconds()) * SECOND + s.micros;
    if (offsets.size() == 2 && last != NONE) {
      long u = (local - offsets.getLast().getTotalSeconds()) * SECOND + s.micros;
      return distance(u) <= distance(t) ? u : t;
    }
    return t;
  }

  /** From the line before; a step back counts three times, for time goes forward and late lines are late by seconds. */
  private long distance(long t) {
    return t >= last ? t - last : 3 * (last - t);
  }

  private ZoneRules rulesOf(Name host) {
    if (zones == null || host == null) {
      return rules;
    }
    int id = host.id();
    if (id >= byHost.length) {
      byHost = Arrays.copyOf(byHost, Math.max(id + 1, 2 * byHost.length));
    }
    ZoneRules own = byHost[id];
    if (own == null) {
      ZoneId zone = zones.apply(host.text());
      own = zone == null ? rules : zone.getRules();
      byHost[id] = own;
    }
    return own;
  }

  private boolean seen(Name host) {
    int id = host == null ? 0 : host.id() + 1;
    return id < seen.length && seen[id];
  }

  private void saw(Name host) {
    int id = host == null ? 0 : host.id() + 1;
    if (id >= seen.length) {
      seen = Arrays.copyOf(seen, Math.max(id + 1, 2 * seen.length));
    }
    seen[id] = true;
  }

  private static boolean leap(Line.Stamp s) {
    return s.month == 2 && s.day == 29;
  }

  private static int nearestLeap(int year) {
    for (int k = 0; k <= 8; k++) {
      if (isLeap(year - k)) {
        return year - k;
      }
      if (isLeap(year + k)) {
        return year + k;
      }
    }
    return year;
  }

  static boolean isLeap(int year) {
    return (year & 3) == 0 && (year % 100 != 0 || year % 400 == 0);
  }

  /** Days since 1970-01-01 of a civil date; years begin in March, so that the leap day is the last one. */
  static long epochDay(int year, int month, int day) {
    long y = month <= 2 ? year - 1L : year;
    long era = Math.floorDiv(y, 400L);
    long yoe = y - era * 400;
    long doy = (153L * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146_097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719_468;
  }

  /** Sets year, month, day, time and offset 0 of a stamp from an instant. */
  static void fill(Line.Stamp s, long micros) {
    long second = Math.floorDiv(micros, SECOND);
    long day = Math.floorDiv(second, 86_400L);
    int of = (int) (second - day * 86_400);
    java.time.LocalDate date = java.time.LocalDate.ofEpochDay(day);
    s.year = date.getYear();
    s.month = date.getMonthValue();
    s.day = date.getDayOfMonth();
    s.hour = of / 3600;
    s.minute = of / 60 % 60;
    s.second = of % 60;
    s.micros = (int) (micros - second * SECOND);
    s.offset = 0;
    s.present = true;
  }

  private static int civilYear(long epochDay) {
    return java.time.LocalDate.ofEpochDay(epochDay).getYear();
  }
}
