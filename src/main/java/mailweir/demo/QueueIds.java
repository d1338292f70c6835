package mailweir.demo;

/** How many different queue ids there were: a set of their hashes, open addressing on bare longs. */
final class QueueIds {
  private long[] slots = new long[1 << 12];
  private int size;

  int size() {
    return size;
  }

  void add(long hash) {
    long h = hash == 0 ? 1 : hash;
    if (size * 2 > slots.length) {
      long[] old = slots;
      slots = new long[old.length * 2];
      for (long x : old) {
        if (x != 0) {
          slots[place(x)] = x;
        }
      }
    }
    int place = place(h);
    if (slots[place] == 0) {
      slots[place] = h;
      size++;
    }
  }

  /** Where it stands, or where it would. */
  private int place(long h) {
    int p = (int) (h * 0x9E3779B97F4A7C15L >>> 20) & (slots.length - 1);
    while (slots[p] != 0 && slots[p] != h) {
      p = (p + 1) & (slots.length - 1);
    }
    return p;
  }
}
