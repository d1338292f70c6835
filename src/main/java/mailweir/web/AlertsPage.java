package mailweir.web;

import java.time.Duration;
import java.util.List;
import mailweir.alert.Alert;
import mailweir.alert.Matchers;
import mailweir.alert.Severity;
import mailweir.alert.Silence;
import mailweir.alert.Snapshot;
import mailweir.answer.Plain;

/**
 * Alerts that are open, who has taken them, what is silenced, what is over, and the channels. What is to be done with them is done by the
 * command line: the pages have no login.
 */
public record AlertsPage(
    List<Row> open,
    List<Row> history,
    List<Hush> silences,
    List<Way> channels,
    String zone,
    String asOf,
    String note,
    String jsonUrl,
    String url) {
  private static final int MOST = 200;

  /** An alert. */
  public record Row(
      String id,
      String state,
      String style,
      String severity,
      String severityStyle,
      String summary,
      String text,
      String since,
      String lasted,
      String taken,
      String channels) {}

  /** A silence. */
  public record Hush(String id, String conditions, String until, String by, String note) {}

  /** A channel. */
  public record Way(
      String name,
      String kind,
      String state,
      String style,
      String what,
      String since,
      String lastSent,
      String waiting,
      String sent,
      String lost) {}

  static AlertsPage of(Asked asked, Snapshot s) {
    return new AlertsPage(
        s.open().stream().map(a -> row(asked, s, a)).toList(),
        s.history().stream().limit(MOST).map(a -> row(asked, s, a)).toList(),
        s.silences().stream().map(one -> hush(asked, one)).toList(),
        s.channels().stream().map(one -> way(asked, one)).toList(),
        asked.zoneName(asked.now()),
        asked.when(asked.now()),
        s.dropped() > 0
            ? "There are more alerts than can be kept: "
                + Plain.number(s.dropped())
                + " were left out."
            : null,
        "/api/v1/alerts",
        asked.keep(Link.to("/alerts")).toString());
  }

  private static Row row(Asked asked, Snapshot s, Alert a) {
    boolean silenced = s.silenced().contains(a.id());
    String state = silenced && a.state() != Alert.State.RESOLVED ? "silenced" : a.state().word();
    String style =
        switch (a.state()) {
          case FIRING -> silenced ? "pill" : "pill bad";
          case ACKNOWLEDGED -> "pill warn";
          case RESOLVED -> "pill good";
          case PENDING -> "pill";
        };
    Duration lasted =
        Duration.between(
            a.fired() == null ? a.since() : a.fired(),
            a.resolved() == null ? asked.now() : a.resolved());
    String taken =
        a.ack() == null
            ? ""
            : "taken by "
                + a.ack().by()
                + ", "
                + asked.stamp(a.ack().at())
                + (a.ack().note() == null ? "" : ": " + a.ack().note());
    return new Row(
        a.id(),
        state,
        style,
        a.severity().word(),
        a.severity() == Severity.CRITICAL
            ? "pill bad"
            : a.severity() == Severity.WARNING ? "pill warn" : "pill",
        Plain.text(a.resolution() == null ? a.summary() : a.resolution()),
        Plain.cut(a.text(), 500),
        asked.stamp(a.since()),
        HostsStrip.ago(lasted.isNegative() ? Duration.ZERO : lasted),
        Plain.text(taken),
        a.channels().isEmpty() ? "nobody" : Plain.text(String.join(", ", a.channels())));
  }

  private static Hush hush(Asked asked, Silence one) {
    return new Hush(
        one.id(),
        Plain.text(new Matchers(one.matchers()).toString()),
        asked.stamp(one.until()),
        Plain.text(one.by()),
        Plain.text(one.note() == null ? "" : one.note()));
  }

  private static Way way(Asked asked, Snapshot.ChannelState c) {
    return new Way(
        Plain.text(c.name()),
        c.kind(),
        c.state(),
        c.state().equals("failing") ? "pill bad" : c.state().equals("ok") ? "pill good" : "pill",
        c.failing() == null ? "" : Plain.cut(c.failing(), 400),
        asked.stamp(c.failingSince()),
        asked.stamp(c.lastSent()),
        Plain.number(c.waiting()),
        Plain.number(c.sent()),
        Plain.number(c.lost()));
  }
}
