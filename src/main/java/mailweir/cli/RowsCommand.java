package mailweir.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.Callable;
import mailweir.answer.Answers;
import mailweir.answer.Json;
import mailweir.answer.Query;
import mailweir.collect.Found;
import mailweir.collect.Problem;
import mailweir.collect.Reading;
import mailweir.collect.Source;
import mailweir.letter.SealedReport;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A report that is a list of rows, of files or of the store, as a table and in the formats that programs read. */
abstract class RowsCommand<T> implements Callable<Integer> {
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

  @Option(
      names = "--mail",
      paramLabel = "ADDRESS",
      description =
          "Sends it there, signed and encrypted for --encrypt-to, and prints nothing: a scanner on its way cannot stop it.")
  private String mail;

  @Option(
      names = "--encrypt-to",
      paramLabel = "FILE",
      description = "The recipient's OpenPGP key; needed with --mail.")
  private Path key;

  @Mixin private SendOptions send;

  @Mixin private SpanOptions span;

  /** Rows, and what could not be read for them. */
  record Read<T>(List<T> rows, List<Problem> problems) {}

  abstract List<T> ofStore(Answers answers, Query query);

  /** Progress goes to {@code err}. */
  abstract Read<T> ofFiles(List<Source> sources, Reading reading, Query query, PrintWriter err)
      throws IOException;

  abstract void csv(List<T> rows, PrintWriter out);

  abstract JsonNode json(List<T> rows);

  abstract JsonNode json(T row);

  /** Times are shown in the zone. */
  abstract String table(List<T> rows, ZoneId zone);

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    if (!List.of("table", "csv", "json", "ndjson").contains(format)) {
      throw new ParameterException(
          spec.commandLine(), "--format " + format + ": there are table, csv, json and ndjson");
    }
    byte[] recipient = mail == null ? null : recipient();
    ZoneId stamps = span.stamps();
    Query query = span.query(spec, day, stamps);
    int exit = ExitCode.OK;
    List<T> rows;
    if (files.isEmpty()) {
      try (StoreAccess.Asked store = span.store().existing()) {
        rows = ofStore(store.answers(), query);
      }
    } else {
      if (span.store().named() != null) {
        throw new ParameterException(
            spec.commandLine(),
            "--data and files exclude each other: a report is of the one or of the others");
      }
      Reading reading = Wiring.reading(stamps, year, null, Clock.systemUTC());
      Found found = Wiring.discover(files, reading, err);
      String name = "report " + spec.name();
      if (found.sources().isEmpty()) {
        err.println("mailweir " + name + ": nothing to read; no report was made");
        return ExitCode.INCOMPLETE;
      }
      Read<T> read;
      try {
        read = ofFiles(found.sources(), reading, query, err);
      } catch (IOException e) {
        throw new CannotGoOn(ExitCode.INCOMPLETE, "mailweir " + name + ": " + e.getMessage());
      }
      Wiring.complain(read.problems(), err);
      rows = read.rows();
      exit =
          Wiring.anyFailure(found.problems()) || Wiring.anyFailure(read.problems())
              ? ExitCode.INCOMPLETE
              : ExitCode.OK;
    }
    if (mail == null) {
      print(rows, out);
    } else {
      send(rows, query, recipient, err);
    }
    out.flush();
    return exit;
  }

  private void print(List<T> rows, PrintWriter out) {
    switch (format) {
      case "csv" -> csv(rows, out);
      case "json" -> out.println(Json.pretty(json(rows)));
      case "ndjson" -> rows.forEach(r -> out.println(Json.line(json(r))));
      default -> out.print(table(rows, span.shown()));
    }
    out.flush();
  }

  /** The key of the report's recipient; before anything is read. */
  private byte[] recipient() {
    if (key == null) {
      throw new ParameterException(
          spec.commandLine(),
          "--mail needs --encrypt-to FILE, the recipient's OpenPGP key ('gpg --export --armor ADDRESS' makes it)");
    }
    try {
      byte[] bytes = Files.readAllBytes(key);
      SealedReport.check(bytes);
      return bytes;
    } catch (IOException e) {
      throw new CannotGoOn(
          ExitCode.NO_INPUT,
          "--encrypt-to "
              + key
              + ": "
              + Wiring.why(e)
              + "; nothing was read or sent; 'gpg --export --armor ADDRESS' makes it");
    }
  }

  private void send(List<T> rows, Query query, byte[] recipient, PrintWriter err) {
    String name = "report " + spec.name();
    StringWriter text = new StringWriter();
    print(rows, new PrintWriter(text));
    String type = format.equals("csv") ? "text/csv" : "text/plain";
    try {
      SealedReport.send(
          send.sending(spec),
          Mailing.keys(span.store().folder()).own(Wiring.machine()),
          recipient,
          send.from(),
          mail,
          "mailweir "
              + name
              + ", "
              + rows.size()
              + (query.since() == null ? " rows" : " rows since " + query.since()),
          type,
          text.toString(),
          Date.from(Clock.systemUTC().instant()));
      err.println("mailweir " + name + ": " + rows.size() + " rows sent to " + mail);
      err.flush();
    } catch (IOException e) {
      throw new CannotGoOn(
          ExitCode.TEMPFAIL,
          "mailweir "
              + name
              + ": "
              + e.getMessage()
              + "; the report was not sent to "
              + mail
              + "; run it again when that is mended");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
