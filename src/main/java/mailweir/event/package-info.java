/**
 * The vocabulary: one sealed type for all that a line of a mail log can say.
 *
 * <p>In: slices of one line. Out: values; every kind is a record, so that a switch without {@code default} has to think of it.
 * Never: outlives its line (the slices look at the reader's buffer), never knows which server wrote the line.
 */
package mailweir.event;
