package mailweir.collect.syslog;

import java.util.Arrays;
import mailweir.slice.Slice;

/**
 * Finds the frames in the bytes of one connection, in place. Each frame says itself how it ends: {@code 123 <22>…} has so many bytes
 * (RFC 6587, RFC 5425), anything else ends with a line feed or a NUL, as rsyslog and syslog-ng send by default.
 *
 * <p>The beginning of a frame whose rest has not come is kept here: up to {@link #SHORT} bytes as they are, and put before what comes next;
 * longer ones grow in an array of their own up to {@link #LONGEST}, are cut there, and the rest is read over. Pure but for its state;
 * any bytes are some frames. Confined to one thread at a time.
 */
final class Framing {
  /** As files are cut. */
  static final int LONGEST = 4 << 20;

  /** What is kept of a frame that is put before the next bytes. */
  static final int SHORT = 16 << 10;

  /** What every connection may keep, however little memory is left. */
  static final int LEAST = 2 << 10;

  private static final int DIGITS = 9;
  private static final byte[] EMPTY = {};

  private final Counts counts;
  private byte[] kept = EMPTY;
  private int keptLength;

  /** Whether {@link #kept} is a long frame: without its count, and looked through. */
  private boolean isLong;

  /** Bytes of the long frame, or of what is read over, that are to come; -1: up to a line end. */
  private long toCome;

  private boolean isReadOver;

  /** Takes frames. */
  interface Out {
    /** A frame within the array that was given, or in one that may be kept, when it was a long one; readable bytes behind it. */
    void frame(byte[] array, int from, int to);
  }

  Framing(Counts counts) {
    this.counts = counts;
  }

  /** Bytes that are to be put before the next ones. */
  int before() {
    return isLong ? 0 : keptLength;
  }

  /** Bytes held in memory. */
  int held() {
    return kept.length;
  }

  /** Puts the beginning of a frame there; as many bytes as {@link #before} said. */
  void putBefore(byte[] array, int at) {
    if (!isLong && keptLength > 0) {
      System.arraycopy(kept, 0, array, at, keptLength);
      keptLength = 0;
    }
  }

  /**
   * Takes bytes that came, behind what was put before them.
   *
   * @param allowed bytes that may be kept of a frame whose rest is to come; more is cut
   * @return up to where the array is in use by frames
   */
  int take(byte[] a, int from, int to, int allowed, Out out) {
    int most = Math.clamp(allowed, LEAST, LONGEST);
    int p = from;
    if (isReadOver) {
      p = readOver(a, p, to);
    } else if (isLong) {
      p = grow(a, p, to, most, out);
    }
    int used = from;
    while (p < to) {
      if (a[p] == '\n' || a[p] == '\r' || a[p] == 0) {
        p++;
        continue;
      }
      int digits = digits(a, p, to);
      int text = p + digits + 1;
      if (digits > 0 && (p + digits == to || a[p + digits] == ' ' && text == to)) {
        keep(a, p, to);
        return used;
      }
      if (digits > 0 && a[p + digits] == ' ' && a[text] == '<') {
        long length = Slice.number(a, p, p + digits);
        if (length <= to - text) {
          int end = text + (int) length;
          frame(a, text, end, true, out);
          used = end;
          p = end;
        } else {
          if (length <= SHORT && to - p <= most) {
            keep(a, p, to);
          } else {
            begin(a, text, to, length - (to - text), most, out);
          }
          return used;
        }
        continue;
      }
      int end = end(a, p, to);
      if (end < 0) {
        if (to - p <= Math.min(SHORT, most)) {
          keep(a, p, to);
        } else {
          begin(a, p, to, -1, most, out);
        }
        return used;
      }
      frame(a, p, end, false, out);
      used = end;
      p = end + 1;
    }
    return used;
  }

  /**
   * The connection has ended.
   *
   * @param orderly whether the sender closed it: then a line without its end is whole
   * @return the line that is left, or {@code null}
   */
  byte[] end(boolean orderly) {
    byte[] last = null;
    if (keptLength > 0) {
      boolean counted = isLong ? toCome >= 0 : isCounted();
      if (orderly && !counted) {
        last = Arrays.copyOf(kept, keptLength + Batch.SLACK);
      } else {
        counts.add(Counts.What.BROKEN, 1);
      }
    }
    kept = EMPTY;
    keptLength = 0;
    isLong = false;
    return last;
  }

