package mailweir.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mailweir.Chromium;
import mailweir.parcel.Label;
import mailweir.pipeline.Feeding;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page Samples in a real browser, of a real store. */
class SamplesInBrowserTest {
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:30Z");

  @TempDir Path folder;
  private Chromium chromium;
  private Feeding store;
  private WebServer server;

  @BeforeEach
  void open() throws Exception {
    store = new Feeding(folder.resolve("store"));
    List<Label.Sample> some = new ArrayList<>();
    for (int minute = 0; minute < 1_440; minute += 5) {
      long at = NOW.minusSeconds(60L * minute).getEpochSecond() * 1_000_000;
      some.add(new Label.Sample("mx1", "load.1m", at, 2 + Math.sin(minute / 90.0)));
      some.add(new Label.Sample("mx2", "load.1m", at, 1 + minute / 1_000.0));
      some.add(new Label.Sample("<img src=x>", "memory.used_bytes", at, 3e9 + minute * 1e5));
    }
    store.feed.intake().samples(some, "mx1").get(30, TimeUnit.SECONDS);
    server =
        new WebServer(
                store.store.answers(),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Clock.fixed(NOW, ZoneOffset.UTC),
                new WebInfo("0.1.0", ZoneId.of("Europe/Berlin"), List.of()))
            .start();
    chromium = Chromium.open();
  }

  @AfterEach
  void close() {
    assertEquals(List.of(), chromium.complaints());
    chromium.close();
    server.stop();
    store.close();
  }

  @Test
  void metrics_areDrawnAndOpen() {
    Page page = chromium.page();
    page.setViewportSize(1_300, 800);
    page.navigate(server.url());
    page.locator("nav a", new Page.LocatorOptions().setHasText("Samples")).click();
    page.waitForSelector("table.watch");
    assertEquals(3, page.locator("table.watch tbody tr").count());
    assertEquals(3, page.locator("svg.small polyline").count());
    assertEquals(0, page.locator("main img").count());
    assertTrue(page.textContent("main").contains("<img src=x>"));
    page.locator("a", new Page.LocatorOptions().setHasText("load.1m")).first().click();
    page.waitForSelector("svg.samples:not(.small)");
    assertEquals(2, page.locator("svg.samples:not(.small) g").count(), "a line for each host");
    page.screenshot(
        new Page.ScreenshotOptions().setPath(Path.of("target/samples.png")).setFullPage(true));
    page.locator("a", new Page.LocatorOptions().setHasText("mx2")).first().click();
    page.waitForURL("**host=mx2**");
    assertEquals(1, page.locator("svg.samples:not(.small) g").count());
    page.setViewportSize(400, 800);
    assertTrue((Boolean) page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"));
    page.navigate(server.url() + "samples?view=hour&metric=nothing");
    assertTrue(page.textContent("main").contains("no figure of this name"));
    page.close();
  }
}
