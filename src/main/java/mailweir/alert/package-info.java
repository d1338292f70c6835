/**
 * What an operator is to be told: who has fallen silent, which figures are out of bounds, and what becomes of an alert until it is over.
 *
 * <pre>
 *   who was heard ──► Heartbeats ─┐
 *   figures ────────► Rules ──────┼─ findings ──► Alerts (states) ──► notices ──► Outbox ──► channels
 *   channels ───────► failing ────┘                 ▲
 *                                        acknowledge, silence
 * </pre>
 *
 * <p>In: who was heard and when, figures, the time. Out: alerts with their states, notices for channels, what is kept of it.
 *
 * <p>Never: reads a clock or the store by itself ({@link mailweir.alert.Watch} alone lives in time); tells twice what it knows to be told.
 * What is kept is committed before a notice goes out, and its delivery after: a kill between the two tells a notice again, none is lost.
 */
package mailweir.alert;
