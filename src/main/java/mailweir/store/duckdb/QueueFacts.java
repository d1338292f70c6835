package mailweir.store.duckdb;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mailweir.queue.Level;
import mailweir.queue.Place;
import mailweir.queue.Report;
import mailweir.queue.Waiting;

/** What hosts told of their queues, read. Safe for several threads. */
public final class QueueFacts {
  /** Messages that are handed in one report. */
  private static final int AT_ONCE = 5_000;

  private final Database database;

  public QueueFacts(Database database) {
    this.database = database;
  }

  /** Takes reports: as they were told, or in pieces that say the same. */
  @FunctionalInterface
  public interface Taker {
    /** The next one; times do not fall. */
    void report(String host, Report report);
  }

  private record At(String host, Place place) {}

  /** One part of a look. */
  private record Look(At at, long time, long before, int part, int parts, String problem) {
    Report of(List<Level> levels, List<Waiting> waiting, List<Waiting.Key> gone) {
      return new Report(at.place, time, before, part, parts, levels, waiting, gone, problem);
    }
  }

  /** Tells what is to be known for what stood there at an instant: all since the last full report of each place. */
  public void upTo(long micros, Taker taker) {
    read(
        "SELECT x.*, h.name AS host_name FROM %s x JOIN host h ON h.id = x.host LEFT JOIN ("
            + QueueTable.FLOOR
            + ") f ON f.host = x.host AND f.server = x.server AND f.place = x.place"
            + " WHERE x.time >= coalesce(floor, 0) AND x.time <= ? ORDER BY x.time",
        micros,
        micros,
        taker);
  }

  /** Tells what was told after one instant up to another. */
  public void between(long after, long until, Taker taker) {
    read(
        "SELECT x.*, h.name AS host_name FROM %s x JOIN host h ON h.id = x.host WHERE x.time > ? AND x.time <= ? ORDER BY x.time",
        after, until, taker);
  }

  private void read(String sql, long one, long other, Taker taker) {
    try (Connection c = database.reader()) {
      List<Look> looks = new ArrayList<>();
      each(c, sql.formatted("queue_report"), one, other, r -> looks.add(look(r)));
      Map<At, Map<Long, List<Level>>> levels = new HashMap<>();
      each(
          c,
          sql.formatted("queue_level"),
          one,
          other,
          r ->
              levels
                  .computeIfAbsent(at(r), a -> new HashMap<>())
                  .computeIfAbsent(r.getLong("time"), t -> new ArrayList<>())
                  .add(level(r)));
      Pieces pieces = new Pieces(looks, levels, taker);
      each(c, sql.formatted("queue_message"), one, other, pieces::row);
      pieces.end();
    } catch (SQLException e) {
      throw Database.fault(database.folder(), "reading queues", e);
    }
  }

  private interface Row {
    void of(ResultSet r) throws SQLException;
  }

  private static void each(Connection c, String sql, long one, long other, Row row)
      throws SQLException {
    try (PreparedStatement p = c.prepareStatement(sql)) {
      p.setLong(1, one);
      p.setLong(2, other);
      try (ResultSet r = p.executeQuery()) {
        while (r.next()) {
          row.of(r);
        }
      }
    }
  }

  private static At at(ResultSet r) throws SQLException {
    return new At(r.getString("host_name"), new Place(r.getString("server"), r.getString("place")));
  }

  private static Look look(ResultSet r) throws SQLException {
    return new Look(
        at(r),
        r.getLong("time"),
        r.getLong("before"),
        r.getInt("part"),
        r.getInt("parts"),
        r.getString("problem"));
  }

  private static Level level(ResultSet r) throws SQLException {
    return new Level(
        r.getString("queue"),
        r.getLong("n"),
        r.getLong("listed"),
        ages(r.getString("ages")),
        r.getLong("oldest"));
  }

  private static List<Long> ages(String text) {
    return text == null || text.isEmpty()
        ? List.of()
        : Arrays.stream(text.split(",")).map(Long::valueOf).toList();
  }

  private static Waiting message(ResultSet r) throws SQLException {
    String to = r.getString("rcpt");
    return new Waiting(
        r.getString("queue"),
        r.getString("id"),
        r.getLong("arrived"),
        r.getLong("size"),
        r.getString("sender"),
        r.getString("client"),
        r.getString("client_name"),
        r.getString("account"),
        r.getInt("recipients"),
        to == null || to.isEmpty() ? List.of() : List.of(to.split("\n")),
        r.getString("reason"),
        r.getInt("attempts"),
        r.getLong("tried"),
        r.getBoolean("held"));
  }

