package mailweir.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mailweir.alert.Alert;
import mailweir.alert.AlertJson;
import mailweir.alert.ChannelSettings;
import mailweir.alert.Desk;
import mailweir.alert.Matchers;
import mailweir.alert.Notice;
import mailweir.alert.Settings;
import mailweir.alert.Severity;
import mailweir.alert.Snapshot;
import mailweir.alert.notify.Channels;
import mailweir.answer.Csv;
import mailweir.answer.Json;
import mailweir.answer.Plain;
import mailweir.store.StoreFault;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Alerts: those that are open, and what is to be done with them. */
@Command(
    name = "alerts",
    description = {
      "Shows the alerts that are open, with --all those that are over too, the worst first.",
      "docs/alerts.md tells of heartbeats, rules, routes and channels."
    },
    mixinStandardHelpOptions = true)
public final class AlertsCommand implements Callable<Integer> {
  private static final Pattern LENGTH = Pattern.compile("([0-9]{1,5})(m|h|d|w)");
  private static final List<String> TITLES = List.of("id", "state", "severity", "since", "what");
  private static final int WIDEST = 100;

  @Spec private CommandSpec spec;

  @Option(names = "--all", description = "Those that are over, too.")
  private boolean all;

  @Option(
      names = "--format",
      paramLabel = "table|json|ndjson|csv",
      description = "Default: table.",
      defaultValue = "table")
  private String format;

  @Option(names = "--utc", description = "Show times in UTC.")
  private boolean utc;

  @Mixin private StoreOptions store;

  @Override
  public Integer call() {
    if (!List.of("table", "csv", "json", "ndjson").contains(format)) {
      throw new ParameterException(
          spec.commandLine(), "--format " + format + ": there are table, csv, json and ndjson");
    }
    Snapshot s;
    boolean served;
    try (StoreAccess.Asked asked = store.existing()) {
      served = asked.isServed();
      s = asked.desk().snapshot();
    }
    List<Alert> rows = new ArrayList<>(s.open());
    if (all) {
      rows.addAll(s.history());
    }
    PrintWriter out = spec.commandLine().getOut();
    switch (format) {
      case "json" -> {
        ObjectNode node = AlertJson.of(s);
        if (!all) {
          node.remove("history");
        }
        out.println(Json.pretty(node));
      }
      case "ndjson" -> rows.forEach(a -> out.println(Json.line(AlertJson.of(a, s))));
      case "csv" -> out.print(csv(rows, s));
      default -> out.print(table(rows, s, served));
    }
    out.flush();
    return ExitCode.OK;
  }

  private static String state(Alert a, Snapshot s) {
    return s.silenced().contains(a.id()) && a.resolved() == null ? "silenced" : a.state().word();
  }

  private static String csv(List<Alert> rows, Snapshot s) {
    List<List<String>> cells = new ArrayList<>();
    cells.add(
        List.of(
            "id",
            "state",
            "severity",
            "rule",
            "host",
            "since",
            "resolved",
            "summary",
            "acknowledged_by"));
    for (Alert a : rows) {
      cells.add(
          List.of(
              a.id(),
              state(a, s),
              a.severity().word(),
              a.rule(),
              a.labels().getOrDefault("host", ""),
              a.since().toString(),
              a.resolved() == null ? "" : a.resolved().toString(),
              a.resolution() == null ? a.summary() : a.resolution(),
              a.ack() == null ? "" : a.ack().by()));
    }
    StringBuilder out = new StringBuilder();
    Csv.cells(cells, out);
    return out.toString();
  }

