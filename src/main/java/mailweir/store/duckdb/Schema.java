package mailweir.store.duckdb;

import java.util.List;

/**
 * The tables, and the number of their layout.
 *
 * <p>A row is as narrow as its figures allow: times of hops in milliseconds since 1970, what happens to them in milliseconds after
 * that, hashes of ids in 32 bits (whoever finds a row by one compares the rest), texts by their number. What is packed by its range
 * on the disk is wide here: mail may be held for months.
 *
 * <p>What hops or attempts have alike is one number, their kind; what few of them have stands in a table beside, with a row only for
 * those. A value costs the same whether it says anything or not.
 */
final class Schema {
  /** Raised with every change that an older program could not read. */
  static final int VERSION = 3;

  /** Viruses by name in messages that have no hop: amounts to be summed. A store that was made before there were any gets the table. */
  static final String VIRUS =
      "CREATE TABLE IF NOT EXISTS virus (time BIGINT, host SMALLINT, signature INTEGER, n INTEGER)";

  /** Came after the first stores: made where it is missing. Times in seconds since 1970. */
  static final String WEB =
      "CREATE TABLE IF NOT EXISTS web (time BIGINT, host SMALLINT, vhost INTEGER, client INTEGER, status SMALLINT, bytes BIGINT)";

  /** Figures of any kind. Times in microseconds; a host's metric has one value at one time, whoever tells it again. */
  static final String SAMPLE =
      "CREATE TABLE IF NOT EXISTS sample (time BIGINT, host SMALLINT, metric INTEGER, value DOUBLE)";

  /** Recipients that a line names without an attempt; came after the first stores. Times in microseconds. */
  static final String NAMED =
      "CREATE TABLE IF NOT EXISTS named (time BIGINT, host SMALLINT, id_hash INTEGER, recipient INTEGER)";

  /** What is kept of alerts and of who was heard: texts by key. */
  static final String ALERT = "CREATE TABLE IF NOT EXISTS alert (name VARCHAR, body VARCHAR)";

  /** Looks at queues, as reports told them, a row a part; times in microseconds, as in the next two. Came after the first stores. */
  static final String QUEUE_REPORT =
      "CREATE TABLE IF NOT EXISTS queue_report (time BIGINT, host SMALLINT, server VARCHAR, place VARCHAR, before BIGINT, part INTEGER,"
          + " parts INTEGER, blind BOOLEAN, problem VARCHAR)";

  /** How full each queue was at a look; {@code ages} by bucket, with commas. */
  static final String QUEUE_LEVEL =
      "CREATE TABLE IF NOT EXISTS queue_level (time BIGINT, host SMALLINT, server VARCHAR, place VARCHAR, queue VARCHAR, n BIGINT,"
          + " listed BIGINT, oldest BIGINT, ages VARCHAR)";

  /** What was seen of messages at a look: each waits as it is told here, or is gone. {@code rcpt}: a line each. */
  static final String QUEUE_MESSAGE =
      "CREATE TABLE IF NOT EXISTS queue_message (time BIGINT, host SMALLINT, server VARCHAR, place VARCHAR, gone BOOLEAN, id VARCHAR,"
          + " arrived BIGINT, queue VARCHAR, size BIGINT, sender VARCHAR, client VARCHAR, client_name VARCHAR, account VARCHAR,"
          + " recipients INTEGER, rcpt VARCHAR, reason VARCHAR, attempts INTEGER, tried BIGINT, held BOOLEAN)";

  /** What came after the first stores: made where it is missing. */
  static final List<String> QUEUES = List.of(QUEUE_REPORT, QUEUE_LEVEL, QUEUE_MESSAGE);

  static final List<String> TABLES =
      List.of(
          "CREATE TABLE meta (name VARCHAR PRIMARY KEY, value VARCHAR)",
          "CREATE TABLE file (name VARCHAR, length BIGINT)",
          "CREATE TABLE source (name VARCHAR, body VARCHAR)",
          "CREATE TABLE host (id INTEGER, name VARCHAR)",
          "CREATE TABLE text (id INTEGER, body VARCHAR)",
          """
          CREATE TABLE hop (id BIGINT, first BIGINT, lasted BIGINT, queue_id VARCHAR, id_hash INTEGER, message_id INTEGER,
            client INTEGER, client_name INTEGER, sender INTEGER, bytes BIGINT, lag BIGINT, kind INTEGER, journey BIGINT)
          """,
          """
          CREATE TABLE hop_kind (id INTEGER, host SMALLINT, origin TINYINT, flags INTEGER, verdict SMALLINT, nrcpt INTEGER,
            taking TINYINT, joined_by TINYINT, follows TINYINT, open BOOLEAN)
          """,
          "CREATE TABLE hop_rare (id BIGINT, account INTEGER, before INTEGER, pid INTEGER, signature INTEGER, previous BIGINT)",
          "CREATE TABLE attempt (hop BIGINT, after BIGINT, recipient INTEGER, relay INTEGER, kind INTEGER, rare BIGINT)",
          "CREATE TABLE attempt_kind (id INTEGER, dsn INTEGER, kind SMALLINT, bits SMALLINT, delivered BOOLEAN)",
          "CREATE TABLE attempt_rare (id BIGINT, next INTEGER, orig INTEGER, body INTEGER, delay INTEGER)",
          """
          CREATE TABLE refusal (id BIGINT, time BIGINT, host SMALLINT, client INTEGER, client_name INTEGER, sender INTEGER,
            recipient INTEGER, account INTEGER, reason TINYINT, code SMALLINT, temporary BOOLEAN, counted BOOLEAN,
            list INTEGER, signature INTEGER, id_hash INTEGER)
          """,
          "CREATE TABLE login (time BIGINT, host SMALLINT, ok BOOLEAN, mailbox BOOLEAN, account INTEGER, client INTEGER)",
          WEB,
          SAMPLE,
          NAMED,
          ALERT,
          QUEUE_REPORT,
          QUEUE_LEVEL,
          QUEUE_MESSAGE,
          "CREATE TABLE loose (a BIGINT, b BIGINT, c BIGINT, d BIGINT, e BIGINT, f BIGINT)",
          "CREATE TABLE minute (hour INTEGER, host SMALLINT, cells BLOB)",
          "CREATE TABLE hour (hour INTEGER, host SMALLINT, counter SMALLINT, n BIGINT)",
          "CREATE TABLE counter (id SMALLINT, name VARCHAR)",
          VIRUS,
          "CREATE TABLE unknown (day INTEGER, program VARCHAR, shape VARCHAR, n BIGINT, sample VARCHAR)");

  private Schema() {}
}
