package mailweir.journey;

import java.util.Arrays;

/**
 * Hops and their delivery attempts as rows of numbers: what a figure or a link needs of a message's stay in a queue, in about a
 * hundred bytes.
 *
 * <p>A hop is thirteen longs:
 *
 * <pre>
 * 0 key                hash of queue id and host       6 client ip | client name   (numbers of Texts)
 * 1 queue id's hash                                    7 sender | account
 * 2 first, microseconds                                8 size in bytes << 24 | nrcpt
 * 3 last, microseconds                                 9 host << 32 | origin << 24 | flags      (Words)
 * 4 Message-ID's hash, 0 none                         10 first attempt << 24 | attempts
 * 5 hash of the queue id before it, 0 none            11 accepted after ms << 32 | pid
 *                                                     12 verdict << 56 | spam score * 100 << 32 | signature
 * </pre>
 *
 * An attempt is five: time; recipient | relay; hash of the next queue id, of a failure its bounce class + 1; recipient before
 * alias expansion | text; enhanced status code << 40 | via << 36 | outcome << 32 | bits << 24 | delay in 10 ms. Growing arrays of chunks, so that no row is ever moved. Not safe for threads.
 */
public final class Hops {
  private static final int SHIFT = 12;
  private static final int ROWS = 1 << SHIFT;
  static final int WIDTH = 13;

  /** Rows that {@link #takeInTurn} takes of one table before it goes to the next: those of all lie in the second-level cache. */
  private static final int TURN = 128;

  static final int ATTEMPT_WIDTH = 5;

  private long[][] hops = new long[16][];
  private long[][] attempts = new long[16][];
  private long[][] ids = null;
  private int count;
  private int attemptCount;

  public int size() {
    return count;
  }

  public int attemptCount() {
    return attemptCount;
  }

  /** A new row of zeros. */
  public int add() {
    int chunk = count >>> SHIFT;
    if (chunk == hops.length) {
      hops = Arrays.copyOf(hops, chunk * 2);
    }
    if (hops[chunk] == null) {
      hops[chunk] = new long[ROWS * WIDTH];
    }
    return count++;
  }

  /**
   * A new attempt; those of one hop are added one after the other. {@code bits}: of a failure with its bounce class + 1 above the lowest
   * eight.
   */
  public int addAttempt(
      long time,
      int via,
      int outcome,
      int bits,
      int to,
      int relay,
      long next,
      int orig,
      int text,
      int dsn,
      int delayMs) {
    int chunk = attemptCount >>> SHIFT;
    if (chunk == attempts.length) {
      attempts = Arrays.copyOf(attempts, chunk * 2);
    }
    if (attempts[chunk] == null) {
      attempts[chunk] = new long[ROWS * ATTEMPT_WIDTH];
    }
    long[] c = attempts[chunk];
    int o = (attemptCount & (ROWS - 1)) * ATTEMPT_WIDTH;
    c[o] = time;
    c[o + 1] = pair(to, relay);
    c[o + 2] = outcome == Words.SENT ? next : bits >>> 8;
    c[o + 3] = pair(orig, text);
    c[o + 4] =
        (long) dsn << 40
            | (long) (via & 15) << 36
            | (long) (outcome & 15) << 32
            | (long) (bits & 255) << 24
            | Math.min(delayMs / 10, 0xFFFFFF);
    return attemptCount++;
  }

  /** An attempt once more, at the end. */
  int copyAttempt(int a) {
    return addAttempt(
        attemptTime(a),
        via(a),
        outcome(a),
        bitsAndClass(a),
        recipient(a),
        relay(a),
        next(a),
        origTo(a),
        text(a),
        dsn(a),
        delayMs(a));
  }

  static long pair(int high, int low) {
    return (long) high << 32 | low & 0xFFFFFFFFL;
  }

  long get(int hop, int column) {
    return hops[hop >>> SHIFT][(hop & (ROWS - 1)) * WIDTH + column];
  }

  void set(int hop, int column, long value) {
    hops[hop >>> SHIFT][(hop & (ROWS - 1)) * WIDTH + column] = value;
  }

  private long attempt(int a, int column) {
    return attempts[a >>> SHIFT][(a & (ROWS - 1)) * ATTEMPT_WIDTH + column];
  }

  public long key(int hop) {
    return get(hop, 0);
  }

  public long queueIdHash(int hop) {
    return get(hop, 1);
  }

  public long first(int hop) {
    return get(hop, 2);
  }

  public long last(int hop) {
    return get(hop, 3);
  }

