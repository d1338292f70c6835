package mailweir.alert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Who falls silent and who speaks again, on a timetable. */
class HeartbeatsTest {
  private static final Instant START = Instant.parse("2026-11-18T09:00:00Z");
  private static final String LOG = "/var/log/mail.log#17";

  private Heartbeats beats = new Heartbeats(BeatSettings.USUAL, ZoneOffset.UTC);
  private Instant now = START;
  private final List<String> raised = new ArrayList<>();
  private final List<String> over = new ArrayList<>();
  private final Map<String, Finding> lasting = new LinkedHashMap<>();

  /** Every ten seconds of a span: what happens in it, then a tick. */
  private void pass(Duration span, Runnable each) {
    Instant end = now.plus(span);
    while (now.isBefore(end)) {
      now = now.plusSeconds(10);
      each.run();
      tick();
    }
  }

  private void tick() {
    beats.tick(now, false);
    Map<String, Finding> found = new LinkedHashMap<>();
    for (Finding f : beats.findings(now)) {
      if (f.over() != null) {
        over.add(f.over());
        lasting.remove(f.key());
      } else {
        found.put(f.key(), f);
        if (!lasting.containsKey(f.key())) {
          raised.add(f.summary());
        }
      }
    }
    lasting.clear();
    lasting.putAll(found);
  }

  private void lines(String source, String host) {
    beats.lines(now, source, host, now.minusSeconds(1), 5);
  }

  private void contact(String name) {
    beats.contact(
        now, name, name, now, List.of(new Heartbeats.Told("/var/log/mail.log", null, null)));
  }

  private static void nothing() {}

  @Test
  void silentLog_isOneAlertAndOneEndWithWhatCameLate() {
    pass(Duration.ofMinutes(5), () -> lines(LOG, "mx1"));
    pass(Duration.ofMinutes(47), HeartbeatsTest::nothing);
    assertEquals(List.of("mx1: /var/log/mail.log is silent since 2026-11-18 09:05:00 Z"), raised);
    beats.late(now, LOG, "mx1", 1234);
    beats.lines(now, LOG, "mx1", now.minusSeconds(1), 1240);
    pass(Duration.ofMinutes(5), () -> lines(LOG, "mx1"));
    assertEquals(1, raised.size());
    assertEquals(
        List.of(
            "mx1: /var/log/mail.log is sending again after 47 min of silence; 1234 lines came late"),
        over);
    assertTrue(lasting.isEmpty());
  }

  @Test
  void threshold_isOfItsSourceAndTenMinutesElse() {
    beats =
        new Heartbeats(
            new BeatSettings(
                Duration.ofMinutes(10),
                Duration.ofMinutes(30),
                Duration.ofMinutes(2),
                Duration.ZERO,
                Severity.WARNING,
                List.of(
                    new BeatSettings.Exception("mx*.example.org", "*", Duration.ofMinutes(1)),
                    new BeatSettings.Exception("mx*", "*mail.log", Duration.ofMinutes(2)),
                    new BeatSettings.Exception("old.example.org", "*", BeatSettings.NEVER)),
                List.of()),
            ZoneOffset.UTC);
    pass(
        Duration.ofMinutes(3),
        () -> {
          lines("/var/log/mail.log#1", "mx1");
          lines("/var/log/mail.log#1", "other");
          lines("/var/log/mail.log#1", "old");
        });
    pass(Duration.ofMinutes(3), HeartbeatsTest::nothing);
    assertEquals(List.of("mx1: /var/log/mail.log is silent since 2026-11-18 09:03:00 Z"), raised);
    pass(Duration.ofMinutes(8), HeartbeatsTest::nothing);
    assertEquals(2, raised.size(), raised::toString);
    pass(Duration.ofHours(20), HeartbeatsTest::nothing);
    assertEquals(2, raised.size(), raised::toString);
  }

  @Test
  void agentWithoutContact_isAnUnreachableHostAndNothingElse() {
    pass(
        Duration.ofMinutes(5),
        () -> {
          lines("agent mx2 /var/log/mail.log", "mx2");
          contact("mx2");
        });
    pass(Duration.ofMinutes(30), HeartbeatsTest::nothing);
    assertEquals(
        List.of(
            "mx2: host unreachable: its agent has not been in contact since 2026-11-18 09:05:00 Z"),
        raised);
    contact("mx2");
    beats.late(now, "agent mx2 /var/log/mail.log", "mx2", 70);
    lines("agent mx2 /var/log/mail.log", "mx2");
    pass(
        Duration.ofMinutes(2),
        () -> {
          lines("agent mx2 /var/log/mail.log", "mx2");
          contact("mx2");
        });
    assertEquals(
        List.of("mx2: its agent is in contact again after 30 min of silence; 70 lines came late"),
        over);
    assertEquals(1, raised.size());
  }

