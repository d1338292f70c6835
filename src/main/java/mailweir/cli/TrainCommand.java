package mailweir.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.javalin.Javalin;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.Map;
import java.util.concurrent.Callable;
import mailweir.demo.TrafficGenerator;
import mailweir.demo.TrafficOptions;
import picocli.CommandLine.Command;

/**
 * Walks once through what every start loads, so that Java can keep it; the launcher calls it after a build and never again.
 *
 * <p>Implementation note: the classes seen here go into Java's AOT cache ({@code target/mailweir.aot}). Engine, web server and
 * JSON: 1.8 s without it, 1.1 s with it, on a busy machine of two cores. So do the profiles of what ran often: a report over a made-up
 * log lets the next one be compiled at once. Nothing is kept, and nothing listens but for a moment on loopback.
 */
@Command(
    name = "train",
    hidden = true,
    description = "Prepares a faster start (the launcher's own).")
final class TrainCommand implements Callable<Integer> {
  /** Of each of two logs: enough for every method that is worth it to be compiled. */
  private static final int LINES = 200_000;

  /** So few that the second log is weeks long. */
  private static final int SESSIONS_A_DAY = 1000;

  @Override
  public Integer call() throws Exception {
    Javalin web =
        Javalin.create(
                config -> {
                  config.concurrency.useVirtualThreads = true;
                  config.startup.showJavalinBanner = false;
                  config.routes.get("/", page -> page.result(json()));
                })
            .start("127.0.0.1", 0);
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI here = URI.create("http://127.0.0.1:" + web.port() + "/");
      client.send(HttpRequest.newBuilder(here).build(), HttpResponse.BodyHandlers.ofString());
    } finally {
      web.stop();
    }
    reportAndImport();
    return ExitCode.OK;
  }

  private static void reportAndImport() throws IOException {
    Path log = Files.createTempFile("mailweir-train", ".log");
    Path weeks = Files.createTempFile("mailweir-train", ".log");
    Path both = Files.createTempFile("mailweir-train", ".log");
    try {
      write(log, TrafficOptions.postfix(42, LINES));
      // Messages that expire, another month, another year: what compiled code has never seen
      // throws it away.
      write(
          weeks,
          new TrafficOptions(
              43,
              0,
              LINES,
              4,
              TrafficOptions.Format.POSTFIX,
              0,
              SESSIONS_A_DAY,
              LocalDate.of(2024, 12, 24),
              null,
              false,
              false));
      Files.write(both, Files.readAllBytes(log));
      Files.write(both, Files.readAllBytes(weeks), StandardOpenOption.APPEND);
      run("report", "--tz", "UTC", both.toString());
      run("report", "--tz", "UTC", "--format", "json", log.toString());
      Path store = Files.createTempDirectory("mailweir-train-");
      try {
        // in two goes: the second looks for what the first has stored
        run("import", "--tz", "UTC", "--data", store.toString(), log.toString());
        run("import", "--tz", "UTC", "--data", store.toString(), weeks.toString());
      } finally {
        Scratch.remove(store);
      }
    } finally {
      Files.delete(log);
      Files.delete(weeks);
      Files.delete(both);
    }
  }

  private static void write(Path log, TrafficOptions options) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(log), 1 << 16)) {
      new TrafficGenerator(options, out).run();
    }
  }

  /** With this verb only: all of them would bring classes of signed jars, which no cache keeps, and every start would check signatures. */
  private static void run(String... command) {
    Main.commandLine(command)
        .setOut(new PrintWriter(Writer.nullWriter()))
        .setErr(new PrintWriter(Writer.nullWriter()))
        .execute(command);
  }

  private static String json() throws Exception {
    try (Connection store = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = store.createStatement();
        ResultSet row = statement.executeQuery("select version()")) {
      row.next();
      return new ObjectMapper().writeValueAsString(Map.of("engine", row.getString(1)));
    }
  }
}
