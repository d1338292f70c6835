package mailweir.journey;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages through Sendmail, which tells no connection and no removal. */
class SendmailStoriesTest {
  private static final String CAME =
      """
      2026-03-01T10:00:00Z mail sm-mta[1]: A21A00000001: from=<x@a.example>, size=1000, class=0, nrcpts=2, msgid=<one@a.example>, proto=ESMTP, daemon=MTA, relay=mx.a.example [192.0.2.1]
      """;

  @Test
  void delivered_isCountedForEachRecipientOfALine() {
    Told told =
        Told.of(
            CAME
                + """
                2026-03-01T10:00:01Z mail sm-mta[2]: A21A00000001: to=<u@b.example>,<v@b.example>, delay=00:00:01, xdelay=00:00:01, mailer=esmtp, pri=61000, relay=mx.b.example. [192.0.2.2], dsn=2.0.0, stat=Sent (Ok: queued as B4D0310889)
                """);
    assertEquals(
        List.of(1L, 1000L, 2L, 2000L, 1L),
        told.count("accepted", "accepted_bytes", "delivered", "delivered_bytes", "relayed_hops"));
  }

  @Test
  void submissionQueue_isTheSameJourneyAsTheServersHop() {
    Told told =
        Told.of(
            """
            2026-03-01T10:00:00Z mail sendmail[1]: A21A00000001: from=ann, size=100, class=0, nrcpts=1, msgid=<one@mail.example>, relay=ann@localhost
            2026-03-01T10:00:00Z mail sm-mta[2]: A21A00000002: from=<ann@mail.example>, size=300, class=0, nrcpts=1, msgid=<one@mail.example>, proto=ESMTP, daemon=MTA, relay=localhost [127.0.0.1]
            2026-03-01T10:00:00Z mail sendmail[1]: A21A00000001: to=u@b.example, ctladdr=ann (1000/1000), delay=00:00:00, xdelay=00:00:00, mailer=relay, pri=30100, relay=[127.0.0.1] [127.0.0.1], dsn=2.0.0, stat=Sent (A21A00000002 Message accepted for delivery)
            2026-03-01T10:00:01Z mail sm-mta[3]: A21A00000002: to=<u@b.example>, ctladdr=<ann@mail.example> (1000/1000), delay=00:00:01, xdelay=00:00:01, mailer=esmtp, pri=30300, relay=mx.b.example. [192.0.2.2], dsn=2.0.0, stat=Sent (ok)
            """);
    assertEquals(List.of("A21A00000001 > A21A00000002 by queued as"), told.joins());
    assertEquals(
        List.of(1L, 1L, 100L, 1L, 2L),
        told.count("accepted", "accepted.pickup", "accepted_bytes", "delivered", "relayed_hops"));
  }

  @Test
  void refusedAtItsEnd_isNeitherAcceptedNorBounced() {
    Told told =
        Told.of(
            CAME
                + """
                2026-03-01T10:00:01Z mail mimedefang.pl[9]: A21A00000001: MDLOG,A21A00000001,virus,Worm.Fake-1,192.0.2.1,<x@a.example>,<u@b.example>,hello
                2026-03-01T10:00:01Z mail mimedefang.pl[9]: A21A00000001: MDLOG,A21A00000001,virus,Worm.Fake-1,192.0.2.1,<x@a.example>,<v@b.example>,hello
                2026-03-01T10:00:01Z mail mimedefang.pl[9]: A21A00000001: filter:  bounce=1
                2026-03-01T10:00:01Z mail sm-mta[1]: A21A00000001: Milter: data, reject=554 5.7.1 Message contains virus Worm.Fake-1
                2026-03-01T10:00:01Z mail sm-mta[1]: A21A00000001: to=<u@b.example>, delay=00:00:00, pri=61000, stat=Message contains virus Worm.Fake-1
                2026-03-01T10:00:01Z mail sm-mta[1]: A21A00000001: to=<v@b.example>, delay=00:00:00, pri=61000, stat=Message contains virus Worm.Fake-1
                """);
    assertEquals(
        List.of(0L, 1L, 0L, 1L, 1L, 1L, 0L),
        told.count(
            "accepted", "aborted", "bounced", "refused", "virus", "virus.blocked", "relayed_hops"));
  }

