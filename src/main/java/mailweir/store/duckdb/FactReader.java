package mailweir.store.duckdb;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mailweir.answer.Report;
import mailweir.event.Category;
import mailweir.rollup.Counters;
import mailweir.rollup.Tally;

/** What is asked of the facts. Safe for several threads: each question has a connection of its own. */
public final class FactReader {
  private final Database database;

  public FactReader(Database database) {
    this.database = database;
  }

  /** Fills a prepared statement's parameters. */
  private interface Bind {
    void to(PreparedStatement p) throws SQLException;
  }

  private interface Visitor {
    void row(ResultSet r) throws SQLException;
  }

  private void ask(String sql, Bind bind, Visitor visitor) {
    try (Connection c = database.reader();
        PreparedStatement p = c.prepareStatement(sql)) {
      bind.to(p);
      try (ResultSet r = p.executeQuery()) {
        while (r.next()) {
          visitor.row(r);
        }
      }
    } catch (SQLException e) {
      throw Database.fault(database.folder(), "reading the store", e);
    }
  }

  /** Committed lengths of the vault's files. */
  public Map<String, Long> files() {
    Map<String, Long> found = new LinkedHashMap<>();
    ask("SELECT name, length FROM file", p -> {}, r -> found.put(r.getString(1), r.getLong(2)));
    return found;
  }

  /** Names of hosts by their number. */
  public List<String> hosts() {
    List<String> names = new ArrayList<>();
    ask("SELECT name FROM host ORDER BY id", p -> {}, r -> names.add(r.getString(1)));
    return names;
  }

  /** Counters by their stored number; -1 for one that this version does not know. */
  private int[] counters() {
    Map<Integer, Integer> byNumber = new TreeMap<>();
    ask(
        "SELECT id, name FROM counter",
        p -> {},
        r -> byNumber.put(r.getInt(1), Counters.id(r.getString(2))));
    int[] ids =
        new int[byNumber.isEmpty() ? 0 : ((TreeMap<Integer, Integer>) byNumber).lastKey() + 1];
    java.util.Arrays.fill(ids, -1);
    byNumber.forEach((number, id) -> ids[number] = id);
    return ids;
  }

  /**
   * Figures of a span of minutes since 1970, summed to steps.
   *
   * @param step minutes; cells of the result are at the first minute of their step
   */
  public Tally figures(long since, long until, int step) {
    return figures(since, until, step, -1);
  }

  /** The same of one host by its number, -1 for all. */
  public Tally figures(long since, long until, int step, int only) {
    Tally sums = new Tally();
    int[] ids = counters();
    boolean hours =
        step % 60 == 0
            && (since == Long.MIN_VALUE || since % 60 == 0)
            && (until == Long.MAX_VALUE || until % 60 == 0);
    long sinceHour = since == Long.MIN_VALUE ? Integer.MIN_VALUE : Math.floorDiv(since, 60);
    long untilHour = until == Long.MAX_VALUE ? Integer.MAX_VALUE : -Math.floorDiv(-until, 60);
    if (hours) {
      int steps = Math.max(1, step / 60);
      ask(
          "SELECT hour // ? AS at, host, counter, sum(n) FROM hour WHERE hour >= ? AND hour < ? AND (? < 0 OR host = ?) GROUP BY ALL",
          p -> {
            p.setInt(1, steps);
            p.setLong(2, sinceHour);
            p.setLong(3, untilHour);
            p.setInt(4, only);
            p.setInt(5, only);
          },
          r -> {
            int number = r.getInt(3);
            if (number < ids.length && ids[number] >= 0) {
              sums.addAt(r.getLong(1) * steps * 60, r.getInt(2), ids[number], r.getLong(4));
            }
          });
      return sums;
    }
    int wide = Math.max(1, step);
    ask(
        "SELECT hour, host, cells FROM minute WHERE hour >= ? AND hour < ? AND (? < 0 OR host = ?)",
        p -> {
          p.setLong(1, sinceHour);
          p.setLong(2, untilHour);
          p.setInt(3, only);
          p.setInt(4, only);
        },
        r -> {
          long first = r.getLong(1) * 60;
          int host = r.getInt(2);
          MinuteCells.read(
              bytes(r, 3),
              (number, minute, n) -> {
                long at = first + minute;
                if (at >= since && at < until && number < ids.length && ids[number] >= 0) {
                  sums.addAt(Math.floorDiv(at, (long) wide) * wide, host, ids[number], n);
                }
              });
        });
    return sums;
  }

