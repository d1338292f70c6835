package mailweir.journey;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages that go through a filter: one journey, counted once, whatever the filter does with them. */
class FilterStoriesTest {
  private static final String TO_AMAVIS =
      """
      2026-03-01T10:00:00.1Z mx1 postfix/smtpd[1]: AAAAAAAAAA1: client=a.example[192.0.2.1]
      2026-03-01T10:00:00.2Z mx1 postfix/cleanup[2]: AAAAAAAAAA1: message-id=<one@A.example>
      2026-03-01T10:00:00.3Z mx1 postfix/qmgr[3]: AAAAAAAAAA1: from=<x@a.example>, size=1000, nrcpt=2 (queue active)
      """;

  private static final String BACK =
      """
      2026-03-01T10:00:01.1Z mx1 postfix/smtpd[5]: BBBBBBBBBB2: client=localhost[127.0.0.1]
      2026-03-01T10:00:01.2Z mx1 postfix/cleanup[2]: BBBBBBBBBB2: message-id=<one@A.example>
      2026-03-01T10:00:01.3Z mx1 postfix/qmgr[3]: BBBBBBBBBB2: from=<x@a.example>, size=1400, nrcpt=2 (queue active)
      2026-03-01T10:00:01.4Z mx1 amavis[9]: (00009-01) Passed CLEAN {RelayedInbound}, [192.0.2.1]:25 [192.0.2.1] <x@a.example> -> <u@b.example>,<v@b.example>, Queue-ID: AAAAAAAAAA1, Message-ID: <one@a.example>, mail_id: abcdefghijkl, Hits: -1, size: 1000, queued_as: BBBBBBBBBB2, 300 ms
      2026-03-01T10:00:01.5Z mx1 postfix/lmtp[6]: AAAAAAAAAA1: to=<u@b.example>, relay=127.0.0.1[127.0.0.1]:10024, delay=1.4, delays=0.1/0/0/1.3, dsn=2.0.0, status=sent (250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as BBBBBBBBBB2)
      2026-03-01T10:00:01.5Z mx1 postfix/lmtp[6]: AAAAAAAAAA1: to=<v@b.example>, relay=127.0.0.1[127.0.0.1]:10024, delay=1.4, delays=0.1/0/0/1.3, dsn=2.0.0, status=sent (250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as BBBBBBBBBB2)
      2026-03-01T10:00:01.6Z mx1 postfix/qmgr[3]: AAAAAAAAAA1: removed
      2026-03-01T10:00:02.0Z mx1 postfix/local[7]: BBBBBBBBBB2: to=<u@b.example>, relay=local, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (delivered to maildir)
      2026-03-01T10:00:02.0Z mx1 postfix/local[7]: BBBBBBBBBB2: to=<v@b.example>, relay=local, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (delivered to maildir)
      2026-03-01T10:00:02.1Z mx1 postfix/qmgr[3]: BBBBBBBBBB2: removed
      """;

  @Test
  void reinjected_isOneJourney() {
    Told told = Told.of(TO_AMAVIS + BACK);
    assertEquals(List.of("AAAAAAAAAA1 > BBBBBBBBBB2 by queued as"), told.joins());
    assertEquals(
        List.of(1L, 1000L, 2L, 2800L, 2L, 0L, 0L),
        told.count(
            "accepted",
            "accepted_bytes",
            "delivered",
            "delivered_bytes",
            "relayed_hops",
            "discarded",
            "unaccounted"));
  }

  @Test
  void reinjectedWithOrigQueueId_isOneJourneyWhenTheAnswerIsLost() {
    String back =
        BACK.replace(
                "client=localhost[127.0.0.1]",
                "client=localhost[127.0.0.1], orig_queue_id=AAAAAAAAAA1, orig_client=a.example[192.0.2.1]")
            .replaceAll(" 250 2.0.0 Ok: queued as BBBBBBBBBB2", " 250 2.0.0 Ok")
            .replace(", queued_as: BBBBBBBBBB2", "");
    Told told = Told.of(TO_AMAVIS + back);
    assertEquals(List.of("AAAAAAAAAA1 > BBBBBBBBBB2 by orig_queue_id"), told.joins());
    assertEquals(List.of(1L, 2L, 0L), told.count("accepted", "delivered", "discarded"));
  }

