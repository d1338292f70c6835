package mailweir.collect.syslog;

/** {@code <22>} at the head of a frame. */
final class Priority {
  private static final int MOST = 191;

  private Priority() {}

  /** The number, or {@link Batch#NONE} when there is none. */
  static int of(byte[] a, int from, int to) {
    if (from >= to || a[from] != '<') {
      return Batch.NONE;
    }
    int value = 0;
    for (int i = from + 1; i < to && i <= from + 4; i++) {
      int digit = a[i] - '0';
      if (digit >= 0 && digit <= 9) {
        value = value * 10 + digit;
      } else {
        return a[i] == '>' && i > from + 1 && value <= MOST ? value : Batch.NONE;
      }
    }
    return Batch.NONE;
  }

  /**
   * Where the line begins: behind the priority, as files have it. RFC 5424 keeps its own, as files in that form do.
   *
   * @param from where a frame begins whose priority was read
   */
  static int behind(byte[] a, int from, int to) {
    int p = from + 1;
    while (a[p] != '>') {
      p++;
    }
    p++;
    boolean is5424 = p + 1 < to && a[p] == '1' && a[p + 1] == ' ';
    return is5424 ? from : p;
  }
}
