package mailweir.journey;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import mailweir.slice.Slice;

/**
 * Sessions of clients at servers whose queue does not say in which of them a message came (qmail): what is known of who sent as whom,
 * and of the processes that queued. A message belongs to the session that its process names or, where none does, to the newest
 * session of its sender on its host; a session may have several messages, so which one it is does not depend on the others.
 *
 * <p>Rows of six longs: kind and host, subject (number of the sender's text, or the process), time in microseconds, client's address
 * and name, origin and account, hash of the line. Asked, they are gathered in buckets by kind, host and subject, each in the order of time. Not
 * safe for threads.
 */
public final class Sessions implements Open {
  /** A client's recipient or sender was admitted; the subject is the sender. */
  public static final int ADMITTED = 1;

  /** A client's message was queued; the subject is the process. */
  public static final int HANDED_IN = 2;

  /** A notice was queued; the subject is the process. */
  public static final int NOTICE = 3;

  /** A message of a sender was told by its process: what else comes from that sender needs a session of its own. */
  public static final int CLOSED = 4;

  /** A client logged in, told apart from its messages (Sendmail); the subject is {@link #client}. */
  public static final int LOGGED_IN = 5;

  private static final int WIDTH = 6;
  private static final int SHIFT = 12;
  private static final int ROWS = 1 << SHIFT;

  /** How long a client may take from a recipient to the end of its message, microseconds. */
  private static final long SESSION = 600_000_000L;

  /** How far apart the lines of one process about one message are, microseconds. */
  private static final long PROCESS = 60_000_000L;

  /** How long after its login a client may hand in messages, microseconds. */
  private static final long LOGIN = 3_600_000_000L;

  /** How far the lines of one process may be out of order, microseconds. */
  private static final long DISORDER = 5_000_000L;

  /** Since when no row was forgotten. */
  private long keptSince = Long.MIN_VALUE;

  private long[][] chunks = new long[16][];
  private int count;

  /** Where each bucket begins in {@link #order}; null when rows came since. */
  private int[] starts;

  private int[] order;

  /** Times in that order. */
  private long[] times;

