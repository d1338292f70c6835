package mailweir.collect.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder stands for its logs. */
class FolderTest {
  @TempDir Path folder;

  @Test
  void folder_isItsLogsAndThoseRightUnderIt() {
    try (Shore s = new Shore(folder, "")) {
      s.doing(() -> Files.createDirectories(s.path("mx1/deeper")));
      s.log("mail.log", "a").log("mx1/mail.log", "b").log("mx1/deeper/mail.log", "too deep").log(
          "notes.txt", "no log");
      assertEquals(List.of("a", "b"), s.step());
      s.log("mx1/mail.err", "c");
      assertEquals(List.of("c"), s.step());
    }
  }

  @Test
  void folder_aLogOfSomethingElseIsLeftOut() {
    try (Shore s = new Shore(folder, "")) {
      s.log("mail.log", "a").append("build.log", "compiling\ndone\n");
      assertEquals(List.of("a"), s.step());
      s.append("build.log", "again\n");
      assertEquals(List.of(), s.step());
      assertEquals(List.of(), s.told);
    }
  }

  @Test
  void folder_hasAccessLogsToo() {
    try (Shore s = new Shore(folder, "")) {
      String hit = "192.0.2.1 - - [20/Nov/2026:10:00:00 +0000] \"GET / HTTP/1.1\" 200 100";
      s.append("example.org-access.log", hit + "\n");
      assertEquals(List.of(hit), s.step());
    }
  }

  @Test
  void folder_thatRestsIsNotListedAgainAndStillNoticesNewFiles() {
    try (Shore s = new Shore(folder, "")) {
      s.log("mail.log", "a").step();
      s.pass(Duration.ofMinutes(5)).step();
      s.pass(Duration.ofMinutes(5)).step();
      s.log("mail.err", "b");
      assertEquals(List.of("b"), s.step());
    }
  }

  @Test
  void restart_aFolderOfOldCopiesIsNotReadAgain() {
    try (Shore s = new Shore(folder, "")) {
      for (int i = 1; i < 8; i++) {
        s.log("mail.log." + i, "old" + i).gzip("mail.log." + i, "mail.log." + i + ".gz");
      }
      s.log("mail.log", "a").settle();
      assertEquals(8, s.step().size());
      s.pass(Duration.ofMinutes(5)).step();
      s.log("mail.log", "b").delete("mail.log.7.gz");
      assertEquals(List.of("b"), s.restart().step());
      s.pass(Duration.ofHours(2)).step();
      assertEquals(7, s.committed.size(), "what is gone is forgotten");
    }
  }
}
