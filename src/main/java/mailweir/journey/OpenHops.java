package mailweir.journey;

import java.util.Arrays;

/**
 * One shard of what is known of queue ids that are still open: the marks of each, and when it was last heard of.
 *
 * <p>Bounded: a group whose stays are complete is folded into rows and forgotten; what comes for it later makes a row of its own, which
 * {@link Joiner} puts to the stay that it belongs to. Not safe for threads; its owner locks.
 */
public final class OpenHops {
  /** Columns of a group: key, queue id's hash, the id in 24 bytes, host | mark count, first mark | slot. */
  private static final int WIDTH = 8;

  private final Marks marks = new Marks();
  private final Fold fold = new Fold();
  private long[] rows = new long[WIDTH << 8];
  private int fill = 1;
  private int free;
  private int live;
  private int[] table = new int[1 << 10];
  private int marksAtLastFold;

  public OpenHops() {}

  public int live() {
    return live;
  }

  public int liveMarks() {
    return marks.live();
  }

  /** Adds a mark for a queue id. */
  public void add(long key, long idHash, int host, long id0, long id1, long id2, long[] m, int o) {
    int g = find(key);
    if (g == 0) {
      g = make(key, idHash, host, id0, id1, id2);
    }
    int mark =
        marks.add(
            m[o],
            m[o + 1],
            (int) (m[o + 2] >>> 56),
            (int) (m[o + 2] >>> 48),
            (int) (m[o + 2] >>> 40),
            (int) (m[o + 2] >>> 32),
            (int) m[o + 2],
            m[o + 3],
            m[o + 4],
            m[o + 5],
            m[o + 6]);
    int r = g * WIDTH;
    marks.chain(mark, (int) rows[r + 6]);
    rows[r + 6] = mark;
    rows[r + 5]++;
  }

  /** Whether enough has come since the last {@link #settle} for another to pay. */
  public boolean isFull(int threshold) {
    return marks.live() - marksAtLastFold > threshold;
  }

  /**
   * Folds every group; rows of complete ones go to {@code out} and the groups are forgotten, with {@code all} the others too.
   */
  public void settle(Hops out, boolean all) {
    int end = fill;
    for (int g = 1; g < end; g++) {
      int r = g * WIDTH;
      int n = (int) (rows[r + 5] & 0xFFFFFFFFL);
      if (n == 0) {
        continue;
      }
      fold.gather(marks, (int) rows[r + 6], n);
      if (all || fold.isComplete(marks, n)) {
        fold.fold(
            marks,
            n,
            rows[r],
            rows[r + 1],
            (int) (rows[r + 5] >>> 32),
            rows[r + 2],
            rows[r + 3],
            rows[r + 4],
            out);
        forget(g);
      }
    }
    marksAtLastFold = marks.live();
  }

  private void forget(int g) {
    int r = g * WIDTH;
    for (int m = (int) rows[r + 6]; m != 0; ) {
      int next = marks.next(m);
      marks.drop(m);
      m = next;
    }
    unlink(rows[r]);
    rows[r + 5] = 0;
    rows[r + 6] = 0;
    rows[r + 7] = free;
    free = g;
    live--;
  }

  private int find(long key) {
    int mask = table.length - 1;
    int i = slot(key) & mask;
    while (table[i] != 0) {
      if (rows[table[i] * WIDTH] == key) {
        return table[i];
      }
      i = (i + 1) & mask;
    }
    return 0;
  }

  private int make(long key, long idHash, int host, long id0, long id1, long id2) {
    int g;
    if (free != 0) {
      g = free;
      free = (int) rows[g * WIDTH + 7];
    } else {
      g = fill++;
      if (fill * WIDTH > rows.length) {
        rows = Arrays.copyOf(rows, rows.length * 2);
      }
    }
    int r = g * WIDTH;
    rows[r] = key;
    rows[r + 1] = idHash;
    rows[r + 2] = id0;
    rows[r + 3] = id1;
    rows[r + 4] = id2;
    rows[r + 5] = (long) host << 32;
    rows[r + 6] = 0;
    rows[r + 7] = 0;
    if (++live * 2 > table.length) {
      table = new int[table.length * 2];
      for (int k = 1; k < fill; k++) {
        if (k != g && (rows[k * WIDTH + 5] & 0xFFFFFFFFL) != 0) {
          link(k);
        }
      }
    }
    link(g);
    return g;
  }

  private void link(int g) {
    int mask = table.length - 1;
    int i = slot(rows[g * WIDTH]) & mask;
    while (table[i] != 0) {
      i = (i + 1) & mask;
    }
    table[i] = g;
  }

  private void unlink(long key) {
    int mask = table.length - 1;
    int i = slot(key) & mask;
    while (rows[table[i] * WIDTH] != key) {
      i = (i + 1) & mask;
    }
    // close the gap: whatever would no longer be found from its own slot moves up
    int gap = i;
    int j = i;
    while (true) {
      j = (j + 1) & mask;
      if (table[j] == 0) {
        break;
      }
      int home = slot(rows[table[j] * WIDTH]) & mask;
      if (((j - home) & mask) >= ((j - gap) & mask)) {
        table[gap] = table[j];
        gap = j;
      }
    }
    table[gap] = 0;
  }

  private static int slot(long key) {
    return (int) (key ^ key >>> 32);
  }
}
