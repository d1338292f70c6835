package mailweir.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import mailweir.alert.Alert;
import mailweir.alert.Snapshot;
import mailweir.ask.AskClient;
import mailweir.pipeline.Feeding;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Alerts of a {@code serve} as a process: told, taken, killed, the same again, over. */
@Timeout(300)
class WatchedServeTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir Path folder;
  private Path log;
  private Path told;
  private Path config;

  @BeforeEach
  void write() throws IOException {
    log = Files.writeString(folder.resolve("mail.log"), "");
    told = folder.resolve("told");
    Path pager =
        Files.writeString(
            folder.resolve("pager"),
            "#!/bin/sh\necho \"$MAILWEIR_KIND $MAILWEIR_SUMMARY\" >>" + told + "\n");
    Files.setPosixFilePermissions(pager, PosixFilePermissions.fromString("rwx------"));
    Path alerts =
        Files.writeString(
            folder.resolve("alerts.yaml"),
            """
            channels:
              pager: {type: command, run: [%s]}
            routes:
              - {channels: [pager], wait: 0s}
            heartbeats: {silent: 2s, grace: 0s, expect: [ghost]}
            """
                .formatted(pager));
    config =
        Files.writeString(folder.resolve("mailweir.yaml"), "alerts:\n  file: " + alerts + "\n");
  }

  private Served serve() throws Exception {
    return Served.start(
        folder.resolve("store"),
        "serve",
        "--port",
        "0",
        "--tz",
        "UTC",
        log.toString(),
        "--config",
        config.toString());
  }

  private Snapshot snapshot() {
    return AskClient.of(folder.resolve("store")).orElseThrow().snapshot();
  }

  private List<String> told() {
    try {
      return Files.exists(told) ? Files.readAllLines(told) : List.of();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private record Said(int exit, String out, String err) {}

  private Said run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--data", folder.resolve("store").toString()));
    int exit =
        Main.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(all.toArray(String[]::new));
    return new Said(exit, out.toString(), err.toString());
  }

  @Test
  void kill_leavesAlertsAsTheyWereAndTellsNothingTwice() throws Exception {
    String id;
    try (Served serve = serve()) {
      serve.url();
      assertTrue(Feeding.comes(SOON, () -> told().size() == 1), serve.said::toString);
      assertEquals("raised ghost: is expected, but nothing of it was ever seen", told().getFirst());
      assertTrue(Feeding.comes(SOON, () -> snapshot().channels().getFirst().waiting() == 0));
      Instant then = snapshot().now();
      assertTrue(Feeding.comes(SOON, () -> snapshot().now().isAfter(then.plusSeconds(2))));
      id = snapshot().open().getFirst().id();
      assertEquals(2, run("check", "heartbeat").exit());
    }
    Said still = run("alerts");
    assertTrue(
        still.out().startsWith("No server runs for this store")
            && still.out().contains(id + "  firing"),
        still.out());
    assertEquals(3, run("check", "heartbeat").exit());
    try (Served serve = serve()) {
      serve.url();
      assertTrue(Feeding.comes(SOON, () -> AskClient.of(folder.resolve("store")).isPresent()));
      Instant then = snapshot().now();
      assertTrue(Feeding.comes(SOON, () -> snapshot().now().isAfter(then.plusSeconds(4))));
      assertEquals(List.of(id), snapshot().open().stream().map(Alert::id).toList());
      assertEquals(1, told().size(), told()::toString);

      Said taken = run("alerts", "ack", id, "--by", "ann", "--note", "known");
      assertEquals(ExitCode.OK, taken.exit(), taken.err());
      assertEquals(ExitCode.INCOMPLETE, run("alerts", "ack", "a999").exit());
      assertTrue(
          run("alerts", "--format", "csv")
              .out()
              .contains(id + ",acknowledged,critical,heartbeat,ghost,"));
      Said silent = run("alerts", "silence", "host=x*", "--for", "2h");
      assertEquals(ExitCode.OK, silent.exit(), silent.err());
      String silence = silent.out().split(":")[0];
      assertTrue(run("alerts").out().contains("silence " + silence + ": host=x* until "));
      assertEquals(ExitCode.OK, run("alerts", "unsilence", silence).exit());
      assertEquals(ExitCode.USAGE, run("alerts", "silence", "nonsense", "--for", "2h").exit());

      String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
      Feeding.append(
          log, List.of(now + " ghost postfix/smtpd[1]: connect from unknown[192.0.2.1]\n"));
      assertTrue(Feeding.comes(SOON, () -> told().size() == 2), serve.said::toString);
      assertTrue(
          told().getLast().equals("resolved ghost: is heard for the first time"), told()::toString);
      Said all = run("alerts", "--all", "--format", "ndjson");
      assertTrue(all.out().contains("\"state\":\"resolved\""), all.out());
      Said check = run("check", "heartbeat", "--host", "ghost.example.org", "-w", "1h", "-c", "2h");
      assertEquals(0, check.exit(), check.out());
      assertTrue(
          check
              .out()
              .matches(
                  "(?s)HEARTBEAT OK - 1 source is heard\\|'ghost .*mail\\.log'=[0-9]+s;3600;7200;0\n"),
          check.out());
      assertEquals(3, run("check", "heartbeat", "--host", "nobody").exit());
      serve.process.destroy();
      assertEquals(0, serve.ended());
    }
  }

  @Test
  void channels_areTriedByHandAndMistakesAreTold() throws Exception {
    Said test = runPlain("alerts", "test", "pager", "--config", config.toString());
    assertEquals(ExitCode.OK, test.exit(), test.err());
    assertEquals("test a test of the channel pager; nothing is wrong", told().getFirst());
    assertEquals(
        ExitCode.CONFIGURATION,
        runPlain("alerts", "test", "fax", "--config", config.toString()).exit());
    assertEquals(
        "1 channels, 1 routes, 0 rules: all right\n",
        runPlain("alerts", "try", "--config", config.toString()).out());
    Files.writeString(folder.resolve("alerts.yaml"), "channels: {x: {type: fax}}\nrule: []\n");
    try (Served serve = serve()) {
      assertEquals(ExitCode.CONFIGURATION, serve.ended());
      assertTrue(
          serve.said.stream().anyMatch(l -> l.contains("alerts.yaml:1: channels.x.type")),
          serve.said::toString);
      assertTrue(
          serve.said.stream().anyMatch(l -> l.contains("alerts.yaml:2: rule: no such key")),
          serve.said::toString);
    }
  }

  private static Said runPlain(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exit =
        Main.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments);
    return new Said(exit, out.toString(), err.toString());
  }
}