  /** Which kinds there are, a bit each. */
  private int kinds;

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
    int o = room();
    long[] c = chunks[count++ >>> SHIFT];
    c[o] = (long) kind << 32 | host;
    c[o + 1] = subject;
    c[o + 2] = Math.floorDiv(time, 1000) * 1000;
    c[o + 3] = Hops.pair(ip, name);
    c[o + 4] = Hops.pair(origin, account);
    c[o + 5] = hash;
    starts = null;
  }

  /** Makes sure that there is room for a row; where it begins in its chunk. */
  private int room() {
    int chunk = count >>> SHIFT;
    if (chunk == chunks.length) {
      chunks = Arrays.copyOf(chunks, chunk * 2);
    }
    if (chunks[chunk] == null) {
      chunks[chunk] = new long[ROWS * WIDTH];
    }
    return (count & ROWS - 1) * WIDTH;
  }

  private long get(int row, int column) {
    return chunks[row >>> SHIFT][(row & ROWS - 1) * WIDTH + column];
  }

  private void copy(Sessions from, int row) {
    int o = room();
    System.arraycopy(
        from.chunks[row >>> SHIFT], (row & ROWS - 1) * WIDTH, chunks[count++ >>> SHIFT], o, WIDTH);
  }

  public void addAll(Sessions other) {
    if (count == 0) {
      chunks = other.chunks;
      count = other.count;
    } else {
      for (int i = 0; i < other.count; i++) {
        copy(other, i);
      }
    }
    starts = null;
  }

  /** Forgets what is older than an instant. */
  public void forgetBefore(long time) {
    keptSince = Math.max(keptSince, time);
    Sessions kept = new Sessions();
    for (int i = 0; i < count; i++) {
      if (get(i, 2) >= time) {
        kept.copy(this, i);
      }
    }
    chunks = kept.chunks;
    count = kept.count;
    starts = null;
  }

  private static int bucket(long key, long subject, int buckets) {
    return (int) (Slice.mix(subject * 31 + key) >>> 20) & buckets - 1;
  }

  private void gather() {
    if (starts != null) {
      return;
    }
    int buckets = Math.max(16, Integer.highestOneBit(Math.max(1, count)));
    int[] ends = new int[buckets + 1];
    for (int i = 0; i < count; i++) {
      ends[bucket(get(i, 0), get(i, 1), buckets) + 1]++;
    }
    for (int b = 0; b < buckets; b++) {
      ends[b + 1] += ends[b];
    }
    starts = ends.clone();
    kinds = 0;
    for (int i = 0; i < count; i++) {
      kinds |= 1 << (int) (get(i, 0) >>> 32);
    }
    order = new int[count];
    for (int i = 0; i < count; i++) {
      order[ends[bucket(get(i, 0), get(i, 1), buckets)]++] = i;
    }
    for (int b = 0; b < buckets; b++) {
      sort(starts[b], starts[b + 1]);
    }
    times = new long[count];
    for (int i = 0; i < count; i++) {
      times[i] = get(order[i], 2);
    }
  }

  /** Brings a bucket into the order of time; what a file told in its order is so nearly. */
  private void sort(int from, int to) {
    int moves = 0;
    for (int k = from + 1; k < to; k++) {
      int row = order[k];
      int j = k - 1;
      while (j >= from && compare(row, order[j]) < 0) {
        order[j + 1] = order[j--];
        moves++;
      }
      order[j + 1] = row;
      if (moves > 8 * (k - from) + 1024) {
        Integer[] rest = new Integer[to - from];
        Arrays.setAll(rest, i -> order[from + i]);
        Arrays.sort(rest, this::compare);
        for (int i = from; i < to; i++) {
          order[i] = rest[i - from];
        }
        return;
      }
    }
  }

  private int compare(int x, int y) {
    int c = Long.compare(get(x, 2), get(y, 2));
    return c != 0 ? c : Long.compare(get(x, 5), get(y, 5));
  }

  /** Finds the client of a hop that is of such a server, and notes it; what was found before is found anew where it is still known. */
  void attach(Hops hops, int h) {
    long time = hops.acceptedAt(h);
    boolean isOpen = hops.isUnclaimed(h);
    boolean isKnown = time - SESSION >= keptSince;
    if (!isOpen && !isKnown) {
      return;
    }
    gather();
    int host = hops.host(h);
    int process = hops.pid(h);
    if (newest(NOTICE, host, process, time + PROCESS, time - PROCESS) >= 0) {
      hops.notice(h);
      return;
    }
    int row = newest(HANDED_IN, host, process, time + PROCESS, time - PROCESS);
    if (row < 0) {
      row = newest(ADMITTED, host, hops.sender(h), time, time - SESSION);
      if (row >= 0 && newest(CLOSED, host, hops.sender(h), time + PROCESS, get(row, 2)) >= 0) {
        row = -1;
      }
    }
    if (row >= 0) {
      hops.client(h, get(row, 3), (int) (get(row, 4) >>> 32), (int) get(row, 4));
    } else if (hops.is(h, Words.BY_SMTPD)) {
      hops.client(h, 0, Words.ORIGIN_SMTP, Texts.NONE);
    } else if (!isOpen && hops.is(h, Words.NULL_SENDER)) {
      hops.client(h, 0, Words.ORIGIN_NONE, Texts.NONE);
      hops.notice(h);
    } else if (!isOpen) {
      hops.client(h, 0, Words.ORIGIN_PICKUP, Texts.NONE);
    }
  }

  /** A client's session at a server with a process for each: its process and its address. */
  static long client(int process, int ip) {
    return (long) ip << 32 | process & 0xFFFFFFFFL;
  }

  /** Whether a login may be told that the hop's own lines do not tell. */
  public static boolean mayHaveLogin(Hops hops, int h) {
    return hops.is(h, Words.UNREMOVED)
        && hops.origin(h) == Words.ORIGIN_SUBMISSION
        && hops.pid(h) != 0
        && !hops.is(h, Words.ABSORBED);
  }

  /** Finds the login of a hop's session, and notes its account; what was found before is found anew where it is still known. */
  void login(Hops hops, int h) {
    long time = hops.acceptedAt(h);
    if (count == 0 || hops.account(h) != Texts.NONE && time - LOGIN < keptSince) {
      return;
    }
    gather();
    int row =
        newest(
            LOGGED_IN,
            hops.host(h),
            client(hops.pid(h), hops.clientIp(h)),
            time + DISORDER,
            time - LOGIN);
    if (row >= 0) {
      hops.account(h, (int) get(row, 4));
    }
  }

  /** Whether a message of a time may be concerned by a row of another time. */
  static boolean mayConcern(int kind, long row, long message) {
    return kind == ADMITTED
        ? message >= row && message - row <= SESSION
        : kind == LOGGED_IN
            ? message >= row - DISORDER && message - row <= LOGIN
            : kind == CLOSED
                ? message >= row - PROCESS && message - row <= SESSION
                : Math.abs(message - row) <= PROCESS;
  }

  /** The newest row from {@code since} to {@code time}; -1 when there is none. */
  private int newest(int kind, int host, long subject, long time, long since) {
    if ((kinds & 1 << kind) == 0) {
      return -1;
    }
    long key = (long) kind << 32 | host;
    int b = bucket(key, subject, starts.length - 1);
    int lo = starts[b];
    int hi = starts[b + 1];
    while (lo < hi) {
      int mid = lo + hi >>> 1;
      if (times[mid] <= time) {
        lo = mid + 1;
      } else {
        hi = mid;
      }
    }
    for (int k = lo - 1; k >= starts[b] && times[k] >= since; k--) {
      if (get(order[k], 0) == key && get(order[k], 1) == subject) {
        return order[k];
      }
    }
    return -1;
  }

  /** Everything, to be read back by {@link #load}. */
  @Override
  public void save(DataOutputStream to) throws IOException {
    to.writeLong(keptSince);
    to.writeInt(count);
    for (int i = 0; i < count; i++) {
      for (int c = 0; c < WIDTH; c++) {
        to.writeLong(get(i, c));
      }
    }
  }

  /** Reads back what {@link #save} wrote, into an empty one. */
  @Override
  public void load(DataInputStream from) throws IOException {
    keptSince = from.readLong();
    for (int n = from.readInt(); n > 0; n--) {
      int o = room();
      for (int c = 0; c < WIDTH; c++) {
        chunks[count >>> SHIFT][o + c] = from.readLong();
      }
      count++;
    }
  }
}
