package mailweir.rollup;

import java.util.Arrays;

/**
 * Sums by minute (or hour), host and counter. Confined to one thread; {@link #addAll} joins those of several.
 *
 * <p>Rows of sixteen counters of a host and minute: what one line adds lies in one or two rows, and the row that a host wrote last is
 * remembered, since a log's neighbours are its own minute. Rows lie in chunks and are never moved.
 */
public final class Tally {
  /** Counters of a row. */
  public static final int CELLS = 16;

  private static final int BLOCK_BITS = 4;

  /** Columns of a row: key, first and last minute, then the cells. */
  private static final int WIDTH = 3 + CELLS;

  private static final int SHIFT = 8;
  private static final int ROWS = 1 << SHIFT;
  private static final int REMEMBERED = 256;
  private static final int NEAR = 16;
  private static final long MINUTE = 60_000_000L;

  private final boolean hourly;
  private final long since;
  private final long until;
  private long[][] chunks = new long[4][];
  private int used;

  /** Row numbers plus one, by the hash of their key. */
  private int[] table = new int[1 << 10];

  /** The newest row of a host and block of counters, by the low bits of both. */
  private final int[] remembered = new int[REMEMBERED];

  private final Near[] near = new Near[NEAR];

  /** By minute. */
  public Tally() {
    this(false, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  private Tally(boolean hourly, long since, long until) {
    this.hourly = hourly;
    this.since = since;
    this.until = until;
    Arrays.setAll(near, i -> new Near());
  }

  /** By hour, for who shows hours: what is not from {@code since} (inclusive) to {@code until} (exclusive), minutes since 1970, is left out. */
  public static Tally byHour(long since, long until) {
    return new Tally(true, since, until);
  }

  /** Adds {@code n} at a time in microseconds since 1970. */
  public void add(long micros, int host, int counter, long n) {
    if (n != 0) {
      addAt(Math.floorDiv(micros, MINUTE), host, counter, n);
    }
  }

  /** Adds one to each of two counters that are neighbours (of one row), at a time in microseconds since 1970. */
  public void addToBoth(long micros, int host, int counter, int other) {
    int block = counter >>> BLOCK_BITS;
    Near n = near[host & NEAR - 1];
    if (n.host == host
        && n.block == block
        && micros >= n.from
        && micros < n.from + MINUTE
        && block == other >>> BLOCK_BITS) {
      n.chunk[n.at + (counter & CELLS - 1)]++;
      n.chunk[n.at + (other & CELLS - 1)]++;
      return;
    }
    long minute = Math.floorDiv(micros, MINUTE);
    if (block != other >>> BLOCK_BITS) {
      addAt(minute, host, counter, 1);
      addAt(minute, host, other, 1);
    } else if (minute >= since && minute < until) {
      long[] row = row(minute, minute, host, counter);
      row[at + 3 + (counter & CELLS - 1)]++;
      row[at + 3 + (other & CELLS - 1)]++;
      n.host = host;
      n.block = block;
      n.from = minute * MINUTE;
      n.chunk = row;
      n.at = at + 3;
    }
  }

  /** The cells that {@link #addToBoth} added to last for one of the hosts: a minute has many lines. */
  private static final class Near {
    private int host = -1;
    private int block;

    /** When the minute begins, microseconds. */
    private long from;

    private long[] chunk;
    private int at;
  }

  /** Adds {@code n} in a minute since 1970. */
  public void addAt(long minute, int host, int counter, long n) {
    if (minute < since || minute >= until) {
      return;
    }
    long[] row = row(minute, minute, host, counter);
    row[at + 3 + (counter & CELLS - 1)] += n;
  }

  /** Where in its chunk the row begins that {@link #row} found. */
  private int at;

  /** The chunk that has the row of a counter's block; the row's span is made to hold the minutes given. */
  private long[] row(long first, long last, int host, int counter) {
    int block = counter >>> BLOCK_BITS;
    long unit = hourly ? Math.floorDiv(first, 60L) : first;
    long key = (unit + (1L << 30)) << 32 | (long) host << 12 | block;
    int memory = (host << 3 ^ block) & REMEMBERED - 1;
    int r = remembered[memory];
    long[] chunk = chunks[r >>> SHIFT];
    int o = (r & ROWS - 1) * WIDTH;
    if (chunk == null || chunk[o] != key) {
      r = find(key);
      remembered[memory] = r;
      chunk = chunks[r >>> SHIFT];
      o = (r & ROWS - 1) * WIDTH;
    }
    chunk[o + 1] = Math.min(chunk[o + 1], first);
    chunk[o + 2] = Math.max(chunk[o + 2], last);
    at = o;
    return chunk;
  }

  private int find(long key) {
    int mask = table.length - 1;
    int i = slot(key) & mask;
    while (table[i] != 0) {
      int r = table[i] - 1;
      if (chunks[r >>> SHIFT][(r & ROWS - 1) * WIDTH] == key) {
        return r;
      }
      i = (i + 1) & mask;
    }
    int r = make(key);
    table[i] = r + 1;
    if (used * 2 > table.length) {
      grow();
    }
    return r;
  }

  private int make(long key) {
    int r = used++;
    int c = r >>> SHIFT;
    if (c == chunks.length) {
      chunks = Arrays.copyOf(chunks, c * 2);
    }
    if (chunks[c] == null) {
      chunks[c] = new long[ROWS * WIDTH];
    }
    int o = (r & ROWS - 1) * WIDTH;
    Arrays.fill(chunks[c], o, o + WIDTH, 0);
    chunks[c][o] = key;
    chunks[c][o + 1] = Long.MAX_VALUE;
    chunks[c][o + 2] = Long.MIN_VALUE;
    return r;
  }

  private void grow() {
    table = new int[table.length * 2];
    int mask = table.length - 1;
    for (int r = 0; r < used; r++) {
      int i = slot(chunks[r >>> SHIFT][(r & ROWS - 1) * WIDTH]) & mask;
      while (table[i] != 0) {
        i = (i + 1) & mask;
      }
      table[i] = r + 1;
    }
  }

  private static int slot(long key) {
    long h = key * 0x9E3779B97F4A7C15L;
    return (int) (h ^ h >>> 32);
  }

  /** Adds all that another, of the same unit, has. */
  public void addAll(Tally other) {
    other.forEachRow((first, last, host, counter, cells, from) -> {
      long[] row = row(first, last, host, counter);
      for (int i = 0; i < CELLS; i++) {
        row[at + 3 + i] += cells[from + i];
      }
    });
  }

  /** How many rows of sixteen counters there are: what it weighs. */
  public int size() {
    return used;
  }

  public void clear() {
    Arrays.fill(table, 0);
    Arrays.fill(remembered, 0);
    for (Near n : near) {
      n.host = -1;
    }
    if (chunks[0] != null) {
      chunks[0][0] = 0;
    }
    used = 0;
  }

  /** Hands every sum on that is not 0, in no order. By hour, the minute is the first of the row that was counted. */
  public void forEach(Cell cell) {
    forEachRow((first, last, host, counter, cells, from) -> {
      for (int i = 0; i < CELLS; i++) {
        if (cells[from + i] != 0) {
          cell.at(first, host, counter + i, cells[from + i]);
        }
      }
    });
  }

  /** Hands every sum on that is not 0, by host, counter and minute: neighbours compress well. */
  public void forEachInOrder(Cell cell) {
    long[] order = new long[used * CELLS];
    int n = 0;
    for (int r = 0; r < used; r++) {
      long[] chunk = chunks[r >>> SHIFT];
      int o = (r & ROWS - 1) * WIDTH;
      for (int i = 0; i < CELLS; i++) {
        if (chunk[o + 3 + i] != 0) {
          long key = chunk[o];
          long counter = (key & 0xFFF) << BLOCK_BITS | i;
          order[n++] = (key & 0xFFFFF000L | counter) << 32 | key >>> 32;
        }
      }
    }
    Arrays.sort(order, 0, n);
    for (int k = 0; k < n; k++) {
      int host = (int) (order[k] >>> 44);
      int counter = (int) (order[k] >>> 32) & 0xFFF;
      int r = find(order[k] << 32 | (long) host << 12 | counter >>> BLOCK_BITS);
      long[] chunk = chunks[r >>> SHIFT];
      int o = (r & ROWS - 1) * WIDTH;
      cell.at(chunk[o + 1], host, counter, chunk[o + 3 + (counter & CELLS - 1)]);
    }
  }

  /** Hands every row on, in no order. */
  public void forEachRow(Row row) {
    for (int r = 0; r < used; r++) {
      long[] chunk = chunks[r >>> SHIFT];
      int o = (r & ROWS - 1) * WIDTH;
      long key = chunk[o];
      row.at(
          chunk[o + 1],
          chunk[o + 2],
          (int) (key >>> 12 & 0xFFFFF),
          (int) (key & 0xFFF) << BLOCK_BITS,
          chunk,
          o + 3);
    }
  }

  /** One sum. */
  public interface Cell {
    /** {@code minute}: since 1970. */
    void at(long minute, int host, int counter, long n);
  }

  /** The sums of sixteen counters. */
  public interface Row {
    /**
     * {@code first}, {@code last}: the minutes that were counted; {@code counter}: that of the first cell; {@code cells}: read only, the
     * sixteen from {@code from} on. Those past the last counter are 0.
     */
    void at(long first, long last, int host, int counter, long[] cells, int from);
  }
}
