package mailweir.letter;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import mailweir.trust.Secrets;

/**
 * The folder in which mails wait: whoever takes them from the mail server only puts them here, and needs neither the store nor a key.
 *
 * <pre>
 *   tmp/ while it is written    new/ waits    refused/ was not for us or not to be believed, with the reason beside; the newest hundred
 * </pre>
 */
public final class Tray {
  /** A mail that is longer is not taken, in bytes. */
  public static final int LONGEST = Mail.LONGEST;

  private static final int REFUSED_KEPT = 100;
  private static final String WHY = ".why";

  private final Path folder;

  /** Nothing is made before something is put. */
  public Tray(Path folder) {
    this.folder = folder;
  }

  /**
   * Puts a mail; when this returns it is on the disk.
   *
   * @throws IOException when it cannot be written, or is longer than {@link #LONGEST}: nothing was kept
   */
  public Path put(InputStream mail) throws IOException {
    Files.createDirectories(folder.resolve("tmp"));
    Files.createDirectories(folder.resolve("new"));
    String name = System.currentTimeMillis() + "." + UUID.randomUUID();
    Path fresh = folder.resolve("tmp").resolve(name);
    try {
      try (FileChannel to =
          FileChannel.open(fresh, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        // the server may be another user of the inbox's group; mail servers run pipes with a mask
        // of 077
        Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-r-----"));
        byte[] buffer = new byte[1 << 16];
        long length = 0;
        int n = mail.read(buffer);
        while (n >= 0) {
          length += n;
          if (length > LONGEST) {
            throw new IOException("the mail is longer than " + LONGEST + " bytes");
          }
          ByteBuffer bytes = ByteBuffer.wrap(buffer, 0, n);
          while (bytes.hasRemaining()) {
            to.write(bytes);
          }
          n = mail.read(buffer);
        }
        to.force(true);
      }
      Path file = folder.resolve("new").resolve(name);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
      Secrets.sync(folder.resolve("new"));
      return file;
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  /** Mails that wait, the oldest first; at most {@code most}. */
  List<Path> waiting(int most) throws IOException {
    return list(folder.resolve("new"), most, false);
  }

  private static List<Path> list(Path where, int most, boolean reasons) throws IOException {
    List<Path> all = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(where)) {
      for (Path entry : entries) {
        if (entry.toString().endsWith(WHY) == reasons) {
          all.add(entry);
        }
      }
    } catch (NoSuchFileException e) {
      return List.of();
    }
    all.sort(null);
    return all.size() > most ? all.subList(0, most) : all;
  }

  /** Puts away a mail that was not taken. */
  void refuse(Path mail, String why) throws IOException {
    Path refused = Files.createDirectories(folder.resolve("refused"));
    Path there = refused.resolve(mail.getFileName());
    Files.writeString(
        refused.resolve(mail.getFileName() + WHY), why + "\n", StandardCharsets.UTF_8);
    Files.move(mail, there, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    List<Path> all = list(refused, Integer.MAX_VALUE, false);
    for (Path old : all.subList(0, Math.max(0, all.size() - REFUSED_KEPT))) {
      Files.deleteIfExists(old);
      Files.deleteIfExists(refused.resolve(old.getFileName() + WHY));
    }
  }
}
