package mailweir.store.duckdb;

import java.sql.SQLException;
import java.util.Arrays;
import mailweir.rollup.Tally;
import org.duckdb.DuckDBAppender;

/** A round's figures as rows: one of all minutes of an hour and host, one of each sum of an hour. */
final class FigureRows {
  /** Bits of a pass of the sort. */
  private static final int DIGIT = 8;

  private static final int DIGITS = 1 << DIGIT;

  private final DuckDBAppender minutes;
  private final DuckDBAppender hours;
  private final int[] numbers;
  private final MinuteCells cells = new MinuteCells();
  private long[] keys = new long[1 << 12];
  private long[] amounts = new long[1 << 12];
  private int count;

  /** {@code numbers}: the stored number of each counter. */
  FigureRows(DuckDBAppender minutes, DuckDBAppender hours, int[] numbers) {
    this.minutes = minutes;
    this.hours = hours;
    this.numbers = numbers;
  }

  /** Appends the figures that are not 0. */
  void add(Tally figures) throws SQLException {
    figures.forEach((minute, host, counter, n) -> {
      if (count == keys.length) {
        keys = Arrays.copyOf(keys, count * 2);
        amounts = Arrays.copyOf(amounts, count * 2);
      }
      long hour = Math.floorDiv(minute, 60L);
      // 29 bits of an hour, 15 of a host, 12 of a counter, 6 of a minute: the order of rows
      keys[count] =
          (hour + (1L << 28) << 33 | (long) host << 18 | (long) numbers[counter] << 6)
              + (minute - hour * 60);
      amounts[count++] = n;
    });
    sort();
    for (int from = 0; from < count; ) {
      int to = from;
      while (to < count && keys[to] >>> 18 == keys[from] >>> 18) {
        to++;
      }
      hour(from, to);
      from = to;
    }
  }

  /** By hour, host, counter and minute: as many passes as the figures of a round differ in bytes. */
  private void sort() {
    long differing = 0;
    for (int i = 1; i < count; i++) {
      differing |= keys[i] ^ keys[0];
    }
    long[] otherKeys = new long[keys.length];
    long[] otherAmounts = new long[keys.length];
    for (int shift = 0; shift < Long.SIZE; shift += DIGIT) {
      if ((differing >>> shift & DIGITS - 1) != 0) {
        pass(shift, otherKeys, otherAmounts);
        long[] swap = keys;
        keys = otherKeys;
        otherKeys = swap;
        swap = amounts;
        amounts = otherAmounts;
        otherAmounts = swap;
      }
    }
  }

  private void pass(int shift, long[] toKeys, long[] toAmounts) {
    int[] at = new int[DIGITS + 1];
    for (int i = 0; i < count; i++) {
      at[(int) (keys[i] >>> shift & DIGITS - 1) + 1]++;
    }
    for (int d = 0; d < DIGITS; d++) {
      at[d + 1] += at[d];
    }
    for (int i = 0; i < count; i++) {
      int to = at[(int) (keys[i] >>> shift & DIGITS - 1)]++;
      toKeys[to] = keys[i];
      toAmounts[to] = amounts[i];
    }
  }

  private void hour(int from, int to) throws SQLException {
    int hour = (int) ((keys[from] >>> 33) - (1L << 28));
    short host = (short) (keys[from] >>> 18 & 0x7FFF);
    for (int i = from; i < to; ) {
      int counter = (int) (keys[i] >>> 6) & 0xFFF;
      long sum = 0;
      for (; i < to && ((int) (keys[i] >>> 6) & 0xFFF) == counter; i++) {
        cells.add(counter, (int) keys[i] & 63, amounts[i]);
        sum += amounts[i];
      }
      if (sum != 0) {
        Columns.row(hours, "issl", hour, host, counter, sum);
      }
    }
    minutes.beginRow();
    minutes.append(hour);
    minutes.append(host);
    minutes.append(cells.take());
    minutes.endRow();
  }
}