  @Test
  void silentLogOfALivingAgent_isSaidSo() {
    pass(
        Duration.ofMinutes(5),
        () -> {
          lines("agent mx2 /var/log/mail.log", "mx2");
          contact("mx2");
        });
    pass(Duration.ofMinutes(30), () -> contact("mx2"));
    assertEquals(
        List.of(
            "mx2: the agent is alive, but /var/log/mail.log is silent since 2026-11-18 09:05:00 Z"),
        raised);
  }

  @Test
  void expectedHost_isMissedUntilItIsSeen() {
    beats =
        new Heartbeats(BeatSettings.USUAL.expecting(List.of("MX9.example.org")), ZoneOffset.UTC);
    beats.expect(List.of("agent7"));
    pass(Duration.ofMinutes(9), HeartbeatsTest::nothing);
    assertEquals(List.of(), raised);
    pass(Duration.ofMinutes(2), HeartbeatsTest::nothing);
    assertEquals(2, raised.size());
    assertTrue(raised.contains("mx9: is expected, but nothing of it was ever seen"));
    lines(LOG, "mx9.example.org");
    contact("agent7");
    tick();
    assertTrue(lasting.isEmpty());
    assertEquals(
        List.of("agent7: is heard for the first time", "mx9: is heard for the first time"),
        over.stream().sorted().toList());
  }

  @Test
  void restart_isNoSilenceOfOthersAndLosesNone() {
    pass(
        Duration.ofMinutes(5),
        () -> {
          lines(LOG, "mx1");
          lines("syslog 192.0.2.1", "gw");
        });
    pass(Duration.ofMinutes(12), () -> lines("syslog 192.0.2.1", "gw"));
    assertEquals(1, raised.size());
    Map<String, String> kept = beats.changes();
    now = now.plus(Duration.ofHours(3));
    beats = new Heartbeats(BeatSettings.USUAL, ZoneOffset.UTC);
    beats.load(kept);
    pass(Duration.ofMinutes(5), HeartbeatsTest::nothing);
    assertEquals(1, raised.size(), "three hours without this program are nobody's silence");
    assertTrue(
        lasting.keySet().iterator().next().contains("mx1"), "and what was silent is so still");
    pass(Duration.ofMinutes(6), HeartbeatsTest::nothing);
    assertEquals(2, raised.size(), raised::toString);
  }

  @Test
  void clockOfThisMachineThatJumps_silencesNobody() {
    pass(Duration.ofMinutes(5), () -> lines(LOG, "mx1"));
    now = now.plus(Duration.ofDays(1));
    pass(Duration.ofMinutes(5), () -> lines(LOG, "mx1"));
    now = now.minus(Duration.ofDays(2));
    pass(Duration.ofMinutes(5), () -> lines(LOG, "mx1"));
    assertEquals(List.of(), raised);
  }

  @Test
  void history_isNotWatched() {
    pass(
        Duration.ofMinutes(5),
        () -> beats.lines(now, LOG, "mx1", now.minus(Duration.ofDays(3)), 1000));
    pass(Duration.ofHours(1), HeartbeatsTest::nothing);
    assertEquals(List.of(), raised);
  }

  @Test
  void whileHistoryIsRead_nobodyIsSilent() {
    pass(Duration.ofMinutes(5), () -> lines(LOG, "mx1"));
    for (int i = 0; i < 200; i++) {
      now = now.plusSeconds(10);
      beats.tick(now, true);
      assertEquals(List.of(), beats.findings(now));
    }
  }

  @Test
  void nights_areLearntWithoutAlertWhenTheStoreKnowsThem() {
    List<Long> minutes = new ArrayList<>();
    long today = START.getEpochSecond() / 86_400 * 1440;
    for (int day = -7; day < 0; day++) {
      for (int m = 6 * 60; m < 22 * 60; m++) {
        minutes.add(today + day * 1440 + m);
      }
    }
    pass(Duration.ofMinutes(5), () -> lines(LOG, "mx1"));
    assertEquals(java.util.Set.of("mx1"), beats.unseeded());
    beats.seed("mx1", minutes.stream().mapToLong(m -> m).toArray(), new long[0]);
    assertEquals(java.util.Set.of(), beats.unseeded());
    pass(Duration.between(now, Instant.parse("2026-11-18T22:00:00Z")), () -> lines(LOG, "mx1"));
    pass(Duration.between(now, Instant.parse("2026-11-19T06:00:00Z")), HeartbeatsTest::nothing);
    assertEquals(List.of(), raised, "as long as it is usual");
    pass(Duration.ofHours(3), HeartbeatsTest::nothing);
    assertEquals(1, raised.size(), "but not longer");
  }

