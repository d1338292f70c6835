package mailweir.journey;

import mailweir.slice.Slice;

/**
 * A short memory before {@link Texts}: neighbours in a log say the same things. It changes nothing in what comes out. Confined to one
 * thread.
 */
final class NearTexts {
  private static final int SLOTS = 1 << 11;

  private final Texts texts;
  private final long[] hashes = new long[SLOTS];
  private final int[] numbers = new int[SLOTS];

  NearTexts(Texts texts) {
    this.texts = texts;
  }

  /** As {@link Texts#of(Slice)}. */
  int of(Slice text) {
    return text == null ? Texts.NONE : of(text.array, text.from, text.to);
  }

  /** As {@link Texts#of(byte[], int, int)}. */
  int of(byte[] a, int from, int to) {
    if (to <= from) {
      return Texts.EMPTY;
    }
    long hash = Slice.hash(a, from, to, 0);
    int slot = (int) hash & SLOTS - 1;
    if (hashes[slot] == hash && numbers[slot] != 0) {
      return numbers[slot];
    }
    int number = texts.of(a, from, to, hash);
    hashes[slot] = hash;
    numbers[slot] = number;
    return number;
  }
}
