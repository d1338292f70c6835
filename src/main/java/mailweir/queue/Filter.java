package mailweir.queue;

import java.util.Locale;
import mailweir.slice.Network;
import mailweir.slice.Slice;

/**
 * Which messages are asked for. What is {@code null} does not filter; texts match whole and without case, with {@code *} at either end
 * they match a part.
 *
 * @param queue the queue's own word, or the place's name
 * @param from {@code ""} or {@code <>} is the null sender
 * @param to a named recipient
 * @param client an address, a network in CIDR form, or a name
 * @param reason what the last answer says
 */
public record Filter(
    String host,
    String queue,
    String from,
    String to,
    String client,
    String account,
    String reason) {
  /** All that wait. */
  public static final Filter ALL = new Filter(null, null, null, null, null, null, null);

  /** Whether queues' counts alone answer: nothing is asked of messages. */
  public boolean isOfQueues() {
    return from == null && to == null && client == null && account == null && reason == null;
  }

  /** Whether a host is meant. */
  public boolean isHost(String name) {
    return host == null || matches(host, name);
  }

  /** Whether a place's queue is meant. */
  public boolean isQueue(Place place, String name) {
    return queue == null || matches(queue, name) || matches(queue, place.name());
  }

  boolean isFrom(String sender) {
    return matches(from.equals("<>") ? "" : from, sender);
  }

  boolean isTo(String recipient) {
    return matches(to, recipient);
  }

  boolean isAccount(String name) {
    return matches(account, name);
  }

  boolean isReason(String text) {
    return matches(reason, text);
  }

  /** Whether an address, or a name, of a client is meant. */
  boolean isClient(String addressOrName) {
    if (client.indexOf('/') < 0) {
      return matches(client, addressOrName);
    }
    try {
      return addressOrName != null && Network.of(client).contains(Slice.of(addressOrName));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean matches(String pattern, String text) {
    if (text == null) {
      return false;
    }
    boolean before = pattern.length() > 1 && pattern.startsWith("*");
    boolean behind = pattern.length() > (before ? 2 : 1) && pattern.endsWith("*");
    if (!before && !behind) {
      return pattern.equalsIgnoreCase(text) || pattern.equals("*");
    }
    String p = pattern.substring(before ? 1 : 0, pattern.length() - (behind ? 1 : 0));
    if (before && behind) {
      return text.toLowerCase(Locale.ROOT).contains(p.toLowerCase(Locale.ROOT));
    }
    return text.regionMatches(true, before ? text.length() - p.length() : 0, p, 0, p.length());
  }
}
