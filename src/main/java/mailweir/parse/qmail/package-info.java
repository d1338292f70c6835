/**
 * qmail, netqmail and notqmail: qmail-send, CHKUSER in qmail-smtpd, tcpserver, rblsmtpd, simscan and the qlog lines.
 *
 * <p>In: their lines, by splogger (whose tag an operator chooses), syslog or multilog. Out: arrivals, attempts in two halves, checks
 * passed and refusals. Never: a refusal for a line that repeats another one's (qlogenvelope beside CHKUSER, the intrusion threshold
 * beside the refusals it led to).
 */
package mailweir.parse.qmail;
