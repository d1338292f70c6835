package mailweir.parse.sendmail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import mailweir.event.Event;
import mailweir.event.Status;
import mailweir.parse.filter.RecordedLines;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class SendmailCorpusTest {
  private static final String ID = "Nov 20 12:59:26 mail sm-mta[7]: 6AKCxQkR001505: ";

  private final RecordedLines lines = new RecordedLines();

  @TestFactory
  Stream<DynamicTest> parse_eachPhenomenon() {
    return Stream.of("sendmail", "mimedefang")
        .flatMap(room -> RecordedLines.logs(room).stream())
        .map(log ->
            DynamicTest.dynamicTest(
                log.getFileName().toString(), () -> new RecordedLines().check(log)));
  }

  @Test
  void parse_everyLineOfTheCorpusIsUnderstood() {
    all()
        .forEach(line ->
            assertNotEquals(
                Event.NOT_UNDERSTOOD,
                lines.read(line),
                () -> new String(line, StandardCharsets.UTF_8)));
  }

  /** Every beginning, and every line damaged at random, is a value. */
  @Test
  void parse_isTotal() {
    Random random = new Random(42);
    for (byte[] line : all().toList()) {
      for (int i = 0; i <= line.length; i++) {
        assertNotNull(lines.read(Arrays.copyOfRange(line, 0, i)));
        assertNotNull(lines.said("sendmail", Arrays.copyOfRange(line, i, line.length)));
        assertNotNull(lines.said("mimedefang.pl", Arrays.copyOfRange(line, i, line.length)));
      }
      for (int round = 0; round < 200; round++) {
        byte[] damaged = line.clone();
        for (int k = random.nextInt(4); k >= 0; k--) {
          damaged[random.nextInt(damaged.length)] =
              (byte)
                  (random.nextBoolean()
                      ? "<>\"\\,[]:= %".charAt(random.nextInt(11))
                      : random.nextInt(256));
        }
        assertNotNull(lines.read(damaged));
      }
    }
  }

  @Test
  void parse_fieldsAreNotFoundInWhatStrangersWrote() {
    Event.Arrival odd =
        arrival(
            "from=<\"a>, size=1, nrcpts=9, relay=[192.0.2.99]\"@a.example>, size=512, class=0, nrcpts=1, msgid=<x, proto=SMTP, relay=evil [192.0.2.9], y@a.example>, proto=ESMTP, daemon=MTA, relay=mx.a.example [192.0.2.1]");
    assertEquals(512, odd.size());
    assertEquals("x, proto=SMTP, relay=evil [192.0.2.9], y@a.example", odd.messageId().toString());
    assertEquals("192.0.2.1", odd.peer().ip().toString());
    Event.Delivery answered =
        delivery(
            "to=<u@b.example>, delay=00:00:01, xdelay=00:00:01, mailer=esmtp, pri=30612, relay=mx.b.example. [192.0.2.2], dsn=4.7.1, reply=451 4.7.1 later, stat=Sent (queued as EVIL1), stat=Deferred: 451 4.7.1 later, stat=Sent (queued as EVIL1)");
    assertEquals(Status.DEFERRED, answered.status());
    assertNull(answered.nextQueueId());
    assertEquals(451, answered.smtpCode());
    Event.Delivery refused =
        delivery(
            "to=<u@b.example>, delay=1+02:03:04, xdelay=00:00:01, mailer=esmtp, pri=30612, relay=mx.b.example. [192.0.2.2], dsn=5.1.1, reply=550 5.1.1 no, stat=Sent (queued as EVIL1), stat=User unknown");
    assertEquals(Status.BOUNCED, refused.status());
    assertEquals(93784, refused.delay());
  }

  @Test
  void parse_programsAndQuotesAreRecipients() {
    Event.Deliveries two =
        assertInstanceOf(
            Event.Deliveries.class,
            lines.read(
                ID
                    + "to=\"|/bin/sh -c 'cat, delay=1'\",<\"a,b\"@c.example>, ctladdr=<list@a.example> (8/0), delay=00:00:00, xdelay=00:00:00, mailer=prog, pri=1, dsn=2.0.0, stat=Sent"));
    assertEquals(
        List.of("\"|/bin/sh -c 'cat, delay=1'\"", "\"a,b\"@c.example"),
        two.each().stream().map(d -> d.to().toString()).toList());
    assertEquals("list@a.example", two.each().getFirst().from().toString());
    assertEquals("pipe", two.each().getFirst().via().toString());
  }

  @Test
  void parse_whatCameInCarriesAMessageId() {
    Event.Arrival brokenOff =
        arrival(
            "from=<x@a.example>, size=306, class=0, nrcpts=1, proto=ESMTP, daemon=MTA, relay=mx.a.example [192.0.2.1]");
    assertNull(brokenOff.messageId());
    assertEquals(
        "session_without_message",
        lines
            .read(
                ID
                    + "from=<x@a.example>, size=0, class=0, nrcpts=0, proto=ESMTP, daemon=MTA, relay=mx.a.example [192.0.2.1]")
            .word());
  }

  private Event.Arrival arrival(String text) {
    return assertInstanceOf(Event.Arrival.class, lines.read(ID + text));
  }

  private Event.Delivery delivery(String text) {
    return assertInstanceOf(Event.Delivery.class, lines.read(ID + text));
  }

  private static Stream<byte[]> all() {
    return Stream.of("sendmail", "mimedefang")
        .flatMap(room -> RecordedLines.logs(room).stream())
        .flatMap(log -> RecordedLines.lines(log).stream());
  }
}
