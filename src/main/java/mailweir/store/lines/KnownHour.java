package mailweir.store.lines;

/** What is stored of a host's hour: for each minute the number of lines, the sum of their identities, and who has told them all. */
final class KnownHour {
  /** {@link #speaker} of a minute that no source has told as it is stored. */
  static final int NOBODY = 0;

  final int host;

  /** Hours since 1970 UTC. */
  final int hour;

  final int[] lines = new int[60];
  final long[] sums = new long[60];

  /** The number of a source that has told exactly what is stored: its next line is new. */
  final int[] speakers = new int[60];

  private long dirty;

  KnownHour(int host, int hour) {
    this.host = host;
    this.hour = hour;
  }

  void add(int minute, long identity) {
    lines[minute]++;
    sums[minute] += identity;
    dirty |= 1L << minute;
  }

  void set(int minute, int count, long sum) {
    lines[minute] = count;
    sums[minute] = sum;
    dirty |= 1L << minute;
  }

  void speaker(int minute, int source) {
    speakers[minute] = source;
    dirty |= 1L << minute;
  }

  boolean isDirty() {
    return dirty != 0;
  }

  /** Writes the minutes that changed, or all there are. */
  void write(RecordWriter to, String hostName, boolean all) {
    long which = dirty;
    if (all) {
      for (int i = 0; i < 60; i++) {
        which |= lines[i] != 0 ? 1L << i : 0;
      }
    }
    to.text(hostName);
    to.number(hour);
    to.number(which);
    for (int i = 0; i < 60; i++) {
      if ((which >>> i & 1) != 0) {
        to.number(lines[i]);
        to.eight(sums[i]);
        to.number(speakers[i]);
      }
    }
    dirty = 0;
  }

  /** Takes the minutes of a record, behind host and hour. */
  void read(RecordReader from) {
    long which = from.number();
    for (int i = 0; i < 60; i++) {
      if ((which >>> i & 1) != 0) {
        lines[i] = (int) from.number();
        sums[i] = from.eight();
        speakers[i] = (int) from.number();
      }
    }
  }
}
