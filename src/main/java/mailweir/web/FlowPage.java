package mailweir.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import mailweir.answer.Answers;
import mailweir.answer.Figure;
import mailweir.answer.Flow;
import mailweir.answer.FlowJson;
import mailweir.answer.Json;
import mailweir.answer.Plain;
import mailweir.answer.Query;

/**
 * The page of the flow: charts, and the figures that they draw.
 *
 * @param chart what the script draws, as JSON that may stand in a page
 * @param note why something else is shown than what was asked for, or null
 * @param empty why there is nothing to draw, or null
 */
public record FlowPage(
    String heading,
    String mainTitle,
    String spanText,
    List<Frame.Choice> views,
    List<Frame.Choice> modes,
    List<Frame.Choice> splits,
    List<Frame.Choice> figures,
    List<Frame.Choice> hosts,
    String previousUrl,
    String nextUrl,
    String sinceText,
    String untilText,
    List<Hidden> hidden,
    String asOf,
    long age,
    String stepText,
    String chart,
    boolean stacked,
    String note,
    String noteUrl,
    String noteLink,
    String empty,
    String emptyUrl,
    String emptyLink,
    List<Row> rows,
    String csvUrl,
    String jsonUrl,
    HostsStrip strip) {

  /** A parameter that the range's form keeps. */
  public record Hidden(String name, String value) {}

  /** A figure of the table; texts as they are shown. {@code url} null: nothing to open. */
  public record Row(
      String word,
      String label,
      String meaning,
      boolean part,
      boolean bytes,
      String total,
      String mean,
      String peak,
      String url) {}

  private static final List<String> ALWAYS =
      List.of(
          "accepted",
          "delivered",
          "deferred",
          "bounced",
          "expired",
          "refused",
          "tempfailed",
          "spam",
          "virus");
  private static final List<String> WHEN_SOME =
      List.of(
          "banned",
          "discarded",
          "held",
          "redirected",
          "warned",
          "generated",
          "aborted",
          "auth_ok",
          "auth_failed",
          "mailbox_login_ok",
          "mailbox_login_failed",
          "connections",
          "lost_connections",
          "relayed_hops",
          "unaccounted",
          "accepted_bytes",
          "delivered_bytes");
  private static final Map<String, String> STATUS =
      Map.of(
          "delivered",
          "delivered",
          "deferred",
          "deferred",
          "bounced",
          "bounced",
          "expired",
          "expired",
          "refused",
          "rejected",
          "tempfailed",
          "rejected",
          "discarded",
          "discarded",
          "held",
          "held");

  static FlowPage of(Asked asked, Answers answers, WebInfo info) {
    return new Builder(asked, answers, info).page();
  }

  private static final class Builder {
    private final Asked asked;
    private final Answers answers;
    private final WebInfo info;
    private final Query query;
    private final String mode;
    private final String by;
    private final String figure;
    private final boolean chosen;
    private final List<Answers.HostState> known;
    private Span span;
    private Flow flow;
    private String note;
    private Link noteLink;

    Builder(Asked asked, Answers answers, WebInfo info) {
      this.asked = asked;
      this.answers = answers;
      this.info = info;
      this.query = asked.query(40);
      this.mode = asked.text("mode", Set.of("classic", "stacked"), "classic");
      this.by = asked.text("by", Set.of("direction", "host"), "direction");
      this.figure = Api.figure(asked);
      this.chosen = asked.text("view") != null || query.since() != null || query.until() != null;
      this.known = answers.hosts();
      this.span = span();
    }

    private Span span() {
      if (query.since() == null && query.until() == null) {
        return Span.view(asked.text("view", Set.copyOf(Span.VIEWS), "day"), asked.now());
      }
      Instant until = query.until() == null ? asked.now() : query.until();
      Instant since = query.since() == null ? until.minus(Duration.ofDays(1)) : query.since();
      if (!since.isBefore(until)) {
        throw new mailweir.answer.BadQuery("since", "not before the end, " + asked.when(until));
      }
      Span.step(null, since, until);
      return Span.range(since, until, asked.now());
    }

    FlowPage page() {
      flow = answers.flow(query.between(span.since(), span.until()), span.stepSeconds());
      if (!chosen && nothing() && newest().isPresent()) {
        lookBack(newest().get());
      }
      boolean stacked = mode.equals("stacked");
      Link here = here();
      String[] empty = nothing() ? whyEmpty() : new String[3];
      return new FlowPage(
          query.host() == null ? "All hosts" : Plain.text(query.host()),
          stacked ? titled(Figure.of(figure).orElseThrow().label()) + " by " + by : "Mail",
          spanText(),
          Span.VIEWS.stream()
              .map(view ->
                  new Frame.Choice(
                      view,
                      here.with("view", view)
                          .with("since", (String) null)
                          .with("until", (String) null),
                      view.equals(span.view())))
              .toList(),
          List.of(
              new Frame.Choice("classic", here.with("mode", (String) null), !stacked),
              new Frame.Choice("stacked", here.with("mode", "stacked"), stacked)),
          List.of(
              new Frame.Choice(
                  "by direction",
                  here.with("mode", "stacked").with("by", (String) null),
                  stacked && by.equals("direction")),
              new Frame.Choice(
                  "by host",
                  here.with("mode", "stacked").with("by", "host"),
                  stacked && by.equals("host"))),
          (by.equals("host") ? ALWAYS : List.of("accepted", "delivered"))
              .stream()
                  .map(word ->
                      new Frame.Choice(
                          word,
                          here.with("figure", word.equals("accepted") ? null : word),
                          word.equals(figure)))
                  .toList(),
          hosts(here),
          moved(here, -1),
          moved(here, 1),
          asked.stamp(span.since()),
          asked.stamp(span.until()),
          hidden(),
          flow.asOf() == null ? null : asked.when(flow.asOf()),
          flow.asOf() == null
              ? 0
              : Math.max(0, Duration.between(flow.asOf(), asked.now()).toSeconds()),
          stepText(span.stepSeconds()),
          chart(stacked),
          stacked,
          note,
          noteLink == null ? null : noteLink.toString(),
          "Show the last 24 hours",
          empty[0],
          empty[1],
          empty[2],
          rows(),
          api("csv").toString(),
          api(null).toString(),
          HostsStrip.of(asked, known));
    }

    /** An old log: the day that ends with its newest line says more than today's emptiness. */
    private void lookBack(Instant newest) {
      Instant until = newest.plusSeconds(60).truncatedTo(java.time.temporal.ChronoUnit.MINUTES);
      Span back = Span.range(until.minus(Duration.ofDays(1)), until, asked.now());
      Flow old = answers.flow(query.between(back.since(), back.until()), back.stepSeconds());
      if (!nothing(old)) {
        note =
            "Nothing was logged in the last 24 hours. This is the day up to the newest known line, "
                + asked.when(newest)
                + ".";
        noteLink = asked.keep(Link.to("/").with("view", "day").with("host", query.host()));
        span = new Span("day", back.since(), back.until(), back.stepSeconds(), false);
        flow = old;
      }
    }

    private Optional<Instant> newest() {
      return known.stream()
          .filter(host -> query.host() == null || query.host().equalsIgnoreCase(host.host()))
          .map(Answers.HostState::lastLine)
          .filter(Objects::nonNull)
          .max(Comparator.naturalOrder());
    }

    private boolean nothing() {
      return nothing(flow);
    }

    private static boolean nothing(Flow flow) {
      return flow.series().values().stream()
          .allMatch(numbers -> Arrays.stream(numbers).allMatch(number -> number == 0));
    }

    /** A text, and perhaps a link with its label. */
    private String[] whyEmpty() {
      if (known.isEmpty()) {
        String from =
            info.sources().isEmpty()
                ? ""
                : " It comes from " + Plain.cut(String.join(", ", info.sources()), 200) + ".";
        return new String[] {"No line of any log has been read yet." + from, null, null};
      }
      if (query.host() != null
          && known.stream().noneMatch(host -> host.host().equalsIgnoreCase(query.host()))) {
        return new String[] {
          "No log of a host '" + Plain.cut(query.host(), 60) + "' has been read.",
          here().with("host", (String) null).toString(),
          "Show all hosts"
        };
      }
      String span =
          "No mail was logged from "
              + asked.when(this.span.since())
              + " to "
              + asked.when(this.span.until())
              + ".";
      if (newest().isEmpty()) {
        return new String[] {span, null, null};
      }
      Instant newest = newest().get();
      Link day =
          here()
              .with("view", (String) null)
              .with(
                  "since",
                  newest
                      .minus(Duration.ofDays(1))
                      .truncatedTo(java.time.temporal.ChronoUnit.MINUTES))
              .with(
                  "until",
                  newest.plusSeconds(60).truncatedTo(java.time.temporal.ChronoUnit.MINUTES));
      return new String[] {
        span + " The newest known line is of " + asked.when(newest) + ".",
        day.toString(),
        "Show the day before it"
      };
    }

    private Link here() {
      Link link = asked.keep(Link.to("/"));
      if (query.since() != null || query.until() != null) {
        link = link.with("since", asked.text("since")).with("until", asked.text("until"));
      } else {
        link = link.with("view", asked.text("view"));
      }
      return link.with("host", query.host())
          .with("mode", mode.equals("classic") ? null : mode)
          .with("by", by.equals("direction") ? null : by)
          .with("figure", figure.equals("accepted") ? null : figure);
    }

    private List<Frame.Choice> hosts(Link here) {
      List<Frame.Choice> choices = new ArrayList<>();
      choices.add(
          new Frame.Choice("all hosts", here.with("host", (String) null), query.host() == null));
      known.forEach(host ->
          choices.add(
              new Frame.Choice(
                  Plain.text(host.host()),
                  here.with("host", host.host()),
                  host.host().equalsIgnoreCase(query.host()))));
      return choices;
    }

    private List<Hidden> hidden() {
      List<Hidden> hidden = new ArrayList<>();
      for (String name : List.of("host", "mode", "by", "figure", "tz")) {
        if (asked.text(name) != null) {
          hidden.add(new Hidden(name, asked.text(name)));
        }
      }
      return hidden;
    }

    /** The span before or after, as a chosen range; none after now. */
    private String moved(Link here, int direction) {
      Duration length = Duration.between(span.since(), span.until());
      Instant since = span.since().plus(length.multipliedBy(direction));
      if (direction > 0 && (span.live() || !span.until().isBefore(asked.now()))) {
        return null;
      }
      return here.with("view", (String) null)
          .with("since", since)
          .with("until", since.plus(length))
          .toString();
    }

    private static String titled(String label) {
      return Character.toUpperCase(label.charAt(0)) + label.substring(1);
    }

    private String spanText() {
      return asked.stamp(span.since()).substring(0, 16)
          + " – "
          + asked.stamp(span.until()).substring(0, 16)
          + " "
          + asked.zoneName(span.until());
    }

    private static String stepText(int seconds) {
      return seconds % 86_400 == 0
          ? days(seconds / 86_400)
          : seconds % 3600 == 0 ? seconds / 3600 + " h" : seconds / 60 + " min";
    }

    private static String days(int days) {
      return days == 1 ? "1 day" : days + " days";
    }

    private String chart(boolean stacked) {
      ObjectNode node = FlowJson.of(flow).put("now", asked.now().toString());
      node.put("live", span.live())
          .put("mode", stacked ? "stacked" : "classic")
          .put("by", by)
          .put("figure", figure)
          .put("zone", asked.zoneId());
      node.put("window_seconds", Duration.between(span.since(), span.until()).toSeconds());
      node.put("zone_name", asked.zoneName(asked.now()));
      if (note != null) {
        known.stream()
            .map(Answers.HostState::lastLine)
            .filter(Objects::nonNull)
            .max(Comparator.naturalOrder())
            .ifPresent(newest -> node.put("watch", newest.toString()));
      }
      Link api =
          Link.to("/api/v1/flow")
              .with("step", Integer.toString(span.stepSeconds()))
              .with("host", query.host());
      Link trace = asked.keep(Link.to("/trace").with("host", query.host()));
      if (stacked && by.equals("host")) {
        api = api.with("by", "host").with("figure", figure);
        node.set(
            "by_host",
            Api.byHost(answers, query.between(span.since(), span.until()), flow, figure));
      }
      node.put("api", api.toString()).put("trace", trace.toString());
      node.put(
          "zoom",
          here()
              .with("view", (String) null)
              .with("since", (String) null)
              .with("until", (String) null)
              .toString());
      return Json.line(node);
    }

    private Link api(String format) {
      return Link.to("/api/v1/flow")
          .with("since", span.since())
          .with("until", span.until())
          .with("step", Integer.toString(span.stepSeconds()))
          .with("host", query.host())
          .with("format", format);
    }

    private List<Row> rows() {
      List<Row> rows = new ArrayList<>();
      for (String word : ALWAYS) {
        rows.add(row(word, false));
        for (String direction : List.of("inbound", "outbound", "internal")) {
          if (sum(word + "." + direction) > 0) {
            rows.add(row(word + "." + direction, true));
          }
        }
      }
      WHEN_SOME.stream().filter(word -> sum(word) > 0).forEach(word -> rows.add(row(word, false)));
      return rows;
    }

    private long sum(String word) {
      long[] numbers = flow.series().get(word);
      return numbers == null ? 0 : Arrays.stream(numbers).sum();
    }

    private Row row(String word, boolean part) {
      Figure known = Figure.of(word).orElseThrow();
      boolean bytes = known.unit().equals("bytes");
      String label = part ? word.substring(word.indexOf('.') + 1) : known.label();
      long[] numbers = flow.series().get(word);
      String status = STATUS.get(known.word());
      boolean opens = known == Figure.ACCEPTED || status != null;
      String url = null;
      if (opens && !part) {
        url =
            asked
                .keep(
                    Link.to("/trace")
                        .with("since", span.since())
                        .with("until", span.until())
                        .with("host", query.host())
                        .with("status", status))
                .toString();
      }
      if (numbers == null) {
        return new Row(word, label, known.meaning(), part, bytes, "–", "–", "–", null);
      }
      double minutes = Math.max(1, Duration.between(span.since(), span.until()).toSeconds() / 60.0);
      long sum = sum(word);
      double peak = Arrays.stream(numbers).max().orElse(0) / (span.stepSeconds() / 60.0);
      return new Row(
          word,
          label,
          known.meaning(),
          part,
          bytes,
          bytes ? Plain.bytes(sum) : Plain.number(sum),
          rate(sum / minutes, bytes),
          rate(peak, bytes),
          url);
    }

    private static String rate(double rate, boolean bytes) {
      return bytes
          ? Plain.bytes(Math.round(rate))
          : rate >= 99.95
              ? Plain.number(Math.round(rate))
              : String.format(Locale.ROOT, rate >= 1 || rate == 0 ? "%.1f" : "%.2f", rate);
    }
  }
}
