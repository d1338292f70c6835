package mailweir.store.duckdb;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mailweir.identity.Hosts;
import mailweir.journey.Encoded;
import mailweir.journey.Hops;
import mailweir.journey.Joiner;
import mailweir.journey.Loose;
import mailweir.journey.Texts;
import mailweir.journey.Words;
import mailweir.rollup.Counters;
import mailweir.rollup.Tally;
import mailweir.slice.Slice;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * The facts, written a round at a time. Confined to the thread that feeds the store.
 *
 * <p>Texts, hosts and counters have small numbers in memory; the tables that give them their names are read at the opening and grow
 * with the rounds, so a number means the same for as long as the store lives.
 */
public final class FactStore {
  /** From so many hops on a round is written by one thread: that which waits for the other's checkpoint does not sleep meanwhile. */
  private static final int LARGE = 20_000;

  private static final String MAIN = DuckDBConnection.DEFAULT_SCHEMA;

  private final Database database;
  private final Hosts hosts;
  private final Texts texts;
  private final List<Long> hostHashes = new ArrayList<>();
  private int storedTexts;
  private int storedHosts;
  private long nextHop;
  private long nextRefusal;
  private boolean anyHop;
  private final Seen seen = new Seen();
  private final HopTable.Numbers numbers = new HopTable.Numbers();
  private int[] counterNumbers;

  /** Reads what gives numbers their names into {@code hosts} and {@code texts}, which must be empty. */
  public FactStore(Database database, Hosts hosts, Texts texts) {
    this.database = database;
    this.hosts = hosts;
    this.texts = texts;
    try {
      load();
    } catch (SQLException e) {
      throw Database.fault(database.folder(), "reading the store", e);
    }
  }

  private void load() throws SQLException {
    try (Statement s = database.writer().createStatement()) {
      try (ResultSet r = s.executeQuery("SELECT name FROM host ORDER BY id")) {
        while (r.next()) {
          hosts.id(r.getString(1));
        }
      }
      storedHosts = hosts.size();
      try (ResultSet r = s.executeQuery("SELECT body FROM text ORDER BY id")) {
        while (r.next()) {
          texts.restore(r.getString(1));
        }
      }
      storedTexts = texts.size();
      try (ResultSet r = s.executeQuery("SELECT coalesce(max(id), 0), count(*) FROM hop")) {
        r.next();
        nextHop = r.getLong(1) + 1;
        anyHop = r.getLong(2) > 0;
      }
      try (ResultSet r = s.executeQuery("SELECT coalesce(max(id), 0) FROM refusal")) {
        r.next();
        nextRefusal = r.getLong(1) + 1;
      }
      try (ResultSet r = s.executeQuery("SELECT id_hash, message_id FROM hop")) {
        while (r.next()) {
          seen.add(Seen.QUEUE_ID, r.getInt(1));
          seen.add(Seen.MESSAGE_ID, r.getInt(2));
        }
      }
      try (ResultSet r =
          s.executeQuery(
              "SELECT next FROM attempt_rare WHERE next <> 0 UNION ALL SELECT before FROM hop_rare WHERE before <> 0")) {
        while (r.next()) {
          seen.add(Seen.NEXT, r.getInt(1));
        }
      }
      numbers.load(s);
      counters(s);
    }
  }

  private void counters(Statement s) throws SQLException {
    Map<String, Integer> known = new HashMap<>();
    int highest = -1;
    try (ResultSet r = s.executeQuery("SELECT name, id FROM counter")) {
      while (r.next()) {
        known.put(r.getString(1), r.getInt(2));
        highest = Math.max(highest, r.getInt(2));
      }
    }
    counterNumbers = new int[Counters.count()];
    try (PreparedStatement p =
        database.writer().prepareStatement("INSERT INTO counter VALUES (?, ?)")) {
      for (int c = 0; c < counterNumbers.length; c++) {
        Integer number = known.get(Counters.name(c));
        if (number == null) {
          number = ++highest;
          p.setInt(1, number);
          p.setString(2, Counters.name(c));
          p.execute();
        }
        counterNumbers[c] = number;
      }
    }
  }

