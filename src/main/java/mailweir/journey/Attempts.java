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
 * only until it is forgotten, and {@link #EARLY early} numbers, which two servers' lives of one minute may both have, always wait:
 * what is near in the order of reading need not belong together. Not safe for threads.
 */
public final class Attempts implements Open {
  /** Columns before the mark. */
  public static final int HEAD = 6;

  private static final int WIDTH = HEAD + 7;

  /** So near, an end belongs to a beginning whatever else may come, unless its number is early; microseconds. */
  private static final long NEAR = 60_000_000L;

  /** The longest that an attempt takes, microseconds: a command may run for hours. */
  private static final long LONGEST = 86_400_000_000L;

  /** Below it a number is early: no server begins so many attempts in {@link #NEAR}. */
  private static final int EARLY = 1 << 14;

  /** In the mark's third word, of both kinds: the number is early. */
  private static final long EARLY_BIT = 1;

  /** How many of those that wait with one number are looked at at once: of more, which only broken logs have, {@link #settle} finds the half. */
  private static final int LOOKED_AT = 16;

  private final Map<Long, List<long[]>> waiting = new HashMap<>();

  /** Whether a row is for here. */
  public static boolean isFor(long word) {
    int kind = (int) (word >>> 56);
    return kind == Words.BEGUN || kind == Words.ENDED;
  }

  /** The bit for an attempt's number, to be put into the mark's third word. */
  static long earlyBit(long number) {
    return number >= 0 && number < EARLY ? EARLY_BIT : 0;
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
    int best = -1;
    if ((row[HEAD + 2] & EARLY_BIT) == 0) {
      long nearest = NEAR + 1;
      for (int k = group.size() - 1, end = Math.max(0, group.size() - LOOKED_AT); k >= end; k--) {
        long[] other = group.get(k);
        long gap = kind(row) == Words.ENDED ? time(row) - time(other) : time(other) - time(row);
        if (kind(other) != kind(row) && gap >= 0 && gap < nearest) {
          best = k;
          nearest = gap;
        }
      }
    }
    if (best < 0) {
      group.add(row);
      return null;
    }
    long[] other = group.remove(best);
    if (group.isEmpty()) {
      waiting.remove(row[0]);
    }
    return kind(row) == Words.ENDED ? together(other, row) : together(row, other);
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
    List<long[]> rest = new ArrayList<>();
    for (long[] row : group) {
      long[] before = rest.isEmpty() ? null : rest.getLast();
      if (before != null
          && kind(row) == Words.ENDED
          && kind(before) == Words.BEGUN
          && time(row) - time(before) <= LONGEST) {
        out.accept(together(before, row));
        rest.removeLast();
      } else {
        rest.add(row);
      }
    }
    group.clear();
    group.addAll(rest);
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
