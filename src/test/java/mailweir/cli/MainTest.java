package mailweir.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What the entry does whatever the verb: messages and exit codes. */
class MainTest {
  @Command(name = "act")
  static final class Act implements Callable<Integer> {
    @Option(names = "--end")
    String end = "well";

    @Override
    public Integer call() {
      switch (end) {
        case "full" -> throw new CannotGoOn(ExitCode.STORE, "/data: full\u001b[2J; free some");
        case "fault" -> throw new IllegalStateException("planted");
        default -> {
          return ExitCode.OK;
        }
      }
    }
  }

  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine line = Main.commandLine();
    line.addSubcommand(new Act());
    line.setParameterExceptionHandler(line.getParameterExceptionHandler());
    line.setExecutionExceptionHandler(line.getExecutionExceptionHandler());
    line.setErr(new PrintWriter(err));
    return line.execute(arguments);
  }

  @Test
  void usage_thatIsWrongEndsWith64AndOneLine() {
    assertEquals(64, run());
    assertEquals(64, run("act", "--nonsense"));
    assertEquals(
        "mailweir: no command given; nothing was done; 'mailweir --help' tells what is possible\n"
            + "mailweir act: Unknown option: '--nonsense'; nothing was done;"
            + " 'mailweir act --help' tells what is possible\n",
        err.toString());
  }

  @Test
  void command_thatCannotGoOnEndsWithItsCodeAndNoControlCharacter() {
    assertEquals(74, run("act", "--end", "full"));
    assertEquals("/data: full?[2J; free some\n", err.toString());
  }

  @Test
  void fault_ofOurOwnEndsWith70AndIsShown() {
    assertEquals(70, run("act", "--end", "fault"));
    assertTrue(
        err.toString().startsWith("mailweir act: a fault of Mailweir's own"), err.toString());
    assertTrue(err.toString().contains("IllegalStateException: planted"), err.toString());
  }

  @Test
  void command_thatWentWellEndsWith0() {
    assertEquals(0, run("act"));
    assertEquals("", err.toString());
  }
}
