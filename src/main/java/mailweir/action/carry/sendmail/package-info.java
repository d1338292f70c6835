/**
 * Hands for Sendmail, which may run: under its own locks on its {@code qf} files, in the form in which it would do it itself.
 *
 * <pre>
 *   find qf or hf ─► open, lock, same file still? ─► compare ─► hold, release: tf beside, renamed twice
 *                                                          └──► remove: Archive.put, seal, unlink qf, df, xf ─► unlock
 * </pre>
 *
 * <p>In: targets, and the place's folders. Out: outcomes; files of the queue that are renamed, removed and put back.
 *
 * <p>Never: touches a file whose lock another process has; follows a link; takes a {@code qf} file away before the archive is sealed.
 */
package mailweir.action.carry.sendmail;
