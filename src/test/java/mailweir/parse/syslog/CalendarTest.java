package mailweir.parse.syslog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import mailweir.parse.Line;
import mailweir.parse.Names;
import org.junit.jupiter.api.Test;

class CalendarTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private final Envelopes envelopes = new Envelopes(new Names(), new Names());
  private final Line line = new Line();

  private String at(Calendar calendar, String stamp) {
    byte[] raw = (stamp + " mx1 postfix/qmgr[1]: 4X: removed").getBytes();
    envelopes.parse(raw, 0, raw.length, line);
    long micros = calendar.resolve(line);
    return micros == Line.NO_TIME
        ? "none"
        : Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1000).toString();
  }

  private static Calendar utc(int firstYear) {
    return new Calendar(ZoneOffset.UTC, firstYear);
  }

  @Test
  void resolve_yearAndOffset_isTheInstantItself() {
    assertEquals("2026-11-20T13:34:12.690426Z", at(utc(-1), "2026-11-20T19:19:12.690426+05:45"));
    assertEquals("2026-11-20T18:19:12Z", at(new Calendar(BERLIN, -1), "2026-11-20 19:19:12"));
    assertEquals("2017-01-01T00:00:00Z", at(utc(-1), "2016-12-31T23:59:60Z"));
  }

  @Test
  void resolve_noYearAndNothingKnown_isNoTime() {
    assertEquals("none", at(utc(-1), "Nov 20 19:19:12"));
  }

  @Test
  void resolve_newYear_goesOnIntoTheNextYearAndBack() {
    Calendar c = utc(2025);
    assertEquals("2025-12-31T23:59:58Z", at(c, "Dec 31 23:59:58"));
    assertEquals("2026-01-01T00:00:01Z", at(c, "Jan  1 00:00:01"));
    assertEquals("2025-12-31T23:59:59Z", at(c, "Dec 31 23:59:59"));
    assertEquals("2026-01-01T00:00:02Z", at(c, "Jan  1 00:00:02"));
  }

  @Test
  void resolve_clockThatIsFarOff_doesNotMoveTheYear() {
    Calendar c = utc(2026);
    c.notAfter(Instant.parse("2026-11-27T00:00:00Z").getEpochSecond() * 1_000_000);
    assertEquals("2038-01-19T03:14:07Z", at(c, "2038-01-19T03:14:07Z"));
    assertEquals("2026-11-24T23:59:00Z", at(c, "Nov 24 23:59:00"));
    for (String far :
        List.of(
            "2038-01-19T03:14:07Z",
            "2038-01-19T03:14:08Z",
            "1970-01-01T00:00:12Z",
            "2001-05-20T00:00:00Z",
            "2001-05-20T00:01:00Z")) {
      assertEquals(far, at(c, far));
      assertEquals("2026-11-25T00:00:00Z", at(c, "Nov 25 00:00:00"), far);
    }
    assertEquals("2027-05-20T10:00:00Z", at(c, "May 20 10:00:00"), "nearest, whatever it means");
    assertEquals("2026-09-01T10:00:00Z", at(c, "Sep  1 10:00:00"), "and not after that");
    assertEquals("2026-11-25T10:00:00Z", at(c, "Nov 25 10:00:00"));
  }

  @Test
  void resolve_gapsOfMonths_takeTheNearestYear() {
    Calendar c = utc(2020);
    assertEquals("2020-11-03T00:00:00Z", at(c, "Nov  3 00:00:00"));
    assertEquals("2021-04-01T00:00:00Z", at(c, "Apr  1 00:00:00"));
    assertEquals("2021-09-01T00:00:00Z", at(c, "Sep  1 00:00:00"));
  }

  @Test
  void resolve_aClockThatStartsInJanuary_findsBack() {
    Calendar c = utc(2020);
    assertEquals("2020-08-03T00:00:00Z", at(c, "Aug  3 00:00:00"));
    assertEquals("2021-01-01T00:00:12Z", at(c, "Jan  1 00:00:12"));
    assertEquals("2020-08-03T00:01:00Z", at(c, "Aug  3 00:01:00"));
    assertEquals("2020-03-03T00:01:00Z", at(c, "Mar  3 00:01:00"));
    assertEquals("2020-01-01T00:00:12Z", at(c, "Jan  1 00:00:12"));
    assertEquals("2020-03-03T00:01:01Z", at(c, "Mar  3 00:01:01"));
  }

  @Test
  void resolve_29February_onlyInALeapYear() {
    Calendar c = utc(2027);
    assertEquals("2028-02-29T12:00:00Z", at(c, "Feb 29 12:00:00"));
    assertEquals("2028-03-01T12:00:00Z", at(c, "Mar  1 12:00:00"));
    Calendar d = utc(2023);
    assertEquals("2023-12-31T00:00:00Z", at(d, "Dec 31 00:00:00"));
    assertEquals("2024-02-28T00:00:00Z", at(d, "Feb 28 00:00:00"));
    assertEquals("2024-02-29T00:00:00Z", at(d, "Feb 29 00:00:00"));
    Calendar e = utc(-1);
    e.near(Instant.parse("1900-01-01T00:00:00Z").getEpochSecond() * 1_000_000);
    assertEquals("1896-02-29T00:00:00Z", at(e, "Feb 29 00:00:00"));
  }

  @Test
  void resolve_linesShuffledWithin48Hours_giveTheSameInstants() {
    List<LocalDateTime> truth = new ArrayList<>();
    LocalDateTime t = LocalDateTime.of(2023, 12, 1, 0, 0);
    for (int i = 0; i < 2000; i++) {
      truth.add(t);
      t = t.plusMinutes(67);
    }
    Random random = new Random(4);
    for (int round = 0; round < 5; round++) {
      List<LocalDateTime> order = new ArrayList<>(truth);
      for (int i = 0; i + 40 < order.size(); i += 20) {
        Collections.shuffle(order.subList(i, i + 40), random);
      }
      Calendar c = utc(2023);
      for (LocalDateTime one : order) {
        String stamp =
            one.format(
                java.time.format.DateTimeFormatter.ofPattern(
                    "MMM dd HH:mm:ss", java.util.Locale.ENGLISH));
        assertEquals(one.toInstant(ZoneOffset.UTC).toString(), at(c, stamp));
      }
    }
  }

  @Test
  void resolve_hourThatIsShownTwice_followsTheLineBefore() {
    // 25 October 2026, 03:00 CEST becomes 02:00 CET.
    Calendar c = new Calendar(BERLIN, 2026);
    assertEquals("2026-10-24T23:59:50Z", at(c, "Oct 25 01:59:50"));
    assertEquals("2026-10-25T00:00:10Z", at(c, "Oct 25 02:00:10"));
    assertEquals("2026-10-25T00:59:50Z", at(c, "Oct 25 02:59:50"));
    assertEquals("2026-10-25T01:00:10Z", at(c, "Oct 25 02:00:10"));
    assertEquals("2026-10-25T01:00:05Z", at(c, "Oct 25 02:00:05"), "late by five seconds");
    assertEquals("2026-10-25T01:40:00Z", at(c, "Oct 25 02:40:00"));
    assertEquals("2026-10-25T01:59:59Z", at(c, "Oct 25 02:59:59"));
    assertEquals("2026-10-25T02:00:00Z", at(c, "Oct 25 03:00:00"));
    assertEquals(
        "2026-10-25T00:30:00Z",
        at(new Calendar(BERLIN, 2026), "Oct 25 02:30:00"),
        "as a first line: the earlier");
  }

  @Test
  void resolve_hourThatIsNotShown_isReadWithTheOffsetBefore() {
    Calendar c = new Calendar(BERLIN, 2026);
    assertEquals("2026-03-29T00:59:59Z", at(c, "Mar 29 01:59:59"));
    assertEquals("2026-03-29T01:00:00Z", at(c, "Mar 29 03:00:00"));
    assertEquals("2026-03-29T01:30:00Z", at(c, "Mar 29 02:30:00"));
  }

  @Test
  void resolve_everyQuarterOfTwoYears_isWhatTheZoneSays() {
    for (String zone :
        new String[] {
          "Europe/Berlin", "Australia/Lord_Howe", "America/St_Johns", "Asia/Kathmandu", "UTC"
        }) {
      ZoneId id = ZoneId.of(zone);
      Calendar c = new Calendar(id, 2023);
      c.near(Instant.parse("2023-12-31T00:00:00Z").getEpochSecond() * 1_000_000);
      Instant t = Instant.parse("2024-01-01T00:00:00Z");
      while (t.isBefore(Instant.parse("2026-01-01T00:00:00Z"))) {
        String stamp =
            t.atZone(id)
                .format(
                    java.time.format.DateTimeFormatter.ofPattern(
                        "MMM dd HH:mm:ss", java.util.Locale.ENGLISH));
        assertEquals(t.toString(), at(c, stamp), zone);
        t = t.plusSeconds(900);
      }
    }
  }

  @Test
  void resolve_zoneOfAHost_comesBeforeTheCommonOne() {
    Calendar c =
        new Calendar(BERLIN, 2026, host -> host.equals("mx1") ? ZoneOffset.ofHours(9) : null);
    assertEquals("2026-06-01T03:00:00Z", at(c, "Jun 01 12:00:00"));
    byte[] raw = "Jun 01 12:00:00 mx2 postfix/qmgr[1]: 4X: removed".getBytes();
    envelopes.parse(raw, 0, raw.length, line);
    assertEquals(
        Instant.parse("2026-06-01T10:00:00Z").getEpochSecond() * 1_000_000, c.resolve(line));
  }

  @Test
  void resolve_aHostNotSeenBefore_isNotInTheFuture() {
    // Two hosts' logs of one year in one file: the second begins again in January.
    Calendar c = utc(2026);
    c.notAfter(Instant.parse("2026-11-22T00:00:00Z").getEpochSecond() * 1_000_000);
    assertEquals("2026-11-20T00:00:00Z", at(c, "Nov 20 00:00:00"));
    byte[] raw = "Jan 20 12:00:00 mx2 postfix/qmgr[1]: 4X: removed".getBytes();
    envelopes.parse(raw, 0, raw.length, line);
    assertEquals(
        Instant.parse("2026-01-20T12:00:00Z").getEpochSecond() * 1_000_000, c.resolve(line));
  }

  @Test
  void resume_goesOnAsIfNotInterrupted() {
    Calendar c = new Calendar(BERLIN, 2025);
    at(c, "Dec 31 23:59:58");
    at(c, "Jan  1 00:00:01");
    Calendar d = new Calendar(BERLIN, -1);
    d.resume(c.mark());
    assertEquals(at(c, "Jan  1 00:00:02"), at(d, "Jan  1 00:00:02"));
  }

  @Test
  void resolve_afterResume_doesNotKeepAnOldHour() {
    Calendar c = utc(2025);
    at(c, "Jan  1 00:00:01");
    c.resume(new Calendar.Mark(Instant.parse("2020-01-01T00:00:00Z").getEpochSecond() * 1_000_000));
    assertEquals("2020-01-01T00:00:02Z", at(c, "Jan  1 00:00:02"));
  }
}
