package mailweir.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mailweir.alert.AlertJson;
import mailweir.alert.Desk;
import mailweir.alert.Snapshot;
import mailweir.answer.Answers;
import mailweir.answer.Csv;
import mailweir.answer.Figure;
import mailweir.answer.Flow;
import mailweir.answer.FlowJson;
import mailweir.answer.Json;
import mailweir.answer.Query;
import mailweir.answer.Report;
import mailweir.answer.ReportJson;
import mailweir.answer.ReportText;
import mailweir.answer.SampleSeries;
import mailweir.answer.Story;
import mailweir.answer.StoryJson;

/**
 * The HTTP API under {@code /api/v1}: the answers as JSON (times RFC 3339 UTC), also as CSV, NDJSON or text by {@code format}. A page of
 * stories names the next in a {@code Link} header. What cannot be asked is told as {@code application/problem+json} with its parameter.
 */
final class Api {
  private final Answers answers;
  private final Desk desk;
  private final Clock clock;
  private final WebInfo info;
  private final QueueApi queues;

  Api(Answers answers, Desk desk, Fleet fleet, Clock clock, WebInfo info) {
    this.answers = answers;
    this.desk = desk;
    this.clock = clock;
    this.info = info;
    this.queues = new QueueApi(answers, fleet, clock, info);
  }

  /** Every address, in the order in which they are explained. */
  List<Route> routes() {
    List<Route> all = new ArrayList<>(own());
    all.addAll(all.size() - 2, queues.routes());
    return List.copyOf(all);
  }

  private List<Route> own() {
    return List.of(
        new Route(
            "/api/v1/report",
            "The figures of a day or a span.",
            List.of("day", "since", "until", "host", "format"),
            List.of("json", "csv", "text"),
            this::report),
        new Route(
            "/api/v1/flow",
            "Counters over time, in steps of so many seconds; by=host splits one figure by host.",
            List.of("since", "until", "step", "host", "by", "figure", "format"),
            List.of("json", "csv"),
            this::flow),
        new Route(
            "/api/v1/trace",
            "Stories that fit the filters, newest first.",
            with(Asked.filters(), "cursor", "lines", "format"),
            List.of("json", "ndjson", "csv"),
            this::trace),
        new Route(
            "/api/v1/trace/{id}",
            "One story with its lines.",
            List.of(),
            List.of("json"),
            this::story),
        new Route(
            "/api/v1/unknown",
            "What was not understood, by shape, most frequent first.",
            List.of("day", "since", "until", "host", "limit", "format"),
            List.of("json", "csv"),
            this::unknown),
        new Route(
            "/api/v1/hosts",
            "The hosts whose logs are read, when each last spoke, and how each of its sources is.",
            List.of(),
            List.of("json"),
            this::hosts),
        new Route(
            "/api/v1/samples",
            "Figures of any kind over time, by metric and host; the last day unless a span is named.",
            List.of("metric", "since", "until", "host", "step"),
            List.of("json"),
            this::samples),
        new Route(
            "/api/v1/alerts",
            "Alerts that are open and those that are over, silences, and how the channels are.",
            List.of(),
            List.of("json"),
            this::alerts),
        new Route(
            "/api/v1/health",
            "Whether questions can be answered.",
            List.of(),
            List.of("json"),
            this::health),
        new Route("/openapi.json", "This description.", List.of(), List.of("json"), this::openApi));
  }

  private static List<String> with(List<String> names, String... more) {
    List<String> all = new ArrayList<>(names);
    all.addAll(List.of(more));
    return List.copyOf(all);
  }

  private Asked asked(Context ctx, String path) {
    Route route =
        routes().stream().filter(one -> one.path().equals(path)).findFirst().orElseThrow();
    return new Asked(ctx, clock, info.zone()).only(route.parameters());
  }

  private void report(Context ctx) {
    Asked asked = asked(ctx, "/api/v1/report");
    String format = asked.text("format", Set.of("json", "csv", "text"), "json");
    Report report = answers.report(asked.dayQuery(40));
    StringBuilder csv = new StringBuilder();
    switch (format) {
      case "csv" -> {
        Csv.report(report, csv);
        csv(ctx, "report", csv);
      }
      case "text" ->
          ctx.contentType("text/plain;charset=utf-8").result(ReportText.of(report, asked.zone()));
      default -> json(ctx, Json.pretty(ReportJson.of(report)));
    }
  }

