/**
 * The other mailbox servers and web mail: Courier, Cyrus, UW imapd, perdition, solid-pop3d, Qpopper, Roundcube,
 * SquirrelMail, Horde.
 *
 * <p>In: their lines in the mail log, and in files of their own. Out: logins, and notes. Never: a delivery or a refusal; a login counted for a line that names neither user
 * nor method.
 */
package mailweir.parse.mailbox;
