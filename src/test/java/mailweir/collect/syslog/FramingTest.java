package mailweir.collect.syslog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The bytes of a connection, cut anywhere, are the frames that were sent. */
class FramingTest {
  private static final String ONE =
      "<22>Nov 25 08:00:01 mx1 postfix/smtpd[1]: connect from a.example[192.0.2.7]";
  private static final String TWO =
      "<22>1 2026-11-25T08:00:02Z mx1 postfix 2 - - disconnect from a.example[192.0.2.7]";

  private final Counts counts = new Counts();

  /** What comes out when the bytes come in pieces of these sizes. */
  private List<String> frames(byte[] sent, int piece, int most, boolean orderly) {
    List<String> all = new ArrayList<>();
    Framing framing = new Framing(counts);
    byte[] array = new byte[Framing.SHORT + piece + 64];
    for (int at = 0; at < sent.length; at += piece) {
      int n = Math.min(piece, sent.length - at);
      int before = framing.before();
      System.arraycopy(sent, at, array, before, n);
      framing.putBefore(array, 0);
      framing.take(
          array,
          0,
          before + n,
          most,
          (a, from, to) -> all.add(new String(a, from, to - from, StandardCharsets.UTF_8)));
      assertTrue(framing.held() <= 2 * Framing.LONGEST, "held " + framing.held());
    }
    byte[] last = framing.end(orderly);
    if (last != null) {
      all.add(new String(last, 0, last.length - Batch.SLACK, StandardCharsets.UTF_8));
    }
    return all;
  }

  private List<String> frames(String sent, int piece) {
    return frames(sent.getBytes(StandardCharsets.UTF_8), piece, Framing.LONGEST, true);
  }

  private static String counted(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length + " " + text;
  }

  @Test
  void framesOfBothKinds_areToldApartOneByOne() {
    String sent =
        ONE
            + "\n"
            + counted(TWO)
            + counted(ONE)
            + ONE
            + "\r\n"
            + TWO
            + "\0\n"
            + counted(TWO + "\n")
            + "\n"
            + ONE
            + "\0"
            + TWO
            + "\n";
    List<String> wanted = List.of(ONE, TWO, ONE, ONE, TWO, TWO, ONE, TWO);
    for (int piece = 1; piece < sent.length() + 1; piece++) {
      assertEquals(wanted, frames(sent, piece), "in pieces of " + piece);
    }
    assertEquals(0, counts.of(Counts.What.CUT));
  }

  @Test
  void linesThatBeginWithDigits_areNoCounts() {
    List<String> lines =
        List.of(
            "2026-11-25T08:00:00Z mx1 postfix/smtpd[1]: x",
            "1 2026-11-25T08:00:02Z mx1 postfix 2 - - y",
            "12345678901 <22>z",
            "17 apples",
            "17<22>");
    assertEquals(lines, frames(String.join("\n", lines) + "\n", 7));
  }

  @Test
  void lineWithoutItsEnd_isWholeWhenTheSenderClosed() {
    assertEquals(List.of(ONE), frames(ONE, 10));
    assertEquals(List.of(), frames(ONE.getBytes(StandardCharsets.UTF_8), 10, 1 << 20, false));
    assertEquals(1, counts.of(Counts.What.BROKEN));
    assertEquals(List.of(), frames("900 " + ONE, 10));
    assertEquals(2, counts.of(Counts.What.BROKEN));
  }

  @Test
  void lineEndsWithinACountedFrame_becomeBlanks() {
    assertEquals(List.of("<22>a b c"), frames(counted("<22>a\nb\nc"), 4));
  }

  @Test
  void longLines_areCutWhereFilesAreCut() {
    String longest = "<22>" + "x".repeat(Framing.LONGEST - 4);
    for (String sent :
        List.of(
            longest + "y".repeat(5) + "\n" + ONE + "\n",
            counted(longest + "y".repeat(5)) + counted(ONE))) {
      Counts before = counts;
      long cut = before.of(Counts.What.CUT);
      long bytes = before.of(Counts.What.CUT_BYTES);
      List<String> all = frames(sent, 100_000);
      assertEquals(2, all.size());
      assertEquals(longest, all.get(0));
      assertEquals(ONE, all.get(1));
      assertEquals(cut + 1, counts.of(Counts.What.CUT));
      assertEquals(bytes + 5, counts.of(Counts.What.CUT_BYTES));
    }
    assertEquals(List.of(longest, ONE), frames(longest + "\n" + ONE + "\n", 4_096));
    assertEquals(List.of(longest, ONE), frames(counted(longest) + counted(ONE), 4_096));
  }

  @Test
  void littleMemory_cutsAndGoesOn() {
    String line = "<22>" + "x".repeat(50_000);
    byte[] sent =
        (line + "\n" + ONE + "\n" + counted(line) + counted(ONE)).getBytes(StandardCharsets.UTF_8);
    List<String> all = frames(sent, 1_000, 0, true);
    assertEquals(4, all.size());
    assertTrue(all.get(0).length() <= 2 * Framing.LEAST, all.get(0).length() + " bytes");
    assertEquals(ONE, all.get(1));
    assertTrue(line.startsWith(all.get(2)));
    assertEquals(ONE, all.get(3));
    assertEquals(2, counts.of(Counts.What.CUT));
    assertEquals(
        2L * line.length() - all.get(0).length() - all.get(2).length(),
        counts.of(Counts.What.CUT_BYTES));
  }

  @Test
  void anyBytes_areSomeFramesAndTheNextLineIsFound() {
    Random random = new Random(7);
    for (int round = 0; round < 300; round++) {
      ByteArrayOutputStream sent = new ByteArrayOutputStream();
      byte[] garbage = new byte[random.nextInt(3_000)];
      random.nextBytes(garbage);
      for (int i = 0; i < garbage.length; i++) {
        if (random.nextInt(4) == 0) {
          garbage[i] = (byte) "0123456789 <>\n\0\r".charAt(random.nextInt(16));
        }
      }
      garbage = withoutCounts(garbage);
      sent.writeBytes(garbage);
      sent.writeBytes(("\n" + ONE + "\n").getBytes(StandardCharsets.UTF_8));
      List<String> all = frames(sent.toByteArray(), 1 + random.nextInt(500), 1 << 20, true);
      assertEquals(ONE, all.getLast());
    }
  }

  /** A count that garbage makes up swallows what it counts, as it must. */
  private static byte[] withoutCounts(byte[] garbage) {
    byte[] all = Arrays.copyOf(garbage, garbage.length);
    for (int i = 0; i + 1 < all.length; i++) {
      if (all[i] == ' ' && all[i + 1] == '<') {
        all[i] = '_';
      }
    }
    return all;
  }
}
