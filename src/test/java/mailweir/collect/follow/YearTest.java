package mailweir.collect.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log has no years (COUNTING.md, law 6). */
class YearTest {
  @TempDir Path folder;

  @Test
  void oldLog_beginsInTheYearThatItsLastLineAllows() {
    try (Shore s = new Shore(folder, "mail.log")) {
      s.append(
          "mail.log",
          line("Aug 30 10:00:00", "mx1")
              + line("Dec 30 10:00:00", "mx1")
              + line("May 19 10:00:00", "mx1"));
      s.at("2026-05-20T10:00:00Z", "mail.log");
      assertEquals(
          List.of("2025-08-30T10:00:00Z", "2025-12-30T10:00:00Z", "2026-05-19T10:00:00Z"),
          times(s));
    }
  }

  @Test
  void newYear_isPassedOverARestart() {
    try (Shore s = new Shore(folder, "mail.log")) {
      s.append("mail.log", line("Dec 31 23:59:58", "mx1")).at("2026-12-31T23:59:58Z", "mail.log");
      assertEquals(List.of("2026-12-31T23:59:58Z"), times(s));
      s.append("mail.log", line("Jan  1 00:00:01", "mx1")).at("2027-01-01T00:00:01Z", "mail.log");
      assertEquals(List.of("2027-01-01T00:00:01Z"), times(s.restart()));
    }
  }

  @Test
  void hostThatIsHeardLater_isNotPutIntoLastYear() {
    try (Shore s = new Shore(folder, "mail.log")) {
      s.append("mail.log", line("May 20 10:00:00", "mx1")).at("2026-05-20T10:00:00Z", "mail.log");
      times(s);
      s.append("mail.log", line("Jun 20 10:00:00", "mx2")).at("2026-06-20T10:00:00Z", "mail.log");
      assertEquals(List.of("2026-06-20T10:00:00Z"), times(s));
    }
  }

  private static List<String> times(Shore s) {
    List<String> times = new ArrayList<>();
    Step step =
        s.follower()
            .step((source, line) ->
                times.add(Instant.ofEpochSecond(line.time / 1_000_000).toString()));
    step.checkpoints().forEach(c -> s.committed.put(c.source(), c));
    return times;
  }

  private static String line(String stamp, String host) {
    return stamp + " " + host + " postfix/smtpd[17]: connect from unknown[192.0.2.1]\n";
  }
}
