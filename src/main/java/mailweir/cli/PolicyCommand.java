package mailweir.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import mailweir.policy.RulesFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The policy server: answers mail servers until it is ended. */
@Command(
    name = "policy",
    description = {
      "Answers mail servers whom to let in at once and whom to ask to come again: Postfix by its policy protocol, Sendmail and Postfix by the milter protocol, Exim by readsocket.",
      "Needs no other part of Mailweir. When it cannot decide, mail is let in. Ctrl-C or SIGTERM ends it cleanly."
    },
    mixinStandardHelpOptions = true)
public final class PolicyCommand implements Callable<Integer> {
  private static final long MOST_SECONDS_TO_END = 10;

  @Spec private CommandSpec spec;

  @Option(
      names = "--state",
      paramLabel = "DIR",
      description =
          "Where the greylist is kept; default: as configured, else /var/lib/mailweir-policy, as a plain user ~/.local/state/mailweir-policy.")
  private Path state;

  @Option(
      names = "--rules",
      paramLabel = "FILE",
      description =
          "The rules; default: as configured, else those that 'mailweir policy rules' prints.")
  private Path rules;

  @Mixin private ConfigOption config;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    CountDownLatch asked = new CountDownLatch(1);
    try (Interruption interruption = new Interruption(MOST_SECONDS_TO_END)) {
      interruption.alsoTell(asked::countDown);
      try (PolicyService service =
          PolicyService.open(config.configuration(), rules, state, message -> say(err, message))) {
        service.places().forEach(place -> out.println("mailweir: " + place));
        out.flush();
        service.watch(asked);
      } catch (IOException e) {
        throw new CannotGoOn(
            ExitCode.STORE, "mailweir policy: could not end cleanly (" + Wiring.why(e) + ")");
      }
    }
    return ExitCode.OK;
  }

  private static void say(PrintWriter err, String message) {
    synchronized (err) {
      err.println("mailweir: " + message.replaceAll("\\p{Cntrl}", "?"));
      err.flush();
    }
  }

  @Command(
      name = "rules",
      description = {
        "Prints the rules that are built in, to begin an own file with.",
        "With --check it reads a file, tells all mistakes with their lines, and the names of its rules when there are none."
      },
      mixinStandardHelpOptions = true)
  int rules(
      @Option(names = "--check", paramLabel = "FILE", description = "The file to be checked.")
          Path check) {
    PrintWriter out = spec.commandLine().getOut();
    if (check == null) {
      out.print(RulesFile.builtIn());
      out.flush();
      return ExitCode.OK;
    }
    try {
      var read =
          RulesFile.read(
              check.toString(),
              Files.readString(check, StandardCharsets.UTF_8),
              java.util.List.of(),
              java.util.Set.of());
      out.println(
          check
              + ": "
              + read.names().size()
              + " rules: "
              + String.join(", ", read.names())
              + (read.zones().isEmpty() ? "" : "; asks " + String.join(", ", read.zones())));
      out.flush();
      return ExitCode.OK;
    } catch (RulesFile.Faulty e) {
      throw new CannotGoOn(ExitCode.CONFIGURATION, e.getMessage());
    } catch (IOException e) {
      throw new CannotGoOn(
          ExitCode.NO_INPUT,
          check
              + ": cannot be read ("
              + Wiring.why(e)
              + "); nothing was checked; name another file");
    }
  }
}
