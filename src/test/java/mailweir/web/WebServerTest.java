package mailweir.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mailweir.answer.Answers;
import mailweir.answer.WeekOnTwoHosts;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server answers, asked without a browser. */
class WebServerTest {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:30Z");
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static WebServer server;
  private static WeekOnTwoHosts week;
  private static HttpClient http;

  @BeforeAll
  static void start() {
    WatchInHand clock = new WatchInHand(NOW);
    week = new WeekOnTwoHosts(clock);
    server = server(week);
    http = HttpClient.newHttpClient();
  }

  @AfterAll
  static void stop() {
    server.stop();
    http.close();
  }

  private static WebServer server(Answers answers) {
    return new WebServer(
            answers,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            new WatchInHand(NOW),
            new WebInfo("0.1.0", BERLIN, List.of("/var/log/mail.log")))
        .start();
  }

  private static HttpResponse<String> get(WebServer from, String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(from.url() + path.substring(1)));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return get(server, path);
  }

  /** A request as written, and the answer as it comes. */
  private static String raw(String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/?view=year&mode=stacked&by=host",
        "/?since=2h&tz=utc",
        "/trace",
        "/trace/mx1-hostile",
        "/report?day=yesterday",
        "/hosts",
        "/hosts/strip",
        "/alerts",
        "/nowhere",
        "/?since=;drop"
      })
  void page_carriesItsPolicyAndNoScriptOfItsOwn(String path) throws Exception {
    HttpResponse<String> page = get(path);
    String policy = page.headers().firstValue("Content-Security-Policy").orElse("");
    assertTrue(
        policy.contains("default-src 'none'")
            && policy.contains("frame-ancestors 'none'")
            && !policy.contains("unsafe"),
        policy);
    assertEquals(Optional.of("nosniff"), page.headers().firstValue("X-Content-Type-Options"));
    assertEquals(Optional.of("no-store"), page.headers().firstValue("Cache-Control"));
    assertEquals(Optional.empty(), page.headers().firstValue("Server"));
    Matcher script =
        Pattern.compile("<script(?! src=\"/static/)(?! type=\"application/json\")")
            .matcher(page.body());
    assertFalse(script.find(), page.body());
    assertFalse(
        page.body().matches("(?s).*<[^>]* on[a-z]+=.*") && !page.body().contains("&lt;"),
        page.body());
    assertFalse(page.body().contains("<img src=x"), page.body());
    assertFalse(page.body().contains("style=\""), page.body());
  }

  @Test
  void page_isUtf8AndReadsWithoutScripts() throws Exception {
    assertTrue(get("/trace?q=*j%C3%BCrgen*").body().contains("jürgen.weiß@example.org"));
    String flow = get("/?tz=utc").body();
    assertTrue(flow.contains("accepted") && flow.contains("2026-11-20 12:00:30 UTC"), flow);
    assertTrue(get("/?view=day").body().contains("2026-11-20 13:00:30 CET"));
  }

  @ParameterizedTest
  @CsvSource({
    "/?since=;drop, since",
    "/?until=yesterdayish, until",
    "/?since=2h&until=3h, until",
    "/?view=decade, view",
    "/?tz=Mars/Base, tz",
    "/?mode=3d, mode",
    "/?figure=nonsense, figure",
    "/?since=1970-01-01, since",
    "/trace?limit=100000, limit",
    "/trace?status=gone, status",
    "/trace?q=form:x@y, q",
    "/trace?cursor=zzz, cursor",
    "/trace?cursor=1.2.*, cursor",
    "/report?day=2026-13-01, day",
    "/trace?since=1h&since=2h, since",
    "/api/v1/flow?step=61, step",
    "/api/v1/flow?since=7d&step=60, step",
    "/api/v1/flow?sinse=2h, sinse",
    "/api/v1/report?format=xml, format",
    "/api/v1/report?day=today&since=2h, day",
    "/api/v1/trace?lines=maybe, lines",
    "/api/v1/unknown?limit=0, limit",
    "/api/v1/trace?from=%00, from",
  })
  void parameter_thatCannotBeMeantIsNamed(String path, String name) throws Exception {
    HttpResponse<String> answer = get(path);
    assertEquals(400, answer.statusCode(), answer.body());
    assertFalse(
        answer.body().contains("\tat ") || answer.body().contains("Exception"), answer.body());
    if (path.startsWith("/api/")) {
      assertEquals(
          "application/problem+json", answer.headers().firstValue("Content-Type").orElse(""));
      assertEquals(name, JSON.readTree(answer.body()).path("parameter").asText());
    } else {
      assertTrue(answer.body().contains("<p>" + name + ": "), answer.body());
    }
  }

  @Test
  void address_thatIsNotThereIsSaidSo() throws Exception {
    assertEquals(404, get("/nowhere").statusCode());
    assertEquals(404, get("/trace/none").statusCode());
    assertEquals(404, get("/static/pom.properties").statusCode());
    assertTrue(List.of(400, 404).contains(get("/static/..%2Fmailweir.css").statusCode()));
    assertEquals(404, JSON.readTree(get("/api/v1/trace/none").body()).path("status").asInt());
    assertEquals(404, JSON.readTree(get("/api/v1/nothing").body()).path("status").asInt());
  }

  @Test
  void fault_isNotShownToTheReader() throws Exception {
    try (WebServer broken = server(new Nothing(List.of()))) {
      HttpResponse<String> page = get(broken, "/trace/broken");
      assertEquals(500, page.statusCode());
      assertFalse(page.body().contains("secret"), page.body());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "localhost, 200",
    "localhost:8425, 200",
    "127.0.0.1:80, 200",
    "[::1]:8425, 200",
    "weir.localhost, 200",
    "evil.example, 421",
    "127.0.0.1.evil.example, 421",
    "localhost.evil.example:8425, 421",
    "10.0.0.1, 421"
  })
  void host_mustBeANameOfTheLoopback(String host, int status) throws Exception {
    String answer =
        raw("GET /api/v1/health HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
    assertTrue(answer.startsWith("HTTP/1.1 " + status), answer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE"})
  void method_thatWouldChangeSomethingIsRefused(String method) throws Exception {
    String answer =
        raw(
            method
                + " / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    assertTrue(answer.startsWith("HTTP/1.1 405"), answer);
  }

  @ParameterizedTest
  @CsvSource({"/, 200", "/trace/none, 404", "/api/v1/health, 200", "/static/flow.js, 200"})
  void head_isAnsweredAsGetWithoutABody(String path, int status) throws Exception {
    String answer =
        raw("HEAD " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    assertTrue(answer.startsWith("HTTP/1.1 " + status), answer);
    assertTrue(answer.endsWith("\r\n\r\n"), answer);
  }

  @Test
  void bind_isLoopbackAlone() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new WebServer(
                    week,
                    new InetSocketAddress("0.0.0.0", 8425),
                    new WatchInHand(NOW),
                    new WebInfo("0", BERLIN, List.of())));
    assertTrue(refused.getMessage().contains("not a loopback address"));
  }

  @Test
  void start_onAPortInUseSaysSo() {
    WebServer second =
        new WebServer(
            week,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()),
            new WatchInHand(NOW),
            new WebInfo("0", BERLIN, List.of()));
    String message = assertThrows(IllegalStateException.class, second::start).getMessage();
    assertTrue(
        message.contains(":" + server.port() + ": ") && message.contains("choose another"),
        message);
  }

  @Test
  void api_answersInTheContractsShapes() throws Exception {
    JsonNode report = JSON.readTree(get("/api/v1/report?day=yesterday").body());
    assertEquals("2026-11-18T23:00:00Z", report.path("since").asText());
    JsonNode flow =
        JSON.readTree(
            get("/api/v1/flow?since=2026-11-20T10:00:00Z&until=2026-11-20T11:00:00Z&step=300&by=host&figure=delivered")
                .body());
    assertEquals(12, flow.path("series").path("accepted").size());
    assertEquals(12, flow.path("by_host").path("mx1").size());
    assertTrue(get("/api/v1/report?format=text").body().startsWith("Mailweir report"));
    assertTrue(get("/api/v1/flow?format=csv&since=1h").body().startsWith("time,accepted,"));
    assertEquals("ok", JSON.readTree(get("/api/v1/health").body()).path("status").asText());
    assertEquals("mail1", JSON.readTree(get("/api/v1/hosts").body()).path(0).path("host").asText());
    assertEquals(5, JSON.readTree(get("/api/v1/unknown").body()).path(0).path("count").asInt());
    assertTrue(JSON.readTree(get("/openapi.json").body()).path("paths").has("/api/v1/trace/{id}"));
    assertEquals(40, get("/api/v1/trace?format=ndjson").body().lines().count());
    assertEquals(3, JSON.readTree(get("/api/v1/trace/mx1-hostile").body()).path("lines").size());
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 40, 100})
  void trace_cursorsGiveEveryStoryOnce(int limit) throws Exception {
    List<String> ids = new ArrayList<>();
    String path = "/api/v1/trace?limit=" + limit;
    while (path != null) {
      HttpResponse<String> page = get(path);
      assertEquals(200, page.statusCode(), page.body());
      JSON.readTree(page.body()).forEach(story -> ids.add(story.path("id").asText()));
      path =
          page.headers()
              .firstValue("Link")
              .map(link -> link.replaceFirst("^<(.*)>; rel=\"next\"$", "$1"))
              .orElse(null);
    }
    assertEquals(ids.size(), new HashSet<>(ids).size(), "a story came twice");
    assertEquals(week.ids(), ids);
  }

  @Test
  void trace_moreRowsComeWithoutThePage() throws Exception {
    String rows = get(server, "/trace", "HX-Request", "true").body();
    assertFalse(rows.contains("<html"), rows);
    assertEquals(41, rows.split("<tr", -1).length - 1);
  }

  @Test
  void emptyChart_saysWhy() throws Exception {
    try (WebServer fresh = server(new Nothing(List.of()))) {
      assertTrue(
          get(fresh, "/")
              .body()
              .contains("No line of any log has been read yet. It comes from /var/log/mail.log."));
      assertTrue(get(fresh, "/trace?q=x").body().contains("No line of any log has been read yet."));
      assertTrue(get(fresh, "/report").body().contains("No line of this span has been read."));
    }
    assertTrue(
        get("/?since=2020-01-01&until=2020-01-02")
            .body()
            .contains("No mail was logged from 2020-01-01 00:00:00 CET"));
    assertTrue(get("/?host=mx9").body().contains("No log of a host 'mx9' has been read."));
  }

  @Test
  void flow_ofAnOldLogShowsItsLastDay() throws Exception {
    try (WebServer old =
        new WebServer(
                new WeekOnTwoHosts(new WatchInHand(Instant.parse("2024-03-01T12:00:00Z"))),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                new WatchInHand(NOW),
                new WebInfo("0", BERLIN, List.of()))
            .start()) {
      String page = get(old, "/").body();
      assertTrue(
          page.contains("This is the day up to the newest known line, 2024-03-01 13:00:00 CET."),
          page);
      assertTrue(
          get(old, "/?view=day").body().contains("No mail was logged"),
          "what was asked for is shown");
    }
  }
}
