package mailweir.identity;

import java.util.Arrays;

/**
 * One host's minute that several sources tell differently: admits of each identity as many lines as the source with most of them has.
 *
 * <p>A source's lines of an identity are counted relative to those of the first contender, so that an identity which all have brought
 * equally often has only zeros and is forgotten. The number admitted so far is the highest of the counts; a line is admitted when it
 * raises that. Safe for use by many threads: one lock, held for nanoseconds, for one minute of one host.
 */
final class Contest {
  private static final int FIRST_CAPACITY = 32;

  private final int[] contenders;
  private final int width;
  private long remaining;
  private long[] keys;
  private int[] leads;
  private int size;

  /**
   * @param contenders the sources, each telling something else
   * @param lines how many lines they will bring together
   */
  Contest(int[] contenders, long lines) {
    this.contenders = contenders;
    this.width = contenders.length - 1;
    this.remaining = lines;
  }

  synchronized boolean admit(int source, long identity) {
    if (keys == null) {
      keys = new long[FIRST_CAPACITY];
      leads = new int[FIRST_CAPACITY * width];
    }
    int slot = find(identity);
    boolean isNew = !used(slot);
    if (isNew) {
      keys[slot] = identity;
      size++;
    }
    boolean admitted = count(slot * width, position(source));
    if (!used(slot)) {
      size--;
      close(slot);
    } else if (isNew && size * 10 > keys.length * 7) {
      grow();
    }
    if (--remaining == 0) {
      keys = null;
      leads = null;
      size = 0;
    }
    return admitted;
  }

  /** Lines held: those that not all have brought yet. */
  synchronized int held() {
    return size;
  }

  private boolean count(int at, int position) {
    int highest = 0;
    for (int i = at; i < at + width; i++) {
      highest = Math.max(highest, leads[i]);
    }
    if (position == 0) {
      for (int i = at; i < at + width; i++) {
        leads[i]--;
      }
      return highest == 0;
    }
    return ++leads[at + position - 1] > highest;
  }

  private int position(int source) {
    for (int i = 0; i < contenders.length; i++) {
      if (contenders[i] == source) {
        return i;
      }
    }
    throw new IllegalArgumentException("source " + source + " is no contender");
  }

  private boolean used(int slot) {
    for (int i = slot * width; i < (slot + 1) * width; i++) {
      if (leads[i] != 0) {
        return true;
      }
    }
    return false;
  }

  private int find(long key) {
    int mask = keys.length - 1;
    int slot = home(key, mask);
    while (used(slot) && keys[slot] != key) {
      slot = slot + 1 & mask;
    }
    return slot;
  }

  /** Moves back what stands behind a slot that became free, so that nothing is cut off from its home. */
  private void close(int free) {
    int mask = keys.length - 1;
    int slot = free;
    for (int next = slot + 1 & mask; used(next); next = next + 1 & mask) {
      int home = home(keys[next], mask);
      if ((next - home & mask) >= (next - slot & mask)) {
        keys[slot] = keys[next];
        System.arraycopy(leads, next * width, leads, slot * width, width);
        Arrays.fill(leads, next * width, (next + 1) * width, 0);
        slot = next;
      }
    }
  }

  private static int home(long key, int mask) {
    return (int) (key ^ key >>> 32) & mask;
  }

  private void grow() {
    long[] oldKeys = keys;
    int[] oldLeads = leads;
    keys = new long[oldKeys.length * 2];
    leads = new int[oldLeads.length * 2];
    for (int old = 0; old < oldKeys.length; old++) {
      for (int i = 0; i < width; i++) {
        if (oldLeads[old * width + i] != 0) {
          int slot = find(oldKeys[old]);
          keys[slot] = oldKeys[old];
          System.arraycopy(oldLeads, old * width, leads, slot * width, width);
          break;
        }
      }
    }
  }
}
