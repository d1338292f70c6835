package mailweir.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import mailweir.ask.Imports;
import mailweir.collect.Found;
import mailweir.collect.Problem;
import mailweir.collect.Reading;
import mailweir.store.StoreFault;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Reads logs into the store: each file from where it was left, repeated lines once. */
@Command(
    name = "import",
    description = {
      "Reads logs into the store.",
      "A file that was read before goes on where it was left; lines that are stored already are not counted again."
    },
    mixinStandardHelpOptions = true)
public final class ImportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "FILE|DIR|-",
      arity = "1..*",
      description = "Logs, folders of logs, or - for standard input.")
  private List<String> files = new ArrayList<>();

  @Option(
      names = "--host",
      paramLabel = "H",
      description = "All lines are of this host, whatever they say.")
  private String host;

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
      names = "--tz",
      paramLabel = "ZONE",
      description = "Zone of stamps that have none; default: as configured, else this machine's.")
  private String zone;

  @Mixin private StoreOptions options;

  @Override
  public Integer call() throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    Reading reading = Wiring.reading(options.zone(zone), year, host, Clock.systemUTC());
    Found found = Wiring.discover(files, reading, err);
    List<Problem> problems = new ArrayList<>(found.problems());
    if (found.sources().isEmpty()) {
      err.println("mailweir import: nothing to read; nothing was stored");
      return ExitCode.INCOMPLETE;
    }
    Path folder = options.folder();
    Path spooled = null;
    // Ctrl-C: the round that is under way is stored before the process ends
    try (Interruption interruption = new Interruption();
        StoreAccess.Asked store = options.ask(bounceRules, dialect);
        ProgressLine progress = new ProgressLine(err, found.sources())) {
      interruption.alsoTell(store::stop);
      List<String> named = new ArrayList<>();
      for (String file : files) {
        if (file.equals("-") && store.isServed()) {
          spooled = spool();
          named.add(spooled.toString());
        } else {
          named.add(file.equals("-") ? file : Path.of(file).toAbsolutePath().toString());
        }
      }
      Imports.Done done;
      try {
        done =
            store.read(
                new Imports.Wanted(named, host, year, zone, virtualHost),
                found,
                progress,
                interruption::isStopped);
      } catch (StoreFault | UncheckedIOException e) {
        // the second from the segments of lines: a full disk is no fault of Mailweir's
        throw new CannotGoOn(ExitCode.STORE, e.getMessage());
      }
      progress.close();
      Wiring.complain(done.problems(), err);
      problems.addAll(done.problems());
      spec.commandLine()
          .getOut()
          .printf(
              Locale.ROOT,
              "%s: %,d lines read = %,d stored + %,d repeated; %,d not understood%n",
              folder,
              done.lines(),
              done.lines() - done.repeated(),
              done.repeated(),
              done.notUnderstood());
      spec.commandLine().getOut().flush();
      if (!done.complete()) {
        err.println(
            "mailweir import: ended before the end of the files; what was read is stored; run it again to go on");
        err.flush();
      }
    } finally {
      if (spooled != null) {
        Files.deleteIfExists(spooled);
      }
    }
    return Wiring.anyFailure(problems) ? ExitCode.INCOMPLETE : ExitCode.OK;
  }

  /** Standard input as a file, for a server that cannot read it. */
  private static Path spool() throws IOException {
    Path file = Files.createTempFile("mailweir-stdin-", ".log");
    try (OutputStream out = Files.newOutputStream(file)) {
      System.in.transferTo(out);
    }
    return file;
  }
}
