package mailweir.journey;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;

/**
 * Sessions of clients at servers whose queue does not say in which of them a message came (qmail): what is known of who sent as whom,
 * and of the processes that queued. A message belongs to the session that its process names or, where none does, to the newest
 * session of its sender on its host; a session may have several messages, so which one it is does not depend on the others.
 *
 * <p>Rows of seven longs: kind and host, subject (number of the sender's text, or the process), time in microseconds, client's address
 * and name, origin and account, hash of the line, the last time of a run of equals. Not safe for threads.
 */
public final class Sessions {
  /** A client's recipient or sender was admitted; the subject is the sender. */
  public static final int ADMITTED = 1;

  /** A client's message was queued; the subject is the process. */
  public static final int HANDED_IN = 2;

  /** A notice was queued; the subject is the process. */
  public static final int NOTICE = 3;

  /** A message of a sender was told by its process: what else comes from that sender needs a session of its own. */
  public static final int CLOSED = 4;

  private static final int WIDTH = 7;

  /** How long a client may take from a recipient to the end of its message, microseconds. */
  private static final long SESSION = 600_000_000L;

  /** How far apart the lines of one process about one message are, microseconds. */
  private static final long PROCESS = 60_000_000L;

  private long[] rows = new long[WIDTH * 64];
  private int count;
  private boolean sorted = true;

  public int size() {
    return count;
  }

  public void add(
      int kind,
      int host,
      long subject,
      long time,
      int ip,
      int name,
      int origin,
      int account,
      long hash) {
    if ((count + 1) * WIDTH > rows.length) {
      rows = Arrays.copyOf(rows, rows.length * 2);
    }
    int o = count++ * WIDTH;
    rows[o] = (long) kind << 32 | host;
    rows[o + 1] = subject;
    rows[o + 2] = Math.floorDiv(time, 1000) * 1000;
    rows[o + 3] = Hops.pair(ip, name);
    rows[o + 4] = Hops.pair(origin, account);
    rows[o + 5] = hash;
    rows[o + 6] = rows[o + 2];
    sorted = false;
  }

  public void addAll(Sessions other) {
    rows = Arrays.copyOf(rows, Math.max(rows.length, (count + other.count + 1) * WIDTH));
    System.arraycopy(other.rows, 0, rows, count * WIDTH, other.count * WIDTH);
    count += other.count;
    sorted = false;
  }

  /** Forgets what is older than an instant. */
  public void forgetBefore(long time) {
    int kept = 0;
    for (int i = 0; i < count; i++) {
      if (rows[i * WIDTH + 6] >= time) {
        System.arraycopy(rows, i * WIDTH, rows, kept++ * WIDTH, WIDTH);
      }
    }
    count = kept;
  }

  /** By kind, host, subject and time; equal neighbours in reach of each other become one run. */
  private void sort() {
    if (sorted) {
      return;
    }
    int[] order = new int[count];
    for (int i = 0; i < count; i++) {
      order[i] = i;
    }
    order = mergeSort(order);
    long[] fresh = new long[Math.max(1, count) * WIDTH];
    int n = 0;
    for (int i : order) {
      int o = i * WIDTH;
      int last = (n - 1) * WIDTH;
      if (n > 0 && isRun(fresh, last, o)) {
        fresh[last + 6] = Math.max(fresh[last + 6], rows[o + 6]);
        continue;
      }
      System.arraycopy(rows, o, fresh, n++ * WIDTH, WIDTH);
    }
    rows = fresh;
    count = n;
    sorted = true;
  }

  private boolean isRun(long[] fresh, int last, int o) {
    return fresh[last] == rows[o]
        && fresh[last + 1] == rows[o + 1]
        && fresh[last + 3] == rows[o + 3]
        && fresh[last + 4] == rows[o + 4]
        && rows[o + 2] - fresh[last + 6] <= SESSION;
  }

  private int[] mergeSort(int[] order) {
    int[] from = order;
    int[] to = new int[count];
    for (int width = 1; width < count; width *= 2) {
      for (int lo = 0; lo < count; lo += 2 * width) {
        int mid = Math.min(lo + width, count);
        int hi = Math.min(lo + 2 * width, count);
        if (mid >= hi || compare(from[mid - 1], from[mid]) <= 0) {
          System.arraycopy(from, lo, to, lo, hi - lo);
          continue;
        }
        int a = lo;
        int b = mid;
        for (int k = lo; k < hi; k++) {
          to[k] = a < mid && (b >= hi || compare(from[a], from[b]) <= 0) ? from[a++] : from[b++];
        }
      }
      int[] swap = from;
      from = to;
      to = swap;
    }
    return from;
  }

  private int compare(int x, int y) {
    int ox = x * WIDTH;
    int oy = y * WIDTH;
    for (int c = 0; c < 3; c++) {
      if (rows[ox + c] != rows[oy + c]) {
        return rows[ox + c] < rows[oy + c] ? -1 : 1;
      }
    }
    return Long.compare(rows[ox + 5], rows[oy + 5]);
  }

  /** Finds the client of a hop that is of such a server, and notes it; tells whether anything changed. */
  boolean attach(Hops hops, int h) {
    sort();
    long time = hops.acceptedAt(h);
    int host = hops.host(h);
    boolean open = hops.origin(h) == Words.ORIGIN_PICKUP || hops.is(h, Words.NOTICE_BIT);
    if (!open) {
      return false;
    }
    if (newest(NOTICE, host, hops.pid(h), time + PROCESS, 2 * PROCESS) >= 0) {
      hops.notice(h);
      return true;
    }
    int row = newest(HANDED_IN, host, hops.pid(h), time + PROCESS, 2 * PROCESS);
    if (row < 0) {
      row = newest(ADMITTED, host, hops.sender(h), time, SESSION);
      if (row >= 0) {
        long since = time + PROCESS - Math.min(time, rows[row * WIDTH + 6]);
        row = newest(CLOSED, host, hops.sender(h), time + PROCESS, since) >= 0 ? -1 : row;
      }
    }
    if (row < 0) {
      return false;
    }
    int o = row * WIDTH;
    hops.client(h, rows[o + 3], (int) (rows[o + 4] >>> 32), (int) rows[o + 4]);
    return true;
  }

  /** The newest row at or before a time and not longer before it than that; -1 when there is none. */
  private int newest(int kind, int host, long subject, long time, long within) {
    long key = (long) kind << 32 | host;
    int lo = 0;
    int hi = count;
    while (lo < hi) {
      int mid = lo + hi >>> 1;
      int o = mid * WIDTH;
      boolean before =
          rows[o] != key
              ? rows[o] < key
              : rows[o + 1] != subject ? rows[o + 1] < subject : rows[o + 2] <= time;
      if (before) {
        lo = mid + 1;
      } else {
        hi = mid;
      }
    }
    int o = (lo - 1) * WIDTH;
    return lo > 0
            && rows[o] == key
            && rows[o + 1] == subject
            && Math.min(time, rows[o + 6]) >= time - within
        ? lo - 1
        : -1;
  }

  /** Everything, to be read back by {@link #load}. */
  public void save(DataOutputStream to) throws IOException {
    sort();
    to.writeInt(count);
    for (int i = 0; i < count * WIDTH; i++) {
      to.writeLong(rows[i]);
    }
  }

  /** Reads back what {@link #save} wrote, into an empty one. */
  public void load(DataInputStream from) throws IOException {
    count = from.readInt();
    rows = new long[(count + 1) * WIDTH];
    for (int i = 0; i < count * WIDTH; i++) {
      rows[i] = from.readLong();
    }
  }
}
