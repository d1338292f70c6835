package mailweir.web;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import mailweir.answer.Plain;
import mailweir.answer.Story;
import mailweir.bounce.StatusCodes;

/** The page of one story: what is known of the message, its way, what became of it for each recipient, and the lines that say so. */
public record StoryPage(
    String title,
    String state,
    String stateStyle,
    String zone,
    List<Fact> facts,
    List<Step> steps,
    List<Recipient> to,
    List<String> lines,
    String jsonUrl) {

  /** A name with what it is; {@code url} opens what has the same. */
  public record Fact(String name, String text, String url, String linkTitle) {}

  /** A point of the way. {@code kind}: {@code arrival hop verdict}. */
  public record Step(
      Instant at, String kind, String time, String title, String detail, String more) {}

  public record Recipient(
      String address,
      String url,
      String origTo,
      String state,
      String style,
      String time,
      String attempts,
      String relay,
      String dsn,
      String meaning,
      String text) {}

  static StoryPage of(Asked asked, Story story) {
    String subject = Plain.text(story.subject());
    return new StoryPage(
        !subject.isEmpty()
            ? subject
            : story.state() != null && story.state().equals("rejected")
                ? "Refused before it was accepted"
                : "Message from " + TracePage.sender(story.from()),
        Plain.text(story.state()),
        States.style(story.state()),
        story.time() == null ? "" : asked.zoneName(story.time()),
        facts(asked, story),
        steps(asked, story),
        story.to().stream()
            .sorted(Comparator.comparingInt(one -> States.rank(one.state())))
            .map(one -> recipient(asked, one))
            .toList(),
        story.lines().stream().map(Plain::text).toList(),
        Link.to("/api/v1" + Link.story(story.id())).toString());
  }

  private static List<Fact> facts(Asked asked, Story story) {
    List<Fact> facts = new ArrayList<>();
    fact(facts, "Time", asked.when(story.time()), null, null);
    if (story.from() != null) {
      fact(
          facts,
          "From",
          TracePage.sender(story.from()),
          same(asked, "from", story.from().isEmpty() ? "<>" : story.from()),
          "all from this sender");
    }
    fact(
        facts,
        "Client",
        client(story),
        same(asked, "client", story.clientIp() == null ? story.clientName() : story.clientIp()),
        "all from this client");
    fact(
        facts,
        "Account",
        Plain.text(story.account()),
        same(asked, "account", story.account()),
        "all of this account");
    fact(facts, "Origin", Plain.text(story.origin()), null, null);
    fact(
        facts,
        "Size",
        story.size() > 0 ? Plain.bytes(story.size()) + " (" + Plain.number(story.size()) + ")" : "",
        null,
        null);
    fact(
        facts,
        "Message-ID",
        Plain.text(story.messageId()),
        same(asked, "message-id", story.messageId()),
        "all with this Message-ID");
    return facts;
  }

  private static void fact(
      List<Fact> facts, String name, String text, String url, String linkTitle) {
    if (text != null && !text.isEmpty()) {
      facts.add(new Fact(name, text, url, linkTitle));
    }
  }

  private static String same(Asked asked, String filter, String text) {
    return text == null || text.length() > 500
        ? null
        : asked.keep(Link.to("/trace").with(filter, text)).toString();
  }

  private static String client(Story story) {
    String name = Plain.text(story.clientName());
    String ip = story.clientIp() == null ? "" : "[" + Plain.text(story.clientIp()) + "]";
    return (name + " " + ip).strip();
  }

  private static List<Step> steps(Asked asked, Story story) {
    List<Step> steps = new ArrayList<>();
    String client = client(story);
    if (!client.isEmpty()) {
      steps.add(
          new Step(
              story.time(),
              "arrival",
              asked.stamp(story.time()),
              "Client " + client,
              story.account() == null ? null : "logged in as " + Plain.text(story.account()),
              null));
    }
    Instant last = story.time();
    for (Story.Hop hop : story.hops()) {
      String stay =
          hop.fromTime() == null
              ? null
              : hop.toTime() == null
                  ? "still in the queue"
                  : "left the queue after " + length(hop.fromTime(), hop.toTime());
      last = hop.fromTime() == null ? last : hop.fromTime();
      steps.add(
          new Step(
              last,
              "hop",
              asked.stamp(hop.fromTime()),
              Plain.text(hop.host())
                  + (hop.queueId() == null ? "" : " " + Plain.text(hop.queueId())),
              stay,
              hop.joinedBy() == null ? null : "joined by " + Plain.text(hop.joinedBy())));
    }
    for (Story.Verdict verdict : story.verdicts()) {
      String score =
          Double.isNaN(verdict.score())
              ? null
              : String.format(Locale.ROOT, "score %.1f", verdict.score());
      steps.add(
          new Step(
              verdict.time() == null ? last : verdict.time(),
              "verdict",
              asked.stamp(verdict.time()),
              words(verdict.filter(), verdict.category(), verdict.action()),
              verdict.name() == null ? null : Plain.text(verdict.name()),
              score));
    }
    steps.sort(Comparator.comparing(Step::at, Comparator.nullsFirst(Comparator.naturalOrder())));
    return steps;
  }

  private static String words(String... words) {
    StringBuilder text = new StringBuilder();
    for (String word : words) {
      if (word != null && !word.isEmpty()) {
        text.append(text.isEmpty() ? "" : " · ").append(Plain.text(word));
      }
    }
    return text.toString();
  }

  private static String length(Instant from, Instant to) {
    Duration stay = Duration.between(from, to);
    return HostsStrip.ago(stay.isNegative() ? Duration.ZERO : stay);
  }

  /** The class of a failure's answer and the words for its code. */
  private static String meaning(Story.Recipient one) {
    String code = "delivered".equals(one.state()) ? null : StatusCodes.text(one.dsn());
    return one.bounceClass() == null
        ? code
        : one.bounceClass() + " (" + one.bounceGroup() + ")" + (code == null ? "" : ", " + code);
  }

  private static Recipient recipient(Asked asked, Story.Recipient one) {
    String orig =
        one.origTo() == null || one.origTo().equals(one.address())
            ? null
            : Plain.text(one.origTo());
    return new Recipient(
        Plain.text(one.address()),
        same(asked, "to", one.address()),
        orig,
        Plain.text(one.state()),
        States.style(one.state()),
        asked.stamp(one.time()),
        one.attempts() == 1 ? "1 attempt" : one.attempts() + " attempts",
        Plain.text(one.relay()),
        Plain.text(one.dsn()),
        meaning(one),
        Plain.text(one.text()));
  }
}