  static byte[] bytes(ResultSet r, int column) throws SQLException {
    java.sql.Blob blob = r.getBlob(column);
    return blob.getBytes(1, (int) blob.length());
  }

  /** A span in microseconds and a host's number, -1 for all. */
  public record Span(long since, long until, int host) {}

  private static void span(PreparedStatement p, Span span, int at) throws SQLException {
    p.setLong(at, span.since);
    p.setLong(at + 1, span.until);
    p.setInt(at + 2, span.host);
    p.setInt(at + 3, span.host);
  }

  private static final String TAKEN =
      " first + lag >= ? // 1000 AND first + lag < ? // 1000 AND (? < 0 OR host = ?) ";
  private static final String TIMED = " time >= ? AND time < ? AND (? < 0 OR host = ?) ";

  /** The busiest of a span. */
  public Report.Top top(Span span, int most) {
    List<Report.Sender> senders = new ArrayList<>();
    ask(
        "SELECT t.body, n, b FROM (SELECT sender, count(*) n, sum(bytes) b FROM hop h JOIN hop_kind k ON k.id = h.kind WHERE taking = 0 AND sender > 0 AND"
            + TAKEN
            + "GROUP BY sender) LEFT JOIN text t ON t.id = sender ORDER BY n DESC, coalesce(t.body, '') LIMIT "
            + most,
        p -> span(p, span, 1),
        r -> senders.add(new Report.Sender(text(r, 1), r.getLong(2), r.getLong(3))));
    List<Report.Recipient> recipients = new ArrayList<>();
    ask(
        "SELECT t.body, n, b FROM (SELECT recipient, count(*) n, sum(h.bytes) b FROM attempt a JOIN hop h ON h.id = a.hop JOIN hop_kind k ON k.id = h.kind"
            + " WHERE a.kind IN (SELECT id FROM attempt_kind WHERE delivered) AND a.recipient > 0 AND h.first + a.after >= ? // 1000 AND h.first + a.after < ? // 1000 AND (? < 0 OR host = ?)"
            + " GROUP BY recipient) LEFT JOIN text t ON t.id = recipient ORDER BY n DESC, coalesce(t.body, '') LIMIT "
            + most,
        p -> span(p, span, 1),
        r -> recipients.add(new Report.Recipient(text(r, 1), r.getLong(2), r.getLong(3))));
    List<Report.Client> clients = new ArrayList<>();
    ask(
        """
        WITH a AS (SELECT client, count(*) n FROM hop h JOIN hop_kind k ON k.id = h.kind WHERE taking = 0 AND client > 0 AND %1$s GROUP BY client),
          r AS (SELECT client, count(*) n FROM refusal WHERE client > 0 AND %2$s GROUP BY client),
          busiest AS (SELECT client, t.body ip, coalesce(a.n, 0) accepted, coalesce(r.n, 0) refused FROM a FULL JOIN r USING (client)
            JOIN text t ON t.id = client ORDER BY coalesce(a.n, 0) + coalesce(r.n, 0) DESC, t.body LIMIT %3$d),
          told AS (SELECT client, client_name FROM hop h JOIN hop_kind k ON k.id = h.kind SEMI JOIN busiest USING (client) WHERE taking = 0 AND %1$s
            UNION SELECT client, client_name FROM refusal SEMI JOIN busiest USING (client) WHERE %2$s),
          names AS (SELECT client, max(t.body) FILTER (t.body <> 'unknown') known, max(t.body) any_name
            FROM told JOIN text t ON t.id = client_name GROUP BY client)
        SELECT ip, coalesce(known, any_name, ''), accepted, refused FROM busiest LEFT JOIN names USING (client)
        ORDER BY accepted + refused DESC, ip
        """
            .formatted(TAKEN, TIMED, most),
        p -> {
          span(p, span, 1);
          span(p, span, 5);
          span(p, span, 9);
          span(p, span, 13);
        },
        r ->
            clients.add(
                new Report.Client(
                    r.getString(1),
                    r.getString(2).isEmpty() ? null : r.getString(2),
                    r.getLong(3),
                    r.getLong(4))));
    List<Report.Account> accounts = new ArrayList<>();
    ask(
        """
        WITH a AS (SELECT account, count(*) n FROM hop h JOIN hop_kind k ON k.id = h.kind JOIN hop_rare r ON r.id = h.id WHERE taking = 0 AND account > 1 AND %s GROUP BY account),
          f AS (SELECT account, count(*) n FROM login WHERE NOT ok AND account > 1 AND %s GROUP BY account)
        SELECT t.body, coalesce(a.n, 0), coalesce(f.n, 0) FROM a FULL JOIN f USING (account) JOIN text t ON t.id = account
        ORDER BY coalesce(a.n, 0) + coalesce(f.n, 0) DESC, t.body LIMIT %d
        """
            .formatted(TAKEN, TIMED, most),
        p -> {
          span(p, span, 1);
          span(p, span, 5);
        },
        r -> accounts.add(new Report.Account(r.getString(1), r.getLong(2), r.getLong(3))));
    List<Report.BlockList> lists = new ArrayList<>();
    ask(
        "SELECT t.body, count(*) n FROM refusal JOIN text t ON t.id = list WHERE"
            + TIMED
            + "GROUP BY 1 ORDER BY n DESC, 1 LIMIT "
            + most,
        p -> span(p, span, 1),
        r -> lists.add(new Report.BlockList(r.getString(1), r.getLong(2))));
    return new Report.Top(senders, recipients, clients, accounts, lists);
  }

