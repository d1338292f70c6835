package mailweir.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import mailweir.answer.Json;
import mailweir.answer.Plain;
import mailweir.config.Configuration;
import mailweir.config.Key;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What is configured, and where each value came from. */
@Command(
    name = "config",
    description = {
      "Checks the configuration, and shows what is in force and where each value came from.",
      "An option of a verb wins over the environment, that over the file. docs/configuration.md tells the keys."
    },
    mixinStandardHelpOptions = true)
public final class ConfigCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

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
    BounceOption.rules(store.configuration());
    PrintWriter out = spec.commandLine().getOut();
    ObjectNode all = Json.object();
    for (Key key : Key.values()) {
      Configuration.Value value = inForce(key);
      ObjectNode one = all.putObject(key.word());
      if (key.isList()) {
        ArrayNode words = one.putArray("value");
        value.words().forEach(words::add);
      } else if (value.words().isEmpty()) {
        one.putNull("value");
      } else {
        one.put("value", value.words().getFirst());
      }
      one.put("from", value.from());
      one.put("variable", key.variable());
      if (format.equals("text")) {
        String words = value.words().isEmpty() ? "(none)" : String.join(" ", value.words());
        out.printf(
            Locale.ROOT,
            "%-18s %-40s %s%n",
            key.word(),
            Plain.text(words),
            Plain.text(value.from()));
      }
    }
    if (format.equals("json")) {
      out.println(Json.pretty(all));
    }
    out.flush();
    return ExitCode.OK;
  }

  /** What a verb without options would use. */
  private Configuration.Value inForce(Key key) {
    Configuration.Value set = store.configuration().value(key);
    if (key == Key.DATA) {
      return store.named() != null
          ? new Configuration.Value(List.of(store.named().toString()), "--data")
          : new Configuration.Value(List.of(store.folder().toString()), set.from());
    }
    if (key == Key.ALERTS_FILE) {
      Path file = Watching.file(store.configuration());
      return new Configuration.Value(
          file == null ? List.of() : List.of(file.toString()), set.from());
    }
    return key == Key.TZ
        ? new Configuration.Value(List.of(store.zone(null).getId()), set.from())
        : set;
  }
}
