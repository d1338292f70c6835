package mailweir.store.duckdb;

import java.util.Arrays;

/**
 * The figures of an hour of a host by minute, as the bytes that a row of table {@code minute} holds.
 *
 * <pre>
 *   for each counter: its number less the one before · how many minutes
 *     for each minute: minute of the hour less the one before · amount, signs folded in
 * </pre>
 *
 * <p>Numbers take seven bits a byte, the lowest first. Counters are those of table {@code counter}.
 */
final class MinuteCells {
  private byte[] bytes = new byte[1 << 10];
  private int end;
  private int[] minutes = new int[60];
  private long[] amounts = new long[60];
  private int pending;
  private int counter = -1;
  private int before;

  /** Adds a figure; counters come in their order, and the minutes of each. */
  void add(int ofCounter, int minute, long n) {
    if (ofCounter != counter) {
      flush();
      counter = ofCounter;
    }
    if (pending == minutes.length) {
      minutes = Arrays.copyOf(minutes, pending * 2);
      amounts = Arrays.copyOf(amounts, pending * 2);
    }
    minutes[pending] = minute;
    amounts[pending++] = n;
  }

  /** The bytes of what was added; begins anew. */
  byte[] take() {
    flush();
    byte[] all = Arrays.copyOf(bytes, end);
    end = 0;
    counter = -1;
    before = 0;
    return all;
  }

  private void flush() {
    if (pending == 0) {
      return;
    }
    number(counter - before);
    before = counter;
    number(pending);
    int last = 0;
    for (int i = 0; i < pending; i++) {
      number(minutes[i] - last);
      last = minutes[i];
      number(amounts[i] << 1 ^ amounts[i] >> 63);
    }
    pending = 0;
  }

  private void number(long value) {
    if (end + 10 > bytes.length) {
      bytes = Arrays.copyOf(bytes, bytes.length * 2);
    }
    long v = value;
    while ((v & ~0x7FL) != 0) {
      bytes[end++] = (byte) (v & 0x7F | 0x80);
      v >>>= 7;
    }
    bytes[end++] = (byte) v;
  }

  /** Receives figures. */
  interface Visitor {
    void cell(int counter, int minute, long n);
  }

  /** Hands on what bytes hold. */
  static void read(byte[] bytes, Visitor visitor) {
    new Cursor(bytes).read(visitor);
  }

  private static final class Cursor {
    private final byte[] bytes;
    private int p;

    Cursor(byte[] bytes) {
      this.bytes = bytes;
    }

    void read(Visitor visitor) {
      int counter = 0;
      while (p < bytes.length) {
        counter += (int) number();
        int minute = 0;
        for (long left = number(); left > 0; left--) {
          minute += (int) number();
          long n = number();
          visitor.cell(counter, minute, n >>> 1 ^ -(n & 1));
        }
      }
    }

    private long number() {
      long value = 0;
      for (int shift = 0; ; shift += 7) {
        byte b = bytes[p++];
        value |= (b & 0x7FL) << shift;
        if (b >= 0) {
          return value;
        }
      }
    }
  }
}
