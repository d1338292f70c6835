package mailweir.journey;

import java.util.Arrays;

/**
 * Rows of one queue id at a server that tells little and uses its ids again within milliseconds (qmail): what was read late is dealt to
 * the stay that was the newest when it happened.
 *
 * <p>Each arrival is a row of its own, so however the lines came, the rows have the same arrivals, attempts and removals between
 * them; dealing them anew by time makes the same stays of every order.
 */
final class Deal {
  private final Hops hops;

  Deal(Hops hops) {
    this.hops = hops;
  }

  void deal(int[] rows) {
    if (rows.length < 2) {
      return;
    }
    int[] stays = Arrays.stream(rows).filter(h -> hops.is(h, Words.ACTIVE)).toArray();
    if (stays.length == 0) {
      return;
    }
    sort(stays);
    int moves = 0;
    long[] removed = new long[stays.length];
    Arrays.fill(removed, Long.MIN_VALUE);
    java.util.Map<Integer, Integer> positions = new java.util.HashMap<>();
    for (int i = 0; i < stays.length; i++) {
      positions.put(stays[i], i);
    }
    for (int h : rows) {
      int own = positions.getOrDefault(h, -1);
      int from = hops.firstAttempt(h);
      for (int a = from, end = from + hops.attempts(h); a < end; a++) {
        moves += at(stays, hops.attemptTime(a)) == own ? 0 : 1;
      }
      if (hops.is(h, Words.REMOVED_BIT)) {
        int to = at(stays, hops.last(h));
        removed[to] = Math.max(removed[to], hops.last(h));
      }
    }
    if (moves > 0) {
      attempts(rows, stays);
    }
    for (int i = 0; i < stays.length; i++) {
      int h = stays[i];
      long last = hops.acceptedAt(h);
      int from = hops.firstAttempt(h);
      for (int a = from, end = from + hops.attempts(h); a < end; a++) {
        last = Math.max(last, hops.attemptTime(a));
      }
      long flags = hops.get(h, 9) & ~(long) Words.REMOVED_BIT;
      if (removed[i] != Long.MIN_VALUE) {
        flags |= Words.REMOVED_BIT;
        last = Math.max(last, removed[i]);
      }
      hops.set(h, 9, flags);
      hops.set(h, 3, last);
    }
    int merged = 0;
    for (int h : rows) {
      if (!hops.is(h, Words.ACTIVE)) {
        int to = stays[at(stays, hops.first(h))];
        take(to, h);
        hops.mark(to, Words.MERGED);
        hops.mark(h, Words.ABSORBED);
        merged++;
      }
    }
    if (merged == 0 && moves > 0) {
      for (int h : stays) {
        hops.mark(h, Words.MERGED);
      }
    }
  }

  /** What a row without an arrival knows besides attempts and a removal: who brought the message. */
  private void take(int a, int b) {
    if (hops.origin(b) != Words.ORIGIN_NONE && hops.isUnclaimed(a)) {
      hops.client(a, hops.get(b, 6), hops.origin(b), hops.account(b));
    }
    hops.set(a, 12, Joiner.strongest(hops.get(a, 12), hops.get(b, 12)));
  }

  private void attempts(int[] rows, int[] stays) {
    int total = 0;
    for (int h : rows) {
      total += hops.attempts(h);
    }
    int[] all = new int[total];
    int n = 0;
    for (int h : rows) {
      int from = hops.firstAttempt(h);
      for (int a = from, end = from + hops.attempts(h); a < end; a++) {
        all[n++] = a;
      }
    }
    Integer[] order = new Integer[total];
    Arrays.setAll(order, i -> all[i]);
    Arrays.sort(order, (x, y) -> Long.compare(hops.attemptTime(x), hops.attemptTime(y)));
    int k = 0;
    for (int i = 0; i < stays.length; i++) {
      int start = hops.attemptCount();
      int count = 0;
      while (k < total && at(stays, hops.attemptTime(order[k])) == i) {
        hops.copyAttempt(order[k++]);
        count++;
      }
      hops.set(stays[i], 10, (long) start << 24 | count);
    }
    for (int h : rows) {
      if (!hops.is(h, Words.ACTIVE)) {
        hops.set(h, 10, 0);
      }
    }
  }

  private void sort(int[] stays) {
    Integer[] boxed = Arrays.stream(stays).boxed().toArray(Integer[]::new);
    Arrays.sort(
        boxed,
        (x, y) ->
            hops.acceptedAt(x) != hops.acceptedAt(y)
                ? Long.compare(hops.acceptedAt(x), hops.acceptedAt(y))
                : Integer.compare(hops.pid(x), hops.pid(y)));
    for (int i = 0; i < stays.length; i++) {
      stays[i] = boxed[i];
    }
  }

  /** The newest stay at or before a time; the first where none is. */
  private int at(int[] stays, long time) {
    int lo = 0;
    int hi = stays.length;
    while (lo < hi) {
      int mid = lo + hi >>> 1;
      if (hops.acceptedAt(stays[mid]) <= time) {
        lo = mid + 1;
      } else {
        hi = mid;
      }
    }
    return Math.max(0, lo - 1);
  }
}