  /** A number for a new hop. */
  public long newHop() {
    return nextHop++;
  }

  /** A number for a new refusal. */
  public long newRefusal() {
    return nextRefusal++;
  }

  /** Positions of sources, by name. */
  public Map<String, String> sources() {
    Map<String, String> found = new LinkedHashMap<>();
    query(
        "SELECT name, body FROM source ORDER BY name",
        r -> found.put(r.getString(1), r.getString(2)));
    return found;
  }

  /** What waits for its hop. */
  public Loose loose() {
    Loose loose = new Loose();
    query(
        "SELECT a, b, c, d, e, f FROM loose ORDER BY b, a, c, d, e",
        r ->
            loose.restore(
                new long[] {
                  r.getLong(1), r.getLong(2), r.getLong(3), r.getLong(4), r.getLong(5), r.getLong(6)
                }));
    return loose;
  }

  private interface Visitor {
    void row(ResultSet r) throws SQLException;
  }

  private void query(String sql, Visitor visitor) {
    try (Statement s = database.writer().createStatement();
        ResultSet r = s.executeQuery(sql)) {
      while (r.next()) {
        visitor.row(r);
      }
    } catch (SQLException e) {
      throw Database.fault(database.folder(), "reading the store", e);
    }
  }

  /** By what lines without a queue id of their own look for their hop; and the hops that are over though no line says so. Not safe for threads. */
  public record Waiting(
      List<Long> messageIds,
      List<Long> queueIds,
      List<Long> processes,
      List<Long> hops,
      List<long[]> stays) {
    public Waiting() {
      this(
          new ArrayList<>(),
          new ArrayList<>(),
          new ArrayList<>(),
          new ArrayList<>(),
          new ArrayList<>());
    }

    public boolean isEmpty() {
      return messageIds.isEmpty()
          && queueIds.isEmpty()
          && processes.isEmpty()
          && hops.isEmpty()
          && stays.isEmpty();
    }
  }

  /**
   * Loads the stored hops that the new ones may join, with their whole journeys, and those that are replaced, into {@code before}.
   *
   * @param waiting what came with this round and waits for a hop
   */
  public void candidates(Round round, Waiting waiting, Rows before) {
    if (!anyHop) {
      return;
    }
    Hops hops = round.rows.hops;
    Round.LongRows wanted = wanted(round, waiting);
    if (wanted.size() == 0) {
      return;
    }
    try (Statement s = database.writer().createStatement()) {
      s.execute("BEGIN TRANSACTION");
      s.execute(
          "CREATE OR REPLACE TEMP TABLE need (kind TINYINT, h BIGINT, since BIGINT, until BIGINT)");
      try (DuckDBAppender need = database.writer().createAppender("temp", MAIN, "need")) {
        Columns.rows(need, "blll", wanted);
      }
      s.execute(
          """
          CREATE OR REPLACE TEMP TABLE wanted AS
          WITH direct AS (%s)
          SELECT id FROM hop WHERE journey IN (SELECT journey FROM hop WHERE id IN (SELECT id FROM direct))
          """
              .formatted(direct(wanted)));
      HopTable.load(database.writer(), "SELECT id FROM wanted", before, h -> h, keys(hops, s));
      s.execute("COMMIT");
    } catch (SQLException e) {
      rollback();
      throw Database.fault(database.folder(), "looking for earlier parts of messages", e);
    } catch (RuntimeException e) {
      rollback();
      throw e;
    }
  }

  /** How stored hops are looked for, by the kind of what is wanted: from 1. */
  private static final List<String> WAYS =
      List.of(
          "SELECT id FROM hop WHERE id_hash IN (SELECT h FROM need WHERE kind = 1)",
          """
          SELECT hop AS id FROM attempt WHERE rare IN (SELECT id FROM attempt_rare WHERE next IN (SELECT h FROM need WHERE kind = 2))
          UNION SELECT id FROM hop_rare WHERE before IN (SELECT h FROM need WHERE kind = 2)
          """,
          "SELECT id FROM hop WHERE message_id IN (SELECT h FROM need WHERE kind = 3)",
          "SELECT h AS id FROM need WHERE kind = 4",
          "SELECT id FROM hop_rare WHERE pid IN (SELECT h FROM need WHERE kind = 5)",
          """
          SELECT id FROM hop JOIN need ON id_hash = h AND need.kind = 6
            WHERE first <= until AND first + lasted >= since
          """,
          """
          SELECT hop.id FROM hop JOIN need ON id_hash = h AND need.kind = 7 JOIN hop_kind k ON k.id = hop.kind
            WHERE k.host = since
          """);

