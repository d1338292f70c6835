package mailweir.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code serve} as it is configured to receive, in a process of its own. */
@Timeout(120)
class ReceivingTest {
  private static final String LINE =
      "<22>Jan  2 03:04:05 mx9 postfix/smtpd[%d]: connect from a.example[192.0.2.7]";

  @TempDir Path folder;

  private Path configuration(String text) throws Exception {
    return Files.writeString(folder.resolve("mailweir.yaml"), text);
  }

  private static int port(String line, String of) {
    Matcher m = Pattern.compile(of + " [0-9.:]*:([0-9]+)").matcher(line);
    assertTrue(m.find(), line);
    return Integer.parseInt(m.group(1));
  }

  @Test
  void serve_storesWhatItReceivesAndLosesNothingWhenItEnds() throws Exception {
    Path file = configuration("syslog:\n  tcp: loopback:0\notlp:\n  listen: loopback:0\n");
    Path data = folder.resolve("data");
    try (Served served = Served.start(data, "serve", "--port", "0", "--config", file.toString())) {
      served.url();
      String told = served.said.getFirst();
      try (Socket socket = new Socket("127.0.0.1", port(told, "syslog tcp"))) {
        for (int i = 0; i < 100; i++) {
          socket
              .getOutputStream()
              .write((LINE.formatted(i) + "\n").getBytes(StandardCharsets.UTF_8));
        }
        String body =
            "{\"resourceLogs\":[{\"scopeLogs\":[{\"logRecords\":[{\"body\":{\"stringValue\":\""
                + LINE.formatted(100)
                + "\"}}]}]}]}";
        HttpResponse<String> answer =
            HttpClient.newHttpClient()
                .send(
                    HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + port(told, "otlp") + "/v1/logs"))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                    HttpResponse.BodyHandlers.ofString());
        assertEquals(200, answer.statusCode(), answer.body());
      }
      waitForLines(served.url(), 101);
      served.process.destroy();
      assertEquals(0, served.ended(), served.said::toString);
    }
    try (Served report = Served.start(data, "report", "--format", "json")) {
      assertEquals(0, report.ended());
      assertTrue(
          report.said.toString().replaceAll("\\s", "").contains("\"read\":101,"),
          report.said::toString);
    }
  }

  private static void waitForLines(String url, int lines) throws Exception {
    long patience = System.nanoTime() + 60_000_000_000L;
    String last = "";
    while (System.nanoTime() < patience) {
      last =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(URI.create(url + "api/v1/report")).build(),
                  HttpResponse.BodyHandlers.ofString())
              .body();
      if (last.replaceAll("\\s", "").contains("\"read\":" + lines)) {
        return;
      }
    }
    assertEquals(lines, last);
  }

  @Test
  void serve_saysWhatCannotBeOpened() throws Exception {
    Path file = configuration("syslog:\n  tls: loopback:0\n");
    try (Served served =
        Served.start(folder.resolve("data"), "serve", "--port", "0", "--config", file.toString())) {
      assertEquals(ExitCode.UNAVAILABLE, served.ended());
      assertTrue(
          served.said.toString().contains("syslog.tls: needs syslog.certificate and syslog.key"),
          served.said::toString);
    }
  }
}
