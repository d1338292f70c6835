/**
 * The queue of qmail and its kin: {@code mess}, {@code info}, {@code local}, {@code remote}, {@code todo}, {@code bounce}.
 *
 * <p>In: the envelopes in {@code info}, {@code local}, {@code remote} and {@code todo}, the reasons in {@code bounce}, the lengths of files in {@code mess}; the first header lines of
 * these only when a setting allows it. Out: a scan. Never: reads a message's body; opens a file for writing or by a link; takes a lock; runs a program.
 */
package mailweir.queue.qmail;
