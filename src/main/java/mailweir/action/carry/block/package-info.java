/**
 * Block lists for the servers of a host, one class a server: files of our own beside the server's configuration, written beside, checked with
 * the server's own tool, swapped in whole, and the server told where it does not see it by itself.
 *
 * <p>In: who is to be kept out. Out: {@code mailweir_block…} files; notes with the one line that a person has to add while it is missing.
 *
 * <p>Never: writes a file that a person wrote ({@code main.cf}, {@code sendmail.mc}, {@code tcp.smtp}, a {@code badmailfrom} that was there),
 * removes a map that a configuration may name, follows a link.
 */
package mailweir.action.carry.block;
