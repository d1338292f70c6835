package mailweir.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import mailweir.queue.By;
import mailweir.queue.Filter;
import mailweir.queue.QueueBoard;
import mailweir.queue.Suspicion;
import mailweir.queue.Top;
import org.junit.jupiter.api.Test;

class QueueDemoTest {
  private Instant now = Instant.parse("2026-11-20T12:00:00Z");

  @Test
  void firstLook_showsOneHostFlooded() {
    QueueBoard board = new QueueBoard();
    try (QueueDemo demo =
        new QueueDemo(
            () -> now,
            1,
            (host, reports) -> {
              reports.forEach(r -> board.take(host, r));
              return true;
            })) {
      while (demo.advance()) {
        // history
      }
      Top top =
          board.top(By.RELAY, Filter.ALL, 5, now.getEpochSecond() * 1_000_000, Suspicion.USUAL);
      assertEquals(QueueDemo.FLOODER, top.groups().getFirst().name());
      assertTrue(top.groups().getFirst().isSuspicious());
      assertTrue(top.waiting() > 2_000 && top.waiting() < 4_000, top.toString());
      assertEquals(2, board.states(Filter.ALL).size());
      assertFalse(board.states(Filter.ALL).getFirst().mayBeWrong());
      now = now.plusSeconds(3_600);
      while (demo.advance()) {
        // the flood ends and drains
      }
      assertTrue(board.states(Filter.ALL).getFirst().waiting() < 1_200);
    }
  }
}
