package mailweir.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import mailweir.action.Order;
import mailweir.action.Wish;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Scanners: stopped, so that mail waits before them, and started again. */
@Command(
    name = "scanner",
    description = "Stops a scanner on hosts, so that mail waits before it, and starts it again.",
    mixinStandardHelpOptions = true)
public final class ScannerCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "there are 'pause' and 'resume'");
  }

  @Command(
      name = "pause",
      description = "Stops it; shows its plan, and does it with --yes and --reason.",
      mixinStandardHelpOptions = true)
  int pause(
      @Parameters(paramLabel = "mailscanner|amavisd|mimedefang", description = "Which.")
          String scanner,
      @Option(names = "--host", paramLabel = "H", description = "Only there; default: all agents.")
          List<String> hosts,
      @Mixin ActingOptions acting) {
    return run(scanner, false, hosts, acting);
  }

  @Command(name = "resume", description = "Starts it again.", mixinStandardHelpOptions = true)
  int resume(
      @Parameters(paramLabel = "mailscanner|amavisd|mimedefang", description = "Which.")
          String scanner,
      @Option(names = "--host", paramLabel = "H", description = "Only there; default: all agents.")
          List<String> hosts,
      @Mixin ActingOptions acting) {
    return run(scanner, true, hosts, acting);
  }

  private int run(String name, boolean isResume, List<String> hosts, ActingOptions acting) {
    Order.Scanner scanner;
    try {
      scanner = Order.Scanner.valueOf(name.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new ParameterException(
          spec.commandLine(), name + ": there are mailscanner, amavisd and mimedefang");
    }
    return acting.run(
        new Wish.Scan(
            scanner, isResume, ActingOptions.names(hosts == null ? new ArrayList<>() : hosts)),
        !isResume,
        spec.commandLine().getOut(),
        spec.commandLine().getErr());
  }
}
