package mailweir.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import mailweir.bounce.BounceClass;
import mailweir.bounce.BounceRules;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The rules that sort remote answers into classes: tried with their test lines, or on one answer. */
@Command(
    name = "bounce",
    description = {
      "Tries the rules that sort remote answers into classes.",
      "The classes have KumoMTA's names; each is of a group: hard, soft, block, admin, undetermined."
    },
    mixinStandardHelpOptions = true)
public final class BounceCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "there are 'test' and 'classify'");
  }

  @Command(
      name = "test",
      description =
          "Reads rules and checks that each of their test lines is met by its own rule first.",
      mixinStandardHelpOptions = true)
  int test(
      @Parameters(
              arity = "0..1",
              paramLabel = "FILE",
              description = "A file of rules; default: as configured, else the program's own.")
          Path file,
      @Mixin ConfigOption config) {
    BounceRules rules = config.bounces(file);
    PrintWriter out = spec.commandLine().getOut();
    out.println(rules.size() + " rules, " + rules.examples() + " test lines: all right");
    out.flush();
    return ExitCode.OK;
  }

  @Command(
      name = "classify",
      description = "Tells the class and group of an answer, and the rule that decides.",
      mixinStandardHelpOptions = true)
  int classify(
      @Parameters(
              arity = "1..*",
              paramLabel = "TEXT",
              description = "The answer, as in a log or a notice: 550 5.1.1 User unknown.")
          List<String> words,
      @Option(names = "--bounce-rules", paramLabel = "FILE", description = BounceOption.MEANING)
          Path file,
      @Mixin ConfigOption config) {
    BounceRules rules = config.bounces(file);
    String answer = String.join(" ", words);
    BounceClass found = rules.classify(answer);
    int line = rules.line(answer);
    PrintWriter out = spec.commandLine().getOut();
    out.println(
        found.word()
            + " ("
            + found.group().word()
            + ")"
            + (line == 0 ? ", no rule fits" : ", by the rule in line " + line));
    out.flush();
    return ExitCode.OK;
  }
}
