/**
 * What an operator may ask of mail servers: the closed vocabulary of orders, the plan that an order comes from, what became of it, and how it is
 * taken back.
 *
 * <p>In: what an operator chose, and what is known to wait. Out: orders for hosts, with the exact messages that they concern, and
 * receipts. Never: touches a mail server (that is done on the host); names a program or a path of a host; concerns a message that the plan does not
 * name.
 */
package mailweir.action;
