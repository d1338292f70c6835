package mailweir.journey;

import java.util.Arrays;
import mailweir.slice.Slice;

/** Rows by a hash, several a hash, in no order. Not safe for threads. */
final class HashOfHops {
  private int[] heads = new int[1 << 10];
  private int[] nexts = new int[1 << 9];
  private int[] rows = new int[1 << 9];
  private long[] hashes = new long[1 << 9];
  private int count;

  int size() {
    return count;
  }

  void put(long hash, int hop) {
    if (count == rows.length) {
      nexts = Arrays.copyOf(nexts, count * 2);
      rows = Arrays.copyOf(rows, count * 2);
      hashes = Arrays.copyOf(hashes, count * 2);
      heads = new int[heads.length * 2];
      for (int i = 0; i < count; i++) {
        chainUp(i);
      }
    }
    rows[count] = hop;
    hashes[count] = hash;
    chainUp(count++);
  }

  private void chainUp(int i) {
    int s = (int) Slice.mix(hashes[i]) & heads.length - 1;
    nexts[i] = heads[s];
    heads[s] = i + 1;
  }

  int first(long hash) {
    return heads[(int) Slice.mix(hash) & heads.length - 1] - 1;
  }

  int next(int at) {
    return nexts[at] - 1;
  }

  int hop(int at) {
    return rows[at];
  }
}
