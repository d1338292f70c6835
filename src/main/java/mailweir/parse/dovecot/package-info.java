/**
 * Dovecot 1.x to 2.4: logins, mail stored by LMTP, LDA and sieve, the password databases' words, sessions.
 *
 * <p>In: lines of {@code dovecot} and of its processes under their own names. Out: logins, stored messages, notes. Never: counts a failed login
 * twice (the login process' line counts, the password database's does not), nor a delivery (the mail server's line counts it).
 */
package mailweir.parse.dovecot;