  @Test
  void rhythm_isLearntFromASourcesOwnQuietNightsAndNeverFromAnOutage() {
    // three days of work, each with its alert at night: nothing is known yet
    for (int day = 0; day < 3; day++) {
      Instant evening = START.plus(Duration.ofDays(day)).plus(Duration.ofHours(12));
      pass(Duration.between(now, evening), () -> lines(LOG, "mx1"));
      pass(Duration.ofHours(9), HeartbeatsTest::nothing);
      pass(Duration.ofHours(2), () -> lines(LOG, "mx1"));
    }
    int first = raised.size();
    assertTrue(first >= 2, raised::toString);
    for (int day = 3; day < 5; day++) {
      Instant evening = START.plus(Duration.ofDays(day)).plus(Duration.ofHours(12));
      pass(Duration.between(now, evening), () -> lines(LOG, "mx1"));
      pass(Duration.ofHours(9), HeartbeatsTest::nothing);
      pass(Duration.ofHours(2), () -> lines(LOG, "mx1"));
    }
    assertEquals(first, raised.size(), "the nights are known");
    // an outage at noon, on four days: an alert each time
    for (int day = 5; day < 9; day++) {
      Instant noon = START.plus(Duration.ofDays(day)).plus(Duration.ofHours(3));
      pass(Duration.between(now, noon), () -> lines(LOG, "mx1"));
      pass(Duration.ofHours(1), HeartbeatsTest::nothing);
      pass(Duration.between(now, noon.plus(Duration.ofHours(2))), () -> lines(LOG, "mx1"));
    }
    assertEquals(first + 4, raised.size(), raised::toString);
  }

  @Test
  void mailThatStops_isSaidWhileLinesCome() {
    long minute = START.getEpochSecond() / 60;
    List<Long> known = new ArrayList<>();
    for (long m = minute - 5 * 1440; m < minute; m++) {
      known.add(m);
    }
    long[] all = known.stream().mapToLong(m -> m).toArray();
    Runnable both =
        () -> {
          lines(LOG, "mx1");
          beats.mail(now, "mx1", new long[] {now.getEpochSecond() / 60});
        };
    pass(Duration.ofMinutes(5), both);
    beats.seed("mx1", all, all);
    pass(Duration.ofMinutes(5), both);
    pass(Duration.ofMinutes(40), () -> lines(LOG, "mx1"));
    assertEquals(1, raised.size(), raised::toString);
    assertTrue(
        raised.getFirst().startsWith("mx1: lines come, but no mail among them since "),
        raised::toString);
    pass(Duration.ofMinutes(5), both);
    assertTrue(over.getFirst().startsWith("mx1: mail is seen again after "), over::toString);
  }

  @Test
  void clock_isWrongWhenItIsSteadyAndNotWhenABacklogIsCaughtUp() {
    pass(
        Duration.ofMinutes(15),
        () -> {
          beats.lines(now, LOG, "mx1", now.minus(Duration.ofMinutes(60)), 5);
          beats.lines(now, "/b#1", "mx2", now.plus(Duration.ofMinutes(5)), 5);
          // ten seconds of wall time bring a minute of log
          long behind = Math.max(0, 5400 - 5 * Duration.between(START, now).toSeconds());
          beats.lines(now, "/c#1", "mx3", now.minusSeconds(behind), 5);
          lines("/d#1", "mx4");
        });
    assertEquals(
        List.of(
            "mx1: the clock of /var/log/mail.log is wrong by 1 h 0 min, behind",
            "mx2: the clock of /b is wrong by 5 min, ahead"),
        raised.stream().sorted().toList());
    pass(Duration.ofMinutes(15), () -> lines(LOG, "mx1"));
    assertFalse(lasting.keySet().stream().anyMatch(k -> k.contains("mx1")));
  }

