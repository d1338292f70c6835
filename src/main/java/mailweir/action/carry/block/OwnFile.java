package mailweir.action.carry.block;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import mailweir.trust.Secrets;

/** A file of our own that a server reads (0644): written beside, then moved over the old one. */
final class OwnFile {
  private OwnFile() {}

  /** The file's text; {@code null}: there is none. */
  static String text(Path file) throws IOException {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /** The name under which it is written first; in the same folder, so that moving is atomic. */
  static Path beside(Path file) {
    return file.resolveSibling("." + file.getFileName() + ".new");
  }

  /** Writes a new version beside; nobody reads it yet. */
  static Path write(Path file, String text) throws IOException {
    Path fresh = beside(file);
    Files.deleteIfExists(fresh);
    Files.createFile(
        fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")));
    Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-r--r--"));
    try (FileChannel out =
        FileChannel.open(fresh, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
      ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
      while (bytes.hasRemaining()) {
        out.write(bytes);
      }
      out.force(true);
    }
    return fresh;
  }

  /** Puts it in the place of the old one. */
  static void swap(Path fresh, Path file) throws IOException {
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    Secrets.sync(file.toAbsolutePath().getParent());
  }

  /** Whether a line of a configuration that is no comment names something. */
  static boolean isNamed(Path configuration, String what) {
    try {
      String text = text(configuration);
      return text != null
          && text.lines().anyMatch(l -> !l.stripLeading().startsWith("#") && l.contains(what));
    } catch (IOException e) {
      return false;
    }
  }
}
