package mailweir.journey;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Beginnings and ends of attempts that wait for each other: a server that tells them in two lines (qmail) names the message in the
 * first and the outcome in the second.
 *
 * <p>In: rows of key, queue id's hash, host, three longs of the id, and a mark of the kind {@link Words#BEGUN} or {@link Words#ENDED};
 * the key is that of the attempt's number and host. Out: the same with a mark of the kind {@link Words#DELIVERY} and the message's
 * key, at the end's time. Two that are near are put together at once; what is farther apart waits until {@link #settle}, which takes
 * for each end the nearest beginning before it. Numbers begin anew with the server, so an end whose beginning was never read waits
 * only until it is forgotten. Not safe for threads.
 */
public final class Attempts implements Open {
  /** Columns before the mark. */
  public static final int HEAD = 6;

  private static final int WIDTH = HEAD + 7;

  /** So near, an end belongs to a beginning whatever else may come, microseconds. */
  private static final long NEAR = 60_000_000L;

  /** The longest that an attempt takes, microseconds: a command may run for hours. */
  private static final long LONGEST = 86_400_000_000L;

  private final Map<Long, List<long[]>> waiting = new HashMap<>();

  /** Whether a row is for here. */
  public static boolean isFor(long word) {
    int kind = (int) (word >>> 56);
    return kind == Words.BEGUN || kind == Words.ENDED;
  }

  /** A row of its parts, as a sink of marks gets them. */
  public static long[] row(long key, long idHash, int host, long[] ids, long[] mark) {
    long[] row = new long[WIDTH];
    row[0] = key;
    row[1] = idHash;
    row[2] = host;
    if (ids != null) {
      System.arraycopy(ids, 0, row, 3, 3);
    }
    System.arraycopy(mark, 0, row, HEAD, 7);
    return row;
  }

  /** Takes a row and keeps it; the attempt's row when its other half is here and near, else null. */
  public long[] add(long[] row) {
    List<long[]> group = waiting.get(row[0]);
    if (group == null) {
      group = new ArrayList<>(1);
      waiting.put(row[0], group);
    }
    long[] best = null;
    for (long[] other : group) {
      if (kind(other) != kind(row)) {
        long gap = kind(row) == Words.ENDED ? time(row) - time(other) : time(other) - time(row);
        if (gap >= 0 && gap <= NEAR && (best == null || gap < Math.abs(time(best) - time(row)))) {
          best = other;
        }
      }
    }
    if (best == null) {
      group.add(row);
      return null;
    }
    group.remove(best);
    if (group.isEmpty()) {
      waiting.remove(row[0]);
    }
    return kind(row) == Words.ENDED ? together(best, row) : together(row, best);
  }

  /** Puts together what is farther apart, and forgets what is older than an instant. */
  public void settle(long forgetBefore, Consumer<long[]> out) {
    for (Iterator<List<long[]>> i = waiting.values().iterator(); i.hasNext(); ) {
      List<long[]> group = i.next();
      settle(group, out);
      group.removeIf(row -> time(row) < forgetBefore);
      if (group.isEmpty()) {
        i.remove();
      }
    }
  }

  private static void settle(List<long[]> group, Consumer<long[]> out) {
    if (group.size() < 2) {
      return;
    }
    group.sort((x, y) ->
        time(x) != time(y)
            ? Long.compare(time(x), time(y))
            : kind(x) != kind(y)
                ? Long.compare(kind(x), kind(y))
                : Long.compare(x[HEAD + 1], y[HEAD + 1]));
    for (int k = 1; k < group.size(); k++) {
      long[] end = group.get(k);
      long[] begin = group.get(k - 1);
      if (kind(end) == Words.ENDED
          && kind(begin) == Words.BEGUN
          && time(end) - time(begin) <= LONGEST) {
        out.accept(together(begin, end));
        group.remove(k);
        group.remove(k - 1);
        k = Math.max(0, k - 2);
      }
    }
  }

  private static long time(long[] row) {
    return row[HEAD];
  }

  private static long kind(long[] row) {
    return row[HEAD + 2] >>> 56;
  }

  private static long[] together(long[] begin, long[] end) {
    long[] row = begin.clone();
    row[0] = begin[HEAD + 5];
    row[HEAD] = end[HEAD];
    row[HEAD + 1] = end[HEAD + 1];
    long via = begin[HEAD + 2] >>> 48 & 15;
    long outcome = end[HEAD + 2] >>> 48 & 15;
    long bits = end[HEAD + 2] >>> 32 & 255;
    long delay = Math.min(Integer.MAX_VALUE, (time(end) - time(begin)) / 1000);
    row[HEAD + 2] = (long) Words.DELIVERY << 56 | (via << 4 | outcome) << 48 | bits << 32 | delay;
    row[HEAD + 3] = begin[HEAD + 3] | end[HEAD + 3];
    row[HEAD + 4] = end[HEAD + 4];
    row[HEAD + 5] = end[HEAD + 5];
    row[HEAD + 6] = end[HEAD + 6];
    return row;
  }

  /** Everything that waits, to be read back by {@link #load}. */
  @Override
  public void save(DataOutputStream to) throws IOException {
    int n = 0;
    for (List<long[]> group : waiting.values()) {
      n += group.size();
    }
    to.writeInt(n);
    for (List<long[]> group : new TreeMap<>(waiting).values()) {
      for (long[] row : group) {
        for (long x : row) {
          to.writeLong(x);
        }
      }
    }
  }

  /** Reads back what {@link #save} wrote, into an empty one. */
  @Override
  public void load(DataInputStream from) throws IOException {
    for (int n = from.readInt(); n > 0; n--) {
      long[] row = new long[WIDTH];
      for (int c = 0; c < WIDTH; c++) {
        row[c] = from.readLong();
      }
      waiting.computeIfAbsent(row[0], k -> new ArrayList<>(1)).add(row);
    }
  }
}
