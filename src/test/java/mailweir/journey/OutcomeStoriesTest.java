package mailweir.journey;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of a message's recipients: several ends, notices, forwarding, aliases, operators. */
class OutcomeStoriesTest {
  private static final String TAKEN =
      """
      2026-03-01T10:00:00Z mx1 postfix/smtpd[1]: AAAAAAAAAA1: client=a.example[192.0.2.1]
      2026-03-01T10:00:00Z mx1 postfix/cleanup[2]: AAAAAAAAAA1: message-id=<one@a.example>
      2026-03-01T10:00:00Z mx1 postfix/qmgr[3]: AAAAAAAAAA1: from=<x@a.example>, size=1000, nrcpt=NRCPT (queue active)
      """;

  private static String taken(int recipients) {
    return TAKEN.replace("NRCPT", Integer.toString(recipients));
  }

  @Test
  void mixedOutcome_countsEachRecipient() {
    Told told =
        Told.of(
            taken(3)
                + """
                2026-03-01T10:00:01Z mx1 postfix/local[4]: AAAAAAAAAA1: to=<u@b.example>, relay=local, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (delivered to maildir)
                2026-03-01T10:00:01Z mx1 postfix/local[4]: AAAAAAAAAA1: to=<v@b.example>, relay=local, delay=1, delays=0/0/0/1, dsn=5.1.1, status=bounced (unknown user: "v")
                2026-03-01T10:00:01Z mx1 postfix/smtp[5]: AAAAAAAAAA1: to=<w@c.example>, relay=mx.c.example[203.0.113.5]:25, delay=1, delays=0/0/0/1, dsn=4.2.0, status=deferred (host mx.c.example[203.0.113.5] said: 450 4.2.0 later (in reply to RCPT TO command))
                2026-03-01T10:00:02Z mx1 postfix/bounce[6]: AAAAAAAAAA1: sender non-delivery notification: BBBBBBBBBB2
                2026-03-01T10:00:02Z mx1 postfix/cleanup[2]: BBBBBBBBBB2: message-id=<20260301100002.BBBBBBBBBB2@mx1.b.example>
                2026-03-01T10:00:02Z mx1 postfix/qmgr[3]: BBBBBBBBBB2: from=<>, size=2000, nrcpt=1 (queue active)
                2026-03-01T10:00:03Z mx1 postfix/smtp[5]: BBBBBBBBBB2: to=<x@a.example>, relay=mx.a.example[192.0.2.1]:25, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 ok)
                2026-03-01T10:00:03Z mx1 postfix/qmgr[3]: BBBBBBBBBB2: removed
                """);
    assertEquals(
        List.of(1L, 1L, 2L, 1L, 1L, 0L),
        told.count("accepted", "generated", "delivered", "bounced", "deferred", "unaccounted"));
  }

  @Test
  void bounceOfABounce_isGeneratedTwice() {
    Told told =
        Told.of(
            """
            2026-03-01T10:00:00Z mx1 postfix/cleanup[2]: BBBBBBBBBB2: message-id=<20260301100000.BBBBBBBBBB2@mx1.b.example>
            2026-03-01T10:00:00Z mx1 postfix/bounce[6]: AAAAAAAAAA1: sender non-delivery notification: BBBBBBBBBB2
            2026-03-01T10:00:00Z mx1 postfix/qmgr[3]: BBBBBBBBBB2: from=<>, size=2000, nrcpt=1 (queue active)
            2026-03-01T10:00:01Z mx1 postfix/smtp[5]: BBBBBBBBBB2: to=<forged@a.example>, relay=mx.a.example[192.0.2.1]:25, delay=1, delays=0/0/0/1, dsn=5.1.1, status=bounced (host mx.a.example[192.0.2.1] said: 550 5.1.1 no such user (in reply to RCPT TO command))
            2026-03-01T10:00:01Z mx1 postfix/cleanup[2]: CCCCCCCCCC3: message-id=<20260301100001.CCCCCCCCCC3@mx1.b.example>
            2026-03-01T10:00:01Z mx1 postfix/bounce[6]: BBBBBBBBBB2: postmaster non-delivery notification: CCCCCCCCCC3
            2026-03-01T10:00:01Z mx1 postfix/qmgr[3]: CCCCCCCCCC3: from=<>, size=3000, nrcpt=1 (queue active)
            2026-03-01T10:00:01Z mx1 postfix/qmgr[3]: BBBBBBBBBB2: removed
            2026-03-01T10:00:02Z mx1 postfix/local[4]: CCCCCCCCCC3: to=<postmaster@b.example>, relay=local, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (delivered to maildir)
            2026-03-01T10:00:02Z mx1 postfix/qmgr[3]: CCCCCCCCCC3: removed
            """);
    assertEquals(
        List.of(0L, 2L, 1L, 1L), told.count("accepted", "generated", "bounced", "delivered"));
  }

