package mailweir.journey;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines that never came (syslog over UDP, a log that begins in the middle): what is still known is counted, nothing is made up. */
class LostLineStoriesTest {
  private static final List<String> WHOLE =
      """
      2026-03-01T10:00:00Z mx1 postfix/smtpd[1]: AAAAAAAAAA1: client=a.example[192.0.2.1]
      2026-03-01T10:00:00Z mx1 postfix/cleanup[2]: AAAAAAAAAA1: message-id=<one@a.example>
      2026-03-01T10:00:00Z mx1 postfix/qmgr[3]: AAAAAAAAAA1: from=<x@a.example>, size=1000, nrcpt=2 (queue active)
      2026-03-01T10:00:01Z mx1 postfix/local[4]: AAAAAAAAAA1: to=<u@b.example>, relay=local, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (delivered to maildir)
      2026-03-01T10:00:01Z mx1 postfix/local[4]: AAAAAAAAAA1: to=<v@b.example>, relay=local, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (delivered to maildir)
      2026-03-01T10:00:01Z mx1 postfix/qmgr[3]: AAAAAAAAAA1: removed
      """
          .lines()
          .toList();

  private static Told without(int... lost) {
    List<String> left = new ArrayList<>(WHOLE);
    for (int i = lost.length - 1; i >= 0; i--) {
      left.remove(lost[i]);
    }
    return Told.of(left);
  }

  @Test
  void nothingLost_isOneMessage() {
    assertEquals(
        List.of(1L, 1000L, 2L, 2000L, 1L, 0L),
        without()
            .count(
                "accepted",
                "accepted_bytes",
                "delivered",
                "delivered_bytes",
                "relayed_hops",
                "unaccounted"));
  }

  @Test
  void lostOrigin_isAHopAndItsDeliveries() {
    assertEquals(
        List.of(0L, 0L, 2L, 1L),
        without(0).count("accepted", "generated", "delivered", "relayed_hops"));
  }

  /** The id was given, and the message not accepted. */
  @Test
  void lostOriginOfARefusedMessage_isStillAborted() {
    assertEquals(
        List.of(0L, 1L, 1L, 0L),
        Told.of(
                """
                2026-03-01T10:00:00Z mx1 postfix/cleanup[2]: AAAAAAAAAA1: message-id=<one@a.example>
                2026-03-01T10:00:00Z mx1 postfix/cleanup[2]: AAAAAAAAAA1: milter-reject: END-OF-MESSAGE from a.example[192.0.2.1]: 5.7.1 no; from=<x@a.example> to=<u@b.example> proto=ESMTP helo=<a.example>
                """)
            .count("accepted", "aborted", "refused", "relayed_hops"));
  }

  @Test
  void lostMessageId_changesNothing() {
    assertEquals(List.of(1L, 2L, 0L), without(1).count("accepted", "delivered", "unaccounted"));
  }

  @Test
  void lostQueueLine_deliversWithoutASize() {
    assertEquals(
        List.of(1L, 2L, 0L, 0L),
        without(2).count("accepted", "delivered", "delivered_bytes", "aborted"));
  }

  @Test
  void lostDelivery_isUnaccounted() {
    assertEquals(List.of(1L, 1L, 1L), without(3).count("accepted", "delivered", "unaccounted"));
  }

  @Test
  void lostRemoval_changesNothing() {
    assertEquals(List.of(1L, 2L, 0L), without(5).count("accepted", "delivered", "unaccounted"));
  }

  @Test
  void lateLine_afterCompletionBelongsToItsMessage() {
    List<String> late = new ArrayList<>(WHOLE);
    late.add(
        "2026-03-01T10:00:04Z mx1 amavis[9]: (00009-01) Passed SPAMMY {RelayedTaggedInbound},"
            + " [192.0.2.1]:25 [192.0.2.1] <x@a.example> -> <u@b.example>, Queue-ID: AAAAAAAAAA1,"
            + " Message-ID: <one@a.example>, mail_id: abc, Hits: 6.1, size: 1000, 300 ms");
    Told told = Told.of(late);
    assertEquals(
        List.of(1L, 2L, 1L, 1L, 0L),
        told.count("accepted", "delivered", "spam", "spam.tagged", "unaccounted"));
  }

  @Test
  void reinjectionWhoseFirstHopIsNotInTheLog_isAcceptedOnce() {
    Told told =
        Told.of(
            """
            2026-03-01T10:00:01Z mx1 postfix/smtpd[5]: BBBBBBBBBB2: client=localhost[127.0.0.1]
            2026-03-01T10:00:01Z mx1 postfix/cleanup[2]: BBBBBBBBBB2: message-id=<one@a.example>
            2026-03-01T10:00:01Z mx1 postfix/qmgr[3]: BBBBBBBBBB2: from=<x@a.example>, size=1400, nrcpt=1 (queue active)
            2026-03-01T10:00:02Z mx1 postfix/local[7]: BBBBBBBBBB2: to=<u@b.example>, relay=local, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (delivered to maildir)
            2026-03-01T10:00:02Z mx1 postfix/qmgr[3]: BBBBBBBBBB2: removed
            """);
    assertEquals(List.of(1L, 1L), told.count("accepted", "delivered"));
  }
}
