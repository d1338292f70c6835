package mailweir.web;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import mailweir.answer.PlaceForecast;
import mailweir.answer.QueueQuery;
import mailweir.queue.By;
import mailweir.queue.Filter;
import mailweir.queue.Group;

/**
 * What is asked about queues: an instant, messages, and what they are counted by.
 *
 * @param at the instant; the clock's now where none is named
 * @param isPast whether one is named
 * @param filter which messages
 */
record QueueAsked(Instant at, boolean isPast, Filter filter, By by) {
  /** Parameters that choose messages. */
  static final List<String> FILTERS =
      List.of("host", "queue", "from", "to", "client", "account", "reason");

  private static final Set<String> WORDS =
      Arrays.stream(By.values()).map(By::word).collect(Collectors.toSet());

  static QueueAsked of(Asked asked) {
    String text = asked.text("at");
    Instant at = text == null ? asked.now() : asked.parser().instant("at", text);
    By by = By.valueOf(asked.text("by", WORDS, "host").toUpperCase(Locale.ROOT));
    return new QueueAsked(at, text != null, filter(asked), by);
  }

  static Filter filter(Asked asked) {
    return new Filter(
        asked.text("host"),
        asked.text("queue"),
        asked.text("from"),
        asked.text("to"),
        asked.text("client"),
        asked.text("account"),
        asked.text("reason"));
  }

  /** As a question. */
  QueueQuery query(int most) {
    return new QueueQuery(isPast ? at : null, null, null, filter, most);
  }

  /** Whether messages are chosen at all. */
  boolean isChosen() {
    return !filter.equals(Filter.ALL);
  }

  /** A link with the same filters. */
  static Link filters(Asked asked, Link link) {
    Link with = link;
    for (String name : FILTERS) {
      with = with.with(name, asked.text(name));
    }
    return asked.keep(with);
  }

  /** The filter that chooses a group; {@code null} where it cannot be asked for. */
  static Link choosing(Link link, By by, String name) {
    if (name.equals(Group.UNKNOWN)) {
      return null;
    }
    return switch (by) {
      case HOST -> link.with("host", name);
      case QUEUE -> link.with("queue", name.substring(name.indexOf(' ') + 1));
      case DOMAIN -> link.with("to", "*@" + name);
      case SENDER -> link.with("from", name);
      case RELAY -> link.with("client", name);
      case ACCOUNT -> link.with("account", name);
      case REASON -> name.contains("…") ? null : link.with("reason", name);
      case AGE -> null;
    };
  }

  /** How long ago, as people say it. */
  static String ago(long micros, Instant at) {
    if (micros <= 0) {
      return "";
    }
    Duration ago = Duration.between(PlaceForecast.instant(micros), at);
    return HostsStrip.ago(ago.isNegative() ? Duration.ZERO : ago);
  }
}