  private String table(List<Alert> rows, Snapshot s, boolean served) {
    StringBuilder out = new StringBuilder();
    if (!served) {
      out.append("No server runs for this store: this is as the last one left it.\n");
    }
    if (rows.isEmpty()) {
      out.append("Nothing is wrong.\n");
    }
    ZoneId zone = utc ? ZoneOffset.UTC : store.zone(null);
    DateTimeFormatter stamp =
        DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(zone);
    List<List<String>> lines = new ArrayList<>();
    for (Alert a : rows) {
      String taken = a.ack() == null ? "" : " (taken by " + a.ack().by() + ")";
      lines.add(
          List.of(
              a.id(),
              state(a, s),
              a.severity().word(),
              stamp.format(a.since()),
              Plain.cut((a.resolution() == null ? a.summary() : a.resolution()) + taken, WIDEST)));
    }
    if (!lines.isEmpty()) {
      lines.addFirst(TITLES);
      int[] width = new int[TITLES.size()];
      lines.forEach(l -> {
        for (int c = 0; c < width.length - 1; c++) {
          width[c] = Math.max(width[c], l.get(c).length());
        }
      });
      for (List<String> l : lines) {
        for (int c = 0; c < width.length - 1; c++) {
          out.append(Plain.fit(l.get(c), width[c])).append("  ");
        }
        out.append(l.getLast()).append('\n');
      }
    }
    s.silences()
        .forEach(one ->
            out.append("silence ")
                .append(one.id())
                .append(": ")
                .append(Plain.text(new Matchers(one.matchers()).toString()))
                .append(" until ")
                .append(stamp.format(one.until()))
                .append(" by ")
                .append(Plain.text(one.by()))
                .append('\n'));
    s.channels().stream()
        .filter(c -> c.failing() != null)
        .forEach(c ->
            out.append("channel ")
                .append(c.name())
                .append(" fails: ")
                .append(Plain.cut(c.failing(), 200))
                .append("; ")
                .append(c.waiting())
                .append(" wait for it\n"));
    return out.toString();
  }

  // ---- what is done ----

  @Command(
      name = "ack",
      description = "Takes an alert: it is not repeated, and nobody else is called.",
      mixinStandardHelpOptions = true)
  int ack(
      @Parameters(paramLabel = "ID", description = "As 'mailweir alerts' shows it.") String id,
      @Option(names = "--by", paramLabel = "NAME", description = "Who takes it; default: the user.")
          String by,
      @Option(names = "--note", paramLabel = "TEXT", description = "For others to read.")
          String note,
      @Mixin StoreOptions store) {
    return act(store, new Desk.Act(Desk.Act.Verb.ACKNOWLEDGE, id, null, 0, who(by), note));
  }

