package mailweir.action.carry.qmail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import mailweir.action.Target;
import mailweir.action.carry.Archive;
import mailweir.action.carry.Outcome;
import mailweir.action.carry.Outcome.Result;
import mailweir.action.carry.Ran;
import mailweir.queue.Budget;
import mailweir.queue.RecordedQueue;
import mailweir.queue.Waiting;
import mailweir.queue.qmail.QmailQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QmailHandsTest {
  private static final Instant KEEP = Instant.parse("2030-01-01T00:00:00Z");
  private static final List<String> STOP = List.of("svc", "-wD", "/service/qmail-send");
  private static final List<String> START = List.of("svc", "-u", "/service/qmail-send");

  @TempDir Path folder;

  private final List<List<String>> ran = new ArrayList<>();
  private boolean runs;
  private int status;

  @BeforeEach
  void unpack() throws Exception {
    RecordedQueue.unpack("qmail-queue", folder);
  }

  private QmailHands hands(List<String> stop, List<String> start) {
    return new QmailHands(
        "qmail",
        folder.resolve("queue"),
        stop,
        start,
        () -> runs,
        (vector, input, limit) -> {
          ran.add(vector);
          return new Ran(status, "", "");
        });
  }

  private List<Waiting> queue() {
    return new QmailQueue("qmail", folder.resolve("queue"), false, () -> 0)
        .read(1, Budget.USUAL)
        .messages();
  }

  private static Target target(Waiting m) {
    return new Target("qmail", m.id(), m.arrived(), m.sender(), m.size());
  }

  private static String envelope(Waiting m) {
    return m.queue() + m.arrived() + " " + m.size() + m.sender() + m.to() + m.recipients();
  }

  private static Set<Result> results(List<Outcome> outcomes) {
    return outcomes.stream().map(Outcome::result).collect(Collectors.toSet());
  }

  @Test
  void remove_comesBackUnderItsNewNumber() throws Exception {
    List<Waiting> before = queue();
    List<Target> targets =
        before.stream()
            .filter(m -> m.sender().equals("newsletter@example.com"))
            .filter(m -> m.queue().equals("remote"))
            .map(QmailHandsTest::target)
            .toList();
    assertEquals(113, targets.size());
    QmailHands hands = hands(STOP, START);
    try (Archive archive = Archive.open(folder.resolve("archive"), "order-1", KEEP)) {
      assertEquals(Set.of(Result.DONE), results(hands.remove(targets, archive)));
      assertEquals(List.of(STOP, START), ran);
      assertEquals(before.size() - 113, queue().size());
      assertEquals(Set.of(Result.DONE), results(hands.remove(targets, archive)));
      assertEquals(Set.of(Result.DONE), results(hands.restore(archive, archive.entries())));
      assertEquals(Set.of(Result.DONE), results(hands.restore(archive, archive.entries())));
    }
    assertEquals(before.size(), queue().size());
    // A crash before the archive knew of it: the line is cut off, and nothing comes back twice.
    Path manifest = folder.resolve("archive/order-1/manifest");
    List<String> lines = java.nio.file.Files.readAllLines(manifest);
    java.nio.file.Files.writeString(
        manifest,
        String.join("\n", lines.stream().filter(l -> !l.contains("\"restored\":[")).toList())
            + "\n");
    try (Archive archive = Archive.of(folder.resolve("archive"), "order-1")) {
      assertEquals(Set.of(Result.DONE), results(hands.restore(archive, archive.entries())));
    }
    List<Waiting> after = queue();
    assertEquals(
        before.stream().map(QmailHandsTest::envelope).sorted().toList(),
        after.stream().map(QmailHandsTest::envelope).sorted().toList());
    assertEquals(after.size(), new HashSet<>(after.stream().map(Waiting::id).toList()).size());
  }

  @Test
  void all_leaveAnotherMessageAlone() throws Exception {
    Waiting m = queue().stream().filter(w -> w.queue().equals("remote")).findFirst().orElseThrow();
    Waiting todo = queue().stream().filter(w -> w.queue().equals("todo")).findFirst().orElseThrow();
    List<Waiting> before = queue();
    List<Target> targets =
        List.of(
            new Target("qmail", m.id(), m.arrived() + 1, m.sender(), m.size()),
            new Target("qmail", m.id(), m.arrived(), m.sender() + "x", m.size()),
            new Target("qmail", m.id(), m.arrived(), null, m.size()),
            new Target("qmail", m.id(), m.arrived(), m.sender(), m.size() + 1),
            new Target("qmail", "7", 1, "", 1),
            new Target("qmail", "../../x", 1, "", 1),
            target(todo));
    List<Result> wanted =
        List.of(
            Result.CHANGED,
            Result.CHANGED,
            Result.CHANGED,
            Result.CHANGED,
            Result.GONE,
            Result.FAILED,
            Result.FAILED);
    QmailHands hands = hands(STOP, START);
    try (Archive archive = Archive.open(folder.resolve("archive"), "order-1", KEEP)) {
      assertEquals(wanted, hands.remove(targets, archive).stream().map(Outcome::result).toList());
      assertEquals(wanted, hands.retry(targets).stream().map(Outcome::result).toList());
      assertTrue(archive.entries().isEmpty());
    }
    assertEquals(before, queue());
  }

  @Test
  void all_doNothingWhileQmailSendRuns() throws Exception {
    List<Waiting> before = queue();
    List<Target> one = List.of(target(before.getFirst()));
    try (Archive archive = Archive.open(folder.resolve("archive"), "order-1", KEEP)) {
      List<Outcome> outcomes = hands(List.of(), List.of()).remove(one, archive);
      assertTrue(outcomes.getFirst().note().contains("not configured"), outcomes.toString());
      assertEquals(List.of(), ran);
      runs = true;
      outcomes = hands(STOP, START).remove(one, archive);
      assertTrue(outcomes.getFirst().note().contains("is not down"), outcomes.toString());
      assertEquals(List.of(STOP, START), ran);
      runs = false;
      status = 111;
      outcomes = hands(STOP, START).remove(one, archive);
      assertTrue(outcomes.getFirst().note().contains("start it by hand"), outcomes.toString());
    }
    assertEquals(before, queue());
    assertEquals(Set.of(Result.FAILED), results(hands(STOP, START).hold(one)));
  }

  @Test
  void retry_makesItDue() throws Exception {
    Waiting m = queue().stream().filter(w -> w.queue().equals("remote")).findFirst().orElseThrow();
    Path file;
    try (var tree = java.nio.file.Files.walk(folder.resolve("queue/remote"))) {
      file = tree.filter(p -> p.endsWith(m.id())).findFirst().orElseThrow();
    }
    java.nio.file.Files.setLastModifiedTime(
        file, java.nio.file.attribute.FileTime.from(Instant.parse("2035-01-01T00:00:00Z")));
    assertEquals(List.of(Outcome.DONE), hands(STOP, START).retry(List.of(target(m))));
    assertTrue(
        java.nio.file.Files.getLastModifiedTime(file)
            .toInstant()
            .isBefore(Instant.parse("2027-01-01T00:00:00Z")));
  }
}
