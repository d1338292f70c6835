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
import mailweir.answer.Query;
import mailweir.answer.QueryParser;
import mailweir.answer.SenderRisk;
import mailweir.answer.SenderRiskText;
import mailweir.collect.Found;
import mailweir.collect.Problem;
import mailweir.collect.Reading;
import mailweir.pipeline.FileReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Who sends through the site, the riskiest first. */
@Command(
    name = "senders",
    description = {
      "Who sends through the site: accounts, and clients that relay without a login; the riskiest first, with the reasons.",
      "With files it reads them and keeps nothing; without, it asks the store."
    },
    mixinStandardHelpOptions = true)
public final class SendersCommand implements Callable<Integer> {
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
    List<SenderRisk> rows;
    if (files.isEmpty()) {
      try (StoreAccess.Asked store = span.store().existing()) {
        rows = store.answers().senders(query);
      }
    } else {
      if (span.store().named() != null) {
        throw new ParameterException(
            spec.commandLine(),
            "--data and files exclude each other: a report is of the one or of the others");
      }
      Reading reading = Wiring.reading(stamps, year, null, Clock.systemUTC());
      List<Problem> told;
      Found found = Wiring.discover(files, reading, err);
      List<Problem> problems = new ArrayList<>(found.problems());
      if (found.sources().isEmpty()) {
        err.println("mailweir report senders: nothing to read; no report was made");
        return ExitCode.INCOMPLETE;
      }
      try (ProgressLine progress = new ProgressLine(err, found.sources())) {
        FileReport reader =
            new FileReport(
                span.store().site(),
                Wiring::dialects,
                Runtime.getRuntime().availableProcessors(),
                progress);
        rows = reader.senders(found.sources(), reading, query);
        told = reader.problems();
      } catch (java.io.IOException e) {
        throw new CannotGoOn(ExitCode.INCOMPLETE, "mailweir report senders: " + e.getMessage());
      }
      Wiring.complain(told, err);
      problems.addAll(told);
      exit = Wiring.anyFailure(problems) ? ExitCode.INCOMPLETE : ExitCode.OK;
    }
    switch (format) {
      case "csv" -> Csv.senders(rows, out);
      case "json" -> out.println(Json.pretty(SenderRiskText.json(rows)));
      case "ndjson" -> rows.forEach(r -> out.println(Json.line(SenderRiskText.json(r))));
      default -> out.print(SenderRiskText.of(rows));
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
