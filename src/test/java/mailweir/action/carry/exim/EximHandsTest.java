package mailweir.action.carry.exim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mailweir.action.Target;
import mailweir.action.carry.Archive;
import mailweir.action.carry.Outcome;
import mailweir.queue.Budget;
import mailweir.queue.Scan;
import mailweir.queue.Waiting;
import mailweir.queue.exim.EximQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real Exim under our hands. */
@Timeout(60)
class EximHandsTest {
  private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");

  @TempDir Path archives;

  private static List<Waiting> read(RealExim exim) {
    Scan scan = new EximQueue("exim", exim.spool(), () -> 0).read(0, Budget.USUAL);
    assertNull(scan.problem());
    return scan.messages();
  }

  private static List<Target> targets(RealExim exim, String sender) {
    return read(exim).stream()
        .filter(m -> m.sender().equals(sender))
        .map(m -> new Target("exim", m.id(), m.arrived(), m.sender(), m.size()))
        .toList();
  }

  private static List<Outcome> all(Outcome outcome, int count) {
    return Collections.nCopies(count, outcome);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void remove_andBack_deliversOnce(boolean split) throws Exception {
    try (RealExim exim = new RealExim(split);
        Archive archive = Archive.open(archives, "order", LATER)) {
      EximHands hands = exim.hands();
      exim.send("spam@flood.example", "stuck.example", 8);
      exim.send("good@example.org", "stuck.example", 3);
      Map<String, Waiting> before =
          read(exim).stream().collect(Collectors.toMap(Waiting::id, m -> m));
      assertEquals(11, before.size());
      List<Target> plan = targets(exim, "spam@flood.example");
      assertEquals(all(Outcome.DONE, 8), hands.remove(plan, archive));
      assertEquals(3, read(exim).size());
      assertEquals(all(Outcome.DONE, 8), hands.remove(plan, archive));
      assertEquals(all(Outcome.DONE, 8), hands.restore(archive, archive.entries()));
      assertEquals(all(Outcome.DONE, 8), hands.restore(archive, archive.entries()));
      List<Waiting> now = read(exim);
      assertEquals(11, now.size());
      for (Waiting m : now) {
        Waiting b = before.get(m.id());
        assertNotNull(b);
        assertEquals(
            List.of(b.arrived(), b.size(), b.sender(), b.to()),
            List.of(m.arrived(), m.size(), m.sender(), m.to()));
        assertEquals(false, m.held());
        assertEquals("192.0.2.77", m.client());
      }
      exim.unstick();
      assertTrue(exim.run("-qff").ok());
      List<String> wanted = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        wanted.add("spam@flood.example " + i);
      }
      for (int i = 0; i < 3; i++) {
        wanted.add("good@example.org " + i);
      }
      Collections.sort(wanted);
      assertEquals(wanted, exim.delivered());
      assertEquals(List.of(), read(exim));
      try (Stream<Path> files = Files.walk(exim.spool().resolve("input"))) {
        assertEquals(0, files.filter(Files::isRegularFile).count());
      }
    }
  }

  @Test
  void hold_releaseAndRetry_byEximsOwnOptions() throws Exception {
    try (RealExim exim = new RealExim(false);
        Archive archive = Archive.open(archives, "order", LATER)) {
      EximHands hands = exim.hands();
      exim.send("a@example.org", "stuck.example", 3);
      List<Target> plan = targets(exim, "a@example.org");
      assertEquals(all(Outcome.DONE, 3), hands.hold(plan));
      assertTrue(read(exim).stream().allMatch(Waiting::held));
      assertEquals(all(Outcome.DONE, 3), hands.hold(plan));
      exim.unstick();
      exim.run("-q");
      assertEquals(3, read(exim).size());
      hands.retry(plan).forEach(o -> assertEquals(Outcome.Result.FAILED, o.result()));
      // A frozen one that is removed comes back frozen.
      assertEquals(all(Outcome.DONE, 1), hands.remove(plan.subList(0, 1), archive));
      assertEquals(all(Outcome.DONE, 1), hands.restore(archive, archive.entries()));
      assertTrue(read(exim).stream().allMatch(Waiting::held));
      assertEquals(all(Outcome.DONE, 3), hands.release(plan));
      assertTrue(read(exim).stream().noneMatch(Waiting::held));
      assertEquals(all(Outcome.DONE, 3), hands.retry(plan));
      for (int i = 0; i < 1000 && !read(exim).isEmpty(); i++) {
        LockSupport.parkNanos(20_000_000);
      }
      assertEquals(3, exim.delivered().size());
      assertEquals(all(Outcome.GONE, 3), hands.hold(plan));
    }
  }

  @Test
  void whatIsLockedOrAnother_isNotTouched() throws Exception {
    try (RealExim exim = new RealExim(false);
        Archive archive = Archive.open(archives, "order", LATER)) {
      EximHands hands = exim.hands();
      exim.send("a@example.org", "stuck.example", 1);
      Target target = targets(exim, "a@example.org").getFirst();
      for (Target wrong :
          List.of(
              new Target("e", target.id(), target.arrived() + 1, target.sender(), target.size()),
              new Target("e", target.id(), target.arrived(), "b@example.org", target.size()),
              new Target("e", target.id(), target.arrived(), target.sender(), target.size() + 1))) {
        assertEquals(List.of(Outcome.CHANGED), hands.remove(List.of(wrong), archive));
      }
      try (FileChannel data =
          FileChannel.open(
              exim.spool().resolve("input/" + target.id() + "-D"),
              StandardOpenOption.READ,
              StandardOpenOption.WRITE)) {
        assertNotNull(data.tryLock());
        Outcome outcome = hands.remove(List.of(target), archive).getFirst();
        assertEquals(Outcome.Result.FAILED, outcome.result());
        assertTrue(outcome.note().contains("at this moment"), outcome.note());
      }
      assertEquals(List.of(), archive.entries());
      assertEquals(1, read(exim).size());
      for (String id : List.of("all", "-Mrm", "../x", "")) {
        assertEquals(
            Outcome.Result.FAILED,
            hands.remove(List.of(new Target("e", id, 1, "", 1)), archive).getFirst().result());
      }
      assertEquals(List.of(Outcome.DONE), hands.remove(List.of(target), archive));
    }
  }

  @Test
  void reader_saysReasonAndWhatThisEximLists() throws Exception {
    try (RealExim exim = new RealExim(true)) {
      exim.send("", "stuck.example", 2);
      exim.send("a@example.org", "stuck.example", 2);
      String listed = exim.run("-bp").out();
      for (Waiting m : read(exim)) {
        assertTrue(listed.contains(m.id() + " <" + m.sender() + ">"), listed);
        // Exim does not try a second message for an address that it knows to be stuck
        assertTrue(
            m.reason().endsWith("stuck here") || m.reason().endsWith("retry time not reached"),
            m.reason());
        assertTrue(m.tried() > 0);
        assertEquals("client.example.net", m.clientName());
      }
    }
  }
}
