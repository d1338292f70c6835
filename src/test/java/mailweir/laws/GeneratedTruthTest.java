package mailweir.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
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
}
