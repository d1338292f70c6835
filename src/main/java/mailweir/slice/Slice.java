package mailweir.slice;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An immutable view of a part of a byte array: what a parser hands on instead of a string.
 *
 * <p>A slice does not own its bytes. It is valid as long as the array that it looks at is not written again; whoever keeps what
 * it says longer than the line it came from must copy it ({@link #toString}, {@link #copy}) or its {@link #hash}.
 */
public final class Slice implements Comparable<Slice> {
  /** The empty slice: what an empty value, such as the null sender, looks like. Absence is {@code null}. */
  public static final Slice EMPTY = new Slice(new byte[0], 0, 0);

  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;

  /** The bytes looked at; read only. */
  public final byte[] array;

  /** Index of the first byte. */
  public final int from;

  /** Index after the last byte. */
  public final int to;

  public Slice(byte[] array, int from, int to) {
    this.array = array;
    this.from = from;
    this.to = Math.max(from, to);
  }

  /** A slice of the UTF-8 bytes of a string. */
  public static Slice of(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new Slice(bytes, 0, bytes.length);
  }

  public int length() {
    return to - from;
  }

  public boolean isEmpty() {
    return to == from;
  }

  /** The byte at an index from 0; -1 outside. */
  public int at(int index) {
    int i = from + index;
    return index < 0 || i >= to ? -1 : array[i];
  }

  /** The part from {@code start} (inclusive) to {@code end} (exclusive), both relative to this slice and clamped to it. */
  public Slice part(int start, int end) {
    int a = Math.min(to, from + Math.max(0, start));
    int b = Math.min(to, from + Math.max(0, end));
    return new Slice(array, a, Math.max(a, b));
  }

  /** The part from {@code start} to the end. */
  public Slice part(int start) {
    return part(start, to - from);
  }

  /** Without blanks and tabs at both ends. */
  public Slice strip() {
    int a = from;
    int b = to;
    while (a < b && (array[a] == ' ' || array[a] == '\t')) {
      a++;
    }
    while (b > a && (array[b - 1] == ' ' || array[b - 1] == '\t')) {
      b--;
    }
    return a == from && b == to ? this : new Slice(array, a, b);
  }

  /** Index of the first {@code c} at or after {@code start}, relative to this slice; -1 when there is none. */
  public int indexOf(int c, int start) {
    int i = indexOf(array, from + Math.max(0, start), to, (byte) c);
    return i < 0 ? -1 : i - from;
  }

  public int indexOf(int c) {
    return indexOf(c, 0);
  }

  /** Index of the last {@code c}; -1 when there is none. */
  public int lastIndexOf(int c) {
    for (int i = to - 1; i >= from; i--) {
      if (array[i] == c) {
        return i - from;
      }
    }
    return -1;
  }

  /** Index of the first occurrence of {@code needle} at or after {@code start}, relative to this slice; -1 when there is none. */
  public int indexOf(byte[] needle, int start) {
    int i = indexOf(array, from + Math.max(0, start), to, needle);
    return i < 0 ? -1 : i - from;
  }

  public boolean contains(byte[] needle) {
    return indexOf(needle, 0) >= 0;
  }

  public boolean startsWith(byte[] prefix) {
    return regionIs(array, from, to, prefix);
  }

  /** Whether {@code what} stands at {@code index}. */
  public boolean hasAt(int index, byte[] what) {
    return index >= 0 && regionIs(array, from + index, to, what);
  }

  public boolean endsWith(byte[] suffix) {
    return length() >= suffix.length && regionIs(array, to - suffix.length, to, suffix);
  }

  /** Whether the bytes are exactly these. */
  public boolean is(byte[] what) {
    return to - from == what.length && regionIs(array, from, to, what);
  }

  /** Whether the bytes are exactly these, letters of ASCII compared without case. */
  public boolean isIgnoringCase(String ascii) {
    int n = ascii.length();
    if (to - from != n) {
      return false;
    }
    for (int i = 0; i < n; i++) {
      if (lower(array[from + i]) != lower((byte) ascii.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** The unsigned decimal number that the slice is; -1 when it is none or passes {@code Long.MAX_VALUE / 10}. */
  public long number() {
    return number(array, from, to);
  }

  /** A 64-bit hash of the bytes, the same in every process and version: it is stored. */
  public long hash() {
    return hash(array, from, to, 0);
  }

  /** {@link #hash} with letters of ASCII folded to lower case. */
  public long hashIgnoringCase() {
    byte[] folded = Arrays.copyOfRange(array, from, to);
    for (int i = 0; i < folded.length; i++) {
      folded[i] = lower(folded[i]);
    }
    return hash(folded, 0, folded.length, 0);
  }

  /** A slice of a fresh copy of the bytes. */
  public Slice copy() {
    byte[] bytes = Arrays.copyOfRange(array, from, to);
    return new Slice(bytes, 0, bytes.length);
  }

  /** The text: UTF-8, each byte that is none replaced by U+FFFD. */
  @Override
  public String toString() {
    return new String(array, from, to - from, StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Slice o && Arrays.equals(array, from, to, o.array, o.from, o.to);
  }

  @Override
  public int hashCode() {
    return Long.hashCode(hash());
  }

  @Override
  public int compareTo(Slice o) {
    return Arrays.compareUnsigned(array, from, to, o.array, o.from, o.to);
  }

  // ---- the same scans on bare arrays, for the hot path ----

  /** Index in {@code a} of the first {@code c} in [from, to); -1 when there is none. Eight bytes at a time. */
  public static int indexOf(byte[] a, int from, int to, byte c) {
    int i = from;
    long pattern = (c & 0xFFL) * ONES;
    for (; i + 8 <= to; i += 8) {
      long x = (long) LONG.get(a, i) ^ pattern;
      long hit = (x - ONES) & ~x & HIGHS;
      if (hit != 0) {
        return i + (Long.numberOfTrailingZeros(hit) >>> 3);
      }
    }
    for (; i < to; i++) {
      if (a[i] == c) {
        return i;
      }
    }
    return -1;
  }

  /** The same as {@link #indexOf(byte[], int, int, byte)}, for what is far: sixteen bytes at a time. */
  public static int indexOfFar(byte[] a, int from, int to, byte c) {
    int i = from;
    long pattern = (c & 0xFFL) * ONES;
    for (; i + 16 <= to; i += 16) {
      long x = (long) LONG.get(a, i) ^ pattern;
      long y = (long) LONG.get(a, i + 8) ^ pattern;
      long hitX = (x - ONES) & ~x & HIGHS;
      long hitY = (y - ONES) & ~y & HIGHS;
      if ((hitX | hitY) != 0) {
        return hitX != 0
            ? i + (Long.numberOfTrailingZeros(hitX) >>> 3)
            : i + 8 + (Long.numberOfTrailingZeros(hitY) >>> 3);
      }
    }
    return indexOf(a, i, to, c);
  }

  /** Index in {@code a} of the first {@code needle} in [from, to); -1 when there is none. */
  public static int indexOf(byte[] a, int from, int to, byte[] needle) {
    if (needle.length == 0) {
      return from;
    }
    int last = to - needle.length;
    int i = from;
    while (i <= last) {
      i = indexOf(a, i, last + 1, needle[0]);
      if (i < 0) {
        return -1;
      }
      if (regionIs(a, i, to, needle)) {
        return i;
      }
      i++;
    }
    return -1;
  }

  /** Whether {@code what} stands at {@code at}, before {@code to}. */
  public static boolean regionIs(byte[] a, int at, int to, byte[] what) {
    int n = what.length;
    if (at < 0 || to - at < n) {
      return false;
    }
    if (n >= 8) {
      return isLongRegion(a, at, what);
    }
    for (int i = 0; i < n; i++) {
      if (a[at + i] != what[i]) {
        return false;
      }
    }
    return true;
  }

  /** Eight bytes at a time; the last eight may overlap those before. */
  private static boolean isLongRegion(byte[] a, int at, byte[] what) {
    int n = what.length;
    for (int i = 0; i + 8 < n; i += 8) {
      if ((long) LONG.get(a, at + i) != (long) LONG.get(what, i)) {
        return false;
      }
    }
    return (long) LONG.get(a, at + n - 8) == (long) LONG.get(what, n - 8);
  }

  /** The unsigned decimal number in [from, to); -1 when it is none. */
  public static long number(byte[] a, int from, int to) {
    if (from >= to) {
      return -1;
    }
    long n = 0;
    for (int i = from; i < to; i++) {
      int d = a[i] - '0';
      if (d < 0 || d > 9 || n > Long.MAX_VALUE / 10 - 10) {
        return -1;
      }
      n = n * 10 + d;
    }
    return n;
  }

  /** A 64-bit hash of [from, to), started from {@code seed}: multiply and fold, eight bytes at a time. */
  public static long hash(byte[] a, int from, int to, long seed) {
    long h = seed ^ ((to - from) * 0x9E3779B97F4A7C15L);
    int i = from;
    for (; i + 8 <= to; i += 8) {
      h = mix(h ^ (long) LONG.get(a, i));
    }
    if (i < to) {
      long tail = 0;
      for (int shift = 0; i < to; i++, shift += 8) {
        tail |= (a[i] & 0xFFL) << shift;
      }
      h = mix(h ^ tail);
    }
    h ^= h >>> 32;
    h *= 0xD6E8FEB86659FD93L;
    return h ^ (h >>> 29);
  }

  /** One round of the hash: folds the high and the low half of a 128-bit product. */
  public static long mix(long x) {
    long y = x ^ 0x2D358DCCAA6C78A5L;
    long high = Math.unsignedMultiplyHigh(y, 0x8BB84B93962EACC9L);
    return high ^ (y * 0x8BB84B93962EACC9L);
  }

  private static byte lower(byte b) {
    return b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
  }
}
