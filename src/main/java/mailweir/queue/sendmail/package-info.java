/**
 * The queues of Sendmail: one folder or several, {@code qf}, {@code df} and {@code xf} together or apart, quarantined ones, the client queue, and folders that other
 * programs hand over by ({@code mqueue.in}).
 *
 * <p>In: {@code qf} and {@code hf} files and the lengths of {@code df} files; {@code sendmail.cf} and {@code MailScanner.conf} for where they are. Out: a scan.
 *
 * <p>Never: opens a {@code df} file; opens a file for writing or by a link; takes a lock; runs a program.
 */
package mailweir.queue.sendmail;
