package mailweir.action;

import java.time.Instant;
import java.util.List;

/**
 * What became of an order at one host.
 *
 * @param command its id
 * @param host the agent's name
 * @param at when it was done with
 * @param state how it ended
 * @param done messages that it did; for a block: servers that are told
 * @param gone messages that were not there any more
 * @param changed messages under a planned id that are not the planned ones: untouched
 * @param failed messages, or servers, where it could not be done
 * @param notes why, and what a person still has to do (the one line to add to a configuration); bounded, may be empty
 */
public record Receipt(
    String command,
    String host,
    Instant at,
    State state,
    int done,
    int gone,
    int changed,
    int failed,
    List<String> notes) {
  /** How it ended. */
  public enum State {
    /** All that could be done is done. */
    DONE,
    /** A part of it could not be done. */
    PARTLY,
    /** Nothing could be done. */
    FAILED,
    /** The host does not take it: not in its vocabulary, not allowed there, too old, not signed by its server. */
    REFUSED
  }

  public Receipt {
    notes = notes == null ? List.of() : List.copyOf(notes);
  }
}
