/**
 * Mail traffic that nobody sent: logs as four mail servers write them, with the truth about what is in them.
 *
 * <p>In: a seed and a size. Out: the same lines for the same seed, in every version, and the exact figures that a right count of
 * them gives ({@link mailweir.demo.Truth}); for {@code serve --demo} a log that grows as one looks ({@link mailweir.demo.LiveDemo}); for
 * the benchmark a fleet of agents ({@link mailweir.demo.AgentsTool}).
 * Never: an address, a name or a network outside the ranges that are reserved for examples.
 *
 * <p>The order in which chance is asked is what the seed stands for: a statement that asks it cannot change its place.
 */
package mailweir.demo;
