/**
 * What waits in the queues of mail servers: messages by their envelopes, counts by queue and age, what changed since the last look, and what
 * an observer of many hosts knows from that.
 *
 * <p>In: what readers (one package a server) find in queue folders. Out: reports of changes, the state of all queues at any instant, and who
 * fills them. Never: opens a message's body, a connection or a store; reads a clock; changes a queue.
 */
package mailweir.queue;
