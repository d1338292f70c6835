package mailweir.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import mailweir.collect.Source;
import mailweir.store.StoreFault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Logs that grow, into a store that is asked meanwhile. */
@Timeout(60)
class LiveFeedTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path folder;

  @Test
  void growingLog_isToldAsItGrows() throws Exception {
    Path log = folder.resolve("mail.log");
    List<String> lines = Feeding.traffic(1, 900);
    try (Feeding f = new Feeding(folder.resolve("store"), log)) {
      for (int from = 0; from < 900; from += 300) {
        Feeding.append(log, lines.subList(from, from + 300));
        long all = from + 300;
        assertTrue(Feeding.comes(SOON, () -> f.read() == all), f.said::toString);
      }
      assertEquals(Feeding.figures(Feeding.reportOf(log)), Feeding.figures(f.report()));
    }
  }

  @Test
  void rotatedLog_losesNothing() throws Exception {
    Path log = folder.resolve("mail.log");
    Path rotated = folder.resolve("mail.log.1");
    List<String> lines = Feeding.traffic(2, 900);
    try (Feeding f = new Feeding(folder.resolve("store"), log)) {
      Feeding.append(log, lines.subList(0, 300));
      assertTrue(Feeding.comes(SOON, () -> f.read() == 300));
      Feeding.append(log, lines.subList(300, 500));
      Files.move(log, rotated);
      Feeding.append(rotated, lines.subList(500, 600));
      Feeding.append(log, lines.subList(600, 900));
      assertTrue(Feeding.comes(SOON, () -> f.read() == 900), f.said::toString);
      assertEquals(Feeding.figures(Feeding.reportOf(rotated, log)), Feeding.figures(f.report()));
    }
  }

  @Test
  void restart_goesOnWhereItWas() throws Exception {
    Path log = folder.resolve("mail.log");
    List<String> lines = Feeding.traffic(3, 900);
    for (int from = 0; from < 900; from += 300) {
      Feeding.append(log, lines.subList(from, from + 300));
      long all = from + 300;
      try (Feeding f = new Feeding(folder.resolve("store"), log)) {
        assertTrue(Feeding.comes(SOON, () -> f.read() == all), f.said::toString);
        assertEquals(0, f.report().lines().getOrDefault("repeated", 0L));
      }
    }
    try (Feeding f = new Feeding(folder.resolve("store"), log)) {
      assertEquals(Feeding.figures(Feeding.reportOf(log)), Feeding.figures(f.report()));
    }
  }

  @Test
  void faultBetweenRounds_isSaidOnceAndNothingIsLost() throws Exception {
    Path log = folder.resolve("mail.log");
    List<String> lines = Feeding.traffic(4, 900);
    try (Feeding f = new Feeding(folder.resolve("store"), log)) {
      Feeding.append(log, lines.subList(0, 300));
      assertTrue(Feeding.comes(SOON, () -> f.read() == 300));
      for (int i = 0; i < 2; i++) {
        assertThrows(
            StoreFault.class,
            () ->
                f.feed.between(store -> {
                  throw new StoreFault("the disk is full");
                }));
        Feeding.append(log, lines.subList(300 + i * 300, 600 + i * 300));
        long all = 600 + i * 300;
        assertTrue(Feeding.comes(SOON, () -> f.read() == all), f.said::toString);
      }
      assertEquals(Feeding.figures(Feeding.reportOf(log)), Feeding.figures(f.report()));
      assertEquals(2, f.said.stream().filter(s -> s.contains("the disk is full")).count());
      assertTrue(f.said.getLast().contains("is written again"), f.said::toString);
    }
  }

  /** The file's name tells the virtual host, as it does when the log is imported, so that the same line is the same whoever reads it. */
  @Test
  void followedAccessLog_hasTheVirtualHostOfItsName() throws Exception {
    Path log = folder.resolve("example.org-access.log");
    List<String> hits =
        List.of(
            "192.0.2.1 - - [20/Dec/2024:10:00:00 +0000] \"GET / HTTP/1.1\" 200 100\n",
            "192.0.2.2 - - [20/Dec/2024:10:00:01 +0000] \"GET / HTTP/1.1\" 404 10\n");
    Feeding.append(log, hits.subList(0, 1));
    try (Feeding f = new Feeding(folder.resolve("store"), log)) {
      assertTrue(Feeding.comes(SOON, () -> f.read() == 1), f.said::toString);
      Files.move(log, folder.resolve("example.org-access.log.1"));
      Feeding.append(folder.resolve("example.org-access.log.1"), hits.subList(1, 2));
      Feeding.append(log, List.of());
      assertTrue(Feeding.comes(SOON, () -> f.read() == 2), f.said::toString);
      assertEquals(
          List.of("example.org"), f.report().web().stream().map(w -> w.virtualHost()).toList());
      Importer importer = f.feed.importing(Progress.NONE, () -> false);
      assertTrue(
          importer.run(
              List.of(Source.of(folder.resolve("example.org-access.log.1"))), Feeding.reading()));
      assertEquals(2, importer.repeated());
    }
  }

  @Test
  void importBesideAFollowedLog_repeatsNothing() throws Exception {
    Path log = folder.resolve("mail.log");
    Path older = folder.resolve("older.log");
    List<String> lines = Feeding.traffic(5, 900);
    Feeding.append(log, lines.subList(400, 900));
    Feeding.append(older, lines.subList(0, 600));
    try (Feeding f = new Feeding(folder.resolve("store"), log)) {
      assertTrue(Feeding.comes(SOON, () -> f.read() == 500));
      Importer importer = f.feed.importing(Progress.NONE, () -> false);
      assertTrue(importer.run(List.of(Source.of(older)), Feeding.reading()));
      assertEquals(900, f.read());
      assertEquals(Feeding.figures(Feeding.reportOf(older, log)), Feeding.figures(f.report()));
    }
  }
}
