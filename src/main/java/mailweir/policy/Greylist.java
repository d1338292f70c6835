package mailweir.policy;

import java.net.InetAddress;

/** The memory of who was asked to come again. Never blocks, on a disk or otherwise. */
public interface Greylist {
  /** What the memory says of a try. */
  sealed interface Answer {}

  /** Not seen before, or too long ago: it has to come again. */
  record New(int secondsLeft) implements Answer {}

  /** It came again too early. */
  record Early(int secondsLeft) implements Answer {}

  /** It came again in time, for the first time. */
  record Passed(int secondsWaited) implements Answer {}

  /** It passed before. */
  record Known() implements Answer {}

  /** It needs not wait: why, in a word. */
  record Allowed(String why) implements Answer {}

  /** How a client behaved before. */
  enum Earlier {
    NEVER_SEEN,
    WAITING,
    PASSED,
    AUTO_ALLOWED
  }

  /**
   * One try of a sender to reach a recipient, which is remembered.
   *
   * @param pool what the client's addresses have in common, where the same mail may come from another of them; {@code null}: nothing is known
   * @param now in milliseconds since 1970
   */
  Answer look(InetAddress client, String pool, String sender, String recipient, long now);

  /**
   * The same, for allow lists that name clients.
   *
   * @param name the client's name, checked both ways; {@code null} or empty: it has none
   */
  default Answer look(
      InetAddress client, String name, String pool, String sender, String recipient, long now) {
    return look(client, pool, sender, recipient, now);
  }

  /** What is known of a client; nothing is remembered by it. */
  Earlier earlier(InetAddress client, String pool);
}
