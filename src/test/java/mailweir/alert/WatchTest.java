package mailweir.alert;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Alerts as they live: kept before they are told, told again when a channel fails, the same after a kill. */
@Timeout(60)
class WatchTest {
  private Instant now = Instant.parse("2026-11-18T09:00:00Z");
  private final Store store = new Store();
  private final Figures figures = new Figures();
  private final Recorder mail = new Recorder();
  private final Recorder chat = new Recorder();
  private boolean reading;
  private Heartbeats beats;
  private Watch watch = watch();

  /** A memory whose disk may be full. */
  private static final class Store implements Memory {
    final Map<String, String> kept = new HashMap<>();
    boolean full;

    @Override
    public Map<String, String> load() {
      return Map.copyOf(kept);
    }

    @Override
    public void save(Map<String, String> changes) {
      if (full) {
        throw new IllegalStateException("the disk is full");
      }
      changes.forEach((k, v) -> {
        if (v == null) {
          kept.remove(k);
        } else {
          kept.put(k, v);
        }
      });
    }
  }

  private static final class Figures implements Gauges {
    final Map<String, Double> deferred = new TreeMap<>();

    @Override
    public Map<String, Double> counter(String name, Instant since, Instant until) {
      return Map.copyOf(deferred);
    }

    @Override
    public Map<String, Double> metric(String name, Instant since) {
      return Map.of();
    }

    @Override
    public Map<String, long[]> mail(Instant since, Instant until) {
      return Map.of();
    }

    @Override
    public long[][] minutes(String host, Instant since, Instant until) {
      return new long[][] {{}, {}};
    }
  }

  /** A channel that may be broken. */
  private static final class Recorder implements Channel {
    final List<String> told = Collections.synchronizedList(new ArrayList<>());
    volatile boolean broken;

    @Override
    public String kind() {
      return "command";
    }

    @Override
    public void send(Notice notice) throws IOException {
      if (broken) {
        throw new IOException("is broken");
      }
      told.add(notice.kind() + " " + notice.alerts().getFirst().rule());
    }
  }

  private Watch watch() {
    Settings settings =
        new Settings(
            Map.of(),
            List.of(
                new Route(
                    Matchers.ANY,
                    List.of("mail"),
                    List.of("host"),
                    Duration.ofSeconds(5),
                    Duration.ZERO,
                    Duration.ZERO,
                    List.of()),
                Route.usual(List.of("chat"))),
            List.of(
                new Rule(
                    "deferred",
                    true,
                    "deferred",
                    ">",
                    100,
                    Duration.ofMinutes(10),
                    Duration.ZERO,
                    "mx*",
                    false,
                    Severity.WARNING,
                    Map.of(),
                    "")),
            BeatSettings.USUAL,
            QueueSettings.USUAL);
    Watch made =
        new Watch(
            settings,
            beats = new Heartbeats(BeatSettings.USUAL, ZoneOffset.UTC),
            Map.of("mail", mail, "chat", chat),
            () -> now,
            s -> {});
    made.begin(store, figures, () -> reading);
    return made;
  }

  private void pass(int seconds) throws InterruptedException {
    for (int i = 0; i < seconds; i++) {
      now = now.plusSeconds(1);
      watch.beat();
      watch.settle();
    }
  }

  @Test
  void rule_raisesAndResolves() throws Exception {
    figures.deferred.put("mx1", 150.0);
    figures.deferred.put("web", 900.0);
    pass(60);
    assertEquals(List.of("RAISED deferred"), mail.told);
    assertEquals(
        "mx1: deferred: deferred is 150, > 100 in 10 min",
        watch.snapshot().open().getFirst().summary());
    figures.deferred.put("mx1", 3.0);
    pass(60);
    assertEquals(List.of("RAISED deferred", "RESOLVED deferred"), mail.told);
  }

