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
      SELECT h.id, first, lasted, host, message_id, coalesce(before, 0), client, client_name, sender,
        coalesce(account, 0), bytes, nrcpt, origin, flags, lag, coalesce(pid, 0), verdict, coalesce(signature, 0),
        CASE follows WHEN 0 THEN 0 WHEN 1 THEN journey ELSE previous END, joined_by, journey, open::TINYINT, queue_id
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

  /** Columns of the tables, as {@link Columns} names them: of {@code hop} those before the queue id and those behind it. */
  private static final String HOP_HEAD = "lll";

  private static final String HOP_TAIL = "iiiiillil";
  private static final String HOP_RARE = "liiiil";
  private static final String ATTEMPT_ROW = "lliiil";
  private static final String ATTEMPT_RARE = "liiii";
  private static final int HOP_NUMBERS = 22;
  private static final int ATTEMPT_NUMBERS = 11;

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
    java.util.Map<Long, java.util.List<long[]>> attempts = new java.util.HashMap<>();
    try (Statement s = c.createStatement()) {
      try (ResultSet r = s.executeQuery(ATTEMPT.formatted(condition))) {
        while (r.next()) {
          long[] a = numbers(r, ATTEMPT_NUMBERS);
          attempts.computeIfAbsent(a[0], k -> new java.util.ArrayList<>()).add(a);
        }
      }
      try (ResultSet r = s.executeQuery(HOP.formatted(condition))) {
        while (r.next()) {
          long[] h = numbers(r, HOP_NUMBERS);
          String queueId = r.getString(HOP_NUMBERS + 1);
          restore(
              h,
              queueId,
              attempts.getOrDefault(h[0], java.util.List.of()),
              into,
              hostOf.applyAsInt((int) h[3]),
              keys);
        }
      }
    }
  }

  /**
   * The first columns of a row.
   *
   * <p>Implementation note: one call in a loop, since the driver's way of reading a number is compiled into every place that does.
   */
  private static long[] numbers(ResultSet r, int columns) throws SQLException {
    long[] n = new long[columns];
    for (int i = 0; i < columns; i++) {
      n[i] = r.getLong(i + 1);
    }
    return n;
  }

  private static void restore(
      long[] n, String queueId, java.util.List<long[]> attempts, Rows into, int host, KeyOf keys) {
    Hops hops = into.hops;
    long first = n[1] * 1000;
    long idHash = Slice.of(queueId).hash();
    int h = hops.add();
    hops.restore(
        h,
        keys.of(idHash, host),
        idHash,
        first,
        first + n[2] * 1000,
        n[4] & 0xFFFFFFFFL,
        keys.whole((int) n[5]),
        new int[] {(int) n[6], (int) n[7], (int) n[8], (int) n[9]},
        n[10],
        (int) n[11],
        host,
        (int) n[12],
        (int) n[13],
        (int) n[14],
        (int) n[15],
        (int) n[16],
        (int) n[17],
        queueId);
    for (long[] a : attempts) {
      hops.restoreAttempt(
          h,
          first + a[1] * 1000,
          (int) a[2],
          (int) a[3],
          keys.whole((int) a[4]),
          (int) a[5],
          (int) a[6],
          (int) a[7],
          (int) a[8],
          (int) a[9],
          (int) a[10]);
    }
    into.noteStored(h, n[0], n[18], n[20], (byte) n[19], n[21] != 0);
    into.print[h] =
        hops.print(h) + into.previous[h] * 31 + into.journey[h] + (into.open[h] ? 1 : 0);
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
          Columns.row(
              a,
              "isbisibbbo",
              id,
              k.b() >>> 48,
              k.b() >>> 24,
              k.a() >>> 32,
              k.b() >>> 32,
              k.a(),
              k.b() >>> 16,
              k.b() >>> 8,
              k.b() >>> 1 & 0x7F,
              k.b() & 1);
        }
      }
      try (DuckDBAppender a = c.createAppender(DuckDBConnection.DEFAULT_SCHEMA, "attempt_kind")) {
        for (int id = storedAttemptKinds; id < attempts.size(); id++) {
          Kinds.Kind k = attempts.kind(id);
          Columns.row(a, "iisso", id, k.a() >>> 32, k.a(), k.b() >>> 1, k.b() & 1);
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
      long[] row = new long[HOP_HEAD.length() + HOP_TAIL.length()];
      for (int h = 0; h < hops.size(); h++) {
        if (chosen.test(h)) {
          append(hop, hopRare, rows, h, numbers, row);
          int from = hops.firstAttempt(h);
          for (int a = from, end = from + hops.attempts(h); a < end; a++) {
            append(attempt, attemptRare, rows, h, a, numbers, row);
          }
        }
      }
    }
    numbers.append(c);
  }

  private static void append(
      DuckDBAppender hop, DuckDBAppender rare, Rows rows, int h, Numbers numbers, long[] row)
      throws SQLException {
    Hops hops = rows.hops;
    long previous = rows.previous[h];
    int follows =
        previous == Rows.NONE
            ? FOLLOWS_NOTHING
            : previous == rows.journey[h] ? FOLLOWS_FIRST : FOLLOWS_OTHER;
    long first = hops.first(h);
    row[0] = rows.id[h];
    row[1] = first / 1000;
    row[2] = (hops.last(h) - first) / 1000;
    row[3] = hops.queueIdHash(h);
    row[4] = hops.messageId(h);
    row[5] = hops.clientIp(h);
    row[6] = hops.clientName(h);
    row[7] = hops.sender(h);
    row[8] = hops.bytes(h);
    row[9] = (hops.acceptedAt(h) - first) / 1000;
    row[10] =
        numbers.hops.number(
            hopKind(hops.flags(h), hops.nrcpt(h)),
            hopKind(
                hops.host(h),
                hops.verdict(h),
                hops.origin(h),
                mailweir.journey.Count.taking(hops, h).ordinal(),
                rows.joinedBy[h],
                follows,
                rows.open[h]));
    row[11] = rows.journey[h];
    hop.beginRow();
    Columns.append(hop, HOP_HEAD, row, 0);
    hop.append(hops.queueId(h));
    Columns.append(hop, HOP_TAIL, row, HOP_HEAD.length());
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
      row[1] = hops.account(h);
      row[2] = before;
      row[3] = pid;
      row[4] = hops.signature(h);
      row[5] = follows == FOLLOWS_OTHER ? previous : 0;
      rare.beginRow();
      Columns.append(rare, HOP_RARE, row, 0);
      rare.endRow();
    }
  }

  private static void append(
      DuckDBAppender attempt,
      DuckDBAppender rare,
      Rows rows,
      int h,
      int a,
      Numbers numbers,
      long[] row)
      throws SQLException {
    Hops hops = rows.hops;
    boolean linked = (hops.bits(a) & mailweir.journey.Words.LINKED) != 0;
    int next = linked ? 0 : (int) hops.next(a);
    // how long it took is asked for only where a filter does not name the next id
    int delay = !linked && mailweir.journey.Joiner.isSilentHandOver(hops, a) ? hops.delayMs(a) : 0;
    boolean hasRare = next != 0 || delay != 0 || hops.origTo(a) != 0 || hops.text(a) != 0;
    row[0] = rows.id[h];
    row[1] = (hops.attemptTime(a) - hops.first(h)) / 1000;
    row[2] = hops.recipient(a);
    row[3] = hops.relay(a);
    row[4] =
        numbers.attempts.number(
            attemptKind(hops.dsn(a), hops.via(a) << 4 | hops.outcome(a)),
            attemptKind(hops.bitsAndClass(a), mailweir.journey.Count.isDelivery(hops, a)));
    row[5] = hasRare ? numbers.nextRare : 0L;
    attempt.beginRow();
    Columns.append(attempt, ATTEMPT_ROW, row, 0);
    attempt.endRow();
    if (hasRare) {
      row[0] = numbers.nextRare++;
      row[1] = next;
      row[2] = hops.origTo(a);
      row[3] = hops.text(a);
      row[4] = delay;
      rare.beginRow();
      Columns.append(rare, ATTEMPT_RARE, row, 0);
      rare.endRow();
    }
  }
}
