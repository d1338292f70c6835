package mailweir.collect.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log or its folder may not be read. Tests may run as root, whom nobody denies anything: the disk denies it. */
class PermissionDeniedTest {
  @TempDir Path folder;

  @Test
  void file_isSaidOnceAndRetried() {
    RefusingDisk disk = new RefusingDisk();
    try (Shore s = new Shore(disk, folder, "mail.log")) {
      s.log("mail.log", "a");
      disk.refuse(s.path("mail.log"));
      assertEquals(List.of(), s.step());
      assertEquals(List.of(), s.step());
      assertEquals(1, s.told.size());
      assertTrue(
          s.told.getFirst().contains("permission denied; not followed until it can be read; add"));
      assertEquals(1, s.follower().problems().size());
      disk.allow(s.path("mail.log"));
      assertEquals(List.of("a"), s.step());
      assertEquals(2, s.told.size());
      assertEquals(0, s.follower().problems().size());
    }
  }

  @Test
  void file_newOneIsReadableOnlyLater() {
    RefusingDisk disk = new RefusingDisk();
    try (Shore s = new Shore(disk, folder, "mail.log")) {
      s.log("mail.log", "a");
      s.step();
      s.move("mail.log", "mail.log.1").log("mail.log", "b");
      disk.refuse(s.path("mail.log"));
      s.log("mail.log.1", "late");
      assertEquals(List.of("late"), s.step());
      disk.allow(s.path("mail.log"));
      assertEquals(List.of("b"), s.step());
    }
  }

  @Test
  void folder_isSaidOnceAndRetried() {
    RefusingDisk disk = new RefusingDisk();
    try (Shore s = new Shore(disk, folder, "")) {
      s.log("mail.log", "a");
      disk.refuse(folder);
      s.step();
      s.step();
      assertEquals(1, s.told.size());
      assertTrue(s.told.getFirst().contains("permission denied to list it"));
      disk.allow(folder);
      assertEquals(List.of("a"), s.step());
    }
  }

  @Test
  void readError_keepsThePlace() {
    RefusingDisk disk = new RefusingDisk();
    try (Shore s = new Shore(disk, folder, "mail.log")) {
      s.log("mail.log", "a");
      s.step();
      disk.breakReads(true);
      s.log("mail.log", "b");
      assertEquals(List.of(), s.step());
      assertEquals(List.of(), s.step());
      assertEquals(1, s.told.size());
      disk.breakReads(false);
      assertEquals(List.of("b"), s.step());
    }
  }
}
