package mailweir.store.duckdb;

import java.sql.SQLException;
import org.duckdb.DuckDBAppender;

/**
 * Rows of numbers on their way into a table: each is written as wide as its column is.
 *
 * <p>Implementation note: one loop for all tables, since the driver's way of taking a number is compiled into every place that gives it
 * one; a place for each column took the compiler longer than the columns took.
 */
final class Columns {
  private Columns() {}

  /**
   * Appends some columns of a row that was begun.
   *
   * @param widths a letter for each column: {@code l}ong, {@code i}nteger, {@code s}hort, {@code b}yte, b{@code o}olean
   * @param values begin at {@code from}, one for each letter
   */
  static void append(DuckDBAppender to, String widths, long[] values, int from)
      throws SQLException {
    for (int k = 0; k < widths.length(); k++) {
      long value = values[from + k];
      switch (widths.charAt(k)) {
        case 'l' -> to.append(value);
        case 'i' -> to.append((int) value);
        case 's' -> to.append((short) value);
        case 'b' -> to.append((byte) value);
        default -> to.append(value != 0);
      }
    }
  }

  /** Appends a whole row. */
  static void row(DuckDBAppender to, String widths, long... values) throws SQLException {
    to.beginRow();
    append(to, widths, values, 0);
    to.endRow();
  }

  /** Appends whole rows. */
  static void rows(DuckDBAppender to, String widths, Round.LongRows rows) throws SQLException {
    for (int i = 0; i < rows.size(); i++) {
      to.beginRow();
      append(to, widths, rows.data, i * rows.width);
      to.endRow();
    }
  }
}
