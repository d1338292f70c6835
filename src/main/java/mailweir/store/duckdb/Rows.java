package mailweir.store.duckdb;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import mailweir.journey.Hops;

/**
 * Hops of a round with those of the store that they may join, each with what only the store knows of it: its number, the hop
 * before it, its journey.
 */
public final class Rows {
  /** A hop that nothing precedes. */
  static final long NONE = 0;

  public final Hops hops = new Hops();
  long[] id = new long[1 << 10];
  long[] previous = new long[1 << 10];
  long[] journey = new long[1 << 10];
  byte[] joinedBy = new byte[1 << 10];
  boolean[] open = new boolean[1 << 10];

  /** Stored rows: a print of what is stored, to tell whether the round changed it. */
  long[] print = new long[1 << 10];

  boolean[] stored = new boolean[1 << 10];
  private final Map<Long, Integer> rowOf = new HashMap<>();

  /** Takes note of a row that was just added to {@link #hops}. */
  public void note(int row, long number, boolean isOpen) {
    room(row);
    id[row] = number;
    previous[row] = NONE;
    journey[row] = number;
    joinedBy[row] = 0;
    open[row] = isOpen;
    stored[row] = false;
    rowOf.put(number, row);
  }

  void noteStored(int row, long number, long before, long ofJourney, byte by, boolean isOpen) {
    note(row, number, isOpen);
    previous[row] = before;
    journey[row] = ofJourney;
    joinedBy[row] = by;
    stored[row] = true;
  }

  /** The row of a number; -1 when it is not here. */
  int row(long number) {
    return rowOf.getOrDefault(number, -1);
  }

  /** Adds stored rows that the round does not replace. */
  public void addStored(Rows others) {
    for (int h = 0; h < others.hops.size(); h++) {
      if (row(others.id[h]) < 0) {
        int mine = hops.copy(others.hops, h);
        noteStored(
            mine,
            others.id[h],
            others.previous[h],
            others.journey[h],
            others.joinedBy[h],
            others.open[h]);
        print[mine] = others.print[h];
      }
    }
  }

  /** Rows that are written anew follow what their stored form followed. */
  public void inherit(Rows stored) {
    for (int h = 0; h < hops.size(); h++) {
      int old = this.stored[h] ? -1 : stored.row(id[h]);
      if (old >= 0 && stored.previous[old] != NONE) {
        previous[h] = stored.previous[old];
        joinedBy[h] = stored.joinedBy[old];
        journey[h] = stored.journey[old];
        hops.mark(h, mailweir.journey.Words.JOINED);
      }
    }
  }

  /** Tells a joiner what is known of the order of stored rows. */
  public void tell(mailweir.journey.Joiner joiner) {
    for (int h = 0; h < hops.size(); h++) {
      if (previous[h] != NONE) {
        int before = row(previous[h]);
        if (before >= 0) {
          joiner.know(h, before, joinedBy[h]);
        }
      }
    }
  }

  /** Takes what a joiner has found: the hop before each, and the journey that it belongs to. */
  public void learn(mailweir.journey.Joiner joiner) {
    for (int h = 0; h < hops.size(); h++) {
      int before = joiner.previous(h);
      if (before >= 0) {
        previous[h] = id[before];
        joinedBy[h] = (byte) joiner.joinedBy(h);
      }
      int root = joiner.root(h);
      journey[h] = previous[root] == NONE ? id[root] : journey[root];
    }
  }

  /** Whether the round has changed a stored row. */
  boolean changed(int row) {
    return stored[row]
        && print[row] != hops.print(row) + previous[row] * 31 + journey[row] + (open[row] ? 1 : 0);
  }

  /** A row that is not written anew any more. */
  public void close(int row) {
    open[row] = false;
  }

  public boolean isOpen(int row) {
    return open[row];
  }

  public long journey(int row) {
    return journey[row];
  }

  public int joinedBy(int row) {
    return joinedBy[row];
  }

  public long id(int row) {
    return id[row];
  }

  public boolean isStored(int row) {
    return stored[row];
  }

  private void room(int row) {
    if (row >= id.length) {
      int n = Math.max(row + 1, id.length * 2);
      id = Arrays.copyOf(id, n);
      previous = Arrays.copyOf(previous, n);
      journey = Arrays.copyOf(journey, n);
      joinedBy = Arrays.copyOf(joinedBy, n);
      open = Arrays.copyOf(open, n);
      print = Arrays.copyOf(print, n);
      stored = Arrays.copyOf(stored, n);
    }
  }
}