  public long messageId(int hop) {
    return get(hop, 4);
  }

  /** Hash of the queue id that the message had before, as the line names it; 0 none. */
  public long before(int hop) {
    return get(hop, 5);
  }

  public int clientIp(int hop) {
    return (int) (get(hop, 6) >>> 32);
  }

  public int clientName(int hop) {
    return (int) get(hop, 6);
  }

  public int sender(int hop) {
    return (int) (get(hop, 7) >>> 32);
  }

  public int account(int hop) {
    return (int) get(hop, 7);
  }

  /** Bytes; 0 when it was not logged. */
  public long bytes(int hop) {
    return get(hop, 8) >>> 24;
  }

  public int nrcpt(int hop) {
    return (int) (get(hop, 8) & 0xFFFFFF);
  }

  public int host(int hop) {
    return (int) (get(hop, 9) >>> 32);
  }

  public int origin(int hop) {
    return (int) (get(hop, 9) >>> 24 & 0xFF);
  }

  public int flags(int hop) {
    return (int) (get(hop, 9) & 0xFFFFFF);
  }

  public boolean is(int hop, int flag) {
    return (get(hop, 9) & flag) != 0;
  }

  public void mark(int hop, int flag) {
    set(hop, 9, get(hop, 9) | flag);
  }

  /** Whether no line has told who brought it, at a server whose queue does not say. */
  boolean isUnclaimed(int hop) {
    return origin(hop) == Words.ORIGIN_PICKUP
        || is(hop, Words.NOTICE_BIT)
        || is(hop, Words.BY_SMTPD) && get(hop, 6) == 0 && account(hop) == Texts.NONE;
  }

  /** Notes whose message it was. */
  void client(int hop, long ipAndName, int origin, int account) {
    set(hop, 6, ipAndName);
    set(hop, 7, pair(sender(hop), account));
    set(
        hop,
        9,
        (get(hop, 9) & 0xFFFFFFFF_00FFFFFFL & ~(long) Words.NOTICE_BIT) | (long) origin << 24);
  }

  /** Notes the login of its client. */
  void account(int hop, int account) {
    set(hop, 7, pair(sender(hop), account));
  }

  /** Notes that its server made it itself. */
  void notice(int hop) {
    set(hop, 9, get(hop, 9) & 0xFFFFFFFF_00FFFFFFL | Words.NOTICE_BIT);
  }

  public int firstAttempt(int hop) {
    return (int) (get(hop, 10) >>> 24);
  }

  public int attempts(int hop) {
    return (int) (get(hop, 10) & 0xFFFFFF);
  }

  /** When the site took it over: the first of queue active, hold, discard. */
  public long acceptedAt(int hop) {
    return first(hop) + (get(hop, 11) >>> 32) * 1000;
  }

  /** The process that wrote the client line; 0 unknown. */
  public int pid(int hop) {
    return (int) get(hop, 11);
  }

  /** {@code category << 4 | action}, 0 when no filter said anything. */
  public int verdict(int hop) {
    return (int) (get(hop, 12) >>> 56);
  }

  public int signature(int hop) {
    return (int) get(hop, 12);
  }

  public double score(int hop) {
    int s = (int) (get(hop, 12) << 8 >> 40);
    return s == NO_SCORE ? Double.NaN : s / 100.0;
  }

  static final int NO_SCORE = -(1 << 23);

  /** The bits of a verdict that are not stored. */
  private static final long SCORE = 0xFFFFFFL << 32;

  /** A score as it is kept, in hundredths. */
  static long scoreOf(double score) {
    return Double.isNaN(score)
        ? NO_SCORE
        : Math.round(Math.max(-80_000, Math.min(80_000, score)) * 100);
  }

  static long verdictWord(int verdict, double score, int signature) {
    return (long) verdict << 56 | (scoreOf(score) & 0xFFFFFF) << 32 | signature & 0xFFFFFFFFL;
  }

  public long attemptTime(int a) {
    return attempt(a, 0);
  }

  public int via(int a) {
    return (int) (attempt(a, 4) >>> 36 & 15);
  }

  public int outcome(int a) {
    return (int) (attempt(a, 4) >>> 32 & 15);
  }

  public int bits(int a) {
    return (int) (attempt(a, 4) >>> 24 & 255);
  }

  public void markAttempt(int a, int bit) {
    attempts[a >>> SHIFT][(a & (ROWS - 1)) * ATTEMPT_WIDTH + 4] |= (long) bit << 24;
  }