  /** The ways of looking that are wanted; each of the others would read a column of every stored hop for nothing. */
  private static String direct(Round.LongRows wanted) {
    java.util.BitSet kinds = new java.util.BitSet();
    for (int i = 0; i < wanted.size(); i++) {
      kinds.set((int) wanted.get(i, 0));
    }
    return kinds.stream()
        .mapToObj(kind -> WAYS.get(kind - 1))
        .collect(java.util.stream.Collectors.joining(" UNION "));
  }

  /** How near in time stays of one id are looked at where ids are used again at once. */
  private static final long NEAR_MS = 1_000;

  /** By what stored hops are to be looked for: kind and hash, those only that some stored row may have. */
  private Round.LongRows wanted(Round round, Waiting waiting) {
    Hops hops = round.rows.hops;
    Round.LongRows wanted = new Round.LongRows(4);
    for (int h = 0; h < hops.size(); h++) {
      if (hops.is(h, Words.UNTOLD)) {
        // such ids are used again at once: only stays of the same time may have parts of this one
        if (seen.has(Seen.QUEUE_ID, (int) hops.queueIdHash(h))) {
          wanted.add(
              6,
              (int) hops.queueIdHash(h),
              hops.first(h) / 1000 - NEAR_MS,
              hops.last(h) / 1000 + NEAR_MS);
        }
        want(wanted, 2, Seen.NEXT, Encoded.process(hops.pid(h)));
        int start = hops.firstAttempt(h);
        for (int a = start, end = start + hops.attempts(h); a < end; a++) {
          if ((hops.bits(a) & Words.FORWARDED) != 0 && hops.next(a) != 0) {
            wanted.add(5, Encoded.processOf(hops.next(a)), 0, 0);
          }
        }
        continue;
      }
      // parts of one stay are of one host; hosts that give the same ids must not load each other's
      // messages
      if (seen.has(Seen.QUEUE_ID, (int) hops.queueIdHash(h))) {
        wanted.add(7, (int) hops.queueIdHash(h), (short) hops.host(h), 0);
      }
      want(wanted, 2, Seen.NEXT, hops.queueIdHash(h));
      want(wanted, 1, Seen.QUEUE_ID, hops.before(h));
      boolean silent = false;
      int from = hops.firstAttempt(h);
      for (int a = from, end = from + hops.attempts(h); a < end; a++) {
        want(wanted, 1, Seen.QUEUE_ID, hops.next(a));
        silent |= Joiner.isSilentHandOver(hops, a);
      }
      int origin = hops.origin(h);
      if (silent || origin == Words.ORIGIN_LOOPBACK || origin == Words.ORIGIN_PICKUP) {
        want(wanted, 3, Seen.MESSAGE_ID, hops.messageId(h));
      }
    }
    waiting.messageIds().forEach(id -> want(wanted, 3, Seen.MESSAGE_ID, id));
    waiting
        .stays()
        .forEach(s -> wanted.add(6, (int) s[0], s[1] / 1000 - NEAR_MS, s[1] / 1000 + NEAR_MS));
    waiting.queueIds().forEach(id -> want(wanted, 1, Seen.QUEUE_ID, id));
    waiting.processes().forEach(pid -> wanted.add(5, pid, 0, 0));
    round.replaced.forEach(id -> wanted.add(4, id, 0, 0));
    waiting.hops().forEach(id -> wanted.add(4, id, 0, 0));
    return wanted;
  }

  private void want(Round.LongRows wanted, int kind, int column, long hash) {
    if (hash != 0 && seen.has(column, (int) hash)) {
      wanted.add(kind, (int) hash, 0, 0);
    }
  }

