package mailweir.queue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A file of a queue folder, opened for reading alone and never through a link. What is no regular file (a link, a device, a pipe) is as good
 * as not there: whoever put it there wants to lead us somewhere else.
 */
public final class SpoolFile implements Bytes, AutoCloseable {
  private final FileChannel channel;
  private final long size;

  private SpoolFile(FileChannel channel, long size) {
    this.channel = channel;
    this.size = size;
  }

  /**
   * How a file is, without opening it.
   *
   * @param modified microseconds, UTC
   * @param size in bytes
   * @param file what tells it from every other file that exists at the same time
   */
  public record Look(long modified, long size, Object file) {}

  /** {@code null}: not there (any more), or no regular file. */
  public static Look look(Path path) throws IOException {
    try {
      BasicFileAttributes found =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return found.isRegularFile()
          ? new Look(
              found.lastModifiedTime().to(TimeUnit.MICROSECONDS), found.size(), found.fileKey())
          : null;
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /** Whether it is a folder, and no link to one. */
  public static boolean isFolder(Path path) {
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
  }

  /**
   * What is in a folder, one after the other, without looking at it; nothing where it is not there (any more).
   *
   * @throws NotDirectoryException it is something else, a link too
   */
  public static void names(Path folder, Consumer<Path> each) throws IOException {
    try {
      if (!Files.readAttributes(folder, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
          .isDirectory()) {
        throw new NotDirectoryException(folder.toString());
      }
    } catch (NoSuchFileException e) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      files.forEach(each);
    } catch (NoSuchFileException e) {
      return;
    } catch (java.nio.file.DirectoryIteratorException e) {
      throw e.getCause();
    }
  }

  /** {@code null}: not there (any more), or no regular file. */
  public static SpoolFile open(Path path) throws IOException {
    if (look(path) == null) {
      return null;
    }
    try {
      FileChannel channel =
          FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
      return new SpoolFile(channel, channel.size());
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /** Its length when it was opened. */
  @Override
  public long size() {
    return size;
  }

  @Override
  public byte[] at(long position, int length) throws IOException {
    if (position < 0 || position >= size || length <= 0) {
      return new byte[0];
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(length, size - position));
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, position + bytes.position()) < 0) {
        break;
      }
    }
    return bytes.position() == bytes.capacity()
        ? bytes.array()
        : Arrays.copyOf(bytes.array(), bytes.position());
  }

  /** Its end. */
  public byte[] tail(int length) throws IOException {
    return at(Math.max(0, size - length), length);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
