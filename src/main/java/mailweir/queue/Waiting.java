package mailweir.queue;

import java.util.List;
import java.util.Objects;

/**
 * A message that waits, by its envelope. Immutable; two that are equal say the same.
 *
 * @param queue where it stands, by the server's own word: {@code deferred}, {@code hold}, {@code mqueue.in}, {@code remote}
 * @param id as the server writes it in its logs: unique only as long as the message is there
 * @param arrived when the server accepted it, UTC microseconds, as exact as the server keeps it
 * @param size of the message in bytes; -1: not known
 * @param sender envelope sender without angle brackets; {@code ""} is the null sender; absent: not known
 * @param client textual address of who brought it; absent: it came from this machine, or the queue does not say
 * @param clientName name of who brought it, as the server keeps it; may be absent
 * @param account who was logged in, or the local user; may be absent
 * @param recipients how many still wait
 * @param to the first of them, {@link #MOST_TO} at most, without angle brackets
 * @param reason why it still waits: the last answer, as the server keeps it; may be absent
 * @param attempts so far; -1: not known
 * @param tried instant of the last attempt, UTC microseconds; 0: none, or not known
 * @param held whether it waits for a person: hold, quarantine, frozen
 */
public record Waiting(
    String queue,
    String id,
    long arrived,
    long size,
    String sender,
    String client,
    String clientName,
    String account,
    int recipients,
    List<String> to,
    String reason,
    int attempts,
    long tried,
    boolean held) {
  /** Recipients that are named; the others are counted. */
  public static final int MOST_TO = 20;

  /** Characters of a reason that are kept. */
  public static final int LONGEST_REASON = 300;

  public Waiting {
    Objects.requireNonNull(queue, "queue");
    Objects.requireNonNull(id, "id");
    to = to == null ? List.of() : List.copyOf(to.size() > MOST_TO ? to.subList(0, MOST_TO) : to);
    if (reason != null && reason.length() > LONGEST_REASON) {
      reason = reason.substring(0, LONGEST_REASON);
    }
  }

  /** What tells it from every other message that ever stands in the same place: ids are used again. */
  public Key key() {
    return new Key(id, arrived);
  }

  /** A message of one place. */
  public record Key(String id, long arrived) {}
}