  /** Notes what a written hop may be found by. */
  private void noteSeen(Hops hops, int h) {
    seen.add(Seen.QUEUE_ID, (int) hops.queueIdHash(h));
    seen.add(Seen.MESSAGE_ID, (int) hops.messageId(h));
    seen.add(Seen.NEXT, (int) hops.before(h));
    int from = hops.firstAttempt(h);
    for (int a = from, end = from + hops.attempts(h); a < end; a++) {
      seen.add(Seen.NEXT, (int) hops.next(a));
    }
  }

  /** Whole hashes of queue ids: those of the round's hops, and of the stored ones that are about to be loaded. */
  private HopTable.KeyOf keys(Hops hops, Statement s) throws SQLException {
    Map<Integer, Long> whole = new HashMap<>();
    try (ResultSet r =
        s.executeQuery("SELECT queue_id FROM hop WHERE id IN (SELECT id FROM wanted)")) {
      while (r.next()) {
        long hash = Slice.of(r.getString(1)).hash();
        whole.put((int) hash, hash);
      }
    }
    for (int h = 0; h < hops.size(); h++) {
      whole.put((int) hops.queueIdHash(h), hops.queueIdHash(h));
    }
    return new HopTable.KeyOf() {
      @Override
      public long of(long idHash, int host) {
        return key(idHash, host);
      }

      @Override
      public long whole(int bits) {
        return bits == 0 ? 0 : whole.getOrDefault(bits, bits & 0xFFFFFFFFL);
      }
    };
  }

  private long key(long idHash, int host) {
    while (hostHashes.size() <= host) {
      hostHashes.add(Slice.of(hosts.name(hostHashes.size())).hash());
    }
    return Encoded.key(idHash, hostHashes.get(host));
  }

  /** Writes a round; afterwards all of it is stored or, with an exception, nothing. */
  public void commit(Round round) {
    DuckDBConnection c = database.writer();
    int textsNow = texts.size();
    int hostsNow = hosts.size();
    boolean large = round.rows.hops.size() > LARGE;
    try (Statement s = c.createStatement()) {
      if (large) {
        s.execute("SET threads = 1");
      }
      s.execute("BEGIN TRANSACTION");
      names(c, textsNow, hostsNow);
      deleteRows(s, round);
      Rows rows = round.rows;
      HopTable.append(
          c,
          rows,
          numbers,
          h -> !rows.hops.is(h, Words.ABSORBED) && (!rows.stored[h] || rows.changed(h)));
      incidents(c, round);
      web(c, round);
      SampleTable.append(c, round.samples);
      QueueTable.append(c, round.reports);
      named(c, round);
      figures(c, round.figures);
      if (round.looseChanged) {
        s.execute("DELETE FROM loose");
        loose(c, round.loose);
      }
      files(c, round);
      SourceTable.replace(c, round.sources);
      unknown(c, round);
      database.lastLines().writing();
      s.execute("COMMIT");
      database.lastLines().written(round.figures);
      if (large) {
        s.execute("SET threads = " + Database.THREADS);
      }
    } catch (SQLException e) {
      rollback();
      throw Database.fault(database.folder(), "writing a round", e);
    } catch (RuntimeException e) {
      rollback();
      throw e;
    }
    numbers.committed();
    storedTexts = textsNow;
    storedHosts = hostsNow;
    anyHop |= round.rows.hops.size() > 0;
    for (int h = 0; h < round.rows.hops.size(); h++) {
      noteSeen(round.rows.hops, h);
    }
  }

  private void rollback() {
    database.lastLines().forget();
    try (Statement s = database.writer().createStatement()) {
      s.execute("ROLLBACK");
    } catch (SQLException e) {
      // there was no transaction any more
    }
  }

  private void names(DuckDBConnection c, int textsNow, int hostsNow) throws SQLException {
    try (DuckDBAppender a = c.createAppender(MAIN, "text")) {
      for (int id = Math.max(2, storedTexts); id < textsNow; id++) {
        a.beginRow();
        a.append(id);
        a.append(texts.text(id));
        a.endRow();
      }
    }
    try (DuckDBAppender a = c.createAppender(MAIN, "host")) {
      for (int id = storedHosts; id < hostsNow; id++) {
        a.beginRow();
        a.append(id);
        a.append(hosts.name(id));
        a.endRow();
      }
    }
  }

