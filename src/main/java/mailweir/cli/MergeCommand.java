package mailweir.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
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
import java.util.stream.Stream;
import mailweir.collect.Found;
import mailweir.collect.Problem;
import mailweir.collect.Reading;
import mailweir.collect.Source;
import mailweir.merge.Merge;
import mailweir.merge.Split;
import mailweir.merge.SplitFiles;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes any logs out again in the order of time, merged and split, for tools that need that. */
@Command(
    name = "merge",
    description = {
      "Writes logs out again in the order of time: merged, split, each line once though copies overlap.",
      "The bytes of lines are not changed; a line without a stamp stays behind the line before it."
    },
    mixinStandardHelpOptions = true)
public final class MergeCommand implements Callable<Integer> {
  private static final long SECONDS_TO_END = 30;
  private static final int LEAST_MEMORY = 8 << 20;
  private static final int MOST_MEMORY = 256 << 20;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "FILE|DIR|-",
      arity = "1..*",
      description = "Logs, folders of logs, or - for standard input, which is merged alone.")
  private List<String> files = new ArrayList<>();

  @Option(
      names = "--split",
      paramLabel = "vhost|host|day",
      description = "A file for each virtual host, host or day; needs --out.")
  private String split;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The folder for what is written, new or empty; default: standard output.")
  private Path folder;

  @Option(
      names = "--keep-repeated",
      description = "Lines that several sources have are written as often as they come.")
  private boolean keepRepeated;

  @Option(
      names = "--vhost",
      paramLabel = "NAME",
      description =
          "Virtual host of access logs whose lines name none; default: what the file's name tells.")
  private String virtualHost;

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

  @picocli.CommandLine.Mixin private ConfigOption config;

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    Split by = split == null ? Split.NONE : split();
    if (by != Split.NONE && folder == null) {
      throw new ParameterException(
          spec.commandLine(), "--split needs --out DIR, where the files are to be");
    }
    Reading reading =
        Wiring.reading(config.zone(zone), year, null, Clock.systemUTC())
            .withVirtualHost(virtualHost);
    Found found = Wiring.discover(files, reading, err);
    List<Source> sources = found.sources();
    if (sources.isEmpty()) {
      err.println("mailweir merge: nothing to read; nothing was written");
      return ExitCode.INCOMPLETE;
    }
    if (sources.size() > 1 && sources.stream().anyMatch(Source::isStdin)) {
      throw new ParameterException(
          spec.commandLine(),
          "- is merged alone: beside other logs it would have to be read twice");
    }
    Path work = work();
    // Ctrl-C: the work is ended first, then what it wrote is removed
    Interruption interruption = new Interruption(SECONDS_TO_END);
    List<Problem> problems = new ArrayList<>(found.problems());
    try (ProgressLine progress = new ProgressLine(err, sources)) {
      Merge merge =
          new Merge(
              reading,
              Wiring.dialects(),
              by,
              config.zone(zone),
              keepRepeated,
              interruption::isStopped,
              progress::at);
      int written =
          folder == null ? toOutput(merge, sources, work) : toFolder(merge, sources, work);
      progress.close();
      Wiring.complain(merge.problems(), err);
      problems.addAll(merge.problems());
      if (folder != null) {
        spec.commandLine()
            .getOut()
            .printf(
                Locale.ROOT,
                "%s: %,d lines in %,d files; %,d repeated ones left out%n",
                folder,
                merge.lines(),
                written,
                merge.repeated());
        spec.commandLine().getOut().flush();
      }
    } catch (Merge.Ended e) {
      throw new CannotGoOn(
          ExitCode.INCOMPLETE, "merge: ended before the end of the logs; nothing is left of it");
    } catch (IOException e) {
      throw new CannotGoOn(
          ExitCode.STORE,
          "merge: "
              + (folder == null ? work : folder)
              + ": cannot be written ("
              + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage())
              + "); what was written there is removed; free space"
              + (folder == null ? ", or name another folder with TMPDIR" : "")
              + ", and run it again");
    } finally {
      Scratch.remove(work);
      interruption.close();
    }
    return Wiring.anyFailure(problems) ? ExitCode.INCOMPLETE : ExitCode.OK;
  }

  private Split split() {
    for (Split s : Split.values()) {
      if (s != Split.NONE && s.name().equalsIgnoreCase(split)) {
        return s;
      }
    }
    throw new ParameterException(
        spec.commandLine(), "--split " + split + ": there are vhost, host and day");
  }

  private int toFolder(Merge merge, List<Source> sources, Path work) throws IOException {
    SplitFiles out = new SplitFiles(Files.createDirectory(work.resolve("files")));
    merge.run(sources, work, memory(), out);
    return out.finish(folder);
  }

  private static int toOutput(Merge merge, List<Source> sources, Path work) throws IOException {
    // not closed: that would close standard output
    OutputStream out = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 1 << 16);
    try {
      merge.run(
          sources,
          work,
          memory(),
          (file, a, from, to) -> {
            try {
              out.write(a, from, to - from);
              out.write('\n');
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
      try {
        out.flush();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    } catch (UncheckedIOException e) {
      if (!StandardOutput.nobodyReadsOn(e.getCause())) {
        throw StandardOutput.incomplete(e.getCause());
      }
    }
    return 1;
  }

  private static int memory() {
    return (int)
        Math.max(LEAST_MEMORY, Math.min(MOST_MEMORY, Runtime.getRuntime().maxMemory() / 6));
  }

  /** A folder for runs, and for files until they are whole: beside those, so that they need only be moved. */
  private Path work() {
    Path parent = folder;
    try {
      if (folder == null) {
        parent = Scratch.place();
      } else if (Files.isDirectory(folder)) {
        try (Stream<Path> there = Files.list(folder)) {
          if (there.findAny().isPresent()) {
            throw new CannotGoOn(
                ExitCode.USAGE,
                folder
                    + ": the folder is not empty; nothing was written; name a new or an empty one with --out");
          }
        }
      } else {
        Files.createDirectories(folder);
      }
      return Files.createTempDirectory(parent, ".mailweir-merge-");
    } catch (IOException e) {
      throw new CannotGoOn(
          ExitCode.STORE,
          parent
              + ": no folder can be made there ("
              + e.getClass().getSimpleName()
              + "); nothing was written; name another with "
              + (folder == null ? "TMPDIR" : "--out"));
    }
  }
}
