/**
 * The Postfix dialect: what the daemons and commands of Postfix 2.x to 3.11 write into a log.
 *
 * <p>In: one {@link mailweir.parse.Line} of a Postfix program, whatever its instance or service prefix. Out: one
 * {@link mailweir.event.Event}. Never: searches a field in free text that a stranger wrote; lines are read from left to right, and
 * from the right only where Postfix itself puts its own words behind a stranger's.
 *
 * <p>{@link mailweir.parse.postfix.PostfixDialect} chooses by the queue id and the next byte; {@code Deliveries} reads {@code
 * to=… status=…}, {@code Refusals} what was refused or ruled, {@code RefusalReasons} why, {@code Screening} postscreen,
 * {@code Sessions} connections, logins and TLS, {@code Chatter} what carries nothing.
 *
 * <p>Known faults: docs/reference/postfix.md.
 */
package mailweir.parse.postfix;
