package mailweir.store.duckdb;

import java.sql.SQLException;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** Figures of any kind, as hosts and other programs tell them. */
final class SampleTable {
  private SampleTable() {}

  /** Appends the rows of a round: time, host, the metric's number, the bits of a double. */
  static void append(DuckDBConnection c, Round.LongRows rows) throws SQLException {
    if (rows.size() == 0) {
      return;
    }
    try (DuckDBAppender a = c.createAppender(DuckDBConnection.DEFAULT_SCHEMA, "sample")) {
      for (int i = 0; i < rows.size(); i++) {
        a.beginRow();
        a.append(rows.get(i, 0));
        a.append((short) rows.get(i, 1));
        a.append((int) rows.get(i, 2));
        a.append(Double.longBitsToDouble(rows.get(i, 3)));
        a.endRow();
      }
    }
  }
}
