/**
 * The Sendmail dialect: what Sendmail 8.9 to 8.18 writes into a log, as server, as submission queue, as command.
 *
 * <p>In: one {@link mailweir.parse.Line} of a Sendmail program, whatever its tag ({@code sendmail}, {@code sm-mta}, {@code
 * sm-msp-queue}). Out: one {@link mailweir.event.Event}. Never: looks for a field in text that a stranger wrote: addresses are read
 * with their quotes, fields in the order in which Sendmail writes them, what stands behind a Message-ID from the right.
 *
 * <p>{@link mailweir.parse.sendmail.SendmailDialect} chooses by what follows the queue id; {@code Arrivals} reads {@code from=}, {@code
 * Attempts} reads {@code to=… stat=}, {@code Refusals} rulesets and milters, {@code RefusalReasons} why, {@code Addresses} lists
 * of addresses and hosts.
 *
 * <p>Known faults: docs/reference/sendmail.md.
 */
package mailweir.parse.sendmail;
