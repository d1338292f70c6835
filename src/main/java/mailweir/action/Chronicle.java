package mailweir.action;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import java.util.function.Consumer;
import mailweir.trust.Secrets;

/**
 * A file that is only appended to (0600): lines, each its checksum, a space, JSON. A line is on the disk when {@link #append} returns. What
 * a crash leaves of a line at the end is cut off at the next opening; damage before the end is told and nothing is changed. Safe for threads.
 */
public final class Chronicle implements AutoCloseable {
  private static final int CHECK = 16;

  private final Path file;
  private final FileChannel channel;

  private Chronicle(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Opens it, made where it is missing.
   *
   * @param each is given the JSON of each line, in order
   * @throws IOException when it cannot be read, or is damaged before its end
   */
  public static Chronicle open(Path file, Consumer<byte[]> each) throws IOException {
    return open(file, false, each);
  }

  /**
   * Opens one whose last line must not be lost either: only what has no end is cut off there, and a line that has one and is not whole is damage.
   *
   * @throws IOException when it cannot be read, or is damaged
   */
  public static Chronicle openUncut(Path file, Consumer<byte[]> each) throws IOException {
    return open(file, true, each);
  }

  private static Chronicle open(Path file, boolean uncut, Consumer<byte[]> each)
      throws IOException {
    Secrets.folder(file.toAbsolutePath().getParent());
    boolean isNew = !java.nio.file.Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    FileChannel channel =
        FileChannel.open(
            file,
            Set.of(
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.CREATE,
                LinkOption.NOFOLLOW_LINKS),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      if (isNew) {
        Secrets.sync(file.toAbsolutePath().getParent());
      }
      Chronicle chronicle = new Chronicle(file, channel);
      chronicle.read(uncut, each);
      return chronicle;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private void read(boolean uncut, Consumer<byte[]> each) throws IOException {
    byte[] all = new byte[Math.toIntExact(channel.size())];
    ByteBuffer buffer = ByteBuffer.wrap(all);
    while (buffer.hasRemaining() && channel.read(buffer, buffer.position()) >= 0) {
      // until all of it is there
    }
    int good = 0;
    int from = 0;
    for (int i = 0; i < all.length; i++) {
      if (all[i] == '\n') {
        if (isLine(all, from, i)) {
          if (good != from) {
            throw damaged(good);
          }
          each.accept(Arrays.copyOfRange(all, from + CHECK + 1, i));
          good = i + 1;
        } else if (uncut) {
          throw damaged(good);
        }
        from = i + 1;
      }
    }
    if (good < all.length) {
      channel.truncate(good);
      channel.force(true);
    }
  }

  private IOException damaged(int at) {
    return new IOException(
        file
            + ": is damaged at byte "
            + at
            + "; nothing is done with it; restore it, or move it away to begin anew");
  }

  private static boolean isLine(byte[] all, int from, int to) {
    return to - from > CHECK
        && all[from + CHECK] == ' '
        && new String(all, from, CHECK, StandardCharsets.ISO_8859_1)
            .equals(check(all, from + CHECK + 1, to));
  }

  private static String check(byte[] all, int from, int to) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(all, from, to - from);
      return HexFormat.of().formatHex(digest.digest()).substring(0, CHECK);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Adds a line; when it cannot be written whole, nothing of it is there. */
  public synchronized void append(byte[] json) throws IOException {
    byte[] line = new byte[CHECK + 1 + json.length + 1];
    byte[] check = check(json, 0, json.length).getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(check, 0, line, 0, CHECK);
    line[CHECK] = ' ';
    System.arraycopy(json, 0, line, CHECK + 1, json.length);
    line[line.length - 1] = '\n';
    long before = channel.size();
    ByteBuffer bytes = ByteBuffer.wrap(line);
    try {
      long at = before;
      while (bytes.hasRemaining()) {
        at += channel.write(bytes, at);
      }
      channel.force(true);
    } catch (IOException e) {
      channel.truncate(before);
      throw e;
    }
  }

  /** Where it is. */
  public Path file() {
    return file;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
