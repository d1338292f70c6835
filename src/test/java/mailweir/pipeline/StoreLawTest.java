package mailweir.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import mailweir.answer.Json;
import mailweir.answer.Query;
import mailweir.answer.Report;
import mailweir.answer.ReportJson;
import mailweir.cli.EveryDialect;
import mailweir.collect.Reading;
import mailweir.collect.Source;
import mailweir.journey.Site;
import mailweir.parse.Dialects;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The store tells the same figures as the files themselves, however small the rounds in which it took them, in whatever order, however
 * often, and however often it was closed in between.
 */
class StoreLawTest {
  private static final Path RECORDED = Path.of("src/test/resources/recorded");
  private static final Reading READING =
      Reading.of(ZoneId.of("UTC"), 1_795_200_000_000_000L).withFirstYear(2026);

  @TempDir Path folder;
  private Reading reading = READING;

  private Site site = Site.DEFAULT;

  static Stream<String> recordings() throws IOException {
    try (Stream<Path> files = Files.list(RECORDED)) {
      return files
          .map(f -> f.getFileName().toString())
          .filter(
              n -> (n.endsWith(".iso.log.gz") || isQmail(n) || isExim(n)) && !n.contains("central"))
          .sorted()
          .toList()
          .stream();
    }
  }

  private static boolean isExim(String name) {
    return name.equals("x1-exim.log.gz") || name.equals("x1-exim.syslog.log.gz");
  }

