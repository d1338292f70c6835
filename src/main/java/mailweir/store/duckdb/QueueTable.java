package mailweir.store.duckdb;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Collectors;
import mailweir.queue.Level;
import mailweir.queue.Place;
import mailweir.queue.Report;
import mailweir.queue.Waiting;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** What hosts told of their queues: facts, appended as they come, in any order. */
final class QueueTable {
  private static final String MAIN = DuckDBConnection.DEFAULT_SCHEMA;

  private QueueTable() {}

  /** Appends the reports of a round. */
  static void append(DuckDBConnection c, List<Round.Told> reports) throws SQLException {
    if (reports.isEmpty()) {
      return;
    }
    try (DuckDBAppender looks = c.createAppender(MAIN, "queue_report");
        DuckDBAppender levels = c.createAppender(MAIN, "queue_level");
        DuckDBAppender messages = c.createAppender(MAIN, "queue_message")) {
      for (Round.Told told : reports) {
        Report r = told.report();
        begin(looks, r.time(), told.host(), r.place());
        looks.append(r.before());
        looks.append(r.part());
        looks.append(r.parts());
        looks.append(r.isBlind());
        text(looks, r.problem());
        looks.endRow();
        for (Level l : r.levels()) {
          level(levels, told, l);
        }
        for (Waiting m : r.waiting()) {
          message(messages, told, m.key(), m);
        }
        for (Waiting.Key key : r.gone()) {
          message(messages, told, key, null);
        }
      }
    }
  }

  private static void begin(DuckDBAppender a, long time, int host, Place place)
      throws SQLException {
    a.beginRow();
    a.append(time);
    a.append((short) host);
    a.append(place.server());
    a.append(place.name());
  }

  private static void text(DuckDBAppender a, String text) throws SQLException {
    if (text == null) {
      a.appendNull();
    } else {
      a.append(text);
    }
  }

  private static void level(DuckDBAppender a, Round.Told told, Level l) throws SQLException {
    begin(a, told.report().time(), told.host(), told.report().place());
    a.append(l.queue());
    a.append(l.count());
    a.append(l.listed());
    a.append(l.oldest());
    a.append(l.ages().stream().map(String::valueOf).collect(Collectors.joining(",")));
    a.endRow();
  }

  private static void message(DuckDBAppender a, Round.Told told, Waiting.Key key, Waiting m)
      throws SQLException {
    begin(a, told.report().time(), told.host(), told.report().place());
    a.append(m == null);
    a.append(key.id());
    a.append(key.arrived());
    if (m == null) {
      for (int i = 0; i < 12; i++) {
        a.appendNull();
      }
    } else {
      a.append(m.queue());
      a.append(m.size());
      text(a, m.sender());
      text(a, m.client());
      text(a, m.clientName());
      text(a, m.account());
      a.append(m.recipients());
      a.append(String.join("\n", m.to()));
      text(a, m.reason());
      a.append(m.attempts());
      a.append(m.tried());
      a.append(m.held());
    }
    a.endRow();
  }

  /** The newest full report of each place up to an instant, of which all parts have come; one parameter. */
  static final String FLOOR =
      """
      SELECT host, server, place, max(time) AS floor FROM (
        SELECT host, server, place, time FROM queue_report WHERE before = 0 AND NOT blind AND time <= ?
        GROUP BY ALL HAVING count(DISTINCT part) >= max(parts))
      GROUP BY ALL
      """;

  /** Forgets what is older, but for what a place's newest full report and those after it say: it still waits. */
  static void forgetBefore(Statement s, long micros) throws SQLException {
    s.execute(
        "CREATE OR REPLACE TEMP TABLE queue_floor AS "
            + FLOOR.replace("?", Long.toString(Long.MAX_VALUE)));
    for (String table : List.of("queue_message", "queue_level", "queue_report")) {
      s.execute(
          ("DELETE FROM %1$s WHERE time < %2$d AND time < coalesce((SELECT floor FROM queue_floor f"
                  + " WHERE f.host = %1$s.host AND f.server = %1$s.server AND f.place = %1$s.place), %2$d)")
              .formatted(table, micros));
    }
    s.execute("DROP TABLE queue_floor");
  }
}
