package mailweir.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import java.util.Set;
import mailweir.Chromium;
import mailweir.action.Command;
import mailweir.action.Operations;
import mailweir.action.Operator;
import mailweir.action.Order;
import mailweir.action.Permit;
import mailweir.action.Protection;
import mailweir.action.Receipt;
import mailweir.action.Standings;
import mailweir.alert.Desk;
import mailweir.answer.Answers;
import mailweir.answer.QueueQuery;
import mailweir.queue.Bounds;
import mailweir.queue.Place;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole incident of a flood on the pages, with the real desk of orders; the test plays the hosts. */
class IncidentInBrowserTest {
  private static final Place POSTFIX = new Place("postfix", "postfix");

  @TempDir Path folder;
  private Chromium chromium;
  private WebServer server;
  private Operations operations;
  private WatchInHand clock;

  @BeforeEach
  void open() throws IOException {
    clock = new WatchInHand(Instant.parse("2026-11-20T12:00:30Z"));
    FloodAtHand flood = new FloodAtHand(clock);
    operations =
        new Operations(
            folder.resolve("ledger"),
            (selection, now) ->
                new Standings.Found(
                    flood.messages(QueueQuery.NOW.atMost(100_000)).stream()
                        .filter(s -> selection.matches(s.host(), s.place(), s.message(), now))
                        .map(s -> new Standings.Standing(s.host(), s.place(), s.message()))
                        .toList(),
                    List.of()),
            () -> List.of("mx1", "mx2", "gw"),
            new Protection(List.of(), Set.of()),
            clock,
            new Random(1));
    for (String host : List.of("mx1", "mx2")) {
      operations.heard(
          new Operator.Able(
              host,
              clock.instant(),
              Set.of(Permit.values()),
              List.of(POSTFIX),
              List.of("postfix"),
              Set.of(Order.Scanner.MAILSCANNER)),
          "192.0.2.200");
    }
    Answers answers = new WithQueues(new Nothing(List.of()), flood);
    server =
        new WebServer(
                answers,
                Desk.NONE,
                new Fleet(Bounds.USUAL, operations),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                clock,
                new WebInfo("0.1.0", ZoneId.of("Europe/Berlin"), List.of()))
            .start();
    chromium = Chromium.open();
  }

  @AfterEach
  void close() throws IOException {
    assertEquals(List.of(), chromium.complaints());
    chromium.close();
    server.stop();
    operations.close();
  }

  /** A host asks, and says that it did all that it was told. */
  private void answer(String host) throws Exception {
    for (Command c = operations.next(host, Duration.ZERO);
        c != null;
        c = operations.next(host, Duration.ZERO)) {
      int n =
          switch (c.order()) {
            case Order.Hold o -> o.targets().size();
            case Order.Delete o -> o.targets().size() - 1;
            case Order.Release o -> o.targets().size();
            case Order.Retry o -> o.targets().size();
            case Order.Undo o -> 1;
            case Order.Block o -> 1;
            case Order.Unblock o -> 1;
            case Order.PauseScanner o -> 1;
            case Order.ResumeScanner o -> 1;
          };
      boolean oneGone = c.order() instanceof Order.Delete;
      operations.receive(
          host,
          new Receipt(
              c.id(),
              host,
              clock.instant(),
              Receipt.State.DONE,
              n,
              oneGone ? 1 : 0,
              0,
              0,
              List.of()));
    }
  }

  private static Locator step(Page page, String id) {
    return page.locator("#" + id);
  }

  private static void confirm(Page page) {
    page.fill("#reason", "flood of the shop's web server");
    page.locator(".plan button").click();
    page.waitForURL("**#done");
  }

  private static void picture(Page page, String name) {
    page.screenshot(
        new Page.ScreenshotOptions().setPath(Path.of("target/" + name)).setFullPage(true));
  }

