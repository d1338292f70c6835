package mailweir.answer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mailweir.answer.WaterfallText.Column;
import org.junit.jupiter.api.Test;

/** The display of the fifth story. */
class WaterfallTextTest {
  private static final String EXPLAINED =
      "# messages that wait; in = mqueue.in, m = mqueue, c = the client queue; others by their names; - not known, ? old; ! from 1200, !! from 3000\n";

  private static Map<String, Long> counts(Object... pairs) {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      counts.put((String) pairs[i], ((Number) pairs[i + 1]).longValue());
    }
    return counts;
  }

  private static Column sendmail(String host, long in, long out) {
    return new Column(host, counts("mqueue.in", in, "mqueue", out), false);
  }

  @Test
  void look_inAPipe_marksWhatIsOverTheBounds() {
    WaterfallText text = new WaterfallText(1200, 3000, false, 0);
    assertEquals(
        EXPLAINED
            + """
            #          mx1                   mx2
            #         in:m  active:deferred:hold
            12:00:00  12:3             0:1200!:0
            """,
        text.look(
            "12:00:00",
            List.of(
                sendmail("mx1", 12, 3),
                new Column(
                    "mx2",
                    counts(
                        "postfix/maildrop",
                        0,
                        "postfix/active",
                        0,
                        "postfix/deferred",
                        1200,
                        "postfix/hold",
                        0),
                    false))));
    assertEquals(
        "12:00:30  3000!!:1199                     -\n",
        text.look("12:00:30", List.of(sendmail("mx1", 3000, 1199))));
  }

  @Test
  void look_twentyLines_thenTheHeaderAgain() {
    WaterfallText text = new WaterfallText(1200, 3000, false, 0);
    int headers = 0;
    for (int i = 0; i < 60; i++) {
      String look = text.look("12:00:00", List.of(sendmail("mx1", i % 10, 0)));
      boolean header = look.contains("in:m");
      assertEquals(i % WaterfallText.EVERY == 0, header);
      headers += header ? 1 : 0;
    }
    assertEquals(3, headers);
  }

  @Test
  void look_onATerminal_coloursAndEndsTheColour() {
    WaterfallText text = new WaterfallText(1200, 3000, true, 80);
    String look = text.look("12:00:00", List.of(sendmail("mx1", 5000, 1500)));
    assertTrue(look.endsWith("\u001b[31;1m5000\u001b[0m:\u001b[33;1m1500\u001b[0m\n"));
    assertFalse(look.contains("5000!"));
  }

  @Test
  void look_moreHostsThanTheLineHolds_goOnInTheNext() {
    WaterfallText text = new WaterfallText(1200, 3000, false, 30);
    text.look(
        "12:00:00",
        List.of(
            sendmail("a", 1, 2), sendmail("b", 3, 4), sendmail("c", 5, 6), sendmail("d", 7, 8)));
    String look =
        text.look(
            "12:00:30",
            List.of(
                sendmail("a", 1, 2),
                sendmail("b", 3, 4),
                sendmail("c", 5, 6),
                sendmail("d", 7, 8)));
    assertEquals("12:00:30   1:2   3:4   5:6\n           7:8\n", look);
    assertTrue(look.lines().allMatch(l -> l.length() <= 30));
  }

  @Test
  void look_oldUnknownAndHostile_areSaidWithoutEffect() {
    WaterfallText text = new WaterfallText(1200, 3000, false, 0);
    String look =
        text.look(
            "12:00:00",
            List.of(
                new Column("m\u001b[2Jx", counts("mqueue", 5), true),
                new Column("away", Map.of(), false)));
    assertFalse(look.contains("\u001b"));
    assertTrue(look.endsWith("5?     -\n"), look);
    assertTrue(
        new WaterfallText(1, 2, false, 0)
            .look("12:00:00", List.of())
            .endsWith("no queue is known yet\n"));
  }
}
