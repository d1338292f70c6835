package mailweir.store.lines;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Reads the records of a log, one after the other. */
final class RecordReader {
  private final byte[] bytes;
  private int p;
  private int end;
  private int next;

  /** The records of a committed file; none when there is no such file. */
  RecordReader(Disk disk, String name, long length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(length));
    if (length > 0 && disk.read(name, 0, buffer) < length) {
      throw new EOFException("shorter than " + length + " bytes");
    }
    bytes = buffer.array();
  }

  /** Goes to the next record; false at the end. */
  boolean next() throws IOException {
    if (next == bytes.length) {
      return false;
    }
    if (bytes.length - next < RecordWriter.FRAME) {
      throw new IOException("damaged at " + next);
    }
    int length = (int) RecordWriter.INT.get(bytes, next);
    int from = next + RecordWriter.FRAME;
    if (length < 0
        || length > bytes.length - from
        || Block.crc(bytes, from, length) != (int) RecordWriter.INT.get(bytes, next + 4)) {
      throw new IOException("damaged at " + next);
    }
    p = from;
    end = from + length;
    next = end;
    return true;
  }

  /** Whether the record goes on. */
  boolean hasMore() {
    return p < end;
  }

  long number() {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      byte b = bytes[p++];
      value |= (b & 0x7FL) << shift;
      if (b >= 0) {
        return value;
      }
    }
  }

  long eight() {
    long value = (long) RecordWriter.LONG.get(bytes, p);
    p += 8;
    return value;
  }

  String text() {
    int n = (int) number();
    String text = new String(bytes, p, n, StandardCharsets.UTF_8);
    p += n;
    return text;
  }
}
