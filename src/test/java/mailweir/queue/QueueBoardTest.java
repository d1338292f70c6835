package mailweir.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Reports, and what a board makes of them whatever happens on the way. */
class QueueBoardTest {
  private static final long MINUTE = 60_000_000L;
  private static final long START = 1_795_000_000_000_000L;
  private static final Place PLACE = new Place("sendmail", "mqueue");

  static Waiting message(String id, long arrived, String from, String to, String client) {
    return new Waiting(
        "deferred",
        id,
        arrived,
        1000,
        from,
        client,
        null,
        null,
        1,
        List.of(to),
        "later",
        1,
        0,
        false);
  }

  /** A queue whose messages come, change and go; each look is a scan of it. */
  private static final class Living {
    final Random random;
    final Map<String, Waiting> there = new LinkedHashMap<>();
    long now = START;
    int next;

    Living(long seed) {
      random = new Random(seed);
    }

    Scan step() {
      now += MINUTE / 2;
      for (int i = random.nextInt(4); i > 0; i--) {
        // ids are used again
        String id = "id" + (random.nextInt(5) == 0 ? random.nextInt(20) : next++);
        there.put(id, message(id, now - random.nextInt(1000), "a@b.example", "c@d.example", null));
      }
      List<String> ids = new ArrayList<>(there.keySet());
      Collections.shuffle(ids, random);
      for (int i = 0; i < Math.min(ids.size(), random.nextInt(3)); i++) {
        Waiting m = there.get(ids.get(i));
        if (random.nextBoolean()) {
          there.remove(ids.get(i));
        } else {
          there.put(
              ids.get(i),
              new Waiting(
                  "hold",
                  m.id(),
                  m.arrived(),
                  m.size(),
                  m.sender(),
                  null,
                  null,
                  null,
                  1,
                  m.to(),
                  "again",
                  m.attempts() + 1,
                  now,
                  true));
        }
      }
      return scan(now, there.values());
    }
  }

  static Scan scan(long now, java.util.Collection<Waiting> messages) {
    LevelCount levels = new LevelCount(List.of("deferred", "hold"));
    messages.forEach(m -> {
      levels.count(m.queue());
      levels.list(m, now);
    });
    return new Scan(now, levels.levels(), List.copyOf(messages), null);
  }

  private static Set<String> shown(QueueBoard board) {
    Set<String> shown = new TreeSet<>();
    board.each(Filter.ALL, (host, place, m, n) -> shown.add(host + " " + m));
    return shown;
  }

  private static Set<String> real(Living queue) {
    Set<String> real = new TreeSet<>();
    queue.there.values().forEach(m -> real.add("mx1 " + m));
    return real;
  }

  @Property(tries = 300)
  void take_anyOrderAndRepetition_givesWhatIsThere(@ForAll long seed) {
    Living queue = new Living(seed);
    QueueWatch watch = new QueueWatch(PLACE);
    List<Report> reports = new ArrayList<>();
    int looks = 1 + queue.random.nextInt(200);
    for (int i = 0; i < looks; i++) {
      reports.addAll(watch.look(queue.step()));
    }
    QueueBoard inOrder = new QueueBoard();
    reports.forEach(r -> inOrder.take("mx1", r));
    assertEquals(real(queue), shown(inOrder));
    assertFalse(inOrder.states(Filter.ALL).getFirst().mayBeWrong());
    List<Report> shuffled = new ArrayList<>(reports);
    shuffled.addAll(reports.subList(0, queue.random.nextInt(reports.size() + 1)));
    Collections.shuffle(shuffled, queue.random);
    QueueBoard board = new QueueBoard();
    shuffled.forEach(r -> board.take("mx1", r));
    assertEquals(shown(inOrder), shown(board));
    assertEquals(inOrder.states(Filter.ALL), board.states(Filter.ALL));
    assertEquals(
        inOrder.top(By.REASON, Filter.ALL, 40, queue.now, Suspicion.USUAL),
        board.top(By.REASON, Filter.ALL, 40, queue.now, Suspicion.USUAL));
  }

