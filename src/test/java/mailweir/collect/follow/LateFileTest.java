package mailweir.collect.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log is not there yet. */
class LateFileTest {
  @TempDir Path folder;

  @Test
  void file_thatAppearsLaterIsReadFromItsBeginning() {
    try (Shore s = new Shore(folder, "mail.log")) {
      assertEquals(List.of(), s.step());
      assertEquals(1, s.told.size());
      assertTrue(s.told.getFirst().contains("is not there"));
      s.log("mail.log", "a");
      assertEquals(List.of("a"), s.step());
      assertEquals(2, s.told.size());
      assertTrue(s.told.get(1).endsWith("mail.log: can be read now"));
    }
  }

  @Test
  void file_thatAppearsEmpty() {
    try (Shore s = new Shore(folder, "mail.log")) {
      s.append("mail.log", "");
      assertEquals(List.of(), s.step());
      s.log("mail.log", "a");
      assertEquals(List.of("a"), s.step());
      assertEquals(List.of(), s.told);
    }
  }

  @Test
  void folder_thatAppearsLater() {
    try (Shore s = new Shore(folder, "logs")) {
      s.step();
      s.doing(() -> Files.createDirectory(s.path("logs"))).log("logs/mail.log", "a");
      assertEquals(List.of("a"), s.step());
      s.log("logs/mail.err", "b");
      assertEquals(List.of("b"), s.step());
    }
  }

  @Test
  void pattern_newFilesAreFound() {
    try (Shore s = new Shore(folder, "mx*/mail.log")) {
      s.doing(() -> Files.createDirectory(s.path("mx1"))).log("mx1/mail.log", "a");
      assertEquals(List.of("a"), s.step());
      s.doing(() -> Files.createDirectory(s.path("mx2")))
          .log("mx2/mail.log", "b")
          .log("mx2/other.log", "x");
      assertEquals(List.of("b"), s.step());
    }
  }

  @Test
  void briefAbsence_duringRotationIsNotAProblem() {
    try (Shore s = new Shore(folder, "mail.log")) {
      s.log("mail.log", "a");
      s.step();
      s.move("mail.log", "mail.log.1").step();
      s.pass(Duration.ofSeconds(59)).step();
      assertEquals(List.of(), s.told);
      s.pass(Duration.ofSeconds(9)).step();
      assertEquals(1, s.told.size());
    }
  }
}
