package mailweir.action;

import java.time.Instant;
import java.util.List;

/**
 * What a wish would be, exactly: what is confirmed is this and nothing else. A plan is forgotten after {@link Operations#PLAN_HOLDS}.
 *
 * @param id by which it is confirmed
 * @param made when
 * @param wish of what
 * @param words the wish in words
 * @param hosts what each host would be told; those that cannot be told have a note
 * @param messages how many
 * @param bytes of all whose size is known
 * @param oldest arrival of the oldest; absent: there is none
 * @param senders whose they are, the most first, {@link #MOST_SHARES} at most; {@code ""} is the null sender
 * @param clients who brought them
 * @param accounts who was logged in
 * @param recipients to whom they go, by domain
 * @param bounces those with the null sender: notices to others, not mail of whoever is looked for
 * @param partly messages that match only in part: they have recipients besides those that were asked for
 * @param otherRecipients how many that are
 * @param notes what else an operator should know
 */
public record Plan(
    String id,
    Instant made,
    Wish wish,
    String words,
    List<OfHost> hosts,
    long messages,
    long bytes,
    Instant oldest,
    List<Share> senders,
    List<Share> clients,
    List<Share> accounts,
    List<Share> recipients,
    long bounces,
    long partly,
    long otherRecipients,
    List<String> notes) {
  /** Values of one kind that are named. */
  public static final int MOST_SHARES = 5;

  /** A page wants a typed confirmation for more messages than these. */
  public static final int TYPED_OVER = 100;

  public Plan {
    hosts = List.copyOf(hosts);
    senders = List.copyOf(senders);
    clients = List.copyOf(clients);
    accounts = List.copyOf(accounts);
    recipients = List.copyOf(recipients);
    notes = List.copyOf(notes);
  }

  /**
   * A host of the plan.
   *
   * @param oldest absent: no messages
   * @param note why it may not do it; absent: nothing is known against it
   */
  public record OfHost(
      String host, long messages, long bytes, Instant oldest, Instant newest, String note) {}

  /** How many messages have a value. */
  public record Share(String value, long messages) {}

  /** Whether there is anything to do. */
  public boolean isEmpty() {
    return hosts.isEmpty();
  }
}
