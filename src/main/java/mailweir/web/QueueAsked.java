package mailweir.web;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import mailweir.action.Selection;
import mailweir.answer.BadQuery;
import mailweir.queue.Ages;
import mailweir.queue.Grouping;
import mailweir.queue.Queues;

/**
 * What is asked about queues: an instant, messages, and what they are counted by.
 *
 * @param at the instant; the clock's now where none is named
 * @param isPast whether one is named
 * @param age bucket of ages; -1: all
 */
record QueueAsked(Instant at, boolean isPast, Selection selection, int age, Grouping.By by) {
  /** Parameters that choose messages. */
  static final List<String> FILTERS =
      List.of("host", "queue", "from", "to", "client", "account", "reason", "age");

  private static final Set<String> WORDS =
      Arrays.stream(Grouping.By.values()).map(Grouping.By::word).collect(Collectors.toSet());

  static QueueAsked of(Asked asked) {
    String text = asked.text("at");
    Instant at = text == null ? asked.now() : asked.parser().instant("at", text);
    String by = asked.text("by", WORDS, "host");
    return new QueueAsked(
        at, text != null, selection(asked), age(asked.text("age")), Grouping.By.valueOf(upper(by)));
  }

  private static String upper(String word) {
    return word.toUpperCase(java.util.Locale.ROOT);
  }

  private static Selection selection(Asked asked) {
    String host = asked.text("host");
    return new Selection(
        host == null ? List.of() : List.of(host),
        asked.text("queue"),
        asked.text("from"),
        asked.text("to"),
        asked.text("client"),
        asked.text("account"),
        asked.text("reason"),
        null,
        List.of());
  }

  private static int age(String text) {
    if (text == null) {
      return -1;
    }
    for (int i = 0; i < Ages.BUCKETS; i++) {
      if (Ages.name(i).equals(text)) {
        return i;
      }
    }
    throw new BadQuery("age", "none of 5, 10, 20, 40, 80, 160, 320, 640, 1280, 1280+ minutes");
  }

  /** The instant as questions about queues have it; 0: now. */
  long when() {
    return isPast ? micros(at) : 0;
  }

  static long micros(Instant time) {
    return time.getEpochSecond() * 1_000_000 + time.getNano() / 1_000;
  }

  static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, 1_000_000L), Math.floorMod(micros, 1_000_000L) * 1_000);
  }

  /** Those of the messages that are asked for. */
  List<Queues.Standing> chosen(Collection<Queues.Standing> all) {
    long now = micros(at);
    return all.stream()
        .filter(one ->
            selection.matches(one.host(), one.place(), one.message(), now)
                && (age < 0 || Ages.bucket(now - one.message().arrived()) == age))
        .toList();
  }

  /** Whether messages are chosen at all. */
  boolean isChosen() {
    return age >= 0 || !selection.hosts().isEmpty() || !selection.isEverything();
  }

  /** A link with the same filters. */
  static Link filters(Asked asked, Link link) {
    Link with = link;
    for (String name : FILTERS) {
      with = with.with(name, asked.text(name));
    }
    return asked.keep(with);
  }

  /** The filter that chooses a value of a grouping; {@code null} where it cannot be asked for. */
  static Link choosing(Link link, Grouping.By by, String value) {
    if (value == null) {
      return null;
    }
    return switch (by) {
      case HOST -> link.with("host", value);
      case QUEUE -> link.with("queue", value);
      case DOMAIN -> link.with("to", value.isEmpty() ? null : "*@" + value);
      case SENDER -> link.with("from", value.isEmpty() ? "<>" : value);
      case RELAY -> link.with("client", value);
      case ACCOUNT -> link.with("account", value);
      case REASON -> link.with("reason", value);
    };
  }

  /** How long ago, as people say it. */
  static String ago(long micros, Instant at) {
    if (micros <= 0) {
      return "";
    }
    Duration ago = Duration.between(instant(micros), at);
    return HostsStrip.ago(ago.isNegative() ? Duration.ZERO : ago);
  }
}