  @Test
  void discardedByTheFilter_isNobodysMail() {
    Told told =
        Told.of(
            TO_AMAVIS
                + """
                2026-03-01T10:00:01Z mx1 amavis[9]: (00009-02) Blocked INFECTED (Win.Worm.Fake-2002) {DiscardedInbound,Quarantined}, [192.0.2.1]:25 [192.0.2.1] <x@a.example> -> <u@b.example>,<v@b.example>, quarantine: virus-abc, Queue-ID: AAAAAAAAAA1, Message-ID: <one@a.example>, mail_id: abc, Hits: -, size: 1000, 300 ms
                2026-03-01T10:00:01Z mx1 postfix/lmtp[6]: AAAAAAAAAA1: to=<u@b.example>, relay=127.0.0.1[127.0.0.1]:10024, delay=1.4, delays=0.1/0/0/1.3, dsn=2.7.0, status=sent (250 2.7.0 Ok, discarded, id=00009-02 - INFECTED: Win.Worm.Fake-2002)
                2026-03-01T10:00:01Z mx1 postfix/lmtp[6]: AAAAAAAAAA1: to=<v@b.example>, relay=127.0.0.1[127.0.0.1]:10024, delay=1.4, delays=0.1/0/0/1.3, dsn=2.7.0, status=sent (250 2.7.0 Ok, discarded, id=00009-02 - INFECTED: Win.Worm.Fake-2002)
                2026-03-01T10:00:01Z mx1 postfix/qmgr[3]: AAAAAAAAAA1: removed
                """);
    assertEquals(
        List.of(1L, 0L, 1L, 1L, 1L, 0L),
        told.count("accepted", "delivered", "discarded", "virus", "virus.blocked", "unaccounted"));
  }

  @Test
  void filterDownThenUp_defersAndThenDelivers() {
    Told told =
        Told.of(
            TO_AMAVIS
                + """
                2026-03-01T09:59:59.9Z mx1 postfix/qmgr[3]: warning: mail for 127.0.0.1 is using up 1 of 2 active queue entries
                2026-03-01T10:00:00.5Z mx1 postfix/lmtp[6]: AAAAAAAAAA1: to=<u@b.example>, relay=none, delay=0.2, delays=0.1/0/0.1/0, dsn=4.4.1, status=deferred (connect to 127.0.0.1[127.0.0.1]:10024: Connection refused)
                2026-03-01T10:00:00.5Z mx1 postfix/lmtp[6]: AAAAAAAAAA1: to=<v@b.example>, relay=none, delay=0.2, delays=0.1/0/0.1/0, dsn=4.4.1, status=deferred (connect to 127.0.0.1[127.0.0.1]:10024: Connection refused)
                """
                + BACK.replace("10:00:0", "10:05:0"));
    assertEquals(
        List.of(1L, 2L, 2L, 0L), told.count("accepted", "deferred", "delivered", "unaccounted"));
  }

  @Test
  void reportOfTheFilter_isGenerated() {
    Told told =
        Told.of(
            """
            2026-03-01T10:00:00Z mx1 postfix/smtpd[5]: BBBBBBBBBB2: client=localhost[127.0.0.1]
            2026-03-01T10:00:00Z mx1 postfix/cleanup[2]: BBBBBBBBBB2: message-id=<SSabc@mx1.b.example>
            2026-03-01T10:00:00Z mx1 postfix/qmgr[3]: BBBBBBBBBB2: from=<>, size=1400, nrcpt=1 (queue active)
            2026-03-01T10:00:01Z mx1 postfix/smtp[7]: BBBBBBBBBB2: to=<x@a.example>, relay=mx.a.example[192.0.2.1]:25, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 ok)
            2026-03-01T10:00:01Z mx1 postfix/qmgr[3]: BBBBBBBBBB2: removed
            """);
    assertEquals(List.of(0L, 1L, 1L), told.count("accepted", "generated", "delivered"));
  }

