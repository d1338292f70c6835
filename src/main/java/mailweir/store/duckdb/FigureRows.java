package mailweir.store.duckdb;

import java.sql.SQLException;
import java.util.Arrays;
import mailweir.rollup.Tally;
import org.duckdb.DuckDBAppender;

/** A round's figures as rows: one of all minutes of an hour and host, one of each sum of an hour. */
final class FigureRows {
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

  /** By hour, host, counter and minute: no two figures have the same. */
  private void sort() {
    long[] sorted = Arrays.copyOf(keys, count);
    Arrays.sort(sorted);
    long[] moved = new long[count];
    for (int i = 0; i < count; i++) {
      moved[Arrays.binarySearch(sorted, keys[i])] = amounts[i];
    }
    keys = sorted;
    amounts = moved;
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
