package mailweir.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import mailweir.answer.Json;
import mailweir.answer.Query;
import mailweir.answer.Report;
import mailweir.answer.ReportJson;
import mailweir.collect.Reading;
import mailweir.collect.Source;
import mailweir.journey.Site;
import mailweir.parse.Dialects;
import mailweir.parse.apache.AccessLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Figures of web servers' logs: what they are, and that neither order, repetition nor the way through the store changes them. */
class WebFiguresTest {
  private static final Reading READING =
      Reading.of(ZoneOffset.UTC, Instant.parse("2026-11-25T00:00:00Z").toEpochMilli() * 1000);
  private static final DateTimeFormatter CLF =
      DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss xx", Locale.ENGLISH)
          .withZone(ZoneOffset.ofHours(2));

  @TempDir Path folder;

  private static Dialects dialects() {
    return new Dialects(List.of(new AccessLog()));
  }

  private static String line(String front, Instant at, int status, int bytes) {
    return front
        + " - - ["
        + CLF.format(at)
        + "] \"GET / HTTP/1.1\" "
        + status
        + " "
        + bytes
        + "\n";
  }

  private static String web(Report report) {
    return Json.line(ReportJson.of(report).get("web"));
  }

  private Report ofFiles(List<Path> files, Query query) throws Exception {
    return new FileReport(Site.DEFAULT, WebFiguresTest::dialects, 2, Progress.NONE)
        .run(files.stream().map(Source::of).toList(), READING, query);
  }

  private Report stored(String name, List<Path> files, int round, Query query) {
    try (Store store = new Store(folder.resolve(name), Site.DEFAULT, WebFiguresTest::dialects)) {
      Importer importer = new Importer(store.ingest(), round, Progress.NONE, () -> false);
      assertTrue(importer.run(files.stream().map(Source::of).toList(), READING));
      return store.answers().report(query);
    }
  }

  @Test
  void report_countsVisitsByTheirPauses() throws Exception {
    Instant t = Instant.parse("2026-08-31T23:50:00Z");
    Path file = folder.resolve("example.org-access.log");
    // the log whose July comes after its August
    Files.writeString(
        file,
        line("192.0.2.1", t, 200, 100)
            + line("192.0.2.1", t.plusSeconds(1799), 304, 0)
            + line("192.0.2.1", t.plusSeconds(1799 + 1800), 404, 10)
            + line("192.0.2.2", t, 500, 1)
            + line("192.0.2.1", t.minusSeconds(40L * 86_400), 200, 7));
    String expected =
        "[{\"virtual_host\":\"example.org\",\"day\":\"2026-07-22\",\"hits\":1,\"visits\":1,\"bytes\":7,\"status\":{\"2xx\":1}},"
            + "{\"virtual_host\":\"example.org\",\"day\":\"2026-08-31\",\"hits\":2,\"visits\":2,\"bytes\":101,\"status\":{\"2xx\":1,\"5xx\":1}},"
            + "{\"virtual_host\":\"example.org\",\"day\":\"2026-09-01\",\"hits\":2,\"visits\":1,\"bytes\":10,\"status\":{\"3xx\":1,\"4xx\":1}}]";
    assertEquals(expected, web(ofFiles(List.of(file), Query.ALL)));
    assertEquals(expected, web(stored("a", List.of(file), 2, Query.ALL)));
  }

  @Test
  void report_isTheSameInAnyOrderOfCopiesAndRounds() throws Exception {
    Random random = new Random(11);
    Instant t = Instant.parse("2026-11-20T00:00:00Z");
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      String client = "192.0.2." + random.nextInt(40);
      String host = "www" + random.nextInt(3) + ".example.org:80 ";
      lines.add(
          line(
              (random.nextBoolean() ? host : "") + client,
              t.plusSeconds(random.nextInt(100_000)),
              200 + 100 * random.nextInt(4),
              random.nextInt(9000)));
    }
    Path ordered = folder.resolve("access.log");
    Files.writeString(ordered, String.join("", lines));
    Collections.shuffle(lines, random);
    Path first = folder.resolve("access.log.1");
    Path second = folder.resolve("access.log.2");
    Files.writeString(first, String.join("", lines.subList(0, 2000)));
    Files.writeString(second, String.join("", lines.subList(1000, 3000)));
    Query part =
        new mailweir.answer.QueryParser(
                java.time.Clock.fixed(t.plusSeconds(86_400), ZoneOffset.UTC), ZoneOffset.UTC)
            .query(
                java.util.Map.of("since", "2026-11-20T05:10:00Z", "until", "2026-11-20T17:40:00Z"),
                40,
                1000);
    for (Query query : List.of(Query.ALL, part)) {
      String all = web(ofFiles(List.of(ordered), query));
      String name = query == part ? "p" : "q";
      assertEquals(all, web(ofFiles(List.of(second, first), query)));
      assertEquals(all, web(stored(name + 1, List.of(ordered), 700, query)));
      assertEquals(all, web(stored(name + 2, List.of(first, second, ordered), 500, query)));
    }
  }
}
