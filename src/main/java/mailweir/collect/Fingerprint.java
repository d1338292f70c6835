package mailweir.collect;

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

  /** Whether both can be the same log: a shorter one may have grown since, so equal lengths only decide when both are full. */
  public boolean sameHead(Fingerprint other) {
    return length == other.length && hash == other.hash;
  }
}
