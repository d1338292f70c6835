package mailweir.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import mailweir.collect.Found;
import mailweir.collect.LineSink;
import mailweir.collect.Position;
import mailweir.collect.Problem;
import mailweir.collect.Reading;
import mailweir.collect.Source;
import mailweir.collect.SourceReader;
import mailweir.parse.Dialects;
import mailweir.parse.json.EventJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What each line of a log means, one JSON object a line, in the order of the input. It never fails on a line. */
@Command(
    name = "parse",
    description = {
      "What each line of a log means, one JSON object a line, in the order of the input.",
      "The keys are told in docs/reference/events.md."
    },
    mixinStandardHelpOptions = true)
public final class ParseCommand implements Callable<Integer> {
  private static final int BATCH = 4096;
  private static final int BUFFER = 1 << 16;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "FILE|DIR|-",
      arity = "0..*",
      description =
          "Logs, folders of logs, or - for standard input, which is also read when none is named.")
  private List<String> files = new ArrayList<>();

  @Option(
      names = "--year",
      paramLabel = "Y",
      description =
          "Year of the earliest line, where stamps have none. Without it their time is told as they state it: --11-20T14:39:19.")
  private Integer year;

  @Option(names = "--bounce-rules", paramLabel = "FILE", description = BounceOption.MEANING)
  private Path bounceRules;

  @Option(
      names = "--dialect",
      paramLabel = "NAME",
      description = "Every line is of this dialect, whatever wrote it.")
  private String dialect;

  @Option(
      names = "--tz",
      paramLabel = "ZONE",
      description = "Zone of stamps that have none; default: as configured, else this machine's.")
  private String zone;

  @Option(
      names = "--format",
      paramLabel = "ndjson",
      description = "Default: ndjson, the only one.",
      defaultValue = "ndjson")
  private String format;

  @Mixin private ConfigOption config;

  private final InputStream input;
  private final OutputStream output;

  /** On the process' own standard input and output; what is told is UTF-8 whatever the locale. */
  public ParseCommand() {
    this(System.in, new FileOutputStream(FileDescriptor.out));
  }

  ParseCommand(InputStream input, OutputStream output) {
    this.input = input;
    this.output = output;
  }

  @Override
  public Integer call() throws IOException {
    if (!format.equals("ndjson")) {
      throw new ParameterException(spec.commandLine(), "--format " + format + ": there is ndjson");
    }
    PrintWriter err = spec.commandLine().getErr();
    List<String> named = files.isEmpty() ? List.of("-") : files;
    Reading reading = Wiring.reading(config.zone(zone), year, null, Clock.systemUTC());
    Wiring.dialects(dialect);
    Found found = Wiring.discover(named, reading, err);
    List<Problem> problems = new ArrayList<>(found.problems());
    try {
      // not closed: that would close standard output
      EventJson json =
          new EventJson(new BufferedOutputStream(output, BUFFER), config.bounces(bounceRules));
      for (Source source : inOrder(found.sources(), named)) {
        List<Problem> of = read(source, reading, json);
        Wiring.complain(of, err);
        problems.addAll(of);
      }
      json.flush();
    } catch (UncheckedIOException e) {
      return unwritten(e.getCause());
    } catch (IOException e) {
      return unwritten(e);
    }
    return Wiring.anyFailure(problems) ? ExitCode.INCOMPLETE : ExitCode.OK;
  }

  /** Where nobody reads on, as behind "| head", all that was asked for was told. */
  private static int unwritten(IOException failure) {
    if (!StandardOutput.nobodyReadsOn(failure)) {
      throw StandardOutput.incomplete(failure);
    }
    return ExitCode.OK;
  }

  /** Discovery puts the oldest first; here the order of the arguments holds, and in a folder the oldest comes first. */
  private static List<Source> inOrder(List<Source> sources, List<String> named) {
    List<Source> sorted = new ArrayList<>(sources);
    sorted.sort(Comparator.comparingInt(source -> place(source, named)));
    return sorted;
  }

  private static int place(Source source, List<String> named) {
    for (int i = 0; i < named.size(); i++) {
      String name = named.get(i);
      boolean stdin = name.equals("-");
      if (source.isStdin() ? stdin : !stdin && source.path().startsWith(Path.of(name))) {
        return i;
      }
    }
    return named.size();
  }

  /** Tells the lines of one source; what was wrong with it. */
  private List<Problem> read(Source source, Reading reading, EventJson json) {
    Dialects dialects = Wiring.dialects(dialect).get();
    LineSink sink =
        line -> {
          try {
            json.write(line, dialects.parse(line), year != null);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        };
    try (SourceReader reader = SourceReader.open(source, reading, Position.START, input)) {
      int batch = source.isStdin() ? 1 : BATCH;
      while (reader.read(sink, batch) > 0) {
        if (source.isStdin() && input.available() == 0) {
          // the next line may take long; what is told so far is seen now
          flush(json);
        }
      }
      return reader.problems();
    } catch (IOException e) {
      return List.of(new Problem(source.name(), Problem.Kind.UNREADABLE, e.getMessage()));
    }
  }

  private static void flush(EventJson json) {
    try {
      json.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
