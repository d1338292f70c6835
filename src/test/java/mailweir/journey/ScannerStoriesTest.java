package mailweir.journey;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages that MailScanner took out of the queue and put back, and those that rspamd judged while the client waited. */
class ScannerStoriesTest {
  private static final String HELD =
      """
      2026-03-01T10:00:00.1Z mx1 postfix/smtpd[1]: AAAAAAAAAA1: client=a.example[192.0.2.1]
      2026-03-01T10:00:00.2Z mx1 postfix/cleanup[2]: AAAAAAAAAA1: hold: header Received: from a.example from a.example[192.0.2.1]; from=<x@a.example> to=<u@b.example> proto=ESMTP helo=<a.example>
      2026-03-01T10:00:00.2Z mx1 postfix/cleanup[2]: AAAAAAAAAA1: message-id=<one@a.example>
      2026-03-01T10:00:03Z mx1 MailScanner[9]: New Batch: Scanning 1 messages, 1234 bytes
      """;

  private static final String REQUEUED =
      """
      2026-03-01T10:00:05Z mx1 MailScanner[9]: Requeue: AAAAAAAAAA1.A5D3F to BBBBBBBBBB2
      2026-03-01T10:00:05.2Z mx1 postfix/qmgr[3]: BBBBBBBBBB2: from=<x@a.example>, size=1400, nrcpt=1 (queue active)
      2026-03-01T10:00:05.3Z mx1 postfix/local[7]: BBBBBBBBBB2: to=<u@b.example>, relay=local, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (delivered to maildir)
      2026-03-01T10:00:05.4Z mx1 postfix/qmgr[3]: BBBBBBBBBB2: removed
      """;

  @Test
  void requeuedByMailScanner_isOneJourneyWithItsVerdict() {
    Told told =
        Told.of(
            HELD
                + """
                2026-03-01T10:00:04Z mx1 MailScanner[9]: Message AAAAAAAAAA1.A5D3F from 192.0.2.1 (x@a.example) to b.example is spam, SpamAssassin (not cached, score=7.1, required 5, BAYES_99 7.10)
                2026-03-01T10:00:04Z mx1 MailScanner[9]: Spam Actions: message AAAAAAAAAA1.A5D3F actions are deliver,header "X-Spam: Yes"
                """
                + REQUEUED);
    assertEquals(List.of("AAAAAAAAAA1 > BBBBBBBBBB2 by orig_queue_id"), told.joins());
    assertEquals(
        List.of(1L, 1L, 1L, 1L, 0L),
        told.count("accepted", "delivered", "spam", "spam.tagged", "unaccounted"));
  }

  @Test
  void infected_isOneVirusHoweverManyLinesNameIt() {
    Told told =
        Told.of(
            HELD
                + """
                2026-03-01T10:00:04Z mx1 MailScanner[9]: Message AAAAAAAAAA1.A5D3F from 192.0.2.1 (x@a.example) to b.example is not spam, SpamAssassin (not cached, score=0.1, required 5)
                2026-03-01T10:00:04Z mx1 MailScanner[9]: Clamd::INFECTED:: Win.Worm.Fake-2002 :: ./AAAAAAAAAA1.A5D3F/a.exe
                2026-03-01T10:00:04Z mx1 MailScanner[9]: Clamd::INFECTED::Win.Worm.Fake-2002 :: ./AAAAAAAAAA1.A5D3F/
                2026-03-01T10:00:04Z mx1 MailScanner[9]: Infected message AAAAAAAAAA1.A5D3F came from 192.0.2.1
                2026-03-01T10:00:04Z mx1 MailScanner[9]: Saved entire message to /var/spool/MailScanner/quarantine/20260301/AAAAAAAAAA1.A5D3F
                """);
    assertEquals(
        List.of(1L, 0L, 1L, 1L, 0L),
        told.count("accepted", "delivered", "virus", "virus.quarantined", "spam"));
  }

  @Test
  void spamRefusedAtTheMilter_isOneVerdictAndOneRefusal() {
    String refused =
        """
        2026-03-01T10:00:00.1Z mx1 postfix/smtpd[1]: AAAAAAAAAA1: client=a.example[192.0.2.1]
        2026-03-01T10:00:00.2Z mx1 postfix/cleanup[2]: AAAAAAAAAA1: message-id=<one@a.example>
        2026-03-01T10:00:00.4Z mx1 postfix/cleanup[2]: AAAAAAAAAA1: milter-reject: END-OF-MESSAGE from a.example[192.0.2.1]: 5.7.1 Spam message rejected; from=<x@a.example> to=<u@b.example> proto=ESMTP helo=<a.example>
        """;
    String judged =
        " <1ab979>; task; rspamd_task_write_log: id: <one@a.example>, qid: <AAAAAAAAAA1>, ip: 192.0.2.1, from: <x@a.example>, (default: T (reject): [18.00/15.00] [GTUBE(0.00){}]), len: 227, time: 0.344ms\n";
    String byMessageId = judged.replace(" qid: <AAAAAAAAAA1>,", "");
    for (String line :
        List.of(
            "2026-03-01T10:00:00.3Z mx1 rspamd[5]:" + judged,
            "2026-03-01T10:00:00.3Z filter1 rspamd[5]:" + judged,
            "2026-03-01T10:00:00.3Z filter1 rspamd[5]:" + byMessageId)) {
      Told told = Told.of(refused + line);
      assertEquals(
          List.of(0L, 1L, 1L, 1L, 1L),
          told.count("accepted", "aborted", "refused", "spam", "spam.blocked"),
          line);
    }
  }

  @Test
  void greylistedByRspamd_isNoSpam() {
    Told told =
        Told.of(
            """
            2026-03-01T10:00:00.1Z mx1 postfix/smtpd[1]: AAAAAAAAAA1: client=a.example[192.0.2.1]
            2026-03-01T10:00:00.2Z mx1 postfix/cleanup[2]: AAAAAAAAAA1: message-id=<one@a.example>
            2026-03-01T10:00:00.3Z mx1 rspamd[5]: <1ab979>; task; rspamd_task_write_log: id: <one@a.example>, qid: <AAAAAAAAAA1>, ip: 192.0.2.1, from: <x@a.example>, (default: T (greylist): [4.00/15.00] []), len: 227, time: 0.344ms
            2026-03-01T10:00:00.4Z mx1 postfix/cleanup[2]: AAAAAAAAAA1: milter-reject: END-OF-MESSAGE from a.example[192.0.2.1]: 4.7.1 Try again later; from=<x@a.example> to=<u@b.example> proto=ESMTP helo=<a.example>
            """);
    assertEquals(List.of(0L, 1L, 1L, 0L), told.count("accepted", "aborted", "tempfailed", "spam"));
  }
}