  private static boolean isQmail(String name) {
    return name.startsWith("q") && !name.contains("multilog") && !name.startsWith("q4");
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void smallRounds_tellWhatTheFileTells(String name) throws IOException {
    List<String> lines = lines(name);
    assertEquals(ofFiles(List.of(lines)), ofStore(List.of(lines), 97, false));
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void shuffledAndReopened_tellWhatTheFileTells(String name) throws IOException {
    List<String> lines = lines(name);
    List<String> shuffled = new ArrayList<>(lines);
    Collections.shuffle(shuffled, new Random(7));
    int cut = shuffled.size() / 3;
    List<List<String>> parts =
        List.of(shuffled.subList(cut, shuffled.size()), shuffled.subList(0, cut));
    assertEquals(ofFiles(parts), ofStore(parts, 211, true));
  }

  /** Who queued a message tells that it came by SMTP, with sessions beside it and without. */
  @ParameterizedTest
  @org.junit.jupiter.params.provider.ValueSource(
      strings = {"q1-chkuser-classic.log.gz", "q2-chkuser-pipe.log.gz", "q3-qmail-send.log.gz"})
  void userOfSmtpd_tellsWhatTheFileTells(String name) throws IOException {
    site = Site.DEFAULT.withSmtpdUids(java.util.Set.of(89L));
    smallRounds_tellWhatTheFileTells(name);
    shuffledAndReopened_tellWhatTheFileTells(name);
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void overlappingFiles_countOnce(String name) throws IOException {
    List<String> lines = lines(name);
    int third = lines.size() / 3;
    assertEquals(
        ofFiles(List.of(lines)),
        ofStore(
            List.of(lines.subList(third, lines.size()), lines, lines.subList(0, 2 * third)),
            1_000,
            false));
  }

  /** Exim's main log names no host; with its name it shares lines with syslog's. */
  @org.junit.jupiter.api.Test
  void mainLogAndSyslog_tellWhatTheFilesTell() throws IOException {
    reading = READING.withHost("mx");
    List<String> main = lines("x1-exim.log.gz");
    List<String> syslog = lines("x1-exim.syslog.log.gz");
    String files = ofFiles(List.of(main, syslog));
    assertEquals(files, ofFiles(List.of(syslog, main)));
    assertEquals(files, ofStore(List.of(main, syslog), 300, true));
    assertEquals(files, ofStore(List.of(syslog, main), 170, true));
    assertEquals(files, ofStore(List.of(syslog, main), 5_000, false));
    assertEquals(
        files,
        ofStore(
            List.of(
                main.subList(0, 700),
                syslog.subList(900, syslog.size()),
                main.subList(500, main.size()),
                syslog.subList(0, 1_000)),
            300,
            true));
  }

  /** A week in few lines: what is long over is put away between rounds, and late lines still find it. */
  @org.junit.jupiter.api.Test
  void weekOfTraffic_isPutAwayAndStillCountsOnce() throws IOException {
    Path log = folder.resolve("week.log");
    mailweir.demo.TrafficTool.main(
        new String[] {
          "gen",
          "--seed",
          "5",
          "--lines",
          "40000",
          "--hosts",
          "2",
          "--format",
          "postfix",
          "--sessions-per-day",
          "600",
          "--out",
          log.toString()
        });
    List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1);
    assertEquals(ofFiles(List.of(lines)), ofStore(List.of(lines), 700, false));
    assertEquals(ofFiles(List.of(lines)), ofStore(List.of(lines), 15_000, false));
    List<String> swapped = new ArrayList<>(lines.subList(20_000, 40_000));
    swapped.addAll(lines.subList(0, 20_000));
    assertEquals(ofFiles(List.of(swapped)), ofStore(List.of(swapped), 5_000, false));
  }

  /** A span that begins and ends in the middle, and one host: lists of the busiest too. */
  @ParameterizedTest
  @MethodSource("recordings")
  void spanOfMinutes_isTheSameOfStoreAndFile(String name) throws IOException {
    List<String> lines = lines(name);
    java.time.Instant first =
        isQmail(name) || isExim(name)
            ? java.time.Instant.parse("2026-11-20T13:25:17Z")
            : java.time.OffsetDateTime.parse(lines.get(0).substring(0, 32)).toInstant();
    Query query =
        Query.ALL
            .between(
                first.plusSeconds(10).truncatedTo(java.time.temporal.ChronoUnit.MINUTES),
                first.plusSeconds(70))
            .onHost(isQmail(name) ? "independence" : "mx1");
    List<Source> sources = files(List.of(lines));
    Path data = Files.createTempDirectory(folder, "store");
    try (Store store = new Store(data, site, StoreLawTest::dialects)) {
      new Importer(store.ingest(), 300, Progress.NONE, () -> false).run(sources, READING);
    }
    try (Store store = new Store(data, site, StoreLawTest::dialects)) {
      assertEquals(
          text(
              new FileReport(site, StoreLawTest::dialects, 1, Progress.NONE)
                  .run(sources, READING, query)),
          text(store.answers().report(query)));
    }
  }

  private static List<String> lines(String name) throws IOException {
    try (BufferedReader r =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(RECORDED.resolve(name))),
                StandardCharsets.ISO_8859_1))) {
      return r.lines().toList();
    }
  }

  private List<Source> files(List<? extends List<String>> parts) throws IOException {
    List<Source> sources = new ArrayList<>();
    for (List<String> part : parts) {
      Path file = Files.createTempFile(folder, "part", ".log");
      Files.write(file, part, StandardCharsets.ISO_8859_1);
      sources.add(Source.of(file));
    }
    return sources;
  }

  private String ofFiles(List<? extends List<String>> parts) throws IOException {
    return text(
        new FileReport(site, StoreLawTest::dialects, 1, Progress.NONE)
            .run(files(parts), reading, Query.ALL));
  }

  private String ofStore(List<? extends List<String>> parts, int round, boolean reopen)
      throws IOException {
    Path data = Files.createTempDirectory(folder, "store");
    List<Source> sources = files(parts);
    for (List<Source> some : reopen ? sources.stream().map(List::of).toList() : List.of(sources)) {
      try (Store store = new Store(data, site, StoreLawTest::dialects)) {
        new Importer(store.ingest(), round, Progress.NONE, () -> false).run(some, reading);
      }
    }
    try (Store store = new Store(data, site, StoreLawTest::dialects)) {
      return text(store.answers().report(Query.ALL));
    }
  }

  static Dialects dialects() {
    return EveryDialect.dialects();
  }

  static String text(Report report) {
    var json = ReportJson.of(report);
    ((com.fasterxml.jackson.databind.node.ObjectNode) json.get("lines")).remove("repeated");
    json.remove("not_understood");
    return Json.pretty(json);
  }
}
