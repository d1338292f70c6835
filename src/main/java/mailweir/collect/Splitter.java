package mailweir.collect;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import mailweir.slice.Slice;

/**
 * Cuts a stream of bytes into lines: {@link #array} from {@link #from} to {@link #to}, without {@code \n} or {@code \r\n}.
 *
 * <p>The array is written again by the next {@link #next}. NULs before a line (a log that was truncated under its writer has as many as
 * the old file had bytes) are no part of it. A line longer than {@link SourceReader#LONGEST_LINE} is cut: its rest is read over, and
 * counted. The array always has {@link #SLACK} bytes behind the last line, for those who look at eight or sixteen bytes at once.
 */
final class Splitter {
  /** Large enough for the system call to vanish, small enough to stay in the second-level cache. */
  static final int CHUNK = 1 << 18;

  private static final int SLACK = 16;
  private static final int LONGEST = SourceReader.LONGEST_LINE;

  byte[] array = new byte[CHUNK + SLACK];
  int from;
  int to;

  private final InputStream in;
  private final boolean follow;

  /** Stream offset of array[0]. */
  private long base;

  private int pos;
  private int scan;
  private int end;
  private boolean ended;

  /** Bytes of the line that is being read which were thrown away, behind its first {@link #LONGEST}. */
  private long thrown;

  private long linesCut;
  private long bytesCut;

  /** {@code offset}: where in the stream {@code in} stands. {@code follow}: keep back a last line without its end. */
  Splitter(InputStream in, long offset, boolean follow) {
    this.in = in;
    this.base = offset;
    this.follow = follow;
  }

  /** Finds the next line; false at the end. */
  boolean next() throws IOException {
    while (true) {
      int nl = Slice.indexOfFar(array, scan, end, (byte) '\n');
      if (nl >= 0) {
        line(nl);
        pos = nl + 1;
        scan = pos;
        return true;
      }
      scan = end;
      if (!fill()) {
        return !follow && last();
      }
    }
  }

  private void line(int nl) {
    int a = pos;
    int b = thrown > 0 ? Math.min(nl, a + LONGEST) : nl;
    if (b > a && array[b - 1] == '\r') {
      b--;
    }
    if (b > a && array[a] == 0) {
      do {
        a++;
      } while (a < b && array[a] == 0);
    }
    if (b - a > LONGEST) {
      bytesCut += b - a - LONGEST;
      linesCut++;
      b = a + LONGEST;
    } else if (thrown > 0) {
      linesCut++;
      bytesCut += thrown + nl - b;
    }
    base += thrown;
    thrown = 0;
    from = a;
    to = b;
  }

  private boolean last() {
    if (pos >= end) {
      return false;
    }
    line(end);
    pos = end;
    scan = end;
    return from < to;
  }

  private boolean fill() throws IOException {
    if (ended) {
      return false;
    }
    makeRoom();
    int n = in.read(array, end, array.length - SLACK - end);
    if (n <= 0) {
      ended = !follow;
      return false;
    }
    end += n;
    return true;
  }

  private void makeRoom() {
    while (pos < end && array[pos] == 0) {
      pos++;
    }
    if (pos > 0) {
      System.arraycopy(array, pos, array, 0, end - pos);
      base += pos;
      end -= pos;
      scan -= pos;
      pos = 0;
    }
    if (end > LONGEST) {
      thrown += end - LONGEST;
      end = LONGEST;
      scan = LONGEST;
    } else if (end == array.length - SLACK) {
      array = Arrays.copyOf(array, Math.min(2 * end, LONGEST + CHUNK) + SLACK);
    }
  }

  /** Stream offset just after the last line handed, its end of line included. */
  long offset() {
    return base + pos;
  }

  /** Bytes behind {@link #offset} that are in memory: part of a line whose end has not been seen. */
  long held() {
    return end - pos + thrown;
  }

  long linesCut() {
    return linesCut;
  }

  long bytesCut() {
    return bytesCut;
  }
}
