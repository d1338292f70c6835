package mailweir.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Set;
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
  void output_thatADiskTookOnlyAPartOfIsTold() {
    StandardOutput output = output("No space left on device");
    output.printed(UTF_8).println("a report");
    CannotGoOn told = assertThrows(CannotGoOn.class, output::check);
    assertEquals(74, told.exitCode());
    assertTrue(told.getMessage().contains("No space left on device"), told.getMessage());
  }

  @Test
  void output_thatNobodyReadsOnIsEnough() {
    StandardOutput output = output("Broken pipe");
    output.printed(UTF_8).println("a report");
    assertDoesNotThrow(output::check);
  }

  private static StandardOutput output(String failure) {
    return new StandardOutput(
        new OutputStream() {
          @Override
          public void write(int one) throws IOException {
            throw new IOException(failure);
          }
        });
  }

  @Test
  void year_thatNoLogIsOfIsBadUsage() {
    assertEquals(64, run("report", "--year", "99999", "mail.log"));
    assertEquals(64, run("parse", "--year", "-5", "mail.log"));
  }

  @Test
  void command_thatWentWellEndsWith0() {
    assertEquals(0, run("act"));
    assertEquals("", err.toString());
  }

  @Test
  void oneVerb_isBuiltAloneAndTheRestWithAll() {
    assertEquals(Set.of("report"), Main.commandLine("report", "-x").getSubcommands().keySet());
    assertEquals(
        Main.commandLine().getSubcommands().keySet(),
        Main.commandLine("--help").getSubcommands().keySet());
    assertEquals(
        Main.commandLine().getSubcommands().keySet(),
        Main.commandLine("nonsense").getSubcommands().keySet());
  }
}
