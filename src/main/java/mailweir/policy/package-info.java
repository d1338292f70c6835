/**
 * Whom to let in at once and whom to ask to come again: what a mail server asks about a client, what is known beside it, the rules, and the decision.
 *
 * <p>A question is answered from memory. Signs that others know (the fingerprint, the lists of the DNS, SPF) are begun at the first stage that
 * names the client and are waited for within limits; what did not come is "no answer", and a condition over it neither holds nor fails.
 *
 * <p>In: {@link mailweir.policy.Question}s as the mail server tells them, {@link mailweir.policy.Rules}, and what is injected: fingerprints, names, the
 * greylist, the clock.
 *
 * <p>Out: {@link mailweir.policy.Decision}s, each also as a line of the log.
 *
 * <p>Never: mail that is held because something failed (then it is let in, and that is said), a file, a socket.
 *
 * <p>Security: names, HELO, addresses are written by strangers; they are escaped in every line and every answer.
 */
package mailweir.policy;