  public int recipient(int a) {
    return (int) (attempt(a, 1) >>> 32);
  }

  public int relay(int a) {
    return (int) attempt(a, 1);
  }

  /** Hash of the queue id that the next server or filter gave it; 0 none. */
  public long next(int a) {
    return outcome(a) == Words.SENT ? attempt(a, 2) : 0;
  }

  /** The number of a failure's bounce class; -1 for a success, and where none was told. */
  public int bounceClass(int a) {
    return outcome(a) == Words.SENT ? -1 : (int) attempt(a, 2) - 1;
  }

  /** The bits and the class as {@link #addAttempt} takes them. */
  public int bitsAndClass(int a) {
    return bits(a) | bounceClass(a) + 1 << 8;
  }

  public int origTo(int a) {
    return (int) (attempt(a, 3) >>> 32);
  }

  public int text(int a) {
    return (int) attempt(a, 3);
  }

  /** Class, subject and detail of RFC 3463 as {@code c << 20 | s << 10 | d}; 0 none. */
  public int dsn(int a) {
    return (int) (attempt(a, 4) >>> 40);
  }

  /** Milliseconds, in steps of ten; at most 46 hours. */
  public int delayMs(int a) {
    return (int) (attempt(a, 4) & 0xFFFFFF) * 10;
  }

  /** The queue ids' texts, when rows are to be stored: three longs a hop, 24 bytes of ASCII. */
  public void queueId(int hop, long a, long b, long c) {
    if (ids == null) {
      ids = new long[16][];
    }
    int chunk = hop >>> SHIFT;
    if (chunk >= ids.length) {
      ids = Arrays.copyOf(ids, Math.max(chunk + 1, ids.length * 2));
    }
    if (ids[chunk] == null) {
      ids[chunk] = new long[ROWS * 3];
    }
    int o = (hop & (ROWS - 1)) * 3;
    ids[chunk][o] = a;
    ids[chunk][o + 1] = b;
    ids[chunk][o + 2] = c;
  }

  /** The queue id; empty when texts are not kept. */
  public String queueId(int hop) {
    if (ids == null || ids.length <= hop >>> SHIFT || ids[hop >>> SHIFT] == null) {
      return "";
    }
    long[] c = ids[hop >>> SHIFT];
    int o = (hop & (ROWS - 1)) * 3;
    byte[] b = new byte[24];
    int n = 0;
    for (int i = 0; i < 24; i++) {
      byte x = (byte) (c[o + i / 8] >>> (i % 8 * 8));
      if (x == 0) {
        break;
      }
      b[n++] = x;
    }
    return new String(b, 0, n, java.nio.charset.StandardCharsets.US_ASCII);
  }

  /** Fills a row as it was stored. {@code texts}: client ip, client name, sender, account. */
  public void restore(
      int hop,
      long key,
      long idHash,
      long first,
      long last,
      long messageId,
      long before,
      int[] texts,
      long bytes,
      int nrcpt,
      int host,
      int origin,
      int flags,
      int lagMs,
      int pid,
      int verdict,
      int signature,
      String queueId) {
    set(hop, 0, key);
    set(hop, 1, idHash);
    set(hop, 2, first);
    set(hop, 3, last);
    set(hop, 4, messageId);
    set(hop, 5, before);
    set(hop, 6, pair(texts[0], texts[1]));
    set(hop, 7, pair(texts[2], texts[3]));
    set(hop, 8, bytes << 24 | nrcpt);
    set(hop, 9, (long) host << 32 | (long) origin << 24 | flags);
    set(hop, 10, (long) attemptCount << 24);
    set(hop, 11, (long) lagMs << 32 | pid & 0xFFFFFFFFL);
    set(hop, 12, verdict == 0 ? 0 : verdictWord(verdict & 0xFF, Double.NaN, signature));
    long[] id = new long[3];
    for (int i = 0; i < Math.min(24, queueId.length()); i++) {
      id[i >>> 3] |= (queueId.charAt(i) & 0xFFL) << ((i & 7) * 8);
    }
    queueId(hop, id[0], id[1], id[2]);
  }

  /** Adds a stored attempt to the row that was restored last. */
  public void restoreAttempt(
      int hop,
      long time,
      int to,
      int relay,
      long next,
      int orig,
      int text,
      int dsn,
      int kind,
      int bits,
      int delayMs) {
    addAttempt(time, kind >> 4, kind & 15, bits, to, relay, next, orig, text, dsn, delayMs);
    set(hop, 10, get(hop, 10) + 1);
  }

