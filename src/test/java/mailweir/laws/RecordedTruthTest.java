package mailweir.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The figures of the recordings beside what was known without the logs: what clients were answered, what was found in mailboxes and
 * what the remote servers wrote down. Where a figure is another by definition, docs/counting.md tells the case.
 */
class RecordedTruthTest {
  @TempDir Path folder;

  /**
   * Accepted by smtp, submission and pickup; delivered (found in mailboxes, at remote servers, in a file or by a command); held,
   * discarded and redirected messages; sessions.
   */
  @ParameterizedTest
  @CsvSource({
    "01-plain-short-ids,           181,   0, 9, 298,  0,  0, 0, 170",
    "02-long-ids-tls-ipv6-utf8,     98,  21, 0, 130,  0,  0, 0, 130",
    "03-smtpd-rejects,             228,   0, 0, 248,  3,  3, 3, 441",
    "04-postscreen,                 73,   0, 0,  73,  0,  0, 0, 240",
    "05-submission-sasl,             0, 140, 0, 268,  0,  0, 0, 245",
    "07-outbound-relay-two-hosts,  299,   0, 0, 257,  0,  0, 0, 676",
    "08-bounces-dsn-expiry,         88,   0, 2, 235,  0,  0, 0,  96",
    "09-header-body-milter,        162,   0, 3, 174, 12, 14, 4, 201",
    "10-amavis-clean,              136,   0, 0, 324,  0,  0, 0, 136",
    "11-amavis-virus-spam,         173,   0, 0, 133,  0, 54, 0, 173",
    "14-greylist-spf-dkim-dmarc,   129,   0, 0, 153,  4,  0, 0, 338",
    "16-queue-operations-short-ids,358,  15, 5,  16, 31,  0, 0, 373",
    "19a-rsyslog-repeat-fqdn,       49,   0, 0,  49,  0,  0, 0,  50",
    "19b-postlogd-maillog-file,     61,   0, 0,  61,  0,  0, 0,  67",
    "19c-other-syslog-formats,      46,   0, 0,  46,  0,  0, 0,  52",
    "20-sendmail,                  236,  10, 0, 384,  0,  3, 0,   0",
    "21-sendmail-mimedefang,       312,  10, 0, 421,  0, 44, 0,   0",
    "22-sendmail-queue-only,       784,   8, 0, 401,  0,  0, 0,   0",
    "23-sendmail-queues,            10,  13, 6,  53,  4,  2, 0,   0",
    "24-sendmail-loglevel-14,       10,  13, 6,  53,  4,  2, 0,  27",
    "25-mailscanner-sendmail,      168,   0, 4, 120,  0,  0, 0,   0"
  })
  void messages_areThoseThatWereSent(
      String recording,
      long smtp,
      long submission,
      long pickup,
      long delivered,
      long held,
      long discarded,
      long redirected,
      long sessions) {
    JsonNode all = report(recording);
    assertEquals(
        List.of(smtp, submission, pickup),
        List.of(
            all.at("/accepted_by_origin/smtp").asLong(),
            all.at("/accepted_by_origin/submission").asLong(),
            all.at("/accepted_by_origin/pickup").asLong()),
        "accepted by smtp, submission, pickup");
    assertEquals(
        figures(
            "delivered",
            delivered,
            "held",
            held,
            "discarded",
            discarded,
            "redirected",
            redirected,
            "connections",
            sessions,
            "unaccounted",
            0),
        counted(all, "delivered", "held", "discarded", "redirected", "connections", "unaccounted"));
  }

  /** 5xx and 4xx answers that are logged; returned for good, given up, made by the site itself; failed logins. */
  @ParameterizedTest
  @CsvSource({
    "01-plain-short-ids,             6,   0,   3,  0,   3,   0",
    "02-long-ids-tls-ipv6-utf8,      2,   0,   1,  0,   1,   0",
    "03-smtpd-rejects,             160,  90,   0,  0,   0,   0",
    "04-postscreen,                 58,  44,   0,  0,   0,   0",
    "05-submission-sasl,            21,   0,   0,  0,   0, 107",
    "08-bounces-dsn-expiry,          6,   2,  52, 31, 100,   0",
    "10-amavis-clean,                0,   0,   3,  0,   3,   0",
    "11-amavis-virus-spam,           0,   0,   0,  0,   5,   0",
    "14-greylist-spf-dkim-dmarc,     9, 242,   0,  0,   0,   0",
    "19a-rsyslog-repeat-fqdn,        0,   0,   8,  0,   8,  10",
    "19b-postlogd-maillog-file,      6,   0,   6,  0,   6,   0",
    "20-sendmail,                   52,  12,  41, 26,  95,   5",
    "21-sendmail-mimedefang,        71,  20,  41, 26,  95,   5",
    "22-sendmail-queue-only,        33,   0,   0,  0,   0,   0",
    "23-sendmail-queues,             4,   1,   1,  0,   1,   3",
    "24-sendmail-loglevel-14,        4,   1,   1,  0,   1,   3"
  })
  void failures_areThoseThatHappened(
      String recording,
      long refused,
      long tempfailed,
      long bounced,
      long expired,
      long generated,
      long authFailed) {
    assertEquals(
        figures(
            "refused",
            refused,
            "tempfailed",
            tempfailed,
            "bounced",
            bounced,
            "expired",
            expired,
            "generated",
            generated,
            "auth_failed",
            authFailed),
        counted(
            report(recording),
            "refused",
            "tempfailed",
            "bounced",
            "expired",
            "generated",
            "auth_failed"));
  }

