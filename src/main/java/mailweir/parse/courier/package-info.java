/**
 * The dialect of Courier's mail server: arrivals, deliveries, refusals, failed logins.
 *
 * <p>In: lines of courierd and its modules. Out: one event a line.
 *
 * <p>Never: Courier's IMAP and POP3 servers, which are a room of mailboxes; anything about other lines than the one given.
 */
package mailweir.parse.courier;
