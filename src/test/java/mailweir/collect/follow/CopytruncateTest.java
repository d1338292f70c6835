package mailweir.collect.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log is copied, then emptied under its writer. */
class CopytruncateTest {
  @TempDir Path folder;

  @Test
  void copytruncate_theRestComesFromTheCopy() {
    try (Shore s = new Shore(folder, "mail.log")) {
      s.log("mail.log", "a", "b");
      s.step();
      s.log("mail.log", "c")
          .copy("mail.log", "mail.log.1")
          .truncate("mail.log")
          .log("mail.log", "d");
      s.step();
      assertEquals(List.of("a", "b", "c", "d"), s.lines.stream().sorted().toList());
      assertEquals(s.sources.get(0), s.sources.get(s.lines.indexOf("c")));
      assertEquals(List.of(), s.told);
    }
  }

  @Test
  void copytruncate_theNewContentIsAlreadyLongerThanTheOld() {
    try (Shore s = new Shore(folder, "mail.log")) {
      s.log("mail.log", "a");
      s.step();
      s.log("mail.log", "b")
          .copy("mail.log", "mail.log.1")
          .truncate("mail.log")
          .log("mail.log", "c", "d", "e", "f", "g");
      s.step();
      assertEquals(List.of("a", "b", "c", "d", "e", "f", "g"), s.lines.stream().sorted().toList());
    }
  }

  @Test
  void copytruncate_theCopyIsCompressedBeforeWeLook() {
    try (Shore s = new Shore(folder, "mail.log")) {
      s.log("mail.log", "a");
      s.step();
      s.log("mail.log", "b")
          .copy("mail.log", "mail.log.1")
          .truncate("mail.log")
          .gzip("mail.log.1", "mail.log.1.gz")
          .log("mail.log", "c");
      assertEquals(List.of("c"), s.step());
      assertEquals(List.of("b"), s.settle().step());
      assertEquals(List.of(), s.told);
    }
  }

  @Test
  void copytruncate_inAFolderTheCopyIsNotReadAgain() {
    try (Shore s = new Shore(folder, "")) {
      s.log("mail.log", "a", "b");
      s.step();
      s.copy("mail.log", "mail.log.1");
      assertEquals(List.of(), s.step());
      s.truncate("mail.log").log("mail.log", "c");
      s.step();
      s.pass(Duration.ofMinutes(2)).step();
      assertEquals(List.of("a", "b", "c"), s.lines.stream().sorted().toList());
      assertEquals(List.of(), s.told);
    }
  }

  @Test
  void copytruncate_whatIsWrittenBetweenCopyAndTruncationIsReadWhenWeLookInTime() {
    try (Shore s = new Shore(folder, "")) {
      s.log("mail.log", "a", "b");
      s.step();
      s.copy("mail.log", "mail.log.1").log("mail.log", "in no copy");
      s.step();
      s.truncate("mail.log").log("mail.log", "c");
      s.step();
      // The copy is shorter than what was read of the log, so nothing proves that it holds nothing
      // else: it is read, as another source.
      assertEquals(
          List.of("a", "a", "b", "b", "c", "in no copy"), s.lines.stream().sorted().toList());
      assertFalse(s.sources.get(0).equals(s.sources.get(s.lines.lastIndexOf("a"))));
    }
  }

  @Test
  void copytruncate_thePackedCopyIsShorterThanWhatWasRead() {
    for (String root : List.of("mail.log", "")) {
      try (Shore s = new Shore(folder, root)) {
        s.log("mail.log", "a", "b");
        s.step();
        s.copy("mail.log", "mail.log.1").log("mail.log", "in no copy");
        s.step();
        s.gzip("mail.log.1", "mail.log.1.gz").truncate("mail.log").log("mail.log", "c").settle();
        s.step();
        s.pass(Duration.ofMinutes(2)).step();
        assertEquals(
            List.of("a", "b", "c", "in no copy"), s.lines.stream().distinct().sorted().toList());
        s.delete("mail.log").delete("mail.log.1.gz");
      }
    }
  }

  @Test
  void writerKeepsItsPlace_theZerosThatItLeavesAreNoLine() {
    try (Shore s = new Shore(folder, "mail.log")) {
      s.log("mail.log", "a");
      s.step();
      s.truncate("mail.log").append("mail.log", "\0".repeat(100_000)).log("mail.log", "b");
      assertEquals(List.of("b"), s.step());
      s.log("mail.log", "c");
      assertEquals(List.of("c"), s.step());
      assertEquals(List.of("b", "c"), s.restart().lines.subList(1, 3));
      assertEquals(List.of(), s.step());
    }
  }
}
