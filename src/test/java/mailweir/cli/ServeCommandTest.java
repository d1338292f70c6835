package mailweir.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import mailweir.answer.Query;
import mailweir.answer.Report;
import mailweir.ask.AskClient;
import mailweir.demo.TrafficOptions;
import mailweir.pipeline.Feeding;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code serve} as a process: what it shows, who else may ask, how it ends and how it goes on. */
@Timeout(300)
class ServeCommandTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir Path folder;

  private Served serve(Path log) throws Exception {
    return Served.start(
        folder.resolve("store"),
        "serve",
        "--port",
        "0",
        "--year",
        "2024",
        "--tz",
        "UTC",
        log.toString());
  }

  private AskClient ask() {
    return AskClient.of(folder.resolve("store")).orElseThrow();
  }

  private static final Query EVER =
      Query.ALL.between(
          java.time.Instant.parse("2024-12-01T00:00:00Z"),
          java.time.Instant.parse("2025-03-01T00:00:00Z"));

  @Test
  void serving_showsGrowthAnswersVerbsKeepsOthersOutAndEndsCleanly() throws Exception {
    Path log = folder.resolve("mail.log");
    List<String> lines = Feeding.traffic(11, 600);
    try (Served serve = serve(log)) {
      String url = serve.url();
      assertTrue(serve.said.stream().noneMatch(s -> s.contains("rror")), serve.said::toString);
      Feeding.append(log, lines.subList(0, 300));
      assertTrue(Feeding.comes(SOON, () -> hostLines(url) == 300), serve.said::toString);
      Feeding.append(log, lines.subList(300, 600));
      long written = System.nanoTime();
      assertTrue(Feeding.comes(SOON, () -> hostLines(url) == 600), serve.said::toString);
      assertTrue(System.nanoTime() - written < 5_000_000_000L, "a line is on the page at once");

      assertEquals(600, ask().report(EVER).lines().get("read"));
      assertFalse(ask().trace(EVER.atMost(5), true).isEmpty());
      StringWriter out = new StringWriter();
      assertEquals(
          ExitCode.OK,
          Main.commandLine()
              .setOut(new PrintWriter(out))
              .execute(
                  "report",
                  "--format",
                  "json",
                  "--since",
                  "2024-12-01",
                  "--data",
                  folder.resolve("store").toString()));
      assertTrue(out.toString().contains("\"read\": 600"), out::toString);

      try (Served second = serve(log)) {
        assertEquals(ExitCode.STORE, second.ended());
        assertTrue(second.said.getLast().contains("another mailweir"), second.said::toString);
      }
      serve.process.destroy();
      long asked = System.nanoTime();
      assertEquals(0, serve.ended());
      assertTrue(System.nanoTime() - asked < 10_000_000_000L);
    }
    assertFalse(Files.exists(folder.resolve("store/mailweir.sock")));
  }

  private static long hostLines(String url) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      String hosts =
          client
              .send(
                  HttpRequest.newBuilder(URI.create(url + "api/v1/hosts")).build(),
                  HttpResponse.BodyHandlers.ofString())
              .body();
      return java.util.regex.Pattern.compile("\"lines\": *([0-9]+)")
          .matcher(hosts)
          .results()
          .mapToLong(m -> Long.parseLong(m.group(1)))
          .sum();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void kill_losesNothingAndRepeatsNothing() throws Exception {
    killedAtRandom(TrafficOptions.Format.POSTFIX, 2, 21);
  }

  @ParameterizedTest
  @EnumSource(names = {"POSTFIX", "QMAIL_CHKUSER"})
  @Tag("long")
  void manyKills_loseNothingAndRepeatNothing(TrafficOptions.Format format) throws Exception {
    killedAtRandom(format, 15, 22);
  }

  /** Law 3: a process that is killed at any instant and started again tells the figures of one that was not. */
  private void killedAtRandom(TrafficOptions.Format format, int kills, long seed) throws Exception {
    Path log = folder.resolve("mail.log");
    Random random = new Random(seed);
    int piece = 4000;
    List<String> lines = Feeding.traffic(format, seed, piece * (kills + 1));
    for (int round = 0; round < kills; round++) {
      try (Served serve = serve(log)) {
        serve.url();
        for (int from = round * piece; from < (round + 1) * piece; from += 200) {
          Feeding.append(log, lines.subList(from, from + 200));
          Thread.sleep(random.nextInt(40));
        }
        Thread.sleep(random.nextInt(700));
      }
    }
    Feeding.append(log, lines.subList(kills * piece, lines.size()));
    try (Served serve = serve(log)) {
      serve.url();
      assertTrue(
          Feeding.comes(SOON, () -> ask().report(EVER).lines().get("read") >= lines.size()),
          serve.said::toString);
      Report report = ask().report(EVER);
      assertEquals(0, report.lines().get("repeated"));
      assertEquals(Feeding.figures(Feeding.reportOf(log)), Feeding.figures(report));
    }
  }

  @Test
  void takenPort_isSaidBeforeAnythingIsOpened() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      StringWriter err = new StringWriter();
      int exit =
          Main.commandLine()
              .setErr(new PrintWriter(err))
              .execute(
                  "serve",
                  "--port",
                  Integer.toString(taken.getLocalPort()),
                  "x.log",
                  "--data",
                  folder.resolve("none").toString());
      assertEquals(ExitCode.UNAVAILABLE, exit);
      assertTrue(err.toString().contains("--port"), err::toString);
      assertFalse(Files.exists(folder.resolve("none")));
    }
  }

  @Test
  void nothingNamed_isBadUsage() {
    StringWriter err = new StringWriter();
    int exit =
        Main.commandLine()
            .setErr(new PrintWriter(err))
            .execute("serve", "--port", "0", "--data", folder.resolve("none").toString());
    assertEquals(ExitCode.USAGE, exit);
    assertTrue(err.toString().contains("--demo"), err::toString);
  }
}
