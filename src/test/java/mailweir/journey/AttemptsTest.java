package mailweir.journey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AttemptsTest {
  /** A qmail-send that is restarted numbers its deliveries from 1 again: what is near need not belong together. */
  @Test
  void numbersAgainWithinAMinute_joinTheirOwnEnds() {
    Told told =
        Told.of(
            """
            Nov 20 10:00:00 q1 qmail: 1795168800.100000 new msg 11
            Nov 20 10:00:00 q1 qmail: 1795168800.110000 info msg 11: bytes 1500 from <alice@example.org> qp 999 uid 1006
            Nov 20 10:00:00 q1 qmail: 1795168800.200000 starting delivery 1: msg 11 to remote bob@example.net
            Nov 20 10:00:10 q1 qmail: 1795168810.200000 delivery 1: success: 198.51.100.7_accepted_message./Remote_host_said:_250_ok/
            Nov 20 10:00:10 q1 qmail: 1795168810.300000 end msg 11
            Nov 20 10:00:19 q1 qmail: 1795168819.100000 status: exiting
            Nov 20 10:00:20 q1 qmail: 1795168820.100000 new msg 12
            Nov 20 10:00:20 q1 qmail: 1795168820.110000 info msg 12: bytes 1500 from <carol@example.org> qp 1999 uid 1006
            Nov 20 10:00:20 q1 qmail: 1795168820.200000 starting delivery 1: msg 12 to remote dave@example.net
            Nov 20 10:00:30 q1 qmail: 1795168830.200000 delivery 1: failure: Remote_host_said:_550_no/
            Nov 20 10:00:30 q1 qmail: 1795168830.400000 end msg 12
            """);
    assertEquals(
        List.of(2L, 1L, 1L, 0L), told.count("accepted", "delivered", "bounced", "unaccounted"));
  }

  @Test
  void manyHalvesOfOneNumber_takeNoLongerForEach() {
    for (int number : new int[] {5, 70_000}) {
      List<String> lines =
          IntStream.range(0, 100_000)
              .mapToObj(i ->
                  "Nov 20 %02d:%02d:%02d q1 qmail: 1795168800.%06d delivery %d: failure: "
                      .formatted(i / 3600 % 24, i / 60 % 60, i % 60, i, number))
              .toList();
      assertTimeoutPreemptively(
          Duration.ofSeconds(20), () -> Told.sameInPieces(lines, Integer.MAX_VALUE));
    }
  }
}
