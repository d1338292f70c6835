package mailweir.store.lines;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** A real folder; made when it is not there. Opens a file for each call: a reader never sees a closed channel. */
public final class FolderDisk implements Disk {
  private final Path folder;

  /** Files whose name may not be on the disk yet. */
  private final Set<String> fresh = ConcurrentHashMap.newKeySet();

  public FolderDisk(Path folder) {
    this.folder = folder;
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw VaultFault.writing(folder.toString(), e);
    }
  }

  @Override
  public List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(p -> p.getFileName().toString())
          .sorted()
          .toList();
    }
  }

  @Override
  public long length(String name) throws IOException {
    try {
      return Files.size(folder.resolve(name));
    } catch (NoSuchFileException e) {
      return -1;
    }
  }

  @Override
  public void write(String name, long position, ByteBuffer bytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            folder.resolve(name), StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
      if (position == 0) {
        fresh.add(name);
      }
      long at = position;
      while (bytes.hasRemaining()) {
        at += channel.write(bytes, at);
      }
    }
  }

  @Override
  public int read(String name, long position, ByteBuffer into) throws IOException {
    try (FileChannel channel = FileChannel.open(folder.resolve(name), StandardOpenOption.READ)) {
      int read = 0;
      while (into.hasRemaining()) {
        int n = channel.read(into, position + read);
        if (n < 0) {
          break;
        }
        read += n;
      }
      return read;
    }
  }

  @Override
  public void force(String name) throws IOException {
    try (FileChannel channel = FileChannel.open(folder.resolve(name), StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    if (fresh.contains(name)) {
      forceFolder();
      fresh.remove(name);
    }
  }

  @Override
  public void truncate(String name, long length) throws IOException {
    try (FileChannel channel = FileChannel.open(folder.resolve(name), StandardOpenOption.WRITE)) {
      if (channel.size() < length) {
        throw new EOFException("shorter than " + length + " bytes");
      }
      channel.truncate(length);
    }
  }

  @Override
  public void delete(String name) throws IOException {
    Files.deleteIfExists(folder.resolve(name));
  }

  @Override
  public void rename(String name, String to) throws IOException {
    Files.move(folder.resolve(name), folder.resolve(to), StandardCopyOption.REPLACE_EXISTING);
    forceFolder();
  }

  @Override
  public String path(String name) {
    return folder.resolve(name).toString();
  }

  /** A new name is on the disk when its folder is. */
  private void forceFolder() throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