  @Test
  void brokenOffBeforeItsEnd_isAborted() {
    Told told =
        Told.of(
            """
            2026-03-01T10:00:01Z mail sm-mta[1]: A21A00000001: collect: premature EOM: unexpected close
            2026-03-01T10:00:01Z mail sm-mta[1]: A21A00000001: collect: relay=mx.a.example, from=<x@a.example>, info=unexpected close
            2026-03-01T10:00:01Z mail sm-mta[1]: A21A00000001: from=<x@a.example>, size=306, class=0, nrcpts=1, proto=ESMTP, daemon=MTA, relay=mx.a.example [192.0.2.1]
            2026-03-01T10:00:01Z mail sm-mta[2]: A21A00000002: from=<x@a.example>, size=0, class=0, nrcpts=0, proto=ESMTP, daemon=MTA, relay=mx.a.example [192.0.2.1]
            """);
    assertEquals(
        List.of(0L, 1L, 1L, 0L),
        told.count("accepted", "aborted", "lost_connections", "relayed_hops"));
  }

  @Test
  void queueLifetime_endsWhatIsStillOpen() {
    Told told =
        Told.of(
            CAME
                + """
                2026-03-01T10:00:01Z mail sm-mta[2]: A21A00000001: to=alice, delay=00:00:01, xdelay=00:00:00, mailer=local, pri=61000, dsn=2.0.0, stat=Sent
                2026-03-01T10:00:01Z mail sm-mta[2]: A21A00000001: to=bob, delay=00:00:01, xdelay=00:00:00, mailer=local, pri=61000, dsn=2.0.0, stat=Sent
                2026-03-01T10:00:01Z mail sm-mta[2]: A21A00000001: to=<v@c.example>, delay=00:00:01, xdelay=00:00:00, mailer=esmtp, pri=61000, relay=mx.c.example., dsn=4.4.1, stat=Deferred: Connection refused by mx.c.example.
                2026-03-01T14:00:01Z mail sm-mta[3]: A21A00000001: A21E00000003: sender notify: Warning: could not send message for past 4 hours
                2026-03-06T10:00:01Z mail sm-mta[4]: A21A00000001: to=<v@c.example>, delay=5+00:00:01, xdelay=00:00:00, mailer=esmtp, pri=71000, relay=mx.c.example., dsn=4.4.1, stat=Deferred: Connection refused by mx.c.example.
                2026-03-06T10:00:01Z mail sm-mta[4]: A21A00000001: A26A00000004: sender notify: Cannot send message for 5 days
                2026-03-06T10:00:02Z mail sm-mta[4]: A26A00000004: to=<x@a.example>, delay=00:00:01, xdelay=00:00:01, mailer=esmtp, pri=31000, relay=mx.a.example. [192.0.2.1], dsn=2.0.0, stat=Sent (ok)
                """);
    assertEquals(
        List.of(1L, 3L, 2L, 1L, 0L, 2L, 3L),
        told.count(
            "accepted",
            "delivered",
            "deferred",
            "expired",
            "bounced",
            "generated",
            "relayed_hops"));
  }

  @Test
  void listWithAnOwner_goesOnUnderAnIdOfItsOwn() {
    Told told =
        Told.of(
            CAME
                + """
                2026-03-01T10:00:01Z mail sm-mta[2]: A21A00000001: A21A00000003: clone: owner=owner-list
                2026-03-01T10:00:01Z mail sm-mta[2]: A21A00000001: to=bob, delay=00:00:01, xdelay=00:00:00, mailer=local, pri=61000, dsn=2.0.0, stat=Sent
                2026-03-01T10:00:02Z mail sm-mta[2]: A21A00000003: to=<w@c.example>, delay=00:00:02, xdelay=00:00:01, mailer=esmtp, pri=61000, relay=mx.c.example. [192.0.2.3], dsn=2.0.0, stat=Sent (ok)
                """);
    assertEquals(List.of("A21A00000001 > A21A00000003 by orig_queue_id"), told.joins());
    assertEquals(List.of(1L, 2L), told.count("accepted", "delivered"));
  }