  @Test
  void brokenChannel_isTriedAgainToldByAnotherAndLosesNothing() throws Exception {
    mail.broken = true;
    figures.deferred.put("mx1", 150.0);
    pass(240);
    assertEquals(List.of(), mail.told);
    assertEquals(List.of("RAISED channel"), chat.told);
    Snapshot.ChannelState state = watch.snapshot().channels().get(1);
    assertEquals("failing", state.state());
    assertEquals("is broken", state.failing());
    assertEquals(1, state.waiting());
    mail.broken = false;
    pass(400);
    assertEquals(List.of("RAISED deferred"), mail.told);
    assertEquals(List.of("RAISED channel", "RESOLVED channel"), chat.told);
  }

  @Test
  void kill_leavesTheStateAsItWasAndTellsNothingTwice() throws Exception {
    mail.broken = true;
    figures.deferred.put("mx1", 150.0);
    pass(60);
    List<Alert> before = watch.snapshot().open();
    watch = watch();
    assertEquals(before, watch.snapshot().open());
    mail.broken = false;
    pass(60);
    assertEquals(List.of("RAISED deferred"), mail.told, "what waited is sent");
    watch = watch();
    pass(600);
    assertEquals(List.of("RAISED deferred"), mail.told, "and not again");
  }

  @Test
  void killRightAfterASilence_isNoEndOfIt() throws Exception {
    pass(400, this::speak);
    pass(615, () -> {});
    assertEquals(List.of("RAISED heartbeat"), mail.told);
    String id = watch.snapshot().open().getFirst().id();
    watch = watch();
    pass(300, () -> {});
    assertEquals(List.of(id), watch.snapshot().open().stream().map(Alert::id).toList());
    watch = watch();
    pass(60, this::speak);
    assertEquals(List.of("RAISED heartbeat", "RESOLVED heartbeat"), mail.told);
  }

  @Test
  void whileHistoryIsRead_noRulesAlertIsOver() throws Exception {
    figures.deferred.put("mx1", 150.0);
    pass(60);
    reading = true;
    watch = watch();
    pass(600);
    assertEquals(1, watch.snapshot().open().size());
    reading = false;
    figures.deferred.clear();
    pass(120);
    assertEquals(List.of("RAISED deferred", "RESOLVED deferred"), mail.told);
  }

  private void speak() {
    beats.lines(now, "/var/log/mail.log#1", "mx1", now, 3);
  }

  private void pass(int seconds, Runnable each) throws InterruptedException {
    for (int i = 0; i < seconds; i++) {
      each.run();
      pass(1);
    }
  }

  @Test
  void failingChannel_isTheSameAlertAfterAKill() throws Exception {
    mail.broken = true;
    figures.deferred.put("mx1", 150.0);
    pass(240);
    assertEquals(List.of("RAISED channel"), chat.told);
    watch = watch();
    pass(240);
    assertEquals(List.of("RAISED channel"), chat.told);
  }

  @Test
  void fullDisk_doesNotKeepAlertsFromBeingTold() throws Exception {
    store.full = true;
    figures.deferred.put("mx1", 150.0);
    pass(60);
    assertEquals(List.of("RAISED deferred"), mail.told);
    store.full = false;
    pass(5);
    assertTrue(store.kept.keySet().stream().anyMatch(k -> k.startsWith("alert\t")));
    assertTrue(store.kept.keySet().stream().noneMatch(k -> k.startsWith("out\t")));
  }

  @Test
  void channelThatIsDown_keepsABoundedNumber() {
    Outbox box = new Outbox(Map.of("mail", "mail"));
    Alert a = Alert.test(Finding.labels("host", "x"), Severity.INFO, "x", now);
    for (int i = 0; i < Outbox.MOST + 30; i++) {
      box.put(new Alerts.Post("mail", new Notice("n" + i, Notice.Kind.RAISED, now, List.of(a))));
    }
    assertEquals(Outbox.MOST, box.states().getFirst().waiting());
    assertEquals(30, box.states().getFirst().lost());
    assertEquals(Outbox.MOST, box.changes().values().stream().filter(v -> v != null).count());
  }
}
