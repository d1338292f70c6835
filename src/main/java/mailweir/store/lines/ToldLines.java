package mailweir.store.lines;

import java.util.Arrays;

/** What one source has told of a host's minute so far, equal lines as often as they came; and copies of those put aside in this round. */
final class ToldLines {
  private long[] identities = new long[8];
  int lines;
  long sum;

  /** How many of them are in the log of sources already; -1 when the log has others. */
  int logged;

  /** The last of the lines, as many as were put aside and are not settled; {@code null} when none is. */
  LineBuffer aside;

  private long[] tags = new long[8];

  void add(long identity) {
    if (lines == identities.length) {
      identities = Arrays.copyOf(identities, lines * 2);
    }
    identities[lines++] = identity;
    sum += identity;
  }

  long identity(int line) {
    return identities[line];
  }

  /** Keeps a copy of the line just added. */
  void putAside(int host, long micros, long tag, byte[] array, int from, int to) {
    if (aside == null) {
      aside = new LineBuffer(host, 1 << 10);
    }
    if (aside.lines == tags.length) {
      tags = Arrays.copyOf(tags, tags.length * 2);
    }
    tags[aside.lines] = tag;
    aside.add(micros, array, from, to);
  }

  long tag(int asideLine) {
    return tags[asideLine];
  }

  /** Lets go of the copies; tells how many bytes they were. */
  int release() {
    int bytes = aside == null ? 0 : aside.size;
    aside = null;
    tags = new long[8];
    return bytes;
  }

  /** Whether the source has told exactly what is stored. */
  boolean equalTo(KnownHour stored, int minute) {
    return lines == stored.lines[minute] && sum == stored.sums[minute];
  }
}
