package mailweir.answer;

import java.time.Instant;

/**
 * That somebody outside brought a message for one recipient, or tried to.
 *
 * @param clientName absent: it has none, or it was not told
 * @param helo absent: not told
 * @param os its system, as p0f told it then; absent: not told
 */
public record Brought(
    Instant time,
    String client,
    String clientName,
    String helo,
    String from,
    String to,
    String os,
    Fate fate) {
  /** What became of it. */
  public enum Fate {
    /** It was taken, and no filter called it spam. */
    WANTED,
    /** It was taken, and a filter called it spam, or worse. */
    SPAM,
    /** It was refused, but not by greylisting. */
    REFUSED
  }
}
