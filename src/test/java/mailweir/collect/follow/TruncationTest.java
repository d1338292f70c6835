package mailweir.collect.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log is emptied and nobody kept a copy. */
class TruncationTest {
  @TempDir Path folder;

  @Test
  void truncate_readsFromTheBeginningAndSaysWhatMayBeMissing() {
    try (Shore s = new Shore(folder, "mail.log")) {
      s.log("mail.log", "a", "b");
      s.step();
      s.truncate("mail.log").log("mail.log", "c");
      assertEquals(List.of("c"), s.step());
      s.pass(Duration.ofMinutes(2)).step();
      assertEquals(1, s.told.size(), s.told::toString);
      assertTrue(
          s.told.getFirst().contains("mail.log: what was read up to byte "), s.told::toString);
      s.pass(Duration.ofMinutes(9)).step();
      assertEquals(1, s.told.size(), "once");
    }
  }

  @Test
  void truncate_toNothingAndThenSilence() {
    try (Shore s = new Shore(folder, "mail.log")) {
      s.log("mail.log", "a");
      s.step();
      s.truncate("mail.log");
      assertEquals(List.of(), s.step());
      s.log("mail.log", "b");
      assertEquals(List.of("b"), s.restart().step());
    }
  }

  @Test
  void delete_whatTheWriterStillPutsIntoItIsRead() throws Exception {
    try (Shore s = new Shore(folder, "mail.log");
        var writer = Files.newOutputStream(s.path("mail.log"))) {
      writer.write((Shore.line("a") + "\n").getBytes());
      s.step();
      s.delete("mail.log");
      s.step();
      writer.write((Shore.line("b") + "\n" + Shore.line("half")).getBytes());
      assertEquals(List.of("b"), s.step());
      s.log("mail.log", "c");
      assertEquals(List.of("c"), s.step());
      s.delete("mail.log").log("mail.log.other", "x").pass(Duration.ofMinutes(2));
      assertEquals(List.of("half"), s.step());
    }
  }
}
