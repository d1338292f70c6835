/**
 * The page: flow of mail as charts, traces of messages, reports, and the same as an HTTP API.
 *
 * <p>In: an {@link mailweir.answer.Answers}, HTTP requests of people and programs on this machine.
 *
 * <p>Out: HTML that reads without JavaScript where it only shows text, JSON, CSV, problem documents.
 *
 * <p>Never: changes anything but by the two forms of actions, which carry a token and must come from our own pages ({@code OwnForms});
 * touches a mail server (it hands wishes to {@link mailweir.action.Operator}); computes a figure, loads anything from elsewhere.
 *
 * <p>Security: there is no login yet, so it binds to loopback addresses alone and answers only to names of the loopback (a page of
 * a stranger cannot reach it by a name that it controls). Texts of log lines are escaped by the templates, and what acts in
 * them is made visible by {@link mailweir.answer.Plain}; no script, style or frame from elsewhere runs (content security policy).
 */
package mailweir.web;
