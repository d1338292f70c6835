package mailweir.laws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Law 6: stamps without a year or a zone, over New Year and on 29 February. */
class ClockLawTest {
  private static final ZoneId UTC = ZoneId.of("UTC");

  @TempDir Path folder;

  @Test
  void newYear_isCrossedInOneFile() {
    Generated iso = Generated.log(21, 20_000, 1_500, LocalDate.of(2025, 12, 31), true);
    Generated traditional = Generated.log(21, 20_000, 1_500, LocalDate.of(2025, 12, 31), false);
    String right = Ledger.of(folder).file(iso.lines()).text();
    assertEquals(right, new Ledger(folder, UTC, 2025).file(traditional.lines()).text());
    List<String> merged = new ArrayList<>(traditional.lines());
    java.util.Collections.shuffle(merged, new java.util.Random(1));
    assertEquals(right, new Ledger(folder, UTC, 2025).file(merged).text(), "shuffled");
  }

  @Test
  void newYear_isCrossedBetweenFilesInAnyOrder() {
    Generated iso = Generated.log(22, 20_000, 1_500, LocalDate.of(2025, 12, 31), true);
    List<String> lines =
        Generated.log(22, 20_000, 1_500, LocalDate.of(2025, 12, 31), false).lines();
    List<String> old = lines.stream().filter(l -> l.startsWith("Dec")).toList();
    List<String> young = lines.stream().filter(l -> l.startsWith("Jan")).toList();
    assertEquals(lines.size(), old.size() + young.size());
    String right = Ledger.of(folder).file(iso.lines()).text();
    assertEquals(right, discovered("2025", old, young));
    assertEquals(right, discovered("2025", young, old));
  }

  private String discovered(String year, List<String> first, List<String> second) {
    return new Ledger(folder, UTC, Integer.parseInt(year))
        .file(first)
        .file(second)
        .discoveredText();
  }

  @Test
  void leapDay_isOneOnlyInALeapYear() {
    Generated iso = Generated.log(23, 12_000, 1_000, LocalDate.of(2024, 2, 28), true);
    Generated traditional = Generated.log(23, 12_000, 1_000, LocalDate.of(2024, 2, 28), false);
    String right = Ledger.of(folder).file(iso.lines()).text();
    assertEquals(true, traditional.lines().stream().anyMatch(l -> l.startsWith("Feb 29")));
    assertEquals(right, new Ledger(folder, UTC, 2024).file(traditional.lines()).text());
    // nobody says the year: of those that have the day, the latest before now
    assertEquals(right, new Ledger(folder, UTC, -1).file(traditional.lines()).discoveredText());
  }

  @Test
  void zone_isTheServers() {
    List<String> line =
        List.of("Mar  1 00:30:00 mx1 postfix/smtpd[1]: connect from a.example[192.0.2.9]");
    JsonNode all = new Ledger(folder, ZoneId.of("Asia/Kolkata"), 2026).file(line).report();
    assertEquals("2026-02-28T19:00:00Z", all.at("/by_hour/0/hour").asText());
  }
}
