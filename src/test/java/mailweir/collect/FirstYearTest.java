package mailweir.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FirstYearTest {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("MMM dd HH:mm:ss", Locale.ENGLISH);
  private static final Reading OPTIONS =
      Reading.of(ZoneOffset.UTC, SourceReaderTest.micros("2026-11-20T18:00:00Z"));

  @TempDir Path folder;

  private static String line(LocalDateTime time) {
    return time.format(STAMP) + " mx1 postfix/qmgr[1]: 4X: removed\n";
  }

  private static String line(String stamp) {
    return stamp + " mx1 postfix/qmgr[1]: 4X: removed\n";
  }

  /** Lines from one time to another, {@code step} hours apart. */
  private static String lines(String from, String to, int step) {
    StringBuilder text = new StringBuilder();
    LocalDateTime end = LocalDateTime.parse(to);
    for (LocalDateTime t = LocalDateTime.parse(from); t.isBefore(end); t = t.plusHours(step)) {
      text.append(line(t));
    }
    return text.toString();
  }

  private int year(String text, String modified, Format format, Reading options)
      throws IOException {
    Path file = folder.resolve("log");
    Files.write(file, Packed.as(format, text.getBytes(StandardCharsets.US_ASCII)));
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse(modified)));
    return FirstYear.of(file, options);
  }

  private int year(String text, String modified) throws IOException {
    return year(text, modified, Format.PLAIN, OPTIONS);
  }

  @Test
  void of_recentLines_isTheYearOfTheFile() throws IOException {
    assertEquals(2026, year(line("Nov 20 10:00:00"), "2026-11-20T10:00:00Z"));
    assertEquals(2019, year(line("Nov 20 10:00:00"), "2019-11-20T10:00:00Z"));
    assertEquals(2018, year(line("Nov 23 10:00:00"), "2019-11-20T10:00:00Z"));
    assertEquals(
        2019,
        year(line("Nov 22 09:59:59"), "2019-11-20T10:00:00Z"),
        "a clock may be up to 48 hours ahead");
  }

  @Test
  void of_fileFromTheFuture_isMeasuredByNow() throws IOException {
    assertEquals(2025, year(line("Nov 23 10:00:00"), "2030-01-01T10:00:00Z"));
    assertEquals(2025, year(line("Nov 23 10:00:00"), "1970-01-01T00:00:00Z"));
  }

  @ParameterizedTest
  @EnumSource(Format.class)
  void of_yearsInOneFile_countsThemBack(Format format) throws IOException {
    String text = lines("2023-06-01T00:00:00", "2026-02-03T00:00:00", 2);
    assertEquals(2023, year(text, "2026-02-03T00:00:00Z", format, OPTIONS));
    assertEquals(2023, year(text, "2026-11-20T00:00:00Z", format, OPTIONS));
  }

  @Test
  void of_quietMonthsAndABusyDay_areFollowed() throws IOException {
    // Two years in the first few kilobytes, then a flood: the places looked at first all lie in the
    // flood.
    String text =
        lines("2022-03-01T00:00:00", "2024-03-02T00:00:00", 24 * 9)
            + line("Mar 02 00:00:00").repeat(60_000);
    assertEquals(2022, year(text, "2024-03-02T10:00:00Z"));
    assertEquals(2024, year(text, "2026-03-02T10:00:00Z"));
  }

  @Test
  void of_29February_needsALeapYear() throws IOException {
    assertEquals(2024, year(line("Feb 29 10:00:00"), "2026-11-20T10:00:00Z"));
    assertEquals(
        2023, year(lines("2023-12-01T00:00:00", "2024-03-05T00:00:00", 5), "2026-11-20T10:00:00Z"));
    assertEquals(
        2024, year(lines("2024-02-01T00:00:00", "2024-06-05T00:00:00", 5), "2026-11-20T10:00:00Z"));
  }

  @Test
  void of_linesDisorderedRoundNewYear_isTheFirstLinesYear() throws IOException {
    String text =
        line("Jan  1 00:00:04")
            + line("Dec 31 23:59:59")
            + line("Jan  1 00:00:05")
            + line("Dec 30 02:00:00")
            + line("Jan 02 00:00:00");
    assertEquals(2026, year(text, "2026-01-02T00:00:00Z"));
    assertEquals(2026, year(text, "2026-11-02T00:00:00Z"));
    assertEquals(
        2020,
        year(text, "2026-01-02T00:00:00Z", Format.PLAIN, OPTIONS.withFirstYear(2019)),
        "--year is the earliest line's");
    assertEquals(
        2020, year(text, "2026-01-02T00:00:00Z", Format.GZIP, OPTIONS.withFirstYear(2019)));
    assertEquals(
        2019,
        year(
            lines("2019-01-01T00:00:00", "2020-01-01T00:00:00", 7),
            "2026-01-02T00:00:00Z",
            Format.PLAIN,
            OPTIONS.withFirstYear(2019)));
  }

  @Test
  void of_knownSpanOfTheHost_isPreferred() throws IOException {
    long[] span = {
      SourceReaderTest.micros("2021-03-01T00:00:00Z"),
      SourceReaderTest.micros("2021-04-01T00:00:00Z")
    };
    Reading known = OPTIONS.withSpans(host -> host.equals("mx1") ? span : null);
    assertEquals(2021, year(line("Mar 20 10:00:00"), "2026-11-20T10:00:00Z", Format.PLAIN, known));
    assertEquals(2020, year(line("Nov 20 10:00:00"), "2026-11-20T10:00:00Z", Format.PLAIN, known));
    assertEquals(
        2019,
        year(line("Mar 20 10:00:00"), "2019-11-20T10:00:00Z", Format.PLAIN, known),
        "never later than the file");
  }

  @Test
  void of_stampsWithYears_isNotAsked() throws IOException {
    assertEquals(
        -1,
        year("2026-11-20T10:00:00Z mx1 postfix/qmgr[1]: 4X: removed\n", "2026-11-20T10:00:00Z"));
    assertEquals(-1, year("nothing\n", "2026-11-20T10:00:00Z"));
    assertEquals(-1, year("", "2026-11-20T10:00:00Z"));
  }

  @Test
  void read_decidesTheSameForEveryCopy() throws IOException {
    String text = lines("2025-12-20T00:00:00", "2026-01-20T00:00:00", 1);
    Path file = folder.resolve("mail.log");
    for (Format format : Format.values()) {
      Files.write(file, Packed.as(format, text.getBytes(StandardCharsets.US_ASCII)));
      Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-20T00:00:00Z")));
      var lines = SourceReaderTest.lines(file, OPTIONS);
      assertEquals("1|2025-12-20T00:00:00Z|mx1|postfix/qmgr|1|4X: removed", lines.getFirst());
      assertEquals(
          lines.size() + "|2026-01-19T23:00:00Z|mx1|postfix/qmgr|1|4X: removed", lines.getLast());
    }
  }
}
