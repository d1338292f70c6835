/**
 * Receivers of the syslog protocols: RFC 3164 and RFC 5424 over UDP, TCP and TLS.
 *
 * <p>In: addresses to listen on, networks that may send. Out: lines as rsyslog would write them to a file, in {@link
 * mailweir.collect.syslog.Batch}es with the {@link mailweir.collect.syslog.Origin} of each, and counts of all that did not become a
 * line. Never: listens on anything that was not asked for; looks up a name; holds more memory than its bounds, whatever is sent; throws
 * a byte away without a counter; understands a line.
 *
 * <p>What is lost is counted where it can be seen: on UDP by the kernel ({@link mailweir.collect.syslog.KernelDrops}); a sender of TCP
 * that is stopped waits, since nothing is read that cannot be stored ({@link mailweir.collect.syslog.Keeping}).
 *
 * <p><b>Known faults.</b> Syslog has no acknowledgement: what a sender gave to its kernel, and what was taken here and not yet committed
 * (under half a second of lines), is lost when this process is killed. Compressed frames of rsyslog are not understood.
 */
package mailweir.collect.syslog;
