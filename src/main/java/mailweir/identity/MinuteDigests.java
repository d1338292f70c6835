package mailweir.identity;

/**
 * For each host and minute the number of lines and the sum of their identities: what a source says, in 20 bytes a minute.
 *
 * <p>Open addressing over three primitive arrays, filled between 64 and 80 percent and grown by a quarter: 25 to 31 bytes an entry.
 * The sum wraps at 64 bits, so it does not depend on the order of the lines. Confined to one thread while it is written.
 */
public final class MinuteDigests {
  private static final long SPREAD = 0x9E3779B97F4A7C15L;
  private static final int FIRST_CAPACITY = 64;

  private long[] keys = new long[FIRST_CAPACITY];
  private long[] sums = new long[FIRST_CAPACITY];
  private int[] counts = new int[FIRST_CAPACITY];
  private int[] latest = new int[16];
  private int size;
  private long lines;
  private int firstMinute = Integer.MAX_VALUE;
  private int lastMinute = Integer.MIN_VALUE;

  /** Receives entries. */
  @FunctionalInterface
  public interface Visitor {
    void minute(int host, int minute, int lines, long sum);
  }

  /** Counts one line. */
  public void add(int host, int minute, long identity) {
    add(host, minute, 1, identity);
  }

  /** Counts {@code n} lines whose identities add up to {@code sum}. */
  public void add(int host, int minute, int n, long sum) {
    if (n == 0) {
      return;
    }
    long key = key(host, minute);
    int slot = host < latest.length ? latest[host] : 0;
    if (slot >= keys.length || keys[slot] != key || counts[slot] == 0) {
      slot = place(key);
      remember(host, slot);
    }
    counts[slot] += n;
    sums[slot] += sum;
    lines += n;
  }

  /** Adds all that another says. */
  public void merge(MinuteDigests other) {
    other.each(this::add);
  }

  /** Lines of a minute; 0 when it is not known. */
  public int count(int host, int minute) {
    int slot = slot(host, minute);
    return slot < 0 ? 0 : counts[slot];
  }

  /** The sum of the identities of a minute; 0 when it is not known. */
  public long sum(int host, int minute) {
    int slot = slot(host, minute);
    return slot < 0 ? 0 : sums[slot];
  }

  /** Calls for every entry, in no order. */
  public void each(Visitor visitor) {
    for (int slot = 0; slot < keys.length; slot++) {
      if (counts[slot] != 0) {
        visitor.minute(host(slot), minute(slot), counts[slot], sums[slot]);
      }
    }
  }

  /** Number of entries. */
  public int size() {
    return size;
  }

  /** Number of lines in all. */
  public long lines() {
    return lines;
  }

  // ---- by slot, for a plan laid over a map that is no longer written ----

  int slots() {
    return keys.length;
  }

  int slot(int host, int minute) {
    if (minute < firstMinute || minute > lastMinute) {
      return -1;
    }
    long key = key(host, minute);
    int slot = home(key);
    while (counts[slot] != 0) {
      if (keys[slot] == key) {
        return slot;
      }
      slot = slot + 1 == keys.length ? 0 : slot + 1;
    }
    return -1;
  }

  int countAt(int slot) {
    return counts[slot];
  }

  long sumAt(int slot) {
    return sums[slot];
  }

  int host(int slot) {
    return (int) (keys[slot] >>> 32);
  }

  int minute(int slot) {
    return (int) keys[slot];
  }

  static long key(int host, int minute) {
    return (long) host << 32 | (minute & 0xFFFFFFFFL);
  }

  private int home(long key) {
    return (int) Math.unsignedMultiplyHigh(key * SPREAD, keys.length);
  }

  private int place(long key) {
    int slot = home(key);
    while (counts[slot] != 0) {
      if (keys[slot] == key) {
        return slot;
      }
      slot = slot + 1 == keys.length ? 0 : slot + 1;
    }
    if ((size + 1) * 5L > keys.length * 4L) {
      grow();
      return place(key);
    }
    keys[slot] = key;
    size++;
    firstMinute = Math.min(firstMinute, (int) key);
    lastMinute = Math.max(lastMinute, (int) key);
    return slot;
  }

  private void remember(int host, int slot) {
    if (host >= latest.length) {
      if (host >= 1 << 16) {
        return;
      }
      latest = java.util.Arrays.copyOf(latest, Math.max(host + 1, latest.length * 2));
    }
    latest[host] = slot;
  }

  private void grow() {
    long[] oldKeys = keys;
    long[] oldSums = sums;
    int[] oldCounts = counts;
    int capacity =
        (int) Math.min(Integer.MAX_VALUE - 8L, oldKeys.length + oldKeys.length / 4 + 16L);
    keys = new long[capacity];
    sums = new long[capacity];
    counts = new int[capacity];
    for (int old = 0; old < oldKeys.length; old++) {
      if (oldCounts[old] != 0) {
        int slot = home(oldKeys[old]);
        while (counts[slot] != 0) {
          slot = slot + 1 == capacity ? 0 : slot + 1;
        }
        keys[slot] = oldKeys[old];
        sums[slot] = oldSums[old];
        counts[slot] = oldCounts[old];
      }
    }
  }
}
