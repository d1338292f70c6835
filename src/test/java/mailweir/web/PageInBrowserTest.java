package mailweir.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import mailweir.Chromium;
import mailweir.answer.WeekOnTwoHosts;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a person sees, clicks and types, in a real browser. */
class PageInBrowserTest {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:30Z");
  private static Chromium chromium;
  private static WebServer server;
  private static WatchInHand clock;

  @BeforeAll
  static void open() {
    clock = new WatchInHand(NOW);
    server =
        new WebServer(
                new WeekOnTwoHosts(clock),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                clock,
                new WebInfo("0.1.0", ZoneId.of("Europe/Berlin"), List.of()))
            .start();
    chromium = Chromium.open();
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
    page.navigate(server.url() + path.substring(1));
    return page;
  }

  /** Waits for the charts, and counts the colours of the first. */
  private static int colours(Page page) {
    page.waitForSelector("#main[data-drawn=true] canvas");
    return ((Number)
            page.evaluate(
                "() => { const c = document.querySelector('#main canvas'); const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;"
                    + " const seen = new Set(); for (let i = 0; i < d.length; i += 4) { if (d[i + 3] > 200) seen.add(d[i] + ',' + d[i + 1] + ',' + d[i + 2]); } return seen.size; }"))
        .intValue();
  }

  @Test
  void flow_drawsItsChartsInEveryView() {
    Page page = chromium.page();
    for (String view :
        List.of(
            "?view=hour",
            "?view=day",
            "?view=week",
            "?view=month",
            "?view=year",
            "?mode=stacked",
            "?mode=stacked&by=host&figure=refused",
            "?since=2026-11-18&until=2026-11-19%2012:00&tz=utc")) {
      page.navigate(server.url() + view);
      assertTrue(colours(page) > 8, view);
      assertEquals(1, page.locator(".choices[aria-label=Mode] a.on").count());
    }
    page.close();
  }

  @Test
  void flow_showsWhatIsNewWithinItsSecond() {
    Page page = page("/?view=hour");
    page.waitForSelector("#main[data-drawn=true]");
    String before = page.textContent("#figures tr[data-word=accepted] .total");
    assertTrue(page.textContent("#asof").contains("CET"), page.textContent("#asof"));
    clock.goOn(Duration.ofMinutes(2));
    page.waitForFunction(
        "before => document.querySelector('#figures tr[data-word=accepted] .total').textContent !== before",
        before,
        new Page.WaitForFunctionOptions().setTimeout(5000));
    String link = page.textContent("#asof b");
    assertTrue(link.endsWith("CET"), link);
    page.close();
  }

  @Test
  void brush_opensTheMessagesOfItsRange() {
    Page page = page("/?view=day");
    page.waitForSelector("#main[data-drawn=true]");
    BoundingBox box = page.locator("#main").boundingBox();
    page.mouse().move(box.x + 300, box.y + 100);
    page.mouse().down();
    page.mouse().move(box.x + 420, box.y + 110);
    page.mouse().move(box.x + 500, box.y + 120);
    page.mouse().up();
    page.locator("#picked a", new Page.LocatorOptions().setHasText("Open messages")).click();
    page.waitForURL(
        url -> url.contains("/trace?") && url.contains("since=") && url.contains("until="));
    assertTrue(page.locator("table.trace tbody tr").count() > 3);
    page.goBack();
    page.waitForSelector("#main[data-drawn=true]");
    page.mouse().move(box.x + 300, box.y + 100);
    page.mouse().down();
    page.mouse()
        .move(
            box.x + 500, box.y + 120, new com.microsoft.playwright.Mouse.MoveOptions().setSteps(4));
    page.mouse().up();
    page.locator("#picked a", new Page.LocatorOptions().setHasText("Zoom in")).click();
    page.waitForURL(url -> url.contains("/?") && url.contains("since="));
    page.waitForSelector("#main[data-drawn=true]");
    page.close();
  }

  @Test
  void click_opensTheMessagesOfItsStepAndState() {
    Page page = page("/?view=day");
    page.waitForSelector("#trouble[data-drawn=true]");
    BoundingBox box = page.locator("#main").boundingBox();
    page.mouse().move(box.x + box.width - 100, box.y + box.height - 40);
    page.waitForSelector("#tip:not([hidden]) td");
    page.mouse().click(box.x + box.width - 100, box.y + box.height - 32);
    page.waitForURL(url -> url.contains("/trace?") && url.contains("status=delivered"));
    page.close();
  }

  @Test
  void slash_focusesTheQueryAndTheQueryFinds() {
    Page page = page("/");
    page.keyboard().press("/");
    assertEquals("q", page.evaluate("() => document.activeElement.id"));
    page.keyboard().type("client:2001:db8::bad");
    page.keyboard().press("Enter");
    page.waitForSelector("table.trace");
    assertEquals(1, page.locator("table.trace tbody tr").count());
    assertEquals("client:2001:db8::bad", page.inputValue("#q"));
    assertEquals(2, page.locator("table.trace .pill").count());
    page.close();
  }

  @Test
  void hostileTexts_areShownAndNotRun() {
    Page page = page("/trace?q=client:2001:db8::bad");
    assertTrue(page.textContent("table.trace").contains("<script>document.title='owned'</script>"));
    assertEquals("Trace · Mailweir", page.title());
    page.click("table.trace td.time a");
    page.waitForSelector("ol.way");
    assertEquals(0, page.locator("main img, main script").count());
    assertTrue(page.title().contains("\\x1b[2J"), page.title());
    assertTrue(page.textContent(".recipients").contains("\\u202egpj.exe"));
    page.click("details summary");
    assertTrue(page.locator("pre.lines").isVisible());
    assertEquals(3, page.locator("pre.lines span").count());
    page.navigate(server.url() + "report?day=today");
    assertTrue(page.textContent(".report").contains("<img src=x"));
    assertEquals("Report · Mailweir", page.title());
    page.close();
  }

  @Test
  void more_comesBelowTheRows() {
    Page page = page("/trace");
    assertEquals(40, page.locator("table.trace tbody tr:not(#more)").count());
    page.click("#more a");
    page.waitForFunction(
        "() => document.querySelectorAll('table.trace tbody tr:not(#more)').length === 80");
    assertTrue(page.url().endsWith("/trace"));
    page.close();
  }

  @Test
  void theme_followsTheSystemUntilChosen() {
    Page page = chromium.page();
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
    page.navigate(server.url());
    String dark = back(page);
    assertTrue(colours(page) > 8);
    page.click("#theme");
    String light = back(page);
    assertNotEquals(dark, light);
    page.reload();
    assertEquals(light, back(page), "the choice holds");
    page.close();
  }

  private static String back(Page page) {
    return (String) page.evaluate("() => getComputedStyle(document.body).backgroundColor");
  }

  @Test
  void phone_nothingIsWiderThanTheScreen() {
    Page page = chromium.page();
    page.setViewportSize(400, 800);
    for (String path : List.of("", "trace", "trace/mx1-hostile", "report?day=yesterday")) {
      page.navigate(server.url() + path);
      assertTrue(
          (Boolean) page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"),
          path);
    }
    page.close();
  }
}
