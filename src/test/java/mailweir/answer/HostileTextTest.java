package mailweir.answer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What strangers wrote is data in every output: text, JSON, CSV. */
class HostileTextTest {
  private final Answers week =
      new WeekOnTwoHosts(Clock.fixed(Instant.parse("2026-11-20T12:00:00Z"), ZoneOffset.UTC));
  private final Story hostile = week.story("mx1-hostile").orElseThrow();

  @Test
  void plain_makesVisibleWhatActs() {
    assertEquals(
        "a\\x1b[2Jb\\r\\n\\u202ec\\x9b\\u{e0041}\\t\\x00",
        Plain.text("a\u001b[2Jb\r\n\u202ec\u009b\udb40\udc41\t\0"));
    assertEquals("\\ud800", Plain.text("\ud800"));
    assertEquals("jürgen 李 é", Plain.text("jürgen 李 é"));
    assertEquals("", Plain.text(null));
    assertEquals("李李…", Plain.cut("李李李李", 6));
    assertEquals("ab ", Plain.fit("ab", 3));
  }

  @Test
  void plain_saysBytesAsPeopleDo() {
    assertEquals("999 B", Plain.bytes(999));
    assertEquals("1.0 kB", Plain.bytes(1000));
    assertEquals("1.0 MB", Plain.bytes(999_999));
    assertEquals("34 GB", Plain.bytes(34_100_000_000L));
  }

  @Test
  void texts_neverHoldAnythingThatActs() throws Exception {
    ZoneId zone = ZoneId.of("Europe/Berlin");
    StringBuilder csv = new StringBuilder();
    Csv.stories(List.of(hostile), csv);
    Csv.report(week.report(Query.ALL), csv);
    Csv.unknown(week.unknown(Query.ALL), csv);
    StringBuilder lines = new StringBuilder();
    StoryJson.lines(List.of(hostile, hostile), lines);
    for (String text :
        List.of(
            ReportText.of(week.report(Query.ALL), zone),
            StoryText.of(hostile, zone),
            StoryText.of(List.of(hostile), zone, 120, false),
            StoryText.of(List.of(hostile), zone, 80, true),
            csv.toString().replace("\r\n", "\n"),
            Json.pretty(ReportJson.of(week.report(Query.ALL))),
            Json.pretty(StoryJson.of(hostile)),
            lines.toString())) {
      text.codePoints()
          .forEach(c ->
              assertFalse(
                  Plain.acts(c) && c != '\n',
                  () -> "U+" + Integer.toHexString(c) + " in\n" + text));
      assertFalse(text.contains("\nBcc:"), text);
    }
    assertEquals(2, lines.toString().lines().count());
    assertFalse(lines.toString().contains("<script"), "JSON may stand in a page");
  }

  @Test
  void json_givesBackTheTextAsItWas() throws Exception {
    assertEquals(
        hostile.subject(),
        new ObjectMapper().readTree(Json.line(StoryJson.of(hostile))).path("subject").textValue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"=1+1", "+1", "-1", "@x", " =1", "\t=1", "\n=1", "＝1"})
  void csv_cellIsNeverAFormula(String raw) {
    String cell = Csv.cell(raw);
    String bare = cell.startsWith("\"") ? cell.substring(1) : cell;
    assertTrue(bare.startsWith("'") || bare.startsWith("\\"), cell);
  }

  @Test
  void csv_cellIsQuotedWhereItMust() {
    assertEquals("\"a,\"\"b\"\"\"", Csv.cell("a,\"b\""));
    assertEquals("plain", Csv.cell("plain"));
    assertEquals("", Csv.cell(""));
  }
}
