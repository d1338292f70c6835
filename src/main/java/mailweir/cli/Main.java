package mailweir.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
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
  static final List<Class<?>> COMMANDS =
      List.of(
          ServeCommand.class,
          AgentCommand.class,
          ImportCommand.class,
          ReportCommand.class,
          TraceCommand.class,
          WaterfallCommand.class,
          LinesCommand.class,
          ParseCommand.class,
          QueueCommand.class,
          BlockCommand.class,
          UnblockCommand.class,
          ScannerCommand.class,
          ActionsCommand.class,
          UndoCommand.class,
          AlertsCommand.class,
          CheckCommand.class,
          ConfigCommand.class,
          MergeCommand.class,
          BounceCommand.class,
          ShipCommand.class,
          ReceiveCommand.class,
          TrainCommand.class);

  @Spec private CommandSpec spec;

  /** Builds the command line with all its verbs. */
  public static CommandLine commandLine() {
    return commandLine(COMMANDS);
  }

  /**
   * The same for these arguments: with the one verb that they begin with, for to look at all of them costs a third of a start; with all
   * verbs where they begin with none, so that help and complaints know them.
   */
  static CommandLine commandLine(String... arguments) {
    for (Class<?> command : COMMANDS) {
      if (arguments.length > 0
          && command.getAnnotation(Command.class).name().equals(arguments[0])) {
        return commandLine(List.of(command));
      }
    }
    return commandLine(COMMANDS);
  }

  private static CommandLine commandLine(List<Class<?>> commands) {
    CommandLine line = new CommandLine(new Main());
    for (Class<?> command : commands) {
      line.addSubcommand(command);
    }
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.setParameterExceptionHandler(Main::badUsage);
    line.setExecutionExceptionHandler(Main::failed);
    return line;
  }

  /** The command line is wrong: what is, that nothing was done, where to read. */
  private static int badUsage(ParameterException problem, String[] arguments) {
    CommandLine at = problem.getCommandLine();
    String name = at.getCommandSpec().qualifiedName();
    complain(
        at,
        name
            + ": "
            + problem.getMessage()
            + "; nothing was done; '"
            + name
            + " --help' tells what is possible");
    return ExitCode.USAGE;
  }

  /** A command stopped: with its own message and code, or because Mailweir itself is at fault. */
  private static int failed(Exception problem, CommandLine at, ParseResult arguments) {
    if (problem instanceof CannotGoOn told) {
      complain(at, told.getMessage());
      return told.exitCode();
    }
    complain(
        at,
        at.getCommandSpec().qualifiedName()
            + ": a fault of Mailweir's own; the command stopped; please report it with what follows");
    problem.printStackTrace(at.getErr());
    return ExitCode.SOFTWARE;
  }

  /** Lines on standard error; file names and log text in it cannot speak to the terminal. */
  private static void complain(CommandLine at, String message) {
    message.lines().forEach(line -> at.getErr().println(line.replaceAll("\\p{Cntrl}", "?")));
    at.getErr().flush();
  }

  /** Runs one verb and ends the process with its exit code. */
  public static void main(String[] arguments) {
    StandardOutput output = new StandardOutput(new FileOutputStream(FileDescriptor.out));
    System.setOut(output.printed(System.out.charset()));
    CommandLine line = commandLine(arguments);
    int exit = line.execute(arguments);
    System.out.flush();
    try {
      output.check();
    } catch (CannotGoOn told) {
      complain(line, told.getMessage());
      exit = exit == ExitCode.OK ? told.exitCode() : exit;
    }
    System.exit(exit);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "no command given");
  }

  /** The version that the build wrote into the jar's manifest. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"mailweir " + version()};
    }
  }

  /** The version alone. */
  static String version() {
    String version = Main.class.getPackage().getImplementationVersion();
    return version == null ? "(not packaged)" : version;
  }
}
