package mailweir.queue;

import java.io.IOException;
import java.util.Arrays;

/** Bytes that can be read anywhere: a file of a queue, or an array. */
public interface Bytes {
  /** How many there are. */
  long size();

  /** Fewer bytes than asked for at the end; none outside. */
  byte[] at(long position, int length) throws IOException;

  /** Bytes at hand. */
  static Bytes of(byte[] bytes) {
    return new Bytes() {
      @Override
      public long size() {
        return bytes.length;
      }

      @Override
      public byte[] at(long position, int length) {
        if (position < 0 || position >= bytes.length || length <= 0) {
          return new byte[0];
        }
        int from = (int) position;
        return Arrays.copyOfRange(bytes, from, from + Math.min(length, bytes.length - from));
      }
    };
  }
}
