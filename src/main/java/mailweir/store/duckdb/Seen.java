package mailweir.store.duckdb;

import mailweir.slice.Slice;

/**
 * Hashes that stored rows hold, so that a round whose hops have no stored partner asks the database nothing: a Bloom filter of 16
 * megabytes with two bits a hash, both in one word: a look-up costs one line of the processor's cache. It says yes too often (one in a
 * hundred and seventy at four million hashes), never no too often.
 *
 * <p>Not safe for threads.
 */
final class Seen {
  static final int QUEUE_ID = 1;
  static final int NEXT = 2;
  static final int MESSAGE_ID = 3;

  private static final int WORDS = 1 << 21;
  private final long[] words = new long[WORDS];

  /** Notes a hash of 32 bits. */
  void add(int kind, int hash) {
    if (hash != 0) {
      long m = Slice.mix((long) kind << 32 ^ hash & 0xFFFFFFFFL);
      words[word(m)] |= bits(m);
    }
  }

  /** Whether a hash may have been noted. */
  boolean has(int kind, int hash) {
    long m = Slice.mix((long) kind << 32 ^ hash & 0xFFFFFFFFL);
    long bits = bits(m);
    return (words[word(m)] & bits) == bits;
  }

  private static int word(long mixed) {
    return (int) mixed & WORDS - 1;
  }

  private static long bits(long mixed) {
    return 1L << (mixed >>> 32) | 1L << (mixed >>> 40);
  }
}
