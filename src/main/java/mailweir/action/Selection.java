package mailweir.action;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import mailweir.queue.Place;
import mailweir.queue.Waiting;
import mailweir.slice.Network;
import mailweir.slice.Slice;

/**
 * Which of the messages that wait are meant. What is absent or empty does not choose; texts match whole and without case, with {@code *} at
 * either end they match a part.
 *
 * @param hosts agents' names
 * @param queue {@link Waiting#queue()}, or the place's name
 * @param from envelope sender; {@code ""} or {@code <>} is the null sender
 * @param to a recipient
 * @param client an address, a network in CIDR form, or a name
 * @param account who was logged in
 * @param reason what the last answer says
 * @param older that have waited so long at least
 * @param ids queue ids
 */
public record Selection(
    List<String> hosts,
    String queue,
    String from,
    String to,
    String client,
    String account,
    String reason,
    Duration older,
    List<String> ids) {
  public Selection {
    hosts = hosts == null ? List.of() : List.copyOf(hosts);
    ids = ids == null ? List.of() : List.copyOf(ids);
  }

  /** All that wait. */
  public static final Selection ALL =
      new Selection(null, null, null, null, null, null, null, null, null);

  /** Whether nothing but hosts chooses: all of a host's mail. */
  public boolean isEverything() {
    return queue == null
        && from == null
        && to == null
        && client == null
        && account == null
        && reason == null
        && older == null
        && ids.isEmpty();
  }

  /** Whether a message of a host is meant; {@code now} is in UTC microseconds. */
  public boolean matches(String host, Place place, Waiting message, long now) {
    return (hosts.isEmpty() || hosts.contains(host))
        && (queue == null || matches(queue, message.queue()) || matches(queue, place.name()))
        && (from == null || matches(from.equals("<>") ? "" : from, message.sender()))
        && (to == null || message.to().stream().anyMatch(this::isTo))
        && (client == null || isClient(message))
        && (account == null || matches(account, message.account()))
        && (reason == null || matches(reason, message.reason()))
        && (older == null || now - message.arrived() >= older.toNanos() / 1000)
        && (ids.isEmpty() || ids.contains(message.id()));
  }

  /** Whether a recipient is the one that is meant. */
  boolean isTo(String recipient) {
    return to == null || matches(to, recipient);
  }

  private boolean isClient(Waiting message) {
    if (matches(client, message.client()) || matches(client, message.clientName())) {
      return true;
    }
    try {
      return message.client() != null && Network.of(client).contains(Slice.of(message.client()));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean matches(String pattern, String text) {
    if (text == null) {
      return false;
    }
    String p = pattern.toLowerCase(Locale.ROOT);
    String t = text.toLowerCase(Locale.ROOT);
    boolean before = p.length() > 1 && p.startsWith("*");
    boolean behind = p.length() > (before ? 2 : 1) && p.endsWith("*");
    String core = p.substring(before ? 1 : 0, p.length() - (behind ? 1 : 0));
    return before && behind
        ? t.contains(core)
        : before ? t.endsWith(core) : behind ? t.startsWith(core) : t.equals(core) || p.equals("*");
  }

  /** In words, for plans and the audit. */
  public String words() {
    StringBuilder text = new StringBuilder();
    add(text, "from", from == null ? null : from.isEmpty() ? "<>" : from);
    add(text, "to", to);
    add(text, "client", client);
    add(text, "account", account);
    add(text, "queue", queue);
    add(text, "reason", reason);
    add(text, "older than", older == null ? null : older.toMinutes() + " minutes");
    add(
        text,
        "id",
        ids.isEmpty() ? null : ids.size() > 3 ? ids.size() + " ids" : String.join(", ", ids));
    add(text, "on", hosts.isEmpty() ? null : String.join(", ", hosts));
    return text.isEmpty() ? "all that wait" : text.toString();
  }

  private static void add(StringBuilder text, String what, String value) {
    if (value != null) {
      text.append(text.isEmpty() ? "" : ", ").append(what).append(' ').append(value);
    }
  }
}
