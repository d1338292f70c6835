/**
 * The unix socket by which other verbs ask the {@code serve} that has the store open.
 *
 * <pre>
 *   verb ──one line: {"ask":"trace","query":{…}}──► serve
 *        ◄──lines: {"story":{…}} … {"end":true}────
 * </pre>
 *
 * <p>In: a request, one line of JSON. Out: lines of JSON, the last with {@code end} or {@code fault}. Never: an answer of its own; it
 * carries {@link mailweir.answer.Answers} and imports.
 *
 * <p><b>Security.</b> The socket belongs to the user that runs the server and nobody else may open it (mode 0600); the kernel tells
 * who is at the other end, and only that user and root are answered. Requests are bounded in length, number and time.
 */
package mailweir.ask;
