package mailweir.journey;

import java.util.Arrays;

/**
 * One shard of what is known of queue ids that are still open: the marks of each, and when it was last heard of.
 *
 * <p>A group whose stays are complete is folded into rows and forgotten; what comes for it later makes a row of its own, which
 * {@link Joiner} puts to the stay that it belongs to. One that is never complete (a notice has no origin line) is held until
 * {@link #settleAll} or {@link #forgetBefore}. Not safe for threads; its owner locks.
 */
public final class OpenHops implements Open {
  /**
   * Columns of a group: key, queue id's hash, the id in 24 bytes, host | mark count, first mark, what {@link Removals} knows of it (where
   * the owner folds by rounds: a mark of the stay that is stored), the number it is stored under, whether it was added to in this round.
   */
  private static final int WIDTH = 10;

  private final Marks marks;
  private final Fold fold = new Fold();
  private long[] rows = new long[WIDTH << 8];
  private int fill = 1;
  private int free;
  private int live;
  private int[] table = new int[1 << 10];
  private int[] dirty = new int[1 << 8];
  private int dirtyCount;

  /** Who waits to be folded. */
  private final Removals removals = new Removals();

  /** Whether the owner folds by rounds: some groups are stored while they are open, and are folded at the end of a round only. */
  private final boolean byRounds;

  /** {@code texts}: those that marks have numbers of. */
  public OpenHops(Texts texts) {
    this(texts, true);
  }

  private OpenHops(Texts texts, boolean byRounds) {
    this.marks = new Marks(texts);
    this.byRounds = byRounds;
  }

  /** One whose owner calls {@link #settle} every now and then. */
  public static OpenHops folding(Texts texts) {
    return new OpenHops(texts, false);
  }

  public int live() {
    return live;
  }

  /** Adds a mark for a queue id. */
  public void add(long key, long idHash, int host, long id0, long id1, long id2, long[] m, int o) {
    int g = find(key);
    if (g == 0) {
      g = make(key, idHash, host, id0, id1, id2);
    }
    int r = g * WIDTH;
    if (rows[r + 8] == 0) {
      hear(g, m[o], isLast(m[o + 2]));
    }
    int mark = marks.add(m, o);
    marks.chain(mark, (int) rows[r + 6]);
    rows[r + 6] = mark;
    rows[r + 5]++;
    if (byRounds && rows[r + 9] == 0) {
      rows[r + 9] = 1;
      if (dirtyCount == dirty.length) {
        dirty = Arrays.copyOf(dirty, dirtyCount * 2);
      }
      dirty[dirtyCount++] = g;
    }
  }

  /** Whether a mark may be the last of its stay: a removal, or the arrival at a server that tells none. */
  private static boolean isLast(long word) {
    int kind = (int) (word >>> 56);
    return kind == Words.REMOVED
        || kind == Words.QUEUED && (word >>> 32 & Words.SAYS_NO_REMOVAL) != 0;
  }

  private void hear(int g, long time, boolean last) {
    removals.hear(time);
    int r = g * WIDTH;
    if (rows[r + 7] == Removals.INCOMPLETE || last && rows[r + 7] == 0) {
      rows[r + 7] = Removals.WAITING;
      removals.add(g, time);
    }
  }

  /** Folds the groups that were removed a while ago, where they are complete; what it costs is in proportion to those. */
  public void settle(Hops out) {
    for (int g = removals.next(); g != 0; g = removals.next()) {
      int r = g * WIDTH;
      int n = (int) rows[r + 5];
      fold.gather(marks, (int) rows[r + 6], n);
      if (fold.isComplete(marks, n)) {
        fold(g, n, out);
      } else {
        rows[r + 7] = Removals.INCOMPLETE;
      }
    }
  }

  /**
   * The same where the owner folds by rounds. What a round has stored waits for {@link #settleRound}, and so do messages of servers that
   * tell little: halves of their attempts come together at the end of a round.
   */
  public void settle(Hops out, RoundSink sink) {
    for (int g = removals.next(); g != 0; g = removals.next()) {
      int r = g * WIDTH;
      int n = (int) (rows[r + 5] & 0xFFFFFFFFL);
      if (n == 0 || rows[r + 8] != 0 || rows[r + 7] != Removals.WAITING) {
        continue;
      }
      fold.gather(marks, (int) rows[r + 6], n);
      if (fold.isComplete(marks, n) && !fold.saysLittle()) {
        int first = out.size();
        fold(g, n, out);
        for (int row = first; row < out.size(); row++) {
          sink.done(row, 0);
        }
      } else {
        rows[r + 7] = Removals.INCOMPLETE;
      }
    }
  }

