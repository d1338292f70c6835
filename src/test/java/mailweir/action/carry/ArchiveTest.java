package mailweir.action.carry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import mailweir.action.Target;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is sealed stays sealed, whatever happens to the list of it. */
class ArchiveTest {
  private static final Instant KEEP = Instant.parse("2026-12-01T00:00:00Z");

  @TempDir Path folder;
  private final Target one = new Target("postfix", "4bXyz1", 1_000_000, "a@example.org", 5);
  private final Target two = new Target("postfix", "4bXyz2", 2_000_000, "a@example.org", 5);

  @BeforeEach
  void seal() throws IOException {
    try (Archive archive = Archive.open(folder, "order-1", KEEP)) {
      for (Target t : List.of(one, two)) {
        Path file = Files.writeString(folder.resolve(t.id()), "hello");
        try (FileChannel bytes = FileChannel.open(file, StandardOpenOption.READ)) {
          archive.put(t, List.of(Archive.Piece.of("file", file, bytes)));
        }
        archive.seal();
      }
    }
  }

  private Path manifest() throws IOException {
    try (var all = Files.list(folder.resolve("order-1"))) {
      return all.filter(f -> !f.getFileName().toString().equals("data")).findFirst().orElseThrow();
    }
  }

  @Test
  void lineThatACrashLeftHalf_isCutOff() throws IOException {
    Files.writeString(manifest(), "1234 {\"half", StandardOpenOption.APPEND);
    try (Archive archive = Archive.of(folder, "order-1")) {
      assertEquals(2, archive.entries().size());
      assertTrue(archive.verify(archive.entry(two)));
    }
  }

  @Test
  void lineThatIsDamaged_destroysNothing() throws IOException {
    byte[] bytes = Files.readAllBytes(manifest());
    byte[] before = bytes.clone();
    bytes[bytes.length / 2] ^= 1;
    Files.write(manifest(), bytes);
    assertThrows(IOException.class, () -> Archive.of(folder, "order-1"));
    assertEquals(List.of(), Archive.tidy(folder, KEEP.plusSeconds(1)));
    Files.write(manifest(), before);
    try (Archive archive = Archive.of(folder, "order-1")) {
      assertEquals(2, archive.entries().size());
      assertTrue(archive.verify(archive.entry(one)) && archive.verify(archive.entry(two)));
    }
  }

  @Test
  void messageThatWasNotRemoved_isLeft() throws IOException {
    try (Archive archive = Archive.open(folder, "order-1", KEEP)) {
      archive.became(
          List.of(one, two), List.of(Outcome.DONE, Outcome.failed("somebody released it")));
    }
    try (Archive archive = Archive.of(folder, "order-1")) {
      assertFalse(archive.isLeft(archive.entry(one)));
      assertTrue(archive.isLeft(archive.entry(two)));
      archive.became(List.of(two), List.of(Outcome.DONE));
      assertFalse(archive.isLeft(archive.entry(two)));
    }
  }

  @Test
  void dress_followsNoLinkAndGivesNoSpecialBits() throws IOException {
    Path root = Files.writeString(folder.resolve("root-owned"), "x");
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rw-------"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), root);
    int uid = (Integer) Files.getAttribute(root, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    int gid = (Integer) Files.getAttribute(root, "unix:gid", LinkOption.NOFOLLOW_LINKS);
    Archive.Kept kept = new Archive.Kept("file", 0, 1, "", 04755, uid, gid, 1_000);
    try {
      kept.dress(link);
    } catch (IOException | UnsupportedOperationException e) {
      // Linux gives links no mode of their own
    }
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(root)));
    Path plain = Files.writeString(folder.resolve("plain"), "x");
    kept.dress(plain);
    assertEquals(0755, (Integer) Files.getAttribute(plain, "unix:mode") & 07777);
    assertEquals(1_000, Files.getLastModifiedTime(plain).toMillis());
  }
}
