package mailweir.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import mailweir.alert.Gauges;
import mailweir.collect.follow.Setting;
import mailweir.journey.Site;
import mailweir.parcel.Label;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What alerts ask of the store and keep in it, and of whom they hear. */
@Timeout(60)
class AlertFiguresTest {
  private static final Instant SINCE = Instant.parse("2024-12-01T00:00:00Z");
  private static final Instant UNTIL = Instant.parse("2025-03-01T00:00:00Z");

  @TempDir Path folder;

  @Test
  void gauges_tellWhatTheReportTells() throws Exception {
    Path log = folder.resolve("mail.log");
    Feeding.append(log, Feeding.traffic(11, 2_000));
    try (Feeding f = new Feeding(folder.resolve("store"), log)) {
      assertTrue(Feeding.comes(Duration.ofSeconds(30), () -> f.read() == 2_000));
      Gauges gauges = f.store.gauges();
      for (String counter : List.of("accepted", "delivered", "deferred", "refused")) {
        double sum =
            gauges.counter(counter, SINCE, UNTIL).values().stream().mapToDouble(d -> d).sum();
        assertEquals(f.report().counters().get(counter), (long) sum, counter);
      }
      Map<String, long[]> mail = gauges.mail(SINCE, UNTIL);
      for (String host : gauges.counter("accepted", SINCE, UNTIL).keySet()) {
        long[][] minutes = gauges.minutes(host, SINCE, UNTIL);
        assertTrue(minutes[0].length > 0, host);
        assertTrue(Arrays.equals(minutes[1], mail.getOrDefault(host, new long[0])), host);
        for (int i = 1; i < minutes[0].length; i++) {
          assertTrue(minutes[0][i - 1] < minutes[0][i]);
        }
      }
      Intake intake = f.feed.intake();
      long now = Clock.systemUTC().millis() * 1000;
      intake
          .samples(
              List.of(
                  new Label.Sample("mx1", "load.1m", now - 60_000_000, 3),
                  new Label.Sample("mx1", "load.1m", now, 7.5),
                  new Label.Sample(null, "load.1m", now - 600_000_000, 1)),
              "mx2")
          .get(30, TimeUnit.SECONDS);
      assertEquals(Map.of("mx1", 7.5), gauges.metric("load.1m", Instant.now().minusSeconds(300)));
      assertEquals(2, gauges.metric("load.1m", Instant.now().minusSeconds(3000)).size());
      assertEquals(Map.of(), gauges.metric("load'; DROP TABLE sample", SINCE));
    }
  }

  @Test
  void memory_isTheSameInAnotherProcess() {
    try (Feeding f = new Feeding(folder.resolve("store"))) {
      AlertMemory memory = new AlertMemory(f.store, f.feed);
      memory.save(Map.of("a", "1", "b", "2 ' \" \u0001"));
      Map<String, String> more = new HashMap<>();
      more.put("a", null);
      more.put("c", "x");
      memory.save(more);
    }
    try (Feeding f = new Feeding(folder.resolve("store"))) {
      assertEquals(Map.of("b", "2 ' \" \u0001", "c", "x"), new AlertMemory(f.store, f.feed).load());
    }
  }

  @Test
  void lateLines_areToldApart() throws Exception {
    List<String> told = Collections.synchronizedList(new ArrayList<>());
    Heard heard =
        new Heard() {
          @Override
          public void lines(String source, String host, long newest, long count) {
            told.add(source + " " + host + " " + count);
          }

          @Override
          public void late(String source, String host, long count) {
            told.add(count + " late");
          }

          @Override
          public void contact(
              String sender, String host, long theirTime, List<Label.SourceState> states) {}
        };
    try (Store store = new Store(folder.resolve("store"), Site.DEFAULT, Feeding::dialects);
        LiveFeed feed =
            new LiveFeed(
                store, Setting.of(Feeding.reading(), Clock.systemUTC(), s -> {}), heard, s -> {})) {
      feed.follow(List.of());
      Streams streams =
          new Streams(
              feed, feed.intake(), Clock.systemUTC(), ZoneOffset.UTC, Feeding::dialects, true);
      Instant now = Instant.now();
      StringBuilder text = new StringBuilder();
      List<int[]> spans = new ArrayList<>();
      for (int minutes : new int[] {90, 10, 3, 1, 0}) {
        int from = text.length();
        text.append(now.minusSeconds(60L * minutes)).append(" mx1 postfix/qmgr[1]: statistics");
        spans.add(new int[] {from, text.length()});
        text.append("\n");
      }
      byte[] bytes = (text + " ".repeat(16)).getBytes(StandardCharsets.US_ASCII);
      Streams.Stream one = new Streams.Stream("syslog 192.0.2.1", "tcp", "192.0.2.1");
      streams
          .take(to -> {
            to.from(one);
            spans.forEach(s -> to.line(bytes, s[0], s[1], -1));
          })
          .get(30, TimeUnit.SECONDS);
      assertEquals(List.of("3 late", "syslog 192.0.2.1 mx1 5"), told);
    }
  }
}