  @Test
  void forwarded_isOneJourneyAndOneDelivery() {
    Told told =
        Told.of(
            taken(1)
                + """
                2026-03-01T10:00:01Z mx1 postfix/cleanup[2]: BBBBBBBBBB2: message-id=<one@a.example>
                2026-03-01T10:00:01Z mx1 postfix/local[4]: AAAAAAAAAA1: to=<u@b.example>, relay=local, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (forwarded as BBBBBBBBBB2)
                2026-03-01T10:00:01Z mx1 postfix/qmgr[3]: BBBBBBBBBB2: from=<x@a.example>, size=1100, nrcpt=1 (queue active)
                2026-03-01T10:00:01Z mx1 postfix/qmgr[3]: AAAAAAAAAA1: removed
                2026-03-01T10:00:02Z mx1 postfix/smtp[5]: BBBBBBBBBB2: to=<me@home.example>, orig_to=<u@b.example>, relay=mx.home.example[203.0.113.5]:25, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 ok)
                2026-03-01T10:00:02Z mx1 postfix/qmgr[3]: BBBBBBBBBB2: removed
                """);
    assertEquals(List.of("AAAAAAAAAA1 > BBBBBBBBBB2 by queued as"), told.joins());
    assertEquals(
        List.of(1L, 1L, 1L, 0L, 0L),
        told.count("accepted", "delivered", "delivered.smtp", "generated", "unaccounted"));
  }

  @Test
  void aliasExpandedByLocal_isManyDeliveriesOfOneRecipient() {
    String to =
        "2026-03-01T10:00:01Z mx1 postfix/local[4]: AAAAAAAAAA1: to=<USER@b.example>,"
            + " orig_to=<staff@b.example>, relay=local, delay=1, delays=0/0/0/1, dsn=2.0.0,"
            + " status=sent (delivered to maildir)\n";
    Told told =
        Told.of(
            taken(1)
                + to.replace("USER", "anna")
                + to.replace("USER", "bob")
                + to.replace("USER", "carol")
                + "2026-03-01T10:00:02Z mx1 postfix/qmgr[3]: AAAAAAAAAA1: removed\n");
    assertEquals(List.of(1L, 3L, 0L), told.count("accepted", "delivered", "unaccounted"));
  }

  @Test
  void milterHoldThenReleased_isHeldOnceAndDelivered() {
    Told told =
        Told.of(
            """
            2026-03-01T10:00:00Z mx1 postfix/smtpd[1]: AAAAAAAAAA1: client=a.example[192.0.2.1]
            2026-03-01T10:00:00Z mx1 postfix/cleanup[2]: AAAAAAAAAA1: message-id=<one@a.example>
            2026-03-01T10:00:00Z mx1 postfix/cleanup[2]: AAAAAAAAAA1: milter-hold: END-OF-MESSAGE from a.example[192.0.2.1]: milter triggers HOLD action; from=<x@a.example> to=<u@b.example> proto=ESMTP helo=<a.example>
            2026-03-01T11:30:00Z mx1 postfix/postsuper[9]: AAAAAAAAAA1: released from hold
            2026-03-01T11:30:05Z mx1 postfix/qmgr[3]: AAAAAAAAAA1: from=<x@a.example>, size=1000, nrcpt=1 (queue active)
            2026-03-01T11:30:06Z mx1 postfix/local[4]: AAAAAAAAAA1: to=<u@b.example>, relay=local, delay=5406, delays=5405/0/0/1, dsn=2.0.0, status=sent (delivered to maildir)
            2026-03-01T11:30:06Z mx1 postfix/qmgr[3]: AAAAAAAAAA1: removed
            """);
    assertEquals(List.of(1L, 1L, 1L, 0L), told.count("accepted", "held", "delivered", "aborted"));
  }

  @Test
  void heldByAnAccessRuleBeforeTheId_isHeldAndAccepted() {
    Told told =
        Told.of(
            """
            2026-03-01T10:00:00Z mx1 postfix/smtpd[1]: EEEEEEEEEE5: client=a.example[192.0.2.1]
            2026-03-01T10:00:00Z mx1 postfix/cleanup[2]: EEEEEEEEEE5: message-id=<zero@a.example>
            2026-03-01T10:00:00Z mx1 postfix/qmgr[3]: EEEEEEEEEE5: from=<x@a.example>, size=1, nrcpt=1 (queue active)
            2026-03-01T10:00:00Z mx1 postfix/smtpd[1]: NOQUEUE: hold: RCPT from a.example[192.0.2.1]: <a.example[192.0.2.1]>: Client host triggers HOLD action; from=<x@a.example> to=<u@b.example> proto=ESMTP helo=<a.example>
            2026-03-01T10:00:00Z mx1 postfix/smtpd[1]: AAAAAAAAAA1: client=a.example[192.0.2.1]
            2026-03-01T10:00:00Z mx1 postfix/cleanup[2]: AAAAAAAAAA1: message-id=<one@a.example>
            """);
    assertEquals(List.of(2L, 1L, 0L), told.count("accepted", "held", "aborted"));
  }

