package mailweir.web;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import mailweir.answer.Answers;
import mailweir.answer.Figure;
import mailweir.answer.Plain;
import mailweir.answer.Query;
import mailweir.answer.Report;
import mailweir.answer.WebDays;

/** The page of a report: every section as a table whose figures open what made them. */
public record ReportPage(
    String heading,
    String day,
    String previousUrl,
    String nextUrl,
    String textUrl,
    String csvUrl,
    String jsonUrl,
    boolean empty,
    List<Section> leading,
    List<Section> columns,
    Section last) {

  /** A table: the first column is a name, the others are figures. */
  public record Section(
      String title, String style, List<String> columns, List<Row> rows, String none) {}

  public record Row(String name, String title, String url, List<String> cells) {}

  private static final List<String> COLUMNS =
      List.of(
          "accepted", "delivered", "deferred", "bounced", "refused", "tempfailed", "spam", "virus");

  static ReportPage of(Asked asked, Answers answers) {
    Query query = asked.dayQuery(40);
    if (query.since() == null && query.until() == null) {
      query = asked.parser().day("day", "today", query);
    }
    Query span = query;
    Report report = answers.report(span);
    Instant since = span.since() == null ? report.since() : span.since();
    LocalDate day =
        since == null
            ? asked.now().atZone(asked.zone()).toLocalDate()
            : since.atZone(asked.zone()).toLocalDate();
    boolean whole =
        span.until() != null
            && since != null
            && day.atStartOfDay(asked.zone()).toInstant().equals(since)
            && day.plusDays(1).atStartOfDay(asked.zone()).toInstant().equals(span.until());
    Link here = asked.keep(Link.to("/report").with("host", span.host()));
    Link api =
        Link.to("/api/v1/report")
            .with("since", span.since())
            .with("until", span.until())
            .with("host", span.host());
    boolean future = !day.isBefore(asked.now().atZone(asked.zone()).toLocalDate());
    Sections sections = new Sections(asked, report, span);
    return new ReportPage(
        whole
            ? day.getDayOfWeek()
                    .getDisplayName(java.time.format.TextStyle.FULL, java.util.Locale.ENGLISH)
                + " "
                + day
                + " "
                + asked.zoneName(since)
            : (since == null ? "" : asked.when(since))
                + " – "
                + asked.when(span.until() == null ? report.until() : span.until()),
        day.toString(),
        here.with("day", day.minusDays(1).toString()).toString(),
        future ? null : here.with("day", day.plusDays(1).toString()).toString(),
        asked.keep(api.with("format", "text")).toString(),
        api.with("format", "csv").toString(),
        api.toString(),
        report.lines().getOrDefault("read", 0L) == 0,
        sections.leading(),
        sections.columns(),
        sections.unknown());
  }

  private record Sections(Asked asked, Report report, Query span) {
    List<Section> leading() {
      List<Section> all = new ArrayList<>();
      all.add(glance());
      all.add(
          counters(
              "By hour",
              "hours",
              report.byHour().stream()
                  .map(hour ->
                      row(
                          asked.stamp(hour.hour()).substring(5, 16),
                          hour.counters(),
                          Link.to("/")
                              .with("since", hour.hour())
                              .with("until", hour.hour().plusSeconds(3600))
                              .with("host", span.host())))
                  .toList()));
      all.add(
          counters(
              "By host",
              "wide",
              report.byHost().entrySet().stream()
                  .map(host ->
                      row(
                          host.getKey(),
                          host.getValue(),
                          Link.to("/report")
                              .with("since", span.since())
                              .with("until", span.until())
                              .with("host", host.getKey())))
                  .toList()));
      return all;
    }

    List<Section> columns() {
      List<Section> all = new ArrayList<>();
      all.add(
          new Section(
              "Top senders",
              "",
              List.of("accepted", "size"),
              report.top().senders().stream()
                  .map(one -> top(one.address(), "from", one.accepted(), one.bytes()))
                  .toList(),
              "none"));
      all.add(
          new Section(
              "Top recipients",
              "",
              List.of("delivered", "size"),
              report.top().recipients().stream()
                  .map(one -> top(one.address(), "to", one.delivered(), one.bytes()))
                  .toList(),
              "none"));
      all.add(
          new Section(
              "Top clients",
              "",
              List.of("accepted", "refused"),
              report.top().clients().stream().map(this::client).toList(),
              "none"));
      all.add(
          new Section(
              "Accounts",
              "",
              List.of("accepted", "failed logins"),
              report.top().accounts().stream()
                  .map(one ->
                      new Row(
                          Plain.text(one.account()),
                          null,
                          trace("account", one.account()),
                          List.of(Plain.number(one.accepted()), Plain.number(one.authFailed()))))
                  .toList(),
              "nobody logged in"));
      all.add(counts("Refused for good (5xx)", report.refusedByReason(), "reason"));
      all.add(counts("Refused for now (4xx)", report.tempfailedByReason(), "reason"));
      all.add(counts("Bounced, by class", report.bouncedByClass(), null));
      all.add(counts("Deferred, by class", report.deferredByClass(), null));
      all.add(
          new Section(
              "Block lists",
              "",
              List.of("refused"),
              report.top().dnsbl().stream()
                  .map(one ->
                      new Row(
                          Plain.text(one.list()), null, null, List.of(Plain.number(one.refused()))))
                  .toList(),
              "none"));
      all.add(
          new Section(
              "Web, by virtual host and day",
              "",
              List.of("hits", "visits", "bytes"),
              WebDays.of(report.web(), asked.zone()).stream()
                  .limit(100)
                  .map(day ->
                      new Row(
                          Plain.text(
                              (day.virtualHost().isEmpty() ? "(none)" : day.virtualHost())
                                  + " "
                                  + day.day()),
                          null,
                          null,
                          List.of(
                              Plain.number(day.hits()),
                              Plain.number(day.visits()),
                              Plain.bytes(day.bytes()))))
                  .toList(),
              "no access log was read"));
      all.add(counts("Spam, by what was done", report.spamByAction(), null));
      all.add(counts("Viruses", report.virusByName(), null));
      return all;
    }

    Section unknown() {
      return new Section(
          "Not understood",
          "wide",
          List.of("lines"),
          report.notUnderstood().stream()
              .limit(40)
              .map(shape ->
                  new Row(
                      Plain.cut(shape.program() + ": " + shape.shape(), 300),
                      Plain.cut(shape.sample(), 400),
                      null,
                      List.of(Plain.number(shape.count()))))
              .toList(),
          "every line was understood");
    }

    private Section glance() {
      List<Row> rows = new ArrayList<>();
      for (Figure figure : Figure.values()) {
        Long count = report.counters().get(figure.word());
        boolean always =
            figure.ordinal() <= Figure.TEMPFAILED.ordinal()
                || figure == Figure.SPAM
                || figure == Figure.VIRUS;
        if (count == null ? always : always || count != 0) {
          boolean bytes = figure.unit().equals("bytes");
          rows.add(
              new Row(
                  figure.label(),
                  figure.meaning(),
                  null,
                  List.of(
                      count == null ? "–" : bytes ? Plain.bytes(count) : Plain.number(count),
                      bytes ? "" : figure.unit())));
        }
      }
      rows.add(
          new Row(
              "lines read",
              Arrays.toString(
                  new String[] {"repeated " + report.lines().getOrDefault("repeated", 0L)}),
              null,
              List.of(Plain.number(report.lines().getOrDefault("read", 0L)), "lines")));
      rows.add(
          new Row(
              "not understood",
              "Lines that nothing here understands",
              null,
              List.of(Plain.number(report.lines().getOrDefault("not_understood", 0L)), "lines")));
      return new Section("At a glance", "tall", List.of("", ""), rows, "none");
    }

    private static Section counters(String title, String style, List<Row> rows) {
      return new Section(title, style, COLUMNS, rows, "none");
    }

    private Row row(String name, Map<String, Long> counters, Link link) {
      List<String> cells =
          COLUMNS.stream()
              .map(word -> counters.get(word) == null ? "–" : Plain.number(counters.get(word)))
              .toList();
      return new Row(Plain.text(name), null, asked.keep(link).toString(), cells);
    }

    private Row top(String address, String filter, long count, long bytes) {
      return new Row(
          TracePage.sender(address),
          null,
          trace(filter, address != null && address.isEmpty() ? "<>" : address),
          List.of(Plain.number(count), Plain.bytes(bytes)));
    }

    private Row client(Report.Client one) {
      String name =
          one.name() == null || one.name().equals("unknown")
              ? ""
              : "  " + Plain.cut(one.name(), 80);
      return new Row(
          Plain.text(one.ip()) + name,
          null,
          trace("client", one.ip()),
          List.of(Plain.number(one.accepted()), Plain.number(one.refused())));
    }

    private Section counts(String title, Map<String, Long> counts, String filter) {
      List<Row> rows =
          counts.entrySet().stream()
              .sorted(
                  Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                      .thenComparing(Map.Entry.comparingByKey()))
              .map(one ->
                  new Row(
                      Plain.text(one.getKey().replace('_', ' ')),
                      null,
                      filter == null ? null : trace(filter, one.getKey()),
                      List.of(Plain.number(one.getValue()))))
              .toList();
      return new Section(title, "", List.of(""), rows, "none");
    }

    private String trace(String filter, String text) {
      return text == null
          ? null
          : asked
              .keep(
                  Link.to("/trace")
                      .with("since", span.since())
                      .with("until", span.until())
                      .with("host", span.host())
                      .with(filter, text))
              .toString();
    }
  }
}