  /** A hash of a row with its attempts: two rows of one number with the same print are the same. */
  public long print(int hop) {
    long p = 0;
    for (int c = 0; c < WIDTH; c++) {
      if (c != 10) {
        p = mailweir.slice.Slice.mix(p ^ (c == 12 ? get(hop, c) & ~SCORE : get(hop, c)));
      }
    }
    int from = firstAttempt(hop);
    for (int a = from, end = from + attempts(hop); a < end; a++) {
      p = mailweir.slice.Slice.mix(p ^ attempt(a, 4) >>> 24 ^ attemptTime(a));
    }
    return p;
  }

  /** Copies a hop and its attempts out of another table; its number here. */
  public int copy(Hops other, int hop) {
    int mine = add();
    for (int c = 0; c < WIDTH; c++) {
      set(mine, c, other.get(hop, c));
    }
    int from = other.firstAttempt(hop);
    int n = other.attempts(hop);
    int start = attemptCount;
    for (int a = from; a < from + n; a++) {
      addAttempt(
          other.attemptTime(a),
          other.via(a),
          other.outcome(a),
          other.bitsAndClass(a),
          other.recipient(a),
          other.relay(a),
          other.next(a),
          other.origTo(a),
          other.text(a),
          other.dsn(a),
          other.delayMs(a));
    }
    set(mine, 10, (long) start << 24 | n);
    if (other.ids != null && other.ids.length > hop >>> SHIFT && other.ids[hop >>> SHIFT] != null) {
      long[] c = other.ids[hop >>> SHIFT];
      int o = (hop & (ROWS - 1)) * 3;
      queueId(mine, c[o], c[o + 1], c[o + 2]);
    }
    return mine;
  }

  /**
   * Moves all rows of other tables to the end of this one; the others are empty afterwards. A few of each at a time: tables that grew
   * side by side have what happened at one time side by side, and whoever joins it finds it in the processor's cache.
   */
  public void takeInTurn(Hops[] others) {
    for (int from = 0, left = 1; left > 0; from += TURN) {
      left = 0;
      for (Hops other : others) {
        take(other, from, Math.min(other.count, from + TURN));
        left += Math.max(0, other.count - from - TURN);
      }
    }
    for (Hops other : others) {
      other.hops = new long[16][];
      other.attempts = new long[16][];
      other.ids = null;
      other.count = 0;
      other.attemptCount = 0;
    }
  }

  /** Takes some rows of another table, whose attempts lie there in the order of its rows. */
  private void take(Hops other, int from, int to) {
    if (from >= to) {
      return;
    }
    int attempt = other.firstAttempt(from);
    int end = to < other.count ? other.firstAttempt(to) : other.attemptCount;
    long shift = (long) (attemptCount - attempt) << 24;
    int first = count;
    hops = append(hops, count, other.hops, from, to, WIDTH);
    attempts = append(attempts, attemptCount, other.attempts, attempt, end, ATTEMPT_WIDTH);
    count += to - from;
    attemptCount += end - attempt;
    for (int h = first; h < count; h++) {
      set(h, 10, get(h, 10) + shift);
    }
    if (other.ids != null) {
      ids = append(ids == null ? new long[16][] : ids, first, other.ids, from, to, 3);
    }
  }

  /** Copies rows behind those that are there and forgets each chunk that was copied; the chunks of both, perhaps in a longer array. */
  private static long[][] append(
      long[][] mine, int n, long[][] theirs, int begin, int end, int width) {
    if (begin == end) {
      return mine;
    }
    int last = n + end - begin - 1 >>> SHIFT;
    long[][] all =
        last < mine.length ? mine : Arrays.copyOf(mine, Math.max(last + 1, 2 * n >>> SHIFT));
    for (int from = begin, to; from < end; from = to) {
      int at = n + from - begin;
      // up to the end of the chunk here or there, whichever comes first
      to = Math.min(end, from + ROWS - Math.max(at & ROWS - 1, from & ROWS - 1));
      long[] source = from >>> SHIFT < theirs.length ? theirs[from >>> SHIFT] : null;
      if (all[at >>> SHIFT] == null) {
        all[at >>> SHIFT] = new long[ROWS * width];
      }
      if (source != null) {
        System.arraycopy(
            source,
            (from & ROWS - 1) * width,
            all[at >>> SHIFT],
            (at & ROWS - 1) * width,
            (to - from) * width);
        if ((to & ROWS - 1) == 0) {
          theirs[from >>> SHIFT] = null;
        }
      }
    }
    return all;
  }
}
