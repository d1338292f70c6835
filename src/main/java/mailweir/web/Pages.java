package mailweir.web;

import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.time.Clock;
import java.util.Map;
import mailweir.alert.Desk;
import mailweir.answer.Answers;
import mailweir.answer.Query;
import mailweir.answer.Story;

/** The pages for people: each asks, makes its model, and hands it to its template. */
final class Pages {
  private final Answers answers;
  private final Desk desk;
  private final Fleet fleet;
  private final Clock clock;
  private final WebInfo info;
  private final TemplateEngine templates;
  private final Acting acting;
  private final OwnForms forms = new OwnForms();

  Pages(
      Answers answers,
      Desk desk,
      Fleet fleet,
      Clock clock,
      WebInfo info,
      TemplateEngine templates) {
    this.answers = answers;
    this.desk = desk;
    this.fleet = fleet;
    this.clock = clock;
    this.info = info;
    this.templates = templates;
    this.acting = new Acting(fleet.operator());
  }

  void flow(Context ctx) {
    Asked asked = asked(ctx);
    FlowPage page = FlowPage.of(asked, answers, info);
    show(
        ctx,
        "flow.jte",
        Map.of("frame", Frame.of(ctx, asked, info, "Flow", "flow", null, true), "page", page));
  }

  void hosts(Context ctx) {
    Asked asked = asked(ctx);
    HostsPage page = HostsPage.of(asked, desk.snapshot(), answers.hosts());
    show(
        ctx,
        "hosts.jte",
        Map.of("frame", Frame.of(ctx, asked, info, "Hosts", "hosts", null, false), "page", page));
  }

  void alerts(Context ctx) {
    Asked asked = asked(ctx);
    AlertsPage page = AlertsPage.of(asked, desk.snapshot());
    show(
        ctx,
        "alerts.jte",
        Map.of("frame", Frame.of(ctx, asked, info, "Alerts", "alerts", null, false), "page", page));
  }

  void queues(Context ctx) {
    Asked asked = asked(ctx);
    QueuesPage page = QueuesPage.of(asked, answers, fleet);
    show(
        ctx,
        "queues.jte",
        Map.of("frame", Frame.of(ctx, asked, info, "Queues", "queues", null, false), "page", page));
  }

  void incident(Context ctx) {
    Asked asked = asked(ctx);
    IncidentPage page = IncidentPage.of(asked, answers, fleet, acting, forms.token());
    show(
        ctx,
        "incident.jte",
        Map.of(
            "frame", Frame.of(ctx, asked, info, "Incident", "actions", null, false), "page", page));
  }

  void actions(Context ctx) {
    Asked asked = asked(ctx);
    ActionsPage page = ActionsPage.of(asked, answers, fleet, acting, forms.token());
    show(
        ctx,
        "actions.jte",
        Map.of(
            "frame", Frame.of(ctx, asked, info, "Actions", "actions", null, false), "page", page));
  }

  /** A form that asks for a plan. */
  void plan(Context ctx) {
    forms.check(ctx);
    acting.plan(ctx);
  }

  /** A form that confirms one. */
  void confirm(Context ctx) {
    forms.check(ctx);
    acting.confirm(ctx);
  }

  void samples(Context ctx) {
    Asked asked = asked(ctx);
    SamplesPage page = SamplesPage.of(asked, answers);
    show(
        ctx,
        "samples.jte",
        Map.of(
            "frame", Frame.of(ctx, asked, info, "Samples", "samples", null, false), "page", page));
  }

  /** The strip of hosts alone, for the page that renews it. */
  void strip(Context ctx) {
    Asked asked = asked(ctx);
    show(ctx, "strip.jte", Map.of("strip", HostsStrip.of(asked, answers.hosts())));
  }

  void trace(Context ctx) {
    Asked asked = asked(ctx);
    TracePage page = TracePage.of(asked, answers);
    if ("true".equals(ctx.header("HX-Request"))) {
      show(ctx, "rows.jte", Map.of("page", page));
      return;
    }
    Query query = asked.query(40);
    show(
        ctx,
        "trace.jte",
        Map.of("frame", Frame.of(ctx, asked, info, "Trace", "trace", query, false), "page", page));
  }

  void story(Context ctx) {
    Asked asked = asked(ctx);
    Story story =
        answers
            .story(ctx.pathParam("id"))
            .orElseThrow(() ->
                new HttpResponseException(
                    404, "no message has this id; it may be older than what is kept", Map.of()));
    StoryPage page = StoryPage.of(asked, story);
    show(
        ctx,
        "story.jte",
        Map.of(
            "frame", Frame.of(ctx, asked, info, page.title(), "trace", null, false), "page", page));
  }

  void report(Context ctx) {
    Asked asked = asked(ctx);
    ReportPage page = ReportPage.of(asked, answers);
    show(
        ctx,
        "report.jte",
        Map.of("frame", Frame.of(ctx, asked, info, "Report", "report", null, false), "page", page));
  }

  /** A page that says what is wrong. The status is set already. */
  void problem(Context ctx, int status, String detail) {
    String title = WebServer.titles().getOrDefault(status, "Error");
    show(
        ctx,
        "problem.jte",
        Map.of("frame", Frame.bare(info, title), "title", title, "detail", detail));
  }

  private Asked asked(Context ctx) {
    return new Asked(ctx, clock, info.zone());
  }

  private void show(Context ctx, String template, Map<String, Object> models) {
    StringOutput html = new StringOutput(32_768);
    templates.render(template, models, html);
    ctx.html(html.toString());
  }
}
