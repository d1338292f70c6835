package mailweir.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import mailweir.queue.Budget;
import mailweir.queue.Level;
import mailweir.queue.Place;
import mailweir.queue.QueueReader;
import mailweir.queue.Report;
import mailweir.queue.Scan;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Looks at queues, step by step. */
@Timeout(60)
class QueueLooksTest {
  private final List<String> said = new ArrayList<>();
  private final List<Report> told = new ArrayList<>();
  private boolean room = true;

  private record Spool(Place place, List<Scan> scans) implements QueueReader {
    @Override
    public Scan read(long now, Budget budget) {
      if (scans.isEmpty()) {
        throw new IllegalStateException("broken");
      }
      return scans.removeFirst();
    }
  }

  private static Scan scan(long time, long count, String problem) {
    return new Scan(
        time, List.of(new Level("deferred", count, count, List.of(count), 0)), List.of(), problem);
  }

  private QueueLooks looks(QueueReader... readers) {
    return new QueueLooks(
        () -> List.of(readers),
        Budget.USUAL,
        Duration.ofSeconds(30),
        Clock.systemUTC(),
        reports -> room && told.addAll(reports),
        said::add);
  }

  @Test
  void look_whatIsNotTaken_isToldAnewInFull() {
    List<Scan> scans =
        new ArrayList<>(
            List.of(scan(1, 1, null), scan(2, 2, null), scan(3, 3, null), scan(4, 4, null)));
    QueueLooks looks = looks(new Spool(new Place("postfix", "postfix"), scans));
    looks.look();
    room = false;
    looks.look();
    room = true;
    looks.look();
    looks.look();
    assertEquals(List.of(1L, 3L, 4L), told.stream().map(Report::time).toList());
    assertEquals(List.of(true, true, false), told.stream().map(Report::isFull).toList());
  }

  @Test
  void look_aReaderThatBreaks_stopsNoOther() {
    QueueLooks looks =
        looks(
            new Spool(new Place("exim", "exim4"), new ArrayList<>()),
            new Spool(
                new Place("postfix", "postfix"),
                new ArrayList<>(List.of(scan(1, 7, "x: denied"), scan(2, 7, "x: denied")))));
    looks.look();
    looks.look();
    assertEquals(2, told.size());
    assertEquals(2, said.size(), said.toString());
    assertTrue(said.getLast().contains("x: denied"));
    assertEquals("queue.postfix.deferred.count", looks.figures(5).getFirst().metric());
    assertEquals(7, looks.figures(5).getFirst().value());
    assertEquals(List.of("postfix"), looks.servers());
  }

  @Test
  void close_aSpoolThatHangs_isNotWaitedFor() throws InterruptedException {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    QueueReader hangs =
        new QueueReader() {
          @Override
          public Place place() {
            return new Place("qmail", "qmail");
          }

          @Override
          public Scan read(long now, Budget budget) {
            begun.countDown();
            try {
              never.await();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
            return scan(now, 1, null);
          }
        };
    QueueLooks looks = looks(hangs);
    looks.start();
    assertTrue(begun.await(30, TimeUnit.SECONDS));
    looks.close();
    assertFalse(told.stream().anyMatch(Report::isFull));
  }
}
