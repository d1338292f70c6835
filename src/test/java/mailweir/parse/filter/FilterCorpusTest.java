package mailweir.parse.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import mailweir.event.Action;
import mailweir.event.Category;
import mailweir.event.Event;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class FilterCorpusTest {
  private static final String HEAD = "Nov 20 13:26:01 mx1 amavis[3]: ";

  @TestFactory
  Stream<DynamicTest> parse_eachPhenomenon() {
    return Stream.of("filter", "dovecot", "mailbox", "courier")
        .flatMap(room -> RecordedLines.logs(room).stream())
        .map(log -> DynamicTest.dynamicTest(name(log), () -> new RecordedLines().check(log)));
  }

  @TestFactory
  Stream<DynamicTest> parse_recordedLinesAreAllUnderstood() {
    return Stream.of("filter", "dovecot", "mailbox", "courier")
        .flatMap(room -> RecordedLines.logs(room).stream())
        .filter(log -> log.toString().endsWith("recorded.log"))
        .map(log ->
            DynamicTest.dynamicTest(
                name(log),
                () -> {
                  RecordedLines lines = new RecordedLines();
                  for (byte[] line : RecordedLines.lines(log)) {
                    assertNotEquals(
                        Event.NOT_UNDERSTOOD,
                        lines.read(line),
                        new String(line, StandardCharsets.UTF_8));
                  }
                }));
  }

  @Test
  void parse_chatterIsNeverCounted() {
    RecordedLines lines = new RecordedLines();
    for (byte[] line :
        RecordedLines.lines(
            RecordedLines.logs("filter").stream()
                .filter(f -> f.endsWith("amavis-chatter.log"))
                .findFirst()
                .orElseThrow())) {
      Event event = lines.read(line);
      assertFalse(
          event instanceof Event.FilterVerdict, () -> new String(line, StandardCharsets.UTF_8));
    }
  }

  @Test
  void parse_aCutValueIsNotBelieved() {
    RecordedLines lines = new RecordedLines();
    Event.FilterVerdict first =
        assertInstanceOf(
            Event.FilterVerdict.class,
            lines.read(
                HEAD
                    + "(3-1) Blocked SPAM {DiscardedInbound}, [203.0.113.1] <a@b.example> -> <c@example.net>, Queue-ID: 077E02D..."));
    assertEquals(Category.SPAM, first.category());
    assertEquals(Action.BLOCKED, first.action());
    assertNull(first.queueId());
    assertTrue(first.counts());
    Event.VerdictPart rest =
        assertInstanceOf(
            Event.VerdictPart.class,
            lines.read(
                HEAD
                    + "(3-1) ...019A, Message-ID: <1@b.example>, mail_id: C, Hits: 9, size: 1, 3 ms"));
    assertEquals(first.filterId(), rest.filterId());
    assertEquals("1@b.example", rest.messageId().toString());
  }

  @Test
  void parse_aVerdictIsRightWhereverTheLineIsCut() {
    RecordedLines lines = new RecordedLines();
    String verdict =
        HEAD
            + "(3-1) Blocked INFECTED (Eicar, {HEX}x (b)) {DiscardedInbound,Quarantined}, [203.0.113.1] <a@b.example> -> <c@example.net>, Queue-ID: A1, 3 ms";
    for (int cut = (HEAD + "(3-1) Blocked INFECTED").length(); cut <= verdict.length(); cut++) {
      Event.FilterVerdict v =
          assertInstanceOf(
              Event.FilterVerdict.class,
              lines.read(verdict.substring(0, cut)),
              verdict.substring(0, cut));
      assertEquals(Category.VIRUS, v.category());
      assertEquals(Action.BLOCKED, v.action());
    }
  }

  /** Every truncation and 200 mutations of every line of the corpus give a value. */
  @TestFactory
  Stream<DynamicTest> parse_isTotal() {
    return Stream.of("filter", "dovecot", "mailbox", "courier")
        .flatMap(room -> RecordedLines.logs(room).stream())
        .map(log ->
            DynamicTest.dynamicTest(
                name(log),
                () -> {
                  RecordedLines lines = new RecordedLines();
                  Random random = new Random(42);
                  List<byte[]> all = RecordedLines.lines(log);
                  for (byte[] line : all) {
                    for (int cut = 0; cut <= line.length; cut++) {
                      assertNotNull(lines.read(Arrays.copyOf(line, cut)));
                    }
                    for (int i = 0; i < 200; i++) {
                      assertNotNull(lines.read(mutated(line, all, random)));
                    }
                  }
                }));
  }

  private static byte[] mutated(byte[] line, List<byte[]> all, Random random) {
    byte[] m = line.clone();
    byte[] marks = "(){}[]<>\"',:;=/\\ .-?@\n\0\u00ff".getBytes(StandardCharsets.ISO_8859_1);
    int head = Math.min(m.length, 32);
    for (int k = random.nextInt(6); k >= 0 && m.length > head; k--) {
      int at = head + random.nextInt(m.length - head);
      switch (random.nextInt(3)) {
        case 0 -> m[at] = (byte) random.nextInt(256);
        case 1 -> m[at] = marks[random.nextInt(marks.length)];
        default -> {
          byte[] other = all.get(random.nextInt(all.size()));
          int from = random.nextInt(other.length + 1);
          byte[] joined = Arrays.copyOf(m, at + other.length - from);
          System.arraycopy(other, from, joined, at, other.length - from);
          m = joined;
        }
      }
    }
    return m;
  }

  @Test
  void parse_noiseIsAValueForEachProgram() {
    RecordedLines lines = new RecordedLines();
    Random random = new Random(7);
    for (String program :
        List.of(
            "amavis",
            "spamd",
            "clamd",
            "MailScanner",
            "rspamd",
            "milter-greylist",
            "policyd",
            "sqlgrey",
            "popper",
            "courierd",
            "courieresmtp",
            "courieresmtpd",
            "clamav-milter",
            "freshclam",
            "postgrey",
            "policyd-spf",
            "opendkim",
            "opendmarc",
            "saslauthd",
            "dovecot",
            "imap-login",
            "deliver(a",
            "lmtp(",
            "auth",
            "dovecot-auth",
            "imapd",
            "roundcube",
            "solid-pop3d",
            "perdition",
            "dovecot/",
            "dovecot-")) {
      for (int i = 0; i < 3000; i++) {
        byte[] noise = new byte[random.nextInt(40)];
        for (int k = 0; k < noise.length; k++) {
          noise[k] =
              (byte)
                  (random.nextInt(4) == 0
                      ? random.nextInt(256)
                      : " ()<>:,=.{}[]ABPa1-\"".charAt(random.nextInt(20)));
        }
        assertNotNull(lines.said(program, noise));
      }
    }
  }

  private static String name(Path log) {
    return log.getParent().getFileName() + "/" + log.getFileName();
  }
}
