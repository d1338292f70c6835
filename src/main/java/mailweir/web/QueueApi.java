package mailweir.web;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import mailweir.action.Deed;
import mailweir.action.OrderJson;
import mailweir.answer.Answers;
import mailweir.answer.Csv;
import mailweir.answer.Json;
import mailweir.answer.PlaceForecast;
import mailweir.answer.QueueLevels;
import mailweir.queue.Forecast;
import mailweir.queue.Group;
import mailweir.queue.Level;
import mailweir.queue.PlaceState;
import mailweir.queue.Standing;
import mailweir.queue.Waiting;

/** What the page Queues shows, for programs: places with their forecasts, levels over time, who fills them, messages. */
final class QueueApi {
  private static final int MOST = 1_000;

  private final Answers answers;
  private final Fleet fleet;
  private final Clock clock;
  private final WebInfo info;

  QueueApi(Answers answers, Fleet fleet, Clock clock, WebInfo info) {
    this.answers = answers;
    this.fleet = fleet;
    this.clock = clock;
    this.info = info;
  }

  List<Route> routes() {
    return List.of(
        new Route(
            "/api/v1/queues",
            "How full each place is, and where that goes; now, or at an instant.",
            with("at", "format"),
            List.of("json", "csv"),
            this::places),
        new Route(
            "/api/v1/queues/levels",
            "Levels of queues over time: of the last hour, day or week before an instant.",
            with("at", "view", "format"),
            List.of("json", "csv"),
            this::levels),
        new Route(
            "/api/v1/queues/top",
            "What waits, counted by host, queue, domain, sender, relay, account, reason or age.",
            with("at", "by", "limit", "format"),
            List.of("json", "csv"),
            this::top),
        new Route(
            "/api/v1/queues/messages",
            "Messages that wait, the oldest first.",
            with("at", "limit", "format"),
            List.of("json", "csv"),
            this::messages),
        new Route(
            "/api/v1/actions",
            "What was done with mail servers, by whom and why, and how far each host is; the newest first.",
            List.of("limit", "format"),
            List.of("json", "csv"),
            this::actions));
  }

  private static List<String> with(String... more) {
    List<String> all = new ArrayList<>(QueueAsked.FILTERS);
    all.addAll(List.of(more));
    return List.copyOf(all);
  }

  private Asked asked(Context ctx) {
    Route route =
        routes().stream().filter(r -> r.path().equals(ctx.path())).findFirst().orElseThrow();
    return new Asked(ctx, clock, info.zone()).only(route.parameters());
  }

  /** Rows as JSON, or as CSV with the names of the first row's fields. */
  private static void answer(Context ctx, Asked asked, String name, ArrayNode rows) {
    if (asked.text("format", Set.of("json", "csv"), "json").equals("json")) {
      ctx.contentType("application/json").result(Json.pretty(rows));
      return;
    }
    List<List<String>> cells = new ArrayList<>();
    List<String> heads = new ArrayList<>();
    rows.forEach(row ->
        row.fieldNames()
            .forEachRemaining(f -> {
              if (!heads.contains(f)) {
                heads.add(f);
              }
            }));
    cells.add(heads);
    rows.forEach(row ->
        cells.add(
            heads.stream()
                .map(h ->
                    row.path(h).isValueNode()
                        ? row.path(h).asText()
                        : row.path(h).isMissingNode() ? "" : row.path(h).toString())
                .toList()));
    StringBuilder text = new StringBuilder();
    Csv.cells(cells, text);
    ctx.contentType("text/csv;charset=utf-8")
        .header("Content-Disposition", "attachment; filename=\"mailweir-" + name + ".csv\"")
        .result(text.toString());
  }

  private static String time(long micros) {
    return PlaceForecast.instant(micros).toString();
  }

  private static ArrayNode ages(ObjectNode node, List<Long> ages) {
    ArrayNode all = node.putArray("ages");
    ages.forEach(all::add);
    return all;
  }

  private void places(Context ctx) {
    Asked asked = asked(ctx);
    QueueAsked what = QueueAsked.of(asked);
    ArrayNode rows = Json.array();
    for (PlaceForecast p :
        PlaceForecast.of(
            answers.queues(),
            fleet.bounds(),
            what.filter().host(),
            what.isPast() ? what.at() : null,
            asked.now())) {
      PlaceState state = p.state();
      Forecast f = p.forecast();
      ObjectNode row =
          rows.addObject()
              .put("host", state.host())
              .put("server", state.place().server())
              .put("place", state.place().name());
      if (state.time() > 0) {
        row.put("seen", time(state.time()));
      }
      row.put("count", state.waiting())
          .put("listed", state.listed())
          .put("sampled", state.isSampled())
          .put("may_be_wrong", state.mayBeWrong());
      row.put("mood", f.level() < 0 ? "unseen" : f.mood().word())
          .put("drains", f.drains())
          .put("forecast", f.words())
          .put("promise", f.promiseWords());
      number(row, "a_minute", f.rate());
      number(row, "came_a_minute", f.in());
      number(row, "gone_a_minute", f.out());
      if (f.normalAt() != 0) {
        row.put("normal_at", time(f.normalAt()));
      }
      if (f.promiseAt() != 0) {
        row.put("promise_broken_at", time(f.promiseAt()));
      }
      ArrayNode errors = row.putArray("errors");
      for (Forecast.Miss m : f.errors()) {
        ObjectNode one =
            errors
                .addObject()
                .put("minutes_ago", m.ahead())
                .put("said", m.said())
                .put("came", m.came())
                .put("compared", m.compared());
        number(one, "typical", m.typical());
        number(one, "typical_share", m.share());
      }
      ArrayNode queues = row.putArray("queues");
      for (Level level : state.levels()) {
        ObjectNode one = queues.addObject().put("queue", level.queue()).put("count", level.count());
        ages(one, level.ages());
        if (level.oldest() > 0) {
          one.put("oldest", time(level.oldest()));
        }
      }
      if (state.problem() != null) {
        row.put("problem", state.problem());
      }
    }
    answer(ctx, asked, "queues", rows);
  }

