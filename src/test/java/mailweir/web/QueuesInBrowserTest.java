package mailweir.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import mailweir.Chromium;
import mailweir.alert.Desk;
import mailweir.answer.Answers;
import mailweir.answer.QueueAnswers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The page Queues in a real browser, with one host flooded. */
class QueuesInBrowserTest {
  private static Chromium chromium;
  private static WebServer server;

  @BeforeAll
  static void open() {
    WatchInHand clock = new WatchInHand(Instant.parse("2026-11-20T12:00:30Z"));
    server = server(new FloodAtHand(clock), clock);
    chromium = Chromium.open();
  }

  private static WebServer server(QueueAnswers queues, WatchInHand clock) {
    Answers answers = new WithQueues(new Nothing(List.of()), queues);
    return new WebServer(
            answers,
            Desk.NONE,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            clock,
            new WebInfo("0.1.0", ZoneId.of("Europe/Berlin"), List.of()))
        .start();
  }

  @AfterAll
  static void close() {
    chromium.close();
    server.stop();
  }

  @AfterEach
  void console_isSilent() {
    assertEquals(List.of(), chromium.complaints());
  }

  private static Page page(String path) {
    Page page = chromium.page();
    page.navigate(server.url() + path);
    return page;
  }

  private static void picture(Page page, String name) {
    page.screenshot(
        new Page.ScreenshotOptions().setPath(Path.of("target/" + name)).setFullPage(true));
  }

  @Test
  void flood_isSeenAtAGlance() {
    Page page = page("");
    page.setViewportSize(1_400, 900);
    page.locator("nav a", new Page.LocatorOptions().setHasText("Queues")).click();
    page.waitForSelector("table.heat");
    assertEquals("Queues · Mailweir", page.title());
    String worst = page.locator("table.places tbody tr").first().textContent();
    assertTrue(worst.contains("mx1") && worst.contains("critical"), worst);
    assertTrue(worst.contains("will not drain by itself at these rates (+"), worst);
    assertTrue(worst.contains("15 min ago: said"), worst);
    assertTrue(page.locator("td.h7").count() > 0, "critical in the heat map");
    String relay = page.locator(".tops section").first().locator("tbody tr").first().textContent();
    assertTrue(relay.contains(FloodAtHand.FLOODER) && relay.contains("suspicious"), relay);
    assertEquals(40, page.locator("table.waiting tbody tr").count());
    assertEquals(0, page.locator("main img").count());
    picture(page, "queues.png");
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
    picture(page, "queues-dark.png");
    page.close();
  }

  @Test
  void groups_openTheirMessagesAndTheseTheirStories() {
    Page page = page("queues?tz=utc");
    page.locator(".tops a", new Page.LocatorOptions().setHasText(FloodAtHand.FLOODER))
        .first()
        .click();
    page.waitForURL("**client=" + FloodAtHand.FLOODER + "**");
    assertTrue(page.textContent("h1").contains("fit"));
    assertEquals(1, page.locator(".tops section").first().locator("tbody tr").count());
    page.locator("table.waiting td a").first().click();
    page.waitForURL("**/trace?queue-id=**host=mx1**");
    page.close();
  }

  @Test
  void everySwitch_isInTheAddressAndShowsSomething() {
    for (String by :
        List.of("host", "queue", "domain", "sender", "relay", "account", "reason", "age")) {
      for (String columns : List.of("time", "age")) {
        Page page = page("queues?tz=utc&view=hour&by=" + by + "&columns=" + columns);
        assertTrue(page.locator("table.heat tbody tr").count() > 0, by + " " + columns);
        page.close();
      }
    }
    Page page = page("queues?tz=utc");
    page.locator("[aria-label=Columns] a", new Page.LocatorOptions().setHasText("by age")).click();
    page.waitForURL("**columns=age**");
    assertTrue(page.textContent("table.heat thead").contains("1280+"));
    picture(page, "queues-ages.png");
    page.close();
  }

  @Test
  void backInTime_showsWhatStoodThere() {
    Page page = page("queues?tz=utc&at=2026-11-20T03:06:00Z");
    assertTrue(
        page.textContent("p.asof").contains("as it was at 2026-11-20 03:06:00 UTC"),
        page.textContent("p.asof"));
    assertFalse(page.textContent("main").contains(FloodAtHand.FLOODER));
    assertTrue(
        page.textContent("table.places").contains("normal"), page.textContent("table.places"));
    assertTrue(page.locator("table.waiting tbody tr").count() > 0);
    assertEquals(null, page.getAttribute("#queues", "hx-get"), "the past is not renewed");
    page.fill("#at", "2026-11-20T11:30");
    page.locator(".at button").click();
    page.waitForURL("**at=2026-11-20T11**");
    assertTrue(page.textContent("main").contains(FloodAtHand.FLOODER));
    assertTrue(page.url().contains("tz=utc"));
    page.close();
  }

  @Test
  void nothingKnown_saysWhy() {
    WatchInHand clock = new WatchInHand(Instant.parse("2026-11-20T12:00:30Z"));
    try (WebServer bare = server(QueueAnswers.NONE, clock)) {
      Page page = chromium.page();
      page.navigate(bare.url() + "queues");
      assertTrue(page.textContent(".empty").contains("Nobody tells of a queue yet"));
      page.navigate(bare.url() + "queues?at=2026-11-20T03:06:00Z");
      assertTrue(page.textContent(".empty").contains("Nobody told of a queue up to"));
      page.close();
    }
    Page page = page("queues?client=203.0.113.77");
    assertTrue(page.textContent("main").contains("No message that waits fits the filters."));
    page.close();
  }

  @Test
  void phone_nothingIsWiderThanTheScreen() {
    Page page = chromium.page();
    page.setViewportSize(400, 800);
    page.navigate(server.url() + "queues");
    assertTrue((Boolean) page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"));
    page.close();
  }

  @Test
  void tables_areAlsoJsonAndCsv() {
    Page page = page("queues?tz=utc");
    for (String href :
        page.locator("main a", new Page.LocatorOptions().setHasText("CSV")).all().stream()
            .map(a -> a.getAttribute("href"))
            .toList()) {
      var answer = page.request().get(server.url().replaceAll("/$", "") + href);
      assertEquals(200, answer.status(), href);
      assertTrue(answer.text().lines().count() > 1, href);
      var json =
          page.request()
              .get(server.url().replaceAll("/$", "") + href.replaceAll("[?&]format=csv", ""));
      assertEquals(200, json.status(), href);
    }
    page.close();
  }
}
