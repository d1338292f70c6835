package mailweir.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import mailweir.journey.Told;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The laws for Exim: figures beside what clients were answered, any order, main log and reject log, file and syslog. */
class EximLawTest {
  private static final String MAIN = "x1-exim";
  private static final String QUEUE = "x2-exim-queue";

  @TempDir Path folder;

  /** 177 sessions were answered {@code 250 OK id=} after their data, 6 of them with a login; 7 messages came from commands. */
  @Test
  void figures_areThoseOfTheSessions() {
    JsonNode all = report(MAIN);
    assertEquals(171, all.at("/accepted_by_origin/smtp").asLong());
    assertEquals(6, all.at("/accepted_by_origin/submission").asLong());
    assertEquals(7, all.at("/accepted_by_origin/pickup").asLong());
    assertEquals(66, counter(all, "generated"));
    assertEquals(256, counter(all, "delivered"));
    assertEquals(28, counter(all, "bounced"));
    assertEquals(16, counter(all, "expired"));
    assertEquals(119, counter(all, "deferred"));
    assertEquals(6, counter(all, "auth_ok"));
    assertEquals(4, counter(all, "auth_failed"));
    assertEquals(0, counter(all, "unaccounted"));
    assertEquals(
        11, counter(all, "aborted"), "10 answered 4xx or 5xx after their data, 1 timed out in it");
    assertEquals(4, counter(all, "virus"));
    assertEquals(
        4, all.at("/refused_by_reason/sender_access").asLong(), "3 refused domains, 1 unqualified");
  }

  /** 313 messages and 107 bounces were in the queue; 11 were refused after their data. */
  @Test
  void queueOnly_isAcceptedAndGenerated() {
    JsonNode all = report(QUEUE);
    assertEquals(313, counter(all, "accepted"));
    assertEquals(107, counter(all, "generated"));
    assertEquals(11, counter(all, "aborted"), "answered 550 after their data");
    assertEquals(0, all.at("/lines/not_understood").asLong());
  }

  @Test
  void rejectLog_addsNothing() {
    JsonNode main = report(MAIN);
    JsonNode both =
        Ledger.of(folder, MAIN)
            .file(Recorded.lines(MAIN))
            .file(Recorded.lines(MAIN + ".rejectlog"))
            .report();
    for (String group : List.of("counters", "refused_by_reason", "tempfailed_by_reason", "top")) {
      assertEquals(main.get(group), both.get(group), group);
    }
  }

  /** Syslog gets each rejection twice, from the main log and from the reject log: it counts once, and all figures are the same. */
  @Test
  void syslog_tellsWhatTheMainLogTells() {
    JsonNode main = report(MAIN);
    JsonNode syslog = report(MAIN + ".syslog");
    for (String group :
        List.of(
            "counters",
            "accepted_by_origin",
            "delivered_by_via",
            "refused_by_reason",
            "tempfailed_by_reason",
            "virus_by_name",
            "top")) {
      assertEquals(main.get(group), syslog.get(group), group);
    }
  }

  /** Where both are known to be one server's, what is told of a message counts once; what is refused does not, see exim.md. */
  @Test
  void mainLogAndSyslogOfOneHost_tellEachMessageOnce() {
    List<String> main = Recorded.lines(MAIN);
    List<String> syslog = Recorded.lines(MAIN + ".syslog");
    JsonNode once = Ledger.of(folder, MAIN).host("mx").file(main).report();
    List<String> shuffled = new ArrayList<>(syslog);
    Collections.shuffle(shuffled, new Random(3));
    for (Ledger both :
        List.of(
            Ledger.of(folder, MAIN).host("mx").file(main).file(syslog),
            Ledger.of(folder, MAIN).host("mx").file(shuffled).file(main),
            Ledger.of(folder, MAIN)
                .host("mx")
                .file(main.subList(300, 900))
                .file(syslog)
                .file(main.subList(0, 700)),
            Ledger.of(folder, MAIN)
                .host("mx")
                .file(syslog.subList(0, 1000))
                .file(main.subList(500, main.size()))
                .file(syslog.subList(400, syslog.size()))
                .file(main.subList(0, 600)))) {
      JsonNode twice = both.report();
      for (String counter :
          List.of(
              "accepted",
              "accepted_bytes",
              "generated",
              "aborted",
              "delivered",
              "delivered_bytes",
              "bounced",
              "expired",
              "deferred",
              "discarded",
              "held",
              "virus",
              "auth_ok",
              "unaccounted",
              "relayed_hops")) {
        assertEquals(counter(once, counter), counter(twice, counter), counter);
      }
      for (String group : List.of("accepted_by_origin", "delivered_by_via", "virus_by_name")) {
        assertEquals(once.get(group), twice.get(group), group);
      }
    }
  }

  /** Twice the same file, and a rotated one whose halves overlap. */
  @Test
  void syslog_mayBeReadAgain() {
    List<String> lines = Recorded.lines(MAIN + ".syslog");
    JsonNode once = report(MAIN + ".syslog");
    JsonNode again =
        Ledger.of(folder, MAIN)
            .file(lines.subList(0, 900))
            .file(lines)
            .file(lines.subList(400, lines.size()))
            .report();
    for (String group : List.of("counters", "refused_by_reason", "tempfailed_by_reason", "top")) {
      assertEquals(once.get(group), again.get(group), group);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {MAIN, QUEUE, "x1-exim.syslog"})
  void lines_mayBeShuffled(String recording) {
    List<String> lines = Recorded.lines(recording);
    String straight = Ledger.of(folder, MAIN).file(lines).text();
    for (int seed = 1; seed <= 4; seed++) {
      List<String> shuffled = new ArrayList<>(lines);
      Collections.shuffle(shuffled, new Random(seed));
      assertEquals(straight, Ledger.of(folder, MAIN).file(shuffled).text(), "with " + seed);
    }
    assertEquals(straight, Ledger.of(folder, MAIN).file(lines.reversed()).text());
  }

  @ParameterizedTest
  @ValueSource(strings = {MAIN, QUEUE})
  void lines_mayComeAfterTheirStaySeemedComplete(String recording) {
    Told.sameInPieces(Recorded.lines(recording), 40, 333);
  }

  private JsonNode report(String recording) {
    return Ledger.of(folder, MAIN).file(Recorded.lines(recording)).report();
  }

  private static long counter(JsonNode report, String name) {
    return report.at("/counters/" + name).asLong();
  }
}
