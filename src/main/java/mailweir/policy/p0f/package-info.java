/**
 * What p0f says of who connects: the client of its socket, and the answer to amavisd's question for it.
 *
 * <p>In: an address. Out: the system that it seems to run, or why that is not known, within a bounded time. Never: decides anything;
 * closes a connection on which p0f still has to answer, which may kill it; waits for p0f longer than it was allowed.
 */
package mailweir.policy.p0f;
