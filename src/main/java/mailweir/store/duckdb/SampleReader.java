package mailweir.store.duckdb;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import mailweir.answer.SampleSeries;

/** Figures of any kind, read. Safe for several threads. */
public final class SampleReader {
  /** More series than that are no page; the rest is asked for by name. */
  private static final int MOST_SERIES = 2_000;

  private final Database database;

  public SampleReader(Database database) {
    this.database = database;
  }

  /**
   * The series that have values in a span, by metric and host.
   *
   * @param since UTC microseconds
   * @param until exclusive
   * @param step microseconds
   * @param metric its name; {@code null}: all
   * @param host canonical; {@code null}: all
   */
  public List<SampleSeries> series(long since, long until, long step, String metric, String host) {
    String sql =
        """
        WITH one AS (
          SELECT s.metric, s.host, s.time, avg(s.value) AS value FROM sample s
          WHERE s.time >= ? AND s.time < ?
            AND (? IS NULL OR s.metric IN (SELECT id FROM text WHERE body = ?))
            AND (? IS NULL OR s.host IN (SELECT id FROM host WHERE name = ?))
          GROUP BY 1, 2, 3),
        steps AS (
          SELECT metric, host, (time - ?) // ? AS step, avg(value) AS mean, sum(value) AS total, count(*) AS n,
            min(value) AS least, max(value) AS most, arg_max(value, time) AS last, max(time) AS newest
          FROM one GROUP BY 1, 2, 3)
        SELECT m.body, h.name, step, mean, total, n, least, most, last, newest
        FROM steps JOIN text m ON m.id = metric JOIN host h ON h.id = host
        ORDER BY m.body, h.name, step
        """;
    List<SampleSeries> all = new ArrayList<>();
    try (Connection c = database.reader();
        PreparedStatement p = c.prepareStatement(sql)) {
      p.setLong(1, since);
      p.setLong(2, until);
      p.setString(3, metric);
      p.setString(4, metric);
      String name = host == null ? null : host.toLowerCase(Locale.ROOT);
      p.setString(5, name);
      p.setString(6, name);
      p.setLong(7, since);
      p.setLong(8, step);
      try (ResultSet r = p.executeQuery()) {
        Sum sum = null;
        while (r.next() && all.size() < MOST_SERIES) {
          if (sum == null
              || !sum.metric.equals(r.getString(1))
              || !sum.host.equals(r.getString(2))) {
            if (sum != null) {
              all.add(sum.series());
            }
            sum = new Sum(r.getString(1), r.getString(2));
          }
          sum.add(r, since, step);
        }
        if (sum != null && all.size() < MOST_SERIES) {
          all.add(sum.series());
        }
      }
    } catch (SQLException e) {
      throw Database.fault(database.folder(), "reading samples", e);
    }
    return all;
  }

  /** The newest value of a metric since an instant in microseconds, by the host's name. */
  public Map<String, Double> newest(String metric, long since) {
    Map<String, Double> found = new LinkedHashMap<>();
    try (Connection c = database.reader();
        PreparedStatement p =
            c.prepareStatement(
                """
                SELECT h.name, arg_max(value, time) FROM sample JOIN host h ON h.id = host
                WHERE time >= ? AND metric IN (SELECT id FROM text WHERE body = ?) GROUP BY h.name
                """)) {
      p.setLong(1, since);
      p.setString(2, metric);
      try (ResultSet r = p.executeQuery()) {
        while (r.next()) {
          found.put(r.getString(1), r.getDouble(2));
        }
      }
    } catch (SQLException e) {
      throw Database.fault(database.folder(), "reading samples", e);
    }
    return found;
  }

  private static final class Sum {
    private final String metric;
    private final String host;
    private final List<SampleSeries.Point> points = new ArrayList<>();
    private double total;
    private long n;
    private double least = Double.POSITIVE_INFINITY;
    private double most = Double.NEGATIVE_INFINITY;
    private double last;
    private long newest = Long.MIN_VALUE;

    Sum(String metric, String host) {
      this.metric = metric;
      this.host = host;
    }

    void add(ResultSet r, long since, long step) throws SQLException {
      points.add(new SampleSeries.Point(at(since + r.getLong(3) * step), r.getDouble(4)));
      total += r.getDouble(5);
      n += r.getLong(6);
      least = Math.min(least, r.getDouble(7));
      most = Math.max(most, r.getDouble(8));
      if (r.getLong(10) > newest) {
        newest = r.getLong(10);
        last = r.getDouble(9);
      }
    }

    SampleSeries series() {
      return new SampleSeries(
          metric, host, List.copyOf(points), last, at(newest), least, total / n, most);
    }

    private static Instant at(long micros) {
      return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
  }
}
