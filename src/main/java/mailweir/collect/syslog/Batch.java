package mailweir.collect.syslog;

import java.util.Arrays;
import java.util.List;

/**
 * Many lines in one array, with where each begins and ends: no object for a line. Filled by one thread, then handed to another.
 *
 * <p>Behind the last line stand {@link #SLACK} bytes, for parsers that look at sixteen bytes at once.
 */
public final class Batch {
  /** Bytes that may be read behind a line. */
  public static final int SLACK = 16;

  /** No priority was stated. */
  public static final int NONE = -1;

  private static final int PARTS = 3;

  final byte[] array;

  /** Bytes of {@link #array} that are taken. */
  int used;

  private int[] lines = new int[PARTS * 256];
  private int count;
  private Origin[] origins = new Origin[4];
  private int[] firstOf = new int[4];
  private int runs;

  Batch(int size) {
    array = new byte[size + SLACK];
  }

  /** Of one line in an array of its own, with readable bytes behind it. */
  Batch(Origin origin, byte[] array, int from, int to) {
    this.array = array;
    this.used = to;
    line(origin, from, to);
  }

  /** Of lines that came one by one. */
  public static Batch of(Origin origin, List<byte[]> lines) {
    Batch batch = new Batch(lines.stream().mapToInt(l -> l.length).sum());
    for (byte[] line : lines) {
      int from = batch.used;
      System.arraycopy(line, 0, batch.array, from, line.length);
      batch.used += line.length;
      batch.line(origin, from, batch.used);
    }
    return batch;
  }

  /** The frame from {@code from} to {@code to} of the array holds a line of this origin. */
  void line(Origin origin, int from, int to) {
    int priority = Priority.of(array, from, to);
    add(origin, priority == NONE ? from : Priority.behind(array, from, to), to, priority);
  }

  /** Takes lines in their order. */
  public interface Sink {
    /** The lines that follow came from there. */
    void from(Origin origin);

    /** A line, sixteen readable bytes behind it. {@code priority}: 0 to 191, or {@link #NONE}. */
    void line(byte[] array, int from, int to, int priority);
  }

  /** Bytes that can still be added. */
  int room() {
    return array.length - SLACK - used;
  }

  boolean isEmpty() {
    return count == 0;
  }

  /** How many lines. */
  public int lines() {
    return count;
  }

  /** Bytes that it holds in memory. */
  int weight() {
    return array.length + 4 * lines.length;
  }

  void clear() {
    used = 0;
    count = 0;
    Arrays.fill(origins, 0, runs, null);
    runs = 0;
  }

  private void add(Origin origin, int from, int to, int priority) {
    if (runs == 0 || origins[runs - 1] != origin) {
      if (runs == origins.length) {
        origins = Arrays.copyOf(origins, 2 * runs);
        firstOf = Arrays.copyOf(firstOf, 2 * runs);
      }
      origins[runs] = origin;
      firstOf[runs++] = count;
    }
    int at = PARTS * count;
    if (at == lines.length) {
      lines = Arrays.copyOf(lines, 2 * at);
    }
    lines[at] = from;
    lines[at + 1] = to;
    lines[at + 2] = priority;
    count++;
  }

  /** Hands all lines. Each call hands the same. */
  public void each(Sink to) {
    for (int r = 0; r < runs; r++) {
      to.from(origins[r]);
      int end = r + 1 < runs ? firstOf[r + 1] : count;
      for (int i = PARTS * firstOf[r]; i < PARTS * end; i += PARTS) {
        to.line(array, lines[i], lines[i + 1], lines[i + 2]);
      }
    }
  }
}
