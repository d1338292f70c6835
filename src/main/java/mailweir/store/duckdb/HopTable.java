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
      SELECT h.id, first, lasted, host, queue_id, message_id, coalesce(before, 0), client, client_name, sender,
        coalesce(account, 0), bytes, nrcpt, origin, flags, lag, coalesce(pid, 0), verdict, coalesce(signature, 0),
        CASE follows WHEN 0 THEN 0 WHEN 1 THEN journey ELSE previous END, joined_by, journey, open
      FROM hop h JOIN hop_kind k ON k.id = h.kind LEFT JOIN (SELECT * FROM hop_rare WHERE id IN (%1$s)) r ON r.id = h.id
      WHERE h.id IN (%1$s) ORDER BY h.id
      """;
  private static final String ATTEMPT =
      """
      SELECT hop, after, recipient, relay, coalesce(next, 0), coalesce(orig, 0), coalesce(body, 0), dsn, k.kind, bits,
        coalesce(delay, 0)
      FROM attempt a JOIN attempt_kind k ON k.id = a.kind LEFT JOIN attempt_rare r ON r.id = a.rare
      WHERE hop IN (%1$s) ORDER BY hop, after, k.kind, recipient
      """;

  /** What precedes a hop: nothing, the first hop of its journey, one that table {@code hop_rare} names. */
  private static final int FOLLOWS_NOTHING = 0;

  private static final int FOLLOWS_FIRST = 1;
  private static final int FOLLOWS_OTHER = 2;

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
      try (ResultSet r = s.executeQuery(ATTEMPT.formatted(condition))) {
        while (r.next()) {
          long[] a = new long[10];
          for (int i = 0; i < a.length; i++) {
            a[i] = r.getLong(i + 2);
          }
          attempts.computeIfAbsent(r.getLong(1), k -> new java.util.ArrayList<>()).add(a);
        }
      }
      try (ResultSet r = s.executeQuery(HOP.formatted(condition))) {
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
          into.noteStored(h, id, r.getLong(20), r.getLong(22), r.getByte(21), r.getBoolean(23));
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

  /** What rows of hops and attempts have alike, and the numbers of what few attempts have. */
  static final class Numbers {
    final Kinds hops = new Kinds();
    final Kinds attempts = new Kinds();
    private int storedHopKinds;
    private int storedAttemptKinds;
    private long nextRare;

    /** Reads what is stored. */
    void load(Statement s) throws SQLException {
      try (ResultSet r =
          s.executeQuery(
              "SELECT host, origin, flags, verdict, nrcpt, taking, joined_by, follows, open FROM hop_kind ORDER BY id")) {
        while (r.next()) {
          hops.number(
              hopKind(r.getInt(3), r.getInt(5)),
              hopKind(
                  r.getInt(1),
                  r.getInt(4),
                  r.getInt(2),
                  r.getInt(6),
                  r.getInt(7),
                  r.getInt(8),
                  r.getBoolean(9)));
        }
      }
      try (ResultSet r =
          s.executeQuery("SELECT dsn, kind, bits, delivered FROM attempt_kind ORDER BY id")) {
        while (r.next()) {
          attempts.number(
              attemptKind(r.getInt(1), r.getInt(2)), attemptKind(r.getInt(3), r.getBoolean(4)));
        }
      }
      try (ResultSet r = s.executeQuery("SELECT coalesce(max(id), 0) FROM attempt_rare")) {
        r.next();
        nextRare = r.getLong(1) + 1;
      }
      committed();
    }

    /** What was appended is stored. */
    void committed() {
      storedHopKinds = hops.size();
      storedAttemptKinds = attempts.size();
    }

    /** Appends the kinds that are new. */
    private void append(DuckDBConnection c) throws SQLException {
      try (DuckDBAppender a = c.createAppender(DuckDBConnection.DEFAULT_SCHEMA, "hop_kind")) {
        for (int id = storedHopKinds; id < hops.size(); id++) {
          Kinds.Kind k = hops.kind(id);
          a.beginRow();
          a.append(id);
          a.append((short) (k.b() >>> 48));
          a.append((byte) (k.b() >>> 24));
          a.append((int) (k.a() >>> 32));
          a.append((short) (k.b() >>> 32));
          a.append((int) k.a());
          a.append((byte) (k.b() >>> 16));
          a.append((byte) (k.b() >>> 8));
          a.append((byte) (k.b() >>> 1 & 0x7F));
          a.append((k.b() & 1) != 0);
          a.endRow();
        }
      }
      try (DuckDBAppender a = c.createAppender(DuckDBConnection.DEFAULT_SCHEMA, "attempt_kind")) {
        for (int id = storedAttemptKinds; id < attempts.size(); id++) {
          Kinds.Kind k = attempts.kind(id);
          a.beginRow();
          a.append(id);
          a.append((int) (k.a() >>> 32));
          a.append((short) k.a());
          a.append((short) (k.b() >>> 1));
          a.append((k.b() & 1) != 0);
          a.endRow();
        }
      }
    }
  }

  private static long hopKind(int flags, int nrcpt) {
    return (long) flags << 32 | nrcpt & 0xFFFFFFFFL;
  }

  private static long hopKind(
      int host, int verdict, int origin, int taking, int joinedBy, int follows, boolean open) {
    return (long) host << 48
        | (verdict & 0xFFFFL) << 32
        | (origin & 0xFFL) << 24
        | (taking & 0xFFL) << 16
        | (joinedBy & 0xFFL) << 8
        | (follows & 0x7FL) << 1
        | (open ? 1 : 0);
  }

  private static long attemptKind(int dsn, int kind) {
    return (long) dsn << 32 | kind & 0xFFFFL;
  }

  private static long attemptKind(int bits, boolean delivered) {
    return (bits & 0xFFFFL) << 1 | (delivered ? 1 : 0);
  }

  /** Deletes the hops that a condition chooses, with all that is theirs; the condition is one for a hop's {@code id}. */
  static void delete(Statement s, String condition) throws SQLException {
    s.execute(
        "DELETE FROM attempt_rare WHERE id IN (SELECT rare FROM attempt WHERE rare <> 0 AND hop IN ("
            + condition
            + "))");
    s.execute("DELETE FROM attempt WHERE hop IN (" + condition + ")");
    s.execute("DELETE FROM hop_rare WHERE id IN (" + condition + ")");
    s.execute("DELETE FROM hop WHERE id IN (" + condition + ")");
  }

  /** Appends rows; {@code chosen} tells which. Called within a transaction. */
  static void append(
      DuckDBConnection c, Rows rows, Numbers numbers, java.util.function.IntPredicate chosen)
      throws SQLException {
    Hops hops = rows.hops;
    try (DuckDBAppender hop = c.createAppender(DuckDBConnection.DEFAULT_SCHEMA, "hop");
        DuckDBAppender hopRare = c.createAppender(DuckDBConnection.DEFAULT_SCHEMA, "hop_rare");
        DuckDBAppender attempt = c.createAppender(DuckDBConnection.DEFAULT_SCHEMA, "attempt");
        DuckDBAppender attemptRare =
            c.createAppender(DuckDBConnection.DEFAULT_SCHEMA, "attempt_rare")) {
      for (int h = 0; h < hops.size(); h++) {
        if (chosen.test(h)) {
          append(hop, hopRare, rows, h, numbers);
          int from = hops.firstAttempt(h);
          for (int a = from, end = from + hops.attempts(h); a < end; a++) {
            append(attempt, attemptRare, rows, h, a, numbers);
          }
        }
      }
    }
    numbers.append(c);
  }

  private static void append(
      DuckDBAppender hop, DuckDBAppender rare, Rows rows, int h, Numbers numbers)
      throws SQLException {
    Hops hops = rows.hops;
    long previous = rows.previous[h];
    int follows =
        previous == Rows.NONE
            ? FOLLOWS_NOTHING
            : previous == rows.journey[h] ? FOLLOWS_FIRST : FOLLOWS_OTHER;
    long first = hops.first(h);
    hop.beginRow();
    hop.append(rows.id[h]);
    hop.append(first / 1000);
    hop.append((hops.last(h) - first) / 1000);
    hop.append(hops.queueId(h));
    hop.append((int) hops.queueIdHash(h));
    hop.append((int) hops.messageId(h));
    hop.append(hops.clientIp(h));
    hop.append(hops.clientName(h));
    hop.append(hops.sender(h));
    hop.append(hops.bytes(h));
    hop.append((hops.acceptedAt(h) - first) / 1000);
    hop.append(
        numbers.hops.number(
            hopKind(hops.flags(h), hops.nrcpt(h)),
            hopKind(
                hops.host(h),
                hops.verdict(h),
                hops.origin(h),
                mailweir.journey.Count.taking(hops, h).ordinal(),
                rows.joinedBy[h],
                follows,
                rows.open[h])));
    hop.append(rows.journey[h]);
    hop.endRow();
    // once joined, the order of hops is stored itself; the ids that told it are in the lines
    int before = previous == Rows.NONE ? (int) hops.before(h) : 0;
    // a process is asked for only by rulings that kept a message from becoming active, and by
    // sessions
    // of servers that do not tell a message's login with it
    boolean settled =
        hops.is(h, mailweir.journey.Words.ACTIVE)
            && !hops.is(h, mailweir.journey.Words.UNTOLD)
            && !mailweir.journey.Sessions.mayHaveLogin(hops, h);
    int pid = settled ? 0 : hops.pid(h);
    if (hops.account(h) != 0
        || before != 0
        || pid != 0
        || hops.signature(h) != 0
        || follows == FOLLOWS_OTHER) {
      rare.beginRow();
      rare.append(rows.id[h]);
      rare.append(hops.account(h));
      rare.append(before);
      rare.append(pid);
      rare.append(hops.signature(h));
      rare.append(follows == FOLLOWS_OTHER ? previous : 0);
      rare.endRow();
    }
  }

  private static void append(
      DuckDBAppender attempt, DuckDBAppender rare, Rows rows, int h, int a, Numbers numbers)
      throws SQLException {
    Hops hops = rows.hops;
    boolean linked = (hops.bits(a) & mailweir.journey.Words.LINKED) != 0;
    int next = linked ? 0 : (int) hops.next(a);
    // how long it took is asked for only where a filter does not name the next id
    int delay = !linked && mailweir.journey.Joiner.isSilentHandOver(hops, a) ? hops.delayMs(a) : 0;
    boolean hasRare = next != 0 || delay != 0 || hops.origTo(a) != 0 || hops.text(a) != 0;
    attempt.beginRow();
    attempt.append(rows.id[h]);
    attempt.append((hops.attemptTime(a) - hops.first(h)) / 1000);
    attempt.append(hops.recipient(a));
    attempt.append(hops.relay(a));
    attempt.append(
        numbers.attempts.number(
            attemptKind(hops.dsn(a), hops.via(a) << 4 | hops.outcome(a)),
            attemptKind(hops.bitsAndClass(a), mailweir.journey.Count.isDelivery(hops, a))));
    attempt.append(hasRare ? numbers.nextRare : 0L);
    attempt.endRow();
    if (hasRare) {
      rare.beginRow();
      rare.append(numbers.nextRare++);
      rare.append(next);
      rare.append(hops.origTo(a));
      rare.append(hops.text(a));
      rare.append(delay);
      rare.endRow();
    }
  }
}
