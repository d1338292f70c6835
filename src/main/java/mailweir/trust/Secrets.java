package mailweir.trust;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;

/** Files that only their owner reads (0600, folders 0700), replaced whole. */
public final class Secrets {
  private Secrets() {}

  /**
   * Makes the folder and those above it. What root makes below somebody's folder is that owner's: the server that reads it may run as
   * another user than the verb that writes.
   */
  public static void folder(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    Path above = folder.toAbsolutePath().getParent();
    if (above != null && !Files.isDirectory(above)) {
      folder(above);
    }
    Files.createDirectory(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    own(folder);
  }

  /** Replaces a file: whoever reads it meanwhile sees the old one or the new one, whole; it is on the disk when this returns. */
  public static void write(Path file, byte[] bytes) throws IOException {
    folder(file.toAbsolutePath().getParent());
    Path fresh = file.resolveSibling("." + file.getFileName() + ".new");
    Files.deleteIfExists(fresh);
    Files.createFile(
        fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try (FileChannel out = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
      ByteBuffer rest = ByteBuffer.wrap(bytes);
      while (rest.hasRemaining()) {
        out.write(rest);
      }
      out.force(true);
    }
    own(fresh);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    sync(file.toAbsolutePath().getParent());
  }

  /** Makes a folder's names permanent. */
  public static void sync(Path folder) throws IOException {
    try (FileChannel in = FileChannel.open(folder, StandardOpenOption.READ)) {
      in.force(true);
    }
  }

  /** The file's bytes; {@code null} when there is none. */
  public static byte[] read(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /** Opens a file to lock it, made where it is missing. */
  public static FileChannel lockFile(Path file) throws IOException {
    if (!Files.exists(file)) {
      try {
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        own(file);
      } catch (java.nio.file.FileAlreadyExistsException e) {
        // somebody else was first
      }
    }
    return FileChannel.open(file, StandardOpenOption.WRITE);
  }

  private static void own(Path made) {
    try {
      Path above = made.toAbsolutePath().getParent();
      var owner = Files.getOwner(above);
      if (!Files.getOwner(made).equals(owner)) {
        var view = Files.getFileAttributeView(made, PosixFileAttributeView.class);
        view.setOwner(owner);
        view.setGroup(
            Files.readAttributes(above, java.nio.file.attribute.PosixFileAttributes.class).group());
      }
    } catch (IOException e) {
      // only root may give a file away; anybody else is the owner
    }
  }
}
