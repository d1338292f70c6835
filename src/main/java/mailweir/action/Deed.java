package mailweir.action;

import java.time.Instant;
import java.util.List;

/**
 * Something that was confirmed: who wanted what and why, and how far each host is.
 *
 * @param id by which it is named and undone
 * @param at when it was confirmed
 * @param plan what was confirmed
 * @param until when a block ends, or until when it can be undone; absent: no end
 * @param undoes the deed that it takes back; may be absent
 * @param undoneBy the deed that took it back; may be absent
 * @param errands one or more a host
 */
public record Deed(
    String id,
    Instant at,
    String by,
    String reason,
    Plan plan,
    Instant until,
    String undoes,
    String undoneBy,
    List<Errand> errands) {
  public Deed {
    errands = List.copyOf(errands);
  }

  /**
   * What one host is told.
   *
   * @param command id of its {@link Command}
   * @param messages how many it names
   * @param state how far it is
   * @param notAfter from then on the host refuses it
   * @param receipt what became of it; absent: it has not said
   */
  public record Errand(
      String host, String command, int messages, State state, Instant notAfter, Receipt receipt) {}

  /** How far a host is. */
  public enum State {
    /** The host did not ask yet. */
    OPEN,
    /** The host has it. */
    SENT,
    /** The host has said what became of it. */
    DONE,
    /** It is too late, and the host never said anything. */
    LATE
  }

  /** Hosts that have said that all of it is done. */
  public long hostsDone() {
    return errands.stream()
        .filter(e -> e.receipt() != null && e.receipt().state() == Receipt.State.DONE)
        .map(Errand::host)
        .distinct()
        .count();
  }

  /** Hosts that are told. */
  public long hosts() {
    return errands.stream().map(Errand::host).distinct().count();
  }

  /** Whether a host has not said yet. */
  public boolean isOpen() {
    return errands.stream().anyMatch(e -> e.state() == State.OPEN || e.state() == State.SENT);
  }
}