  private boolean isCounted() {
    int digits = digits(kept, 0, keptLength);
    return digits > 0 && digits < keptLength && kept[digits] == ' ';
  }

  /** The number of digits of a count; 0 when it begins with none. */
  private static int digits(byte[] a, int p, int to) {
    if (a[p] < '1' || a[p] > '9') {
      return 0;
    }
    int i = p + 1;
    while (i < to && i - p <= DIGITS && a[i] >= '0' && a[i] <= '9') {
      i++;
    }
    return i - p <= DIGITS ? i - p : 0;
  }

  /** The first line feed or NUL; -1 when there is none. */
  private static int end(byte[] a, int from, int to) {
    int feed = Slice.indexOfFar(a, from, to, (byte) '\n');
    int nul = Slice.indexOfFar(a, from, feed < 0 ? to : feed, (byte) 0);
    return nul >= 0 ? nul : feed;
  }

  private void frame(byte[] a, int from, int end, boolean counted, Out out) {
    int to = end;
    while (to > from && (a[to - 1] == '\n' || a[to - 1] == '\r' || a[to - 1] == 0)) {
      to--;
    }
    if (counted) {
      for (int i = Slice.indexOf(a, from, to, (byte) '\n');
          i >= 0;
          i = Slice.indexOf(a, i + 1, to, (byte) '\n')) {
        a[i] = ' ';
      }
    }
    if (to - from > LONGEST) {
      cut(to - from - LONGEST);
      to = from + LONGEST;
    }
    if (to > from) {
      out.frame(a, from, to);
    }
  }

  private void cut(long bytes) {
    counts.add(Counts.What.CUT, 1);
    counts.add(Counts.What.CUT_BYTES, bytes);
  }

  private void keep(byte[] a, int from, int to) {
    int n = to - from;
    if (kept.length < n || kept.length > 4 * n + 256) {
      kept = new byte[(n | 0xFF) + 1];
    }
    System.arraycopy(a, from, kept, 0, n);
    keptLength = n;
  }

  private void begin(byte[] a, int from, int to, long rest, int most, Out out) {
    isLong = true;
    toCome = rest;
    keptLength = 0;
    kept = EMPTY;
    append(a, from, to, most, out);
  }

  /** More of a long frame; returns where the next one begins. */
  private int grow(byte[] a, int p, int to, int most, Out out) {
    int end;
    int next;
    boolean isWhole;
    if (toCome >= 0) {
      end = (int) Math.min(to, p + toCome);
      toCome -= end - p;
      isWhole = toCome == 0;
      next = end;
    } else {
      int stop = end(a, p, to);
      isWhole = stop >= 0;
      end = isWhole ? stop : to;
      next = isWhole ? stop + 1 : to;
    }
    append(a, p, end, isWhole ? LONGEST : most, out);
    if (isWhole && isLong) {
      byte[] whole = kept;
      int n = keptLength;
      drop();
      frame(whole, 0, n, toCome >= 0, out);
    }
    isReadOver &= !isWhole;
    return next;
  }

  private void drop() {
    kept = EMPTY;
    keptLength = 0;
    isLong = false;
  }

  /** Adds to the long frame; one that gets too long is handed as far as it goes, and its rest read over. */
  private void append(byte[] a, int from, int to, int most, Out out) {
    int n = Math.clamp(most - keptLength, 0, to - from);
    if (keptLength + n + Batch.SLACK > kept.length) {
      int size = Math.max(2 * kept.length, keptLength + n + Batch.SLACK);
      kept = Arrays.copyOf(kept, Math.min(size, LONGEST + Batch.SLACK));
    }
    System.arraycopy(a, from, kept, keptLength, n);
    keptLength += n;
    if (n < to - from) {
      byte[] whole = kept;
      int length = keptLength;
      boolean counted = toCome >= 0;
      drop();
      isReadOver = true;
      cut(to - from - n);
      frame(whole, 0, length, counted, out);
    }
  }

  private int readOver(byte[] a, int p, int to) {
    int end;
    if (toCome >= 0) {
      end = (int) Math.min(to, p + toCome);
      toCome -= end - p;
      isReadOver = toCome > 0;
    } else {
      int stop = end(a, p, to);
      isReadOver = stop < 0;
      end = stop < 0 ? to : stop;
    }
    counts.add(Counts.What.CUT_BYTES, end - p);
    return end;
  }
}
