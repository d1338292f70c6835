package mailweir.answer;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A counter of COUNTING.md as people are told of it: its name, what it counts, and in a sentence
 * what that means.
 */
public enum Figure {
  ACCEPTED(
      "messages",
      "Messages that the site took responsibility for, each once, whatever filters and hosts it passed."),
  ACCEPTED_BYTES("bytes", "Size of the accepted messages."),
  GENERATED("messages", "Messages that the site made itself: bounces, delay notices, reports."),
  ABORTED(
      "transactions",
      "Got a queue id and were not accepted: the client broke off, or the content was refused."),
  DELIVERED(
      "recipients",
      "Final deliveries at the edge of the site: to a mailbox, a program or a host outside."),
  DELIVERED_BYTES("bytes", "Size of the delivered messages, times recipients."),
  BOUNCED("recipients", "Failed for good after they were accepted."),
  EXPIRED("recipients", "Still open when the queue lifetime had passed."),
  DEFERRED("attempts", "Delivery attempts that ended in a temporary failure."),
  REFUSED("refusals", "Turned away for good (5xx) while the client was still talking."),
  TEMPFAILED("refusals", "Turned away for now (4xx) while the client was still talking."),
  DISCARDED("messages", "Accepted and thrown away by a rule or a filter."),
  HELD("messages", "Put on hold by a rule."),
  REDIRECTED("messages", "Sent to another address by a rule."),
  WARNED("messages", "Would have been refused, but only a warning was logged."),
  SPAM("messages", "Messages that a filter called spam, each once."),
  VIRUS("messages", "Messages in which a filter found a virus, each once."),
  BANNED("messages", "Messages with an attachment that a filter forbids, each once."),
  AUTH_OK("transactions", "SMTP transactions of a client that had logged in."),
  AUTH_FAILED("attempts", "SMTP logins that failed."),
  MAILBOX_LOGIN_OK("logins", "IMAP, POP3 and web mail logins."),
  MAILBOX_LOGIN_FAILED("logins", "IMAP, POP3 and web mail logins that failed."),
  CONNECTIONS("sessions", "SMTP sessions from outside."),
  LOST_CONNECTIONS("sessions", "SMTP sessions that broke off."),
  RELAYED_HOPS("hops", "Stays in a server's queue: what a plain grep would call messages."),
  UNACCOUNTED("recipients", "Recipients whose end no line tells.");

  private static final Map<String, Figure> BY_WORD =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(Figure::word, Function.identity()));

  private final String word = name().toLowerCase(java.util.Locale.ROOT);
  private final String unit;
  private final String meaning;

  Figure(String unit, String meaning) {
    this.unit = unit;
    this.meaning = meaning;
  }

  /** COUNTING.md's name, as in JSON. */
  public String word() {
    return word;
  }

  /** The name as a label: {@code lost connections}. */
  public String label() {
    return word.replace('_', ' ');
  }

  /** What one of it is. */
  public String unit() {
    return unit;
  }

  public String meaning() {
    return meaning;
  }

  /** The figure of that name; a direction after a dot is ignored. */
  public static Optional<Figure> of(String word) {
    int dot = word.indexOf('.');
    return Optional.ofNullable(BY_WORD.get(dot < 0 ? word : word.substring(0, dot)));
  }

  /**
   * The names of a map of counters in COUNTING.md's order; names that it does not know come last,
   * by alphabet.
   */
  static List<String> inOrder(Map<String, ?> counters) {
    return counters.keySet().stream()
        .sorted(
            java.util.Comparator.<String>comparingInt(
                    word -> of(word).map(Figure::ordinal).orElse(Integer.MAX_VALUE))
                .thenComparing(word -> word))
        .toList();
  }
}
