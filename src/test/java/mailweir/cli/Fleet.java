package mailweir.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mailweir.pipeline.Feeding;

/** A server and an agent, each a process of its own, on a port that stays the same. */
final class Fleet implements AutoCloseable {
  private static final Pattern READ = Pattern.compile("\"read\"\\s*:\\s*([0-9]+)");

  final Path folder;
  final Path store;
  final Path state;
  final int port;
  Served server;
  Served agent;

  /** Nothing is started. */
  Fleet(Path folder) throws IOException {
    this.folder = folder;
    this.store = folder.resolve("store");
    this.state = folder.resolve("state");
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = probe.getLocalPort();
    }
  }

  /** Starts the server; returns when it answers. */
  void serve() throws Exception {
    server =
        Served.start(store, "serve", "--port", "0", "--tz", "UTC", "--agents", "127.0.0.1:" + port);
    server.url();
  }

  /** Makes a token and enrols, through this port. */
  void enrol(int through, String... more) throws Exception {
    String command;
    try (Served token =
        Served.start(
            store, "agent", "token", "--name", "mx1", "--url", "https://127.0.0.1:" + through)) {
      if (token.ended() != 0) {
        throw new IllegalStateException(token.said.toString());
      }
      command =
          token.said.stream().filter(l -> l.startsWith("mailweir agent enroll")).findFirst().get();
    }
    List<String> words = new ArrayList<>(List.of(command.split(" ")));
    words.removeFirst();
    words.addAll(List.of("--state", state.toString()));
    words.addAll(List.of(more));
    try (Served enrolling = Served.run(words)) {
      if (enrolling.ended() != 0) {
        throw new IllegalStateException(enrolling.said.toString());
      }
    }
  }

  /** Starts the agent. */
  void follow(Path log, String... more) throws IOException {
    List<String> words =
        new ArrayList<>(
            List.of(
                "agent",
                "run",
                "--state",
                state.toString(),
                "--tz",
                "UTC",
                "--year",
                "2024",
                log.toString()));
    words.addAll(List.of(more));
    agent = Served.run(words);
  }

  /** Lines in the store; -1 while it does not answer. */
  long read() {
    try (HttpClient client = HttpClient.newHttpClient()) {
      Matcher read =
          READ.matcher(
              client
                  .send(
                      HttpRequest.newBuilder(
                              URI.create(
                                  server.url()
                                      + "api/v1/report?since=2024-12-01T00:00:00Z&until=2025-03-01T00:00:00Z"))
                          .build(),
                      HttpResponse.BodyHandlers.ofString())
                  .body());
      return read.find() ? Long.parseLong(read.group(1)) : -1;
    } catch (Exception e) {
      return -1;
    }
  }

  /** Ends both and tells the figures of the store. */
  String figures() throws InterruptedException {
    agent.process.destroy();
    agent.ended();
    server.process.destroy();
    server.ended();
    try (Feeding f = new Feeding(store)) {
      return Feeding.figures(f.report());
    }
  }

  /** What the store has of each host's metric. */
  Map<String, String> said() {
    return Map.of(
        "server", server == null ? "" : server.said.toString(),
        "agent", agent == null ? "" : agent.said.toString());
  }

  @Override
  public void close() throws InterruptedException {
    if (agent != null) {
      agent.close();
    }
    if (server != null) {
      server.close();
    }
  }
}
