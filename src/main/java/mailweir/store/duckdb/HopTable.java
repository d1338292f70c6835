package mailweir.store.duckdb;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import mailweir.journey.Hops;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** Rows of hops and attempts out of the database and into it. */
final class HopTable {
  private static final String HOP =
      """
      SELECT id, first, last, host, queue_id, id_hash, message_id, before, client, client_name, sender, account, bytes,
        nrcpt, origin, flags, lag, pid, verdict, previous, joined_by, journey, open FROM hop
      """;
  private static final String ATTEMPT =
      "SELECT hop, time, recipient, relay, next, orig, body, word FROM attempt";

  private HopTable() {}

  /** Reads the hops that a condition chooses, with their attempts; the condition is one for a hop's {@code id}. */
  static void load(
      Connection c,
      String condition,
      Rows into,
      java.util.function.IntUnaryOperator hostOf,
      KeyOf keys)
      throws SQLException {
    Hops hops = into.hops;
    try (Statement s = c.createStatement()) {
      java.util.Map<Long, java.util.List<long[]>> attempts = new java.util.HashMap<>();
      try (ResultSet r =
          s.executeQuery(
              ATTEMPT + " WHERE hop IN (" + condition + ") ORDER BY hop, time, word, recipient")) {
        while (r.next()) {
          attempts
              .computeIfAbsent(r.getLong(1), k -> new java.util.ArrayList<>())
              .add(
                  new long[] {
                    r.getLong(2),
                    r.getInt(3),
                    r.getInt(4),
                    r.getLong(5),
                    r.getInt(6),
                    r.getInt(7),
                    r.getLong(8)
                  });
        }
      }
      try (ResultSet r = s.executeQuery(HOP + " WHERE id IN (" + condition + ") ORDER BY id")) {
        while (r.next()) {
          long id = r.getLong(1);
          int host = hostOf.applyAsInt(r.getInt(4));
          long idHash = r.getLong(6);
          int h = hops.add();
          hops.restore(
              h,
              keys.of(idHash, host),
              idHash,
              r.getLong(2),
              r.getLong(3),
              r.getLong(7),
              r.getLong(8),
              new int[] {r.getInt(9), r.getInt(10), r.getInt(11), r.getInt(12)},
              r.getLong(13),
              r.getInt(14),
              host,
              r.getInt(15),
              r.getInt(16),
              r.getLong(17),
              r.getInt(18),
              r.getLong(19),
              r.getString(5));
          for (long[] a : attempts.getOrDefault(id, java.util.List.of())) {
            hops.restoreAttempt(
                h, a[0], (int) a[1], (int) a[2], a[3], (int) a[4], (int) a[5], a[6]);
          }
          into.noteStored(h, id, r.getLong(20), r.getLong(22), r.getByte(21), r.getBoolean(23));
          into.print[h] = hops.print(h) + into.previous[h] * 31 + into.journey[h];
        }
      }
    }
  }

  /** The key of a queue id's hash on a host. */
  interface KeyOf {
    long of(long idHash, int host);
  }

  /** Appends rows; {@code chosen} tells which. Called within a transaction. */
  static void append(DuckDBConnection c, Rows rows, java.util.function.IntPredicate chosen)
      throws SQLException {
    Hops hops = rows.hops;
    try (DuckDBAppender hop = c.createAppender(DuckDBConnection.DEFAULT_SCHEMA, "hop");
        DuckDBAppender attempt = c.createAppender(DuckDBConnection.DEFAULT_SCHEMA, "attempt")) {
      for (int h = 0; h < hops.size(); h++) {
        if (!chosen.test(h)) {
          continue;
        }
        hop.beginRow();
        hop.append(rows.id[h]);
        hop.append(hops.first(h));
        hop.append(hops.last(h));
        hop.append((short) hops.host(h));
        hop.append(hops.queueId(h));
        hop.append(hops.queueIdHash(h));
        hop.append(hops.messageId(h));
        hop.append(hops.before(h));
        hop.append(hops.clientIp(h));
        hop.append(hops.clientName(h));
        hop.append(hops.sender(h));
        hop.append(hops.account(h));
        hop.append(hops.bytes(h));
        hop.append(hops.nrcpt(h));
        hop.append((byte) hops.origin(h));
        hop.append(hops.flags(h));
        hop.append(hops.acceptedAt(h) - hops.first(h));
        hop.append(hops.pid(h));
        hop.append(hops.verdictWord(h));
        hop.append(rows.previous[h]);
        hop.append(rows.joinedBy[h]);
        hop.append(rows.journey[h]);
        hop.append((byte) mailweir.journey.Count.taking(hops, h).ordinal());
        hop.append(rows.open[h]);
        hop.endRow();
        int from = hops.firstAttempt(h);
        for (int a = from, end = from + hops.attempts(h); a < end; a++) {
          attempt.beginRow();
          attempt.append(rows.id[h]);
          attempt.append(hops.attemptTime(a));
          attempt.append(hops.recipient(a));
          attempt.append(hops.relay(a));
          attempt.append(hops.next(a));
          attempt.append(hops.origTo(a));
          attempt.append(hops.text(a));
          attempt.append(hops.attemptWord(a));
          attempt.append(mailweir.journey.Count.isDelivery(hops, a));
          attempt.endRow();
        }
      }
    }
  }
}
