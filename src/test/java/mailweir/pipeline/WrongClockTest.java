package mailweir.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import mailweir.answer.Query;
import mailweir.collect.Source;
import mailweir.journey.Site;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host whose clock runs years ahead, beside one that waits for the end of an attempt. */
class WrongClockTest {
  private static final String MX = " mx qmail: ";
  private static final List<String> BEGUN =
      List.of(
          "2026-11-24T10:00:00+00:00" + MX + "1795514400.000001 new msg 11",
          "2026-11-24T10:00:00+00:00"
              + MX
              + "1795514400.000002 info msg 11: bytes 300 from <a@example.org> qp 7 uid 89",
          "2026-11-24T10:00:00+00:00"
              + MX
              + "1795514400.000003 starting delivery 70001: msg 11 to remote b@example.com");
  private static final String AHEAD =
      "2038-01-01T00:00:00+00:00 old postfix/smtpd[1]: connect from a.example[192.0.2.1]";
  private static final List<String> ENDED =
      List.of(
          "2026-11-24T10:02:00+00:00"
              + MX
              + "1795514520.000001 delivery 70001: success: 192.0.2.9_accepted_message./",
          "2026-11-24T10:02:00+00:00" + MX + "1795514520.000002 end msg 11");

  @TempDir Path folder;

  @Test
  void attemptUnderWay_isNotForgotten() throws Exception {
    List<List<String>> rounds = new ArrayList<>();
    rounds.add(BEGUN);
    rounds.add(List.of(AHEAD));
    rounds.add(ENDED);
    try (Store store = new Store(folder.resolve("store"), Site.DEFAULT, Feeding::dialects)) {
      int n = 0;
      for (List<String> lines : rounds) {
        Path log = folder.resolve("log" + n++);
        Feeding.append(log, lines.stream().map(l -> l + "\n").toList());
        new Importer(store.ingest(), 1_000, Progress.NONE, () -> false)
            .run(List.of(Source.of(log)), Feeding.reading());
      }
      Query day =
          Query.ALL.between(
              Instant.parse("2026-11-24T00:00:00Z"), Instant.parse("2026-11-25T00:00:00Z"));
      assertEquals(1, store.answers().report(day).counters().get("delivered"));
    }
  }
}
