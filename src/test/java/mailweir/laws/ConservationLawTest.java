package mailweir.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Laws 4 and 5: no recipient and no line is lost without being told. */
class ConservationLawTest {
  @TempDir Path folder;

  static Stream<String> recordings() {
    return Recorded.SINGLE.stream();
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void recipients_areAllAccountedFor(String recording) {
    JsonNode all = Ledger.of(folder, recording).file(Recorded.lines(recording)).report();
    assertEquals(0, all.at("/counters/unaccounted").asLong());
  }

  @Test
  void recipients_areAllAccountedForOnTwoHosts() {
    JsonNode all =
        Ledger.of(folder).file(Recorded.lines(Recorded.TWO_HOSTS + ".central.iso")).report();
    assertEquals(0, all.at("/counters/unaccounted").asLong());
  }

  @Test
  void lostOutcome_isShownAsUnaccounted() {
    List<String> lines = Recorded.lines("01-plain-short-ids");
    // without the lines of one delivery agent, every recipient that it served is missing
    List<String> without = lines.stream().filter(l -> !l.contains("postfix/lmtp[")).toList();
    long lost =
        lines.stream()
            .filter(l -> l.contains("postfix/lmtp[") && l.contains("status=sent"))
            .count();
    JsonNode all = Ledger.of(folder, "01-plain-short-ids").file(without).report();
    assertTrue(lost > 50, "the recording has deliveries by lmtp: " + lost);
    assertEquals(lost, all.at("/counters/unaccounted").asLong());
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void lines_areUnderstoodOrKnownToSayNothingOrTold(String recording) {
    List<String> lines = Recorded.lines(recording);
    JsonNode l = Ledger.of(folder, recording).file(lines).report().get("lines");
    assertEquals(lines.size(), l.get("read").asLong());
    assertEquals(
        l.get("read").asLong(),
        l.get("understood").asLong()
            + l.get("uninformative").asLong()
            + l.get("not_understood").asLong());
  }

  @Test
  void noise_isCountedByProgramWithASample() {
    List<String> noise =
        List.of(
            "2026-03-01T10:00:00Z mx1 postfix/smtpd[1]: connect from a.example[192.0.2.9]",
            "2026-03-01T10:00:00Z mx1 strange[2]: nobody knows this 17",
            "2026-03-01T10:00:01Z mx1 strange[2]: nobody knows this 18",
            "no log at all",
            "\0\1\2\3");
    JsonNode all = Ledger.of(folder).file(noise).report();
    assertEquals(5, all.at("/lines/read").asLong());
    assertEquals(1, all.at("/lines/understood").asLong());
    assertEquals(
        4, all.at("/lines/not_understood").asLong() + all.at("/lines/uninformative").asLong());
    long told = 0;
    for (JsonNode shape : all.get("not_understood")) {
      told += shape.get("count").asLong();
      assertTrue(shape.hasNonNull("sample"), shape.toString());
    }
    assertEquals(all.at("/lines/not_understood").asLong(), told);
  }
}
