package mailweir.store.duckdb;

import java.util.Map;
import java.util.TreeMap;
import mailweir.rollup.Counters;
import mailweir.rollup.Tally;

/**
 * Newest minute and lines of each host, carried along with what is written: pages ask for it all the time, and the sum over all minutes
 * is long. Safe for several threads.
 */
final class LastLines {
  /** A host's newest minute since 1970 and its lines. */
  record Of(long minute, long lines) {}

  private Map<Integer, Of> known;

  /** Odd while something is being written. */
  private long turn;

  /** Whoever sums them. */
  interface Sum {
    Map<Integer, Of> get();
  }

  /** What is known, or what the sum says; that is kept unless something was written meanwhile. */
  Map<Integer, Of> orSum(Sum sum) {
    long began;
    synchronized (this) {
      if (known != null) {
        return new TreeMap<>(known);
      }
      began = turn;
    }
    Map<Integer, Of> summed = sum.get();
    synchronized (this) {
      if (known == null && turn == began && began % 2 == 0) {
        known = new TreeMap<>(summed);
      }
    }
    return summed;
  }

  /** Something is going to be committed. */
  synchronized void writing() {
    turn += turn % 2 == 0 ? 1 : 2;
  }

  /** It was, with these figures. */
  synchronized void written(Tally figures) {
    turn++;
    if (known == null) {
      return;
    }
    figures.forEach((minute, host, counter, n) -> {
      if (counter == Counters.LINES_READ) {
        known.merge(
            host,
            new Of(minute, n),
            (a, b) -> new Of(Math.max(a.minute, b.minute), a.lines + b.lines));
      }
    });
  }

  /** It was not, or what was known holds no more. */
  synchronized void forget() {
    turn += 2 - turn % 2;
    known = null;
  }
}
