package mailweir.parse;

import java.util.ArrayList;
import java.util.List;
import mailweir.slice.Slice;

/**
 * The names seen so far, each as one {@link Name}. Confined to one thread: each reader has its own.
 *
 * <p>Open addressing on the bytes; the table only grows. A log with a hundred thousand host names is a log of something else, so
 * names past {@link #LIMIT} share the last one's place as {@code other}.
 */
public final class Names {
  static final int LIMIT = 1 << 17;

  /** Bytes of a name; what is longer is no name, and its beginning stands for it. */
  private static final int LONGEST = 255;

  private Name[] slots = new Name[1 << 8];
  private byte[][] bytes = new byte[1 << 8][];
  private final List<Name> all = new ArrayList<>();

  /** The name of these bytes, made when it is new. */
  public Name of(byte[] array, int from, int end) {
    int to = Math.min(end, from + LONGEST);
    int mask = slots.length - 1;
    int i = (int) Slice.hash(array, from, to, 0) & mask;
    while (slots[i] != null) {
      byte[] b = bytes[i];
      if (b.length == to - from && Slice.regionIs(array, from, to, b)) {
        return slots[i];
      }
      i = (i + 1) & mask;
    }
    if (all.size() >= LIMIT) {
      return all.get(LIMIT - 1);
    }
    byte[] own =
        all.size() == LIMIT - 1
            ? "other".getBytes(java.nio.charset.StandardCharsets.US_ASCII)
            : java.util.Arrays.copyOfRange(array, from, to);
    Name name = new Name(all.size(), new String(own, java.nio.charset.StandardCharsets.UTF_8));
    slots[i] = name;
    bytes[i] = own;
    all.add(name);
    if (all.size() * 2 > slots.length) {
      grow();
    }
    return name;
  }

  public Name of(String text) {
    Slice s = Slice.of(text);
    return of(s.array, s.from, s.to);
  }

  /** Whether there are so many that a new set is due: what comes after {@link #LIMIT} has no name of its own. */
  public boolean isHalfFull() {
    return all.size() >= LIMIT / 2;
  }

  /** Whether it is a name of its own, and not the one that all share who came too late. */
  public boolean isOwn(Name name) {
    return name.id() < LIMIT - 1;
  }

  public int size() {
    return all.size();
  }

  public Name get(int id) {
    return all.get(id);
  }

  private void grow() {
    Name[] oldSlots = slots;
    byte[][] oldBytes = bytes;
    slots = new Name[oldSlots.length * 2];
    bytes = new byte[oldSlots.length * 2][];
    int mask = slots.length - 1;
    for (int k = 0; k < oldSlots.length; k++) {
      if (oldSlots[k] != null) {
        byte[] b = oldBytes[k];
        int i = (int) Slice.hash(b, 0, b.length, 0) & mask;
        while (slots[i] != null) {
          i = (i + 1) & mask;
        }
        slots[i] = oldSlots[k];
        bytes[i] = b;
      }
    }
  }
}
