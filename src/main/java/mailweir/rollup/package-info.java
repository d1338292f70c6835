/**
 * The figures of COUNTING.md by minute and host.
 *
 * <p>In: numbered counters and amounts. Out: sums. Never: decides what is counted; that is journey's {@code Count}.
 */
package mailweir.rollup;
