package mailweir.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import mailweir.answer.Csv;
import mailweir.answer.QuarantineText;
import mailweir.answer.Quarantined;
import mailweir.answer.Query;
import mailweir.collect.Reading;
import mailweir.collect.Source;
import mailweir.journey.Site;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What filters stopped: the same rows in any order, however often, from files and from the store. */
class QuarantineTest {
  private static final Path RECORDED = Path.of("src/test/resources/recorded");
  private static final Path MIMEDEFANG =
      RECORDED.resolve("21-sendmail-mimedefang.iso.log.gz").toAbsolutePath();
  private static final Reading READING =
      Reading.of(ZoneId.of("UTC"), 1_795_200_000_000_000L).withFirstYear(2026);

  @TempDir Path folder;

  @Test
  void rows_areOneForEachStoppedMessageAndRecipient() {
    List<Quarantined> rows = ofFiles(Query.ALL, MIMEDEFANG);
    Map<String, Integer> events = new TreeMap<>();
    rows.forEach(r -> events.merge(r.event(), 1, Integer::sum));
    assertEquals(
        Map.of("bad_filename", 9, "really_bad_filename", 6, "spam", 12, "virus", 56), events);
    Quarantined file =
        rows.stream().filter(r -> r.event().equals("bad_filename")).findFirst().orElseThrow();
    assertEquals("setup.exe", file.name());
    assertEquals("tagged", file.action());
    // the filter does not tell the client of an attachment; the mail server does
    assertTrue(file.relay().startsWith("198.51.100."), file.relay());
    assertTrue(rows.stream().allMatch(r -> r.recipient() != null && r.sender() != null));
  }

  @Test
  void rows_areTheSameInAnyOrderAndHoweverOften() throws IOException {
    List<String> lines = lines(MIMEDEFANG);
    List<Quarantined> straight = ofFiles(Query.ALL, MIMEDEFANG);
    Collections.shuffle(lines, new Random(3));
    Path shuffled = Files.write(folder.resolve("shuffled.log"), lines);
    assertEquals(straight, ofFiles(Query.ALL, shuffled));
    assertEquals(straight, ofFiles(Query.ALL, shuffled, MIMEDEFANG));
  }

  @Test
  void rows_ofTheStoreAreThoseOfTheFiles() throws IOException {
    Path amavis = RECORDED.resolve("11-amavis-virus-spam.iso.log.gz").toAbsolutePath();
    Path held = RECORDED.resolve("09-header-body-milter.iso.log.gz").toAbsolutePath();
    List<Source> sources = List.of(Source.of(MIMEDEFANG), Source.of(amavis), Source.of(held));
    try (Store store = new Store(folder.resolve("store"), Site.DEFAULT, Feeding::dialects)) {
      new Importer(store.ingest(), 500, Progress.NONE, () -> false).run(sources, READING);
      Query some =
          Query.ALL.between(
              Instant.parse("2026-11-20T13:06:11Z"), Instant.parse("2026-11-20T13:26:09Z"));
      for (Query query : List.of(Query.ALL, some, Query.ALL.onHost("mx1"))) {
        List<Quarantined> rows = ofFiles(query, MIMEDEFANG, amavis, held);
        assertFalse(rows.isEmpty());
        assertEquals(rows, store.answers().quarantine(query));
      }
      assertEquals(
          83 + 39 + 41 + 5 + 12 + 17, store.answers().quarantine(Query.ALL).size(), "all of them");
    }
  }

  @Test
  void rows_holdNothingThatActs() throws IOException {
    Path log =
        Files.writeString(
            folder.resolve("hostile.log"),
            """
            2026-11-20T13:06:10Z mx1 mimedefang.pl[1]: A1B2C3D4E5: MDLOG,A1B2C3D4E5,virus,=cmd|' /C calc'!A0,192.0.2.1,<%%1b[2J@a.example>,<u@b.example>,%%0a%%0d=1+1%%e2%%80%%ae
            """
                .formatted());
    List<Quarantined> rows = ofFiles(Query.ALL, log);
    assertEquals(1, rows.size());
    StringBuilder csv = new StringBuilder();
    Csv.quarantine(rows, csv);
    for (String text : List.of(csv.toString(), QuarantineText.of(rows, ZoneId.of("UTC")))) {
      assertEquals(2, text.lines().count(), text);
      assertTrue(text.chars().allMatch(c -> c >= ' ' && c < 0x7f || c == '\n' || c == '\r'), text);
    }
    assertTrue(csv.toString().contains(",'=cmd|' /C calc'!A0,"), csv.toString());
  }

  private static List<Quarantined> ofFiles(Query query, Path... files) {
    return new FileQuarantine(Feeding::dialects, Progress.NONE)
        .run(java.util.Arrays.stream(files).map(Source::of).toList(), READING, query);
  }

  private static List<String> lines(Path log) throws IOException {
    try (var in = new java.util.zip.GZIPInputStream(Files.newInputStream(log))) {
      return new ArrayList<>(
          List.of(new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n")));
    }
  }
}
