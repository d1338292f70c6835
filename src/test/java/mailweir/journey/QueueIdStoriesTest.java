package mailweir.journey;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A queue id is not a name (COUNTING.md, law 7): it is unique on one host, for one stay. */
class QueueIdStoriesTest {

  @Test
  void reusedWithinMinutes_isTwoMessages() {
    Told told =
        Told.of(
            """
            2026-03-01T10:00:00.1Z mx1 postfix/smtpd[1]: 4F1A2B3C4D5: client=a.example[192.0.2.1]
            2026-03-01T10:00:00.2Z mx1 postfix/cleanup[2]: 4F1A2B3C4D5: message-id=<one@a.example>
            2026-03-01T10:00:00.3Z mx1 postfix/qmgr[3]: 4F1A2B3C4D5: from=<x@a.example>, size=1000, nrcpt=1 (queue active)
            2026-03-01T10:00:01.0Z mx1 postfix/local[4]: 4F1A2B3C4D5: to=<u@b.example>, relay=local, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (delivered to maildir)
            2026-03-01T10:00:01.1Z mx1 postfix/qmgr[3]: 4F1A2B3C4D5: removed
            2026-03-01T10:03:00.1Z mx1 postfix/smtpd[1]: 4F1A2B3C4D5: client=c.example[192.0.2.2]
            2026-03-01T10:03:00.2Z mx1 postfix/cleanup[2]: 4F1A2B3C4D5: message-id=<two@c.example>
            2026-03-01T10:03:00.3Z mx1 postfix/qmgr[3]: 4F1A2B3C4D5: from=<y@c.example>, size=500, nrcpt=1 (queue active)
            2026-03-01T10:03:01.0Z mx1 postfix/local[4]: 4F1A2B3C4D5: to=<u@b.example>, relay=local, delay=1, delays=0/0/0/1, dsn=5.1.1, status=bounced (unknown user: "u")
            2026-03-01T10:03:01.1Z mx1 postfix/qmgr[3]: 4F1A2B3C4D5: removed
            """);
    assertEquals(
        List.of(2L, 1500L, 1L, 1000L, 1L, 0L),
        told.count(
            "accepted",
            "accepted_bytes",
            "delivered",
            "delivered_bytes",
            "bounced",
            "unaccounted"));
  }

  @Test
  void reusedWithoutARemoval_isTwoMessages() {
    Told told =
        Told.of(
            """
            2026-03-01T10:00:00Z mx1 postfix/smtpd[1]: 4F1A2B3C4D5: client=a.example[192.0.2.1]
            2026-03-01T10:00:00Z mx1 postfix/cleanup[2]: 4F1A2B3C4D5: message-id=<one@a.example>
            2026-03-01T10:00:00Z mx1 postfix/smtpd[1]: lost connection after DATA (900 bytes) from a.example[192.0.2.1]
            2026-03-01T10:05:00Z mx1 postfix/smtpd[1]: 4F1A2B3C4D5: client=c.example[192.0.2.2]
            2026-03-01T10:05:00Z mx1 postfix/cleanup[2]: 4F1A2B3C4D5: message-id=<two@c.example>
            2026-03-01T10:05:00Z mx1 postfix/qmgr[3]: 4F1A2B3C4D5: from=<y@c.example>, size=500, nrcpt=1 (queue active)
            2026-03-01T10:05:01Z mx1 postfix/lmtp[4]: 4F1A2B3C4D5: to=<u@b.example>, relay=mx1[private/dovecot-lmtp], delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 2.0.0 <u@b.example> Saved)
            2026-03-01T10:05:01Z mx1 postfix/qmgr[3]: 4F1A2B3C4D5: removed
            """);
    assertEquals(List.of(1L, 1L, 1L), told.count("accepted", "aborted", "delivered"));
  }

  @Test
  void sameIdOnTwoHostsAtTheSameTime_isTwoMessages() {
    String one =
        """
        2026-03-01T10:00:00Z HOST postfix/smtpd[1]: 4F1A2B3C4D5: client=a.example[192.0.2.1]
        2026-03-01T10:00:00Z HOST postfix/cleanup[2]: 4F1A2B3C4D5: message-id=<HOST@a.example>
        2026-03-01T10:00:00Z HOST postfix/qmgr[3]: 4F1A2B3C4D5: from=<x@a.example>, size=1000, nrcpt=1 (queue active)
        2026-03-01T10:00:01Z HOST postfix/local[4]: 4F1A2B3C4D5: to=<u@b.example>, relay=local, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (delivered to maildir)
        2026-03-01T10:00:01Z HOST postfix/qmgr[3]: 4F1A2B3C4D5: removed
        """;
    Told told = Told.of(one.replace("HOST", "mx1") + one.replace("HOST", "mx2"));
    assertEquals(List.of(2L, 2L, 0L), told.count("accepted", "delivered", "unaccounted"));
    assertEquals(List.of(), told.joins());
  }

