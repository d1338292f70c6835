package mailweir.answer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RenderersTest {
  private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
  private final QueryParser parser =
      new QueryParser(Clock.fixed(Instant.parse("2026-11-20T12:00:00Z"), ZoneOffset.UTC), BERLIN);
  private final Answers week =
      new WeekOnTwoHosts(Clock.fixed(Instant.parse("2026-11-20T12:00:00Z"), ZoneOffset.UTC));

  @Test
  void reportJson_hasTheContractsNames() {
    JsonNode node = ReportJson.of(week.report(parser.day("day", "yesterday", Query.ALL)));
    assertEquals("2026-11-18T23:00:00Z", node.path("since").asText());
    assertEquals("[\"mail1\",\"mx1\"]", node.path("hosts").toString());
    for (String key :
        List.of(
            "lines",
            "counters",
            "accepted_by_origin",
            "delivered_by_via",
            "refused_by_reason",
            "tempfailed_by_reason",
            "spam_by_action",
            "virus_by_name",
            "by_host",
            "by_hour",
            "top")) {
      assertTrue(node.path(key).isContainerNode(), key);
    }
    assertEquals(26, node.path("counters").size());
    assertTrue(node.path("by_hour").path(0).path("hour").asText().endsWith(":00:00Z"));
    assertEquals(
        "newsletter@example.com",
        node.path("top").path("senders").path(0).path("address").asText());
    assertTrue(node.path("by_host").path("mx1").path("accepted").isNumber());
  }

  @Test
  void storyJson_leavesOutWhatNothingStates() {
    Story refused =
        new Story(
            "x",
            Instant.parse("2026-11-20T10:00:00Z"),
            "",
            List.of(
                new Story.Recipient("a@example.org", null, "rejected", null, null, null, null, 1)),
            "192.0.2.1",
            null,
            null,
            null,
            0,
            null,
            "smtp",
            "rejected",
            List.of(),
            List.of(),
            List.of());
    assertEquals(
        "{\"id\":\"x\",\"time\":\"2026-11-20T10:00:00Z\",\"from\":\"\",\"to\":[{\"address\":\"a@example.org\",\"state\":\"rejected\",\"attempts\":1}],"
            + "\"client_ip\":\"192.0.2.1\",\"origin\":\"smtp\",\"state\":\"rejected\",\"verdicts\":[],\"hops\":[]}",
        Json.line(StoryJson.of(refused)));
  }

  @Test
  void reportText_fitsAMail() {
    for (String day : List.of("yesterday", "today")) {
      String text = ReportText.of(week.report(parser.day("day", day, Query.ALL)), BERLIN);
      text.lines().forEach(line -> assertTrue(Plain.columns(line) <= 80, line));
      assertTrue(text.contains("The day at a glance\n-------"), text);
    }
    String all = ReportText.of(week.report(Query.ALL), BERLIN);
    assertTrue(all.contains("\nBy day\n"), all);
    all.lines().forEach(line -> assertTrue(Plain.columns(line) <= 80, line));
  }

  @Test
  void reportText_ofNothingSaysSo() {
    Report empty =
        new Report(
            null,
            null,
            List.of(),
            Map.of(),
            Map.of(),
            Map.of(),
            Map.of(),
            Map.of(),
            Map.of(),
            Map.of(),
            Map.of(),
            Map.of(),
            Map.of(),
            Map.of(),
            List.of(),
            new Report.Top(List.of(), List.of(), List.of(), List.of(), List.of()),
            List.of());
    String text = ReportText.of(empty, BERLIN);
    assertTrue(text.contains("no lines, so no span of time"), text);
    assertTrue(text.contains("          -  accepted"), text);
    assertFalse(Json.line(ReportJson.of(empty)).contains("null"));
  }

  @Test
  void storyText_tellsTheWholeStory() {
    String text = StoryText.of(week.story("mx1-hostile").orElseThrow(), BERLIN);
    assertTrue(text.startsWith("2026-11-20 12:58:30 CET  mixed\n"), text);
    assertTrue(text.contains("(was info@example.org)"), text);
    assertTrue(text.contains("joined by queued as"), text);
    assertTrue(text.contains("\n  | "), text);
  }
}
