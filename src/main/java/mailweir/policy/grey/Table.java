package mailweir.policy.grey;

/**
 * Keys to words, in segments by the key's highest bits. A segment that grows copies itself alone, a few thousand cells: nobody waits longer than for
 * that.
 */
final class Table {
  /** What a journal says of a change; the segment's monitor is held, so that changes of a key come in their order. */
  interface Log {
    void changed(int table, int sequence, long key, long word, byte[] text);
  }

  private static final int SWEPT_AT_ONCE = 500;

  final int number;
  final Segment[] segments;
  private final int shift;
  private final int mostInSegment;
  private Log log = (_, _, _, _, _) -> {};

  /** With two to the power of {@code bits} segments. */
  Table(int number, int bits, int most) {
    this.number = number;
    this.segments = new Segment[1 << bits];
    this.shift = 64 - bits;
    this.mostInSegment = Math.max(4, most >> bits);
    for (int i = 0; i < segments.length; i++) {
      segments[i] = new Segment();
    }
  }

  /** From now on changes are told. */
  void tell(Log to) {
    log = to;
  }

  Segment segment(long key) {
    return segments[(int) (key >>> shift)];
  }

  boolean isFull(Segment segment) {
    return segment.used() >= mostInSegment;
  }

  long get(long key) {
    Segment s = segment(key);
    synchronized (s) {
      return s.get(key);
    }
  }

  /** Changes a word; the segment's monitor is held. */
  void change(Segment s, long key, long word, byte[] text) {
    s.change(key, word, text);
    log.changed(number, s.sequence, key, word, text);
  }

  /** Removes what is over from a segment, some of it when it is much. */
  int sweep(int index, long now, Settings how) {
    Segment s = segments[index];
    synchronized (s) {
      long[] over = s.over(now, how, SWEPT_AT_ONCE);
      for (long key : over) {
        change(s, key, Word.REMOVED, null);
      }
      s.shrink();
      return over.length;
    }
  }

  /** Gives back the memory; nothing is known any more. */
  void close() {
    for (Segment s : segments) {
      synchronized (s) {
        s.close();
      }
    }
  }

  long used() {
    long sum = 0;
    for (Segment s : segments) {
      synchronized (s) {
        sum += s.used();
      }
    }
    return sum;
  }
}
