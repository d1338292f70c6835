package mailweir.alert.notify;

import static org.junit.jupiter.api.Assertions.fail;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import mailweir.alert.Alert;
import mailweir.alert.Notice;
import mailweir.alert.Severity;

/** The other sides of channels, and notices for them. */
final class Peers {
  static final Instant NOW = Instant.parse("2026-11-18T09:00:00Z");
  static final String HOSTILE =
      "mx1: \"}],\r\nBcc: x@example.org\n</text> & \\u0000 ${jndi} {secret} \u202e\u0007 ' ; rm -rf /";

  private Peers() {}

  static Alert alert(String id, String summary, boolean over) {
    SortedMap<String, String> labels = new TreeMap<>();
    labels.put("host", "mx1");
    labels.put("source", "/var/log/mail.log");
    return new Alert(
        id,
        "heartbeat",
        labels,
        Severity.CRITICAL,
        summary,
        "more",
        NOW,
        NOW,
        over ? NOW.plusSeconds(600) : null,
        over ? "mx1 is sending again" : null,
        null,
        NOW,
        Set.of("x"),
        "a7",
        false,
        false);
  }

  static Notice notice(Notice.Kind kind, String summary) {
    return new Notice(
        "n" + kind.ordinal(),
        kind,
        NOW,
        List.of(alert("a7", summary, kind == Notice.Kind.RESOLVED)));
  }

  /** A web server that keeps what it is told. */
  static final class Web implements AutoCloseable {
    final List<String> bodies = Collections.synchronizedList(new ArrayList<>());
    final List<String> heads = Collections.synchronizedList(new ArrayList<>());
    volatile int answer = 200;
    private final HttpServer server;

    Web() throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            bodies.add(
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            heads.add(
                exchange.getRequestMethod()
                    + " "
                    + exchange.getRequestURI()
                    + " "
                    + exchange.getRequestHeaders().getFirst("Authorization"));
            byte[] text = "no".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer, text.length);
            exchange.getResponseBody().write(text);
            exchange.close();
          });
      server.start();
    }

    String url() {
      return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  static int freePort() throws IOException {
    try (ServerSocket s = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return s.getLocalPort();
    }
  }

  /** Waits until something holds; half a minute at most. */
  static void await(BooleanSupplier holds, String what) throws InterruptedException {
    long end = System.nanoTime() + 30_000_000_000L;
    while (!holds.getAsBoolean()) {
      if (System.nanoTime() > end) {
        fail(what);
      }
      Thread.sleep(20);
    }
  }
}
