package mailweir.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import mailweir.Chromium;
import mailweir.pipeline.Feeding;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page Greylist in a real browser, of a real store. */
class GreylistInBrowserTest {
  private static final Instant NOW = Instant.parse("2026-11-25T18:00:00Z");

  @TempDir Path folder;
  private Chromium chromium;
  private Feeding store;
  private WebServer server;

  private static byte[] line(String at, String rest) {
    return ("2026-11-25T" + at + "Z mx1 mailweir-policy[7]: " + rest)
        .getBytes(StandardCharsets.UTF_8);
  }

  @BeforeEach
  void open() throws Exception {
    store = new Feeding(folder.resolve("store"));
    List<byte[]> lines = new ArrayList<>();
    for (int i = 10; i < 40; i++) {
      String who =
          " rule=windows-desktop client=192.0.2.%d name=\"<b>h</b>\" from=<a%d@example.org> to=<bob@example.com> stage=RCPT os=\"Windows %s\""
              .formatted(i * 5, i, i % 3 == 0 ? "XP" : "7 or 8");
      lines.add(
          line(
              "12:%d:00".formatted(i),
              "action=greylist" + who + " reason=\"first try\" wait=300 mode=enforce"));
      if (i % 2 == 0) {
        lines.add(
            line(
                "13:%d:00".formatted(i),
                "action=pass" + who + " reason=\"came again\" waited=3600 mode=enforce"));
      }
    }
    store
        .feed
        .intake()
        .document(
            "test",
            "test",
            "mx1",
            NOW.getEpochSecond() * 1_000_000,
            ZoneOffset.UTC,
            lines,
            List.of())
        .get(30, TimeUnit.SECONDS);
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
  void delays_areShownAndOpen() {
    Page page = chromium.page();
    page.setViewportSize(1_300, 900);
    page.navigate(server.url());
    page.locator("nav a", new Page.LocatorOptions().setHasText("Greylist")).click();
    page.waitForSelector("dl.glance");
    assertTrue(page.textContent("dl.glance").contains("30"));
    assertTrue(page.textContent("dl.glance").contains("15 (50 %)"));
    assertEquals(15, page.locator("table.watch tbody tr").count());
    assertEquals(0, page.locator("main td b").count());
    assertTrue(page.textContent("main").contains("Windows 7 or 8"));
    page.screenshot(
        new Page.ScreenshotOptions().setPath(Path.of("target/greylist.png")).setFullPage(true));
    page.locator("table.watch a").first().click();
    page.waitForURL("**/trace?**");
    page.setViewportSize(400, 800);
    page.navigate(server.url() + "greylist?view=week");
    assertTrue((Boolean) page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"));
    page.navigate(server.url() + "greylist?view=hour");
    assertTrue(page.textContent("main").contains("No decision"));
    page.close();
  }
}