  @Command(
      name = "silence",
      description = {
        "Nobody is told of alerts that fit all conditions, for a while: host=mx1, source=*mail.log, severity=warning, rule=heartbeat.",
        "They are shown all the same, and told when they still last after it."
      },
      mixinStandardHelpOptions = true)
  int silence(
      @Parameters(
              arity = "1..*",
              paramLabel = "LABEL=PATTERN",
              description = "Conditions; != for all others, * for any characters.")
          List<String> conditions,
      @Option(
              names = "--for",
              required = true,
              paramLabel = "LENGTH",
              description = "How long: 30m, 2h, 1d, 1w.")
          String length,
      @Option(names = "--by", paramLabel = "NAME", description = "Who says so; default: the user.")
          String by,
      @Option(names = "--note", paramLabel = "TEXT", description = "For others to read.")
          String note,
      @Mixin StoreOptions store) {
    Matcher m = LENGTH.matcher(length);
    if (!m.matches()) {
      throw new ParameterException(
          spec.commandLine(), "--for " + length + ": no length of time; 30m, 2h, 1d and 1w are");
    }
    Duration unit =
        switch (m.group(2)) {
          case "m" -> Duration.ofMinutes(1);
          case "h" -> Duration.ofHours(1);
          case "d" -> Duration.ofDays(1);
          default -> Duration.ofDays(7);
        };
    try {
      Matchers.of(conditions);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
    long seconds = unit.multipliedBy(Long.parseLong(m.group(1))).toSeconds();
    return act(
        store,
        new Desk.Act(
            Desk.Act.Verb.SILENCE, null, String.join("\n", conditions), seconds, who(by), note));
  }

  @Command(name = "unsilence", description = "Lifts a silence.", mixinStandardHelpOptions = true)
  int unsilence(
      @Parameters(paramLabel = "ID", description = "As 'mailweir alerts' shows it.") String id,
      @Mixin StoreOptions store) {
    return act(store, new Desk.Act(Desk.Act.Verb.UNSILENCE, id, null, 0, who(null), null));
  }

  @Command(
      name = "forget",
      description = "A host is gone for good: nobody waits for it any more, until it sends again.",
      mixinStandardHelpOptions = true)
  int forget(
      @Parameters(paramLabel = "HOST", description = "As the page Hosts shows it.") String host,
      @Mixin StoreOptions store) {
    return act(store, new Desk.Act(Desk.Act.Verb.FORGET, host, null, 0, who(null), null));
  }

  private int act(StoreOptions options, Desk.Act act) {
    try (StoreAccess.Asked asked = options.existing()) {
      PrintWriter out = spec.commandLine().getOut();
      out.println(Plain.text(asked.desk().act(act)));
      out.flush();
      return ExitCode.OK;
    } catch (StoreFault | IllegalArgumentException e) {
      throw new CannotGoOn(ExitCode.INCOMPLETE, "mailweir alerts: " + e.getMessage());
    }
  }

  private static String who(String by) {
    return by == null || by.isBlank() ? System.getProperty("user.name", "somebody") : by;
  }

  @Command(
      name = "try",
      description = "Reads the file of alerts and tells all that is wrong in it.",
      mixinStandardHelpOptions = true)
  int tryFile(
      @Parameters(
              arity = "0..1",
              paramLabel = "FILE",
              description = "Default: what alerts.file names.")
          Path file,
      @Mixin ConfigOption config) {
    Settings s = file == null ? Watching.settings(config.configuration()) : Watching.settings(file);
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        s.channels().size()
            + " channels, "
            + s.routes().size()
            + " routes, "
            + s.rules().size()
            + " rules: all right");
    out.flush();
    return ExitCode.OK;
  }

  @Command(
      name = "test",
      description = "Sends a test by a channel, from here and now; tells whether it was taken.",
      mixinStandardHelpOptions = true)
  int test(
      @Parameters(paramLabel = "CHANNEL", description = "As the file of alerts names it.")
          String name,
      @Mixin ConfigOption config) {
    Settings settings = Watching.settings(config.configuration());
    ChannelSettings channel = settings.channels().get(name);
    if (channel == null) {
      throw new CannotGoOn(
          ExitCode.CONFIGURATION,
          "mailweir alerts test: "
              + name
              + ": no such channel; nothing was sent; there are "
              + (settings.channels().isEmpty()
                  ? "none"
                  : String.join(", ", settings.channels().keySet())));
    }
    Clock clock = Clock.systemUTC();
    PrintWriter out = spec.commandLine().getOut();
    try {
      Channels.of(channel, Wiring.machine(), clock).send(test(name, clock.instant()));
      out.println(Plain.text(name) + ": took it");
      out.flush();
      return ExitCode.OK;
    } catch (IOException e) {
      throw new CannotGoOn(
          ExitCode.INCOMPLETE, "mailweir alerts test: " + name + ": " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ExitCode.INCOMPLETE;
    }
  }

  /** An alert that is none. */
  private static Notice test(String channel, Instant now) {
    SortedMap<String, String> labels = new TreeMap<>();
    labels.put("channel", channel);
    labels.put("host", Wiring.machine());
    Alert alert =
        Alert.test(
            labels, Severity.INFO, "a test of the channel " + channel + "; nothing is wrong", now);
    return new Notice("test" + now.toEpochMilli(), Notice.Kind.TEST, now, List.of(alert));
  }
}