  /** Puts looks and their messages together again, by time. */
  private static final class Pieces {
    private final List<Look> looks;
    private final Map<At, Map<Long, List<Level>>> levels;
    private final Taker taker;
    private final Map<At, Look> current = new HashMap<>();
    private final Map<At, List<Waiting>> waiting = new HashMap<>();
    private final Map<At, List<Waiting.Key>> gone = new HashMap<>();
    private long time = Long.MIN_VALUE;
    private int next;
    private int held;

    Pieces(List<Look> looks, Map<At, Map<Long, List<Level>>> levels, Taker taker) {
      this.looks = looks;
      this.levels = levels;
      this.taker = taker;
    }

    void row(ResultSet r) throws SQLException {
      long its = r.getLong("time");
      if (its != time || held >= AT_ONCE) {
        flush();
        time = its;
        looksUntil(its);
      }
      At at = at(r);
      if (r.getBoolean("gone")) {
        gone.computeIfAbsent(at, a -> new ArrayList<>())
            .add(new Waiting.Key(r.getString("id"), r.getLong("arrived")));
      } else {
        waiting.computeIfAbsent(at, a -> new ArrayList<>()).add(message(r));
      }
      held++;
    }

    private void looksUntil(long until) {
      while (next < looks.size() && looks.get(next).time <= until) {
        Look look = looks.get(next++);
        current.put(look.at, look);
        taker.report(
            look.at.host,
            look.of(
                look.part == 1
                    ? levels.getOrDefault(look.at, Map.of()).getOrDefault(look.time, List.of())
                    : List.of(),
                List.of(),
                List.of()));
      }
    }

    private void flush() {
      held = 0;
      current.forEach((at, look) -> {
        if (look.time == time && (waiting.containsKey(at) || gone.containsKey(at))) {
          taker.report(
              at.host,
              look.of(
                  List.of(),
                  waiting.getOrDefault(at, List.of()),
                  gone.getOrDefault(at, List.of())));
        }
      });
      waiting.clear();
      gone.clear();
    }

    void end() {
      flush();
      looksUntil(Long.MAX_VALUE);
    }
  }

  /**
   * A queue at the last look of a step.
   *
   * @param step from 0
   * @param time of the look, UTC microseconds
   */
  public record LevelAt(String host, Place place, int step, long time, Level level) {}

  /** The last look of each step, by host, place, queue and step. */
  public List<LevelAt> levels(long since, long until, long step) {
    List<LevelAt> found = new ArrayList<>();
    String sql =
        """
        SELECT h.name AS host_name, server, place, queue, (time - ?) // ? AS step, max(time) AS last, arg_max(n, time) AS n,
          arg_max(listed, time) AS listed, arg_max(oldest, time) AS oldest, arg_max(ages, time) AS ages
        FROM queue_level JOIN host h ON h.id = host WHERE time >= ? AND time < ?
        GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
        """;
    try (Connection c = database.reader();
        PreparedStatement p = c.prepareStatement(sql)) {
      p.setLong(1, since);
      p.setLong(2, step);
      p.setLong(3, since);
      p.setLong(4, until);
      try (ResultSet r = p.executeQuery()) {
        while (r.next()) {
          At at = at(r);
          found.add(new LevelAt(at.host, at.place, r.getInt("step"), r.getLong("last"), level(r)));
        }
      }
    } catch (SQLException e) {
      throw Database.fault(database.folder(), "reading queues", e);
    }
    return found;
  }

  /** How many listed messages came to a place and went from it in a step. */
  public record Moves(String host, Place place, int step, long came, long gone) {}

  /** What came and went, by place and step; steps without either are left out. */
  public List<Moves> moves(long since, long until, long step) {
    List<Moves> found = new ArrayList<>();
    String sql =
        """
        SELECT h.name AS host_name, server, place, step, sum(came)::BIGINT AS came, sum(went)::BIGINT AS went FROM (
          SELECT host, server, place, (min(time) - ?) // ? AS step, 1 AS came, 0 AS went FROM queue_message
            WHERE time >= ? AND time < ? AND NOT gone AND arrived >= ? GROUP BY host, server, place, id, arrived
          UNION ALL
          SELECT host, server, place, (time - ?) // ? AS step, 0, 1 FROM queue_message WHERE time >= ? AND time < ? AND gone)
        JOIN host h ON h.id = host GROUP BY 1, 2, 3, 4
        """;
    try (Connection c = database.reader();
        PreparedStatement p = c.prepareStatement(sql)) {
      long[] values = {since, step, since, until, since, since, step, since, until};
      for (int i = 0; i < values.length; i++) {
        p.setLong(i + 1, values[i]);
      }
      try (ResultSet r = p.executeQuery()) {
        while (r.next()) {
          At at = at(r);
          found.add(
              new Moves(at.host, at.place, r.getInt("step"), r.getLong("came"), r.getLong("went")));
        }
      }
    } catch (SQLException e) {
      throw Database.fault(database.folder(), "reading queues", e);
    }
    return found;
  }
}
