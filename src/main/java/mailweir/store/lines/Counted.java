package mailweir.store.lines;

import java.util.function.LongConsumer;

/** How often each identity occurs among some lines: open addressing, for one minute at a time. */
final class Counted {
  private long[] keys;
  private int[] counts;
  private int size;
  int lines;
  long sum;

  Counted(int expected) {
    int capacity = Integer.highestOneBit(Math.max(8, expected) * 2) * 2;
    keys = new long[capacity];
    counts = new int[capacity];
  }

  /** Counts one more; tells how many there are now. */
  int add(long key) {
    lines++;
    sum += key;
    if (size * 2 >= keys.length) {
      grow();
    }
    int slot = slot(key);
    if (counts[slot] == 0) {
      keys[slot] = key;
      size++;
    }
    return ++counts[slot];
  }

  int of(long key) {
    return counts[slot(key)];
  }

  /** Tells each as often as it occurs. */
  void each(LongConsumer to) {
    for (int slot = 0; slot < keys.length; slot++) {
      for (int n = 0; n < counts[slot]; n++) {
        to.accept(keys[slot]);
      }
    }
  }

  private int slot(long key) {
    int mask = keys.length - 1;
    int slot = (int) (key ^ key >>> 32) & mask;
    while (counts[slot] != 0 && keys[slot] != key) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldCounts = counts;
    keys = new long[oldKeys.length * 2];
    counts = new int[oldKeys.length * 2];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldCounts[i] != 0) {
        int slot = slot(oldKeys[i]);
        keys[slot] = oldKeys[i];
        counts[slot] = oldCounts[i];
      }
    }
  }
}
