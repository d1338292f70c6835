package mailweir.collect.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another content stands under the same name and inode. */
class ContentReplacedTest {
  @TempDir Path folder;

  @Test
  void sameSize_isReadFromItsBeginning() throws Exception {
    try (Shore s = new Shore(folder, "mail.log")) {
      s.log("mail.log", "a1", "a2");
      s.step();
      overwrite(s, Shore.line("b1") + "\n" + Shore.line("b2") + "\n");
      assertEquals(List.of("b1", "b2"), s.step());
      assertFalse(s.sources.get(0).equals(s.sources.get(2)));
    }
  }

  @Test
  void sameSize_whileDown() throws Exception {
    try (Shore s = new Shore(folder, "mail.log")) {
      s.log("mail.log", "a1", "a2");
      s.step();
      overwrite(s, Shore.line("b1") + "\n" + Shore.line("b2") + "\n");
      assertEquals(List.of("b1", "b2"), s.restart().step());
    }
  }

  @Test
  void longerWithTheSameBeginning_isToldByTheLastLine() throws Exception {
    try (Shore s = new Shore(folder, "mail.log")) {
      s.log("mail.log", "a1", "a2");
      s.step();
      overwrite(s, Shore.line("a1") + "\n" + Shore.line("b2") + "\n" + Shore.line("b3") + "\n");
      assertEquals(
          List.of("a1", "b2", "b3"), s.step(), "a line read again does no harm, one left out does");
    }
  }

  @Test
  void restoredFromABackup_goesOn() {
    try (Shore s = new Shore(folder, "mail.log")) {
      s.log("mail.log", "a", "b");
      s.step();
      s.copy("mail.log", "backup")
          .delete("mail.log")
          .move("backup", "mail.log")
          .log("mail.log", "c");
      assertEquals(List.of("c"), s.restart().step(), "another inode, the same content");
    }
  }

  @Test
  void touched_isReadNoFurther() throws Exception {
    try (Shore s = new Shore(folder, "mail.log")) {
      s.log("mail.log", "a");
      s.step();
      Files.setLastModifiedTime(s.path("mail.log"), java.nio.file.attribute.FileTime.fromMillis(1));
      assertEquals(List.of(), s.step());
    }
  }

  private static void overwrite(Shore s, String text) throws Exception {
    try (var channel = Files.newByteChannel(s.path("mail.log"), StandardOpenOption.WRITE)) {
      channel.truncate(0).write(ByteBuffer.wrap(text.getBytes()));
    }
    Files.setLastModifiedTime(
        s.path("mail.log"),
        java.nio.file.attribute.FileTime.fromMillis(System.currentTimeMillis() + 5));
  }
}
