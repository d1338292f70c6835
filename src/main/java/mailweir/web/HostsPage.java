package mailweir.web;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import mailweir.alert.Snapshot;
import mailweir.answer.Answers;
import mailweir.answer.Plain;

/**
 * Every host and every source on it: how it is, when it was last heard; what is wrong first.
 *
 * @param zone of the times
 * @param note what is not watched; {@code null} for nothing
 */
public record HostsPage(
    List<Row> rows,
    String zone,
    String asOf,
    String counts,
    String note,
    String jsonUrl,
    String url) {
  private static final int MOST = 2_000;

  /**
   * A source on a host.
   *
   * @param style classes of its pill
   * @param bars heights of the hours of today, 0 to 16
   */
  public record Row(
      String host,
      String hostUrl,
      String source,
      String state,
      String style,
      String what,
      String since,
      String lastLine,
      String lastContact,
      String ago,
      String clock,
      String lines,
      List<Integer> bars) {}

  static HostsPage of(Asked asked, Snapshot s, List<Answers.HostState> known) {
    List<Row> rows = new ArrayList<>();
    java.util.Set<String> watched = new java.util.HashSet<>();
    long wrong = 0;
    for (Snapshot.Source one : s.sources()) {
      watched.add(one.host());
      wrong += isWrong(one.being()) ? 1 : 0;
      if (rows.size() < MOST) {
        rows.add(row(asked, one));
      }
    }
    for (Answers.HostState host : known) {
      if (!watched.contains(host.host()) && rows.size() < MOST) {
        rows.add(history(asked, host));
      }
    }
    String note =
        s.beyond() > 0
            ? "There are more hosts and sources than can be watched: "
                + Plain.number(s.beyond())
                + " times one was left out."
            : s.sources().size() > MOST
                ? "The first " + MOST + " of " + Plain.number(s.sources().size()) + " are shown."
                : null;
    String counts =
        Plain.number(rows.stream().map(Row::host).distinct().count())
            + " hosts, "
            + Plain.number(rows.size())
            + " sources, "
            + (wrong == 0 ? "all well" : Plain.number(wrong) + " with trouble");
    return new HostsPage(
        rows,
        asked.zoneName(asked.now()),
        asked.when(asked.now()),
        counts,
        note,
        "/api/v1/hosts",
        asked.keep(Link.to("/hosts")).toString());
  }

  static boolean isWrong(Snapshot.Being being) {
    return switch (being) {
      case SILENT, TROUBLE, CLOCK, RECOVERING -> true;
      case QUIET, NEW, ALIVE -> false;
    };
  }

  private static String style(Snapshot.Being being) {
    return switch (being) {
      case SILENT, TROUBLE -> "pill bad";
      case CLOCK, RECOVERING -> "pill warn";
      case ALIVE -> "pill good";
      case QUIET, NEW -> "pill";
    };
  }

  private static Row row(Asked asked, Snapshot.Source one) {
    int most = Math.max(1, one.hours().stream().mapToInt(Integer::intValue).max().orElse(1));
    List<Integer> bars =
        one.linesToday() == 0
            ? List.of()
            : one.hours().stream()
                .map(n -> n == 0 ? 0 : Math.max(1, (int) (16L * n / most)))
                .toList();
    return new Row(
        Plain.text(one.host()),
        asked.keep(Link.to("/").with("host", one.host())).toString(),
        Plain.text(one.source()),
        one.being().word(),
        style(one.being()),
        Plain.cut(one.what(), 300),
        asked.stamp(one.since()),
        asked.stamp(one.lastLine()),
        asked.stamp(one.lastContact()),
        one.lastContact() == null ? "" : ago(Duration.between(one.lastContact(), asked.now())),
        one.clockAhead() == null ? "" : clock(one.clockAhead()),
        Plain.number(one.linesToday()),
        bars);
  }

  /** A host of which only old lines are known: nobody waits for it. */
  private static Row history(Asked asked, Answers.HostState host) {
    return new Row(
        Plain.text(host.host()),
        asked.keep(Link.to("/").with("host", host.host())).toString(),
        "(stored lines)",
        "history",
        "pill",
        "not watched: nothing came while this program ran",
        "",
        asked.stamp(host.lastLine()),
        "",
        "",
        "",
        "",
        List.of());
  }

  static String ago(Duration ago) {
    return HostsStrip.ago(ago.isNegative() ? Duration.ZERO : ago) + " ago";
  }

  /** What is within the time that lines take is no difference. */
  private static String clock(long ahead) {
    if (Math.abs(ahead) <= 5) {
      return "right";
    }
    return HostsStrip.ago(Duration.ofSeconds(Math.abs(ahead))) + (ahead > 0 ? " ahead" : " behind");
  }
}
