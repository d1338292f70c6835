/**
 * The raw lines of a site, kept as evidence in compressed segments by UTC day, and the knowledge which lines are stored already.
 *
 * <p>In: lines with host, time and identity. Out: lines by host and window of time; for each new line whether it repeats a stored
 * one. Never: parses a line, commits by itself, deletes what was committed before its successor is.
 *
 * <p>Files only grow. After a round of lines the files are forced to disk, and the caller commits their names with their valid lengths
 * in its own transaction; whatever lies beyond a committed length, or in a file without one, was never there (COUNTING.md, law 3).
 */
package mailweir.store.lines;
