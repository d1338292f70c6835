package mailweir.alert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import mailweir.queue.Bounds;
import mailweir.queue.Forecast;
import org.junit.jupiter.api.Test;

/** A timetable of one queue: a flood, its end, a host that is not seen. */
class QueueAlertsTest {
  private static final long MINUTE = 60_000_000L;

  private final QueueAlerts alerts = new QueueAlerts(Bounds.USUAL, QueueSettings.USUAL);
  private final List<Forecast.Look> looks = new ArrayList<>();
  private Instant now = Instant.parse("2026-11-20T03:00:00Z");
  private List<QueueAlerts.Filler> fillers = List.of();
  private List<Finding> found = List.of();

  private long micros() {
    return now.getEpochSecond() * 1_000_000;
  }

  /** A minute goes by, with so many waiting at its end. */
  private void minute(long level, long came, long gone) {
    now = now.plusSeconds(60);
    looks.add(new Forecast.Look(micros(), level, came, gone));
    look();
  }

  private void look() {
    Forecast forecast = Forecast.of(looks, micros(), Bounds.USUAL);
    found = alerts.look(List.of(new QueueAlerts.Queue("mx1", "mqueue", forecast, fillers)), now);
  }

  private List<String> kinds() {
    return found.stream().map(f -> f.labels().get("kind") + " " + f.severity().word()).toList();
  }

  @Test
  void flood_isToldFromItsBeginningToItsEnd() {
    for (int i = 0; i < 60; i++) {
      minute(100 + i % 3, 20, 20);
    }
    assertEquals(List.of(), kinds());
    fillers = List.of(new QueueAlerts.Filler("relay", "192.0.2.7", 900, 0.9, true));
    for (long level = 200; level < 1_200; level += 100) {
      minute(level, 120, 20);
    }
    assertTrue(kinds().contains("relay warning"), kinds().toString());
    assertTrue(kinds().contains("promise warning"), kinds().toString());
    for (long level = 1_200; level < 3_200; level += 100) {
      minute(level, 120, 20);
    }
    assertTrue(
        kinds().containsAll(List.of("level critical", "drain critical", "relay warning")),
        kinds().toString());
    Finding level = found.getFirst();
    assertTrue(
        level.summary().startsWith("mx1 mqueue: 3,100 messages wait, critical (nervous from 1,200"),
        level.summary());
    assertTrue(level.text().contains("top relay 192.0.2.7: 900 messages, 90 %"), level.text());
    assertTrue(level.text().contains("Said 15 minutes ago: "), level.text());
    String key = level.key();
    fillers = List.of();
    for (long left = 3_000; left > 1_000; left -= 100) {
      minute(left, 20, 120);
    }
    assertEquals(key, found.getFirst().key(), "one alert from its beginning to its end");
    assertTrue(kinds().contains("level warning"), kinds().toString());
    assertTrue(!kinds().contains("drain critical"), kinds().toString());
    for (long left = 1_000; left > 100; left -= 50) {
      minute(left, 20, 120);
    }
    assertEquals(List.of(), kinds());
  }

  @Test
  void wavering_raisesOnce() {
    List<String> changes = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      minute(i % 2 == 0 ? 1_250 : 1_150, -1, -1);
      String is = kinds().stream().anyMatch(k -> k.startsWith("level")) ? "on" : "off";
      if (changes.isEmpty() || !changes.getLast().equals(is)) {
        changes.add(is);
      }
    }
    assertEquals(List.of("on"), changes);
  }

  @Test
  void relay_lingersForFiveMinutes() {
    fillers = List.of(new QueueAlerts.Filler("relay", "192.0.2.7", 150, 0.5, true));
    minute(300, 1, 1);
    fillers = List.of();
    for (int i = 0; i < 5; i++) {
      minute(300, 1, 1);
      assertEquals(List.of("relay warning"), kinds());
    }
    minute(300, 1, 1);
    assertEquals(List.of(), kinds());
  }

  @Test
  void queueThatNobodySees_keepsItsLastWord() {
    for (int i = 0; i < 5; i++) {
      minute(5_000, 1, 1);
    }
    assertTrue(kinds().contains("level critical"));
    for (int i = 0; i < 30; i++) {
      now = now.plusSeconds(60);
      look();
    }
    assertTrue(kinds().contains("level critical"));
  }

  @Test
  void never_isNoAlert() {
    QueueAlerts silent =
        new QueueAlerts(
            Bounds.USUAL,
            new QueueSettings(
                BeatSettings.NEVER, Duration.ZERO, BeatSettings.NEVER, BeatSettings.NEVER));
    looks.add(new Forecast.Look(micros(), 9_000, -1, -1));
    Forecast f = Forecast.of(looks, micros(), Bounds.USUAL);
    assertEquals(
        List.of(), silent.look(List.of(new QueueAlerts.Queue("mx1", "mqueue", f, fillers)), now));
    assertTrue(f.level() == 9_000 && f.time() % MINUTE == 0);
  }
}
