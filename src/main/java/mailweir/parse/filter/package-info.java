/**
 * What stands around the mail server in the same log: content filters, virus scanners, greylisting, SPF, DKIM and DMARC, SASL.
 *
 * <p>In: lines of amavisd-new, SpamAssassin, ClamAV, postgrey, policyd-spf, OpenDKIM, OpenDMARC, saslauthd. Out: verdicts, greylistings,
 * results of authenticity checks, and notes. Never: counts a message twice because two programs say the same; where another line rests on
 * the same fact, the event says that it does not count.
 */
package mailweir.parse.filter;