  private static String text(ResultSet r, int column) throws SQLException {
    String s = r.getString(column);
    return s == null ? "" : s;
  }

  /** Web traffic by virtual host and hour, in no order; a visit begins where its client was silent for 30 minutes before. */
  public List<Report.Web> web(Span span) {
    List<Report.Web> rows = new ArrayList<>();
    long since =
        span.since == Long.MIN_VALUE ? Long.MIN_VALUE / 2 : Math.floorDiv(span.since, 1_000_000L);
    long until = span.until == Long.MAX_VALUE ? Long.MAX_VALUE : span.until / 1_000_000L;
    ask(
        """
        WITH hit AS (SELECT vhost, time, bytes, status // 100 AS kind,
            lag(time) OVER (PARTITION BY vhost, client ORDER BY time) AS earlier
          FROM web WHERE time >= ? - 1800 AND time < ? AND (? < 0 OR host = ?))
        SELECT t.body, time // 3600, count(*), count(*) FILTER (earlier IS NULL OR time - earlier >= 1800), sum(bytes),
          count(*) FILTER (kind < 1 OR kind > 5), count(*) FILTER (kind = 1), count(*) FILTER (kind = 2),
          count(*) FILTER (kind = 3), count(*) FILTER (kind = 4), count(*) FILTER (kind = 5)
        FROM hit LEFT JOIN text t ON t.id = vhost WHERE time >= ? GROUP BY t.body, time // 3600
        """,
        p -> {
          p.setLong(1, since);
          p.setLong(2, until);
          p.setInt(3, span.host);
          p.setInt(4, span.host);
          p.setLong(5, since);
        },
        r -> {
          List<Long> status = new ArrayList<>();
          for (int i = 6; i < 12; i++) {
            status.add(r.getLong(i));
          }
          rows.add(
              new Report.Web(
                  text(r, 1),
                  java.time.Instant.ofEpochSecond(r.getLong(2) * 3600),
                  r.getLong(3),
                  r.getLong(4),
                  r.getLong(5),
                  status));
        });
    return rows;
  }

