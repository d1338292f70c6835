/**
 * The queue of Exim: its spool, split or not, with its named queues.
 *
 * <p>In: {@code input} ({@code -H} files, the lengths of {@code -D} files, {@code -J} journals), the ends of the messages' logs in {@code msglog}. Out: a
 * scan: counts, ages, messages that wait. Never: opens a {@code -D} file; opens a file for writing or by a link; takes a lock; runs a program.
 */
package mailweir.queue.exim;
