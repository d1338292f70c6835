package mailweir.collect.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log is renamed and a new one takes its name. */
class LogRotationTest {
  @TempDir Path folder;

  @Test
  void rename_theOldOneIsReadToItsEndAndTheNewOneFromItsBeginning() {
    try (Shore s = new Shore(folder, "mail.log")) {
      s.log("mail.log", "a", "b");
      assertEquals(List.of("a", "b"), s.step());
      s.log("mail.log", "c")
          .move("mail.log", "mail.log.1")
          .log("mail.log.1", "d")
          .log("mail.log", "e");
      s.step();
      assertEquals(List.of("a", "b", "c", "d", "e"), s.lines.stream().sorted().toList());
      assertEquals(
          s.sources.get(0),
          s.sources.get(s.lines.indexOf("d")),
          "the renamed content keeps its source");
      assertFalse(s.sources.get(0).equals(s.sources.get(s.lines.indexOf("e"))));
      assertEquals(List.of(), s.told);
    }
  }

  @Test
  void rename_whatTheWriterStillPutsIntoTheOldOneIsRead() {
    try (Shore s = new Shore(folder, "mail.log")) {
      s.log("mail.log", "a");
      s.step();
      s.move("mail.log", "mail.log.1");
      assertEquals(List.of(), s.step());
      s.log("mail.log.1", "b").pass(Duration.ofSeconds(50));
      assertEquals(List.of("b"), s.step());
      s.log("mail.log", "x").log("mail.log.1", "c").pass(Duration.ofSeconds(50));
      assertEquals(2, s.step().size());
      assertEquals(List.of(), s.told);
    }
  }

  @Test
  void rename_whenTheOldOneIsQuietItsLastLineIsHandedThoughItHasNoEnd() {
    try (Shore s = new Shore(folder, "mail.log")) {
      s.log("mail.log", "a").append("mail.log", Shore.line("half"));
      assertEquals(List.of("a"), s.step());
      s.move("mail.log", "mail.log.1").log("mail.log", "b");
      assertEquals(List.of("b"), s.step());
      s.pass(Duration.ofSeconds(61));
      assertEquals(List.of("half"), s.step());
      assertEquals(List.of(), s.pass(Duration.ofMinutes(5)).step());
      assertEquals(1, s.committed.values().stream().filter(Checkpoint::done).count());
    }
  }

  @Test
  void rename_twiceBetweenTwoLooks() {
    try (Shore s = new Shore(folder, "mail.log")) {
      s.log("mail.log", "a");
      s.step();
      s.log("mail.log", "b").move("mail.log", "mail.log.1").log("mail.log", "c");
      s.move("mail.log.1", "mail.log.2").move("mail.log", "mail.log.1").log("mail.log", "d");
      s.step();
      // The generation in between was never seen under its name; a folder or pattern as root finds
      // it too.
      assertTrue(s.lines.containsAll(List.of("a", "b", "d")));
    }
  }

  @Test
  void folder_rotationNeverReadsALineTwice() {
    try (Shore s = new Shore(folder, "")) {
      s.log("mail.log", "a").log("mail.log.1", "old");
      s.step();
      for (int i = 0; i < 5; i++) {
        s.log("mail.log", "x" + i);
        s.gzip("mail.log.1", "mail.log.2.gz")
            .move("mail.log", "mail.log.1")
            .log("mail.log", "y" + i);
        s.settle().step();
        s.pass(Duration.ofMinutes(2)).step();
        s.move("mail.log.2.gz", "mail.log." + (9 - i) + ".gz");
        s.step();
      }
      List<String> expected = new ArrayList<>(List.of("a", "old"));
      for (int i = 0; i < 5; i++) {
        expected.addAll(List.of("x" + i, "y" + i));
      }
      assertEquals(expected.stream().sorted().toList(), s.lines.stream().sorted().toList());
      assertEquals(List.of(), s.told);
    }
  }

  @Test
  void pattern_findsEveryGeneration() {
    try (Shore s = new Shore(folder, "mail.log*")) {
      s.log("mail.log", "a");
      s.step();
      s.log("mail.log", "b").move("mail.log", "mail.log.1").log("mail.log", "c");
      s.move("mail.log.1", "mail.log.2").move("mail.log", "mail.log.1").log("mail.log", "d");
      s.step();
      assertEquals(List.of("a", "b", "c", "d"), s.lines.stream().sorted().toList());
    }
  }

  @Test
  void forget_aContentThatIsGoneForLong() {
    try (Shore s = new Shore(folder, "mail.log")) {
      s.log("mail.log", "a");
      s.step();
      s.move("mail.log", "mail.log.1").log("mail.log", "b");
      s.step();
      s.pass(Duration.ofMinutes(2)).step();
      s.pass(Duration.ofHours(2)).step();
      assertEquals(List.of(s.sources.get(0)), s.forgotten);
      assertEquals(1, s.committed.size());
    }
  }
}
