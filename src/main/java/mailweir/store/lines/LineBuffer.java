package mailweir.store.lines;

import java.util.Arrays;

/** Lines of one host in memory, in the order of arrival: their bytes end to end, their times. */
final class LineBuffer {
  final int host;
  byte[] data;
  int size;
  int[] ends;
  long[] micros;
  int lines;
  private boolean ordered = true;

  /** Whether none of them holds a line feed, as far as that is known. */
  boolean areOne = true;

  LineBuffer(int host, int bytes) {
    this.host = host;
    this.data = new byte[bytes];
    this.ends = new int[Math.max(8, bytes / 128)];
    this.micros = new long[ends.length];
  }

  void add(long time, byte[] array, int from, int to) {
    add(time, array, from, to, false);
  }

  void add(long time, byte[] array, int from, int to, boolean isOne) {
    areOne &= isOne;
    int n = to - from;
    if (size + n > data.length) {
      data = Arrays.copyOf(data, Math.max(size + n, data.length + (data.length >> 1)));
    }
    if (lines == ends.length) {
      ends = Arrays.copyOf(ends, lines + (lines >> 1) + 8);
      micros = Arrays.copyOf(micros, ends.length);
    }
    System.arraycopy(array, from, data, size, n);
    size += n;
    ends[lines] = size;
    micros[lines] = time;
    ordered &= lines == 0 || micros[lines - 1] <= time;
    lines++;
  }

  /** Empty again, its room kept. */
  void clear() {
    size = 0;
    lines = 0;
    ordered = true;
    areOne = true;
  }

  int start(int line) {
    return line == 0 ? 0 : ends[line - 1];
  }

  /** The lines by time, equal times as they came; {@code null} when they came so. Times lie within some years. */
  int[] order() {
    if (ordered) {
      return null;
    }
    long[] keys = new long[lines];
    Integer[] far = null;
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (int i = 0; i < lines; i++) {
      first = Math.min(first, micros[i]);
      last = Math.max(last, micros[i]);
    }
    int bits = 64 - Long.numberOfLeadingZeros(lines);
    if (last - first >= 1L << (63 - bits)) {
      far = new Integer[lines];
      Arrays.setAll(far, i -> i);
      Arrays.sort(far, (a, b) -> Long.compare(micros[a], micros[b]));
    } else {
      for (int i = 0; i < lines; i++) {
        keys[i] = micros[i] - first << bits | i;
      }
      Arrays.sort(keys);
    }
    int[] order = new int[lines];
    for (int i = 0; i < lines; i++) {
      order[i] = far != null ? far[i] : (int) (keys[i] & (1L << bits) - 1);
    }
    return order;
  }
}
