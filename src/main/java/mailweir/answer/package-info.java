/**
 * What a person or a script may ask, and the answers as plain values: report, flow, stories, what was not understood.
 *
 * <p>In: a {@link mailweir.answer.Query}. Out: records in the shape of CONTRACT.md, and their text, JSON and CSV. Never: knows where the
 * figures come from (files just read, the store, the running server): each of those is an {@link mailweir.answer.Answers}.
 *
 * <p>Security: every text in an answer was written by strangers; whoever prints it escapes it for the medium it goes to.
 */
package mailweir.answer;
