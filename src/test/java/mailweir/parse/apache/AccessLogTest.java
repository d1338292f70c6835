package mailweir.parse.apache;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import mailweir.event.Event;
import mailweir.parse.Line;
import mailweir.parse.Names;
import mailweir.parse.syslog.Envelopes;
import org.junit.jupiter.api.Test;

class AccessLogTest {
  private final AccessLog dialect = new AccessLog();
  private final Envelopes envelopes = new Envelopes(new Names(), new Names());

  private Line line(byte[] b) {
    Line line = new Line();
    envelopes.parse(b, 0, b.length, line);
    return line;
  }

  private Event.WebHit hit(String text) {
    Line line = line(text.getBytes(StandardCharsets.UTF_8));
    assertTrue(dialect.recognises(line), text);
    return (Event.WebHit) dialect.parse(line);
  }

  @Test
  void parse_common() {
    Event.WebHit hit =
        hit("192.0.2.1 - anna [10/Oct/2026:13:55:36 -0700] \"GET /a?b=c HTTP/1.0\" 200 2326");
    assertNull(hit.virtualHost());
    assertEquals("192.0.2.1", hit.clientIp().toString());
    assertEquals("anna", hit.user().toString());
    assertEquals("GET", hit.method().toString());
    assertEquals("/a?b=c", hit.path().toString());
    assertEquals(200, hit.status());
    assertEquals(2326, hit.bytes());
    assertNull(hit.agent());
  }

  @Test
  void parse_combinedWithQuotesInTheAgentAndAUserWithABlank() {
    Event.WebHit hit =
        hit(
            "2001:db8::1 - John Smith [10/Oct/2026:13:55:36 +0200] \"GET / HTTP/2.0\" 304 - \"-\" \"a \\\"b\\\" [10/Oct/1999:00:00:00 +0000] \"");
    assertEquals("John Smith", hit.user().toString());
    assertEquals(-1, hit.bytes());
    assertNull(hit.referer());
    assertEquals("a \\\"b\\\" [10/Oct/1999:00:00:00 +0000] ", hit.agent().toString());
  }

  @Test
  void parse_vhostCombined() {
    Event.WebHit hit =
        hit(
            "www.example.org:443 192.0.2.1 - - [10/Oct/2026:13:55:36 +0000] \"POST /?_task=login HTTP/1.1\" 401 12 \"https://www.example.org/\" \"Mozilla/5.0\"");
    assertEquals("www.example.org", hit.virtualHost().toString());
    assertNull(hit.user());
    assertEquals("https://www.example.org/", hit.referer().toString());
    assertTrue(hit.loginFailed());
  }

  @Test
  void parse_aRequestThatIsNone() {
    Event.WebHit hit =
        hit("192.0.2.1 - - [10/Oct/2026:13:55:36 +0000] \"\\x16\\x03\" 400 226 \"-\" \"-\"");
    assertNull(hit.method());
    assertEquals(400, hit.status());
    assertFalse(hit.loginFailed());
  }

  @Test
  void recognises_onlyWhatIsOneBeyondDoubt() {
    for (String other :
        new String[] {
          "192.0.2.1 - - [10/Oct/2026:13:55:36 +0000] GET / 200",
          "192.0.2.1 - - [10/Oct/2026:13:55:36 +0000] \"GET /\" abc 1",
          "[10/Oct/2026:13:55:36 +0000] \"GET / HTTP/1.1\" 200 1",
          "192.0.2.1 - - [10/Oct/2026:13:55:36 +0000] \"GET / HTTP/1.1",
          "",
        }) {
      assertFalse(dialect.recognises(line(other.getBytes(StandardCharsets.UTF_8))), other);
    }
  }

  @Test
  void parse_isTotal() {
    byte[] good =
        "h:80 192.0.2.1 - - [10/Oct/2026:13:55:36 +0000] \"GET / HTTP/1.1\" 200 1 \"-\" \"x\""
            .getBytes(StandardCharsets.UTF_8);
    Random random = new Random(3);
    for (int i = 0; i < 20_000; i++) {
      byte[] b = java.util.Arrays.copyOf(good, random.nextInt(good.length + 1));
      for (int k = random.nextInt(4); k > 0 && b.length > 0; k--) {
        b[random.nextInt(b.length)] = (byte) " \"[]-\\:\u0000x9".charAt(random.nextInt(10));
      }
      assertNotNull(dialect.parse(line(b)));
      dialect.recognises(line(b));
    }
  }
}
