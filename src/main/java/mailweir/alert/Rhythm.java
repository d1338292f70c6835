package mailweir.alert;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Base64;

/**
 * When a source is quiet by nature: for each hour of the last two weeks the longest silence that reached into it.
 *
 * <p>A silence is natural when, at this hour, one as long (a quarter's tolerance) was seen on at least two of the days before; weekends and
 * working days are apart where at least four days of the kind are known. A byte an hour: 5 minutes each, the highest is 21 hours and
 * longer. A pure function of what it was told; no line is looked at again.
 */
final class Rhythm {
  private static final int DAYS = 16;
  private static final int BACK = 14;
  private static final int HOURS = 24;
  private static final int ENOUGH_DAYS = 4;
  private static final int DAYS_ALIKE = 2;

  /** Of a silence that is learnt. */
  static final Duration LEAST = Duration.ofMinutes(5);

  /** Longer ones are holes in what was watched, not silences. */
  static final Duration MOST = Duration.ofHours(80);

  /** Days since 1970, by their remainder; 0 for one that is not known. */
  private final int[] days = new int[DAYS];

  private final byte[] longest = new byte[DAYS * HOURS];

  /** The source spoke on this day. */
  void spoke(Instant at, ZoneId zone) {
    slot((int) LocalDate.ofInstant(at, zone).toEpochDay());
  }

  private int slot(int day) {
    int slot = Math.floorMod(day, DAYS);
    if (days[slot] != day) {
      days[slot] = day;
      for (int h = 0; h < HOURS; h++) {
        longest[slot * HOURS + h] = 0;
      }
    }
    return slot;
  }

  /** It said nothing between two instants, and that was no outage. */
  void wasSilent(Instant from, Instant until, ZoneId zone) {
    Duration length = Duration.between(from, until);
    if (length.compareTo(LEAST) < 0 || length.compareTo(MOST) > 0) {
      return;
    }
    int units = (int) Math.min(255, length.dividedBy(LEAST));
    ZonedDateTime at = from.atZone(zone).withMinute(0).withSecond(0).withNano(0);
    for (; !at.toInstant().isAfter(until); at = at.plusHours(1)) {
      int cell = slot((int) at.toLocalDate().toEpochDay()) * HOURS + at.getHour();
      if (units > (longest[cell] & 0xff)) {
        longest[cell] = (byte) units;
      }
    }
  }

  /** Whether silence of this length is usual now. */
  boolean isNatural(Instant now, Duration silence, ZoneId zone) {
    ZonedDateTime here = now.atZone(zone);
    LocalDate today = here.toLocalDate();
    int known = 0;
    int alike = 0;
    int knownAny = 0;
    int alikeAny = 0;
    for (int back = 1; back <= BACK; back++) {
      LocalDate day = today.minusDays(back);
      int slot = Math.floorMod((int) day.toEpochDay(), DAYS);
      if (days[slot] != (int) day.toEpochDay()) {
        continue;
      }
      int units = longest[slot * HOURS + here.getHour()] & 0xff;
      boolean asLong =
          units == 255
              || silence.compareTo(LEAST.multipliedBy(units).multipliedBy(5).dividedBy(4)) <= 0;
      boolean fits = units > 0 && asLong;
      knownAny++;
      alikeAny += fits ? 1 : 0;
      if (isWeekend(day) == isWeekend(today)) {
        known++;
        alike += fits ? 1 : 0;
      }
    }
    return known >= ENOUGH_DAYS || knownAny == known ? alike >= DAYS_ALIKE : alikeAny >= DAYS_ALIKE;
  }

  private static boolean isWeekend(LocalDate day) {
    return day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY;
  }

  /** How many days are known. */
  int daysKnown(Instant now, ZoneId zone) {
    int today = (int) LocalDate.ofInstant(now, zone).toEpochDay();
    int n = 0;
    for (int day : days) {
      n += day > today - BACK && day <= today ? 1 : 0;
    }
    return n;
  }

  /** Learns from minutes since 1970 in which something was said, ascending. */
  void learn(long[] minutes, ZoneId zone) {
    for (int i = 0; i < minutes.length; i++) {
      Instant at = Instant.ofEpochSecond(minutes[i] * 60);
      if (i > 0 && (minutes[i] - minutes[i - 1]) * 60 >= LEAST.toSeconds()) {
        wasSilent(Instant.ofEpochSecond(minutes[i - 1] * 60 + 60), at, zone);
      }
      if (i == 0 || minutes[i] / 60 != minutes[i - 1] / 60) {
        spoke(at, zone);
      }
    }
  }

  String kept() {
    java.nio.ByteBuffer b = java.nio.ByteBuffer.allocate(DAYS * (4 + HOURS));
    for (int day : days) {
      b.putInt(day);
    }
    return Base64.getEncoder().withoutPadding().encodeToString(b.put(longest).array());
  }

  /** Empty when it is damaged. */
  static Rhythm of(String kept) {
    Rhythm r = new Rhythm();
    try {
      byte[] bytes = Base64.getDecoder().decode(kept == null ? "" : kept);
      if (bytes.length == DAYS * (4 + HOURS)) {
        java.nio.ByteBuffer b = java.nio.ByteBuffer.wrap(bytes);
        for (int i = 0; i < DAYS; i++) {
          r.days[i] = b.getInt();
        }
        b.get(r.longest);
      }
    } catch (IllegalArgumentException e) {
      // it learns anew
    }
    return r;
  }
}
