package mailweir.journey;

/**
 * Queue ids that were said to be removed, in the order in which that was heard: they are folded a little later, when whoever logs late
 * has had his time. Not safe for threads.
 */
final class Removals {
  /** A group that waits here; {@link OpenHops} notes it, so that none waits twice. */
  static final int WAITING = 1;

  /** A group that was looked at and was not complete: it waits again as soon as something more is heard of it. */
  static final int INCOMPLETE = 2;

  /** So many marks are let come in any case: several files are read at once, and are not at the same time of day. */
  private static final int FEW = 64;

  /** After so many marks none waits any longer, whatever its clock says: what is held stays bounded. */
  private static final int MANY = 8192;

  private int[] groups = new int[1 << 8];
  private long[] times = new long[1 << 8];
  private long[] arrivals = new long[1 << 8];
  private long head;
  private long tail;
  private long heard;
  private long newest = Long.MIN_VALUE;

  /** Nobody waits any more. */
  void clear() {
    head = tail;
  }

  /** Notes that a mark came. */
  void hear(long time) {
    heard++;
    newest = Math.max(newest, time);
  }

  void add(int group, long time) {
    int size = groups.length;
    if (tail - head == size) {
      int[] g = new int[size * 2];
      long[] t = new long[size * 2];
      long[] a = new long[size * 2];
      for (int i = 0; i < size; i++) {
        int at = (int) (head + i) & size - 1;
        g[i] = groups[at];
        t[i] = times[at];
        a[i] = arrivals[at];
      }
      groups = g;
      times = t;
      arrivals = a;
      head = 0;
      tail = size;
    }
    int at = (int) tail++ & groups.length - 1;
    groups[at] = group;
    times[at] = time;
    arrivals[at] = heard;
  }

  /** The next that has waited long enough; 0 when there is none. */
  int next() {
    if (head == tail) {
      return 0;
    }
    int at = (int) head & groups.length - 1;
    long came = heard - arrivals[at];
    if (came < FEW || came < MANY && newest - times[at] < Fold.AFTERWARDS) {
      return 0;
    }
    head++;
    return groups[at];
  }
}
