package mailweir.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import mailweir.pipeline.Feeding;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Law 3 between machines: agent and server are killed again and again while a log is written, and the figures are those of the log. */
@Tag("long")
@Timeout(900)
class AgentKilledTest {
  private static final int LINES = 60_000;
  private static final int KILLS = 16;

  @TempDir Path folder;

  @Test
  void eitherSideKilledAtRandomInstants_endsWithTheFiguresOfTheLog() throws Exception {
    List<String> lines = Feeding.traffic(21, LINES);
    Path log = folder.resolve("mail.log");
    Feeding.append(log, lines.subList(0, 20_000));
    Random random = new Random(22);
    AtomicBoolean written = new AtomicBoolean();
    Thread writer =
        Thread.ofPlatform()
            .start(() -> {
              try {
                for (int i = 20_000; i < LINES; i += 100) {
                  Feeding.append(log, lines.subList(i, i + 100));
                  LockSupport.parkNanos(150_000_000);
                }
                written.set(true);
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
    try (Fleet fleet = new Fleet(folder)) {
      fleet.serve();
      fleet.enrol(fleet.port);
      fleet.follow(log);
      for (int i = 0; i < KILLS; i++) {
        LockSupport.parkNanos(500_000_000L + random.nextLong(3_000_000_000L));
        if (random.nextBoolean()) {
          fleet.agent.process.destroyForcibly().waitFor();
          fleet.follow(log);
        } else {
          fleet.server.process.destroyForcibly().waitFor();
          LockSupport.parkNanos(random.nextLong(2_000_000_000L));
          fleet.serve();
        }
      }
      writer.join();
      assertTrue(written.get());
      assertTrue(
          Feeding.comes(Duration.ofSeconds(300), () -> fleet.read() >= LINES),
          () -> fleet.read() + " " + fleet.said());
      assertEquals(Feeding.figures(Feeding.reportOf(log)), fleet.figures());
    }
  }
}
