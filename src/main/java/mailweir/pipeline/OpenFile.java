package mailweir.pipeline;

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
import mailweir.journey.Attempts;
import mailweir.journey.OpenHops;
import mailweir.journey.Sessions;
import mailweir.journey.Unattached;
import mailweir.store.StoreFault;
import mailweir.store.lines.Disk;

/** What is open between rounds, in a file of its own: a new one each round, committed with it, and the one before it deleted a round later. */
final class OpenFile {
  /** How a file's name begins; its generation follows. */
  private static final String OPEN = "open-";

  private final Disk disk;
  private final OpenHops open;
  private final Attempts attempts;
  private final Sessions sessions;
  private final Unattached unattached;
  private String openFile;
  private long openGeneration;
  private final List<String> stale = new ArrayList<>();

  OpenFile(Disk disk, OpenHops open, Attempts attempts, Sessions sessions, Unattached unattached) {
    this.disk = disk;
    this.open = open;
    this.attempts = attempts;
    this.sessions = sessions;
    this.unattached = unattached;
  }

  void save(Map<String, Long> files) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);
    try {
      try (DataOutputStream out =
          new DataOutputStream(new com.github.luben.zstd.ZstdOutputStream(bytes, 1))) {
        open.save(out);
        attempts.save(out);
        sessions.save(out);
        unattached.save(out);
      }
      String name = OPEN + ++openGeneration;
      disk.write(name, 0, ByteBuffer.wrap(bytes.toByteArray()));
      disk.force(name);
      files.put(name, (long) bytes.size());
      if (openFile != null) {
        files.put(openFile, 0L);
        stale.add(openFile);
      }
      openFile = name;
      while (stale.size() > 1) {
        disk.delete(stale.remove(0));
      }
    } catch (IOException e) {
      throw new StoreFault(
          disk.path(OPEN + openGeneration)
              + ": what is still in the queues could not be written; the last committed round is safe; look at the disk's space",
          e);
    }
  }

  void load(Map<String, Long> files) {
    try {
      for (String name : disk.names()) {
        if (isOpenFile(name)) {
          openGeneration = Math.max(openGeneration, Long.parseLong(name.substring(OPEN.length())));
          if (!files.containsKey(name)) {
            disk.delete(name);
          }
        }
      }
      for (Map.Entry<String, Long> file : files.entrySet()) {
        if (isOpenFile(file.getKey())) {
          openFile = file.getKey();
          read(openFile, (int) (long) file.getValue());
        }
      }
    } catch (IOException e) {
      throw new StoreFault(
          disk.path(openFile == null ? "" : openFile)
              + ": what is still in the queues cannot be read ("
              + e
              + "); the store was not opened; restore the file from a backup",
          e);
    }
  }

  private void read(String name, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    if (disk.read(name, 0, bytes) < length) {
      throw new EOFException("shorter than " + length + " bytes");
    }
    try (DataInputStream in =
        new DataInputStream(
            new com.github.luben.zstd.ZstdInputStream(new ByteArrayInputStream(bytes.array())))) {
      open.load(in);
      if (in.available() > 0) {
        attempts.load(in);
        sessions.load(in);
        unattached.load(in);
      }
    }
  }

  private static boolean isOpenFile(String name) {
    return name.matches(OPEN + "[0-9]{1,18}");
  }
}
