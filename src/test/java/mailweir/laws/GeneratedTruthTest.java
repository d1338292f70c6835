package mailweir.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import java.util.TreeMap;
import mailweir.demo.TrafficOptions;
import mailweir.demo.Truth;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A made-up log of four hosts behind amavis, short and long queue ids mixed: its truth is exact. */
class GeneratedTruthTest {
  @TempDir Path folder;

  @Test
  void figures_areExact() {
    Generated log = Generated.log(42, 60_000, 62_000);
    Truth truth = log.truth();
    JsonNode all = Ledger.of(folder).file(log.lines()).report();
    Map<String, Long> expected = new TreeMap<>();
    Map<String, Long> counted = new TreeMap<>();
    String[][] pairs = {
      {"/accepted_by_origin/smtp", "accepted.inbound"},
      {"/accepted_by_origin/submission", "accepted.submission"},
      {"/accepted_by_origin/pickup", "accepted.pickup"},
      {"/counters/accepted_bytes", "bytes.accepted"},
      {"/counters/generated", "accepted.bounce_notice"},
      {"/counters/delivered", "final.sent"},
      {"/counters/delivered_bytes", "bytes.delivered"},
      {"/counters/bounced", "final.bounced"},
      {"/counters/deferred", "status_lines.deferred"},
      {"/tempfailed_by_reason/greylisted", "rejects.greylist"},
      {"/refused_by_reason/dnsbl", "rejects.rbl"},
      {"/refused_by_reason/unknown_recipient", "rejects.unknown_user"},
      {"/counters/auth_ok", "sasl.login_ok"},
      {"/counters/connections", "connects.external"},
      {"/delivered_by_via/lmtp", "final.sent_via.lmtp"},
      {"/delivered_by_via/smtp", "final.sent_via.smtp"},
      {"/delivered_by_via/local", "final.sent_via.local"},
      {"/delivered_by_via/virtual", "final.sent_via.virtual"}
    };
    for (String[] pair : pairs) {
      expected.put(pair[0], truth.count(pair[1]));
      counted.put(pair[0], all.at(pair[0]).asLong());
    }
    assertEquals(expected, counted);
  }

  @Test
  void figures_ofSendmailAreExact() {
    Generated log =
        Generated.log(
            TrafficOptions.Format.SENDMAIL, 42, 30_000, 62_000, LocalDate.of(2026, 3, 4), false);
    Truth truth = log.truth();
    JsonNode all = new Ledger(folder, ZoneId.of("UTC"), 2026).file(log.lines()).report();
    Map<String, Long> expected = new TreeMap<>();
    Map<String, Long> counted = new TreeMap<>();
    String[][] pairs = {
      {"/counters/accepted", "accepted.total"},
      {"/counters/delivered", "final.sent"},
      {"/counters/bounced", "final.bounced"},
      {"/counters/deferred", "final.deferred"},
      {"/counters/refused", "rejects.total"},
      {"/refused_by_reason/dnsbl", "rejects.rbl"},
      {"/refused_by_reason/relay_denied", "rejects.relay_denied"},
      {"/refused_by_reason/unknown_recipient", "rejects.unknown_user"},
      {"/counters/lost_connections", "lost_connection.CONNECT"}
    };
    for (String[] pair : pairs) {
      expected.put(pair[0], truth.count(pair[1]));
      counted.put(pair[0], all.at(pair[0]).asLong());
    }
    assertEquals(expected, counted);
    // a message has one notice, however many of its recipients it is about
    long notices =
        log.lines().stream()
            .filter(l -> l.contains(": DSN: "))
            .map(l -> l.replaceAll(".*: (\\w+): DSN: .*", "$1"))
            .distinct()
            .count();
    assertEquals(notices, all.at("/counters/generated").asLong());
  }
}