  @Test
  void idOfTheOutsideWorldEqualToOneOfOurs_isNoHandOver() {
    Told told =
        Told.of(
            """
            2026-03-01T10:00:00Z mx1 postfix/smtpd[1]: AAAAAAAAAA1: client=a.example[192.0.2.1]
            2026-03-01T10:00:00Z mx1 postfix/cleanup[2]: AAAAAAAAAA1: message-id=<one@a.example>
            2026-03-01T10:00:00Z mx1 postfix/qmgr[3]: AAAAAAAAAA1: from=<x@a.example>, size=1000, nrcpt=1 (queue active)
            2026-03-01T10:00:01Z mx1 postfix/smtpd[1]: BBBBBBBBBB2: client=c.example[192.0.2.2]
            2026-03-01T10:00:01Z mx1 postfix/cleanup[2]: BBBBBBBBBB2: message-id=<two@c.example>
            2026-03-01T10:00:01Z mx1 postfix/qmgr[3]: BBBBBBBBBB2: from=<y@c.example>, size=10, nrcpt=1 (queue active)
            2026-03-01T10:00:02Z mx1 postfix/smtp[4]: AAAAAAAAAA1: to=<u@far.example>, relay=mx.far.example[203.0.113.9]:25, delay=2, delays=0/0/1/1, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as BBBBBBBBBB2)
            2026-03-01T10:00:02Z mx1 postfix/qmgr[3]: AAAAAAAAAA1: removed
            2026-03-01T10:00:03Z mx1 postfix/local[5]: BBBBBBBBBB2: to=<v@b.example>, relay=local, delay=2, delays=0/0/0/2, dsn=2.0.0, status=sent (delivered to maildir)
            2026-03-01T10:00:03Z mx1 postfix/qmgr[3]: BBBBBBBBBB2: removed
            """);
    assertEquals(List.of(2L, 2L), told.count("accepted", "delivered"));
    assertEquals(List.of(), told.joins());
  }

  @Test
  void nextHostOfTheSite_isTheSameJourney() {
    Told told =
        Told.of(
            """
            2026-03-01T10:00:00Z mx1 postfix/submission/smtpd[1]: AAAAAAAAAA1: client=pc.example[192.0.2.1], sasl_method=PLAIN, sasl_username=u
            2026-03-01T10:00:00Z mx1 postfix/cleanup[2]: AAAAAAAAAA1: message-id=<one@A.Example>
            2026-03-01T10:00:00Z mx1 postfix/qmgr[3]: AAAAAAAAAA1: from=<u@b.example>, size=1000, nrcpt=2 (queue active)
            2026-03-01T10:00:01Z mx1 postfix/smtp[4]: AAAAAAAAAA1: to=<v@far.example>, relay=mx2.b.example[192.0.2.26]:25, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as BBBBBBBBBB2)
            2026-03-01T10:00:01Z mx1 postfix/smtp[4]: AAAAAAAAAA1: to=<w@far.example>, relay=mx2.b.example[192.0.2.26]:25, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as BBBBBBBBBB2)
            2026-03-01T10:00:01Z mx1 postfix/qmgr[3]: AAAAAAAAAA1: removed
            2026-03-01T10:00:31Z mx2 postfix/smtpd[1]: BBBBBBBBBB2: client=mx1.b.example[192.0.2.25]
            2026-03-01T10:00:31Z mx2 postfix/cleanup[2]: BBBBBBBBBB2: message-id=<one@a.example>
            2026-03-01T10:00:31Z mx2 postfix/qmgr[3]: BBBBBBBBBB2: from=<u@b.example>, size=1200, nrcpt=2 (queue active)
            2026-03-01T10:00:32Z mx2 postfix/smtp[4]: BBBBBBBBBB2: to=<v@far.example>, relay=mx.far.example[203.0.113.9]:25, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 ok)
            2026-03-01T10:00:32Z mx2 postfix/smtp[4]: BBBBBBBBBB2: to=<w@far.example>, relay=mx.far.example[203.0.113.9]:25, delay=1, delays=0/0/0/1, dsn=5.1.1, status=bounced (550 no)
            2026-03-01T10:00:32Z mx2 postfix/qmgr[3]: BBBBBBBBBB2: removed
            """);
    assertEquals(List.of("AAAAAAAAAA1 > BBBBBBBBBB2 by queued as"), told.joins());
    assertEquals(
        List.of(1L, 1L, 1L, 1L, 2L, 1L),
        told.count(
            "accepted", "accepted.submission", "delivered", "bounced", "relayed_hops", "auth_ok"));
  }

  @Test
  void siteOfWhichOneHostIsNotRead_deliversToIt() {
    Told told =
        Told.of(
            """
            2026-03-01T10:00:00Z mx1 postfix/smtpd[1]: AAAAAAAAAA1: client=pc.example[192.0.2.1]
            2026-03-01T10:00:00Z mx1 postfix/cleanup[2]: AAAAAAAAAA1: message-id=<one@a.example>
            2026-03-01T10:00:00Z mx1 postfix/qmgr[3]: AAAAAAAAAA1: from=<u@b.example>, size=1000, nrcpt=1 (queue active)
            2026-03-01T10:00:01Z mx1 postfix/smtp[4]: AAAAAAAAAA1: to=<v@far.example>, relay=mx2.b.example[192.0.2.26]:25, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as BBBBBBBBBB2)
            2026-03-01T10:00:01Z mx1 postfix/qmgr[3]: AAAAAAAAAA1: removed
            """);
    assertEquals(List.of(1L, 1L), told.count("accepted", "delivered"));
  }

  @Test
  @Timeout(20)
  void sameIdRemovedManyTimes_isPutTogetherInTime() {
    StringBuilder log = new StringBuilder();
    java.time.Instant at = java.time.Instant.parse("2026-03-01T10:00:00Z");
    for (int i = 0; i < 4_000; i++) {
      log.append(at.plusSeconds(11L * i)).append(" mx1 postfix/qmgr[3]: 4F1A2B3C4D5: removed\n");
    }
    assertEquals(List.of(0L, 0L), Told.of(log.toString()).count("accepted", "unaccounted"));
  }
}
