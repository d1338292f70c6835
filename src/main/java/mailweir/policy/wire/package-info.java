/**
 * How mail servers ask: Postfix's policy protocol and the milter protocol, over TCP and unix sockets.
 *
 * <p>One thread waits for all connections; what can be decided at once is answered on it, and what has to wait for a sign waits on a virtual
 * thread of its own. Of a connection there is one buffer, one answer under way and nothing else, so what strangers can make it hold is bounded.
 *
 * <pre>
 *   Server (selector) ─► Connection: bytes in, bytes out, times
 *                              └─► Dialogue: PostfixDialogue | MilterDialogue ─► Decider.now, else Decider.inTime
 * </pre>
 *
 * <p>In: bytes of mail servers; a {@link mailweir.policy.Decider}.
 *
 * <p>Out: answers in their protocol.
 *
 * <p>Never: a rule, a wait on the thread of all, more than a buffer of a connection, an exception for what came in.
 *
 * <p>Security: whoever reaches the port may ask; it listens on loopback unless told otherwise, and then answers the networks that were named.
 */
package mailweir.policy.wire;
