package mailweir.store.duckdb;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** What is kept of alerts: texts by key, each change one transaction. Written by whoever feeds the store. */
public final class AlertTable {
  private final Database database;

  public AlertTable(Database database) {
    this.database = database;
  }

  /** All of it. */
  public Map<String, String> all() {
    Map<String, String> found = new LinkedHashMap<>();
    try (Connection c = database.reader();
        Statement s = c.createStatement();
        ResultSet r = s.executeQuery("SELECT name, body FROM alert")) {
      while (r.next()) {
        found.put(r.getString(1), r.getString(2));
      }
    } catch (SQLException e) {
      throw Database.fault(database.folder(), "reading alerts", e);
    }
    return found;
  }

  /** Puts texts in the place of those with the same key; {@code null} takes one out. */
  public void put(Map<String, String> changes) {
    DuckDBConnection c = database.writer();
    try (Statement s = c.createStatement()) {
      s.execute("CREATE OR REPLACE TEMP TABLE alert_change (name VARCHAR, body VARCHAR)");
      s.execute("BEGIN TRANSACTION");
      try {
        try (DuckDBAppender a = c.createAppender("temp", "main", "alert_change")) {
          for (Map.Entry<String, String> e : changes.entrySet()) {
            a.beginRow();
            a.append(e.getKey());
            if (e.getValue() == null) {
              a.appendNull();
            } else {
              a.append(e.getValue());
            }
            a.endRow();
          }
        }
        s.execute("DELETE FROM alert WHERE name IN (SELECT name FROM alert_change)");
        s.execute("INSERT INTO alert SELECT name, body FROM alert_change WHERE body IS NOT NULL");
        s.execute("COMMIT");
      } catch (SQLException e) {
        s.execute("ROLLBACK");
        throw e;
      } finally {
        s.execute("DROP TABLE IF EXISTS alert_change");
      }
    } catch (SQLException e) {
      throw Database.fault(database.folder(), "keeping alerts", e);
    }
  }
}
