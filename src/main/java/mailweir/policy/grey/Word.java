package mailweir.policy.grey;

/**
 * What is known of a key, in 64 bits: {@code kind 4 | count 16 | milliseconds since 1970 44}. A cell of a table without a word is empty.
 */
final class Word {
  /** Removed because its time was over. */
  static final long REMOVED = 0;

  /** Removed by an operator. */
  static final long FORGOTTEN = 1;

  static final int WAITING = 1;
  static final int PASSED = 2;
  static final int CLIENT = 3;

  /** A client's triplets from before this time are forgotten. */
  static final int CUT = 4;

  private static final int TIME_BITS = 44;
  private static final long MOST_TIME = (1L << TIME_BITS) - 1;
  private static final int MOST_COUNT = 0x7FFF;
  private static final int HAS_CUT = 0x8000;

  private Word() {}

  private static long of(int kind, int count, long millis) {
    long time = Math.clamp(millis, 1, MOST_TIME);
    return (long) kind << 60 | (long) count << TIME_BITS | time;
  }

  static long waiting(long first) {
    return of(WAITING, 0, first);
  }

  static long passed(long last) {
    return of(PASSED, 0, last);
  }

  static long cut(long time) {
    return of(CUT, 0, time);
  }

  static long client(int passed, boolean hasCut, long last) {
    return of(CLIENT, Math.min(passed, MOST_COUNT) | (hasCut ? HAS_CUT : 0), last);
  }

  static int kind(long word) {
    return (int) (word >>> 60);
  }

  /** How many triplets of a client passed. */
  static int count(long word) {
    return (int) (word >>> TIME_BITS) & MOST_COUNT;
  }

  static boolean hasCut(long word) {
    return ((int) (word >>> TIME_BITS) & HAS_CUT) != 0;
  }

  static long time(long word) {
    return word & MOST_TIME;
  }

  static boolean isOver(long word, long now, Settings how) {
    return now - time(word) > (kind(word) == WAITING ? how.window() : how.memory());
  }
}
