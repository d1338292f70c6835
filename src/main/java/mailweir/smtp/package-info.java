/**
 * A mail, and the mail server that takes it.
 *
 * <p>In: a message that is made, its envelope, which server. Out: it was taken, or why not. Never: tries another server, or the same again:
 * who sends knows better; writes a password anywhere.
 */
package mailweir.smtp;
