package mailweir.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import mailweir.demo.TrafficOptions;
import mailweir.demo.Truth;
import mailweir.journey.Site;
import mailweir.journey.Told;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The laws for qmail and CHKUSER: figures beside what clients were answered, any order, syslog and multilog alike. */
class QmailLawTest {
  private static final String CLASSIC = "q1-chkuser-classic";
  private static final String PIPE = "q2-chkuser-pipe";
  private static final String SEND = "q3-qmail-send";

  @TempDir Path folder;

  /** 124 sessions were answered with {@code 250 ok}; four copies more were queued by a command of a mailbox. */
  @ParameterizedTest
  @CsvSource({
    "q1-chkuser-classic, 116, 8, 4, 23, 145, 23, 1, 18, 60, 2, 4, 172",
    "q2-chkuser-pipe,    116, 8, 4, 22, 146, 23, 0, 16, 60, 2, 4, 172"
  })
  void figures_areThoseOfTheSessions(
      String recording,
      long smtp,
      long submission,
      long pickup,
      long generated,
      long delivered,
      long bounced,
      long expired,
      long deferred,
      long refused,
      long tempfailed,
      long authFailed,
      long connections) {
    JsonNode all = Ledger.of(folder, recording).file(Recorded.lines(recording)).report();
    assertEquals(
        List.of(
            smtp,
            submission,
            pickup,
            generated,
            delivered,
            bounced,
            expired,
            deferred,
            refused,
            tempfailed,
            authFailed,
            connections,
            0L,
            0L),
        List.of(
            all.at("/accepted_by_origin/smtp").asLong(),
            all.at("/accepted_by_origin/submission").asLong(),
            all.at("/accepted_by_origin/pickup").asLong(),
            counter(all, "generated"),
            counter(all, "delivered"),
            counter(all, "bounced"),
            counter(all, "expired"),
            counter(all, "deferred"),
            counter(all, "refused"),
            counter(all, "tempfailed"),
            counter(all, "auth_failed"),
            counter(all, "connections"),
            counter(all, "unaccounted"),
            all.at("/lines/not_understood").asLong()));
  }

  @ParameterizedTest
  @ValueSource(strings = {CLASSIC, PIPE, SEND})
  void lines_mayBeShuffled(String recording) {
    List<String> lines = Recorded.lines(recording);
    String straight = Ledger.of(folder, recording).file(lines).text();
    for (int seed = 1; seed <= 4; seed++) {
      List<String> shuffled = new ArrayList<>(lines);
      Collections.shuffle(shuffled, new Random(seed));
      assertEquals(
          straight, Ledger.of(folder, recording).file(shuffled).text(), "shuffled with " + seed);
    }
    assertEquals(straight, Ledger.of(folder, recording).file(lines.reversed()).text());
  }

  @ParameterizedTest
  @ValueSource(strings = {CLASSIC, PIPE, SEND})
  void lines_mayComeAfterTheirStaySeemedComplete(String recording) {
    Told.sameInPieces(Recorded.lines(recording), 40, 333);
  }

  @Test
  void multilog_tellsWhatSyslogTells() {
    JsonNode syslog = Ledger.of(folder, PIPE).file(Recorded.lines(PIPE)).report();
    Ledger ledger = Ledger.of(folder, PIPE);
    for (String part : List.of("send", "smsp", "smtp", "smtp-mx", "smtp-none")) {
      ledger.file(Recorded.lines(PIPE + ".multilog-" + part));
    }
    JsonNode multilog = ledger.report();
    for (String group : List.of("counters", "accepted_by_origin", "delivered_by_via", "top")) {
      assertEquals(syslog.get(group), multilog.get(group), group);
    }
    for (String group : List.of("counters", "lines")) {
      assertEquals(
          Ledger.of(folder, SEND).file(Recorded.lines(SEND)).report().get(group),
          Ledger.of(folder, SEND).file(Recorded.lines(SEND + ".multilog")).report().get(group));
    }
  }

  /**
   * Where neither CHKUSER nor qlog lines are logged, the user who queued a message tells that it came by SMTP: 124 sessions, three of them with a
   * null sender, and four copies that a command of a mailbox queued as the same user. Eight were submitted, which no line tells.
   */
  @Test
  void userOfSmtpd_tellsWhatCameBySmtp() {
    List<String> lines = Recorded.lines(SEND);
    JsonNode without = Ledger.of(folder, SEND).file(lines).report();
    assertEquals(
        List.of(0L, 124L, 27L),
        List.of(
            without.at("/accepted_by_origin/smtp").asLong(),
            without.at("/accepted_by_origin/pickup").asLong(),
            counter(without, "generated")));
    Site site = Site.DEFAULT.withSmtpdUids(Set.of(89L));
    JsonNode all = Ledger.of(folder, SEND).at(site).file(lines).report();
    assertEquals(
        List.of(128L, 0L, 23L),
        List.of(
            all.at("/accepted_by_origin/smtp").asLong(),
            all.at("/accepted_by_origin/pickup").asLong(),
            counter(all, "generated")));
    String straight = Ledger.of(folder, SEND).at(site).file(lines).text();
    for (int seed = 1; seed <= 4; seed++) {
      List<String> shuffled = new ArrayList<>(lines);
      Collections.shuffle(shuffled, new Random(seed));
      assertEquals(straight, Ledger.of(folder, SEND).at(site).file(shuffled).text());
    }
  }

  @Test
  void madeUpLog_hasItsTruth() {
    Generated log = qmail(43, 60_000);
    Truth truth = log.truth();
    JsonNode all = Ledger.of(folder).file(log.lines()).report();
    TreeMap<String, Long> expected = new TreeMap<>();
    TreeMap<String, Long> counted = new TreeMap<>();
    String[][] pairs = {
      {"accepted", "accepted.total"},
      {"delivered", "final.sent"},
      {"deferred", "final.deferred"},
      {"bounced", "final.bounced"},
      {"spam", "simscan.spam"}
    };
    for (String[] pair : pairs) {
      expected.put(pair[0], truth.count(pair[1]));
      counted.put(pair[0], counter(all, pair[0]));
    }
    expected.put(
        "refused",
        truth.count("chkuser.rejected rcpt")
            + truth.count("chkuser.rejected sender")
            + truth.count("chkuser.rejected relaying")
            + truth.count("chkuser.rejected intrusion"));
    counted.put("refused", counter(all, "refused"));
    assertEquals(expected, counted);
    List<String> shuffled = new ArrayList<>(log.lines());
    Collections.shuffle(shuffled, new Random(5));
    assertEquals(
        Ledger.of(folder).file(log.lines()).text(), Ledger.of(folder).file(shuffled).text());
  }

  private static Generated qmail(long seed, long lines) {
    return Generated.of(
        new TrafficOptions(
            seed,
            0,
            lines,
            1,
            TrafficOptions.Format.QMAIL_CHKUSER,
            0,
            62_000,
            LocalDate.of(2026, 3, 4),
            null,
            true,
            true));
  }

  private static long counter(JsonNode report, String name) {
    return report.at("/counters/" + name).asLong();
  }
}
