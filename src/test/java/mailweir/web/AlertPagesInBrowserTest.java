package mailweir.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import mailweir.Chromium;
import mailweir.alert.Desk;
import mailweir.answer.WeekOnTwoHosts;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The pages Hosts and Alerts in a real browser. */
class AlertPagesInBrowserTest {
  private static Chromium chromium;
  private static WebServer server;
  private static WatchInHand clock;

  @BeforeAll
  static void open() {
    clock = new WatchInHand(Instant.parse("2026-11-20T12:00:30Z"));
    server = server(new TroubleAtHand(clock));
    chromium = Chromium.open();
  }

  private static WebServer server(Desk desk) {
    return new WebServer(
            new WeekOnTwoHosts(clock),
            desk,
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

  @Test
  void hosts_showTroubleFirstAndOpenTheirFlow() {
    Page page = page("");
    page.locator("nav a", new Page.LocatorOptions().setHasText("Hosts")).click();
    page.waitForSelector("table.watch");
    assertEquals("Hosts · Mailweir", page.title());
    assertTrue(page.textContent("h1").contains("5 with trouble"), page.textContent("h1"));
    List<String> states = page.locator("table.watch .pill").allTextContents();
    assertEquals(
        List.of("silent", "silent", "trouble", "clock", "recovering"), states.subList(0, 5));
    String mx2 = page.locator("table.watch tbody tr").nth(1).textContent();
    assertTrue(mx2.contains("host unreachable") && mx2.contains("48 min ago"), mx2);
    assertTrue(
        page.locator("table.watch tbody tr").nth(3).textContent().contains("1 h 0 min behind"));
    assertTrue(page.locator("svg.spark rect").count() > 20);
    assertTrue(page.textContent(".note").contains("12 times"));
    page.locator("table.watch a", new Page.LocatorOptions().setHasText("mx2")).click();
    page.waitForURL(url -> url.contains("host=mx2"));
    page.close();
  }

  @Test
  void hosts_areRenewedByThemselves() {
    Page page = page("hosts?tz=utc");
    page.waitForSelector("table.watch");
    String before = page.textContent("#watched");
    clock.goOn(Duration.ofMinutes(3));
    page.waitForFunction(
        "before => document.querySelector('#watched').textContent !== before",
        before,
        new Page.WaitForFunctionOptions().setTimeout(20_000));
    assertEquals(1, page.locator("#watched").count());
    page.close();
  }

  @Test
  void alerts_showWhatIsOpenTakenSilencedAndOver() {
    Page page = page("alerts?tz=utc");
    List<String> states =
        page.locator("#alerts section")
            .first()
            .locator("tr td:nth-child(2) .pill")
            .allTextContents();
    assertEquals(List.of("firing", "acknowledged", "silenced"), states);
    assertTrue(page.textContent("#a15").contains("taken by ann"));
    assertTrue(page.textContent("#a9").contains("1234 lines came late"));
    assertTrue(page.textContent("#alerts").contains("answered 503"));
    assertTrue(page.textContent("#alerts").contains("host=gw"));
    page.close();
  }

  @Test
  void strangersNames_areShownAndNotRun() {
    for (String path : List.of("hosts", "alerts")) {
      Page page = page(path);
      assertEquals(0, page.locator("main img").count(), path);
      assertTrue(page.textContent("main").contains("<img src=x"), path);
      page.close();
    }
  }

  @Test
  void phone_nothingIsWiderThanTheScreen() {
    Page page = chromium.page();
    page.setViewportSize(400, 800);
    for (String path : List.of("hosts", "alerts")) {
      page.navigate(server.url() + path);
      assertTrue(
          (Boolean) page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"),
          path);
    }
    page.close();
  }

  @Test
  void nothingWatched_isSaid() {
    try (WebServer bare = server(Desk.NONE)) {
      Page page = chromium.page();
      page.navigate(bare.url() + "alerts");
      assertTrue(page.textContent("main").contains("Nothing is wrong."));
      assertTrue(page.textContent("main").contains("told to nobody"));
      page.navigate(bare.url() + "hosts");
      assertTrue(page.textContent("main").contains("history"));
      page.close();
    }
  }
}
