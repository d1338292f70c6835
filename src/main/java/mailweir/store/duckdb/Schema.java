package mailweir.store.duckdb;

import java.util.List;

/** The tables, and the number of their layout. */
final class Schema {
  /** Raised with every change that an older program could not read. */
  static final int VERSION = 1;

  static final List<String> TABLES =
      List.of(
          "CREATE TABLE meta (name VARCHAR PRIMARY KEY, value VARCHAR)",
          "CREATE TABLE file (name VARCHAR, length BIGINT)",
          "CREATE TABLE source (name VARCHAR, body VARCHAR)",
          "CREATE TABLE host (id INTEGER, name VARCHAR)",
          "CREATE TABLE text (id INTEGER, body VARCHAR)",
          """
          CREATE TABLE hop (id BIGINT, first BIGINT, last BIGINT, host SMALLINT, queue_id VARCHAR, id_hash BIGINT,
            message_id BIGINT, before BIGINT, client INTEGER, client_name INTEGER, sender INTEGER, account INTEGER,
            bytes BIGINT, nrcpt INTEGER, origin TINYINT, flags INTEGER, lag BIGINT, pid INTEGER, verdict BIGINT,
            previous BIGINT, joined_by TINYINT, journey BIGINT, taking TINYINT, open BOOLEAN)
          """,
          """
          CREATE TABLE attempt (hop BIGINT, time BIGINT, recipient INTEGER, relay INTEGER, next BIGINT, orig INTEGER,
            body INTEGER, word BIGINT, delivered BOOLEAN)
          """,
          """
          CREATE TABLE refusal (id BIGINT, time BIGINT, host SMALLINT, client INTEGER, client_name INTEGER, sender INTEGER,
            recipient INTEGER, account INTEGER, reason TINYINT, code SMALLINT, temporary BOOLEAN, counted BOOLEAN,
            list INTEGER, signature INTEGER, id_hash BIGINT, pid INTEGER)
          """,
          "CREATE TABLE login (time BIGINT, host SMALLINT, ok BOOLEAN, mailbox BOOLEAN, account INTEGER, client INTEGER)",
          "CREATE TABLE loose (a BIGINT, b BIGINT, c BIGINT, d BIGINT, e BIGINT, f BIGINT)",
          "CREATE TABLE minute (minute INTEGER, host SMALLINT, counter SMALLINT, n BIGINT)",
          "CREATE TABLE hour (hour INTEGER, host SMALLINT, counter SMALLINT, n BIGINT)",
          "CREATE TABLE counter (id SMALLINT, name VARCHAR)",
          "CREATE TABLE unknown (day INTEGER, program VARCHAR, shape VARCHAR, n BIGINT, sample VARCHAR)");

  private Schema() {}
}
