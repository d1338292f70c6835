package mailweir.collect;

import mailweir.slice.Slice;

/**
 * What a source begins with, uncompressed: the same for a file, its rotated name and its compressed copy.
 *
 * @param hash of the first {@code length} bytes
 * @param length whole lines of the first 4096 bytes (all 4096 when they hold no line end)
 * @param size of the file as it lies there, -1 for standard input
 */
public record Fingerprint(long hash, int length, long size) {

  /** How many bytes are looked at. */
  public static final int REACH = 4096;

  /** Of a file's first uncompressed bytes. */
  static Fingerprint of(byte[] head, long size) {
    int n = Math.min(REACH, head.length);
    int whole = n;
    while (whole > 0 && head[whole - 1] != '\n') {
      whole--;
    }
    int length = whole > 0 ? whole : n;
    return new Fingerprint(Slice.hash(head, 0, length, 0), length, size);
  }

  /** Whether both begin with the same bytes. A file that has grown since begins with more: see {@link SourceReader#beginsWith}. */
  public boolean sameHead(Fingerprint other) {
    return length == other.length && hash == other.hash;
  }

  /** Whether a file that begins with these bytes is the one that this fingerprint was taken of, or has grown from it. */
  boolean matches(byte[] head) {
    return length > 0 && head.length >= length && Slice.hash(head, 0, length, 0) == hash;
  }
}
