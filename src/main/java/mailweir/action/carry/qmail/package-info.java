/**
 * Hands for qmail. It has no locks and no tool for its queue, and keeps what it has read of it in memory: its files may be changed only while qmail-send does not run. So it is
 * stopped and started by the site's own supervisor, by the exact vectors that the site has configured; without them, nothing is done.
 *
 * <p>In: targets, and qmail's folder {@code queue}. Out: outcomes; files of the queue that are removed and put back. Never: touches a file while qmail-send has its lock;
 * sends a signal; leaves qmail-send stopped that it has stopped.
 */
package mailweir.action.carry.qmail;
