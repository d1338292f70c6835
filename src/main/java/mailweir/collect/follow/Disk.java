package mailweir.collect.follow;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The few things that a follower asks of a file system.
 *
 * <p>A seam, so that a test can tell the story of a disk that refuses, that has no inodes or that is taken away.
 */
public interface Disk {
  /** The file systems of this machine. */
  Disk LOCAL = new Local();

  /** What a name leads to, symbolic links followed. */
  Facts facts(Path name) throws IOException;

  /** The names in a folder, sorted, so that every run sees the same order. */
  List<Path> list(Path folder) throws IOException;

  /** The file behind a name, to be read. */
  SeekableByteChannel open(Path name) throws IOException;

  /**
   * What is known of a file without opening it.
   *
   * @param key device and inode; {@code null} where the file system has none
   * @param size in bytes
   * @param modified in milliseconds since 1970
   */
  record Facts(Kind kind, Object key, long size, long modified) {

    /** Whether a key, or what was kept of one as text, is that of this file. */
    boolean hasKey(Object other) {
      if (key == null || other == null) {
        return key == other;
      }
      return other instanceof String text ? text.equals(key.toString()) : other.equals(key);
    }
  }

  /** What a name can lead to. */
  enum Kind {
    FILE,
    FOLDER,
    OTHER
  }

  /** The real thing. */
  final class Local implements Disk {
    @Override
    public Facts facts(Path name) throws IOException {
      BasicFileAttributes a = Files.readAttributes(name, BasicFileAttributes.class);
      Kind kind = a.isRegularFile() ? Kind.FILE : a.isDirectory() ? Kind.FOLDER : Kind.OTHER;
      return new Facts(kind, a.fileKey(), a.size(), a.lastModifiedTime().to(TimeUnit.MILLISECONDS));
    }

    @Override
    public List<Path> list(Path folder) throws IOException {
      List<Path> names = new ArrayList<>();
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
        for (Path entry : entries) {
          names.add(entry);
        }
      } catch (DirectoryIteratorException e) {
        throw e.getCause();
      }
      Collections.sort(names);
      return names;
    }

    @Override
    public SeekableByteChannel open(Path name) throws IOException {
      return FileChannel.open(name, StandardOpenOption.READ);
    }
  }
}
