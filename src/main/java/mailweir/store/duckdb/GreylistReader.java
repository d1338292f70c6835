package mailweir.store.duckdb;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import mailweir.answer.Brought;
import mailweir.answer.SystemMail;
import mailweir.event.Category;
import mailweir.event.Reason;
import mailweir.journey.Words;

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

  /** Messages of a span by the system that was told when they were let in: those of the same client and sender that came within ten minutes. */
  public List<SystemMail> systems(long since, long until) {
    String sql =
        """
        WITH told AS (
          SELECT client, sender, os, time // 1000 AS at FROM greylist WHERE os <> 0 AND time >= ? AND time < ?),
        came AS (
          SELECT h.id, h.client, h.sender, h.first, (k.verdict >> 4) = ? AS spam
          FROM hop h JOIN hop_kind k ON k.id = h.kind WHERE k.follows = 0 AND h.first >= ? AND h.first < ?),
        whose AS (
          SELECT came.id, came.spam, arg_max(told.os, told.at) AS os FROM came JOIN told
            ON told.client = came.client AND told.sender = came.sender
            AND came.first BETWEEN told.at - 60000 AND told.at + 600000
          GROUP BY came.id, came.spam)
        SELECT t.body, count(*) FILTER (spam), count(*) FILTER (NOT spam)
        FROM whose JOIN text t ON t.id = os GROUP BY t.body ORDER BY 2 + 3 DESC, 1
        """;
    List<SystemMail> found = new ArrayList<>();
    try (Connection c = database.reader();
        PreparedStatement p = c.prepareStatement(sql)) {
      p.setLong(1, since);
      p.setLong(2, until);
      p.setInt(3, Category.SPAM.ordinal());
      p.setLong(4, Math.floorDiv(since, 1000));
      p.setLong(5, Math.floorDiv(until, 1000));
      try (ResultSet r = p.executeQuery()) {
        while (r.next()) {
          found.add(new SystemMail(r.getString(1), r.getLong(2), r.getLong(3)));
        }
      }
    } catch (SQLException e) {
      throw Database.fault(database.folder(), "reading the systems of senders", e);
    }
    return found;
  }

  /** Who brought what in a span: messages taken over SMTP without a login, and refusals that are no greylisting; by time. */
  public void brought(long since, long until, Consumer<Brought> to) {
    String sql =
        """
        WITH came AS (
          SELECT DISTINCT h.first * 1000 AS time, h.client, h.client_name, h.sender, a.recipient,
            CASE WHEN k.verdict >> 4 >= %1$d THEN 1 ELSE 0 END AS fate
          FROM hop h JOIN hop_kind k ON k.id = h.kind JOIN attempt a ON a.hop = h.id
          WHERE k.follows = 0 AND k.origin = %2$d AND h.client <> 0 AND h.first >= ? AND h.first < ?
          UNION ALL
          SELECT time, client, client_name, sender, recipient, 2 FROM refusal
          WHERE client <> 0 AND recipient <> 0 AND reason <> %3$d AND counted AND time >= ? AND time < ?),
        told AS (SELECT time, client, os, helo FROM greylist WHERE time >= ? - 600000000 AND time < ? + 60000000),
        known AS (
          SELECT came.*, CASE WHEN told.time >= came.time - 600000000 THEN told.os END AS os,
            CASE WHEN told.time >= came.time - 600000000 THEN told.helo END AS helo
          FROM came ASOF LEFT JOIN told ON told.client = came.client AND told.time <= came.time + 60000000)
        SELECT known.time, c.body, n.body, e.body, s.body, r.body, o.body, fate FROM known
          JOIN text c ON c.id = known.client LEFT JOIN text n ON n.id = known.client_name LEFT JOIN text e ON e.id = known.helo
          LEFT JOIN text s ON s.id = known.sender JOIN text r ON r.id = known.recipient LEFT JOIN text o ON o.id = known.os
        ORDER BY known.time, c.body, r.body
        """
            .formatted(Category.SPAM.ordinal(), Words.ORIGIN_SMTP, Reason.GREYLISTED.ordinal());
    try (Connection c = database.reader();
        PreparedStatement p = c.prepareStatement(sql)) {
      p.setLong(1, Math.floorDiv(since, 1000));
      p.setLong(2, Math.floorDiv(until, 1000));
      for (int i = 3; i < 7; i += 2) {
        p.setLong(i, since);
        p.setLong(i + 1, until);
      }
      try (ResultSet r = p.executeQuery()) {
        while (r.next()) {
          String sender = r.getString(5);
          to.accept(
              new Brought(
                  Instant.EPOCH.plus(r.getLong(1), ChronoUnit.MICROS),
                  r.getString(2),
                  r.getString(3),
                  r.getString(4),
                  sender == null ? "" : sender,
                  r.getString(6),
                  r.getString(7),
                  Brought.Fate.values()[r.getInt(8)]));
        }
      }
    } catch (SQLException e) {
      throw Database.fault(database.folder(), "reading who brought mail", e);
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
