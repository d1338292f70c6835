package mailweir.parse;

import mailweir.event.Event;

/** A dialect whose server writes some entries twice into one log, word for word: Exim by syslog, from its main and its reject log. */
public interface Twofold extends Dialect {
  /**
   * Where in the line's bytes the words of its entry begin, if the server may write it twice, so that both copies have the same from
   * there on; -1 when it does not. Pure as {@link #parse}, which said {@code event} of the line.
   */
  int wordsOfCopy(Line line, Event event);
}
