package mailweir.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import mailweir.answer.Answers;
import mailweir.answer.Greylisting;
import mailweir.answer.Plain;
import mailweir.answer.Query;

/**
 * What greylisting did and what it cost: who waits now, who passed and how long that took, who never came again; by system, rule and network.
 *
 * @param note what a reader must know of the figures; {@code null}: nothing
 * @param empty why there is nothing; {@code null} when there is something
 */
public record GreylistPage(
    String heading,
    List<Frame.Choice> views,
    List<Figure> glance,
    List<ReportPage.Section> groups,
    List<Tried> waiting,
    List<Tried> stopped,
    String zone,
    String note,
    String empty,
    String jsonUrl,
    String csvUrl) {
  private static final int SHOWN = 40;
  private static final List<String> COLUMNS =
      List.of("tries", "passed", "gave up", "waiting", "usual wait");

  /** A figure at the top. */
  public record Figure(String name, String value, String meaning) {}

  /** A try that did not pass. {@code url}: the trace of its sender and recipient. */
  public record Tried(
      String first,
      String last,
      String attempts,
      String client,
      String from,
      String to,
      String os,
      String rule,
      String url) {}

  static GreylistPage of(Asked asked, Answers answers) {
    String view = asked.text("view");
    Span span = Span.view(view == null ? "day" : view, asked.now());
    Query query = asked.query(SHOWN).between(span.since(), span.until());
    Greylisting g = answers.greylisting(query, asked.now());
    Link here = asked.keep(Link.to("/greylist").with("host", asked.text("host")));
    Link api =
        Link.to("/api/v1/greylist")
            .with("since", span.since())
            .with("until", span.until())
            .with("host", asked.text("host"));
    return new GreylistPage(
        span.view(),
        Span.VIEWS.stream()
            .map(v -> new Frame.Choice(v, here.with("view", v), v.equals(span.view())))
            .toList(),
        glance(g),
        List.of(
            section("By the sender's system", g.byOs(), "not told"),
            section("By rule", g.byRule(), "not told"),
            section("By the sender's network", g.byNetwork(), "?"),
            waits(g),
            decisions(g)),
        tried(asked, g.waiting()),
        tried(asked, g.stopped()),
        asked.zoneName(asked.now()),
        note(g),
        g.decisions().isEmpty()
            ? "No decision of a greylisting daemon was read in this time. 'mailweir policy' makes them, and postgrey, sqlgrey, milter-greylist and others are read."
            : null,
        api.toString(),
        api.with("format", "csv").toString());
  }

  private static String note(Greylisting g) {
    List<String> notes = new ArrayList<>();
    if (g.shadow()) {
      notes.add(
          "Some of it was only thought (mode: shadow): that mail was let in at once, and who was never delayed cannot come again.");
    }
    if (g.cut()) {
      notes.add(
          "There were more tries than are counted one by one; the newest are missing. Choose a shorter time.");
    }
    return notes.isEmpty() ? null : String.join(" ", notes);
  }

  private static List<Figure> glance(Greylisting g) {
    Greylisting.Sum t = g.total();
    return List.of(
        new Figure(
            "delayed",
            Plain.number(t.tries()),
            "a network's mail from one sender to one recipient"),
        new Figure("passed", Plain.number(t.passed()) + share(t.passed(), t), "came again in time"),
        new Figure(
            "gave up",
            Plain.number(t.gaveUp()) + share(t.gaveUp(), t),
            "did not come again within " + Greylisting.GIVES_UP_HOURS + " hours"),
        new Figure("waiting", Plain.number(t.waiting()), "may still come again"),
        new Figure(
            "usual wait",
            span(t.medianWait()),
            "of those that passed: half of them waited no longer"));
  }

  private static String share(long part, Greylisting.Sum t) {
    return t.tries() == 0 ? "" : String.format(Locale.ROOT, " (%.0f %%)", 100.0 * part / t.tries());
  }

  private static String span(long seconds) {
    return seconds == 0
        ? "–"
        : seconds < 60
            ? seconds + " s"
            : seconds < 7200
                ? Math.round(seconds / 60.0) + " min"
                : Math.round(seconds / 3600.0) + " h";
  }

  private static ReportPage.Section section(
      String title, List<Greylisting.Group> groups, String unnamed) {
    return new ReportPage.Section(
        title,
        "named",
        COLUMNS,
        groups.stream()
            .limit(SHOWN)
            .map(g -> {
              Greylisting.Sum s = g.sum();
              return new ReportPage.Row(
                  g.name().isEmpty() ? unnamed : Plain.text(g.name()),
                  "",
                  null,
                  List.of(
                      Plain.number(s.tries()),
                      Plain.number(s.passed()),
                      Plain.number(s.gaveUp()),
                      Plain.number(s.waiting()),
                      span(s.medianWait())));
            })
            .toList(),
        "Nobody was delayed.");
  }

  private static ReportPage.Section waits(Greylisting g) {
    List<ReportPage.Row> rows = new ArrayList<>();
    for (int i = 0; i < g.waits().size(); i++) {
      String name =
          i < Greylisting.WAITS.size() ? "up to " + span(Greylisting.WAITS.get(i) * 60L) : "longer";
      rows.add(new ReportPage.Row(name, "", null, List.of(Plain.number(g.waits().get(i)))));
    }
    return new ReportPage.Section(
        "How long those waited that passed", "", List.of("tries"), rows, "");
  }

  private static ReportPage.Section decisions(Greylisting g) {
    return new ReportPage.Section(
        "Decisions by action",
        "",
        List.of("lines"),
        g.decisions().entrySet().stream()
            .map(e ->
                new ReportPage.Row(
                    Plain.text(e.getKey()), "", null, List.of(Plain.number(e.getValue()))))
            .toList(),
        "None was read.");
  }

  private static List<Tried> tried(Asked asked, List<Greylisting.Try> tries) {
    return tries.stream()
        .limit(SHOWN)
        .map(t ->
            new Tried(
                asked.when(t.first()),
                asked.when(t.last()),
                Plain.number(t.attempts()),
                t.clientName() == null
                    ? t.client()
                    : t.client() + " " + Plain.cut(t.clientName(), 60),
                t.from().isEmpty() ? "<>" : Plain.text(t.from()),
                Plain.text(t.to()),
                t.os() == null ? "" : Plain.text(t.os()),
                t.rule() == null ? "" : Plain.text(t.rule()),
                asked
                    .keep(
                        Link.to("/trace")
                            .with("from", t.from().isEmpty() ? "<>" : t.from())
                            .with("to", t.to()))
                    .toString()))
        .toList();
  }
}
