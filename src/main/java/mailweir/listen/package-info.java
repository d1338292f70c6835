/**
 * The agents' door: a TLS listener of {@code serve}, apart from the pages.
 *
 * <p>In: connections from anywhere; certificates are judged by {@link mailweir.trust.Agents}, request by request. Out: parcels and
 * samples in {@link mailweir.pipeline.Intake}, each answered when it is committed; signed
 * orders of {@link mailweir.action.Operations}, each to the host that it is for.
 *
 * <p>Never: memory, threads or time without a bound for who is not enrolled, an answer before the commit, a page, a question that is
 * answered from the store.
 */
package mailweir.listen;
