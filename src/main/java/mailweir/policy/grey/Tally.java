package mailweir.policy.grey;

/** What a segment counted: a function of the changes of its words. */
final class Tally {
  /** Upper ends of the histogram of waiting times, in milliseconds; one more class is above the last. */
  static final long[] WAITED = {
    360_000, 600_000, 900_000, 1_800_000, 3_600_000, 7_200_000, 14_400_000, 28_800_000, 86_400_000
  };

  private static final int ASKED = 0;
  private static final int PASSED = 1;
  private static final int GAVE_UP = 2;
  private static final int WAITED_SUM = 3;
  private static final int HISTOGRAM = 4;
  static final int SIZE = HISTOGRAM + WAITED.length + 1;

  final long[] counters = new long[SIZE];

  void changed(long before, long after) {
    if (Word.kind(after) == Word.WAITING) {
      counters[ASKED]++;
    }
    if (Word.kind(before) == Word.WAITING) {
      if (Word.kind(after) == Word.PASSED) {
        long waited = Math.max(0, Word.time(after) - Word.time(before));
        counters[PASSED]++;
        counters[WAITED_SUM] += waited;
        int i = 0;
        while (i < WAITED.length && waited > WAITED[i]) {
          i++;
        }
        counters[HISTOGRAM + i]++;
      } else if (after != Word.FORGOTTEN) {
        counters[GAVE_UP]++;
      }
    }
  }

  void add(Tally other) {
    for (int i = 0; i < SIZE; i++) {
      counters[i] += other.counters[i];
    }
  }

  Costs costs(long waiting, long over, long triplets, long clients) {
    return new Costs(
        counters[ASKED],
        waiting,
        counters[PASSED],
        counters[GAVE_UP] + over,
        counters[WAITED_SUM],
        java.util.Arrays.copyOfRange(counters, HISTOGRAM, SIZE),
        triplets,
        clients);
  }
}
