package mailweir.store.duckdb;

import mailweir.slice.Slice;

/**
 * Hashes that stored rows hold, so that a round whose hops have no stored partner asks the database nothing: a Bloom filter of 16
 * megabytes with two bits a hash. It says yes too often (one in three hundred at four million hashes), never no too often.
 *
 * <p>Not safe for threads.
 */
final class Seen {
  static final int QUEUE_ID = 1;
  static final int NEXT = 2;
  static final int MESSAGE_ID = 3;

  private static final int BITS = 1 << 27;
  private final long[] words = new long[BITS >>> 6];

  /** Notes a hash of 32 bits. */
  void add(int kind, int hash) {
    if (hash != 0) {
      long m = Slice.mix((long) kind << 32 ^ hash & 0xFFFFFFFFL);
      set((int) m & BITS - 1);
      set((int) (m >>> 32) & BITS - 1);
    }
  }

  /** Whether a hash may have been noted. */
  boolean has(int kind, int hash) {
    long m = Slice.mix((long) kind << 32 ^ hash & 0xFFFFFFFFL);
    return isSet((int) m & BITS - 1) && isSet((int) (m >>> 32) & BITS - 1);
  }

  private void set(int bit) {
    words[bit >>> 6] |= 1L << bit;
  }

  private boolean isSet(int bit) {
    return (words[bit >>> 6] & 1L << bit) != 0;
  }
}
