package mailweir.journey;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What Exim tells of a message, by phenomenon. */
class EximStoriesTest {
  private static final String TAKEN =
      """
      2026-03-01 10:00:00 1aaaaa-000001-0A <= x@a.example H=mx.a.example [192.0.2.1] P=esmtp S=1000 id=one@a.example
      """;
  private static final String DONE =
      """
      2026-03-01 10:00:09 1aaaaa-000001-0A Completed
      """;

  @Test
  void mixedOutcome_countsEachRecipient() {
    Told told =
        Told.of(
            TAKEN
                + """
                2026-03-01 10:00:01 1aaaaa-000001-0A => u <u@b.example> R=localuser T=local_delivery
                2026-03-01 10:00:02 1aaaaa-000001-0A == w@c.example R=dnslookup T=remote_smtp defer (-44) H=mx.c.example [203.0.113.5]: SMTP error from remote mail server after RCPT TO:<w@c.example>: 450 4.2.0 later
                2026-03-01 10:00:03 1aaaaa-000001-0A ** v@c.example R=dnslookup T=remote_smtp H=mx.c.example [203.0.113.5]: SMTP error from remote mail server after RCPT TO:<v@c.example>: 550 5.1.1 no such user
                2026-03-01 10:00:03 1bbbbb-000002-0B <= <> R=1aaaaa-000001-0A U=Debian-exim P=local S=2000
                2026-03-01 10:00:04 1bbbbb-000002-0B => x@a.example R=dnslookup T=remote_smtp H=mx.a.example [192.0.2.1] C="250 OK"
                2026-03-01 10:00:04 1bbbbb-000002-0B Completed
                2026-03-01 10:00:08 1aaaaa-000001-0A -> w@c.example R=dnslookup T=remote_smtp H=mx.c.example [203.0.113.5] C="250 OK"
                """
                + DONE);
    assertEquals(
        List.of(1L, 1L, 3L, 1L, 1L, 0L),
        told.count("accepted", "generated", "delivered", "bounced", "deferred", "unaccounted"));
  }

  @Test
  void retryTimeout_isExpiredAndNotBounced() {
    Told told =
        Told.of(
            TAKEN
                + """
                2026-03-01 10:00:05 1aaaaa-000001-0A == y@d.example routing defer (-52): retry time not reached
                2026-03-01 10:00:06 1aaaaa-000001-0A ** y@d.example: retry timeout exceeded
                """
                + DONE);
    assertEquals(List.of(1L, 0L, 1L), told.count("expired", "bounced", "deferred"));
  }

  @Test
  void pipeFileAndBlackhole_areThreeKindsOfEnds() {
    Told told =
        Told.of(
            TAKEN
                + """
                2026-03-01 10:00:01 1aaaaa-000001-0A => |/bin/sh -c 'cat > /dev/null' <pipe@b.example> R=system_aliases T=address_pipe
                2026-03-01 10:00:01 1aaaaa-000001-0A => /var/mail/drop <file@b.example> R=system_aliases T=address_file
                2026-03-01 10:00:01 1aaaaa-000001-0A => :blackhole: <nobody@b.example> R=system_aliases
                """
                + DONE);
    assertEquals(
        List.of(2L, 1L, 1L, 1L),
        told.count("delivered", "delivered.pipe", "delivered.local", "discarded"));
  }

  @Test
  void suppressed_countsNowhere() {
    Told told =
        Told.of(
            TAKEN
                + """
                2026-03-01 10:00:01 1aaaaa-000001-0A *> y@d.example R=dnslookup T=remote_smtp H=mx.d.example [203.0.113.9] C="delivery bypassed by -N option"
                """
                + DONE);
    assertEquals(List.of(1L, 0L, 0L), told.count("accepted", "delivered", "bounced"));
  }

