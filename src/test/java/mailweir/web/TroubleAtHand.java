package mailweir.web;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import mailweir.alert.Alert;
import mailweir.alert.Desk;
import mailweir.alert.Matchers;
import mailweir.alert.Severity;
import mailweir.alert.Silence;
import mailweir.alert.Snapshot;

/** Hosts and alerts of a bad day, names of strangers among them. */
record TroubleAtHand(Clock clock) implements Desk {
  static final String HOSTILE = "<img src=x onerror=alert(1)>\u202egnp.exe\u001b[2J";

  @Override
  public String act(Act act) {
    throw new IllegalArgumentException("pages only show");
  }

  private Snapshot.Source source(
      String host,
      String source,
      String kind,
      Snapshot.Being being,
      String what,
      int silent,
      Long ahead,
      long lines) {
    Instant now = clock.instant();
    List<Integer> hours = new ArrayList<>();
    for (int h = 0; h < 24; h++) {
      hours.add(lines == 0 || h > 13 ? 0 : (int) (lines / 14 * (2 + Math.sin(h / 3.0)) / 2));
    }
    boolean wrong = HostsPage.isWrong(being);
    Instant last = now.minusSeconds(silent);
    return new Snapshot.Source(
        host,
        source,
        kind,
        being,
        what,
        wrong ? last : null,
        lines == 0 && silent == 0 ? null : last,
        silent == 0 && lines == 0 ? null : last,
        ahead,
        lines,
        hours,
        silent,
        600);
  }

  private Alert alert(
      String id,
      String host,
      Severity severity,
      String summary,
      Duration ago,
      String by,
      Duration lasted) {
    Instant now = clock.instant();
    SortedMap<String, String> labels = new TreeMap<>();
    labels.put("host", host);
    Instant since = now.minus(ago);
    return new Alert(
        id,
        "heartbeat",
        labels,
        severity,
        summary,
        "Its last line is of a time before.",
        since,
        since,
        lasted == null ? null : since.plus(lasted),
        lasted == null
            ? null
            : host
                + ": /var/log/mail.log is sending again after 47 min of silence; 1234 lines came late",
        by == null ? null : new Alert.Ack(by, now.minusSeconds(60), "on it"),
        since,
        Set.of("postmaster"),
        id,
        false,
        lasted != null);
  }

  @Override
  public Snapshot snapshot() {
    Instant now = clock.instant();
    List<Snapshot.Source> sources =
        List.of(
            source("backup", "(any)", "log", Snapshot.Being.SILENT, "never seen", 0, null, 0),
            source(
                "mx2",
                "agent mx2",
                "agent",
                Snapshot.Being.SILENT,
                "host unreachable",
                2900,
                null,
                0),
            source(
                "mx5",
                "/mnt/logs/mx5/mail.log",
                "log",
                Snapshot.Being.TROUBLE,
                "the mount /mnt/logs does not answer",
                700,
                0L,
                8123),
            source(
                "gw",
                "syslog 192.0.2.1",
                "log",
                Snapshot.Being.CLOCK,
                "clock wrong",
                2,
                -3600L,
                90_211),
            source(
                "mail1",
                "agent mail1 /var/log/mail.log",
                "log",
                Snapshot.Being.RECOVERING,
                "agent alive, log silent",
                3,
                0L,
                401_773),
            source(
                "relay",
                "/var/log/mail.log",
                "log",
                Snapshot.Being.QUIET,
                "usually quiet now",
                4000,
                0L,
                733),
            source(
                HOSTILE,
                "syslog 203.0.113.9 " + HOSTILE,
                "log",
                Snapshot.Being.NEW,
                "",
                5,
                null,
                1),
            source("mail1", "mail", "mail", Snapshot.Being.ALIVE, "", 30, null, 0),
            source("mx1", "/var/log/mail.log", "log", Snapshot.Being.ALIVE, "", 1, 1L, 1_204_113),
            source("mx1", "agent mx1", "agent", Snapshot.Being.ALIVE, "", 12, 0L, 0));
    return new Snapshot(
        now,
        sources,
        List.of(
            alert(
                "a17",
                "mx2",
                Severity.CRITICAL,
                "mx2: host unreachable: its agent has not been in contact since 2026-11-20 12:12:10 CET",
                Duration.ofMinutes(40),
                null,
                null),
            alert(
                "a15",
                "mx5",
                Severity.CRITICAL,
                "mx5: /mnt/logs/mx5/mail.log cannot be read: mount stale",
                Duration.ofMinutes(70),
                "ann " + HOSTILE,
                null),
            alert("a12", "gw", Severity.WARNING, HOSTILE, Duration.ofHours(5), null, null)),
        List.of("a12"),
        List.of(
            alert(
                "a9",
                "mx1",
                Severity.CRITICAL,
                "x",
                Duration.ofHours(30),
                null,
                Duration.ofMinutes(47))),
        List.of(
            new Silence(
                "s3",
                Matchers.of(List.of("host=gw")).all(),
                now.plusSeconds(7200),
                "ann",
                "clock is being mended")),
        List.of(
            new Snapshot.ChannelState(
                "chat",
                "webhook",
                "failing",
                now.minusSeconds(5000),
                "https://hooks.example.org/…: answered 503 no; it is tried again",
                now.minusSeconds(900),
                3,
                17,
                0),
            new Snapshot.ChannelState(
                "postmaster", "mail", "ok", now.minusSeconds(2400), null, null, 0, 23, 0)),
        12,
        0);
  }
}
