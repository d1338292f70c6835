/**
 * The channels by which people are told: one class each.
 *
 * <p>In: a notice, and what is set of a channel ({@link mailweir.alert.ChannelSettings}). Out: it is told, or an exception says why not.
 *
 * <p>Never: a shell; text of a log where the other side would take it for a command, a header or markup of its own; a secret in a message.
 *
 * <p>Security: what alerts say comes from host names and logs and is hostile. Each channel puts it where only text can stand: JSON is
 * written by a library, headers of mails are encoded, Xymon's lines lose what would begin another.
 */
package mailweir.alert.notify;