  @Property(tries = 200)
  void take_someLost_isSaidAndRepairedByTheNextFullOne(@ForAll long seed) {
    Living queue = new Living(seed);
    QueueWatch watch = new QueueWatch(PLACE);
    QueueBoard board = new QueueBoard();
    watch.look(queue.step()).forEach(r -> board.take("mx1", r));
    boolean lost = false;
    for (int i = 0; i < 30; i++) {
      for (Report r : watch.look(queue.step())) {
        if (i != 29 && queue.random.nextInt(4) == 0) {
          lost = true;
        } else {
          board.take("mx1", r);
        }
      }
    }
    assertEquals(lost, board.states(Filter.ALL).getFirst().mayBeWrong());
    watch.full();
    watch.look(queue.step()).forEach(r -> board.take("mx1", r));
    assertEquals(real(queue), shown(board));
    assertFalse(board.states(Filter.ALL).getFirst().mayBeWrong());
  }

  @Test
  void look_everyHourAndWhenAsked_saysAll() {
    QueueWatch watch = new QueueWatch(PLACE);
    List<Waiting> two = List.of(message("a", 1, "", "x@y", null), message("b", 2, "", "x@y", null));
    assertTrue(watch.look(scan(START, two)).getFirst().isFull());
    Report quiet = watch.look(scan(START + MINUTE, two)).getFirst();
    assertFalse(quiet.isFull());
    assertEquals(List.of(), quiet.waiting());
    assertEquals(START, quiet.before());
    watch.full();
    assertEquals(2, watch.look(scan(START + 2 * MINUTE, two)).getFirst().waiting().size());
    assertFalse(watch.look(scan(START + 3 * MINUTE, two)).getFirst().isFull());
    assertTrue(watch.look(scan(START + 62 * MINUTE, two)).getFirst().isFull());
  }

  @Test
  void look_clockGoesBack_timesStillRise() {
    QueueWatch watch = new QueueWatch(PLACE);
    watch.look(scan(START, List.of()));
    Report r = watch.look(scan(START - 10 * MINUTE, List.of())).getFirst();
    assertEquals(START + 1, r.time());
  }

  @Test
  void look_manyMessages_areInPartsAndOnlyAllOfThemAreFull() {
    List<Waiting> many = new ArrayList<>();
    for (int i = 0; i < 12_000; i++) {
      many.add(message("m" + i, i, "s@x", "r@y", null));
    }
    List<Report> parts = new QueueWatch(PLACE).look(scan(START, many));
    assertEquals(3, parts.size());
    QueueBoard board = new QueueBoard();
    Report old =
        new Report(
            PLACE,
            START - MINUTE,
            0,
            1,
            1,
            List.of(),
            List.of(message("old", 1, "", "x", null)),
            List.of(),
            null);
    board.take("mx1", old);
    board.take("mx1", parts.get(2));
    board.take("mx1", parts.get(0));
    assertEquals(7_001, board.messages(Filter.ALL, 20_000).size());
    assertTrue(board.states(Filter.ALL).getFirst().mayBeWrong());
    board.take("mx1", parts.get(1));
    assertEquals(12_000, board.messages(Filter.ALL, 20_000).size());
    assertFalse(board.states(Filter.ALL).getFirst().mayBeWrong());
  }

  @Test
  void look_withAProblem_keepsWhatItDoesNotFindForAWhile() {
    QueueWatch watch = new QueueWatch(PLACE);
    QueueBoard board = new QueueBoard();
    Waiting a = message("a", 1, "", "x@y", null);
    watch.look(scan(START, List.of(a))).forEach(r -> board.take("mx1", r));
    Scan half =
        new Scan(START + MINUTE, scan(START, List.of()).levels(), List.of(), "deferred: denied");
    watch.look(half).forEach(r -> board.take("mx1", r));
    assertEquals(1, board.messages(Filter.ALL, 9).size());
    assertEquals("deferred: denied", board.states(Filter.ALL).getFirst().problem());
    watch
        .look(new Scan(START + 2 * MINUTE, List.of(), List.of(), "gone wild"))
        .forEach(r -> board.take("mx1", r));
    assertEquals(1, board.messages(Filter.ALL, 9).size());
    PlaceState state = board.states(Filter.ALL).getFirst();
    assertEquals(START + MINUTE, state.time());
    assertEquals("gone wild", state.problem());
    watch
        .look(new Scan(START + 20 * MINUTE, half.levels(), List.of(), "deferred: denied"))
        .forEach(r -> board.take("mx1", r));
    assertEquals(0, board.messages(Filter.ALL, 9).size());
    watch.look(scan(START + 21 * MINUTE, List.of())).forEach(r -> board.take("mx1", r));
    assertNull(board.states(Filter.ALL).getFirst().problem());
  }

