package mailweir.collect.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Something else stands where a log should. */
class NotALogTest {
  @TempDir Path folder;

  @Test
  void folderInPlaceOfTheFile_isSaidAndWaitedOut() {
    try (Shore s = new Shore(folder, "mail.log")) {
      s.log("mail.log", "a");
      s.step();
      s.move("mail.log", "mail.log.1").doing(() -> Files.createDirectory(s.path("mail.log")));
      s.step();
      s.step();
      assertEquals(1, s.told.size());
      assertTrue(s.told.getFirst().contains("is a folder now"));
      s.delete("mail.log").log("mail.log", "b");
      assertEquals(List.of("b"), s.step());
    }
  }

  @Test
  void fifo_isNeverOpened() throws Exception {
    try (Shore s = new Shore(folder, "mail.log", "")) {
      new ProcessBuilder("mkfifo", s.path("mail.log").toString()).start().waitFor();
      s.step();
      assertEquals(1, s.told.size());
      assertTrue(s.told.getFirst().contains("is not a regular file"));
    }
  }

  @Test
  void binaryFile_isSaidWhenItWasNamed() {
    String bytes = "\1\2\3\0abc\0\0\0\n".repeat(50);
    try (Shore s = new Shore(folder, "wtmp")) {
      s.append("wtmp", bytes);
      assertEquals(List.of(), s.step());
      assertEquals(List.of(), s.step());
      assertEquals(1, s.told.size());
    }
    try (Shore s = new Shore(folder, "")) {
      s.log("mail.log", "a").append(".hidden", "x\n");
      assertEquals(List.of("a"), s.step());
      assertEquals(List.of(), s.told, "in a folder it is simply no log");
    }
  }

  @Test
  void damagedCopy_isReadAsFarAsItGoes() throws Exception {
    try (Shore s = new Shore(folder, "")) {
      String[] words = new String[5000];
      for (int i = 0; i < words.length; i++) {
        words[i] = "w" + i * 7919 % 65537;
      }
      s.log("mail.log.1", words).gzip("mail.log.1", "mail.log.1.gz");
      byte[] whole = Files.readAllBytes(s.path("mail.log.1.gz"));
      Files.write(s.path("mail.log.1.gz"), java.util.Arrays.copyOf(whole, whole.length / 2));
      s.pass(Duration.ofMinutes(1)).step();
      assertTrue(s.lines.size() > 1000 && s.lines.size() < 5000);
      assertEquals(1, s.told.size());
      assertTrue(s.told.getFirst().contains("is damaged"), s.told::toString);
    }
  }
}
