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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import mailweir.answer.Json;
import mailweir.answer.Query;
import mailweir.answer.QueryParser;
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

  @Option(names = "--data", paramLabel = "DIR", description = "The store's folder.")
  private Path data;

  @Option(
      names = "--since",
      paramLabel = "T",
      description = "From this time on: 2h, yesterday, 2026-11-20, 2026-11-20 10:00, RFC 3339.")
  private String since;

  @Option(names = "--until", paramLabel = "T", description = "Up to this time, exclusive.")
  private String until;

  @Option(
      names = {"-d", "--day"},
      paramLabel = "DAY",
      description = "One day: yesterday, today or YYYY-MM-DD.")
  private String day;

  @Option(names = "--host", paramLabel = "H", description = "Only this host.")
  private String host;

  @Option(
      names = "--year",
      paramLabel = "Y",
      description = "Year of the earliest line, where stamps have none.")
  private Integer year;

  @Option(
      names = "--tz",
      paramLabel = "ZONE",
      description = "Zone of stamps that have none, and of days; default: this machine's.")
  private String zone;

  @Option(names = "--utc", description = "Show times in UTC.")
  private boolean utc;

  @Option(
      names = "--format",
      paramLabel = "text|json",
      description = "Default: text.",
      defaultValue = "text")
  private String format;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    if (!format.equals("text") && !format.equals("json")) {
      throw new ParameterException(
          spec.commandLine(), "--format " + format + ": there are text and json");
    }
    ZoneId stamps = Wiring.zone(zone);
    Query query = query(stamps);
    Report report;
    int exit = ExitCode.OK;
    if (files.isEmpty()) {
      try (StoreAccess.Asked store = StoreAccess.existing(data)) {
        report = store.answers().report(query);
      }
    } else {
      if (data != null) {
        throw new ParameterException(
            spec.commandLine(),
            "--data and files exclude each other: a report is of the one or of the others");
      }
      Reading reading = Wiring.reading(zone, year, null, Clock.systemUTC());
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
            : ReportText.of(report, utc ? ZoneId.of("UTC") : stamps));
    out.flush();
    return exit;
  }

  /** In memory where that is enough, else through a store on disk that is removed afterwards. */
  private static Report ofFiles(
      List<Source> sources, Reading reading, Query query, List<Problem> problems, PrintWriter err)
      throws IOException {
    try (ProgressLine progress = new ProgressLine(err, sources)) {
      List<Problem> told;
      Report report;
      if (unpacked(sources) > Runtime.getRuntime().maxMemory() * HEAP_REACHES) {
        Path folder = temporary();
        // Ctrl-C ends the reading, and nothing is left behind
        AtomicBoolean stop = new AtomicBoolean();
        CountDownLatch ended = new CountDownLatch(1);
        Thread onInterrupt = Thread.ofPlatform().unstarted(() -> end(stop, ended));
        Runtime.getRuntime().addShutdownHook(onInterrupt);
        try (Store store = new Store(folder, Site.DEFAULT, Wiring::dialects)) {
          Importer importer = new Importer(store.ingest(), ROUND, progress, stop::get);
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
          remove(folder);
          ended.countDown();
        }
      } else {
        FileReport reader =
            new FileReport(
                Site.DEFAULT,
                Wiring::dialects,
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

  private static void end(AtomicBoolean stop, CountDownLatch ended) {
    stop.set(true);
    try {
      ended.await(60, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Path temporary() {
    String named = System.getenv("TMPDIR");
    Path parent =
        Path.of(named == null || named.isBlank() ? System.getProperty("java.io.tmpdir") : named);
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

  private static void remove(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (java.util.stream.Stream<Path> all = Files.walk(folder)) {
      for (Path p : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(p);
      }
    } catch (IOException | UncheckedIOException e) {
      // what is left of it lies in the folder for temporary files
    }
  }

  private Query query(ZoneId zoneOfDays) {
    Map<String, String> texts = new LinkedHashMap<>();
    put(texts, "since", since);
    put(texts, "until", until);
    put(texts, "host", host);
    QueryParser parser = new QueryParser(Clock.systemUTC(), zoneOfDays);
    try {
      Query query = parser.query(texts, 40, 1000);
      return day == null ? query : parser.day("day", day, query);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage());
    }
  }

  private static void put(Map<String, String> texts, String key, String value) {
    if (value != null) {
      texts.put(key, value);
    }
  }
}