  @Test
  void verdictSplitOverTwoLines_belongsToItsMessage() {
    Told told =
        Told.of(
            TO_AMAVIS
                + """
                2026-03-01T10:00:01Z mx1 amavis[9]: (00009-03) Blocked SPAM {DiscardedInbound,Quarantined}, [192.0.2.1]:25 [192.0.2.1] <x@a.example> -> <u@b.example>,<v@b.example>,...
                2026-03-01T10:00:01Z mx1 amavis[9]: (00009-03) ..., quarantine: spam-abc.gz, Queue-ID: AAAAAAAAAA1, Message-ID: <one@a.example>, mail_id: abc, Hits: 12.3, size: 1000, 300 ms
                2026-03-01T10:00:01Z mx1 postfix/lmtp[6]: AAAAAAAAAA1: to=<u@b.example>, relay=127.0.0.1[127.0.0.1]:10024, delay=1.4, delays=0.1/0/0/1.3, dsn=2.7.0, status=sent (250 2.7.0 Ok, discarded, id=00009-03 - spam)
                2026-03-01T10:00:01Z mx1 postfix/lmtp[6]: AAAAAAAAAA1: to=<v@b.example>, relay=127.0.0.1[127.0.0.1]:10024, delay=1.4, delays=0.1/0/0/1.3, dsn=2.7.0, status=sent (250 2.7.0 Ok, discarded, id=00009-03 - spam)
                2026-03-01T10:00:01Z mx1 postfix/qmgr[3]: AAAAAAAAAA1: removed
                """);
    assertEquals(
        List.of(1L, 1L, 1L, 1L, 0L),
        told.count("accepted", "spam", "spam.blocked", "discarded", "delivered"));
  }

  @Test
  void filterOnAHostOfItsOwn_judgesTheMessageOfTheOther() {
    Told told =
        Told.of(
            TO_AMAVIS
                + """
                2026-03-01T10:00:09Z scan amavis[9]: (00009-04) Passed SPAMMY {RelayedTaggedInbound}, [192.0.2.1]:25 [192.0.2.1] <x@a.example> -> <u@b.example>, Queue-ID: AAAAAAAAAA1, Message-ID: <one@a.example>, mail_id: abc, Hits: 6.3, size: 1000, queued_as: CCCCCCCCCC3, 300 ms
                2026-03-01T10:00:09Z scan spamd[8]: spamd: result: Y 7 - TESTS scantime=0.3,size=1000,user=filter,uid=110,required_score=5.0,rhost=::1,raddr=::1,rport=4711,mid=<one@a.example>,autolearn=no
                """);
    assertEquals(List.of(1L, 1L), told.count("accepted", "spam"));
  }

