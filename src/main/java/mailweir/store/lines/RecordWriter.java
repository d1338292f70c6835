package mailweir.store.lines;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes one record of a log: length, CRC, content. */
final class RecordWriter {
  static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  static final int FRAME = 8;

  private byte[] bytes = new byte[1 << 10];
  private int p = FRAME;

  boolean isEmpty() {
    return p == FRAME;
  }

  /** Forgets what was not appended. */
  void reset() {
    p = FRAME;
  }

  void number(long value) {
    room(10);
    long v = value;
    while ((v & ~0x7FL) != 0) {
      bytes[p++] = (byte) (v & 0x7F | 0x80);
      v >>>= 7;
    }
    bytes[p++] = (byte) v;
  }

  void eight(long value) {
    room(8);
    LONG.set(bytes, p, value);
    p += 8;
  }

  void text(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    number(utf8.length);
    room(utf8.length);
    System.arraycopy(utf8, 0, bytes, p, utf8.length);
    p += utf8.length;
  }

  /** Appends the record to a file and begins another. */
  void appendTo(CommittedFiles files, String name) {
    INT.set(bytes, 0, p - FRAME);
    INT.set(bytes, 4, Block.crc(bytes, FRAME, p - FRAME));
    files.append(name, bytes, p);
    p = FRAME;
  }

  private void room(int n) {
    if (p + n > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(p + n, bytes.length * 2));
    }
  }
}