  /** Viruses of a span by name. */
  public Map<String, Long> viruses(Span span) {
    Map<String, Long> found = new TreeMap<>();
    ask(
        "SELECT t.body, sum(n) FROM (SELECT signature, 1 AS n FROM hop h JOIN hop_kind k ON k.id = h.kind JOIN hop_rare r ON r.id = h.id WHERE follows = 0 AND verdict >> 4 = "
            + Category.VIRUS.ordinal()
            + " AND"
            + TAKEN
            + "UNION ALL SELECT signature, n FROM virus WHERE"
            + TIMED
            + ") JOIN text t ON t.id = signature GROUP BY 1 HAVING sum(n) <> 0",
        p -> {
          span(p, span, 1);
          span(p, span, 5);
        },
        r -> found.put(r.getString(1), r.getLong(2)));
    return found;
  }

  /** What was not understood, by days since 1970. */
  public List<Report.Shape> unknown(long sinceDay, long untilDay, int most) {
    List<Report.Shape> found = new ArrayList<>();
    ask(
        "SELECT program, shape, sum(n) s, min(sample) FROM unknown WHERE day >= ? AND day < ? GROUP BY 1, 2 ORDER BY s DESC, 1, 2 LIMIT "
            + most,
        p -> {
          p.setLong(1, sinceDay);
          p.setLong(2, untilDay);
        },
        r ->
            found.add(
                new Report.Shape(r.getString(1), r.getString(2), r.getLong(3), r.getString(4))));
    return found;
  }

  /** Newest minute and lines of each host, by its number. */
  public void lastLines(HostVisitor visitor) {
    database
        .lastLines()
        .orSum(this::sumOfLines)
        .forEach((host, of) -> visitor.host(host, of.minute(), of.lines()));
  }

  private Map<Integer, LastLines.Of> sumOfLines() {
    Map<Integer, LastLines.Of> found = new TreeMap<>();
    Map<Integer, Long> lines = new LinkedHashMap<>();
    ask(
        "WITH kept AS (SELECT host, min(hour) AS since FROM minute GROUP BY host) SELECT host, sum(n) FROM hour JOIN kept USING (host)"
            + " WHERE hour >= since AND counter = "
            + LINES_READ
            + " GROUP BY host",
        p -> {},
        r -> lines.put(r.getInt(1), r.getLong(2)));
    int[] ids = counters();
    Map<Integer, Long> newest = new LinkedHashMap<>();
    ask(
        "SELECT hour, host, cells FROM minute JOIN (SELECT host, max(hour) AS hour FROM hour WHERE counter = "
            + LINES_READ
            + " GROUP BY host) USING (hour, host)",
        p -> {},
        r -> {
          long first = r.getLong(1) * 60;
          int host = r.getInt(2);
          MinuteCells.read(
              bytes(r, 3),
              (number, minute, n) -> {
                if (number < ids.length && ids[number] == Counters.LINES_READ) {
                  newest.merge(host, first + minute, Math::max);
                }
              });
        });
    lines.forEach((host, n) -> {
      if (newest.containsKey(host)) {
        found.put(host, new LastLines.Of(newest.get(host), n));
      }
    });
    return found;
  }

  private static final String LINES_READ = "(SELECT id FROM counter WHERE name = 'lines.read')";

  /** The newest instant in microseconds at which a message of a host that came in or after a minute was heard of, by host. */
  public Map<Integer, Long> lastHeard(long minute) {
    Map<Integer, Long> found = new LinkedHashMap<>();
    ask(
        "SELECT host, max(first + lasted) * 1000 FROM hop h JOIN hop_kind k ON k.id = h.kind WHERE first >= ? GROUP BY host",
        p -> p.setLong(1, minute * 60_000),
        r -> found.put(r.getInt(1), r.getLong(2)));
    return found;
  }

  /** A host's newest minute since 1970 and its lines. */
  public interface HostVisitor {
    void host(int host, long minute, long lines);
  }

