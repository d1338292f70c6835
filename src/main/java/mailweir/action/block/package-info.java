/**
 * Who is kept out, as a state: the list of a host is a function of the blocks that hold, in whatever order they came; and what each kind of
 * server reads, written from that list.
 *
 * <p>In: blocks and their ends, an instant. Out: the list, sorted; texts of maps. Never: reads a clock or a file, runs a program, writes a
 * value that did not pass {@link mailweir.action.Grammar}.
 */
package mailweir.action.block;
