package mailweir.cli;

import java.io.PrintWriter;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import mailweir.answer.Csv;
import mailweir.answer.Json;
import mailweir.answer.QuarantineText;
import mailweir.answer.Quarantined;
import mailweir.answer.Query;
import mailweir.answer.QueryParser;
import mailweir.collect.Found;
import mailweir.collect.Problem;
import mailweir.collect.Reading;
import mailweir.pipeline.FileQuarantine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What filters stopped: one row a message and recipient. */
@Command(
    name = "quarantine",
    description = {
      "What filters stopped or marked: date, host, event, name, relay, sender, recipient, subject, action; one row a message and recipient.",
      "With files it reads them and keeps nothing; without, it asks the store."
    },
    mixinStandardHelpOptions = true)
public final class QuarantineCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "FILE|DIR|-",
      arity = "0..*",
      description = "Logs, folders of logs, or - for standard input.")
  private List<String> files = new ArrayList<>();

  @Option(
      names = {"-d", "--day"},
      paramLabel = "DAY",
      description = "One day: yesterday, today or YYYY-MM-DD.")
  private String day;

  @Option(
      names = "--year",
      paramLabel = "Y",
      description = "Year of the earliest line, where stamps have none.")
  private Integer year;

  @Option(
      names = "--format",
      paramLabel = "table|csv|json|ndjson",
      description = "Default: table.",
      defaultValue = "table")
  private String format;

  @Mixin private SpanOptions span;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    if (!List.of("table", "csv", "json", "ndjson").contains(format)) {
      throw new ParameterException(
          spec.commandLine(), "--format " + format + ": there are table, csv, json and ndjson");
    }
    ZoneId stamps = span.stamps();
    Query query = query(stamps);
    int exit = ExitCode.OK;
    List<Quarantined> rows;
    if (files.isEmpty()) {
      try (StoreAccess.Asked store = span.store().existing()) {
        rows = store.answers().quarantine(query);
      }
    } else {
      if (span.store().named() != null) {
        throw new ParameterException(
            spec.commandLine(),
            "--data and files exclude each other: a report is of the one or of the others");
      }
      Reading reading = Wiring.reading(stamps, year, null, Clock.systemUTC());
      Found found = Wiring.discover(files, reading, err);
      List<Problem> problems = new ArrayList<>(found.problems());
      if (found.sources().isEmpty()) {
        err.println("mailweir report quarantine: nothing to read; no report was made");
        return ExitCode.INCOMPLETE;
      }
      FileQuarantine reader = new FileQuarantine(Wiring::dialects);
      rows = reader.run(found.sources(), reading, query);
      Wiring.complain(reader.problems(), err);
      problems.addAll(reader.problems());
      exit = Wiring.anyFailure(problems) ? ExitCode.INCOMPLETE : ExitCode.OK;
    }
    switch (format) {
      case "csv" -> Csv.quarantine(rows, out);
      case "json" -> out.println(Json.pretty(QuarantineText.json(rows)));
      case "ndjson" -> rows.forEach(r -> out.println(Json.line(QuarantineText.json(r))));
      default -> out.print(QuarantineText.of(rows, span.shown()));
    }
    out.flush();
    return exit;
  }

  private Query query(ZoneId zoneOfDays) {
    Map<String, String> texts = span.texts();
    texts.values().removeIf(java.util.Objects::isNull);
    QueryParser parser = SpanOptions.parser(zoneOfDays);
    try {
      Query query = parser.query(texts, 40, 1000);
      return day == null ? query : parser.day("day", day, query);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }
}
