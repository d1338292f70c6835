/**
 * The envelope of a line: the stamp, host, program and pid that syslog and its relatives put round a text.
 *
 * <p>In: the bytes of one line. Out: the same {@link mailweir.parse.Line} with its parts marked, and its stamp as an instant
 * (COUNTING.md, law 6). Never: a clock, I/O, an exception; never looks into the text further than a wrapping reaches.
 */
package mailweir.parse.syslog;