  private static String piped(String id, String back, String verdict) {
    return """
    2026-03-01T10:00:00Z mx1 postfix/smtpd[1]: ID: client=a.example[192.0.2.1]
    2026-03-01T10:00:00Z mx1 postfix/cleanup[2]: ID: message-id=<same@a.example>
    2026-03-01T10:00:00Z mx1 postfix/qmgr[3]: ID: from=<x@a.example>, size=1000, nrcpt=1 (queue active)
    2026-03-01T10:00:02Z mx1 spamd[8]: spamd: VERDICT (1.0/5.0) for filter:110 in 0.3 seconds, 1000 bytes.
    2026-03-01T10:00:02Z mx1 spamd[8]: spamd: result: RESULT - TESTS scantime=0.3,size=1000,user=filter,uid=110,required_score=5.0,rhost=::1,raddr=::1,rport=4711,mid=<same@a.example>,autolearn=no
    2026-03-01T10:00:02Z mx1 postfix/pickup[5]: BACK: uid=110 from=<x@a.example>
    2026-03-01T10:00:02Z mx1 postfix/cleanup[2]: BACK: message-id=<same@a.example>
    2026-03-01T10:00:02Z mx1 postfix/pipe[6]: ID: to=<u@b.example>, relay=spamfilter, delay=2, delays=0/0/0/2, dsn=2.0.0, status=sent (delivered via spamfilter service)
    2026-03-01T10:00:02Z mx1 postfix/qmgr[3]: ID: removed
    2026-03-01T10:00:02Z mx1 postfix/qmgr[3]: BACK: from=<x@a.example>, size=1100, nrcpt=1 (queue active)
    2026-03-01T10:00:03Z mx1 postfix/local[7]: BACK: to=<u@b.example>, relay=local, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (delivered to maildir)
    2026-03-01T10:00:03Z mx1 postfix/qmgr[3]: BACK: removed
    """
        .replace("ID:", id + ":")
        .replace("BACK:", back + ":")
        .replace("VERDICT", verdict.equals("Y") ? "identified spam" : "clean message")
        .replace("RESULT", verdict + " 7");
  }

  @Test
  void pipeFilterWithSpamd_isJoinedByMessageId() {
    Told told = Told.of(piped("AAAAAAAAAA1", "BBBBBBBBBB2", "Y"));
    assertEquals(List.of("AAAAAAAAAA1 > BBBBBBBBBB2 by message-id"), told.joins());
    assertEquals(
        List.of(1L, 0L, 1L, 0L, 1L, 1L),
        told.count(
            "accepted",
            "accepted.pickup",
            "delivered",
            "delivered.pipe",
            "delivered.local",
            "spam"));
  }

  @Test
  void copiesOfOneMessageThroughAPipe_areJoinedOneToOne() {
    Told told =
        Told.of(
            piped("AAAAAAAAAA1", "BBBBBBBBBB2", ".")
                + piped("CCCCCCCCCC3", "DDDDDDDDDD4", ".")
                + piped("EEEEEEEEEE5", "FFFFFFFFFF6", "."));
    assertEquals(3, told.joins().size());
    assertEquals(List.of(3L, 3L, 0L), told.count("accepted", "delivered", "delivered.pipe"));
  }

  @Test
  void pipeThatIsNoFilter_isADelivery() {
    Told told =
        Told.of(
            """
            2026-03-01T10:00:00Z mx1 postfix/smtpd[1]: AAAAAAAAAA1: client=a.example[192.0.2.1]
            2026-03-01T10:00:00Z mx1 postfix/cleanup[2]: AAAAAAAAAA1: message-id=<one@a.example>
            2026-03-01T10:00:00Z mx1 postfix/qmgr[3]: AAAAAAAAAA1: from=<x@a.example>, size=1000, nrcpt=1 (queue active)
            2026-03-01T10:00:02Z mx1 postfix/pipe[6]: AAAAAAAAAA1: to=<list@b.example>, relay=mailman, delay=2, delays=0/0/0/2, dsn=2.0.0, status=sent (delivered via mailman service)
            2026-03-01T10:00:02Z mx1 postfix/qmgr[3]: AAAAAAAAAA1: removed
            """);
    assertEquals(List.of(1L, 1L), told.count("accepted", "delivered.pipe"));
  }

