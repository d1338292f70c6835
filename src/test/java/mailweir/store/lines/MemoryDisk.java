package mailweir.store.lines;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * A disk in memory. It can be pulled out after any number of changes: the program dies at that instant, and what the disk holds then
 * is all there is. Or it can be full after any number of bytes.
 */
final class MemoryDisk implements Disk {
  /** The program was killed. */
  static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Killed() {
      super("killed");
    }
  }

  final TreeMap<String, byte[]> files = new TreeMap<>();
  long changesUntilKilled = Long.MAX_VALUE;
  long bytesUntilFull = Long.MAX_VALUE;
  long changes;

  /** What is left when the program is gone. */
  MemoryDisk copy() {
    MemoryDisk copy = new MemoryDisk();
    files.forEach((name, bytes) -> copy.files.put(name, bytes.clone()));
    return copy;
  }

  private void change() {
    if (changesUntilKilled-- <= 0) {
      throw new Killed();
    }
    changes++;
  }

  @Override
  public List<String> names() {
    return new ArrayList<>(files.keySet());
  }

  @Override
  public long length(String name) {
    byte[] bytes = files.get(name);
    return bytes == null ? -1 : bytes.length;
  }

  @Override
  public void write(String name, long position, ByteBuffer bytes) throws IOException {
    int n = bytes.remaining();
    // A write is torn in two: the kill, or the end of the disk, may come between.
    int half = (int) Math.min(n / 2, bytesUntilFull);
    change();
    put(name, position, bytes, half);
    if (bytesUntilFull < n) {
      throw new IOException("No space left on device");
    }
    change();
    put(name, position + half, bytes, n - half);
    bytesUntilFull -= n;
  }

  private void put(String name, long position, ByteBuffer bytes, int n) {
    byte[] file = files.getOrDefault(name, new byte[0]);
    byte[] grown = Arrays.copyOf(file, Math.max(file.length, (int) position + n));
    bytes.get(grown, (int) position, n);
    files.put(name, grown);
  }

  @Override
  public int read(String name, long position, ByteBuffer into) throws IOException {
    byte[] file = files.get(name);
    if (file == null) {
      throw new java.nio.file.NoSuchFileException(name);
    }
    int n = (int) Math.max(0, Math.min(into.remaining(), file.length - position));
    into.put(file, (int) position, n);
    return n;
  }

  @Override
  public void force(String name) {
    change();
  }

  @Override
  public void truncate(String name, long length) {
    change();
    files.put(name, Arrays.copyOf(files.get(name), (int) length));
  }

  @Override
  public void delete(String name) {
    change();
    files.remove(name);
  }

  @Override
  public void rename(String name, String to) {
    change();
    files.put(to, files.remove(name));
  }

  @Override
  public String path(String name) {
    return "/memory/" + name;
  }
}
