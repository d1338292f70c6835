package mailweir.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The program's entry: knows the verbs, hands the arguments to one of them, and ends with its exit
 * code.
 */
@Command(
    name = "mailweir",
    description = "Measures and regulates the flow of mail from what the mail servers log.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
public final class Main implements Runnable {

  /**
   * The verbs, in the order in which help shows them. A new command is one class and one entry
   * here.
   */
  static final List<Class<?>> COMMANDS = List.of();

  @Spec private CommandSpec spec;

  /** Builds the command line with all its verbs. */
  public static CommandLine commandLine() {
    CommandLine line = new CommandLine(new Main());
    for (Class<?> command : COMMANDS) {
      line.addSubcommand(command);
    }
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.getCommandSpec().exitCodeOnInvalidInput(ExitCode.USAGE);
    line.getSubcommands()
        .values()
        .forEach(sub -> sub.getCommandSpec().exitCodeOnInvalidInput(ExitCode.USAGE));
    line.getCommandSpec().exitCodeOnExecutionException(ExitCode.SOFTWARE);
    line.getSubcommands()
        .values()
        .forEach(sub -> sub.getCommandSpec().exitCodeOnExecutionException(ExitCode.SOFTWARE));
    return line;
  }

  /** Runs one verb and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(commandLine().execute(arguments));
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "mailweir: no command given; nothing was done; 'mailweir --help' lists the commands");
  }

  /** The version that the build wrote into the jar's manifest. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Main.class.getPackage().getImplementationVersion();
      return new String[] {"mailweir " + (version == null ? "(not packaged)" : version)};
    }
  }
}