  private static void number(ObjectNode node, String name, double value) {
    if (Double.isFinite(value)) {
      node.put(name, Math.round(value * 1_000) / 1_000.0);
    }
  }

  private void levels(Context ctx) {
    Asked asked = asked(ctx);
    QueueAsked what = QueueAsked.of(asked);
    HeatMap.View view =
        HeatMap.View.valueOf(
            asked.text("view", Set.of("hour", "day", "week"), "day").toUpperCase(Locale.ROOT));
    Instant since = view.begin(what.at());
    Instant until = since.plus(view.step.multipliedBy(view.steps));
    ArrayNode rows = Json.array();
    for (QueueLevels one :
        answers
            .queues()
            .levels(what.query(MOST).at(null).between(since, until), (int) view.step.toSeconds())) {
      for (QueueLevels.Point p : one.points()) {
        ObjectNode row =
            rows.addObject()
                .put("time", p.time().toString())
                .put("host", one.host())
                .put("place", one.place().name())
                .put("queue", one.queue())
                .put("count", p.count());
        ages(row, p.ages());
      }
    }
    answer(ctx, asked, "queue-levels", rows);
  }

  private void top(Context ctx) {
    Asked asked = asked(ctx);
    QueueAsked what = QueueAsked.of(asked);
    ArrayNode rows = Json.array();
    for (Group one :
        answers.queues().top(what.query(asked.query(MOST).limit()), what.by()).groups()) {
      ObjectNode row = rows.addObject().put(what.by().word(), one.name());
      if (one.note() != null) {
        row.put("name", one.note());
      }
      row.put("count", one.count())
          .put("share", Math.round(one.share() * 10_000) / 10_000.0)
          .put("oldest", one.oldest() == 0 ? null : time(one.oldest()))
          .put("suspicious", one.isSuspicious());
    }
    answer(ctx, asked, "queue-top", rows);
  }

  private void messages(Context ctx) {
    Asked asked = asked(ctx);
    QueueAsked what = QueueAsked.of(asked);
    ArrayNode rows = Json.array();
    answers
        .queues()
        .messages(what.query(asked.query(MOST).limit()))
        .forEach(one -> message(rows.addObject(), one));
    answer(ctx, asked, "queue-messages", rows);
  }

  private void actions(Context ctx) {
    Asked asked = asked(ctx);
    ArrayNode rows = Json.array();
    for (Deed deed : fleet.operator().deeds(asked.query(ActionsPage.MOST).limit())) {
      ObjectNode row =
          rows.addObject()
              .put("id", deed.id())
              .put("at", deed.at().toString())
              .put("by", deed.by())
              .put("reason", deed.reason())
              .put("what", deed.plan().words())
              .put("messages", deed.plan().messages())
              .put("hosts", deed.hosts())
              .put("hosts_done", deed.hostsDone())
              .put("open", deed.isOpen())
              .put("until", deed.until() == null ? null : deed.until().toString())
              .put("undoes", deed.undoes())
              .put("undone_by", deed.undoneBy());
      ArrayNode errands = row.putArray("errands");
      for (Deed.Errand e : deed.errands()) {
        ObjectNode one =
            errands
                .addObject()
                .put("host", e.host())
                .put("command", e.command())
                .put("messages", e.messages())
                .put("state", e.state().name().toLowerCase(Locale.ROOT));
        if (e.receipt() != null) {
          one.set("receipt", OrderJson.tree(e.receipt()));
        }
      }
    }
    answer(ctx, asked, "actions", rows);
  }

  private static void message(ObjectNode row, Standing one) {
    Waiting m = one.message();
    row.put("host", one.host())
        .put("place", one.place().name())
        .put("queue", m.queue())
        .put("id", m.id())
        .put("arrived", time(m.arrived()))
        .put("from", m.sender())
        .put("recipients", m.recipients());
    ArrayNode to = row.putArray("to");
    m.to().forEach(to::add);
    row.put("client", m.client())
        .put("client_name", m.clientName())
        .put("account", m.account())
        .put("size", m.size() < 0 ? null : (Long) m.size())
        .put("attempts", m.attempts() < 0 ? null : (Integer) m.attempts())
        .put("tried", m.tried() == 0 ? null : time(m.tried()))
        .put("held", m.held())
        .put("reason", m.reason());
  }
}
