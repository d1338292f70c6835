package mailweir.answer;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import mailweir.bounce.StatusCodes;

/**
 * Stories for a terminal: a table with one row for each recipient, or everything that is known of
 * one message.
 */
public final class StoryText {
  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
  private static final DateTimeFormatter ZONE = DateTimeFormatter.ofPattern("zzz", Locale.ENGLISH);

  private final ZoneId zone;
  private final int width;
  private final StringBuilder out = new StringBuilder(1024);

  private StoryText(ZoneId zone, int width) {
    this.zone = zone;
    this.width = width;
  }

  /**
   * A table of so many columns (at least 80), newest first as given; with {@code full} each story
   * is told in full below one another.
   */
  public static String of(List<Story> stories, ZoneId zone, int columns, boolean full) {
    StoryText text = new StoryText(zone, Math.max(80, columns));
    if (full) {
      stories.forEach(text::tell);
    } else {
      text.table(stories);
    }
    return text.out.toString();
  }

  /** Everything that is known of one message. */
  public static String of(Story story, ZoneId zone) {
    StoryText text = new StoryText(zone, 100);
    text.tell(story);
    return text.out.toString();
  }

  private void table(List<Story> stories) {
    if (stories.isEmpty()) {
      return;
    }
    int rest = width - 20 - 12 - 4;
    int address = rest / 2;
    String zoneName =
        stories.getFirst().time() == null
            ? ""
            : " " + ZONE.format(stories.getFirst().time().atZone(zone));
    out.append(Plain.fit("time" + zoneName, 20))
        .append(Plain.fit("state", 12))
        .append(Plain.fit("from", address))
        .append("  to\n");
    for (Story story : stories) {
      if (story.to().isEmpty()) {
        row(story.time(), story.state(), story.from(), "");
      }
      boolean first = true;
      for (Story.Recipient one : story.to()) {
        row(first ? story.time() : null, one.state(), first ? story.from() : null, one.address());
        first = false;
      }
    }
  }

  private void row(Instant time, String state, String from, String to) {
    int address = (width - 36) / 2;
    String sender = from == null ? "" : from.isEmpty() ? "<>" : from;
    String row =
        Plain.fit(time == null ? "" : stamp(time), 20)
            + Plain.fit(state, 12)
            + Plain.fit(sender, address)
            + "  "
            + Plain.cut(to, address);
    out.append(row.stripTrailing()).append('\n');
  }

  private void tell(Story story) {
    if (!out.isEmpty()) {
      out.append('\n');
    }
    String zoneName = story.time() == null ? "" : " " + ZONE.format(story.time().atZone(zone));
    out.append(story.time() == null ? "" : stamp(story.time()))
        .append(zoneName)
        .append("  ")
        .append(Plain.text(story.state()))
        .append('\n');
    field("from", story.from() != null && story.from().isEmpty() ? "<>" : story.from());
    field("subject", story.subject());
    field("message id", story.messageId());
    field("client", client(story));
    field("account", story.account());
    field("origin", story.origin());
    field("size", story.size() > 0 ? Plain.bytes(story.size()) : null);
    field("id", story.id());
    for (Story.Recipient one : story.to()) {
      field(
          "to",
          Plain.text(one.address())
              + (one.origTo() == null || one.origTo().equals(one.address())
                  ? ""
                  : " (was " + Plain.text(one.origTo()) + ")"));
      String when = one.time() == null ? "" : "  " + stamp(one.time());
      field(
          "",
          one.state()
              + when
              + (one.attempts() > 1 ? "  after " + one.attempts() + " attempts" : "")
              + (one.relay() == null ? "" : "  relay " + one.relay())
              + (one.dsn() == null ? "" : "  dsn " + one.dsn()));
      String meaning = one.state().equals("delivered") ? null : StatusCodes.text(one.dsn());
      if (one.bounceClass() != null || meaning != null) {
        field(
            "",
            words(
                one.bounceClass() == null
                    ? null
                    : one.bounceClass() + " (" + one.bounceGroup() + ")",
                meaning));
      }
      field("", one.text());
    }
    for (Story.Verdict verdict : story.verdicts()) {
      String score =
          Double.isNaN(verdict.score())
              ? ""
              : String.format(Locale.ROOT, "  score %.1f", verdict.score());
      field(
          "verdict",
          words(verdict.filter(), verdict.category(), verdict.action(), verdict.name()) + score);
    }
    for (Story.Hop hop : story.hops()) {
      String span =
          (hop.fromTime() == null ? "" : "  " + stamp(hop.fromTime()))
              + (hop.toTime() == null ? "" : " to " + stamp(hop.toTime()));
      field(
          "hop",
          words(hop.host(), hop.queueId())
              + span
              + (hop.joinedBy() == null ? "" : "  joined by " + hop.joinedBy()));
    }
    for (String line : story.lines()) {
      out.append("  | ").append(Plain.text(line)).append('\n');
    }
  }

  private static String client(Story story) {
    return story.clientIp() == null && story.clientName() == null
        ? null
        : words(story.clientName(), story.clientIp() == null ? null : "[" + story.clientIp() + "]");
  }

  private static String words(String... words) {
    StringBuilder text = new StringBuilder();
    for (String word : words) {
      if (word != null && !word.isEmpty()) {
        text.append(text.isEmpty() ? "" : " ").append(word);
      }
    }
    return text.toString();
  }

  private void field(String name, String text) {
    if (text != null && !text.isEmpty()) {
      out.append(String.format("  %-11s ", name)).append(Plain.text(text)).append('\n');
    }
  }

  private String stamp(Instant time) {
    return SECOND.format(time.atZone(zone));
  }
}
