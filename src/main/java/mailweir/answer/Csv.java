package mailweir.answer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Answers as CSV (RFC 4180, CRLF, a header line): figures with {@code section,name,counter,value},
 * steps of a flow, recipients of stories.
 *
 * <p>A cell that a spreadsheet would compute (it begins with {@code = + - @} or a blank before one
 * of them) gets an apostrophe in front; what acts in a terminal is made visible as {@link Plain}
 * does.
 */
public final class Csv {
  private final Appendable out;

  private Csv(Appendable out) {
    this.out = out;
  }

  /** One row for each recipient, so that every row has one state. */
  public static void stories(List<Story> stories, Appendable out) {
    Csv csv = new Csv(out);
    csv.row(
        "time",
        "id",
        "state",
        "from",
        "to",
        "orig_to",
        "to_state",
        "to_time",
        "relay",
        "dsn",
        "text",
        "attempts",
        "client_ip",
        "client_name",
        "account",
        "message_id",
        "size",
        "subject",
        "origin",
        "hosts",
        "queue_ids");
    for (Story story : stories) {
      List<Story.Recipient> to =
          story.to().isEmpty()
              ? List.of(new Story.Recipient(null, null, null, null, null, null, null, 0))
              : story.to();
      for (Story.Recipient one : to) {
        csv.row(
            story.time(),
            story.id(),
            story.state(),
            story.from(),
            one.address(),
            one.origTo(),
            one.state(),
            one.time(),
            one.relay(),
            one.dsn(),
            one.text(),
            one.attempts(),
            story.clientIp(),
            story.clientName(),
            story.account(),
            story.messageId(),
            story.size() > 0 ? story.size() : null,
            story.subject(),
            story.origin(),
            String.join(" ", story.hops().stream().map(Story.Hop::host).distinct().toList()),
            String.join(
                " ",
                story.hops().stream()
                    .map(hop -> hop.queueId() == null ? "" : hop.queueId())
                    .toList()));
      }
    }
  }

  /** One row for each step, one column for each counter. */
  public static void flow(Flow flow, Appendable out) {
    Csv csv = new Csv(out);
    Map<String, long[]> series = new TreeMap<>(flow.series());
    Object[] cells = new Object[series.size() + 1];
    cells[0] = "time";
    int column = 1;
    int steps = 0;
    for (Map.Entry<String, long[]> entry : series.entrySet()) {
      cells[column++] = entry.getKey();
      steps = Math.max(steps, entry.getValue().length);
    }
    csv.row(cells);
    for (int step = 0; step < steps; step++) {
      cells[0] = flow.since().plusSeconds((long) step * flow.stepSeconds());
      column = 1;
      for (long[] numbers : series.values()) {
        cells[column++] = step < numbers.length ? numbers[step] : 0;
      }
      csv.row(cells);
    }
  }

  /** One row for each figure: {@code section,name,counter,value}. */
  public static void report(Report report, Appendable out) {
    Csv csv = new Csv(out);
    csv.row("section", "name", "counter", "value");
    csv.figures("lines", "", report.lines());
    csv.figures("counters", "", report.counters());
    csv.named("accepted_by_origin", "accepted", report.acceptedByOrigin());
    csv.named("delivered_by_via", "delivered", report.deliveredByVia());
    csv.named("refused_by_reason", "refused", report.refusedByReason());
    csv.named("tempfailed_by_reason", "tempfailed", report.tempfailedByReason());
    csv.named("spam_by_action", "spam", report.spamByAction());
    csv.named("virus_by_action", "virus", report.virusByAction());
    csv.named("banned_by_action", "banned", report.bannedByAction());
    csv.named("virus_by_name", "virus", report.virusByName());
    csv.named("bounced_by_class", "bounced", report.bouncedByClass());
    csv.named("deferred_by_class", "deferred", report.deferredByClass());
    report.byHost().forEach((host, counters) -> csv.figures("by_host", host, counters));
    report
        .byHour()
        .forEach(hour -> csv.figures("by_hour", hour.hour().toString(), hour.counters()));
    report
        .top()
        .senders()
        .forEach(one -> {
          csv.row("top_senders", one.address(), "accepted", one.accepted());
          csv.row("top_senders", one.address(), "bytes", one.bytes());
        });
    report
        .top()
        .recipients()
        .forEach(one -> {
          csv.row("top_recipients", one.address(), "delivered", one.delivered());
          csv.row("top_recipients", one.address(), "bytes", one.bytes());
        });
    report
        .top()
        .clients()
        .forEach(one -> {
          csv.row("top_clients", one.ip(), "accepted", one.accepted());
          csv.row("top_clients", one.ip(), "refused", one.refused());
        });
    report
        .top()
        .accounts()
        .forEach(one -> {
          csv.row("top_accounts", one.account(), "accepted", one.accepted());
          csv.row("top_accounts", one.account(), "auth_failed", one.authFailed());
        });
    report.top().dnsbl().forEach(one -> csv.row("top_dnsbl", one.list(), "refused", one.refused()));
  }