  @Test
  void agentsClock_isSaidOnceForAllItsLines() {
    pass(
        Duration.ofMinutes(10),
        () -> {
          beats.contact(now, "mx2", "mx2", now.minusSeconds(600), List.of());
          beats.lines(now, "agent mx2 /var/log/mail.log", "mx2", now.minusSeconds(601), 3);
        });
    assertEquals(List.of("mx2: the clock of the host is wrong by 10 min, behind"), raised);
  }

  @Test
  void staleMount_isSaidAsSuch() {
    pass(Duration.ofMinutes(5), () -> lines("/mnt/logs/mx5/mail.log#2", "mx5"));
    beats.trouble(now, "/mnt/logs", true, "it does not answer; its logs wait; look at the server");
    pass(Duration.ofMinutes(30), HeartbeatsTest::nothing);
    assertEquals(
        List.of("localhost: /mnt/logs cannot be read since 2026-11-18 09:05:00 Z: mount stale"),
        raised);
    beats.troubleOver(now, "/mnt/logs");
    lines("/mnt/logs/mx5/mail.log#2", "mx5");
    tick();
    assertTrue(lasting.isEmpty());
    assertEquals(1, beats.rows(now).size(), "a mount is no source");
  }

  @Test
  void troubleThatEndedWhileThisProgramWasDown_isOver() {
    beats.trouble(now, "/mnt/logs", true, "it does not answer");
    pass(Duration.ofMinutes(2), HeartbeatsTest::nothing);
    Map<String, String> kept = beats.changes();
    beats = new Heartbeats(BeatSettings.USUAL, ZoneOffset.UTC);
    beats.load(kept);
    pass(Duration.ofMinutes(4), HeartbeatsTest::nothing);
    assertEquals(1, lasting.size());
    pass(Duration.ofMinutes(2), HeartbeatsTest::nothing);
    assertTrue(lasting.isEmpty());
    assertEquals(1, raised.size());
  }

  @Test
  void rotatedAndDatedFiles_areOneSource() {
    assertEquals("/var/log/mail.log", SourceName.of("/var/log/mail.log#1732000000000"));
    assertEquals("/var/log/mail.log", SourceName.of("/var/log/mail.log.1#1732"));
    assertEquals("/var/log/mail.log", SourceName.of("/var/log/mail.log.12.gz#5"));
    assertEquals("/var/log/mail-*.log", SourceName.of("/var/log/mail-20261118.log#5"));
    assertEquals("/logs/mx1/*.log", SourceName.of("/logs/mx1/2026-11-18.log"));
    assertEquals("syslog 192.0.2.1", SourceName.of("syslog 192.0.2.1"));
  }

  @Test
  void strangersNames_areBounded() {
    for (int i = 0; i < 25_000; i++) {
      lines("syslog 192.0.2.1", "h" + i + "x".repeat(i % 400));
    }
    assertEquals(5_000, beats.beyond());
    assertTrue(beats.changes().size() <= 20_001);
    tick();
  }

  @Test
  void forgottenHost_isNotWaitedFor() {
    pass(Duration.ofMinutes(5), () -> lines(LOG, "gone"));
    pass(Duration.ofMinutes(12), HeartbeatsTest::nothing);
    assertEquals(1, lasting.size());
    assertEquals(1, beats.forget("gone"));
    tick();
    assertTrue(lasting.isEmpty());
    assertTrue(beats.changes().containsKey("beat\tgone"));
  }

  @Test
  void rhythm_keepsWeekendsApartAndSurvivesItsText() {
    Rhythm r = new Rhythm();
    ZoneId zone = ZoneId.of("Europe/Berlin");
    Instant monday = Instant.parse("2026-11-02T00:00:00Z");
    for (int day = 0; day < 14; day++) {
      Instant noon = monday.plus(Duration.ofDays(day)).plus(Duration.ofHours(10));
      r.spoke(noon, zone);
      if (day % 7 >= 5) {
        r.wasSilent(noon, noon.plus(Duration.ofHours(4)), zone);
      }
    }
    r = Rhythm.of(r.kept());
    Instant nextMonday = monday.plus(Duration.ofDays(14)).plus(Duration.ofHours(12));
    assertFalse(r.isNatural(nextMonday, Duration.ofHours(1), zone));
    Instant saturday = monday.plus(Duration.ofDays(12)).plus(Duration.ofHours(12));
    assertTrue(
        r.isNatural(saturday.plus(Duration.ofDays(1)), Duration.ofHours(1), zone)
            || r.daysKnown(saturday, zone) > 0);
    assertEquals(0, Rhythm.of("broken").daysKnown(nextMonday, zone));
  }
}
