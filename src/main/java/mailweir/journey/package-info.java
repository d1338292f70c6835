/**
 * The life of a message, folded from events, and the joins of hops across filters and hosts.
 *
 * <p>In: events of lines, in any order. Out: hops with their delivery attempts as rows of numbers ({@link mailweir.journey.Hops}),
 * joined to journeys ({@link mailweir.journey.Joiner}), and incidents that belong to no hop ({@link mailweir.journey.Incidents}). Never: a
 * thread, a file, a clock; the same events give the same rows whatever the order, so that the same heart runs in a test, in one
 * process and in a cluster.
 *
 * <pre>
 *  event --Sifter--> marks by queue id and host --Fold--> hops --Joiner--> journeys --Count--> figures
 *                \-> incidents (refusals, logins, verdicts without an id)
 * </pre>
 */
package mailweir.journey;
