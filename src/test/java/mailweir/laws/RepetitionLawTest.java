package mailweir.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Law 2: nothing changes when lines come again, whatever they look like then. */
class RepetitionLawTest {
  @TempDir Path folder;

  static Stream<String> recordings() {
    return Recorded.SINGLE.stream();
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void copy_changesNothing(String recording) {
    List<String> lines = Recorded.lines(recording);
    String once = Ledger.of(folder, recording).file(lines).text();
    assertEquals(once, Ledger.of(folder, recording).file(lines).file(lines).text(), "read twice");
    assertEquals(
        once, Ledger.of(folder, recording).packed(lines).file(lines).text(), "packed beside plain");
    assertEquals(once, Ledger.of(folder, recording).packed(lines).text(), "packed");
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void overlappingParts_areOneLog(String recording) {
    List<String> lines = Recorded.lines(recording);
    int n = lines.size();
    String whole = Ledger.of(folder, recording).file(lines).text();
    assertEquals(
        whole,
        Ledger.of(folder, recording)
            .file(lines.subList(n / 3, n))
            .file(lines.subList(0, n * 2 / 3))
            .packed(lines.subList(n / 2, n / 2 + n / 5))
            .text());
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void rotatedPieces_areOneLog(String recording) {
    List<String> lines = Recorded.lines(recording + ".iso");
    Ledger pieces = Ledger.of(folder, recording);
    int to = lines.size();
    for (int i = 4; i >= 0; i--) {
      int from = beginOfSecond(lines, lines.size() * i / 5);
      pieces.packed(lines.subList(from, to));
      to = from;
    }
    assertEquals(Ledger.of(folder, recording).file(lines).text(), pieces.text());
  }

  /** Equal lines of one second in two pieces would be one line told twice: docs/counting.md, known limits. */
  private static int beginOfSecond(List<String> lines, int at) {
    int i = at;
    while (i > 0 && lines.get(i - 1).startsWith(lines.get(i).substring(0, 19))) {
      i--;
    }
    return i;
  }

  @ParameterizedTest
  @MethodSource("recordings")
  void traditionalAndRfc3339_areOneLog(String recording) {
    List<String> traditional = Recorded.lines(recording);
    List<String> iso = Recorded.lines(recording + ".iso");
    String once = Ledger.of(folder, recording).file(traditional).text();
    assertEquals(once, Ledger.of(folder, recording).file(iso).text(), "RFC 3339 alone");
    assertEquals(once, Ledger.of(folder, recording).file(iso).file(traditional).text(), "both");
  }

  @Test
  void centralLog_isTheSumOfTheHosts() {
    String scenario = Recorded.TWO_HOSTS;
    List<String> mx1 = Recorded.lines(scenario + ".mx1.iso");
    List<String> mx2 = Recorded.lines(scenario + ".mx2.iso");
    List<String> central = Recorded.lines(scenario + ".central.iso");
    String sum = Ledger.of(folder).file(mx1).file(mx2).text();
    assertEquals(sum, Ledger.of(folder).file(central).text(), "central alone");
    assertEquals(sum, Ledger.of(folder).file(mx2).file(central).file(mx1).text(), "all");
    assertEquals(
        sum,
        Ledger.of(folder, scenario)
            .file(Recorded.lines(scenario + ".mx1"))
            .file(Recorded.lines(scenario + ".mx2"))
            .packed(central)
            .text(),
        "traditional of the hosts, RFC 3339 of the centre");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rfc5424", "pri", "facsev", "isospace"})
  void otherFormsOfTheSameStream_areOneLog(String form) {
    String scenario = "19c-other-syslog-formats";
    List<String> traditional = Recorded.lines(scenario);
    List<String> other = Recorded.lines(scenario + "." + form);
    String once = Ledger.of(folder, scenario).file(traditional).text();
    assertEquals(once, Ledger.of(folder, scenario).file(other).text(), "alone");
    assertEquals(once, Ledger.of(folder, scenario).file(other).file(traditional).text(), "both");
  }

  @Test
  void postlogdPieces_areOneLogInAnyOrder() {
    List<String> now = Recorded.lines(Recorded.PIECES);
    List<String> before = Recorded.lines(Recorded.PIECES + ".rotated");
    String straight = Ledger.of(folder, Recorded.PIECES).file(before).file(now).text();
    assertEquals(
        straight, Ledger.of(folder, Recorded.PIECES).file(now).packed(before).file(now).text());
  }
}