  @Test
  void verdicts_areThoseOfTheSentMessages() {
    JsonNode afterQueue = report("11-amavis-virus-spam");
    assertEquals(
        figures("spam", 35, "virus", 29, "banned", 5),
        counted(afterQueue, "spam", "virus", "banned"));
    assertEquals("{\"blocked\":25,\"tagged\":10}", afterQueue.get("spam_by_action").toString());
    JsonNode milter = report("09-header-body-milter");
    assertEquals(
        figures("spam", 0, "virus", 17, "banned", 0), counted(milter, "spam", "virus", "banned"));
    assertEquals(17, milter.at("/refused_by_reason/virus").asLong());
    assertEquals(
        figures("spam", 0, "virus", 0, "banned", 0),
        counted(report("10-amavis-clean"), "spam", "virus", "banned"));
  }

  @Test
  void verdicts_ofMimedefangCountOnceForAMessageOfManyRecipients() {
    JsonNode all = report("21-sendmail-mimedefang");
    assertEquals(
        figures("spam", 12, "virus", 36, "banned", 12, "auth_ok", 10, "aborted", 11),
        counted(all, "spam", "virus", "banned", "auth_ok", "aborted"));
    assertEquals("{\"discarded\":35,\"blocked\":1}", all.get("virus_by_action").toString());
  }

  @Test
  void verdicts_ofMailScannerAreThoseOfItsBatches() {
    JsonNode all = report("25-mailscanner-sendmail");
    assertEquals(
        figures("spam", 4, "virus", 29, "banned", 2), counted(all, "spam", "virus", "banned"));
    assertEquals("{\"quarantined\":4}", all.get("spam_by_action").toString());
  }

  @Test
  void verdicts_ofRspamdAreThoseThatItAnswered() {
    JsonNode all = report("26-rspamd");
    assertEquals(
        figures("spam", 7, "virus", 0, "banned", 0, "accepted", 0),
        counted(all, "spam", "virus", "banned", "accepted"));
    assertEquals("{\"blocked\":4,\"tagged\":3}", all.get("spam_by_action").toString());
  }

  @Test
  void connections_areAbsentWhereNoneIsTold() {
    for (String silent : List.of("20-sendmail", "23-sendmail-queues", "26-rspamd")) {
      JsonNode all = report(silent);
      assertTrue(all.at("/counters/connections").isMissingNode(), silent);
      all.get("by_host").forEach(h -> assertTrue(h.path("connections").isMissingNode(), silent));
    }
  }

  @Test
  void accounts_areThoseThatLoggedInThoughTheirLinesAreTheirOwn() {
    Map<String, Long> accounts = new TreeMap<>();
    report("23-sendmail-queues")
        .at("/top/accounts")
        .forEach(a -> accounts.put(a.get("account").asText(), a.get("accepted").asLong()));
    assertEquals(Map.of("ann", 6L, "bob", 7L), accounts);
  }

  @Test
  void greylisting_andAuthenticityHaveTheirReasons() {
    JsonNode all = report("14-greylist-spf-dkim-dmarc");
    assertEquals("{\"spf\":6,\"dkim_dmarc\":3}", all.get("refused_by_reason").toString());
    assertEquals(238, all.at("/tempfailed_by_reason/greylisted").asLong());
  }

  private JsonNode report(String recording) {
    Ledger ledger = Ledger.of(folder, recording);
    if (recording.equals(Recorded.TWO_HOSTS)) {
      ledger.file(Recorded.lines(recording + ".mx1")).file(Recorded.lines(recording + ".mx2"));
    } else {
      ledger.file(Recorded.lines(recording));
      if (recording.equals(Recorded.PIECES)) {
        ledger.packed(Recorded.lines(recording + ".rotated"));
      }
    }
    return ledger.report();
  }

  private static Map<String, Long> figures(Object... namesAndNumbers) {
    Map<String, Long> map = new TreeMap<>();
    List<Object> all = new ArrayList<>(List.of(namesAndNumbers));
    for (int i = 0; i < all.size(); i += 2) {
      map.put((String) all.get(i), ((Number) all.get(i + 1)).longValue());
    }
    return map;
  }

  private static Map<String, Long> counted(JsonNode report, String... names) {
    Map<String, Long> map = new TreeMap<>();
    for (String name : names) {
      map.put(name, report.at("/counters/" + name).asLong());
    }
    return map;
  }
}
