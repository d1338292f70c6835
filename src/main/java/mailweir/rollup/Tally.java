package mailweir.rollup;

import java.util.Arrays;

/**
 * Sums by minute, host and counter. Confined to one thread; {@link #addAll} joins those of several.
 *
 * <p>Open addressing on one long (minute, host, counter), the newest row of cells remembered, since a log's neighbours are
 * its own minute.
 */
public final class Tally {
  private long[] keys = new long[1 << 12];
  private long[] sums = new long[1 << 12];
  private int used;

  /** Adds {@code n} at a time in microseconds since 1970. */
  public void add(long micros, int host, int counter, long n) {
    if (n != 0) {
      addAt(Math.floorDiv(micros, 60_000_000L), host, counter, n);
    }
  }

  /** Adds {@code n} in a minute since 1970. */
  public void addAt(long minute, int host, int counter, long n) {
    long key = key(minute, host, counter);
    int mask = keys.length - 1;
    int i = slot(key) & mask;
    while (keys[i] != 0) {
      if (keys[i] == key) {
        sums[i] += n;
        return;
      }
      i = (i + 1) & mask;
    }
    keys[i] = key;
    sums[i] = n;
    if (++used * 10L > keys.length * 7L) {
      grow();
    }
  }

  public void addAll(Tally other) {
    other.forEach(this::addAt);
  }

  public int size() {
    return used;
  }

  public void clear() {
    Arrays.fill(keys, 0);
    used = 0;
  }

  /** Hands every cell on, in no order; cells whose sum came to nothing too. */
  public void forEach(Cell cell) {
    for (int i = 0; i < keys.length; i++) {
      if (keys[i] != 0) {
        long k = keys[i];
        cell.at((k >>> 32) - (1L << 30), (int) (k >>> 12 & 0xFFFFF), (int) (k & 0xFFF), sums[i]);
      }
    }
  }

  /** Hands every cell on by host, counter and minute: neighbours compress well. */
  public void forEachInOrder(Cell cell) {
    long[] order = new long[used];
    int n = 0;
    for (long k : keys) {
      if (k != 0) {
        order[n++] = (k & 0xFFFFFFFFL) << 32 | k >>> 32;
      }
    }
    Arrays.sort(order);
    int mask = keys.length - 1;
    for (long o : order) {
      long k = o << 32 | o >>> 32;
      int i = slot(k) & mask;
      while (keys[i] != k) {
        i = (i + 1) & mask;
      }
      cell.at((k >>> 32) - (1L << 30), (int) (k >>> 12 & 0xFFFFF), (int) (k & 0xFFF), sums[i]);
    }
  }

  /** One cell. */
  public interface Cell {
    /** {@code minute}: since 1970. */
    void at(long minute, int host, int counter, long n);
  }

  private static long key(long minute, int host, int counter) {
    return (minute + (1L << 30)) << 32 | (long) host << 12 | counter;
  }

  private static int slot(long key) {
    long h = key * 0x9E3779B97F4A7C15L;
    return (int) (h ^ h >>> 32);
  }

  private void grow() {
    long[] oldKeys = keys;
    long[] oldSums = sums;
    keys = new long[oldKeys.length * 2];
    sums = new long[oldKeys.length * 2];
    int mask = keys.length - 1;
    for (int k = 0; k < oldKeys.length; k++) {
      if (oldKeys[k] != 0) {
        int i = slot(oldKeys[k]) & mask;
        while (keys[i] != 0) {
          i = (i + 1) & mask;
        }
        keys[i] = oldKeys[k];
        sums[i] = oldSums[k];
      }
    }
  }
}