  @Test
  void flood_isEndedStepByStep() throws Exception {
    Page page = chromium.page();
    page.navigate(server.url() + "queues?tz=utc");
    page.locator("a.act").first().click();
    page.waitForURL("**/incident?client=" + FloodAtHand.FLOODER + "**");
    String evidence = step(page, "evidence").textContent();
    assertTrue(evidence.contains("messages that wait (9"), evidence);
    assertTrue(evidence.contains("on mx1 ("), evidence);
    assertTrue(evidence.contains("421 4.7.0 too many messages"), evidence);
    assertEquals(0, page.locator("main img").count());

    step(page, "block").locator("button").first().click();
    page.waitForSelector("#plan");
    String plan = page.textContent("#plan");
    assertTrue(plan.contains("block relay " + FloodAtHand.FLOODER), plan);
    assertTrue(plan.contains("gw") && plan.contains("did not ask for orders yet"), plan);
    picture(page, "incident-plan.png");
    assertEquals(List.of(), operations.deeds(10), "a plan changes nothing");
    confirm(page);
    answer("mx1");
    answer("mx2");
    page.reload();
    String block = step(page, "block").textContent();
    assertTrue(block.contains("2 of 3 hosts; 0 attempts refused since"), block);
    assertTrue(block.contains("open") && block.contains("it is told when it does"), block);

    step(page, "hold").locator("button").first().click();
    page.waitForSelector("#plan");
    confirm(page);
    answer("mx1");
    page.reload();
    assertTrue(step(page, "hold").textContent().contains("1 of 1 host"));

    step(page, "scanner").locator("button").first().click();
    page.waitForSelector("#plan");
    confirm(page);

    step(page, "clean").locator("button").first().click();
    page.waitForSelector("#plan");
    assertTrue(page.locator("#typed").count() == 1, "many messages: the number is typed");
    String count = page.textContent(".plan b").replaceAll(" messages.*", "").replace(",", "");
    page.fill("#typed", count);
    confirm(page);
    answer("mx1");
    page.reload();
    String clean = step(page, "clean").textContent();
    assertTrue(clean.contains("2 were gone"), clean);
    assertTrue(clean.contains("until 2026-11-27 12:00:30 UTC"), clean);
    picture(page, "incident.png");

    step(page, "clean").locator("button", new Locator.LocatorOptions().setHasText("Undo")).click();
    page.waitForSelector("#plan");
    assertTrue(page.textContent("#plan").contains("take back"));
    confirm(page);
    assertTrue(step(page, "clean").textContent().contains("undone"));

    page.navigate(server.url() + "actions?tz=utc");
    assertEquals(1, page.locator("section").first().locator(".deed").count(), "one block holds");
    assertTrue(page.textContent("main").contains("flood of the shop's web server"));
    assertTrue(page.textContent("main").contains("mailscanner"));
    picture(page, "actions.png");
    assertTrue(
        page.request()
            .get(server.url() + "api/v1/actions")
            .text()
            .matches("(?s).*\"hosts_done\" ?: ?2,.*"));
    page.setViewportSize(400, 800);
    assertTrue((Boolean) page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"));
    page.close();
  }

  @Test
  void wrongNumber_deletesNothing() {
    Page page = chromium.page();
    page.navigate(server.url() + "incident?client=" + FloodAtHand.FLOODER);
    step(page, "clean").locator("button").first().click();
    page.waitForSelector("#plan");
    page.fill("#typed", "12");
    page.fill("#reason", "flood");
    var answer = page.waitForNavigation(() -> page.locator(".plan button").click());
    assertEquals(409, answer.status());
    assertTrue(page.textContent("main").contains("was not typed; nothing was done"));
    assertEquals(List.of(), operations.deeds(10));
    page.close();
    // the browser tells of every answer that is no success
    assertEquals(1, chromium.complaints().size());
    chromium.forget();
  }

  private HttpResponse<String> send(String path, String body, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server.url() + path))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(body));
    for (int i = 0; i + 1 < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  @Test
  void strangersForms_areRefused() throws Exception {
    Page page = chromium.page();
    page.navigate(server.url() + "incident?client=" + FloodAtHand.FLOODER);
    String token = page.locator("input[name=token]").first().getAttribute("value");
    page.close();
    String own = server.url().replaceAll("/$", "");
    String block = "&do=block&kind=relay&value=203.0.113.1&back=%2Factions";
    String good = "token=" + URLEncoder.encode(token, StandardCharsets.UTF_8) + block;
    assertEquals(303, send("act/plan", good, "Origin", own).statusCode());
    assertEquals(403, send("act/plan", good).statusCode(), "no origin");
    assertEquals(403, send("act/plan", good, "Origin", "http://evil.example").statusCode());
    assertEquals(403, send("act/plan", good, "Origin", "null").statusCode());
    assertEquals(
        403, send("act/plan", good, "Origin", own, "Sec-Fetch-Site", "cross-site").statusCode());
    assertEquals(403, send("act/plan", "token=guess" + block, "Origin", own).statusCode());
    assertEquals(403, send("act/plan", block, "Origin", own).statusCode());
    assertEquals(405, send("queues", good, "Origin", own).statusCode());
    assertEquals(
        409,
        send("act/plan", good.replace("%2Factions", "%2F%2Fevil.example%2F"), "Origin", own)
            .statusCode(),
        "it leads nowhere else");
    assertEquals(
        409,
        send("act/plan", "token=" + token + "&do=delete&back=%2Fincident", "Origin", own)
            .statusCode(),
        "not all mail");
    assertEquals(List.of(), operations.deeds(10));
  }

  @Test
  void nobodyToTell_isSaid() {
    try (WebServer bare =
        new WebServer(
                new Nothing(List.of()),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                clock,
                new WebInfo("0.1.0", ZoneId.of("UTC"), List.of()))
            .start()) {
      Page page = chromium.page();
      page.navigate(bare.url() + "incident");
      assertTrue(page.textContent(".empty").contains("nobody tells of a queue"));
      page.navigate(bare.url() + "incident?account=shop");
      assertTrue(page.textContent("#block").contains("No host can be told anything yet"));
      page.navigate(bare.url() + "actions");
      assertTrue(page.textContent("main").contains("Nobody is kept out."));
      page.close();
    }
  }
}
