package mailweir.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import mailweir.answer.Query;
import mailweir.answer.QueryParser;
import mailweir.answer.Story;
import mailweir.collect.Reading;
import mailweir.collect.Source;
import mailweir.journey.Site;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stories of Sendmail's recorded messages, beside what was sent. */
class SendmailTraceTest {
  private static final Path RECORDED = Path.of("src/test/resources/recorded");
  private static final Reading READING =
      Reading.of(ZoneId.of("UTC"), 1_795_700_000_000_000L).withFirstYear(2026);

  @TempDir Path folder;

  /** Messages by account: Sendmail tells the login in a line without a queue id. */
  @Test
  void account_isOnTheStoryInAnyOrderAndHoweverRoundsAreCut() throws IOException {
    List<String> lines = lines("23-sendmail-queues");
    Map<String, Integer> straight = byAccount(write("straight", lines), 500);
    assertEquals(Map.of("ann", 6, "bob", 8), straight);
    assertEquals(straight, byAccount(write("again", lines), 5));
    Collections.reverse(lines);
    assertEquals(straight, byAccount(write("backwards", lines), 5));
    Collections.shuffle(lines, new Random(7));
    assertEquals(straight, byAccount(write("shuffled", lines), 5));
  }

  /** Of some messages only the refusal, a rule or a filter's line names the recipients. */
  @Test
  void recipient_isFoundThoughNoAttemptWasMade() throws IOException {
    try (Store store = of(write("log", lines("23-sendmail-queues")), 500)) {
      assertEquals(1, count(store, "from:zoe@example.com to:bob@example.org", "rejected"));
      assertEquals(1, count(store, "to:dora@example.org", "rejected"));
      assertEquals(1, count(store, "to:carl@example.org", "discarded"));
      assertEquals(1, count(store, "from:yan@example.net to:x@good.example", "held"));
      assertEquals(1, count(store, "from:bob@example.org to:x@good.example", "rejected"));
    }
    try (Store store = of(write("defang", lines("21-sendmail-mimedefang")), 500)) {
      for (Story story : trace(store, "", "discarded")) {
        for (Story.Recipient to : story.to()) {
          assertTrue(
              trace(store, "to:" + to.address(), "discarded").stream()
                  .anyMatch(s -> s.id().equals(story.id())),
              to.address());
        }
      }
    }
    try (Store store = of(write("scanner", lines("25-mailscanner-sendmail")), 500)) {
      assertEquals(3, count(store, "to:alice@example.org", "quarantined"));
    }
  }

  /** What waited in the submission queue is told once, where it ended. */
  @Test
  void submissionQueue_showsNoDeferralOfWhatWentOn() throws IOException {
    try (Store store = of(write("log", lines("23-sendmail-queues")), 500)) {
      Story story = trace(store, "to:far0@good.example", null).getFirst();
      assertEquals("delivered", story.state());
      assertEquals(2, story.hops().size());
      assertEquals(
          List.of("ann@mail.example.org", "far0@good.example"),
          story.to().stream().map(Story.Recipient::address).sorted().toList());
    }
  }

  /** MailScanner's lines stand between the arrival and the first attempt; what it kept never comes back. */
  @Test
  void mailScanner_tellsWhatBecameOfAMessage() throws IOException {
    Map<String, Integer> states = new TreeMap<>();
    try (Store store = of(write("log", lines("25-mailscanner-sendmail")), 500)) {
      for (Story story : trace(store, "", null)) {
        String verdicts =
            story.verdicts().stream()
                .map(v -> v.category() + " " + v.action())
                .sorted()
                .toList()
                .toString();
        states.merge(story.state() + " " + verdicts, 1, Integer::sum);
      }
      assertEquals(4, count(store, "", "quarantined"));
    }
    assertEquals(
        Map.of(
            "delivered [clean passed]", 85,
            "delivered [clean passed, other quarantined, virus none]", 10,
            "delivered [banned none, clean passed, other quarantined]", 2,
            "discarded [virus none]", 19,
            "quarantined [spam quarantined]", 4,
            "queued []", 48,
            "deferred []", 4,
            "rejected []", 4),
        states);
  }

  private static int count(Store store, String words, String state) {
    return trace(store, words, state).size();
  }

  private static List<Story> trace(Store store, String words, String state) {
    String line = (state == null ? "" : "status:" + state + " ") + words;
    Query query =
        new QueryParser(Clock.systemUTC(), ZoneId.of("UTC"))
            .query(line.isBlank() ? Map.of() : Map.of("q", line), 1000, 1000);
    return store.answers().trace(query, false).stream()
        .filter(s -> state == null || !s.hops().isEmpty())
        .toList();
  }

  private Map<String, Integer> byAccount(Path log, int lines) throws IOException {
    Map<String, Integer> counts = new TreeMap<>();
    try (Store store = of(log, lines)) {
      for (Story story : trace(store, "", null)) {
        if (story.account() != null) {
          assertEquals("submission", story.origin());
          counts.merge(story.account(), 1, Integer::sum);
        }
      }
    }
    return counts;
  }

  private Store of(Path log, int lines) throws IOException {
    Store store =
        new Store(
            folder.resolve("store-" + log.getFileName()), Site.DEFAULT, StoreLawTest::dialects);
    new Importer(store.ingest(), lines, Progress.NONE, () -> false)
        .run(List.of(Source.of(log)), READING);
    return store;
  }

  private Path write(String name, List<String> lines) throws IOException {
    return Files.write(folder.resolve(name + ".log"), lines, StandardCharsets.ISO_8859_1);
  }

  private static List<String> lines(String recording) throws IOException {
    byte[] packed = Files.readAllBytes(RECORDED.resolve(recording + ".iso.log.gz"));
    return new ArrayList<>(
        new String(
                new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes(),
                StandardCharsets.ISO_8859_1)
            .lines()
            .toList());
  }
}
