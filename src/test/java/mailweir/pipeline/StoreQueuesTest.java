package mailweir.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import mailweir.answer.QueueAnswers;
import mailweir.answer.QueueLevels;
import mailweir.answer.QueueQuery;
import mailweir.parcel.Label;
import mailweir.parcel.Packing;
import mailweir.parcel.Parcel;
import mailweir.queue.By;
import mailweir.queue.Filter;
import mailweir.queue.Group;
import mailweir.queue.Level;
import mailweir.queue.LevelCount;
import mailweir.queue.Place;
import mailweir.queue.PlaceState;
import mailweir.queue.QueueWatch;
import mailweir.queue.Report;
import mailweir.queue.Scan;
import mailweir.queue.Standing;
import mailweir.queue.Top;
import mailweir.queue.Waiting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What hosts tell of their queues: kept, restored, asked for at an instant. */
@Timeout(120)
class StoreQueuesTest {
  private static final Place IN = new Place("sendmail", "mqueue.in");
  private static final Place OUT = new Place("sendmail", "mqueue");
  private static final Instant START = Instant.parse("2025-01-10T03:00:00Z");

  @TempDir Path folder;

  private static long micros(Instant at) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, at);
  }

  private static Waiting message(String queue, String id, Instant arrived, String from, String ip) {
    return new Waiting(
        queue,
        id,
        micros(arrived),
        4_000,
        from,
        ip,
        ip == null ? null : "host." + ip,
        null,
        2,
        List.of("a@one.example", "b@two.example"),
        "450 4.7.1 try again",
        3,
        micros(arrived),
        false);
  }

  private static Scan scan(Instant at, String queue, List<Waiting> all) {
    LevelCount levels = new LevelCount(List.of(queue));
    all.forEach(m -> {
      levels.count(m.queue());
      levels.list(m, micros(at));
    });
    return new Scan(micros(at), levels.levels(), all, null);
  }

  /** A night: at 03:00 a host begins to flood; at 04:10 its messages are removed. */
  private static List<Report> night() {
    QueueWatch in = new QueueWatch(IN);
    QueueWatch out = new QueueWatch(OUT);
    List<Report> reports = new ArrayList<>();
    List<Waiting> flood = new ArrayList<>();
    for (int minute = 0; minute < 120; minute++) {
      Instant now = START.plusSeconds(60L * minute);
      for (int i = 0; i < 10 && minute < 70; i++) {
        flood.add(
            message(
                "mqueue.in",
                "q" + minute + "x" + i,
                now.minusSeconds(5),
                i == 0 ? "" : "bad@flood.example",
                i == 0 ? "192.0.2." + minute : "198.51.100.9"));
      }
      if (minute == 70) {
        flood.removeIf(m -> "198.51.100.9".equals(m.client()));
      }
      reports.addAll(in.look(scan(now, "mqueue.in", flood)));
      reports.addAll(
          out.look(
              scan(
                  now,
                  "mqueue",
                  List.of(
                      message("mqueue", "old", START.minusSeconds(90_000), "x@y.example", null)))));
    }
    return reports;
  }

  private static QueueQuery at(Instant when) {
    return QueueQuery.NOW.at(when);
  }

  @Test
  void queues_ofANight_areKnownAtAnyInstantAfterARestart() throws Exception {
    List<Report> reports = new ArrayList<>(night());
    Collections.shuffle(reports, new Random(4));
    List<PlaceState> live;
    List<Standing> messages;
    try (Feeding f = new Feeding(folder)) {
      long number = 0;
      for (Report r : reports) {
        Packing packing = new Packing();
        byte[] parcel =
            packing.pack(
                new Label(
                    "MX1", "e1", ++number, 0, false, List.of(), List.of(), List.of(), List.of(r)));
        f.feed.intake().take("mx1", Parcel.of(parcel)).join();
        if (number % 7 == 0) {
          f.feed.intake().take("mx1", Parcel.of(parcel)).join();
        }
      }
      live = f.store.answers().queues().places(QueueQuery.NOW);
      messages = f.store.answers().queues().messages(QueueQuery.NOW.atMost(10_000));
    }
    assertEquals(2, live.size());
    assertEquals(71, messages.size());
    assertEquals("old", messages.getFirst().message().id());
    try (Feeding f = new Feeding(folder)) {
      QueueAnswers queues = f.store.answers().queues();
      assertEquals(live, queues.places(QueueQuery.NOW));
      assertEquals(messages, queues.messages(QueueQuery.NOW.atMost(10_000)));

      Instant ten = START.plusSeconds(600);
      PlaceState then = queues.places(at(ten)).get(1);
      assertEquals(IN, then.place());
      assertEquals("mx1", then.host());
      assertEquals(110, then.waiting());
      assertEquals(micros(ten), then.time());
      assertFalse(then.mayBeWrong());
      Top relays = queues.top(at(START.plusSeconds(69 * 60)), By.RELAY);
      Group worst = relays.groups().getFirst();
      assertEquals("198.51.100.9", worst.name());
      assertEquals("host.198.51.100.9", worst.note());
      assertEquals(630, worst.count());
      assertEquals(701, relays.waiting());
      assertTrue(worst.isSuspicious());
      Filter one = new Filter(null, null, "<>", null, null, null, null);
      assertEquals(70, queues.top(at(START.plusSeconds(119 * 60)).of(one), By.HOST).waiting());

      List<QueueLevels> levels =
          queues.levels(QueueQuery.NOW.between(START, START.plusSeconds(7200)), 600);
      assertEquals(
          List.of("mqueue", "mqueue.in"), levels.stream().map(QueueLevels::queue).toList());
      QueueLevels.Point second = levels.get(1).points().get(1);
      assertEquals(START.plusSeconds(1140), second.time());
      assertEquals(200, second.count());
      assertEquals(200, second.ages().stream().mapToLong(Long::longValue).sum());
      assertEquals(100, second.came());
      assertEquals(0, second.gone());
      assertEquals(630, levels.get(1).points().get(7).gone());

      QueueAnswers.QueueShares shares =
          queues.shares(
              QueueQuery.NOW.between(START, START.plusSeconds(7200)).atMost(3), By.SENDER, 1200);
      assertEquals(6, shares.times().size());
      Map.Entry<String, long[]> largest = shares.groups().entrySet().iterator().next();
      assertEquals("bad@flood.example", largest.getKey());
      assertEquals(
          List.of(189L, 369L, 549L, 0L, 0L, 0L),
          java.util.Arrays.stream(largest.getValue()).boxed().toList());
    }
  }

  @Test
  void forgetBefore_oldDays_keepWhatStillWaits() {
    Instant old = START.minus(10, ChronoUnit.DAYS);
    try (Feeding f = new Feeding(folder)) {
      QueueWatch silent = new QueueWatch(OUT);
      QueueWatch alive = new QueueWatch(IN);
      Waiting kept = message("mqueue", "kept", old, "x@y.example", null);
      f.feed.intake().queues(silent.look(scan(old, "mqueue", List.of(kept))), "mx1").join();
      Waiting gone = message("mqueue.in", "gone", old, "x@y.example", null);
      f.feed.intake().queues(alive.look(scan(old, "mqueue.in", List.of(gone))), "mx1").join();
      f.feed.intake().queues(alive.look(scan(START, "mqueue.in", List.of())), "mx1").join();
      f.feed.between(store -> {
        store.ingest().forgetBefore(LocalDate.ofInstant(START, ZoneOffset.UTC));
        return null;
      });
      QueueAnswers queues = f.store.answers().queues();
      assertEquals(1, queues.messages(at(START.plusSeconds(60))).size());
      assertEquals(
          0,
          queues.messages(at(old.plusSeconds(60))).stream()
              .filter(s -> s.place().equals(IN))
              .count());
      assertEquals(2, queues.places(at(START.plusSeconds(60))).size());
    }
  }

  @Test
  void take_nonsenseOfAHost_isLeftOut() {
    try (Feeding f = new Feeding(folder)) {
      Intake intake = f.feed.intake();
      long far = micros(Instant.now()) + 30 * 86_400_000_000L;
      Level level = new Level("q", 1, 1, List.of(1L), 0);
      Waiting hostile =
          new Waiting(
              "q",
              "id",
              5,
              1,
              "a\u001b[31m@b",
              null,
              null,
              null,
              1,
              List.of("x\ny"),
              "r\r\n",
              0,
              0,
              false);
      intake
          .queues(
              List.of(
                  new Report(IN, far, 0, 1, 1, List.of(level), null, null, null),
                  new Report(new Place("Send mail", "x"), 10, 0, 1, 1, null, null, null, null),
                  new Report(null, 10, 0, 1, 1, null, null, null, null),
                  new Report(IN, 10, 11, 1, 1, null, null, null, null),
                  new Report(IN, 10, 0, 2, 1, null, null, null, null),
                  new Report(
                      IN,
                      10,
                      0,
                      1,
                      1,
                      List.of(new Level("q", -1, 0, List.of(), 0)),
                      null,
                      null,
                      null)),
              "mx1")
          .join();
      assertEquals(6, intake.reportsLeftOut());
      assertEquals(List.of(), f.store.answers().queues().places(QueueQuery.NOW));
      intake
          .queues(
              List.of(new Report(IN, 10, 0, 1, 1, List.of(level), List.of(hostile), null, null)),
              "mx1")
          .join();
      Waiting m = f.store.answers().queues().messages(QueueQuery.NOW).getFirst().message();
      assertEquals("a?[31m@b", m.sender());
      assertEquals(List.of("x?y"), m.to());
      assertEquals("r??", m.reason());
    }
  }
}
