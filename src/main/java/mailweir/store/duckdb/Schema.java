package mailweir.store.duckdb;

import java.util.List;

/**
 * The tables, and the number of their layout.
 *
 * <p>A row is as narrow as its figures allow: times of hops in milliseconds since 1970, what happens to them in milliseconds after
 * that, hashes of ids in 32 bits (whoever finds a row by one compares the rest), texts by their number. What is packed by its range on the disk is wide here: mail may be held for months.
 */
final class Schema {
  /** Raised with every change that an older program could not read. */
  static final int VERSION = 1;

  /** Came after the first stores: made where it is missing. Times in seconds since 1970. */
  static final String WEB =
      "CREATE TABLE IF NOT EXISTS web (time BIGINT, host SMALLINT, vhost INTEGER, client INTEGER, status SMALLINT, bytes BIGINT)";

  static final List<String> TABLES =
      List.of(
          "CREATE TABLE meta (name VARCHAR PRIMARY KEY, value VARCHAR)",
          "CREATE TABLE file (name VARCHAR, length BIGINT)",
          "CREATE TABLE source (name VARCHAR, body VARCHAR)",
          "CREATE TABLE host (id INTEGER, name VARCHAR)",
          "CREATE TABLE text (id INTEGER, body VARCHAR)",
          """
          CREATE TABLE hop (id BIGINT, first BIGINT, lasted BIGINT, host SMALLINT, queue_id VARCHAR, id_hash INTEGER,
            message_id INTEGER, before INTEGER, client INTEGER, client_name INTEGER, sender INTEGER, account INTEGER,
            bytes BIGINT, nrcpt INTEGER, origin TINYINT, flags INTEGER, lag BIGINT, pid INTEGER, verdict SMALLINT,
            signature INTEGER, back BIGINT, joined_by TINYINT, journey BIGINT, taking TINYINT, open BOOLEAN)
          """,
          """
          CREATE TABLE attempt (hop BIGINT, after BIGINT, recipient INTEGER, relay INTEGER, next INTEGER, orig INTEGER,
            body INTEGER, dsn INTEGER, kind SMALLINT, bits SMALLINT, delay INTEGER, delivered BOOLEAN)
          """,
          """
          CREATE TABLE refusal (id BIGINT, time BIGINT, host SMALLINT, client INTEGER, client_name INTEGER, sender INTEGER,
            recipient INTEGER, account INTEGER, reason TINYINT, code SMALLINT, temporary BOOLEAN, counted BOOLEAN,
            list INTEGER, signature INTEGER, id_hash INTEGER)
          """,
          "CREATE TABLE login (time BIGINT, host SMALLINT, ok BOOLEAN, mailbox BOOLEAN, account INTEGER, client INTEGER)",
          WEB,
          "CREATE TABLE loose (a BIGINT, b BIGINT, c BIGINT, d BIGINT, e BIGINT, f BIGINT)",
          "CREATE TABLE minute (minute INTEGER, host SMALLINT, counter SMALLINT, n BIGINT)",
          "CREATE TABLE hour (hour INTEGER, host SMALLINT, counter SMALLINT, n BIGINT)",
          "CREATE TABLE counter (id SMALLINT, name VARCHAR)",
          "CREATE TABLE unknown (day INTEGER, program VARCHAR, shape VARCHAR, n BIGINT, sample VARCHAR)");

  private Schema() {}
}
