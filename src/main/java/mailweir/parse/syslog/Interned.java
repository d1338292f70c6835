package mailweir.parse.syslog;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import mailweir.parse.Name;
import mailweir.parse.Names;

/**
 * A short memory before {@link Names}: a name of up to 16 bytes is two longs, and comparing those is cheaper than hashing and
 * comparing bytes. It reads up to 16 bytes from the name's start and masks what is behind the end, so it is asked only where the
 * array is that long. It changes nothing in what comes out.
 */
final class Interned {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int SLOTS = 256;

  private final Names names;
  private final long[] first = new long[SLOTS];
  private final long[] second = new long[SLOTS];
  private final byte[] length = new byte[SLOTS];
  private final Name[] name = new Name[SLOTS];

  Interned(Names names) {
    this.names = names;
  }

  Name of(byte[] a, int from, int to) {
    int n = to - from;
    if (n > 16 || n <= 0 || from + 16 > a.length) {
      return names.of(a, from, to);
    }
    long x = (long) LONG.get(a, from);
    long y = 0;
    if (n < 8) {
      x &= (1L << (n << 3)) - 1;
    } else if (n > 8) {
      y = (long) LONG.get(a, from + 8) & (-1L >>> ((16 - n) << 3));
    }
    long h = (x ^ Long.rotateLeft(y, 29) ^ n) * 0x9E3779B97F4A7C15L;
    int slot = (int) (h >>> 56);
    if (first[slot] == x && second[slot] == y && length[slot] == n) {
      return name[slot];
    }
    Name found = names.of(a, from, to);
    first[slot] = x;
    second[slot] = y;
    length[slot] = (byte) n;
    name[slot] = found;
    return found;
  }
}