  /** Folds and forgets all groups. */
  public void settleAll(Hops out) {
    for (int g = 1, end = fill; g < end; g++) {
      int n = (int) rows[g * WIDTH + 5];
      if (n != 0) {
        fold.gather(marks, (int) rows[g * WIDTH + 6], n);
        fold(g, n, out);
      }
    }
  }

  private void fold(int g, int n, Hops out) {
    int r = g * WIDTH;
    int host = (int) (rows[r + 5] >>> 32);
    fold.fold(marks, n, rows[r], rows[r + 1], host, rows[r + 2], rows[r + 3], rows[r + 4], out);
    forget(g);
  }

  /** Who takes the rows of a round that are to be stored. */
  public interface RoundSink {
    /**
     * A row that is complete, or was followed by another stay of its queue id.
     *
     * @param storedAs the number under which it was stored while it was open; 0 never
     */
    void done(int row, long storedAs);

    /** A row of a stay that is still open; the number under which it is stored from now on. */
    long open(int row, long storedAs);
  }

  /**
   * Folds every group that was added to since the last round. Stays that are over go to the sink and are forgotten; of each queue id
   * at most one stays, with the number that the sink gave it.
   */
  public void settleRound(Hops out, RoundSink sink) {
    for (int d = 0; d < dirtyCount; d++) {
      int g = dirty[d];
      int r = g * WIDTH;
      int n = (int) (rows[r + 5] & 0xFFFFFFFFL);
      // a place may have been left and taken again in the round
      boolean again = rows[r + 9] == 0;
      rows[r + 9] = 0;
      if (n == 0 || again) {
        continue;
      }
      fold.gather(marks, (int) rows[r + 6], n);
      int first = out.size();
      int keep =
          fold.foldOpen(
              marks,
              n,
              rows[r],
              rows[r + 1],
              (int) (rows[r + 5] >>> 32),
              rows[r + 2],
              rows[r + 3],
              rows[r + 4],
              out);
      int last = out.size() - 1;
      long storedAs = rows[r + 8];
      // a late line of an earlier stay of this id makes a row before the one that is stored
      int stored = storedAs == 0 || first == last ? first : first + fold.stayOf((int) rows[r + 7]);
      for (int row = first; row < last; row++) {
        sink.done(row, row == stored ? storedAs : 0);
      }
      long ofLast = last == stored ? storedAs : 0;
      if (keep == n) {
        sink.done(last, ofLast);
        forget(g);
      } else {
        rows[r + 7] = fold.order()[keep];
        rows[r + 8] = sink.open(last, ofLast);
        keepMarks(g, keep, n);
      }
    }
    dirtyCount = 0;
    removals.clear();
  }

  /**
   * Folds and forgets the queue ids that have left the queue, or never came into it, and of which nothing was heard since: notices have no
   * origin line and refused messages no removal, so they are never complete. What comes for them later is a fragment.
   */
  public void settleOld(Hops out, RoundSink sink, long micros) {
    for (int g = 1; g < fill; g++) {
      int r = g * WIDTH;
      int n = (int) (rows[r + 5] & 0xFFFFFFFFL);
      if (n == 0 || rows[r + 9] != 0 || isWaiting((int) rows[r + 6], micros)) {
        continue;
      }
      fold.gather(marks, (int) rows[r + 6], n);
      int first = out.size();
      fold.foldOpen(
          marks,
          n,
          rows[r],
          rows[r + 1],
          (int) (rows[r + 5] >>> 32),
          rows[r + 2],
          rows[r + 3],
          rows[r + 4],
          out);
      for (int row = first; row < out.size(); row++) {
        sink.done(row, row == first ? rows[r + 8] : 0);
      }
      forget(g);
    }
  }

  /** Whether a chain of marks is of a message that is in the queue, or was heard of since an instant. */
  private boolean isWaiting(int head, long micros) {
    boolean queued = false;
    boolean removed = false;
    for (int m = head; m != 0; m = marks.next(m)) {
      if (marks.time(m) >= micros) {
        return true;
      }
      int kind = marks.kind(m);
      queued |= kind == Words.QUEUED || kind == Words.RULING || kind == Words.ACT;
      removed |= kind == Words.REMOVED;
    }
    return queued && !removed;
  }