  private void flow(Context ctx) {
    Asked asked = asked(ctx, "/api/v1/flow");
    String format = asked.text("format", Set.of("json", "csv"), "json");
    Query query = asked.query(40);
    Instant until = query.until() == null ? asked.now() : query.until();
    Instant since = query.since() == null ? until.minusSeconds(86_400) : query.since();
    if (!since.isBefore(until)) {
      throw new mailweir.answer.BadQuery("since", "not before until, " + until);
    }
    int step = Span.step(asked.text("step"), since, until);
    boolean split = asked.text("by", Set.of("host"), null) != null;
    Query span = query.between(since, until);
    Flow flow = answers.flow(span, step);
    if (format.equals("csv")) {
      StringBuilder csv = new StringBuilder();
      Csv.flow(flow, csv);
      csv(ctx, "flow", csv);
      return;
    }
    ObjectNode node = FlowJson.of(flow).put("now", asked.now().toString());
    if (split) {
      node.set("by_host", byHost(answers, span, flow, figure(asked)));
    }
    json(ctx, Json.line(node));
  }

  /** The counter that is split, {@code accepted} unless another is named. */
  static String figure(Asked asked) {
    String text = asked.text("figure");
    if (text == null) {
      return "accepted";
    }
    if (Figure.of(text).isEmpty() || text.indexOf('.') >= 0) {
      throw new mailweir.answer.BadQuery(
          "figure",
          "no such counter; there are "
              + String.join(
                  ", ", java.util.Arrays.stream(Figure.values()).map(Figure::word).toList()));
    }
    return text;
  }

  /** One counter of a span, host by host. */
  static ObjectNode byHost(Answers answers, Query span, Flow flow, String figure) {
    ObjectNode hosts = Json.object();
    for (String host : flow.hosts()) {
      if (span.host() != null && !span.host().equalsIgnoreCase(host)) {
        continue;
      }
      ArrayNode numbers = hosts.putArray(host);
      long[] series = answers.flow(span.onHost(host), flow.stepSeconds()).series().get(figure);
      if (series != null) {
        for (long number : series) {
          numbers.add(number);
        }
      }
    }
    return hosts;
  }

  private void trace(Context ctx) {
    Asked asked = asked(ctx, "/api/v1/trace");
    String format = asked.text("format", Set.of("json", "ndjson", "csv"), "json");
    boolean lines = asked.text("lines", Set.of("true", "false"), "false").equals("true");
    Query query = asked.query(40);
    Paging page = Paging.of(answers, query, lines, asked.text("cursor"));
    if (page.next() != null) {
      Link next =
          Link.to("/api/v1/trace")
              .with(query)
              .with("limit", Integer.toString(query.limit()))
              .with("lines", lines ? "true" : null)
              .with("format", format.equals("json") ? null : format)
              .with("cursor", page.next());
      ctx.header("Link", "<" + next + ">; rel=\"next\"");
    }
    StringBuilder out = new StringBuilder();
    switch (format) {
      case "csv" -> {
        Csv.stories(page.stories(), out);
        csv(ctx, "trace", out);
      }
      case "ndjson" -> {
        page.stories().forEach(story -> out.append(Json.line(StoryJson.of(story))).append('\n'));
        ctx.contentType("application/x-ndjson").result(out.toString());
      }
      default -> json(ctx, Json.pretty(StoryJson.of(page.stories())));
    }
  }

  private void story(Context ctx) {
    asked(ctx, "/api/v1/trace/{id}");
    Story story =
        answers
            .story(ctx.pathParam("id"))
            .orElseThrow(() -> new HttpResponseException(404, "no story has this id", Map.of()));
    json(ctx, Json.pretty(StoryJson.of(story)));
  }

