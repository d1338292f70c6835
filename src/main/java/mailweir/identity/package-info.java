/**
 * The identity of a line and what follows from it: which lines of several sources are one line (COUNTING.md, law 2).
 *
 * <p>In: lines with host and time resolved. Out: a 64-bit identity for each, digests by host and minute, and the answer whether a
 * line counts or repeats another. Never: I/O, a clock, a set of all identities.
 *
 * <p>Equal lines in one source are as many lines as there are; between sources the highest number in any one of them holds. So an
 * instance of a line is (identity, k), k its ordinal among the equal lines of its source, and the lines of a site are the union of
 * the instances of its sources. That union is taken minute by minute: two sources whose minute has the same number of lines and the
 * same sum of identities say the same, and nothing is compared.
 */
package mailweir.identity;
