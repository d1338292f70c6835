package mailweir.pipeline;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mailweir.journey.Open;
import mailweir.store.StoreFault;
import mailweir.store.lines.Disk;

/**
 * What is open between rounds, in a file of its own: written anew under a new name ({@code open-17}) by each round, whose transaction commits
 * its length; the one before stays until the next round, for whoever has not seen the commit.
 */
final class OpenFile {
  private static final String OPEN = "open-";

  private final Disk disk;
  private final List<Open> parts;
  private final List<String> stale = new ArrayList<>();
  private String name;
  private long generation;

  private OpenFile(Disk disk, Open... parts) {
    this.disk = disk;
    this.parts = List.of(parts);
  }

  /** Fills the parts, which are empty, from the file of the last committed round; other such files are removed. */
  static OpenFile load(Disk disk, Map<String, Long> files, Open... parts) {
    OpenFile file = new OpenFile(disk, parts);
    file.load(files);
    return file;
  }

  /** Writes the parts, and tells the lengths that are to be committed with the round. */
  void save(Map<String, Long> files) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);
    try {
      try (DataOutputStream out =
          new DataOutputStream(new BufferedOutputStream(new ZstdOutputStream(bytes, 1), 1 << 16))) {
        for (Open part : parts) {
          part.save(out);
        }
      }
      String next = OPEN + ++generation;
      disk.write(next, 0, ByteBuffer.wrap(bytes.toByteArray()));
      disk.force(next);
      files.put(next, (long) bytes.size());
      if (name != null) {
        files.put(name, 0L);
        stale.add(name);
      }
      name = next;
      while (stale.size() > 1) {
        disk.delete(stale.remove(0));
      }
    } catch (IOException e) {
      throw new StoreFault(
          disk.path(OPEN + generation)
              + ": what is still in the queues could not be written; the last committed round is safe; look at the disk's space",
          e);
    }
  }

  private void load(Map<String, Long> files) {
    try {
      for (String one : disk.names()) {
        if (isOne(one)) {
          generation = Math.max(generation, Long.parseLong(one.substring(OPEN.length())));
          if (!files.containsKey(one)) {
            disk.delete(one);
          }
        }
      }
      for (Map.Entry<String, Long> file : files.entrySet()) {
        if (isOne(file.getKey())) {
          name = file.getKey();
          load((int) (long) file.getValue());
        }
      }
    } catch (IOException e) {
      throw new StoreFault(
          disk.path(name == null ? "" : name)
              + ": what is still in the queues cannot be read ("
              + e
              + "); the store was not opened; restore the file from a backup",
          e);
    }
  }

  private void load(int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    if (disk.read(name, 0, bytes) < length) {
      throw new EOFException("shorter than " + length + " bytes");
    }
    try (DataInputStream in =
        new DataInputStream(new ZstdInputStream(new ByteArrayInputStream(bytes.array())))) {
      for (Open part : parts) {
        part.load(in);
      }
    }
  }

  private static boolean isOne(String file) {
    return file.matches(OPEN + "[0-9]{1,18}");
  }
}