  /** What greylisting did: {@code section,name,counter,value}. */
  public static void greylisting(Greylisting g, Appendable out) {
    Csv csv = new Csv(out);
    csv.row("section", "name", "counter", "value");
    csv.named("decisions", "lines", g.decisions());
    csv.sum("total", "", g.total());
    g.byOs().forEach(one -> csv.sum("by_os", one.name(), one.sum()));
    g.byRule().forEach(one -> csv.sum("by_rule", one.name(), one.sum()));
    g.byNetwork().forEach(one -> csv.sum("by_network", one.name(), one.sum()));
    for (int i = 0; i < g.waits().size(); i++) {
      String upTo = i < Greylisting.WAITS.size() ? Greylisting.WAITS.get(i) + " min" : "longer";
      csv.row("waits", upTo, "passed", g.waits().get(i));
    }
  }

  private void sum(String section, String name, Greylisting.Sum sum) {
    row(section, name, "tries", sum.tries());
    row(section, name, "passed", sum.passed());
    row(section, name, "gave_up", sum.gaveUp());
    row(section, name, "waiting", sum.waiting());
    row(section, name, "median_wait_seconds", sum.medianWait());
  }

  /** The report of senders. */
  public static void senders(List<SenderRisk> rows, Appendable out) {
    Csv csv = new Csv(out);
    csv.row(
        "who",
        "kind",
        "risk",
        "messages",
        "admitted",
        "relayed",
        "relayed_without_login",
        "relayed_unlike_login",
        "refused",
        "unknown_recipients",
        "clients",
        "senders",
        "reasons");
    for (SenderRisk r : rows) {
      csv.row(
          r.who(),
          r.account() ? "account" : "client",
          r.risk(),
          r.messages(),
          r.admitted(),
          r.relayed(),
          r.withoutLogin(),
          r.unlikeLogin(),
          r.refused(),
          r.unknownRecipients(),
          r.clients(),
          r.senders(),
          String.join(" ", r.reasons()));
    }
  }

  /** Rows of texts, the first their names. */
  public static void cells(List<List<String>> rows, Appendable out) {
    Csv csv = new Csv(out);
    rows.forEach(row -> csv.row(row.toArray()));
  }

  /** The quarantine report. */
  public static void quarantine(List<Quarantined> rows, Appendable out) {
    Csv csv = new Csv(out);
    csv.row(
        "date",
        "host",
        "event",
        "name",
        "relay",
        "sender",
        "recipient",
        "subject",
        "action",
        "filter",
        "queue_id");
    for (Quarantined r : rows) {
      csv.row(
          r.time(),
          r.host(),
          r.event(),
          r.name(),
          r.relay(),
          r.sender(),
          r.recipient(),
          r.subject(),
          r.action(),
          r.filter(),
          r.queueId());
    }
  }

  /** What was not understood, by shape. */
  public static void unknown(List<Report.Shape> shapes, Appendable out) {
    Csv csv = new Csv(out);
    csv.row("count", "program", "shape", "sample");
    shapes.forEach(shape -> csv.row(shape.count(), shape.program(), shape.shape(), shape.sample()));
  }

  private void figures(String section, String name, Map<String, Long> counters) {
    Figure.inOrder(counters).forEach(word -> row(section, name, word, counters.get(word)));
  }

  private void named(String section, String counter, Map<String, Long> counters) {
    ReportText.frequentFirst(counters)
        .forEach(entry -> row(section, entry.getKey(), counter, entry.getValue()));
  }

  private void row(Object... cells) {
    try {
      for (int i = 0; i < cells.length; i++) {
        if (i > 0) {
          out.append(',');
        }
        out.append(
            switch (cells[i]) {
              case null -> "";
              case Number number -> number.toString();
              case Instant time -> time.toString();
              case Object text -> cell(text.toString());
            });
      }
      out.append("\r\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A text as a cell. */
  static String cell(String raw) {
    String safe = Plain.text(raw);
    String bare = safe.stripLeading();
    if (!bare.isEmpty() && "=+-@＝＋－＠".indexOf(bare.charAt(0)) >= 0
        || raw.startsWith("\t")
        || raw.startsWith("\r")) {
      safe = "'" + safe;
    }
    boolean quoted =
        safe.indexOf(',') >= 0
            || safe.indexOf('"') >= 0
            || safe.indexOf(';') >= 0
            || !safe.equals(safe.strip());
    return quoted ? '"' + safe.replace("\"", "\"\"") + '"' : safe;
  }
}