  @Test
  void beforeQueueProxy_givesTheMessageItsClient() {
    Told told =
        Told.of(
            """
            2026-03-01T10:00:00Z mx1 postfix/smtpd[1]: connect from a.example[192.0.2.1]
            2026-03-01T10:00:00Z mx1 postfix/smtpd[1]: NOQUEUE: client=a.example[192.0.2.1]
            2026-03-01T10:00:01Z mx1 postfix/smtpd[5]: connect from localhost[127.0.0.1]
            2026-03-01T10:00:01Z mx1 postfix/smtpd[5]: BBBBBBBBBB2: client=localhost[127.0.0.1], orig_client=a.example[192.0.2.1]
            2026-03-01T10:00:01Z mx1 postfix/cleanup[2]: BBBBBBBBBB2: message-id=<one@a.example>
            2026-03-01T10:00:01Z mx1 postfix/smtpd[1]: proxy-accept: END-OF-MESSAGE: 250 2.0.0 from MTA(smtp:[127.0.0.1]:10025): 250 2.0.0 Ok: queued as BBBBBBBBBB2; from=<> to=<u@b.example> proto=ESMTP helo=<a.example>
            2026-03-01T10:00:01Z mx1 postfix/qmgr[3]: BBBBBBBBBB2: from=<>, size=1000, nrcpt=1 (queue active)
            2026-03-01T10:00:01Z mx1 postfix/smtpd[1]: disconnect from a.example[192.0.2.1]
            2026-03-01T10:00:02Z mx1 postfix/local[7]: BBBBBBBBBB2: to=<u@b.example>, relay=local, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (delivered to maildir)
            2026-03-01T10:00:02Z mx1 postfix/qmgr[3]: BBBBBBBBBB2: removed
            2026-03-01T10:01:00Z mx1 postfix/smtpd[1]: connect from a.example[192.0.2.1]
            2026-03-01T10:01:00Z mx1 postfix/smtpd[1]: NOQUEUE: client=a.example[192.0.2.1]
            2026-03-01T10:01:00Z mx1 postfix/smtpd[1]: proxy-reject: END-OF-MESSAGE: 554 5.7.0 Reject, id=00009-05 - INFECTED: Eicar-Test-Signature; from=<x@a.example> to=<u@b.example> proto=ESMTP helo=<a.example>
            2026-03-01T10:01:00Z mx1 amavis[9]: (00009-05) Blocked INFECTED (Eicar-Test-Signature) {RejectedInbound}, [192.0.2.1]:25 [192.0.2.1] <x@a.example> -> <u@b.example>, Message-ID: <two@a.example>, mail_id: abc, Hits: -, size: 1000, 300 ms
            2026-03-01T10:01:00Z mx1 postfix/smtpd[1]: disconnect from a.example[192.0.2.1]
            2026-03-01T10:02:00Z mx1 postfix/smtpd[1]: connect from a.example[192.0.2.1]
            2026-03-01T10:02:00Z mx1 postfix/smtpd[1]: NOQUEUE: client=a.example[192.0.2.1]
            2026-03-01T10:02:00Z mx1 postfix/smtpd[1]: proxy-reject: END-OF-MESSAGE: 451 4.3.0 Error: queue file write error; from=<x@a.example> to=<u@b.example> proto=ESMTP helo=<a.example>
            2026-03-01T10:02:00Z mx1 postfix/smtpd[1]: disconnect from a.example[192.0.2.1]
            """);
    assertEquals(
        List.of(1L, 1L, 0L, 1L, 1L, 1L, 1L, 3L),
        told.count(
            "accepted",
            "accepted.smtp",
            "generated",
            "delivered",
            "refused",
            "tempfailed",
            "virus",
            "connections"));
  }

  @Test
  void milterReject_isARefusalAndNoMessage() {
    Told told =
        Told.of(
            """
            2026-03-01T10:00:00Z mx1 postfix/smtpd[1]: AAAAAAAAAA1: client=a.example[192.0.2.1]
            2026-03-01T10:00:00Z mx1 postfix/cleanup[2]: AAAAAAAAAA1: message-id=<one@a.example>
            2026-03-01T10:00:00Z mx1 postfix/cleanup[2]: AAAAAAAAAA1: milter-reject: END-OF-MESSAGE from a.example[192.0.2.1]: 5.7.1 virus Eicar-Test-Signature found by ClamAV; from=<x@a.example> to=<u@b.example> proto=ESMTP helo=<a.example>
            """);
    assertEquals(
        List.of(0L, 1L, 1L, 1L, 1L),
        told.count("accepted", "aborted", "refused", "refused.virus", "virus.blocked"));
  }
}
