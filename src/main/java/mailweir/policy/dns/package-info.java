/**
 * What the DNS says of clients: lists, SPF, names of addresses; asked without waiting, kept while it is true.
 *
 * <p>In: addresses and domains; name servers.
 *
 * <p>Out: futures that are done within a time; a fault of the DNS is an answer of its own.
 *
 * <p>Never: a wait of who asks, a memory without bounds, the resolver of the system.
 *
 * <p>Security: domains of senders are chosen by strangers: one SPF check asks ten names at most, and its time is limited.
 */
package mailweir.policy.dns;