  @Test
  void nextExim_isTheSameJourney() {
    Told told =
        Told.of(
            """
            Mar  1 10:00:00 mx1 exim[11]: 2026-03-01 10:00:00 1aaaaa-00000000001-000A <= x@a.example H=mx.a.example [192.0.2.1] P=esmtp S=1000 id=one@a.example
            Mar  1 10:00:01 mx1 exim[12]: 2026-03-01 10:00:01 1aaaaa-00000000001-000A => u@b.example R=smart T=remote_smtp H=mx2.b.example [192.0.2.8] C="250 OK id=1bbbbb-00000000002-000B"
            Mar  1 10:00:01 mx1 exim[12]: 2026-03-01 10:00:01 1aaaaa-00000000001-000A Completed
            Mar  1 10:00:01 mx2 exim[21]: 2026-03-01 10:00:01 1bbbbb-00000000002-000B <= x@a.example H=mx1.b.example [192.0.2.7] P=esmtps S=1100 id=one@a.example
            Mar  1 10:00:02 mx2 exim[22]: 2026-03-01 10:00:02 1bbbbb-00000000002-000B => u <u@b.example> R=localuser T=lmtp_delivery C="250 2.0.0 saved"
            Mar  1 10:00:02 mx2 exim[22]: 2026-03-01 10:00:02 1bbbbb-00000000002-000B Completed
            """);
    assertEquals(
        List.of("1aaaaa-00000000001-000A > 1bbbbb-00000000002-000B by queued as"), told.joins());
    assertEquals(
        List.of(1L, 1L, 1L, 2L),
        told.count("accepted", "delivered", "delivered.lmtp", "relayed_hops"));
  }

  @Test
  void rejectionBySyslog_countsOnceThoughTheRejectLogHasItToo() {
    String once =
        "Mar  1 10:00:00 mx1 exim[11]: 2026-03-01 10:00:00 H=(c) [198.51.100.7] F=<a@c.example> rejected RCPT <n@b.example>: Unknown user\n";
    String virus =
        "2026-03-01 10:00:05 1aaaaa-000001-0A H=(c) [198.51.100.7] F=<a@c.example> rejected after DATA: This message contains a virus (Eicar)\n";
    assertEquals(List.of(1L), Told.of(once).count("refused"));
    assertEquals(List.of(1L), Told.of(once + once).count("refused"));
    assertEquals(List.of(2L), Told.of(once + once + once + once).count("refused"));
    assertEquals(
        List.of(1L, 1L, 1L, 0L),
        Told.of(
                "Mar  1 10:00:05 mx1 exim[11]: "
                    + virus
                    + "Mar  1 10:00:05 mx1 exim[11]: [1\\3] "
                    + virus
                    + "Mar  1 10:00:05 mx1 exim[11]: [2\\3] Envelope-from: <a@c.example>\n"
                    + "Mar  1 10:00:05 mx1 exim[11]: [3/3] Envelope-to: <n@b.example>\n")
            .count("refused", "virus", "aborted", "accepted"));
    assertEquals(
        List.of(1L),
        Told.of(
                "Mar  1 10:00:05 mx1 exim[11]: [1\\2] "
                    + virus
                    + "Mar  1 10:00:05 mx1 exim[11]: [2/2] Envelope-from: <a@c.example>\n")
            .count("refused"));
  }

  @Test
  void clientThatStopsInItsData_isAborted() {
    assertEquals(
        List.of(1L, 1L, 0L, 0L),
        Told.of(
                "2026-03-01 10:05:00 1aaaaa-000001-0A SMTP data timeout (message abandoned) on connection from (c) [198.51.100.7] F=<a@c.example> D=5m\n")
            .count("aborted", "lost_connections", "accepted", "refused"));
    assertEquals(
        List.of(0L, 1L),
        Told.of("2026-03-01 10:05:00 SMTP connection from (c) [198.51.100.7] lost D=2s\n")
            .count("aborted", "lost_connections"));
  }

  @Test
  void rejectionInTheMainLog_isAsManyAsThereAreLines() {
    String line =
        "2026-03-01 10:00:00 H=(c) [198.51.100.7] F=<a@c.example> rejected RCPT <n@b.example>: Unknown user\n";
    assertEquals(List.of(2L), Told.of(line + line).count("refused"));
  }
}
