/**
 * What a line means, as one JSON object: the output of {@code mailweir parse}.
 *
 * <p>In: a {@link mailweir.parse.Line} and its {@link mailweir.event.Event}. Out: one object with the keys of CONTRACT.md and the
 * further ones of docs/reference/events.md; what the line does not state is absent. Never: decides anything about mail.
 *
 * <p>Security: log text is written by strangers; every text is escaped as JSON, bytes that are no UTF-8 become U+FFFD.
 */
package mailweir.parse.json;