  @Test
  void take_blindFromTheBeginning_endsNothing() {
    QueueWatch first = new QueueWatch(PLACE);
    QueueBoard board = new QueueBoard();
    Waiting a = message("a", 1, "", "x@y", null);
    first.look(scan(START, List.of(a))).forEach(r -> board.take("mx1", r));
    QueueWatch afterRestart = new QueueWatch(PLACE);
    afterRestart
        .look(new Scan(START + MINUTE, List.of(), List.of(), "denied"))
        .forEach(r -> board.take("mx1", r));
    assertEquals(1, board.messages(Filter.ALL, 9).size());
    assertTrue(afterRestart.look(scan(START + 2 * MINUTE, List.of())).getFirst().isFull());
  }

  @Test
  void top_sampled_countsWhatTheyStandForAndSaysSo() {
    List<Waiting> listed = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      listed.add(
          message(
              "m" + i,
              START - i * MINUTE,
              i < 30 ? "spam@bad.example" : "u" + i + "@good.example",
              "x@" + (i % 2 == 0 ? "Even.example" : "odd.example"),
              i < 30 ? "198.51.100.7" : "192.0.2." + i));
    }
    List<Long> ages = new ArrayList<>(Collections.nCopies(Ages.BUCKETS, 10L));
    Level level = new Level("deferred", 5_000, 100, ages, START - 99 * MINUTE);
    Level blind = new Level("corrupt", 50, 0, Collections.nCopies(Ages.BUCKETS, 0L), 0);
    QueueBoard board = new QueueBoard();
    board.take("mx1", new Report(PLACE, START, 0, 1, 1, List.of(level, blind), listed, null, null));
    Top relays = board.top(By.RELAY, Filter.ALL, 3, START, Suspicion.USUAL);
    assertEquals(5_050, relays.waiting());
    assertEquals(100, relays.listed());
    assertEquals(50, relays.unlisted());
    assertTrue(relays.isSampled());
    Group worst = relays.groups().getFirst();
    assertEquals("198.51.100.7", worst.name());
    assertEquals(1_500, worst.count());
    assertEquals(0.297, worst.share(), 0.001);
    assertTrue(worst.isSuspicious());
    assertFalse(relays.groups().get(1).isSuspicious());
    assertEquals(68, relays.others());
    Top domains = board.top(By.DOMAIN, Filter.ALL, 9, START, Suspicion.USUAL);
    assertEquals(
        List.of("even.example", "odd.example"),
        domains.groups().stream().map(Group::name).toList());
    Top queues = board.top(By.QUEUE, Filter.ALL, 9, START, Suspicion.USUAL);
    assertEquals(5_050, queues.groups().stream().mapToLong(Group::count).sum());
    Filter spam = new Filter(null, null, "*@BAD.example", null, null, null, null);
    assertEquals(1_500, board.top(By.HOST, spam, 9, START, Suspicion.USUAL).waiting());
    Filter net = new Filter(null, "mqueue", null, null, "198.51.100.0/24", null, null);
    assertEquals(30, board.messages(net, 100).size());
  }

  @Test
  void is_usualRule_relaysByCountSendersByShareNobodyElse() {
    Suspicion s = Suspicion.USUAL;
    assertFalse(s.is(By.RELAY, "192.0.2.1", 100, 150));
    assertTrue(s.is(By.RELAY, "192.0.2.1", 101, 150));
    assertFalse(s.is(By.SENDER, "a@b", 101, 1000));
    assertTrue(s.is(By.SENDER, "a@b", 101, 1001));
    assertFalse(s.is(By.SENDER, "<>", 900, 1001));
    assertFalse(s.is(By.RELAY, "127.0.0.1", 900, 1001));
    assertFalse(s.is(By.RELAY, Group.UNKNOWN, 900, 1001));
    assertFalse(s.is(By.DOMAIN, "b", 900, 1001));
  }

  @Test
  void of_reasonsOfOneKind_haveOneShape() {
    assertEquals(
        Shape.of(
            "host mx1.example.org[192.0.2.1] said: 450 4.2.0 <a@example.org>: Recipient address rejected: Greylisted (in reply to RCPT TO command)"),
        Shape.of(
            "host mx2.example.com[2001:db8::1] said: 450 4.2.0 <bb@example.com>: Recipient address rejected: Greylisted (in reply to RCPT TO command)"));
    assertEquals(
        "Deferred: Connection timed out with …",
        Shape.of("Deferred: Connection timed out with mx.example.net."));
    assertEquals("", Shape.of(""));
  }
}
