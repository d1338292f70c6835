package mailweir.queue;

import java.util.Locale;

/** By what messages that wait are put together. */
public enum By {
  /** Where they wait. */
  HOST,
  /** The place and its queue: {@code postfix deferred}. */
  QUEUE,
  /** Destination domains, lower case; a message counts once in each domain of its named recipients. */
  DOMAIN,
  /** Envelope senders; the null sender is {@code <>}. */
  SENDER,
  /** Addresses of those who brought them, the name beside it. */
  RELAY,
  /** Who was logged in, or the local user. */
  ACCOUNT,
  /** The last answer, without what differs from message to message. */
  REASON,
  /** The buckets of {@link Ages}, in their order. */
  AGE;

  /** As filters and addresses have it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
