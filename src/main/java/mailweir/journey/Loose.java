package mailweir.journey;

import java.util.Arrays;

/**
 * What waits for its hop: verdicts that name only a Message-ID, rulings and proxy sessions that name only a process. Rows of six
 * longs: kind | host, time, id hash, and three of the kind's own. Not safe for threads.
 */
public final class Loose {
  static final int WIDTH = 6;
  public static final int VERDICT = 1;
  public static final int RULING = 2;
  public static final int PROXY_CLIENT = 3;
  public static final int PROXY_ACCEPT = 4;
  public static final int PART = 5;

  /** Time first; what holds numbers of texts, which every run gives anew, last. */
  private static final int[] ORDER = {1, 0, 2, 4, 3};

  long[] rows = new long[WIDTH * 64];
  int count;

  public int size() {
    return count;
  }

  private int row(int kind, int host, long time) {
    if ((count + 1) * WIDTH > rows.length) {
      rows = Arrays.copyOf(rows, rows.length * 2);
    }
    int o = count++ * WIDTH;
    rows[o] = (long) kind << 32 | host;
    rows[o + 1] = time;
    return o;
  }

  /** A verdict that names only the Message-ID. */
  public void verdict(
      long time,
      int host,
      long messageId,
      long filterId,
      int category,
      int action,
      double score,
      int signature) {
    int o = row(VERDICT, host, time);
    rows[o + 2] = messageId;
    rows[o + 3] = Hops.verdictWord((category << 4 | action) & 0xFF, score, signature);
    rows[o + 4] = filterId;
    rows[o + 5] = 0;
  }

  /** The rest of a verdict. */
  public void part(long time, int host, long filterId, long queueIdHash, long messageId) {
    int o = row(PART, host, time);
    rows[o + 2] = messageId;
    rows[o + 3] = queueIdHash;
    rows[o + 4] = filterId;
    rows[o + 5] = 0;
  }

  /** A ruling before a queue id was given. */
  public void ruling(long time, int host, int pid, int flag) {
    int o = row(RULING, host, time);
    rows[o + 2] = pid;
    rows[o + 3] = flag;
    rows[o + 4] = 0;
    rows[o + 5] = 0;
  }

  public void proxyClient(
      long time, int host, int pid, int clientIp, int clientName, int origin, int account) {
    int o = row(PROXY_CLIENT, host, time);
    rows[o + 2] = pid;
    rows[o + 3] = Hops.pair(clientIp, clientName);
    rows[o + 4] = Hops.pair(origin, account);
    rows[o + 5] = 0;
  }

  public void proxyAccept(long time, int host, int pid, long queueIdHash) {
    int o = row(PROXY_ACCEPT, host, time);
    rows[o + 2] = pid;
    rows[o + 3] = queueIdHash;
    rows[o + 4] = 0;
    rows[o + 5] = 0;
  }

  public void addAll(Loose other) {
    if ((count + other.count) * WIDTH > rows.length) {
      rows = Arrays.copyOf(rows, Math.max(rows.length * 2, (count + other.count) * WIDTH));
    }
    System.arraycopy(other.rows, 0, rows, count * WIDTH, other.count * WIDTH);
    count += other.count;
  }

  /** Hands every row on. */
  public void each(java.util.function.Consumer<long[]> to) {
    for (int i = 0; i < count; i++) {
      to.accept(Arrays.copyOfRange(rows, i * WIDTH, (i + 1) * WIDTH));
    }
  }

  /** Adds a row as {@link #each} handed it on. */
  public void restore(long[] row) {
    int o = row((int) (row[0] >>> 32), (int) row[0], row[1]);
    System.arraycopy(row, 0, rows, o, WIDTH);
  }

  /** Adds a row of another. */
  public void take(Loose other, int i) {
    restore(Arrays.copyOfRange(other.rows, i * WIDTH, (i + 1) * WIDTH));
  }

  /** Whether a row found its hop in the last join, and which row that is; -1 none. */
  public int foundBy(int i) {
    return get(i, 5) <= 0 ? -1 : (int) get(i, 5) - 1;
  }

  /** The number of the stored open hop that a verdict was put to, and so does not count by itself; 0 none. */
  public long keptFor(int i) {
    return get(i, 5) < 0 ? -get(i, 5) : 0;
  }

  /** Notes that number; 0: the verdict is to be put to a hop again. */
  public void keepFor(int i, long hop) {
    rows[i * WIDTH + 5] = -hop;
  }

  public long timeOf(int i) {
    return time(i);
  }

  /** Brings the rows into an order that does not depend on the one in which they came. */
  void sort() {
    Integer[] order = new Integer[count];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, this::compare);
    long[] sorted = new long[rows.length];
    for (int i = 0; i < count; i++) {
      System.arraycopy(rows, order[i] * WIDTH, sorted, i * WIDTH, WIDTH);
    }
    rows = sorted;
  }

  private int compare(int x, int y) {
    for (int column : ORDER) {
      int c = Long.compare(get(x, column), get(y, column));
      if (c != 0) {
        return c;
      }
    }
    return 0;
  }

  int kind(int i) {
    return (int) (rows[i * WIDTH] >>> 32);
  }

  int host(int i) {
    return (int) rows[i * WIDTH];
  }

  long time(int i) {
    return rows[i * WIDTH + 1];
  }

  long get(int i, int column) {
    return rows[i * WIDTH + column];
  }
}
