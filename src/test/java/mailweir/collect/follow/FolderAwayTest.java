package mailweir.collect.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file system is taken away and comes back. */
class FolderAwayTest {
  @TempDir Path folder;

  @Test
  void unmounted_isSaidAndNothingIsTakenForTruncation() {
    try (Shore s = new Shore(folder, "mnt")) {
      mount(s);
      s.step();
      s.move("mnt", "away").doing(() -> Files.createDirectory(s.path("mnt")));
      s.step();
      s.step();
      s.pass(Duration.ofDays(1)).step();
      assertEquals(1, s.told.size(), s.told::toString);
      assertTrue(
          s.told.getFirst().contains("holds none of the 2 logs that were here"), s.told::toString);
      s.delete("mnt").move("away", "mnt").log("mnt/mail.log", "c");
      assertEquals(List.of("c"), s.step());
      assertEquals(2, s.told.size(), s.told::toString);
    }
  }

  @Test
  void unmountedWhileDown_keepsThePlaces() {
    try (Shore s = new Shore(folder, "mnt/mail.log")) {
      mount(s);
      s.step();
      s.move("mnt", "away").doing(() -> Files.createDirectory(s.path("mnt"))).restart().step();
      s.pass(Duration.ofDays(1)).step();
      assertEquals(1, s.told.size(), s.told::toString);
      assertTrue(s.told.getFirst().contains("its folder is away or empty"), s.told::toString);
      s.delete("mnt").move("away", "mnt").log("mnt/mail.log", "c");
      assertEquals(List.of("c"), s.step());
    }
  }

  @Test
  void halfALine_waitsUntilTheFolderIsBack() {
    try (Shore s = new Shore(folder, "mnt/mail.log")) {
      mount(s);
      s.append("mnt/mail.log", "Nov 20 15:00:01 mx1 postfix/smtpd[17]: he");
      s.step();
      s.move("mnt", "away").doing(() -> Files.createDirectory(s.path("mnt")));
      s.step();
      assertEquals(List.of(), s.pass(Duration.ofHours(1)).step());
      s.delete("mnt").move("away", "mnt").append("mnt/mail.log", "llo\n");
      assertEquals(List.of("hello"), s.step());
    }
  }

  /** A host's folder of a loghost's tree is a mount of its own; the other hosts' are there. */
  @Test
  void oneOfManyUnmounted_isNoTruncationAndIsSaid() {
    try (Shore s = new Shore(folder, "*/mail.log")) {
      mount(s);
      s.doing(() -> Files.createDirectory(s.path("mx2"))).log("mx2/mail.log", "other");
      s.step();
      s.move("mnt", ".away").doing(() -> Files.createDirectory(s.path("mnt")));
      s.step();
      s.pass(Duration.ofDays(1)).step();
      assertEquals(1, s.told.size(), s.told::toString);
      assertTrue(s.told.getFirst().contains("mnt/mail.log: is not there, and its folder is away"));
      s.restart().step();
      s.pass(Duration.ofDays(1)).log("mx2/mail.log", "goes on");
      assertEquals(List.of("goes on"), s.step());
      s.delete("mnt").move(".away", "mnt").log("mnt/mail.log", "c");
      assertEquals(List.of("c"), s.step());
      assertTrue(s.told.getLast().endsWith("can be read now"), s.told::toString);
    }
  }

  private static void mount(Shore s) {
    s.doing(() -> Files.createDirectory(s.path("mnt")))
        .log("mnt/mail.log", "a")
        .log("mnt/mail.err", "b");
  }
}
