package mailweir.store.duckdb;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** Where the sources stand. */
final class SourceTable {
  private static final int AT_ONCE = 32;
  private static final String DELETE =
      "DELETE FROM source WHERE name IN ("
          + String.join(",", Collections.nCopies(AT_ONCE, "?"))
          + ")";

  private SourceTable() {}

  /** Replaces the rows of those that moved; {@code null}: it is forgotten. Hundreds of senders move in one round, so names go many at a time. */
  static void replace(DuckDBConnection c, Map<String, String> moved) throws SQLException {
    if (moved.isEmpty()) {
      return;
    }
    List<String> names = List.copyOf(moved.keySet());
    try (PreparedStatement gone = c.prepareStatement(DELETE)) {
      for (int from = 0; from < names.size(); from += AT_ONCE) {
        for (int i = 0; i < AT_ONCE; i++) {
          gone.setString(i + 1, names.get(Math.min(from + i, names.size() - 1)));
        }
        gone.execute();
      }
    }
    try (DuckDBAppender a = c.createAppender(DuckDBConnection.DEFAULT_SCHEMA, "source")) {
      for (Map.Entry<String, String> f : moved.entrySet()) {
        if (f.getValue() != null) {
          a.beginRow();
          a.append(f.getKey());
          a.append(f.getValue());
          a.endRow();
        }
      }
    }
  }
}
