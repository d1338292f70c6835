package mailweir.policy.grey;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Reads a journal, whatever happened to it: an end that was torn off is no fault, damage in the middle is skipped and told. */
final class JournalFile {
  private JournalFile() {}

  /** The header, or {@code null} when it is damaged or was never finished. */
  static Format format(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      return Format.read(Format.JOURNAL, ByteBuffer.wrap(in.readNBytes(Format.LENGTH)), file);
    }
  }

  /** Gives the records in their order; returns how many. */
  static long read(Path file, Consumer<Record> to, Consumer<String> say) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    long records = 0;
    int at = Math.min(Format.LENGTH, bytes.length);
    while (at < bytes.length) {
      int size = Record.sizeAt(bytes, at, bytes.length);
      if (size > 0) {
        to.accept(Record.at(bytes, at, size));
        records++;
        at += size;
        continue;
      }
      int next = at + 1;
      while (next < bytes.length && Record.sizeAt(bytes, next, bytes.length) < 0) {
        next++;
      }
      if (next < bytes.length) {
        say.accept(
            file
                + "@"
                + at
                + ": "
                + (next - at)
                + " bytes are damaged; what they told is forgotten, at most "
                + Math.max(1, (next - at) / Record.SHORTEST)
                + " changes, the others are kept; look after the disk");
      }
      at = next;
    }
    return records;
  }
}
