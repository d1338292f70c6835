package mailweir.web;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mailweir.answer.Answers;
import mailweir.answer.Plain;
import mailweir.answer.Query;
import mailweir.answer.QueryParser;
import mailweir.answer.Story;

/**
 * The page of the stories that fit a query.
 *
 * @param nextUrl the following page, or null
 * @param empty why there is none, or null
 */
public record TracePage(
    List<Row> rows,
    String zone,
    String heading,
    String nextUrl,
    boolean first,
    String firstUrl,
    String empty,
    List<Frame.Choice> hints,
    List<Frame.Choice> statuses,
    String csvUrl,
    String jsonUrl) {
  private static final int NAMED = 4;
  private static final int NAMED_IN_TITLE = 40;

  /** One story, as a row. */
  public record Row(
      String url,
      String time,
      String state,
      String stateStyle,
      String from,
      List<Pill> pills,
      String to,
      String toTitle,
      String client,
      String clientUrl,
      String clientTitle,
      String hosts,
      String size,
      String subject) {}

  /** How many recipients have a state. */
  public record Pill(String state, String style, long count) {}

  static TracePage of(Asked asked, Answers answers) {
    Query query = asked.query(40);
    String cursor = asked.text("cursor");
    Paging page = Paging.of(answers, query, false, cursor);
    Link here = asked.keep(Link.to("/trace").with(query).with("limit", asked.text("limit")));
    Link api =
        Link.to("/api/v1/trace")
            .with(query)
            .with("limit", Integer.toString(query.limit()))
            .with("cursor", cursor);
    boolean empty = page.stories().isEmpty();
    List<Frame.Choice> statuses = new ArrayList<>();
    statuses.add(
        new Frame.Choice("any state", here.with("status", (String) null), query.status() == null));
    QueryParser.STATES.forEach(state ->
        statuses.add(
            new Frame.Choice(state, here.with("status", state), state.equals(query.status()))));
    return new TracePage(
        page.stories().stream().map(story -> row(asked, story)).toList(),
        asked.zoneName(asked.now()),
        heading(asked, query),
        page.next() == null ? null : here.with("cursor", page.next()).toString(),
        cursor == null,
        here.toString(),
        empty ? whyEmpty(asked, answers, query, cursor) : null,
        empty ? hints(asked, query) : List.of(),
        statuses,
        api.with("format", "csv").toString(),
        api.toString());
  }

  private static String heading(Asked asked, Query query) {
    if (query.since() == null && query.until() == null) {
      return "all that is kept, newest first";
    }
    return (query.since() == null ? "up to " : asked.stamp(query.since()) + " – ")
        + (query.until() == null ? "now" : asked.stamp(query.until()))
        + " "
        + asked.zoneName(query.until() == null ? asked.now() : query.until())
        + ", newest first";
  }

  private static String whyEmpty(Asked asked, Answers answers, Query query, String cursor) {
    if (cursor != null) {
      return "That was the last of them.";
    }
    if (answers.hosts().isEmpty()) {
      return "No line of any log has been read yet.";
    }
    String line = asked.line(query);
    return line.isEmpty()
        ? "No message is known."
        : "No message fits " + Plain.cut(line, 200) + ".";
  }

  private static List<Frame.Choice> hints(Asked asked, Query query) {
    List<Frame.Choice> hints = new ArrayList<>();
    Link here = asked.keep(Link.to("/trace").with(query));
    if (query.any() != null && !query.any().startsWith("*") && !query.any().endsWith("*")) {
      hints.add(
          new Frame.Choice(
              "Look for it as a part of an address, id or name",
              here.with("q", Link.quoted("*" + query.any() + "*")),
              false));
    }
    if (query.since() != null || query.until() != null) {
      hints.add(
          new Frame.Choice(
              "Look at all times",
              here.with("since", (String) null).with("until", (String) null),
              false));
    }
    if (query.status() != null) {
      hints.add(new Frame.Choice("Look for any state", here.with("status", (String) null), false));
    }
    return hints;
  }

  private static Row row(Asked asked, Story story) {
    List<Story.Recipient> sorted =
        story.to().stream()
            .sorted(Comparator.comparingInt(one -> States.rank(one.state())))
            .toList();
    Map<String, Long> states = new LinkedHashMap<>();
    sorted.forEach(one -> states.merge(one.state() == null ? "" : one.state(), 1L, Long::sum));
    if (states.isEmpty()) {
      states.put(story.state() == null ? "" : story.state(), 1L);
    }
    List<String> addresses = sorted.stream().map(one -> Plain.cut(one.address(), 200)).toList();
    String client =
        story.clientName() == null || story.clientName().equals("unknown")
            ? story.clientIp()
            : story.clientName();
    return new Row(
        asked.keep(Link.story(story.id())).toString(),
        asked.stamp(story.time()),
        Plain.text(story.state()),
        States.style(story.state()),
        sender(story.from()),
        states.entrySet().stream()
            .map(one ->
                new Pill(Plain.text(one.getKey()), States.style(one.getKey()), one.getValue()))
            .toList(),
        String.join(", ", addresses.stream().limit(NAMED).toList())
            + (addresses.size() > NAMED ? ", …" : ""),
        String.join("\n", addresses.stream().limit(NAMED_IN_TITLE).toList()),
        Plain.text(client),
        story.clientIp() == null
            ? null
            : asked.keep(Link.to("/trace").with("client", story.clientIp())).toString(),
        Plain.text(story.clientIp()),
        Plain.text(
            String.join(" ", story.hops().stream().map(Story.Hop::host).distinct().toList())),
        story.size() > 0 ? Plain.bytes(story.size()) : "",
        Plain.text(story.subject()));
  }

  /** A sender as shown: the null sender is {@code <>}. */
  static String sender(String from) {
    return from == null ? "" : from.isEmpty() ? "<>" : Plain.text(from);
  }
}
