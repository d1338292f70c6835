package mailweir.parse;

import mailweir.event.Event;

/**
 * One way of talking about mail: what a family of programs writes into a log.
 *
 * <p>Contract: {@link #parse} is pure and total. The same line gives the same event; any bytes give an event, never an exception;
 * slices in the event look at the line's own bytes or at constants. A dialect is added by writing its package and naming it in
 * {@link Dialects}' construction; nothing else changes.
 */
public interface Dialect {
  /** Its name in options and documents: {@code postfix}, {@code amavis}. */
  String name();

  /** Whether lines of this program (as logged, without pid) are written in it. Called once for each program seen. */
  boolean claims(String program);

  /** What the line says. */
  Event parse(Line line);
}