  @Test
  void requeuedByAnOperator_isTheSameJourney() {
    Told told =
        Told.of(
            taken(1)
                + """
                2026-03-01T10:00:01Z mx1 postfix/smtp[5]: AAAAAAAAAA1: to=<w@c.example>, relay=none, delay=1, delays=0/0/0/1, dsn=4.4.1, status=deferred (connect to mx.c.example[203.0.113.5]:25: Connection timed out)
                2026-03-01T10:30:00Z mx1 postfix/postsuper[9]: AAAAAAAAAA1: requeued
                2026-03-01T10:30:10Z mx1 postfix/pickup[7]: BBBBBBBBBB2: uid=103 from=<x@a.example> orig_id=AAAAAAAAAA1
                2026-03-01T10:30:10Z mx1 postfix/cleanup[2]: BBBBBBBBBB2: message-id=<one@a.example>
                2026-03-01T10:30:10Z mx1 postfix/qmgr[3]: BBBBBBBBBB2: from=<x@a.example>, size=1000, nrcpt=1 (queue active)
                2026-03-01T10:30:11Z mx1 postfix/smtp[5]: BBBBBBBBBB2: to=<w@c.example>, relay=mx.c.example[203.0.113.5]:25, delay=1811, delays=1810/0/0/1, dsn=2.0.0, status=sent (250 ok)
                2026-03-01T10:30:11Z mx1 postfix/qmgr[3]: BBBBBBBBBB2: removed
                """);
    assertEquals(List.of("AAAAAAAAAA1 > BBBBBBBBBB2 by orig_queue_id"), told.joins());
    assertEquals(
        List.of(1L, 0L, 1L, 1L, 0L),
        told.count("accepted", "accepted.pickup", "deferred", "delivered", "unaccounted"));
  }

  @Test
  void deletedByAnOperator_isNotUnaccounted() {
    Told told =
        Told.of(
            taken(1)
                + """
                2026-03-01T10:30:00Z mx1 postfix/postsuper[9]: AAAAAAAAAA1: removed
                """);
    assertEquals(List.of(1L, 0L, 0L), told.count("accepted", "delivered", "unaccounted"));
  }

  @Test
  void deferredThenExpired_isExpiredAndNotBounced() {
    Told told =
        Told.of(
            taken(2)
                + """
                2026-03-01T10:00:01Z mx1 postfix/local[4]: AAAAAAAAAA1: to=<u@b.example>, relay=local, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (delivered to maildir)
                2026-03-01T10:00:01Z mx1 postfix/smtp[5]: AAAAAAAAAA1: to=<w@c.example>, relay=none, delay=1, delays=0/0/0/1, dsn=4.4.1, status=deferred (connect to mx.c.example[203.0.113.5]:25: Connection timed out)
                2026-03-06T10:00:02Z mx1 postfix/qmgr[3]: AAAAAAAAAA1: from=<x@a.example>, size=1000, nrcpt=2 (queue active)
                2026-03-06T10:00:03Z mx1 postfix/qmgr[3]: AAAAAAAAAA1: from=<x@a.example>, status=expired, returned to sender
                2026-03-06T10:00:03Z mx1 postfix/qmgr[3]: AAAAAAAAAA1: removed
                """);
    assertEquals(
        List.of(1L, 1L, 1L, 1L, 0L, 0L),
        told.count("accepted", "delivered", "deferred", "expired", "bounced", "unaccounted"));
  }

  @Test
  void addressProbe_countsNowhere() {
    Told told =
        Told.of(
            """
            2026-03-01T10:00:00Z mx1 postfix/cleanup[2]: AAAAAAAAAA1: message-id=<20260301100000.AAAAAAAAAA1@mx1.b.example>
            2026-03-01T10:00:00Z mx1 postfix/qmgr[3]: AAAAAAAAAA1: from=<double-bounce@b.example>, size=225, nrcpt=1 (queue active)
            2026-03-01T10:00:00Z mx1 postfix/smtp[5]: AAAAAAAAAA1: to=<w@c.example>, relay=mx.c.example[203.0.113.5]:25, delay=1, delays=0/0/0/1, dsn=5.1.1, status=undeliverable (host mx.c.example[203.0.113.5] said: 550 5.1.1 no (in reply to RCPT TO command))
            2026-03-01T10:00:00Z mx1 postfix/qmgr[3]: AAAAAAAAAA1: removed
            """);
    assertEquals("{}", told.figures().toString());
  }
}
