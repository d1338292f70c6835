/**
 * The MIMEDefang dialect: what the filter, its milter and its multiplexer write, above all {@code MDLOG} lines.
 *
 * <p>In: one {@link mailweir.parse.Line} of {@code mimedefang.pl}, {@code mimedefang} or {@code mimedefang-multiplexor}. Out: one
 * {@link mailweir.event.Event}. Never: decides what is a virus by its name; the event's word, which the site's filter chose, does.
 *
 * <p>Known faults: docs/reference/mimedefang.md.
 */
package mailweir.parse.mimedefang;
