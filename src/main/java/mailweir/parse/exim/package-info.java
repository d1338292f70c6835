/**
 * What Exim 4 says: main log, reject log and panic log, in files and by syslog.
 *
 * <p>In: lines of Exim. Out: arrivals, attempts, refusals, sessions and notes. Never: the second line of an entry as a fact; the headers
 * that a report in the reject log shows carry nothing.
 */
package mailweir.parse.exim;
