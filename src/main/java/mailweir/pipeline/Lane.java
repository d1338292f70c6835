package mailweir.pipeline;

import mailweir.event.Event;
import mailweir.identity.LineIdentity;
import mailweir.journey.Copies;
import mailweir.journey.Sifter;
import mailweir.parse.Dialects;
import mailweir.parse.Line;

/** One reader's way into an {@link Ingest}: names of hosts and programs are numbered by the reader, so this knows them by number. */
public final class Lane {
  final LineIdentity identity;
  private final Dialects dialects;
  private final Sifter sifter;
  private final Ingest ingest;
  private final Copies copies;

  Lane(Ingest ingest, LineIdentity identity, Dialects dialects, Sifter sifter, Copies copies) {
    this.ingest = ingest;
    this.copies = copies;
    this.identity = identity;
    this.dialects = dialects;
    this.sifter = sifter;
  }

  /** Takes a line that is new. */
  void take(Line line) {
    Event event = copies.once(dialects, identity, line, dialects.parse(line));
    if (event == Event.NOT_UNDERSTOOD) {
      ingest.notUnderstood(line);
    }
    sifter.accept(line, event);
  }
}
