package mailweir.action.carry.postfix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import mailweir.action.Target;
import mailweir.action.carry.Archive;
import mailweir.action.carry.Outcome;
import mailweir.queue.Budget;
import mailweir.queue.Scan;
import mailweir.queue.Waiting;
import mailweir.queue.postfix.PostfixQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real Postfix under our hands. */
@Timeout(120)
class PostfixHandsTest {
  private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");

  @TempDir Path archives;

  static List<Waiting> read(RealPostfix postfix) {
    Scan scan = new PostfixQueue(postfix.instance(), null, () -> 0).read(0, Budget.USUAL);
    assertNull(scan.problem());
    return scan.messages();
  }

  static Target target(Waiting m) {
    return new Target("postfix-test", m.id(), m.arrived(), m.sender(), m.size());
  }

  /** Sends to a domain where it waits, until all are deferred. */
  static Map<String, Target> stuck(RealPostfix postfix, String from, int count) throws Exception {
    Map<String, String> ids = new HashMap<>();
    try (RealPostfix.Smtp smtp = postfix.smtp()) {
      for (int i = 0; i < count; i++) {
        ids.put(smtp.send(from, "u" + i + "@stuck.example", from + " " + i), from + " " + i);
      }
    }
    RealPostfix.await(
        "all are deferred",
        () ->
            read(postfix).stream()
                    .filter(m -> ids.containsKey(m.id()) && m.queue().equals("deferred"))
                    .count()
                == count);
    return read(postfix).stream()
        .filter(m -> ids.containsKey(m.id()))
        .collect(Collectors.toMap(m -> ids.get(m.id()), PostfixHandsTest::target));
  }