  private void deleteRows(Statement s, Round round) throws SQLException {
    List<Long> gone = new ArrayList<>(round.replaced);
    Rows rows = round.rows;
    for (int h = 0; h < rows.hops.size(); h++) {
      if (rows.stored[h] && (rows.changed(h) || rows.hops.is(h, Words.ABSORBED))) {
        gone.add(rows.id[h]);
      }
    }
    if (gone.isEmpty()) {
      return;
    }
    s.execute("CREATE OR REPLACE TEMP TABLE gone (id BIGINT)");
    try (DuckDBAppender a = database.writer().createAppender("temp", MAIN, "gone")) {
      for (long id : gone) {
        Columns.row(a, "l", id);
      }
    }
    HopTable.delete(s, "SELECT id FROM gone");
  }

  private static void incidents(DuckDBConnection c, Round round) throws SQLException {
    try (DuckDBAppender a = c.createAppender(MAIN, "refusal")) {
      Columns.rows(a, "llsiiiiibsooiii", round.refusals);
    }
    try (DuckDBAppender a = c.createAppender(MAIN, "login")) {
      Columns.rows(a, "lsooii", round.logins);
    }
    if (round.greylisted.size() > 0) {
      try (DuckDBAppender a = c.createAppender(MAIN, "greylist")) {
        Columns.rows(a, "lsiiiiiiiiiioi", round.greylisted);
      }
    }
    try (DuckDBAppender a = c.createAppender(MAIN, "virus")) {
      for (Map.Entry<Round.Virus, Integer> v : round.viruses.entrySet()) {
        a.beginRow();
        a.append(v.getKey().time());
        a.append((short) v.getKey().host());
        a.append(v.getKey().name());
        a.append((int) v.getValue());
        a.endRow();
      }
    }
  }

  private static void web(DuckDBConnection c, Round round) throws SQLException {
    try (DuckDBAppender a = c.createAppender(MAIN, "web")) {
      Columns.rows(a, "lsiisl", round.web);
    }
  }

  private static void named(DuckDBConnection c, Round round) throws SQLException {
    try (DuckDBAppender a = c.createAppender(MAIN, "named")) {
      Round.LongRows r = round.named;
      for (int i = 0; i < r.size(); i++) {
        a.beginRow();
        a.append(r.get(i, 0));
        a.append((short) r.get(i, 1));
        a.append((int) r.get(i, 2));
        a.append((int) r.get(i, 3));
        a.endRow();
      }
    }
  }

  private void figures(DuckDBConnection c, Tally figures) throws SQLException {
    try (DuckDBAppender minutes = c.createAppender(MAIN, "minute");
        DuckDBAppender hours = c.createAppender(MAIN, "hour")) {
      new FigureRows(minutes, hours, counterNumbers).add(figures);
    }
  }

  private static void loose(DuckDBConnection c, Loose loose) throws SQLException {
    List<long[]> rows = new ArrayList<>();
    loose.each(rows::add);
    try (DuckDBAppender a = c.createAppender(MAIN, "loose")) {
      for (long[] row : rows) {
        Columns.row(a, "llllll", row);
      }
    }
  }

  private static void files(DuckDBConnection c, Round round) throws SQLException {
    try (PreparedStatement gone = c.prepareStatement("DELETE FROM file WHERE name = ?");
        PreparedStatement add = c.prepareStatement("INSERT INTO file VALUES (?, ?)")) {
      for (Map.Entry<String, Long> f : round.files.entrySet()) {
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

  private static void unknown(DuckDBConnection c, Round round) throws SQLException {
    try (DuckDBAppender a = c.createAppender(MAIN, "unknown")) {
      for (var day : round.unknown.entrySet()) {
        for (var shape : day.getValue()) {
          a.beginRow();
          a.append(day.getKey().intValue());
          a.append(shape.program());
          a.append(shape.shape());
          a.append(shape.count());
          a.append(shape.sample());
          a.endRow();
        }
      }
    }
  }
}
