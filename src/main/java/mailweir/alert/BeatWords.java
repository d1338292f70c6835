package mailweir.alert;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;

/** What is said of beats: findings for alerts, rows for pages. */
record BeatWords(Severity severity, ZoneId zone) {
  private static final Duration PROBLEM = Duration.ofMinutes(1);

  Finding silent(Beat b) {
    String since = Words.time(b.silent, zone);
    String last =
        b.lastLine == null ? "" : "Its last line is of " + Words.time(b.lastLine, zone) + ".";
    String end =
        b.again == null
            ? ""
            : " Since "
                + Words.time(b.again, zone)
                + " it is sending again; what came late is being counted.";
    String summary =
        switch (b.kind) {
          case AGENT ->
              b.host + ": host unreachable: its agent has not been in contact since " + since;
          case MAIL -> b.host + ": lines come, but no mail among them since " + since;
          case LOG ->
              b.agent == null
                  ? b.host + ": " + b.source + " is silent since " + since
                  : b.host
                      + ": the agent is alive, but "
                      + b.source.substring(7 + b.agent.length())
                      + " is silent since "
                      + since;
        };
    return finding(b, part(b), summary, last + end, null);
  }

  private static String part(Beat b) {
    return switch (b.kind) {
      case AGENT -> "host";
      case MAIL -> "mail";
      case LOG -> "log";
    };
  }

  Finding over(Beat b, long late) {
    String what =
        switch (b.kind) {
          case AGENT -> "its agent is in contact again";
          case MAIL -> "mail is seen again";
          case LOG -> b.source + " is sending again";
        };
    String summary =
        b.host
            + ": "
            + what
            + " after "
            + Words.length(Duration.between(b.silent, b.again))
            + " of silence; "
            + (late == 0
                ? "no line came late"
                : late == 1 ? "1 line came late" : late + " lines came late");
    return finding(b, part(b), summary, "", summary);
  }

  private Finding finding(Beat b, String part, String summary, String text, String over) {
    return new Finding(
        Heartbeats.RULE,
        Finding.labels("host", b.host, "source", b.source, "part", part),
        severity,
        summary,
        text,
        Duration.ZERO,
        over);
  }

  Finding clock(Beat b, Long ahead) {
    String by =
        ahead == null
            ? ""
            : " by "
                + Words.length(Duration.ofSeconds(Math.abs(ahead) / 60 * 60))
                + (ahead > 0 ? ", ahead" : ", behind");
    String whose = b.kind == Beat.Kind.AGENT ? "the host" : b.source;
    return finding(
        b,
        "clock",
        b.host + ": the clock of " + whose + " is wrong" + by,
        "Figures go into the minutes that the lines state.",
        null);
  }

  Finding problem(Beat b) {
    boolean mount = b.mount || b.problem.toLowerCase(Locale.ROOT).contains("mount");
    return new Finding(
        Heartbeats.RULE,
        Finding.labels("host", b.host, "source", b.source, "part", mount ? "mount" : "source"),
        severity,
        b.host
            + ": "
            + b.source
            + " cannot be read since "
            + Words.time(b.problemSince, zone)
            + (mount ? ": mount stale" : ""),
        b.problem,
        PROBLEM,
        null);
  }

  Finding neverSeen(String host) {
    return missing(host, host + ": is expected, but nothing of it was ever seen", null);
  }

  /** Of one that was waited for. */
  Finding seen(String host) {
    return missing(host, "", host + ": is heard for the first time");
  }

  private Finding missing(String host, String summary, String over) {
    return new Finding(
        Heartbeats.RULE,
        Finding.labels("host", host, "source", "(any)", "part", "host"),
        severity,
        summary,
        "",
        Duration.ZERO,
        over);
  }

  static Snapshot.Source row(Beat b, Instant now, Duration silence, Duration limit) {
    return new Snapshot.Source(
        b.host,
        b.source,
        b.kind.name().toLowerCase(Locale.ROOT),
        being(b),
        what(b),
        b.problem != null ? b.problemSince : b.silent,
        b.lastLine,
        b.heard,
        b.drift.ahead(now),
        b.dayLines,
        java.util.Arrays.stream(b.hours).boxed().toList(),
        silence.toSeconds(),
        limit.compareTo(BeatSettings.NEVER) >= 0 ? 0 : limit.toSeconds());
  }

  /** Of an expected host of which nothing was seen. */
  static Snapshot.Source waitedFor(String host, Duration waited, Duration limit) {
    return new Snapshot.Source(
        host,
        "(any)",
        "log",
        waited.compareTo(limit) >= 0 ? Snapshot.Being.SILENT : Snapshot.Being.NEW,
        "never seen",
        null,
        null,
        null,
        null,
        0,
        List.of(),
        0,
        limit.compareTo(BeatSettings.NEVER) >= 0 ? 0 : limit.toSeconds());
  }

  private static Snapshot.Being being(Beat b) {
    if (b.problem != null) {
      return Snapshot.Being.TROUBLE;
    }
    if (b.silent != null) {
      return b.again == null ? Snapshot.Being.SILENT : Snapshot.Being.RECOVERING;
    }
    if (b.clockWrong) {
      return Snapshot.Being.CLOCK;
    }
    return b.quiet
        ? Snapshot.Being.QUIET
        : b.isWatched() ? Snapshot.Being.ALIVE : Snapshot.Being.NEW;
  }

  private static String what(Beat b) {
    if (b.problem != null) {
      return b.problem;
    }
    if (b.silent == null) {
      return b.clockWrong ? "clock wrong" : b.quiet ? "usually quiet now" : "";
    }
    return switch (b.kind) {
      case AGENT -> "host unreachable";
      case MAIL -> "lines come, no mail";
      case LOG -> b.agent == null ? "log silent" : "agent alive, log silent";
    };
  }
}
