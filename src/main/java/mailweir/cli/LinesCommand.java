package mailweir.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import mailweir.answer.Json;
import mailweir.answer.Plain;
import mailweir.answer.Query;
import mailweir.answer.Report;
import mailweir.answer.ReportJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The lines that were not understood, by shape. */
@Command(
    name = "lines",
    description =
        "Lines of the store that were not understood, grouped by shape, with counts and a sample.",
    mixinStandardHelpOptions = true)
public final class LinesCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(names = "--unknown", required = true, description = "What was not understood.")
  private boolean unknown;

  @Option(
      names = "--format",
      paramLabel = "text|json",
      description = "Default: text.",
      defaultValue = "text")
  private String format;

  @Mixin private StoreOptions store;

  @Override
  public Integer call() {
    if (!format.equals("text") && !format.equals("json")) {
      throw new ParameterException(
          spec.commandLine(), "--format " + format + ": there are text and json");
    }
    List<Report.Shape> shapes;
    try (StoreAccess.Asked asked = store.existing()) {
      shapes = asked.answers().unknown(Query.ALL);
    }
    PrintWriter out = spec.commandLine().getOut();
    if (format.equals("json")) {
      out.println(Json.pretty(ReportJson.unknown(shapes)));
    } else {
      for (Report.Shape s : shapes) {
        out.printf(
            Locale.ROOT,
            "%,10d  %s  %s%n            %s%n",
            s.count(),
            Plain.text(s.program()),
            Plain.text(s.shape()),
            Plain.text(s.sample()));
      }
      if (shapes.isEmpty()) {
        out.println("Every line was understood.");
      }
    }
    out.flush();
    return ExitCode.OK;
  }
}
