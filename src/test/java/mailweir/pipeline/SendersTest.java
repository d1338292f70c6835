package mailweir.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import mailweir.answer.Csv;
import mailweir.answer.Query;
import mailweir.answer.SenderRisk;
import mailweir.answer.SenderRiskText;
import mailweir.collect.Reading;
import mailweir.collect.Source;
import mailweir.journey.Site;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who sends through the site: the same rows in any order, however often, from files and from the store. */
class SendersTest {
  private static final Path CLASSIC =
      Path.of("src/test/resources/recorded/q1-chkuser-classic.log.gz").toAbsolutePath();
  private static final Reading READING =
      Reading.of(ZoneId.of("UTC"), 1_795_200_000_000_000L).withFirstYear(2026);

  @TempDir Path folder;

  @Test
  void rows_nameAccountsAndRelaysWithoutLogin() throws IOException {
    List<SenderRisk> rows = ofFiles(Query.ALL, CLASSIC);
    SenderRisk first = rows.getFirst();
    assertEquals("192.0.2.12", first.who());
    assertFalse(first.account());
    assertEquals(39, first.withoutLogin());
    assertEquals(List.of("relaying_without_login"), first.reasons());
    assertTrue(rows.stream().anyMatch(r -> r.account() && r.who().equals("alice@example.com")));
    // every relayed recipient that the log has is in one row
    long relayed = lines().stream().filter(l -> l.contains("CHKUSER relaying rcpt")).count();
    assertEquals(relayed, rows.stream().mapToLong(SenderRisk::relayed).sum());
  }

  @Test
  void rows_areTheSameInAnyOrderAndHoweverOften() throws IOException {
    List<String> lines = lines();
    List<SenderRisk> straight = ofFiles(Query.ALL, CLASSIC);
    Collections.shuffle(lines, new Random(3));
    Path shuffled = Files.write(folder.resolve("shuffled.log"), lines);
    assertEquals(straight, ofFiles(Query.ALL, shuffled));
    assertEquals(straight, ofFiles(Query.ALL, shuffled, CLASSIC));
  }

  @Test
  void rows_ofTheStoreAreThoseOfTheFiles() throws IOException {
    try (Store store = new Store(folder.resolve("store"), Site.DEFAULT, StoreLawTest::dialects)) {
      new Importer(store.ingest(), 500, Progress.NONE, () -> false)
          .run(List.of(Source.of(CLASSIC)), READING);
      Query some =
          Query.ALL.between(
              Instant.parse("2026-11-20T13:25:20Z"), Instant.parse("2026-11-20T13:25:45Z"));
      for (Query query : List.of(Query.ALL, some)) {
        List<SenderRisk> rows = ofFiles(query, CLASSIC);
        assertFalse(rows.isEmpty());
        assertEquals(rows, store.answers().senders(query));
      }
    }
  }

  /** Exim by syslog writes a rejection for its main log and for its reject log: it counts once, from files and from the store. */
  @Test
  void rows_countARejectionThatIsWrittenTwiceOnce() throws IOException {
    String front = "2026-11-20T13:25:1";
    String words =
        " mx exim[77]: H=(pc) [192.0.2.7] F=<a@example.org> A=plain_login:anna rejected RCPT <x@example.net>: Unknown user\n";
    Path log =
        Files.writeString(
            folder.resolve("exim.log"),
            front
                + "0Z mx exim[70]: 1vMAbc-0000000001R-1abc <= anna@example.org H=(pc) [192.0.2.7] P=esmtpsa A=plain_login:anna S=700\n"
                + front
                + "1Z"
                + words
                + front
                + "1Z"
                + words
                + front
                + "2Z"
                + words
                + front
                + "2Z"
                + words);
    List<SenderRisk> rows = ofFiles(Query.ALL, log);
    assertEquals(List.of("anna"), rows.stream().map(SenderRisk::who).toList());
    assertEquals(1, rows.getFirst().messages());
    assertEquals(2, rows.getFirst().refused());
    try (Store store = new Store(folder.resolve("exim"), Site.DEFAULT, StoreLawTest::dialects)) {
      new Importer(store.ingest(), 500, Progress.NONE, () -> false)
          .run(List.of(Source.of(log)), READING);
      assertEquals(rows, store.answers().senders(Query.ALL));
    }
  }

  @Test
  void rows_ofSendmailNameTheAccountOfALineOfItsOwn() throws IOException {
    Path log =
        Path.of("src/test/resources/recorded/23-sendmail-queues.iso.log.gz").toAbsolutePath();
    List<SenderRisk> rows = ofFiles(Query.ALL, log);
    assertEquals(List.of("bob 8 2", "ann 6 1"), rows.stream().map(SendersTest::messages).toList());
    try (Store store = new Store(folder.resolve("store"), Site.DEFAULT, StoreLawTest::dialects)) {
      new Importer(store.ingest(), 7, Progress.NONE, () -> false)
          .run(List.of(Source.of(log)), READING);
      assertEquals(rows, store.answers().senders(Query.ALL));
    }
  }

  private static String messages(SenderRisk r) {
    return r.who() + " " + r.messages() + " " + r.clients();
  }

  @Test
  void rows_holdNothingThatActs() throws IOException {
    Path log =
        Files.writeString(
            folder.resolve("hostile.log"),
            "Nov 20 13:25:19 mx smtp: 1795181119.1 CHKUSER\nNov 20 13:25:19 mx smtp: 1795181119.827948 CHKUSER relaying rcpt: from <a@b.example:=cmd|'\u001b[2J:> remote <h:n:192.0.2.9> rcpt <x@y.example> : client allowed to relay\n");
    List<SenderRisk> rows = ofFiles(Query.ALL, log);
    assertEquals(1, rows.size());
    StringBuilder csv = new StringBuilder();
    Csv.senders(rows, csv);
    for (String text : List.of(csv.toString(), SenderRiskText.of(rows))) {
      assertEquals(2, text.lines().count(), text);
      assertTrue(text.chars().allMatch(c -> c >= ' ' && c < 0x7f || c == '\n' || c == '\r'), text);
    }
  }

  private static List<SenderRisk> ofFiles(Query query, Path... files) throws IOException {
    return new FileSenders(StoreLawTest::dialects, 2, Progress.NONE)
        .run(java.util.Arrays.stream(files).map(Source::of).toList(), READING, query);
  }

  private static List<String> lines() throws IOException {
    byte[] packed = Files.readAllBytes(CLASSIC);
    return new ArrayList<>(
        new String(
                new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes(),
                java.nio.charset.StandardCharsets.ISO_8859_1)
            .lines()
            .toList());
  }
}