  /** Numbers of texts that are like a pattern of {@code ILIKE} with {@code !} as its escape. */
  public List<Integer> texts(String pattern, int most) {
    List<Integer> ids = new ArrayList<>();
    ask(
        "SELECT id FROM text WHERE body ILIKE ? ESCAPE '!' LIMIT " + most,
        p -> p.setString(1, pattern),
        r -> ids.add(r.getInt(1)));
    return ids;
  }

  /** Texts by their numbers. */
  public Map<Integer, String> texts(java.util.Collection<Integer> ids) {
    Map<Integer, String> found = new LinkedHashMap<>();
    found.put(1, "");
    if (!ids.isEmpty()) {
      ask(
          "SELECT id, body FROM text WHERE id IN (" + list(ids) + ")",
          p -> {},
          r -> found.put(r.getInt(1), r.getString(2)));
    }
    return found;
  }

  /** Numbers as SQL; they are numbers, never text. */
  public static String list(java.util.Collection<? extends Number> ids) {
    StringBuilder b = new StringBuilder();
    for (Number n : ids) {
      b.append(b.isEmpty() ? "" : ",").append(n.longValue());
    }
    return b.isEmpty() ? "NULL" : b.toString();
  }

  /** A condition on hops or refusals with its parameters. */
  public static final class Where {
    private final StringBuilder sql = new StringBuilder("true");
    private final List<Object> values = new ArrayList<>();

    /** Adds a condition; each {@code ?} is one value. */
    public Where and(String condition, Object... bound) {
      sql.append(" AND (").append(condition).append(')');
      values.addAll(List.of(bound));
      return this;
    }

    private void bind(PreparedStatement p) throws SQLException {
      for (int i = 0; i < values.size(); i++) {
        p.setObject(i + 1, values.get(i));
      }
    }
  }

  /** Journeys whose hops meet a condition, newest first, with the time of their first hop. */
  public List<long[]> journeys(Where where, int most) {
    List<long[]> found = new ArrayList<>();
    ask(
        "SELECT h.journey, min(h.first) * 1000 t FROM hop h WHERE h.journey IN (SELECT journey FROM hop WHERE "
            + where.sql
            + ") GROUP BY h.journey ORDER BY t DESC, h.journey DESC LIMIT "
            + most,
        where::bind,
        r -> found.add(new long[] {r.getLong(1), r.getLong(2)}));
    return found;
  }

  /** Refusals that meet a condition, newest first. */
  public List<Refused> refusals(Where where, int most) {
    List<Refused> found = new ArrayList<>();
    ask(
        "SELECT id, time, host, client, client_name, sender, recipient, account, reason, code, temporary, list, signature, id_hash"
            + " FROM refusal WHERE "
            + where.sql
            + " ORDER BY time DESC, id DESC LIMIT "
            + most,
        where::bind,
        r ->
            found.add(
                new Refused(
                    r.getLong(1),
                    r.getLong(2),
                    r.getInt(3),
                    r.getInt(4),
                    r.getInt(5),
                    r.getInt(6),
                    r.getInt(7),
                    r.getInt(8),
                    r.getInt(9),
                    r.getInt(10),
                    r.getBoolean(11))));
    return found;
  }

  /** A stored refusal; texts by their numbers. */
  public record Refused(
      long id,
      long time,
      int host,
      int client,
      int clientName,
      int sender,
      int recipient,
      int account,
      int reason,
      int code,
      boolean temporary) {}

  /** All hops of journeys. */
  public Rows hops(java.util.Collection<Long> journeys) {
    Rows rows = new Rows();
    try (Connection c = database.reader()) {
      // hops and attempts of one moment, though a round is committed between the two questions
      c.setAutoCommit(false);
      HopTable.load(
          c,
          "SELECT id FROM hop WHERE journey IN (" + list(journeys) + ")",
          rows,
          h -> h,
          HopTable.KeyOf.NONE);
    } catch (SQLException e) {
      throw Database.fault(database.folder(), "reading messages", e);
    }
    return rows;
  }
}