  /** Puts to the marks of an open stay who brought its message, which another line told. Between folding and saving. */
  public void remember(Hops hops, int h) {
    int g = find(hops.key(h));
    int origin = hops.origin(h);
    if (g == 0 || origin == Words.ORIGIN_NONE || hops.isUnclaimed(h)) {
      return;
    }
    for (int m = (int) rows[g * WIDTH + 6]; m != 0; m = marks.next(m)) {
      if (marks.kind(m) == Words.CLIENT) {
        return;
      }
    }
    long[] mark = new long[7];
    mark[0] = hops.acceptedAt(h);
    mark[2] = (long) Words.CLIENT << 56 | (long) origin << 48;
    mark[3] = hops.get(h, 6);
    mark[4] = Hops.pair(hops.account(h), hops.pid(h));
    add(hops.key(h), hops.queueIdHash(h), hops.host(h), 0, 0, 0, mark, 0);
  }

  /** Puts to the origin of an open stay the login of its client, which another line told. Between folding and saving. */
  public void rememberLogin(Hops hops, int h) {
    int g = find(hops.key(h));
    for (int m = g == 0 ? 0 : (int) rows[g * WIDTH + 6]; m != 0; m = marks.next(m)) {
      if (marks.kind(m) == Words.CLIENT
          && marks.d(m) == hops.pid(h)
          && marks.a(m) == hops.clientIp(h)) {
        marks.account(m, hops.account(h));
      }
    }
  }

  /** Forgets a queue id: what was said of it has been put to a stored stay. */
  public void forgetKey(long key) {
    int g = find(key);
    if (g != 0) {
      forget(g);
    }
  }

  /** Forgets the queue ids of which nothing was heard since: their rows are forgotten too. Between rounds. */
  public void forgetBefore(long micros) {
    for (int g = 1; g < fill; g++) {
      boolean old = (rows[g * WIDTH + 5] & 0xFFFFFFFFL) != 0;
      for (int m = (int) rows[g * WIDTH + 6]; m != 0 && old; m = marks.next(m)) {
        old = marks.time(m) < micros;
      }
      if (old) {
        forget(g);
      }
    }
  }

  /** Drops the marks of a group before index {@code from} of their order. */
  private void keepMarks(int g, int from, int n) {
    if (from == 0) {
      return;
    }
    int[] sorted = fold.order();
    for (int k = 0; k < from; k++) {
      marks.drop(sorted[k]);
    }
    int head = 0;
    for (int k = from; k < n; k++) {
      marks.chain(sorted[k], head);
      head = sorted[k];
    }
    rows[g * WIDTH + 6] = head;
    rows[g * WIDTH + 5] = rows[g * WIDTH + 5] & 0xFFFFFFFF_00000000L | n - from;
  }

  /** Everything that is open, to be read back by {@link #load}. */
  @Override
  public void save(java.io.DataOutputStream to) throws java.io.IOException {
    to.writeInt(live);
    for (int g = 1; g < fill; g++) {
      int r = g * WIDTH;
      int n = (int) (rows[r + 5] & 0xFFFFFFFFL);
      if (n == 0) {
        continue;
      }
      for (int c = 0; c < 6; c++) {
        to.writeLong(rows[r + c]);
      }
      to.writeLong(rows[r + 8]);
      for (int m = (int) rows[r + 6]; m != 0; m = marks.next(m)) {
        marks.save(m, to);
      }
    }
  }

  /** Reads back what {@link #save} wrote, into an empty one. */
  @Override
  public void load(java.io.DataInputStream from) throws java.io.IOException {
    int groups = from.readInt();
    long[] head = new long[7];
    long[] mark = new long[7];
    for (int i = 0; i < groups; i++) {
      for (int c = 0; c < 7; c++) {
        head[c] = from.readLong();
      }
      int g = make(head[0], head[1], (int) (head[5] >>> 32), head[2], head[3], head[4]);
      int r = g * WIDTH;
      rows[r + 8] = head[6];
      int n = (int) (head[5] & 0xFFFFFFFFL);
      rows[r + 5] += n;
      int last = 0;
      for (int k = 0; k < n; k++) {
        for (int c = 0; c < 7; c++) {
          mark[c] = from.readLong();
        }
        int m = marks.add(mark, 0);
        if (last == 0) {
          rows[r + 6] = m;
          rows[r + 7] = m;
        } else {
          marks.chain(last, m);
        }
        last = m;
      }
    }
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
    rows[r + 8] = 0;
    rows[r + 9] = 0;
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
