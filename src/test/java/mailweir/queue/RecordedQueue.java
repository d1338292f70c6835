package mailweir.queue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Queue folders that real servers left, unpacked, and what the servers said of them. */
public final class RecordedQueue {
  private RecordedQueue() {}

  private static InputStream open(String name) throws IOException {
    InputStream in = RecordedQueue.class.getResourceAsStream("/queues/" + name);
    if (in == null) {
      throw new IOException("/queues/" + name + " is not there");
    }
    return new GZIPInputStream(in);
  }

  /** Unpacks an archive into a folder. */
  public static Path unpack(String name, Path folder) throws IOException {
    try (TarArchiveInputStream tar = new TarArchiveInputStream(open(name + ".tar.gz"))) {
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        Path file = folder.resolve(entry.getName()).normalize();
        if (entry.isDirectory()) {
          Files.createDirectories(file);
        } else if (entry.isLink()) {
          Files.createDirectories(file.getParent());
          Files.createLink(file, folder.resolve(entry.getLinkName()).normalize());
        } else {
          Files.createDirectories(file.getParent());
          Files.copy(tar, file);
          Files.setLastModifiedTime(file, FileTime.from(entry.getLastModifiedTime().toInstant()));
        }
      }
    }
    return folder;
  }

  /** The lines of a text. */
  public static List<String> lines(String name) throws IOException {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(open(name + ".gz"), StandardCharsets.UTF_8))) {
      return in.lines().toList();
    }
  }
}
