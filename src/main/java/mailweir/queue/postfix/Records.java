package mailweir.queue.postfix;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import mailweir.queue.Bytes;

/**
 * Walks over the records of a queue file: a letter, a length (7 bits a byte, the lowest first), the data. Bytes are fetched in pieces that do
 * not reach over {@link #stopAt}.
 */
final class Records {
  private static final int PIECE = 4096;
  private static final int LONGEST = 64 * 1024;
  private static final int LENGTH_BYTES = 5;

  private final Bytes file;
  private byte[] piece = new byte[0];
  private long start;
  private long position;
  private long stop;
  private int from;
  private int length;

  /** {@code first}: as many bytes are fetched at first. */
  Records(Bytes file, int first) {
    this.file = file;
    this.stop = first;
  }

  /** Behind the last record. */
  long position() {
    return position;
  }

  /** Where to go on. */
  void go(long to) {
    position = to;
  }

  /** Nothing from here on is fetched before the walk gets there. */
  void stopAt(long position) {
    stop = position;
  }

  /** The next record's letter; -1: the end, or no record. */
  int next() throws IOException {
    long at = position;
    if (!have(at, 2)) {
      return -1;
    }
    int type = byteAt(at++) & 0xff;
    int size = 0;
    for (int i = 0; ; i++) {
      if (i == LENGTH_BYTES || !have(at, 1)) {
        return -1;
      }
      int b = byteAt(at++);
      size |= (b & 0x7f) << 7 * i;
      if (b >= 0) {
        break;
      }
    }
    if (size < 0 || size > LONGEST || !have(at, size)) {
      return -1;
    }
    from = (int) (at - start);
    length = size;
    position = at + size;
    return type;
  }

  private byte byteAt(long at) {
    return piece[(int) (at - start)];
  }

  /** Makes so many bytes be at hand. */
  private boolean have(long at, int count) throws IOException {
    if (at >= start && at + count <= start + piece.length) {
      return true;
    }
    long wanted = at < stop ? Math.min(stop - at, LONGEST) : PIECE;
    piece = file.at(at, (int) Math.max(wanted, count));
    start = at;
    return piece.length >= count;
  }

  /** The record's data. */
  String text() {
    return new String(piece, from, length, StandardCharsets.UTF_8);
  }

  /** Whether the data begins so. */
  boolean startsWith(String ascii) {
    if (length < ascii.length()) {
      return false;
    }
    for (int i = 0; i < ascii.length(); i++) {
      if (piece[from + i] != ascii.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** The numbers of the data, blanks between them; missing ones are -1. */
  void numbers(long[] into) {
    int at = from;
    int end = from + length;
    for (int i = 0; i < into.length; i++) {
      while (at < end && piece[at] == ' ') {
        at++;
      }
      long value = -1;
      for (; at < end && piece[at] >= '0' && piece[at] <= '9'; at++) {
        value = Math.max(value, 0) * 10 + piece[at] - '0';
        if (value > Long.MAX_VALUE / 16) {
          value = Long.MAX_VALUE / 16;
        }
      }
      into[i] = value;
    }
  }
}
