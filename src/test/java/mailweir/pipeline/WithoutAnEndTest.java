package mailweir.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import mailweir.answer.Answers;
import mailweir.answer.Query;
import mailweir.answer.Report;
import mailweir.collect.Reading;
import mailweir.collect.Source;
import mailweir.journey.Site;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages that got a queue id and did not come in: what is still coming is told from what is over, in whatever order lines come. */
class WithoutAnEndTest {
  private static final String CLIENT =
      "2024-12-10T%sZ mx1 postfix/smtpd[%d]: %s: client=c.example[192.0.2.7]";
  private static final String GONE =
      "2024-12-10T%sZ mx1 postfix/smtpd[%d]: disconnect from c.example[192.0.2.7] ehlo=1 mail=1 rcpt=1 commands=3";
  private static final String LOST =
      "2024-12-10T%sZ mx1 postfix/smtpd[%d]: lost connection after DATA (7 bytes) from c.example[192.0.2.7]";
  private static final String ACTIVE =
      "2024-12-10T%sZ mx1 postfix/qmgr[9]: %s: from=<a@c.example>, size=900, nrcpt=1 (queue active)";
  private static final String VIRUS =
      "2024-12-10T%sZ mx1 amavis[77]: (00077-01) Blocked INFECTED (%s) {RejectedInbound}, [192.0.2.7]:4711 <a@c.example> -> <b@x.example>, Message-ID: <%s@c.example>, mail_id: AbCdEfGhIjKl, Hits: -, size: 900, 120 ms";

  @TempDir Path folder;

  private Report ofFiles(List<Path> logs) throws IOException {
    return new FileReport(Site.DEFAULT, Feeding::dialects, 1, Progress.NONE)
        .run(logs.stream().map(Source::of).toList(), reading(), Query.ALL);
  }

  private static Reading reading() {
    return Reading.of(ZoneOffset.UTC, Clock.systemUTC().millis() * 1000).withFirstYear(2024);
  }

  /** Writes each line as a file, takes them into a store one after another, and compares after each. */
  private Report told(String name, List<String> lines, boolean reopened) throws IOException {
    Path data = folder.resolve(name);
    List<Path> logs = new ArrayList<>();
    Report report = null;
    Store store = new Store(data, Site.DEFAULT, Feeding::dialects);
    try {
      for (String line : lines) {
        Path log = folder.resolve(name + "-" + logs.size() + ".log");
        logs.add(Files.writeString(log, line + "\n"));
        new Importer(store.ingest(), 100_000, Progress.NONE, () -> false)
            .run(List.of(Source.of(log)), reading());
        if (reopened) {
          store.close();
          store = new Store(data, Site.DEFAULT, Feeding::dialects);
        }
        report = store.answers().report(Query.ALL);
        assertEquals(logs.size(), store.answers().hosts().getFirst().lines());
        Report files = ofFiles(logs);
        assertEquals(Feeding.figures(files), Feeding.figures(report), name + " after " + line);
        assertEquals(files.virusByName(), report.virusByName(), name + " after " + line);
      }
      List<Answers.HostState> carriedAlong = store.answers().hosts();
      store.close();
      store = new Store(data, Site.DEFAULT, Feeding::dialects);
      assertEquals(carriedAlong, store.answers().hosts(), "as summed anew");
    } finally {
      store.close();
    }
    return report;
  }

  private long aborted(String... lines) throws IOException {
    Path log = Files.write(folder.resolve("one.log"), List.of(lines));
    return ofFiles(List.of(log)).counters().get("aborted");
  }

  @Test
  void aborted_isOnlyWhatIsOver() throws IOException {
    String here = CLIENT.formatted("10:00:00", 7, "4AAA000001");
    assertEquals(0, aborted(here), "still coming in");
    assertEquals(0, aborted(here, GONE.formatted("10:00:05", 8)), "another process' client");
    assertEquals(0, aborted(GONE.formatted("09:59:59", 7), here), "the client before it");
    assertEquals(0, aborted(here, GONE.formatted("11:00:00", 8)), "an hour is not over");
    assertEquals(1, aborted(here, GONE.formatted("10:00:05", 7)), "its client");
    assertEquals(1, aborted(here, LOST.formatted("10:00:05", 7)), "its connection");
    assertEquals(
        1, aborted(here, CLIENT.formatted("10:00:09", 7, "4AAA000002")), "the next message");
    assertEquals(1, aborted(here, GONE.formatted("11:00:01", 8)), "over an hour");
    assertEquals(
        0,
        aborted(here, ACTIVE.formatted("10:00:05", "4AAA000001"), GONE.formatted("10:00:06", 7)));
  }

  @Test
  void aborted_ofTheStoreIsThatOfTheFilesInAnyOrder() throws IOException {
    List<String> lines =
        List.of(
            CLIENT.formatted("10:00:00", 7, "4AAA000001"),
            LOST.formatted("10:00:05", 7),
            CLIENT.formatted("10:01:00", 8, "4AAA000002"),
            GONE.formatted("10:01:01", 8),
            ACTIVE.formatted("10:01:02", "4AAA000002"),
            CLIENT.formatted("10:02:00", 9, "4AAA000003"),
            CLIENT.formatted("10:02:30", 9, "4AAA000004"),
            CLIENT.formatted("11:00:00", 10, "4AAA000005"),
            GONE.formatted("11:10:00", 11));
    for (int seed = 0; seed < 6; seed++) {
      List<String> shuffled = new ArrayList<>(lines);
      if (seed > 0) {
        Collections.shuffle(shuffled, new Random(seed));
      }
      Report report = told("s" + seed, shuffled, seed % 2 == 0);
      // 1: broke off; 3: the next message of its process; 4: over an hour ago; 5 may still come in
      assertEquals(3, report.counters().get("aborted"));
      assertEquals(1, report.counters().get("accepted"));
    }
  }

  @Test
  void virusOfARefusedMessage_keepsItsName() throws IOException {
    List<String> lines =
        List.of(
            VIRUS.formatted("10:00:00", "Eicar-Test", "one"),
            VIRUS.formatted("10:00:01", "Eicar-Test", "one"),
            VIRUS.formatted("10:05:00", "Other.Virus", "two"),
            CLIENT.formatted("10:05:00", 7, "4BBB000001"),
            "2024-12-10T10:05:00Z mx1 postfix/cleanup[6]: 4BBB000001: message-id=<two@c.example>",
            ACTIVE.formatted("10:05:01", "4BBB000001"),
            "2024-12-20T10:00:00Z mx1 postfix/smtpd[5]: connect from c.example[192.0.2.7]",
            "2024-12-20T10:00:01Z mx1 postfix/smtpd[5]: disconnect from c.example[192.0.2.7]");
    for (int seed = 0; seed < 3; seed++) {
      List<String> shuffled = new ArrayList<>(lines.subList(0, 6));
      if (seed > 0) {
        Collections.shuffle(shuffled, new Random(seed));
      }
      // ten days later nothing waits for its hop any more
      shuffled.addAll(lines.subList(6, 8));
      assertEquals(
          Map.of("Eicar-Test", 1L, "Other.Virus", 1L),
          told("v" + seed, shuffled, seed % 2 == 0).virusByName());
    }
  }
}