  private static List<Outcome> all(Outcome outcome, int count) {
    return Collections.nCopies(count, outcome);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void remove_andBack_deliversOnce(boolean longIds) throws Exception {
    try (RealPostfix postfix = new RealPostfix(longIds);
        Archive archive = Archive.open(archives, "order", LATER)) {
      PostfixHands hands = postfix.hands();
      Map<String, Target> spam = stuck(postfix, "spam@flood.example", 30);
      Map<String, Target> good = stuck(postfix, "good@example.org", 10);
      List<Target> plan = List.copyOf(spam.values());
      assertEquals(all(Outcome.DONE, 30), hands.remove(plan, archive));
      assertEquals(10, read(postfix).size());
      assertEquals(30, archive.entries().size());
      for (Archive.Entry entry : archive.entries()) {
        assertTrue(archive.verify(entry));
        assertFalse(
            Files.exists(postfix.instance().file("defer", entry.target().id())),
            "its log went too");
      }
      // Again, as after a crash: done since before.
      assertEquals(all(Outcome.DONE, 30), hands.remove(plan, archive));
      List<Outcome> back = hands.restore(archive, archive.entries());
      back.forEach(o -> assertEquals(Outcome.Result.DONE, o.result(), String.valueOf(o.note())));
      assertEquals(all(Outcome.DONE, 30), hands.restore(archive, archive.entries()));
      List<Waiting> now = read(postfix);
      assertEquals(40, now.size());
      assertEquals(30, now.stream().filter(m -> m.sender().equals("spam@flood.example")).count());
      assertTrue(
          now.stream().allMatch(m -> m.reason() != null && m.reason().contains("stuck here")));
      postfix.unstick();
      RealPostfix.await(
          "all are delivered",
          () -> postfix.queued("incoming", "active", "deferred", "hold", "maildrop") == 0);
      List<String> wanted = new ArrayList<>(spam.keySet());
      wanted.addAll(good.keySet());
      Collections.sort(wanted);
      assertEquals(wanted, postfix.delivered());
      assertFalse(postfix.log().contains("fatal"), postfix.log());
      // Nothing for postsuper to set right: names and inodes agree.
    }
  }

  @Test
  void hold_releaseAndRetry_byTheServersOwnTools() throws Exception {
    try (RealPostfix postfix = new RealPostfix(false)) {
      PostfixHands hands = postfix.hands();
      List<Target> plan = List.copyOf(stuck(postfix, "a@example.org", 5).values());
      assertEquals(all(Outcome.DONE, 5), hands.hold(plan));
      assertEquals(5, postfix.queued("hold"));
      assertEquals(all(Outcome.DONE, 5), hands.hold(plan));
      hands.retry(plan).forEach(o -> assertEquals(Outcome.Result.FAILED, o.result()));
      postfix.unstick();
      assertEquals(all(Outcome.DONE, 5), hands.release(plan));
      hands.retry(plan).forEach(o -> assertNotEquals(Outcome.Result.FAILED, o.result()));
      RealPostfix.await("all are delivered", () -> postfix.delivered().size() == 5);
      RealPostfix.await(
          "and cleared away", () -> postfix.queued("active", "deferred", "hold", "incoming") == 0);
      assertEquals(all(Outcome.GONE, 5), hands.hold(plan));
      assertEquals(all(Outcome.GONE, 5), hands.release(plan));
      assertEquals(all(Outcome.GONE, 5), hands.retry(plan));
    }
  }

  @Test
  void anotherUnderTheId_isNotTouched() throws Exception {
    try (RealPostfix postfix = new RealPostfix(false);
        Archive archive = Archive.open(archives, "order", LATER)) {
      PostfixHands hands = postfix.hands();
      Map<String, Target> messages = stuck(postfix, "a@example.org", 2);
      Target planned = messages.get("a@example.org 0");
      Target other = messages.get("a@example.org 1");
      assertEquals(List.of(Outcome.DONE), hands.remove(List.of(planned), archive));
      // Another message has the id meanwhile.
      Files.move(
          postfix.instance().file("deferred", other.id()),
          folders(postfix.instance().file("deferred", planned.id())),
          StandardCopyOption.ATOMIC_MOVE);
      assertEquals(List.of(Outcome.CHANGED), hands.hold(List.of(planned)));
      assertEquals(List.of(Outcome.CHANGED), hands.retry(List.of(planned)));
      try (Archive second = Archive.open(archives, "second", LATER)) {
        assertEquals(List.of(Outcome.CHANGED), hands.remove(List.of(planned), second));
        assertEquals(List.of(), second.entries());
      }
      for (Target wrong :
          List.of(
              new Target("p", planned.id(), other.arrived(), "b@example.org", other.size()),
              new Target("p", planned.id(), other.arrived(), null, other.size()),
              new Target("p", planned.id(), other.arrived(), other.sender(), other.size() + 1),
              new Target("p", planned.id(), other.arrived() + 1, other.sender(), other.size()))) {
        assertEquals(List.of(Outcome.CHANGED), hands.hold(List.of(wrong)));
      }
      Outcome back = hands.restore(archive, archive.entries()).getFirst();
      assertEquals(Outcome.Result.DONE, back.result());
      assertTrue(back.note().startsWith("is back as "), back.note());
      assertEquals(2, read(postfix).size());
      postfix.unstick();
      RealPostfix.await(
          "all are delivered", () -> postfix.queued("incoming", "active", "deferred", "hold") == 0);
      assertEquals(List.of("a@example.org 0", "a@example.org 1"), postfix.delivered());
    }
  }

  private static Path folders(Path file) throws Exception {
    Files.createDirectories(file.getParent());
    Files.setAttribute(file.getParent(), "unix:uid", 9);
    return file;
  }

  @Test
  void heldOne_comesBackHeld_andIdsThatAreNoneAreRefused() throws Exception {
    try (RealPostfix postfix = new RealPostfix(true);
        Archive archive = Archive.open(archives, "order", LATER)) {
      PostfixHands hands = postfix.hands();
      List<Target> plan = List.copyOf(stuck(postfix, "", 1).values());
      assertEquals(all(Outcome.DONE, 1), hands.hold(plan));
      assertEquals(all(Outcome.DONE, 1), hands.remove(plan, archive));
      hands.restore(archive, archive.entries());
      Waiting back = read(postfix).getFirst();
      assertEquals("hold", back.queue());
      assertEquals("", back.sender());
      assertEquals(plan.getFirst().arrived(), back.arrived());
      for (String id : List.of("ALL", "-", "../../etc/passwd", "A\nB", "")) {
        Target hostile = new Target("p", id, 1, "", 1);
        Outcome outcome = hands.hold(List.of(hostile)).getFirst();
        assertEquals(Outcome.Result.FAILED, outcome.result(), id);
        assertEquals(Outcome.Result.FAILED, hands.retry(List.of(hostile)).getFirst().result());
      }
      assertEquals(1, read(postfix).size());
    }
  }

  @Test
  void reader_saysWhatThisPostqueueSays() throws Exception {
    try (RealPostfix postfix = new RealPostfix(false)) {
      try (RealPostfix.Smtp smtp = postfix.smtp()) {
        smtp.client("client.example.net", "192.0.2.77");
        smtp.send(
            "with space@example.org".replace(' ', '.'), "a@stuck.example,b@stuck.example", "one");
        smtp.send("\"a b\"@example.org", "c@stuck.example,d@box.example", "two");
        smtp.send("", "e@stuck.example", "three");
      }
      RealPostfix.await(
          "all are deferred",
          () -> read(postfix).stream().filter(m -> m.queue().equals("deferred")).count() == 3);
      Map<String, Waiting> spool =
          read(postfix).stream().collect(Collectors.toMap(Waiting::id, m -> m));
      Path conf = postfix.folder().resolve("no-spool");
      Files.createDirectory(conf);
      List<String> lines =
          new mailweir.action.carry.Programs()
              .run(
                  List.of(
                      postfix.program("postqueue").toString(),
                      "-c",
                      postfix.folder().resolve("conf").toString(),
                      "-j"),
                  "",
                  Duration.ofSeconds(20))
              .out()
              .lines()
              .toList();
      assertEquals(3, lines.size());
      for (String line : lines) {
        var told = new com.fasterxml.jackson.databind.ObjectMapper().readTree(line);
        Waiting read = spool.get(told.get("queue_id").asText());
        assertEquals(told.get("arrival_time").asLong(), read.arrived() / 1_000_000);
        assertEquals(told.get("message_size").asLong(), read.size());
        assertEquals(told.get("recipients").size(), read.recipients());
        assertEquals(told.get("recipients").get(0).get("delay_reason").asText(), read.reason());
        assertEquals("192.0.2.77", read.client());
      }
      assertTrue(spool.values().stream().anyMatch(m -> m.sender().equals("a b@example.org")));
    }
  }
}
