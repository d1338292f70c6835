package mailweir.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import mailweir.answer.Json;
import mailweir.answer.QueueAnswers;
import mailweir.answer.QueueJson;
import mailweir.answer.QueueQuery;
import mailweir.answer.QueueText;
import mailweir.queue.By;
import mailweir.queue.Filter;
import mailweir.queue.PlaceState;
import mailweir.queue.PlainCounts;
import mailweir.queue.Top;
import mailweir.slice.Network;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A question about what waits: of the store, or of this machine's queues as they are now. */
abstract class QueueAskCommand implements Callable<Integer> {
  private static final int MOST = 1_000_000;

  @Spec private CommandSpec spec;

  @Option(
      names = "--here",
      description = "This machine's queues as they are now; no store is asked.")
  private boolean here;

  @Option(names = "--host", paramLabel = "H", description = "Only there.")
  private String host;

  @Mixin private WhoOptions who;

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      description = "What the last answer says, as '*over quota*'.")
  private String reason;

  @Option(
      names = {"-n", "--limit"},
      paramLabel = "N",
      description = "Rows at most; default: 40 messages, 10 groups.")
  private Integer limit;

  @Option(
      names = "--format",
      paramLabel = "table|csv|json|ndjson",
      description = "Default: table.",
      defaultValue = "table")
  private String format;

  @Option(
      names = "--tz",
      paramLabel = "ZONE",
      description = "Zone of times; default: as configured, else this machine's.")
  private String zone;

  @Option(names = "--utc", description = "Show times in UTC.")
  private boolean utc;

  @Mixin private StoreOptions store;

  /** The instant that is asked for, as it was written; {@code null}: now. */
  abstract String at();

  abstract int usualLimit();

  /** What is printed. */
  abstract ArrayNode rows(QueueAnswers answers, QueueQuery query);

  abstract String table(QueueAnswers answers, QueueQuery query, long now);

  @Override
  public Integer call() {
    if (!List.of("table", "csv", "json", "ndjson").contains(format)) {
      throw new ParameterException(
          spec.commandLine(), "--format " + format + ": there are table, csv, json and ndjson");
    }
    if (limit != null && (limit < 1 || limit > MOST)) {
      throw new ParameterException(
          spec.commandLine(), "--limit " + limit + ": a number from 1 to " + MOST);
    }
    if (who.client != null && who.client.indexOf('/') >= 0) {
      try {
        Network.of(who.client);
      } catch (IllegalArgumentException e) {
        throw new ParameterException(
            spec.commandLine(), "--client '" + who.client + "' " + e.getMessage());
      }
    }
    Instant at;
    try {
      at = SpanOptions.parser(store.zone(zone)).instant("at", at());
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
    Filter filter = new Filter(host, who.queue, who.from, who.to, who.client, who.account, reason);
    QueueQuery query = new QueueQuery(at, null, null, filter, limit == null ? usualLimit() : limit);
    PrintWriter out = spec.commandLine().getOut();
    if (here) {
      QueueHere own = new QueueHere(store.configuration());
      print(own, query, out);
      own.problems()
          .forEach(p ->
              spec.commandLine()
                  .getErr()
                  .println("mailweir queue: " + p.replaceAll("\\p{Cntrl}", "?")));
      return own.problems().isEmpty() ? ExitCode.OK : ExitCode.INCOMPLETE;
    }
    try (StoreAccess.Asked asked = store.existing()) {
      print(asked.answers().queues(), query, out);
    }
    return ExitCode.OK;
  }

  ZoneId shown() {
    return utc ? ZoneId.of("UTC") : store.zone(zone);
  }

  private void print(QueueAnswers answers, QueueQuery query, PrintWriter out) {
    switch (format) {
      case "csv" -> QueueJson.csv(rows(answers, query), out);
      case "json" -> out.println(Json.pretty(rows(answers, query)));
      case "ndjson" -> {
        for (JsonNode row : rows(answers, query)) {
          out.println(Json.line(row));
        }
      }
      default -> {
        Instant now = query.at() == null ? Clock.systemUTC().instant() : query.at();
        out.print(table(answers, query, ChronoUnit.MICROS.between(Instant.EPOCH, now)));
      }
    }
    out.flush();
  }

  /** The messages. */
  @Command(
      name = "ls",
      description = "Lists messages that wait, the oldest first; now, or at an instant.",
      mixinStandardHelpOptions = true)
  static final class Ls extends QueueAskCommand {
    @Option(
        names = "--at",
        paramLabel = "T",
        description = "What waited then: 03:10, 2h, RFC 3339.")
    private String at;

    @Override
    String at() {
      return at;
    }

    @Override
    int usualLimit() {
      return 40;
    }

    @Override
    ArrayNode rows(QueueAnswers answers, QueueQuery query) {
      return QueueJson.messages(answers.messages(query));
    }

    @Override
    String table(QueueAnswers answers, QueueQuery query, long now) {
      return QueueText.messages(answers.messages(query), shown());
    }
  }

  /** Who fills the queues. */
  @Command(
      name = "top",
      description = {
        "Who and what fills the queues: relays, accounts, senders and destinations, with count and share; ! is suspicious.",
        "Suspicious is a relay with more than queue.suspicious.count messages, and a relay, account or sender with more than"
            + " queue.suspicious.share percent where more than queue.suspicious.over wait."
      },
      mixinStandardHelpOptions = true)
  static final class Ranking extends QueueAskCommand {
    @Spec private CommandSpec command;

    @Option(
        names = "--at",
        paramLabel = "T",
        description = "What waited then: 03:10, 2h, RFC 3339.")
    private String at;

    @Option(
        names = "--by",
        paramLabel = "WORD",
        description = "Only by host, queue, domain, sender, relay, account, reason or age.")
    private String by;

    @Option(names = "--per-host", description = "For each host, and for all of them.")
    private boolean perHost;

    @Override
    String at() {
      return at;
    }

    @Override
    int usualLimit() {
      return 10;
    }

    private List<By> bys() {
      if (by == null) {
        return List.of(By.RELAY, By.ACCOUNT, By.SENDER, By.DOMAIN);
      }
      return Arrays.stream(By.values())
          .filter(b -> b.word().equals(by.toLowerCase(Locale.ROOT)))
          .findFirst()
          .map(List::of)
          .orElseThrow(() ->
              new ParameterException(
                  command.commandLine(),
                  "--by "
                      + by
                      + ": there are "
                      + String.join(", ", Arrays.stream(By.values()).map(By::word).toList())));
    }

    /** Whose answers are printed, in turn; {@code null}: of all hosts. */
    private List<String> hosts(QueueAnswers answers, QueueQuery query) {
      List<String> hosts = new ArrayList<>();
      if (perHost) {
        hosts.addAll(answers.places(query).stream().map(PlaceState::host).distinct().toList());
      }
      hosts.add(null);
      return hosts;
    }

    private static QueueQuery of(QueueQuery query, String host) {
      Filter f = query.filter();
      return host == null
          ? query
          : query.of(
              new Filter(host, f.queue(), f.from(), f.to(), f.client(), f.account(), f.reason()));
    }

    @Override
    ArrayNode rows(QueueAnswers answers, QueueQuery query) {
      ArrayNode rows = Json.array();
      for (String one : hosts(answers, query)) {
        for (By each : bys()) {
          rows.addAll(QueueJson.top(answers.top(of(query, one), each), one));
        }
      }
      return rows;
    }

    @Override
    String table(QueueAnswers answers, QueueQuery query, long now) {
      StringBuilder text = new StringBuilder();
      for (String one : hosts(answers, query)) {
        for (By each : bys()) {
          Top top = answers.top(of(query, one), each);
          text.append(text.isEmpty() ? "" : "\n").append(QueueText.top(top, one, now));
        }
      }
      return text.toString();
    }
  }

  /** What stood there at an instant. */
  @Command(
      name = "at",
      description = {
        "What stood in the queues at an instant, and why: how full each was, ages in minutes, the reasons, relays and destinations.",
        "Without a time: now."
      },
      mixinStandardHelpOptions = true)
  static final class At extends QueueAskCommand {
    @Parameters(
        paramLabel = "TIME",
        arity = "0..1",
        description = "03:10 (today), 2h (ago), yesterday, 2026-11-20 03:10, RFC 3339.")
    private String time;

    @Override
    String at() {
      return time;
    }

    @Override
    int usualLimit() {
      return 10;
    }

    @Override
    ArrayNode rows(QueueAnswers answers, QueueQuery query) {
      return QueueJson.places(answers.places(query));
    }

    @Override
    String table(QueueAnswers answers, QueueQuery query, long now) {
      StringBuilder text = new StringBuilder(QueueText.places(answers.places(query), shown()));
      for (By by : List.of(By.REASON, By.RELAY, By.DOMAIN)) {
        text.append('\n').append(QueueText.top(answers.top(query, by), null, now));
      }
      return text.toString();
    }
  }

  /** Plain counts. */
  @Command(
      name = "count",
      description = {
        "Prints how many messages wait in this machine's queues: a line a queue, its name, a blank, the count; nothing else.",
        "For an inetd line, so that 'mailweir waterfall --poll' and scripts can read it; the format does not change."
      },
      mixinStandardHelpOptions = true)
  static final class Count implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Mixin private ConfigOption config;

    @Override
    public Integer call() {
      QueueHere own = new QueueHere(config.configuration());
      PrintWriter out = spec.commandLine().getOut();
      out.print(PlainCounts.text(own.counts()));
      out.flush();
      own.problems()
          .forEach(p ->
              spec.commandLine()
                  .getErr()
                  .println("mailweir queue count: " + p.replaceAll("\\p{Cntrl}", "?")));
      return own.problems().isEmpty() ? ExitCode.OK : ExitCode.INCOMPLETE;
    }
  }
}
