package mailweir.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Counts as an inetd line hands them out. */
class PlainCountsTest {
  private static Map<String, Long> of(String text) {
    return PlainCounts.of(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static Level level(String queue, long count) {
    return new Level(queue, count, 0, List.of(), 0);
  }

  @Test
  void text_isReadBackAsItWas() {
    Map<Place, List<Level>> places = new LinkedHashMap<>();
    places.put(new Place("sendmail", "mqueue.in"), List.of(level("mqueue.in", 12)));
    places.put(
        new Place("postfix", "postfix"), List.of(level("active", 3), level("deferred", 340)));
    String text = PlainCounts.text(places);
    assertEquals("mqueue.in 12\npostfix/active 3\npostfix/deferred 340\n", text);
    assertEquals(
        Map.of("mqueue.in", 12L, "postfix/active", 3L, "postfix/deferred", 340L), of(text));
  }

  @Test
  void of_whatShellsPrint_isUnderstood() {
    assertEquals(Map.of("queue", 17L), of("17\n"));
    assertEquals(Map.of("queue", 17L), of("     17\r\n"));
    assertEquals(Map.of("in", 12L, "m", 340L), of("12 340\n"));
    assertEquals(Map.of("in", 12L, "m", 340L), of("12\n340\n"));
  }

  @Test
  void of_anythingElse_isNone() {
    for (String text :
        List.of(
            "",
            "\n",
            "SSH-2.0-OpenSSH_9.2",
            "220 mx1 ESMTP",
            "-5",
            "1 2 3",
            "1\n2\n3",
            "a b",
            "in 5\n7",
            "x\u001b[2J 5",
            "9".repeat(13),
            "<html>")) {
      assertNull(of(text), text);
    }
    assertNull(PlainCounts.of(new byte[PlainCounts.LONGEST + 1]));
    assertNull(of("q 1\n".repeat(1) + "queue 1 1\n"));
  }

  @Property(tries = 500)
  void of_anyBytes_givesAValue(@ForAll byte[] bytes) {
    Map<String, Long> counts = PlainCounts.of(bytes);
    if (counts != null) {
      counts.values().forEach(n -> assertEquals(true, n >= 0));
    }
  }
}
