/**
 * What is kept: rows of hops and figures in DuckDB ({@code store.duckdb}), raw lines in compressed segments ({@code store.lines}).
 *
 * <p>In: rounds, each committed whole or not at all. Out: rows for candidates of joins, answers. Never: decides what counts.
 */
package mailweir.store;
