/**
 * What comes and goes by mail: parcels in signed and encrypted OpenPGP messages, and the mails of older set-ups by recipes.
 *
 * <p>In: mails from a pipe, a maildir, an IMAP mailbox. Out: parcels and lines to the {@code Intake}; sealed mails to a mail server.
 * Never: removes a mail before what it holds is permanent; believes a mail that nobody known has signed; encrypts by {@code crypt(1)}.
 */
package mailweir.letter;
