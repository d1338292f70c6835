package mailweir.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import mailweir.answer.Query;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Upkeep changes how things are kept, never what is told. */
@Timeout(60)
class KeeperTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final InstantSource LATER =
      InstantSource.fixed(Instant.parse("2025-02-01T12:00:00Z"));

  @TempDir Path folder;

  private Feeding manyRounds(Path log, List<String> lines) throws Exception {
    Feeding f = new Feeding(folder.resolve("store"), log);
    for (int from = 0; from < lines.size(); from += 100) {
      Feeding.append(log, lines.subList(from, from + 100));
      long all = from + 100;
      assertTrue(Feeding.comes(SOON, () -> f.read() == all), f.said::toString);
    }
    return f;
  }

  @Test
  void manySmallRounds_areSummedAndPacked() throws Exception {
    Path log = folder.resolve("mail.log");
    try (Feeding f = manyRounds(log, Feeding.traffic(31, 1500));
        Keeper keeper = new Keeper(f.feed, LATER, 0, f.said::add)) {
      String before = Feeding.figures(f.report());
      int stories = f.store.answers().trace(Query.ALL.atMost(500), true).size();
      assertFalse(f.feed.upkeep().scattered(0, 1_000_000).isEmpty());
      keeper.run();
      assertTrue(f.feed.upkeep().scattered(0, 1_000_000).isEmpty());
      assertEquals(before, Feeding.figures(f.report()));
      var told = f.store.answers().trace(Query.ALL.atMost(500), true);
      assertEquals(stories, told.size());
      assertTrue(told.stream().noneMatch(s -> s.lines().isEmpty()));
      Feeding.append(log, Feeding.traffic(31, 1600).subList(1500, 1600));
      assertTrue(Feeding.comes(SOON, () -> f.read() == 1600), f.said::toString);
    }
    try (Feeding f = new Feeding(folder.resolve("store"), log)) {
      assertEquals(Feeding.figures(Feeding.reportOf(log)), Feeding.figures(f.report()));
    }
  }

  @Test
  void oldDays_areForgottenButForTheirFigures() throws Exception {
    Path log = folder.resolve("mail.log");
    List<String> lines = Feeding.traffic(32, 1000);
    try (Feeding f = manyRounds(log, lines);
        Keeper keeper = new Keeper(f.feed, LATER, 10, f.said::add)) {
      String before = Feeding.figures(f.report());
      keeper.run();
      assertEquals(before, Feeding.figures(f.report()));
      assertEquals(List.of(), f.feed.days());
      assertTrue(f.store.answers().trace(Query.ALL, false).size() < 40);
      Path copy = folder.resolve("copy.log");
      Feeding.append(copy, lines);
      f.feed
          .importing(Progress.NONE, () -> false)
          .run(List.of(mailweir.collect.Source.of(copy)), Feeding.reading());
      assertEquals(before, Feeding.figures(f.report()));
    }
    try (Feeding f = new Feeding(folder.resolve("store"), log)) {
      assertTrue(Feeding.comes(SOON, () -> f.feed.isCaughtUp()));
      assertEquals(List.of(), f.feed.days());
    }
  }
}
