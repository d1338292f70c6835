package mailweir.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SplitterTest {
  private static InputStream text(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Gives one byte a read: every boundary that a chunk can have. */
  private static InputStream dripping(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)) {
      @Override
      public synchronized int read(byte[] b, int off, int len) {
        return super.read(b, off, Math.min(1, len));
      }
    };
  }

  private static List<String> lines(Splitter splitter) throws IOException {
    List<String> lines = new ArrayList<>();
    while (splitter.next()) {
      lines.add(
          new String(
              splitter.array, splitter.from, splitter.to - splitter.from, StandardCharsets.UTF_8));
    }
    return lines;
  }

  @Test
  void next_givesLinesWithoutTheirEnds() throws IOException {
    String text = "one\r\n\ntwo\n\0\0\0three\nfo\0ur\n\r\nlast";
    List<String> expected = List.of("one", "", "two", "three", "fo\0ur", "", "last");
    assertEquals(expected, lines(new Splitter(text(text), 0, false)));
    assertEquals(expected, lines(new Splitter(dripping(text), 0, false)));
  }

  @Test
  void offset_isBehindTheLineHanded() throws IOException {
    Splitter splitter = new Splitter(dripping("ab\r\n\0\0c\nd"), 100, false);
    assertTrue(splitter.next());
    assertEquals(104, splitter.offset());
    assertTrue(splitter.next());
    assertEquals(108, splitter.offset());
    assertTrue(splitter.next());
    assertEquals(109, splitter.offset());
    assertFalse(splitter.next());
    assertEquals(109, splitter.offset());
  }

  @Test
  void next_lineOfMegabytes_isWhole() throws IOException {
    String line = "x".repeat(3 << 20);
    Splitter splitter = new Splitter(text("a\n" + line + "\nb\n"), 0, false);
    assertEquals(List.of("a", line, "b"), lines(splitter));
    assertEquals(0, splitter.linesCut());
  }

  @Test
  void next_lineBeyondTheLongest_isCutAndCounted() throws IOException {
    for (int beyond : new int[] {1, 1000, Splitter.CHUNK, 3 * Splitter.CHUNK + 17}) {
      String line = "x".repeat(SourceReader.LONGEST_LINE + beyond);
      Splitter splitter = new Splitter(text("a\n" + line + "\nb\n"), 0, false);
      List<String> lines = lines(splitter);
      assertEquals(3, lines.size());
      assertEquals(SourceReader.LONGEST_LINE, lines.get(1).length());
      assertEquals("b", lines.get(2));
      assertEquals(1, splitter.linesCut());
      assertEquals(beyond, splitter.bytesCut());
      assertEquals(2 + SourceReader.LONGEST_LINE + beyond + 1 + 2, splitter.offset());
    }
  }

  @Test
  void next_longestLine_isNotCut() throws IOException {
    Splitter splitter = new Splitter(text("x".repeat(SourceReader.LONGEST_LINE) + "\nb"), 0, false);
    assertEquals(SourceReader.LONGEST_LINE, lines(splitter).getFirst().length());
    assertEquals(0, splitter.linesCut());
    Splitter last = new Splitter(text("x".repeat(SourceReader.LONGEST_LINE + 5)), 0, false);
    assertEquals(SourceReader.LONGEST_LINE, lines(last).getFirst().length());
    assertEquals(5, last.bytesCut());
    assertEquals(SourceReader.LONGEST_LINE + 5, last.offset());
  }

  @Test
  void next_millionsOfNuls_takeNoMemory() throws IOException {
    InputStream nuls =
        new InputStream() {
          private int left = 20 << 20;

          @Override
          public int read() {
            return left-- > 0 ? 0 : -1;
          }

          @Override
          public int read(byte[] b, int off, int len) {
            int n = Math.min(len, left);
            java.util.Arrays.fill(b, off, off + n, (byte) 0);
            left -= n;
            return n == 0 ? -1 : n;
          }
        };
    Splitter splitter = new Splitter(new java.io.SequenceInputStream(nuls, text("a\n")), 0, false);
    assertEquals(List.of("a"), lines(splitter));
    assertEquals((20 << 20) + 2, splitter.offset());
    assertEquals(Splitter.CHUNK + 16, splitter.array.length);
  }

  @Test
  void next_following_keepsBackWhatHasNoEnd() throws IOException {
    byte[] bytes = "one\ntwo\n".getBytes(StandardCharsets.UTF_8);
    int[] upTo = {5};
    InputStream growing =
        new InputStream() {
          private int at;

          @Override
          public int read() {
            return at < upTo[0] ? bytes[at++] : -1;
          }
        };
    Splitter splitter = new Splitter(growing, 0, true);
    assertEquals(List.of("one"), lines(splitter));
    assertEquals(4, splitter.offset());
    upTo[0] = 7;
    assertEquals(List.of(), lines(splitter));
    assertEquals(4, splitter.offset());
    upTo[0] = 8;
    assertEquals(List.of("two"), lines(splitter));
    assertEquals(8, splitter.offset());
  }
}
