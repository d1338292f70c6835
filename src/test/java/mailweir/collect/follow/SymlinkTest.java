package mailweir.collect.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The name is a symbolic link. */
class SymlinkTest {
  @TempDir Path folder;

  @Test
  void retarget_readsTheOldTargetToItsEndAndTheNewOneFromItsBeginning() {
    try (Shore s = new Shore(folder, "current")) {
      s.log("mail-1", "a")
          .doing(() -> Files.createSymbolicLink(s.path("current"), Path.of("mail-1")));
      assertEquals(List.of("a"), s.step());
      s.log("mail-1", "b").log("mail-2", "c");
      s.delete("current")
          .doing(() -> Files.createSymbolicLink(s.path("current"), Path.of("mail-2")));
      s.log("mail-1", "d");
      s.step();
      assertEquals(List.of("a", "b", "c", "d"), s.lines.stream().sorted().toList());
    }
  }

  @Test
  void retarget_andBackGoesOnWhereItWas() {
    try (Shore s = new Shore(folder, "current")) {
      s.log("mail-1", "a")
          .log("mail-2", "c")
          .doing(() -> Files.createSymbolicLink(s.path("current"), Path.of("mail-1")));
      s.step();
      s.delete("current")
          .doing(() -> Files.createSymbolicLink(s.path("current"), Path.of("mail-2")))
          .step();
      s.pass(Duration.ofMinutes(5)).step();
      s.log("mail-1", "b")
          .delete("current")
          .doing(() -> Files.createSymbolicLink(s.path("current"), Path.of("mail-1")));
      assertEquals(List.of("b"), s.step());
    }
  }

  @Test
  void dangling_isAProblemThatEnds() {
    try (Shore s = new Shore(folder, "current")) {
      s.doing(() -> Files.createSymbolicLink(s.path("current"), Path.of("nowhere")));
      s.step();
      assertEquals(1, s.told.size());
      s.log("nowhere", "a");
      assertEquals(List.of("a"), s.step());
    }
  }

  @Test
  void twoNamesOfOneFile_areOneSource() {
    try (Shore s = new Shore(folder, "")) {
      s.log("mail.log", "a")
          .doing(() -> Files.createSymbolicLink(s.path("current.log"), Path.of("mail.log")));
      s.doing(() -> Files.createLink(s.path("hard.log"), s.path("mail.log")));
      assertEquals(List.of("a"), s.step());
      s.log("mail.log", "b");
      assertEquals(List.of("b"), s.step());
    }
  }
}
