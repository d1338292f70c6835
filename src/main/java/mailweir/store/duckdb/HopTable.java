package mailweir.store.duckdb;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import mailweir.journey.Hops;
import mailweir.slice.Slice;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/** Rows of hops and attempts out of the database and into it. */
final class HopTable {
  private static final String HOP =
      """
      SELECT id, first, lasted, host, queue_id, message_id, before, client, client_name, sender, account, bytes, nrcpt,
        origin, flags, lag, pid, verdict, signature, back, joined_by, journey, open FROM hop
      """;
  private static final String ATTEMPT =
      "SELECT hop, after, recipient, relay, next, orig, body, dsn, kind, bits, delay FROM attempt";

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
    java.util.Map<Long, java.util.List<long[]>> attempts = new java.util.HashMap<>();
    try (Statement s = c.createStatement()) {
      try (ResultSet r =
          s.executeQuery(
              ATTEMPT + " WHERE hop IN (" + condition + ") ORDER BY hop, after, kind, recipient")) {
        while (r.next()) {
          long[] a = new long[10];
          for (int i = 0; i < a.length; i++) {
            a[i] = r.getLong(i + 2);
          }
          attempts.computeIfAbsent(r.getLong(1), k -> new java.util.ArrayList<>()).add(a);
        }
      }
      try (ResultSet r = s.executeQuery(HOP + " WHERE id IN (" + condition + ") ORDER BY id")) {
        while (r.next()) {
          long id = r.getLong(1);
          long first = r.getLong(2) * 1000;
          int host = hostOf.applyAsInt(r.getInt(4));
          long idHash = Slice.of(r.getString(5)).hash();
          int h = hops.add();
          hops.restore(
              h,
              keys.of(idHash, host),
              idHash,
              first,
              first + r.getLong(3) * 1000,
              r.getInt(6) & 0xFFFFFFFFL,
              keys.whole(r.getInt(7)),
              new int[] {r.getInt(8), r.getInt(9), r.getInt(10), r.getInt(11)},
              r.getLong(12),
              r.getInt(13),
              host,
              r.getInt(14),
              r.getInt(15),
              r.getInt(16),
              r.getInt(17),
              r.getInt(18),
              r.getInt(19),
              r.getString(5));
          for (long[] a : attempts.getOrDefault(id, java.util.List.of())) {
            hops.restoreAttempt(
                h,
                first + a[0] * 1000,
                (int) a[1],
                (int) a[2],
                keys.whole((int) a[3]),
                (int) a[4],
                (int) a[5],
                (int) a[6],
                (int) a[7],
                (int) a[8],
                (int) a[9]);
          }
          long back = r.getLong(20);
          into.noteStored(
              h,
              id,
              back == 0 ? Rows.NONE : id - back,
              r.getLong(22),
              r.getByte(21),
              r.getBoolean(23));
          into.print[h] =
              hops.print(h) + into.previous[h] * 31 + into.journey[h] + (into.open[h] ? 1 : 0);
        }
      }
    }
  }

  /** What the reader of rows knows of hashes. */
  interface KeyOf {
    /** The key of a queue id's hash on a host. */
    long of(long idHash, int host);

    /** The whole hash of a queue id of which 32 bits are stored; 0 for 0, those bits when it knows no more. */
    long whole(int bits);

    /** For rows that are only to be told, not joined. */
    KeyOf NONE =
        new KeyOf() {
          @Override
          public long of(long idHash, int host) {
            return idHash;
          }

          @Override
          public long whole(int bits) {
            return bits;
          }
        };
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
        long first = hops.first(h);
        hop.append(rows.id[h]);
        hop.append(first / 1000);
        hop.append((hops.last(h) - first) / 1000);
        hop.append((short) hops.host(h));
        hop.append(hops.queueId(h));
        hop.append((int) hops.queueIdHash(h));
        hop.append((int) hops.messageId(h));
        // once joined, the order of hops is stored itself; the ids that told it are in the lines
        hop.append(rows.previous[h] == Rows.NONE ? (int) hops.before(h) : 0);
        hop.append(hops.clientIp(h));
        hop.append(hops.clientName(h));
        hop.append(hops.sender(h));
        hop.append(hops.account(h));
        hop.append(hops.bytes(h));
        hop.append(hops.nrcpt(h));
        hop.append((byte) hops.origin(h));
        hop.append(hops.flags(h));
        hop.append((hops.acceptedAt(h) - first) / 1000);
        // a process is asked for only by rulings that kept a message from becoming active
        hop.append(
            hops.is(h, mailweir.journey.Words.ACTIVE) && !hops.is(h, mailweir.journey.Words.UNTOLD)
                ? 0
                : hops.pid(h));
        hop.append((short) hops.verdict(h));
        hop.append(hops.signature(h));
        hop.append(rows.previous[h] == Rows.NONE ? 0 : rows.id[h] - rows.previous[h]);
        hop.append(rows.joinedBy[h]);
        hop.append(rows.journey[h]);
        hop.append((byte) mailweir.journey.Count.taking(hops, h).ordinal());
        hop.append(rows.open[h]);
        hop.endRow();
        int from = hops.firstAttempt(h);
        for (int a = from, end = from + hops.attempts(h); a < end; a++) {
          attempt.beginRow();
          attempt.append(rows.id[h]);
          attempt.append((hops.attemptTime(a) - first) / 1000);
          attempt.append(hops.recipient(a));
          attempt.append(hops.relay(a));
          boolean linked = (hops.bits(a) & mailweir.journey.Words.LINKED) != 0;
          attempt.append(linked ? 0 : (int) hops.next(a));
          attempt.append(hops.origTo(a));
          attempt.append(hops.text(a));
          attempt.append(hops.dsn(a));
          attempt.append((short) (hops.via(a) << 4 | hops.outcome(a)));
          attempt.append((short) hops.bits(a));
          // how long it took is asked for only where a filter does not name the next id
          attempt.append(
              !linked && mailweir.journey.Joiner.isSilentHandOver(hops, a) ? hops.delayMs(a) : 0);
          attempt.append(mailweir.journey.Count.isDelivery(hops, a));
          attempt.endRow();
        }
      }
    }
  }
}
