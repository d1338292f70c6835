package mailweir.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Lines from strangers, into a store that is fed. */
@Timeout(60)
class StreamsTest {
  private static final Streams.Stream ONE =
      new Streams.Stream("syslog 192.0.2.1", "tcp", "192.0.2.1");
  private static final Streams.Stream TWO =
      new Streams.Stream("syslog 192.0.2.1", "udp", "192.0.2.1");
  private static final int MAIL = 22;
  private static final int CRON = 78;

  @TempDir Path folder;

  private static Streams streams(Feeding f, boolean all) {
    return new Streams(
        f.feed, f.feed.intake(), Clock.systemUTC(), ZoneOffset.UTC, Feeding::dialects, all);
  }

  private static void send(Streams streams, Streams.Stream from, int priority, String... lines)
      throws Exception {
    streams
        .take(sink -> {
          sink.from(from);
          for (String line : lines) {
            byte[] text = (line + " ".repeat(16)).getBytes(StandardCharsets.UTF_8);
            sink.line(text, 0, text.length - 16, priority);
          }
        })
        .get(30, TimeUnit.SECONDS);
  }

  private static String connect(String host, int n) {
    return "2025-01-02T03:04:05Z "
        + host
        + " postfix/smtpd["
        + n
        + "]: connect from a.example[192.0.2.7]";
  }

  private static Set<String> hosts(Feeding f) {
    return f.store.answers().hosts().stream().map(h -> h.host()).collect(Collectors.toSet());
  }

  @Test
  void linesOfMail_areStoredAndOthersCounted() throws Exception {
    try (Feeding f = new Feeding(folder.resolve("store"))) {
      Streams streams = streams(f, false);
      String cron = "2025-01-02T03:04:05Z mx1 CRON[7]: (root) CMD (true)";
      send(streams, ONE, CRON, cron, connect("mx1", 1), cron);
      send(streams, ONE, MAIL, "2025-01-02T03:04:05Z mx1 own-filter[1]: hello");
      assertEquals(2, f.read());
      assertEquals(2, streams.notOfMail());
      send(streams(f, true), ONE, CRON, cron);
      assertEquals(3, f.read());
    }
  }

  @Test
  void linesWithoutAHost_areTheSenders() throws Exception {
    try (Feeding f = new Feeding(folder.resolve("store"))) {
      send(
          streams(f, false),
          ONE,
          MAIL,
          "Jan  2 03:04:05 postfix/smtpd[1]: connect from a[192.0.2.7]");
      assertEquals(Set.of("192.0.2.1"), hosts(f));
    }
  }

  @Test
  void sameLinesOnTwoWays_countOnce() throws Exception {
    try (Feeding f = new Feeding(folder.resolve("store"))) {
      Streams streams = streams(f, false);
      send(streams, ONE, MAIL, connect("mx1", 1), connect("mx1", 1));
      send(streams, TWO, MAIL, connect("mx1", 1), connect("mx1", 1));
      assertEquals(2, f.read());
      assertEquals(2L, f.report().lines().get("repeated"));
    }
  }

  @Test
  void namesOfHosts_areBoundedADay() throws Exception {
    try (Feeding f = new Feeding(folder.resolve("store"))) {
      Streams streams = streams(f, false);
      int more = 50;
      String[] lines = new String[Streams.NEW_HOSTS + more];
      for (int i = 0; i < lines.length; i++) {
        lines[i] = connect("host" + i, 1);
      }
      send(streams, ONE, MAIL, lines);
      send(streams, ONE, MAIL, connect("host1", 2), connect("x".repeat(100_000), 3));
      assertEquals(more + 1, streams.renamed());
      Set<String> hosts = hosts(f);
      assertEquals(Streams.NEW_HOSTS + 1, hosts.size());
      assertTrue(hosts.contains("192.0.2.1"));
    }
    try (Feeding f = new Feeding(folder.resolve("store"))) {
      Streams streams = streams(f, false);
      send(streams, ONE, MAIL, connect("host1", 4), connect("another", 5));
      assertEquals(0, streams.renamed(), "names that are stored are no new ones");
      assertTrue(hosts(f).containsAll(List.of("host1", "another")));
    }
  }

  @Test
  void namesWithoutEnd_leaveOthersTheirOwn() throws Exception {
    try (Feeding f = new Feeding(folder.resolve("store"))) {
      Streams streams = streams(f, false);
      for (int from = 0; from < 140_000; from += 10_000) {
        String[] lines = new String[10_000];
        for (int i = 0; i < lines.length; i++) {
          int n = from + i;
          lines[i] = "2025-01-02T03:04:05Z h" + n + " p" + n + "[7]: hello";
        }
        send(streams, ONE, CRON, lines);
      }
      f.feed
          .intake()
          .document(
              "d", "mail d", "mx8", 0, ZoneOffset.UTC, List.of("hello".getBytes(UTF_8)), List.of())
          .get(30, TimeUnit.SECONDS);
      send(streams, ONE, MAIL, connect("mx9", 1));
      assertEquals(Set.of("mx8", "mx9"), hosts(f));
      assertEquals(1, f.report().counters().get("connections"));
    }
  }
}
