package mailweir.store.duckdb;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** What greylisting decided, read. Safe for several threads. */
public final class GreylistReader {
  private static final String COLUMNS =
      "SELECT time, host, action, reason, rule, os, client, client_name, helo, sender, recipient, waited, shadow FROM greylist";

  private final Database database;

  public GreylistReader(Database database) {
    this.database = database;
  }

  /**
   * A decision about one recipient; texts by their numbers, 0 none.
   *
   * @param time UTC microseconds
   * @param waited seconds; -1: not told
   */
  public record Row(
      long time,
      int host,
      int action,
      int reason,
      int rule,
      int os,
      int client,
      int clientName,
      int helo,
      int sender,
      int recipient,
      int waited,
      boolean shadow) {}

  /** Those of a span in UTC microseconds, by time; {@code host} negative: of all. */
  public void each(long since, long until, int host, Consumer<Row> to) {
    ask(
        COLUMNS
            + " WHERE time >= "
            + since
            + " AND time < "
            + until
            + (host < 0 ? "" : " AND host = " + host)
            + " ORDER BY time",
        to);
  }

  /** Those of a span that are of some of these senders to some of these recipients, by time. */
  public void between(
      long since,
      long until,
      Collection<Integer> senders,
      Collection<Integer> recipients,
      Consumer<Row> to) {
    if (!senders.isEmpty() && !recipients.isEmpty()) {
      ask(
          COLUMNS
              + " WHERE time >= "
              + since
              + " AND time < "
              + until
              + " AND recipient IN ("
              + list(recipients)
              + ") AND sender IN ("
              + list(senders)
              + ") ORDER BY time",
          to);
    }
  }

  private static String list(Collection<Integer> numbers) {
    return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  private void ask(String sql, Consumer<Row> to) {
    try (Connection c = database.reader();
        PreparedStatement p = c.prepareStatement(sql);
        ResultSet r = p.executeQuery()) {
      while (r.next()) {
        to.accept(
            new Row(
                r.getLong(1),
                r.getInt(2),
                r.getInt(3),
                r.getInt(4),
                r.getInt(5),
                r.getInt(6),
                r.getInt(7),
                r.getInt(8),
                r.getInt(9),
                r.getInt(10),
                r.getInt(11),
                r.getInt(12),
                r.getBoolean(13)));
      }
    } catch (SQLException e) {
      throw Database.fault(database.folder(), "reading what greylisting decided", e);
    }
  }
}
