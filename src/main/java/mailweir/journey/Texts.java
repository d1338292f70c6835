package mailweir.journey;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import mailweir.slice.Slice;

/**
 * Addresses, names and answers, each kept once and from then on a number: facts about millions of messages are rows of numbers.
 *
 * <p>Number 0 is absence, 1 the empty text. Readers never lock; a new text locks. Two texts are taken for one when their 64-bit
 * hashes agree: with a hundred million texts the odds of one such pair are one in four thousand.
 */
public final class Texts {
  public static final int NONE = 0;
  public static final int EMPTY = 1;

  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(long[].class);
  private static final int CHUNK = 1 << 20;

  /** Pairs of a hash and a number; a hash of 0 is an empty place. One line of the cache answers a look-up. */
  private volatile long[] table = new long[1 << 12];

  private long[] hashes = new long[1 << 10];
  private int[] chunkOf = new int[1 << 10];
  private int[] start = new int[1 << 10];

  /** Bytes; less than zero, and as many, when one of them is beyond ASCII. */
  private int[] length = new int[1 << 10];

  private byte[][] chunks = new byte[8][];
  private int chunkCount;
  private int chunkFill;
  private volatile int size = 2;

  /** The number of a text; {@link #NONE} for {@code null}. */
  public int of(Slice text) {
    return text == null ? NONE : of(text.array, text.from, text.to);
  }

  public int of(String text) {
    if (text == null) {
      return NONE;
    }
    byte[] b = text.getBytes(StandardCharsets.UTF_8);
    return of(b, 0, b.length);
  }

  /**
   * Gives a text the next number, also when an equal one has a number already: stored texts keep theirs. Two that differed in bytes
   * that are no UTF-8 are read back as equals.
   */
  public void restore(String text) {
    byte[] b = text.getBytes(StandardCharsets.UTF_8);
    long hash = Slice.hash(b, 0, b.length, 0);
    addNew(b, 0, b.length, hash == 0 ? 1 : hash);
  }

  public int of(byte[] a, int from, int to) {
    if (to <= from) {
      return EMPTY;
    }
    return of(a, from, to, Slice.hash(a, from, to, 0));
  }

  /** The number of a text that is not empty; {@code hash} is its {@link Slice#hash}. */
  int of(byte[] a, int from, int to, long textHash) {
    long hash = textHash == 0 ? 1 : textHash;
    int found = find(table, hash);
    return found != NONE ? found : add(a, from, to, hash);
  }

  /** The number of a text whose {@link Slice#hash} is known; {@link #NONE} when it is not here. */
  public int find(long hash) {
    return find(table, hash == 0 ? 1 : hash);
  }

  /** How many numbers are given: numbers 2 to {@code size() - 1} are texts. */
  public int size() {
    return size;
  }

  public long hash(int id) {
    return hashes[id];
  }

  /** The text of a number: {@code null} for absence. */
  public synchronized String text(int id) {
    if (id == NONE) {
      return null;
    }
    if (id == EMPTY) {
      return "";
    }
    return new String(chunks[chunkOf[id]], start[id], Math.abs(length[id]), StandardCharsets.UTF_8);
  }

  /** Numbers of the first texts that are like a pattern. */
  public List<Integer> like(TextPattern pattern, int most) {
    byte[][] bytes;
    int[] in;
    int[] from;
    int[] many;
    int end;
    synchronized (this) {
      // what has a number never changes; only places for new ones are made
      bytes = chunks;
      in = chunkOf;
      from = start;
      many = length;
      end = size;
    }
    List<Integer> found = new ArrayList<>();
    for (int id = EMPTY + 1; id < end && found.size() < most; id++) {
      int n = many[id];
      if (n < 0
          ? pattern.matches(bytes[in[id]], from[id], -n, false)
          : pattern.fits(n) && pattern.matches(bytes[in[id]], from[id], n, true)) {
        found.add(id);
      }
    }
    return found;
  }

  private int find(long[] t, long hash) {
    int mask = t.length - 2;
    int i = (int) hash << 1 & mask;
    while (true) {
      long here = (long) SLOT.getAcquire(t, i);
      if (here == hash) {
        return (int) t[i + 1];
      }
      if (here == 0) {
        return NONE;
      }
      i = i + 2 & mask;
    }
  }

  private synchronized int add(byte[] a, int from, int to, long hash) {
    int found = find(table, hash);
    return found != NONE ? found : addNew(a, from, to, hash);
  }

  private synchronized int addNew(byte[] a, int from, int to, long hash) {
    int id = size;
    if (id >= hashes.length) {
      int n = hashes.length * 2;
      chunkOf = Arrays.copyOf(chunkOf, n);
      start = Arrays.copyOf(start, n);
      length = Arrays.copyOf(length, n);
      hashes = Arrays.copyOf(hashes, n);
    }
    int bytes = to - from;
    if (chunkCount == 0 || chunkFill + bytes > chunks[chunkCount - 1].length) {
      if (chunkCount == chunks.length) {
        chunks = Arrays.copyOf(chunks, chunkCount * 2);
      }
      chunks[chunkCount++] = new byte[Math.max(CHUNK, bytes)];
      chunkFill = 0;
    }
    System.arraycopy(a, from, chunks[chunkCount - 1], chunkFill, bytes);
    chunkOf[id] = chunkCount - 1;
    start[id] = chunkFill;
    length[id] = isAscii(a, from, to) ? bytes : -bytes;
    hashes[id] = hash;
    chunkFill += bytes;
    size = id + 1;
    if (size * 3L > table.length) {
      long[] bigger = new long[table.length * 2];
      for (int k = 2; k < size; k++) {
        put(bigger, hashes[k], k);
      }
      table = bigger;
    } else {
      put(table, hash, id);
    }
    return id;
  }

  private static boolean isAscii(byte[] a, int from, int to) {
    int any = 0;
    for (int i = from; i < to; i++) {
      any |= a[i];
    }
    return any >= 0;
  }

  private static void put(long[] t, long hash, int id) {
    int mask = t.length - 2;
    int i = (int) hash << 1 & mask;
    while (t[i] != 0) {
      i = i + 2 & mask;
    }
    t[i + 1] = id;
    SLOT.setRelease(t, i, hash);
  }
}
