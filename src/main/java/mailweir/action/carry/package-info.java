/**
 * How a host carries out an order on its mail servers: hands, one package a server; the archive that keeps what was removed; programs that are
 * run by exact vectors.
 *
 * <pre>
 *   signed order ─► Carrier ─► Hands of the place (hold ─► compare ─► Archive ─► remove) ─► Outcome a message ─► Receipt
 *                     └─ journal: what was begun, what is done; a start after a crash goes on there
 * </pre>
 *
 * <p>In: commands of the server whose fingerprint is known since the enrolment, or of the operator of this machine. Out: receipts; archives
 * and a journal below one folder of its own.
 *
 * <p>Never: runs a shell or a program that no order needs, follows a link, touches a message that is not compared in all that the order
 * says of it, removes one that is not in the archive, edits a file that a person wrote.
 */
package mailweir.action.carry;
