package mailweir.store.duckdb;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * What a store needs between rounds: sums of figures that came in many small rounds, files of the vault that were rewritten, days
 * that are forgotten, and the database's own checkpoint while it is small.
 *
 * <p>Each is one transaction. What writes is called by the thread that feeds the store; {@link #scattered} by any.
 */
public final class Upkeep {
  private static final String KEPT_FROM = "kept from";
  private static final long SMALL_LOG = 24L << 20;
  private final Database database;

  public Upkeep(Database database) {
    this.database = database;
  }

  /** Work within a transaction. */
  private interface Work {
    void with(Statement s) throws SQLException;
  }

  private void transaction(String what, Work work) {
    try (Statement s = database.writer().createStatement()) {
      s.execute("BEGIN TRANSACTION");
      try {
        work.with(s);
        s.execute("COMMIT");
      } catch (SQLException e) {
        s.execute("ROLLBACK");
        throw e;
      }
    } catch (SQLException e) {
      throw Database.fault(database.folder(), what, e);
    }
  }

  /** Questions that readers have asked since the opening, those of SQL. */
  public long questions() {
    return database.questions();
  }

  /** Gives memory that questions have filled with the database's pages back to the machine. */
  public void giveBackMemory() {
    database.giveBackMemory();
  }

  /** Hours since 1970, before {@code untilHour}, whose figures are kept in twice as many rows as they need; some at most. */
  public List<Integer> scattered(int sinceHour, int untilHour) {
    List<Integer> found = new ArrayList<>();
    String sql =
        """
        WITH cells AS (SELECT hour AS h, 0 AS kind, count(*) AS n FROM minute
            WHERE hour >= ? AND hour < ? GROUP BY hour, host
          UNION ALL SELECT hour, 1, count(*) FROM hour WHERE hour >= ? AND hour < ? GROUP BY hour, host, counter)
        SELECT h FROM cells GROUP BY h
        HAVING sum(n) > 2 * count(*) AND sum(n) > count(*) + 500
          OR sum(n) FILTER (kind = 0) > 4 * count(*) FILTER (kind = 0) + 100 ORDER BY h LIMIT 200
        """;
    try (Connection c = database.reader();
        PreparedStatement p = c.prepareStatement(sql)) {
      p.setLong(1, sinceHour);
      p.setLong(2, untilHour);
      p.setLong(3, sinceHour);
      p.setLong(4, untilHour);
      try (ResultSet r = p.executeQuery()) {
        while (r.next()) {
          found.add(r.getInt(1));
        }
      }
    } catch (SQLException e) {
      throw Database.fault(database.folder(), "looking for figures to be summed", e);
    }
    return found;
  }

  /** Keeps each figure of an hour in one row. */
  public void sum(int hour) {
    transaction(
        "summing figures",
        s -> {
          sumMinutes(s, hour);
          sumHours(s, hour);
        });
  }

  private static void sumHours(Statement s, int hour) throws SQLException {
    s.execute(
        "CREATE OR REPLACE TEMP TABLE summed AS SELECT hour, host, counter, sum(n)::BIGINT AS n FROM hour WHERE hour = "
            + hour
            + " GROUP BY ALL");
    s.execute("DELETE FROM hour WHERE hour = " + hour);
    s.execute(
        "INSERT INTO hour SELECT hour, host, counter, n FROM summed WHERE n <> 0 ORDER BY host, counter");
    s.execute("DROP TABLE summed");
  }

  private void sumMinutes(Statement s, int hour) throws SQLException {
    // by host, then counter and minute in one number
    TreeMap<Integer, TreeMap<Integer, Long>> sums = new TreeMap<>();
    try (ResultSet r = s.executeQuery("SELECT host, cells FROM minute WHERE hour = " + hour)) {
      while (r.next()) {
        TreeMap<Integer, Long> host = sums.computeIfAbsent(r.getInt(1), h -> new TreeMap<>());
        MinuteCells.read(
            FactReader.bytes(r, 2),
            (counter, minute, n) -> host.merge(counter << 6 | minute, n, Long::sum));
      }
    }
    s.execute("DELETE FROM minute WHERE hour = " + hour);
    try (DuckDBAppender a =
        database.writer().createAppender(DuckDBConnection.DEFAULT_SCHEMA, "minute")) {
      for (Map.Entry<Integer, TreeMap<Integer, Long>> host : sums.entrySet()) {
        MinuteCells cells = new MinuteCells();
        host.getValue()
            .forEach((at, n) -> {
              if (n != 0) {
                cells.add(at >>> 6, at & 63, n);
              }
            });
        a.beginRow();
        a.append(hour);
        a.append((short) (int) host.getKey());
        a.append(cells.take());
        a.endRow();
      }
    }
  }

  /** Files of the vault that changed, with their lengths; 0 for one that is gone. */
  public void files(Map<String, Long> lengths) {
    transaction("noting files of lines", s -> files(lengths, s));
  }

  private void files(Map<String, Long> lengths, Statement s) throws SQLException {
    try (PreparedStatement gone =
            database.writer().prepareStatement("DELETE FROM file WHERE name = ?");
        PreparedStatement add =
            database.writer().prepareStatement("INSERT INTO file VALUES (?, ?)")) {
      for (Map.Entry<String, Long> f : lengths.entrySet()) {
        gone.setString(1, f.getKey());
        gone.execute();
        if (f.getValue() > 0) {
          add.setString(1, f.getKey());
          add.setLong(2, f.getValue());
          add.execute();
        }
      }
    }
  }

  /** Forgets what is older than a day since 1970, but for figures by hour, what is still open, and texts. */
  public void forgetBefore(long day) {
    long micros = day * 86_400_000_000L;
    transaction(
        "forgetting old days",
        s -> {
          // hops have milliseconds; one that nothing ended goes a while after it was last heard of
          long millis = micros / 1000;
          HopTable.delete(
              s,
              "SELECT id FROM hop WHERE first < %1$d AND (first + lasted < %1$d OR kind IN (SELECT id FROM hop_kind WHERE NOT open))"
                  .formatted(millis));
          s.execute("DELETE FROM refusal WHERE time < " + micros);
          s.execute("DELETE FROM named WHERE time < " + micros);
          s.execute("DELETE FROM web WHERE time < " + day * 86_400);
          s.execute("DELETE FROM sample WHERE time < " + micros);
          QueueTable.forgetBefore(s, micros);
          s.execute("DELETE FROM login WHERE time < " + micros);
          s.execute("DELETE FROM virus WHERE time < " + micros);
          s.execute("DELETE FROM minute WHERE hour < " + day * 24);
          s.execute("DELETE FROM unknown WHERE day > 0 AND day < " + day);
          s.execute("DELETE FROM meta WHERE name = '" + KEPT_FROM + "'");
          s.execute("INSERT INTO meta VALUES ('" + KEPT_FROM + "', '" + day + "')");
        });
    database.lastLines().forget();
  }

  /** The day since 1970 before which nothing is kept; {@code Long.MIN_VALUE} when everything is. */
  public long keptFrom() {
    try (Statement s = database.writer().createStatement();
        ResultSet r = s.executeQuery("SELECT value FROM meta WHERE name = '" + KEPT_FROM + "'")) {
      return r.next() ? Long.parseLong(r.getString(1)) : Long.MIN_VALUE;
    } catch (SQLException e) {
      throw Database.fault(database.folder(), "reading the store", e);
    }
  }

  /** Moves what the write-ahead log holds into the database, when it has grown: often and quickly instead of seldom and long. */
  public void checkpoint() {
    try {
      if (Files.size(database.folder().resolve("mailweir.duckdb.wal")) < SMALL_LOG) {
        return;
      }
    } catch (IOException e) {
      return; // there is no log: nothing is to be moved
    }
    try (Statement s = database.writer().createStatement()) {
      s.execute("CHECKPOINT");
    } catch (SQLException e) {
      throw Database.fault(database.folder(), "a checkpoint", e);
    }
  }
}
