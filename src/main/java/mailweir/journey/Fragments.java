package mailweir.journey;

import java.util.Arrays;
import java.util.Comparator;

/**
 * Rows of one stay that came apart, because a line came later than its complete stay: put together again.
 *
 * <p>Putting together commutes: what both know is joined field by field, so the order in which fragments came cannot matter.
 */
final class Fragments {
  /** Rows of one key that are looked at together, each with each. */
  private static final int MOST = 1_000;

  private final Hops hops;
  private final int n;
  private final int[] table;
  private final int[] chain;

  /** Over the index of a joiner: {@code table} has the first row of a slot plus one, {@code chain} the next. */
  Fragments(Hops hops, int[] table, int[] chain) {
    this.hops = hops;
    this.n = chain.length;
    this.table = table;
    this.chain = chain;
  }

  private int slot(long idHash) {
    return Joiner.slot(idHash, table.length);
  }

  void absorb() {
    java.util.BitSet dealt = new java.util.BitSet();
    for (int h = 0; h < n; h++) {
      if (hops.is(h, Words.UNTOLD) && chain[h] + table[slot(hops.queueIdHash(h))] != h + 1) {
        if (!dealt.get(h)) {
          new Deal(hops).deal(rowsOf(h, dealt));
        }
        continue;
      }
      if (dealt.get(h)) {
        continue;
      }
      // a collision of slots is as good as a chain of equals: keys are compared
      int other = chain[h];
      if (other == 0) {
        continue;
      }
      for (int k = other; k != 0; k = chain[k - 1]) {
        if (hops.key(k - 1) == hops.key(h)) {
          if (isUntold(h)) {
            new Deal(hops).deal(rowsOf(h, dealt));
            break;
          }
          putTogether(rowsOf(h, dealt));
          break;
        }
      }
    }
  }

  /** Whether a row of the key of {@code h} is of a server that tells little. */
  private boolean isUntold(int h) {
    for (int k = table[slot(hops.queueIdHash(h))]; k != 0; k = chain[k - 1]) {
      if (hops.key(k - 1) == hops.key(h)) {
        return hops.is(k - 1, Words.UNTOLD) || anyUntold(chain[k - 1], hops.key(h));
      }
    }
    return false;
  }

  private boolean anyUntold(int from, long key) {
    for (int k = from; k != 0; k = chain[k - 1]) {
      if (hops.key(k - 1) == key && hops.is(k - 1, Words.UNTOLD)) {
        return true;
      }
    }
    return false;
  }

  /** All rows of the key of {@code h}, noted as seen. */
  private int[] rowsOf(int h, java.util.BitSet seen) {
    int[] rows = new int[8];
    int count = 0;
    for (int k = table[slot(hops.queueIdHash(h))]; k != 0; k = chain[k - 1]) {
      int row = k - 1;
      if (hops.key(row) == hops.key(h)) {
        seen.set(row);
        if (!hops.is(row, Words.ABSORBED)) {
          if (count == rows.length) {
            rows = Arrays.copyOf(rows, count * 2);
          }
          rows[count++] = row;
        }
      }
    }
    return Arrays.copyOf(rows, count);
  }

  /**
   * Neighbours in time are put together. No server has so many stays of one queue id that {@link #MOST} are looked at together; whoever
   * makes them up has them put together in groups of so many.
   */
  private void putTogether(int[] rows) {
    if (rows.length <= MOST) {
      absorb(rows);
      return;
    }
    int[] inTime =
        Arrays.stream(rows)
            .boxed()
            .sorted(
                Comparator.<Integer>comparingLong(hops::first)
                    .thenComparingLong(hops::last)
                    .thenComparingInt(row -> -fullness(row)))
            .mapToInt(Integer::intValue)
            .toArray();
    for (int i = 0; i < inTime.length; i += MOST) {
      absorb(Arrays.copyOfRange(inTime, i, Math.min(inTime.length, i + MOST)));
    }
  }

  /** The fullest rows first: the others are put into them, until none is a part of another. */
  private void absorb(int[] rows) {
    boolean any = true;
    while (any) {
      any = false;
      int count = sort(rows);
      for (int i = 0; i < count; i++) {
        int a = rows[i];
        for (int k = 0; k < count && !hops.is(a, Words.ABSORBED); k++) {
          int b = rows[k];
          if (b != a && !hops.is(b, Words.ABSORBED) && isFragmentOf(b, a)) {
            take(a, b);
            any = true;
          }
        }
      }
    }
  }

  /** Puts the rows that are left to the beginning, the fullest first; how many those are. */
  private int sort(int[] rows) {
    int count = 0;
    for (int row : rows) {
      if (!hops.is(row, Words.ABSORBED)) {
        int j = count++;
        while (j > 0 && comesBefore(row, rows[j - 1])) {
          rows[j] = rows[j - 1];
          j--;
        }
        rows[j] = row;
      }
    }
    return count;
  }

