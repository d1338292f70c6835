package mailweir.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ParseCommandTest {
  private static final String REMOVED = "Nov 20 14:39:19 mx1 postfix/qmgr[7]: 3F2B1A84C: removed\n";

  @TempDir private Path folder;
  private final StringWriter err = new StringWriter();
  private int exit;

  @Test
  void standardInput_isReadWhereNothingIsNamed() {
    assertEquals(
        "{\"line\":1,\"outcome\":\"event\",\"event\":\"removed\",\"time\":\"--11-20T14:39:19\",\"host\":\"mx1\",\"program\":\"postfix/qmgr\",\"pid\":\"7\",\"queue_id\":\"3F2B1A84C\"}\n",
        parse(REMOVED));
    assertEquals(ExitCode.OK, exit);
  }

  @Test
  void year_makesTheTimeWhole() {
    assertTrue(
        parse(REMOVED, "--year", "2026", "--tz", "Europe/Berlin")
            .contains("\"time\":\"2026-11-20T13:39:19Z\""));
  }

  @Test
  void noLine_isLeftOut() {
    String told =
        parse(
            "garbage\n\n"
                + REMOVED
                + "Nov 20 14:39:19 mx1 postfix/qmgr[7]: \u0000\u001b[31m\n"
                + REMOVED.strip());
    List<String> lines = told.lines().toList();
    assertEquals(5, lines.size(), told);
    for (int i = 0; i < 5; i++) {
      assertTrue(lines.get(i).startsWith("{\"line\":" + (i + 1) + ","), lines.get(i));
    }
    assertTrue(lines.getFirst().contains("\"outcome\":\"not_understood\""), lines.getFirst());
  }

  @Test
  void marksThatTurnTheWriting_areTold_notObeyed() {
    String told =
        parse(
            "2026-11-20T10:00:00Z mx1 postfix/qmgr[7]: 3F2B1A84C: from=<a\u202egro.elpmaxe\u2066\u200f\u0085\u007fö@x.example>, size=1, nrcpt=1 (queue active)\n");
    assertTrue(told.contains("a\\u202Egro.elpmaxe\\u2066\\u200F\\u0085\\u007Fö@x.example"), told);
  }

  @Test
  void files_comeInTheOrderInWhichTheyAreNamed() throws IOException {
    Path late =
        Files.writeString(
            folder.resolve("late.log"),
            REMOVED.replace("3F2B1A84C", "AAAAAAAAA").replace("Nov", "Dec"));
    Path early = Files.writeString(folder.resolve("early.log"), REMOVED);
    List<String> told = parse("", late.toString(), early.toString()).lines().toList();
    assertTrue(told.get(0).contains("AAAAAAAAA"), told.get(0));
    assertTrue(told.get(1).contains("3F2B1A84C"), told.get(1));
    assertTrue(told.get(1).startsWith("{\"line\":1,"), told.get(1));
  }

  @Test
  void dialects_areChosenForEachFileAnew() throws IOException {
    Path one =
        Files.writeString(
            folder.resolve("one.log"), "Nov 20 14:39:19 mx1 amavis[7]: starting\n" + REMOVED);
    Path two =
        Files.writeString(
            folder.resolve("two.log"), REMOVED + "Nov 20 14:39:19 mx1 amavis[7]: starting\n");
    String told = parse("", one.toString(), two.toString());
    assertEquals(
        2, told.lines().filter(line -> line.contains("\"event\":\"removed\"")).count(), told);
  }

  @Test
  void missingFile_isToldAndTheOthersAreRead() throws IOException {
    Path there = Files.writeString(folder.resolve("there.log"), REMOVED);
    String told = parse("", folder.resolve("missing.log").toString(), there.toString());
    assertEquals(1, told.lines().count());
    assertEquals(ExitCode.INCOMPLETE, exit);
    assertTrue(err.toString().contains("missing.log"), err.toString());
  }

  @Test
  void otherFormat_isBadUsage() {
    parse("", "--format", "csv");
    assertEquals(ExitCode.USAGE, exit);
  }

  @Test
  void closedOutput_isNoFault() {
    run(
        new ParseCommand(
            new ByteArrayInputStream(REMOVED.repeat(5000).getBytes(StandardCharsets.UTF_8)),
            new OutputStream() {
              @Override
              public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
              }
            }));
    assertEquals(ExitCode.OK, exit);
    assertEquals("", err.toString());
  }

  private String parse(String input, String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    run(
        new ParseCommand(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), out),
        arguments);
    return out.toString(StandardCharsets.UTF_8);
  }

  private void run(ParseCommand command, String... arguments) {
    exit = new CommandLine(command).setErr(new PrintWriter(err, true)).execute(arguments);
    if (exit == 2) {
      // picocli's own code for bad usage; Main gives it ours
      exit = ExitCode.USAGE;
    }
  }
}
