/**
 * Bytes to events: what every dialect promises, and the choice of the dialect for a line.
 *
 * <p>In: one {@link mailweir.parse.Line}. Out: one {@link mailweir.event.Event}. Never: a clock, I/O, an exception. What is not
 * understood is a value too.
 */
package mailweir.parse;
