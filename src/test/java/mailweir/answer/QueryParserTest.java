package mailweir.answer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryParserTest {
  private final QueryParser parser =
      new QueryParser(
          Clock.fixed(Instant.parse("2026-11-20T12:00:00.5Z"), ZoneId.of("UTC")),
          ZoneId.of("Europe/Berlin"));

  @ParameterizedTest
  @CsvSource({
    "2h, 2026-11-20T10:00:00Z",
    "1d12h, 2026-11-19T00:00:00Z",
    "-30m, 2026-11-20T11:30:00Z",
    "2w, 2026-11-06T12:00:00Z",
    "now, 2026-11-20T12:00:00Z",
    "today, 2026-11-19T23:00:00Z",
    "Yesterday, 2026-11-18T23:00:00Z",
    "2026-11-20, 2026-11-19T23:00:00Z",
    "2026-07-01, 2026-06-30T22:00:00Z",
    "2026-11-20 10:00, 2026-11-20T09:00:00Z",
    "2026-11-20 10:00:07, 2026-11-20T09:00:07Z",
    "2026-11-20T10:00, 2026-11-20T09:00:00Z",
    "10:30, 2026-11-20T09:30:00Z",
    "2026-11-20T10:00:00Z, 2026-11-20T10:00:00Z",
    "2026-11-20 10:00:00Z, 2026-11-20T10:00:00Z",
    "2026-11-20T10:00:00.25+02:00, 2026-11-20T08:00:00.25Z",
    "2026-11-20T10:00:00 02:00, 2026-11-20T08:00:00Z",
    "@1795170000, 2026-11-20T10:20:00Z",
    "2026-03-29 02:30, 2026-03-29T01:30:00Z",
    "2026-10-25 02:30, 2026-10-25T00:30:00Z",
  })
  void instant_isReadAsPeopleWriteIt(String text, Instant instant) {
    assertEquals(instant, parser.instant("since", text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ";drop",
        "-",
        "2h3",
        "2026-02-30",
        "2026-11-20 25:00",
        "1700-01-01",
        "99999999d",
        "2026-11-20T10",
        "h",
        "2026-11-20T10:00:00+99:00",
        "@99999999999",
        "\u0000",
        "9999-12-31"
      })
  void instant_nonsenseNamesTheParameter(String text) {
    BadQuery bad = assertThrows(BadQuery.class, () -> parser.instant("since", text));
    assertEquals("since", bad.parameter());
    assertTrue(bad.getMessage().startsWith("since: "), bad.getMessage());
  }

  @Test
  void query_lineAndNamedTextsComeTogether() {
    Query query =
        parser.query(
            Map.of(
                "q",
                "from:<> to:*@example.org client:192.0.2.0/24 2001:db8::1 since:2h",
                "status",
                "Bounced",
                "limit",
                "7"),
            40,
            100);
    assertEquals("", query.from());
    assertEquals("*@example.org", query.to());
    assertEquals("192.0.2.0/24", query.client());
    assertEquals("2001:db8::1", query.any());
    assertEquals(Instant.parse("2026-11-20T10:00:00Z"), query.since());
    assertEquals("bounced", query.status());
    assertEquals(7, query.limit());
    assertNull(query.host());
  }

  @Test
  void query_bareTextIsLookedForEverywhere() {
    assertEquals(
        "abc@example.org", parser.query(Map.of("q", " <abc@example.org> "), 40, 100).any());
    assertEquals("two words", parser.query(Map.of("q", "\"two words\""), 40, 100).any());
    assertEquals("form:x", parser.query(Map.of("q", "\"form:x\""), 40, 100).any());
    assertEquals("dead:beef::1", parser.query(Map.of("q", "dead:beef::1"), 40, 100).any());
    assertEquals("4dXk2", parser.query(Map.of("q", "id:4dXk2"), 40, 100).queueId());
    assertEquals("", parser.query(Map.of("q", "from:\"\""), 40, 100).from());
  }

  @ParameterizedTest
  @CsvSource({
    "q, form:x@example.org",
    "q, a b",
    "q, from:a from:b",
    "q, from:",
    "q, \"open",
    "limit, 0",
    "limit, 101",
    "limit, 1e3",
    "limit, 99999999999999",
    "status, sent",
    "reason, whatever",
    "until, 3h",
    "client, 192.0.2.4/99",
    "client, 2001:db8::/129",
    "client, mx.example.org/24",
    "client, 192.0.2.0/",
  })
  void query_whatCannotBeMeantNamesTheParameter(String name, String text) {
    BadQuery bad =
        assertThrows(
            BadQuery.class, () -> parser.query(Map.of(name, text, "since", "2h"), 40, 100));
    assertEquals(name, bad.parameter());
  }

  @Test
  void query_textTooLongIsRefused() {
    assertEquals(
        "from",
        assertThrows(BadQuery.class, () -> parser.query(Map.of("from", "x".repeat(501)), 40, 100))
            .parameter());
  }

  @Test
  void day_isFromMidnightToMidnightOfTheZone() {
    Query query = parser.day("day", "2026-10-25", Query.ALL);
    assertEquals(Instant.parse("2026-10-24T22:00:00Z"), query.since());
    assertEquals(Instant.parse("2026-10-25T23:00:00Z"), query.until());
    assertEquals(
        "day", assertThrows(BadQuery.class, () -> parser.day("day", "2h", Query.ALL)).parameter());
  }
}
