package mailweir.collect.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file system that has no inodes, or new ones after each mount. */
class NoInodesTest {
  @TempDir Path folder;

  @Test
  void rotation_isToldByContent() {
    RefusingDisk disk = new RefusingDisk();
    disk.withoutInodes();
    try (Shore s = new Shore(disk, folder, "mail.log")) {
      s.log("mail.log", "a", "b", "c");
      s.step();
      s.log("mail.log", "d").move("mail.log", "mail.log.1").log("mail.log", "e");
      s.step();
      s.pass(Duration.ofMinutes(2)).step();
      assertEquals(List.of("a", "b", "c", "d", "e"), s.lines.stream().sorted().toList());
      s.log("mail.log", "f");
      assertEquals(List.of("f"), s.restart().step());
    }
  }

  @Test
  void rotation_theNewOneIsLonger() {
    RefusingDisk disk = new RefusingDisk();
    disk.withoutInodes();
    try (Shore s = new Shore(disk, folder, "mail.log*")) {
      s.log("mail.log", "a");
      s.step();
      s.log("mail.log", "b").move("mail.log", "mail.log.1").log("mail.log", "c", "d", "e");
      s.step();
      s.pass(Duration.ofMinutes(2)).step();
      assertEquals(List.of("a", "b", "c", "d", "e"), s.lines.stream().sorted().toList());
    }
  }

  @Test
  void newDeviceNumbers_afterAMount() {
    RefusingDisk disk = new RefusingDisk();
    try (Shore s = new Shore(disk, folder, "")) {
      s.log("mail.log", "a").log("mail.log.1", "b");
      s.step();
      disk.device("other");
      s.log("mail.log", "c");
      assertEquals(List.of("c"), s.restart().step());
      disk.device("third");
      s.log("mail.log", "d");
      assertEquals(List.of("d"), s.step(), "also without a restart");
    }
  }
}
