package mailweir.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import mailweir.answer.Json;
import mailweir.answer.Query;
import mailweir.answer.Report;
import mailweir.answer.ReportJson;
import mailweir.answer.ReportText;
import mailweir.collect.Format;
import mailweir.collect.Found;
import mailweir.collect.Glance;
import mailweir.collect.Problem;
import mailweir.collect.Reading;
import mailweir.collect.Source;
import mailweir.journey.Site;
import mailweir.pipeline.FileReport;
import mailweir.pipeline.Importer;
import mailweir.pipeline.Store;
import mailweir.store.StoreFault;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The figures of a span: of files, without keeping anything, or of the store. */
@Command(
    name = "report",
    description = {
      "The figures of a span, as text or JSON.",
      "With files it reads them and keeps nothing; without, it asks the store."
    },
    subcommands = {QuarantineCommand.class, SendersCommand.class},
    mixinStandardHelpOptions = true)
public final class ReportCommand implements Callable<Integer> {
  /** So many bytes of log a byte of heap are enough for: measured with 2.8 GB in 512 MB. */
  private static final int HEAP_REACHES = 5;

  private static final int ROUND = 700_000;

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

  @Option(names = "--bounce-rules", paramLabel = "FILE", description = BounceOption.MEANING)
  private Path bounceRules;

  @Option(
      names = "--dialect",
      paramLabel = "NAME",
      description = "Every line is of this dialect, whatever wrote it.")
  private String dialect;

  @Option(
      names = "--vhost",
      paramLabel = "NAME",
      description =
          "Virtual host of access logs whose lines name none; default: what the file's name tells.")
  private String virtualHost;

  @Option(
      names = "--format",
      paramLabel = "text|json",
      description = "Default: text.",
      defaultValue = "text")
  private String format;

  @Mixin private SpanOptions span;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    if (!format.equals("text") && !format.equals("json")) {
      throw new ParameterException(
          spec.commandLine(), "--format " + format + ": there are text and json");
    }
    ZoneId stamps = span.stamps();
    Query query = span.query(spec, day, stamps);
    Report report;
    int exit = ExitCode.OK;
    if (files.isEmpty()) {
      if (bounceRules != null || dialect != null) {
        throw new ParameterException(
            spec.commandLine(),
            "--bounce-rules and --dialect are for files: what is stored was sorted when it was read");
      }
      try (StoreAccess.Asked store = span.store().existing()) {
        report = store.answers().report(query);
      }
    } else {
      if (span.store().named() != null) {
        throw new ParameterException(
            spec.commandLine(),
            "--data and files exclude each other: a report is of the one or of the others");
      }
      Reading reading =
          Wiring.reading(stamps, year, null, Clock.systemUTC()).withVirtualHost(virtualHost);
      Found found = Wiring.discover(files, reading, err);
      List<Problem> problems = new ArrayList<>(found.problems());
      if (found.sources().isEmpty()) {
        err.println("mailweir report: nothing to read; no report was made");
        return ExitCode.INCOMPLETE;
      }
      report = ofFiles(found.sources(), reading, query, problems, err);
      exit = Wiring.anyFailure(problems) ? ExitCode.INCOMPLETE : ExitCode.OK;
    }
    out.print(
        format.equals("json")
            ? Json.pretty(ReportJson.of(report)) + "\n"
            : ReportText.of(report, span.shown()));
    out.flush();
    return exit;
  }

  /** In memory where that is enough, else through a store on disk that is removed afterwards. */
  private Report ofFiles(
      List<Source> sources, Reading reading, Query query, List<Problem> problems, PrintWriter err)
      throws IOException {
    Site site = span.store().site(bounceRules);
    try (ProgressLine progress = new ProgressLine(err, sources)) {
      List<Problem> told;
      Report report;
      if (unpacked(sources) > Runtime.getRuntime().maxMemory() * HEAP_REACHES) {
        Path folder = temporary();
        // Ctrl-C ends the reading, and nothing is left behind
        Interruption interruption = new Interruption();
        try (Store store = new Store(folder, site, Wiring.dialects(dialect))) {
          Importer importer =
              new Importer(store.ingest(), ROUND, progress, interruption::isStopped);
          if (!importer.run(sources, reading)) {
            throw new CannotGoOn(
                ExitCode.INCOMPLETE,
                "report: ended before the end of the logs; no report was made");
          }
          told = importer.problems();
          report = store.answers().report(query);
        } catch (StoreFault | UncheckedIOException e) {
          throw new CannotGoOn(
              ExitCode.STORE,
              "report: these logs need more than the memory, and "
                  + e.getMessage()
                  + "; no report was made; name another folder with TMPDIR, or more memory with MAILWEIR_HEAP");
        } finally {
          Scratch.remove(folder);
          interruption.close();
        }
      } else {
        FileReport reader =
            new FileReport(
                site,
                Wiring.dialectsForFigures(dialect),
                Runtime.getRuntime().availableProcessors(),
                progress);
        report = reader.run(sources, reading, query);
        told = reader.problems();
      }
      progress.close();
      problems.addAll(told);
      Wiring.complain(told, err);
      return report;
    }
  }

  /** About how many bytes of log there are: packed logs are about a tenth of their size. */
  private static long unpacked(List<Source> sources) throws IOException {
    long bytes = 0;
    for (Source s : sources) {
      if (!s.isStdin()) {
        boolean packed;
        try (InputStream in = Files.newInputStream(s.path())) {
          packed = Glance.format(in.readNBytes(Glance.MAGIC)) != Format.PLAIN;
        }
        bytes += Files.size(s.path()) * (packed ? 10 : 1);
      }
    }
    return bytes;
  }

  private static Path temporary() {
    Path parent = Scratch.place();
    try {
      return Files.createTempDirectory(parent, "mailweir-report-");
    } catch (IOException e) {
      throw new CannotGoOn(
          ExitCode.STORE,
          parent
              + ": these logs need more than the memory, and no folder can be made there; no report was made;"
              + " name another with TMPDIR, or more memory with MAILWEIR_HEAP");
    }
  }
}