  private boolean comesBefore(int x, int y) {
    int fx = fullness(x);
    int fy = fullness(y);
    if (fx != fy) {
      return fx > fy;
    }
    return hops.first(x) != hops.first(y)
        ? hops.first(x) < hops.first(y)
        : hops.last(x) < hops.last(y);
  }

  private int fullness(int h) {
    return (hops.origin(h) != 0 ? 1 : 0)
        + (hops.is(h, Words.HAS_MESSAGE_ID) ? 1 : 0)
        + (hops.is(h, Words.ACTIVE) ? 1 : 0)
        + (hops.is(h, Words.REMOVED_BIT) ? 1 : 0);
  }

  /** Whether {@code b} is a part of the stay {@code a}: it has no origin of its own where that has one, and lies in its time. */
  private boolean isFragmentOf(int b, int a) {
    if (hops.origin(b) != 0 && hops.origin(a) != 0
        || hops.is(a, Words.REMOVED_BIT) && hops.is(b, Words.REMOVED_BIT)
        || Joiner.differ(hops.messageId(a), hops.messageId(b))) {
      return false;
    }
    if (hops.is(b, Words.REMOVED_BIT) && hops.last(b) < hops.last(a) - Fold.AFTERWARDS) {
      return false;
    }
    long from = hops.origin(a) != 0 ? hops.first(a) - Fold.BACKWARDS : hops.first(a) - Fold.SILENCE;
    long to =
        hops.is(a, Words.REMOVED_BIT)
            ? hops.last(a) + Fold.AFTERWARDS
            : hops.last(a) + Fold.SILENCE;
    if (hops.origin(b) != 0) {
      to = hops.first(a) + Fold.BACKWARDS;
    }
    return hops.first(b) >= from && hops.first(b) <= to;
  }

  private void take(int a, int b) {
    long acceptedA =
        hops.is(a, Words.ACTIVE | Words.HELD | Words.DISCARDED)
            ? hops.acceptedAt(a)
            : Long.MAX_VALUE;
    long acceptedB =
        hops.is(b, Words.ACTIVE | Words.HELD | Words.DISCARDED)
            ? hops.acceptedAt(b)
            : Long.MAX_VALUE;
    long first = Math.min(hops.first(a), hops.first(b));
    boolean origin = hops.origin(a) != 0;
    boolean isQueuedB = hops.is(b, Words.ACTIVE);
    boolean queuedA = hops.is(a, Words.ACTIVE) && (!isQueuedB || acceptedA <= acceptedB);
    long flags = hops.get(a, 9) & 0xFFFFFF | hops.get(b, 9) & 0xFFFFFF;
    hops.set(a, 3, Math.max(hops.last(a), hops.last(b)));
    if (hops.messageId(a) == 0) {
      hops.set(a, 4, hops.messageId(b));
    }
    if (hops.before(a) == 0) {
      hops.set(a, 5, hops.before(b));
    }
    int account = origin ? hops.account(a) : hops.account(b);
    int sender = queuedA || !isQueuedB ? hops.sender(a) : hops.sender(b);
    if (!origin) {
      hops.set(a, 6, hops.get(b, 6));
    }
    hops.set(a, 7, Hops.pair(sender, account));
    if (!queuedA) {
      hops.set(a, 8, hops.get(b, 8));
    }
    hops.set(
        a,
        9,
        hops.get(a, 9) & 0xFFFFFFFF_00000000L
            | (long) (origin ? hops.origin(a) : hops.origin(b)) << 24
            | flags);
    long accepted = Math.min(acceptedA, acceptedB);
    long pid = origin ? hops.pid(a) : hops.pid(b);
    hops.set(a, 2, first);
    hops.set(
        a,
        11,
        (accepted == Long.MAX_VALUE ? 0 : (accepted - first) / 1000) << 32 | pid & 0xFFFFFFFFL);
    hops.set(a, 12, Joiner.strongest(hops.get(a, 12), hops.get(b, 12)));
    if (hops.attempts(b) > 0) {
      int start = hops.attemptCount();
      copyAttempts(a);
      copyAttempts(b);
      hops.set(a, 10, (long) start << 24 | hops.attemptCount() - start);
    }
    hops.mark(a, Words.MERGED);
    hops.mark(b, Words.ABSORBED);
  }

  private void copyAttempts(int h) {
    int from = hops.firstAttempt(h);
    for (int a = from, end = from + hops.attempts(h); a < end; a++) {
      hops.copyAttempt(a);
    }
  }
}
