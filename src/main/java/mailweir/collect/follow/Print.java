package mailweir.collect.follow;

import mailweir.collect.Fingerprint;
import mailweir.slice.Slice;

/**
 * What some bytes were: their number and their hash.
 *
 * @param hash {@link Slice#hash}; it is stored
 */
public record Print(int length, long hash) {
  /** Of no bytes. */
  public static final Print NONE = new Print(0, 0);

  /** How many bytes of a file's beginning are compared. */
  static final int HEAD = Fingerprint.REACH;

  /** The last line is compared by at most this many of its last bytes. */
  static final int LAST = 512;

  /** Of the bytes [from, to). */
  static Print of(byte[] array, int from, int to) {
    return to <= from ? NONE : new Print(to - from, Slice.hash(array, from, to, 0));
  }

  /** Whether [from, to) begins with these bytes. */
  boolean begins(byte[] array, int from, int to) {
    return to - from >= length
        && (length == 0 || Slice.hash(array, from, from + length, 0) == hash);
  }
}
