/**
 * Figures that collectd sends by its network protocol.
 *
 * <p>In: datagrams. Out: samples with host, metric, time and value; counters as rates. Never: believes a datagram that is not signed or
 * encrypted where users are configured; throws for any bytes; remembers more than a bounded number of counters.
 */
package mailweir.collect.collectd;
