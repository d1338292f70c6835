package mailweir.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import mailweir.journey.Told;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Law 1: the files in any order, and any shuffle of lines within 48 hours, give the same figures to the last digit. */
class OrderLawTest {
  @TempDir Path folder;

  static Stream<String> recordings() {
    return Recorded.SINGLE.stream();
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void lines_mayBeShuffled(String recording) {
    for (String form : List.of(recording + ".iso", recording)) {
      List<String> lines = Recorded.lines(form);
      String straight = Ledger.of(folder, recording).file(lines).text();
      for (int seed = 1; seed <= 2; seed++) {
        List<String> shuffled = new ArrayList<>(lines);
        Collections.shuffle(shuffled, new Random(seed));
        assertEquals(
            straight,
            Ledger.of(folder, recording).file(shuffled).text(),
            form + " shuffled with seed " + seed);
      }
      List<String> backwards = new ArrayList<>(lines).reversed();
      assertEquals(
          straight, Ledger.of(folder, recording).file(backwards).text(), form + " backwards");
    }
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void lines_mayBeDealtToFilesInAnyOrder(String recording) {
    List<String> lines = Recorded.lines(recording + ".iso");
    String straight = Ledger.of(folder, recording).file(lines).text();
    List<List<String>> hands = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    // equal lines of one second stay together: in two files they would be one line told twice
    lines.forEach(
        l -> hands.get((l.substring(0, 19) + l.substring(26)).hashCode() >>> 5 & 1).add(l));
    lines.forEach(l -> hands.get(2).add(l));
    hands.get(2).removeIf(l -> l.contains("qmgr") || l.contains("smtpd"));
    Ledger dealt = Ledger.of(folder, recording);
    hands.reversed().forEach(dealt::file);
    assertEquals(straight, dealt.text());
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void lines_mayComeAfterTheirStaySeemedComplete(String recording) {
    Told.sameInPieces(Recorded.lines(recording + ".iso"), 40, 333);
  }

  @Test
  void lines_ofTwoHostsMayComeAfterTheirStaySeemedComplete() {
    Told.sameInPieces(Recorded.lines(Recorded.TWO_HOSTS + ".central.iso"), 200);
    Told.sameInPieces(Generated.log(13, 12_000, 62_000).lines(), 500);
  }

  @Test
  void client_hasOneNameWhateverItsLookUpSaidFirst() {
    String refused =
        "2026-03-01T10:00:0%d Z mx1 postfix/smtpd[1]: NOQUEUE: reject: RCPT from %s[192.0.2.1]: 550 5.1.1 <u@b.example>: Recipient address rejected: User unknown; from=<> to=<u@b.example> proto=ESMTP helo=<x>"
            .replace(" Z", "Z");
    List<String> lines =
        List.of(
            refused.formatted(0, "mail.a.example"),
            refused.formatted(1, "unknown"),
            refused.formatted(2, "host.a.example"),
            refused.formatted(3, "unknown"));
    String straight = Ledger.of(folder).file(lines).text();
    assertTrue(straight.contains("mail.a.example"), straight);
    assertEquals(straight, Ledger.of(folder).file(lines.reversed()).text());
    Ledger apart = Ledger.of(folder);
    lines.forEach(l -> apart.file(List.of(l)));
    assertEquals(straight, apart.text());
  }

  @Test
  void hosts_mayComeOneAfterTheOther() {
    List<String> one = Recorded.lines(Recorded.TWO_HOSTS + ".mx1.iso");
    List<String> two = Recorded.lines(Recorded.TWO_HOSTS + ".mx2.iso");
    String straight = Ledger.of(folder).file(one).file(two).text();
    assertEquals(straight, Ledger.of(folder).file(two).file(one).text());
    List<String> both = new ArrayList<>(two);
    both.addAll(one);
    assertEquals(straight, Ledger.of(folder).file(both).text());
    Collections.shuffle(both, new Random(3));
    assertEquals(straight, Ledger.of(folder).file(both).text());
  }

  @Test
  void host_mayLagBehindTheOther() {
    List<String> one = Recorded.lines(Recorded.TWO_HOSTS + ".mx1.iso");
    List<String> two = Recorded.lines(Recorded.TWO_HOSTS + ".mx2.iso");
    List<String> merged = new ArrayList<>();
    int lag = 700;
    for (int i = 0; i < one.size() + lag || i < two.size(); i++) {
      if (i < two.size()) {
        merged.add(two.get(i));
      }
      if (i >= lag && i - lag < one.size()) {
        merged.add(one.get(i - lag));
      }
    }
    assertEquals(
        Ledger.of(folder).file(one).file(two).text(), Ledger.of(folder).file(merged).text());
  }

  @Test
  void days_mayBeSwapped() {
    List<String> lines = Generated.log(11, 30_000, 700).lines();
    String firstDay = lines.getFirst().substring(0, 10);
    List<String> first = lines.stream().filter(l -> l.startsWith(firstDay)).toList();
    List<String> later = lines.stream().filter(l -> !l.startsWith(firstDay)).toList();
    String straight = Ledger.of(folder).file(lines).text();
    assertEquals(straight, Ledger.of(folder).file(later).file(first).text());
    List<String> swapped = new ArrayList<>(later);
    swapped.addAll(first);
    assertEquals(straight, Ledger.of(folder).file(swapped).text());
  }

  @Test
  void hoursOfDisorder_changeNothing() {
    List<String> lines = Generated.log(12, 40_000, 62_000).lines();
    String straight = Ledger.of(folder).file(lines).text();
    for (int reach : new int[] {50, 5_000, 40_000}) {
      assertEquals(
          straight, Ledger.of(folder).file(late(lines, reach, reach)).text(), "within " + reach);
    }
  }

  /** Every line may come up to so many lines later. */
  private static List<String> late(List<String> lines, int reach, long seed) {
    Random random = new Random(seed);
    record Due(long at, String line) {}
    List<Due> due = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      due.add(new Due(i + (random.nextInt(4) == 0 ? random.nextInt(reach) : 0), lines.get(i)));
    }
    due.sort(java.util.Comparator.comparingLong(Due::at));
    return due.stream().map(Due::line).toList();
  }
}
