package mailweir.action;

import java.util.List;
import mailweir.queue.Place;
import mailweir.queue.Waiting;

/** What waits, as far as it is known now. */
@FunctionalInterface
public interface Standings {
  /** The messages that are meant; {@code now} is in UTC microseconds. */
  Found find(Selection selection, long now);

  /** A message that waits at a host. */
  record Standing(String host, Place place, Waiting message) {}

  /**
   * What was found.
   *
   * @param notes what is not known: hosts that were not heard of, queues of which only a part is listed
   */
  record Found(List<Standing> messages, List<String> notes) {
    public Found {
      messages = List.copyOf(messages);
      notes = List.copyOf(notes);
    }
  }

  /** Where nothing is known of queues. */
  Standings NONE =
      (selection, now) ->
          new Found(List.of(), List.of("no queue is known here: no agent tells of one"));
}