  private void unknown(Context ctx) {
    Asked asked = asked(ctx, "/api/v1/unknown");
    String format = asked.text("format", Set.of("json", "csv"), "json");
    List<Report.Shape> shapes = answers.unknown(asked.dayQuery(100));
    if (format.equals("csv")) {
      StringBuilder csv = new StringBuilder();
      Csv.unknown(shapes, csv);
      csv(ctx, "unknown", csv);
    } else {
      json(ctx, Json.pretty(ReportJson.unknown(shapes)));
    }
  }

  private void hosts(Context ctx) {
    asked(ctx, "/api/v1/hosts");
    Map<String, List<Snapshot.Source>> watched = AlertJson.byHost(desk.snapshot());
    ArrayNode list = Json.array();
    for (Answers.HostState host : answers.hosts()) {
      ObjectNode node = list.addObject().put("host", host.host());
      if (host.lastLine() != null) {
        node.put("last_line", host.lastLine().toString());
      }
      node.put("lines", host.lines());
      List<Snapshot.Source> sources = watched.remove(host.host());
      if (sources != null) {
        AlertJson.host(node, sources);
      }
    }
    watched.forEach((host, sources) ->
        AlertJson.host(list.addObject().put("host", host).put("lines", 0), sources));
    json(ctx, Json.pretty(list));
  }

  private void samples(Context ctx) {
    Asked asked = asked(ctx, "/api/v1/samples");
    Query query = asked.query(40);
    Instant until = query.until() == null ? asked.now() : query.until();
    Instant since = query.since() == null ? until.minusSeconds(86_400) : query.since();
    if (!since.isBefore(until)) {
      throw new mailweir.answer.BadQuery("since", "not before until, " + until);
    }
    int step = Span.step(asked.text("step"), since, until);
    int steps = (int) Math.ceilDiv(until.getEpochSecond() - since.getEpochSecond(), step);
    Query span = query.between(since, since.plusSeconds((long) steps * step));
    ArrayNode all = Json.array();
    for (SampleSeries one : answers.samples(span, asked.text("metric"), steps)) {
      ObjectNode node =
          all.addObject()
              .put("metric", one.metric())
              .put("host", one.host())
              .put("last", one.last())
              .put("last_time", one.lastTime().toString())
              .put("least", one.least())
              .put("mean", one.mean())
              .put("most", one.most());
      ArrayNode points = node.putArray("points");
      one.points()
          .forEach(
              p -> points.addObject().put("time", p.time().toString()).put("value", p.value()));
    }
    json(ctx, Json.line(all));
  }

  private void alerts(Context ctx) {
    asked(ctx, "/api/v1/alerts");
    json(ctx, Json.pretty(AlertJson.of(desk.snapshot())));
  }

  private void health(Context ctx) {
    asked(ctx, "/api/v1/health");
    List<Answers.HostState> hosts = answers.hosts();
    ObjectNode node =
        Json.object()
            .put("status", "ok")
            .put("version", info.version())
            .put("now", clock.instant().toString())
            .put("hosts", hosts.size());
    hosts.stream()
        .map(Answers.HostState::lastLine)
        .filter(java.util.Objects::nonNull)
        .max(Comparator.naturalOrder())
        .ifPresent(last -> node.put("as_of", last.toString()));
    json(ctx, Json.pretty(node));
  }

  private void openApi(Context ctx) {
    json(ctx, Json.pretty(OpenApi.of(routes(), info.version())));
  }

  private static void json(Context ctx, String text) {
    ctx.contentType("application/json").result(text);
  }

  private static void csv(Context ctx, String name, StringBuilder text) {
    ctx.contentType("text/csv;charset=utf-8")
        .header("Content-Disposition", "attachment; filename=\"mailweir-" + name + ".csv\"")
        .result(text.toString());
  }

  /** A problem document (RFC 9457). */
  static void problem(Context ctx, int status, String detail, String parameter) {
    ObjectNode node =
        Json.object()
            .put("type", "about:blank")
            .put("title", WebServer.titles().getOrDefault(status, "Error"))
            .put("status", status);
    node.put("detail", detail);
    if (parameter != null) {
      node.put("parameter", parameter);
    }
    ctx.contentType("application/problem+json").result(Json.pretty(node));
  }
}