  /** Before 8.12 the new id stands before the word, and the old one behind it. */
  @Test
  void listWithAnOwner_ofAnOldSendmail_goesOnUnderAnIdOfItsOwn() {
    Told told =
        Told.of(
            CAME
                + """
                2026-03-01T10:00:01Z mail sendmail[2]: A21A00000003: clone A21A00000001, owner=owner-list
                2026-03-01T10:00:01Z mail sendmail[2]: A21A00000001: to=bob, delay=00:00:01, xdelay=00:00:00, mailer=local, stat=Sent
                2026-03-01T10:00:02Z mail sendmail[2]: A21A00000003: to=<w@c.example>, delay=00:00:02, xdelay=00:00:01, mailer=esmtp, relay=mx.c.example. [192.0.2.3], stat=Sent (ok)
                """);
    assertEquals(List.of("A21A00000001 > A21A00000003 by orig_queue_id"), told.joins());
    assertEquals(List.of(1L, 2L), told.count("accepted", "delivered"));
  }

  @Test
  void discardedAndHeld_countOnceForAMessage() {
    Told told =
        Told.of(
            CAME
                + """
                2026-03-01T10:00:01Z mail sm-mta[1]: ruleset=check_relay, arg1=mx.a.example, arg2=192.0.2.1, relay=mx.a.example [192.0.2.1], discard
                2026-03-01T10:00:01Z mail sm-mta[1]: A21A00000001: Milter: data, discard
                2026-03-01T10:00:01Z mail sm-mta[1]: A21A00000001: discarded
                2026-03-01T10:00:02Z mail sm-mta[5]: A21A00000005: from=<x@a.example>, size=1000, class=0, nrcpts=1, msgid=<two@a.example>, proto=ESMTP, daemon=MTA, relay=mx.a.example [192.0.2.1]
                2026-03-01T10:00:02Z mail sm-mta[5]: A21A00000005: milter=scan, quarantine=look at it
                2026-03-01T10:00:02Z mail sm-mta[5]: A21A00000005: to=<u@b.example>, delay=00:00:00, mailer=local, pri=31000, quarantine=look at it, stat=quarantined
                """);
    assertEquals(List.of(2L, 1L, 1L, 0L), told.count("accepted", "discarded", "held", "delivered"));
  }

  @Test
  void splitEnvelope_isOneJourneyOfSeveralHops() {
    Told told =
        Told.of(
            """
            2026-03-01T10:00:00Z mail sm-mta[1]: A21A00000001: from=<x@a.example>, size=1000, class=0, nrcpts=3, msgid=<one@a.example>, proto=ESMTP, daemon=MTA, relay=mx.a.example [192.0.2.1]
            2026-03-01T10:00:00Z mail sm-mta[1]: A21A00000001: split: maxrcpts=1, rcpts=3, count=2, ids=A21A00000002; A21A00000003
            2026-03-01T10:00:01Z mail sm-mta[2]: A21A00000001: to=<u@b.example>, delay=00:00:01, xdelay=00:00:01, mailer=esmtp, pri=61000, relay=mx.b.example. [192.0.2.2], dsn=2.0.0, stat=Sent (ok)
            2026-03-01T10:00:01Z mail sm-mta[3]: A21A00000002: to=<v@b.example>, delay=00:00:01, xdelay=00:00:01, mailer=esmtp, pri=61000, relay=mx.b.example. [192.0.2.2], dsn=2.0.0, stat=Sent (ok)
            2026-03-01T10:00:01Z mail sm-mta[4]: A21A00000003: to=<w@b.example>, delay=00:00:01, xdelay=00:00:01, mailer=esmtp, pri=61000, relay=mx.b.example. [192.0.2.2], dsn=2.0.0, stat=Sent (ok)
            """);
    assertEquals(
        List.of(
            "A21A00000001 > A21A00000002 by orig_queue_id",
            "A21A00000001 > A21A00000003 by orig_queue_id"),
        told.joins());
    assertEquals(
        List.of(1L, 3L, 3L, 0L),
        told.count("accepted", "delivered", "relayed_hops", "unaccounted"));
  }
}
