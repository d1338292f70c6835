/**
 * The facts in DuckDB, in process: hops, attempts, refusals, logins, figures, and how far each source has been read.
 *
 * <p>In: a {@link mailweir.store.duckdb.Round}. Out: the rows that a round's hops may join, figures, rows for stories. Never: a
 * row by itself; a round is one transaction. All SQL of the program stands in this package; values are bound or appended.
 *
 * <p>DuckDB's appender is in a transaction only between an explicit {@code BEGIN TRANSACTION} and {@code COMMIT}; extension loading
 * is switched off.
 */
package mailweir.store.duckdb;
