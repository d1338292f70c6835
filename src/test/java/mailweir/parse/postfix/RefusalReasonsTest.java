package mailweir.parse.postfix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import mailweir.event.Event.Refusal;
import mailweir.event.Reason;
import mailweir.slice.Slice;
import org.junit.jupiter.api.Test;

/** The table of reasons: an answer for each of its rows, in its order. */
class RefusalReasonsTest {
  /** One answer a row: as Postfix, a policy server, a milter or an administrator writes it. */
  private static final String ANSWERS =
      """
      450 4.1.1 <b@example.com>: Recipient address rejected: unverified address: Address verification in progress
      550 5.1.1 <b@example.com>: Recipient address rejected: undeliverable address: host mx.example.net[192.0.2.9] said: 450 greylisted, try again later
      450 4.1.1 <b@example.com>: Recipient address rejected: unverified address: connect to mx.example.net: timed out
      550 5.1.0 <a@example.org>: Sender address rejected: undeliverable address: mail for example.org loops back to myself
      450 4.1.7 <a@example.org>: Sender address rejected: unverified address: host mx.example.org said: 450 busy
      450 4.2.0 <b@example.com>: Recipient address rejected: Greylisted, see http://postgrey.schweikert.ch/help/example.com.html
      451 4.7.1 <b@example.com>: Recipient address rejected: Graylisting in action, please come back later
      450 4.7.1 <b@example.com>: Recipient address rejected: You are on the grey list
      450 4.7.1 <b@example.com>: Recipient address rejected: Grey-listing active
      554 5.7.0 Reject, id=11912-03 - INFECTED: Eicar-Test-Signature
      5.7.1 Rejected: virus Win.Worm.Fake-2002.UNOFFICIAL found
      5.7.1 Malware found: Example.Trojan-7
      550 5.7.1 <b@example.com>: Recipient address rejected: Please see http://www.openspf.net/Why?s=mfrom
      554 <b@example.com>: Recipient address rejected: Please see http://spf.pobox.com/why.html?sender=a
      550 5.7.23 <b@example.com>: Recipient address rejected: SPF fail - not authorized
      550 5.7.23 Rejected after SPF check
      550 5.7.23 SPF validation failed
      550 5.7.23 SPF softfail
      450 4.7.24 SPF Temporary Error: DNS Timeout
      550 5.7.24 SPF Permanent Error: Void lookup limit
      550 5.7.1 <b@example.com>: Recipient address rejected: Message rejected due to: SPF none
      550 5.7.1 <b@example.com>: Recipient address rejected: Receiver policy for SPF None
      550 5.7.1 Not authorised by its domain (SPF)
      5.7.1 rejected by DMARC policy for dmarcreject.example
      5.7.0 DKIM verification failed
      5.7.0 bad signature data
      554 5.7.1 <b@example.net>: Relay access denied
      550 5.7.1 Relaying denied
      550 5.7.1 relay not permitted
      553 5.7.1 <a@example.com>: Sender address rejected: not owned by user frank
      553 5.7.1 <a@example.com>: Sender address rejected: not logged in
      530 5.7.0 Authentication required
      535 5.7.8 Error: authentication failed
      530 5.7.0 Must issue a STARTTLS command first
      450 4.7.1 Session encryption is required
      550 5.7.1 TLS required by the recipient's domain
      454 4.7.0 TLS not available due to local problem
      550 5.7.1 No TLS client certificate presented
      too many connections
      454 4.7.0 Error: too many new TLS sessions from 192.0.2.4
      Connection rate limit
      Connection concurrency limit
      450 4.7.1 Error: message rate limit exceeded
      450 4.7.1 Error: too much mail from 192.0.2.4
      450 4.7.1 <>: Sender address rejected: You are sending too many emails, contact helpdesk
      450 4.7.1 too many messages in a short time
      450 4.7.1 Error: too many AUTH commands from 192.0.2.4
      452 4.5.3 Error: too many recipients
      550 5.5.3 too many invalid recipients
      421 4.7.0 Error: too many errors
      552 5.2.2 <b@example.com>: Recipient address rejected: Quota exceeded (mailbox for user is full)
      552 5.2.2 <b@example.com>: Recipient address rejected: over quota
      552 5.2.2 Overquota
      452 4.2.2 <b@example.com>: Recipient address rejected: Mailbox full
      452 4.2.2 Your friend's mailbox is full
      552 5.3.4 Message size exceeds fixed limit
      552 5.3.4 Error: message file too big
      552 5.3.4 message too large
      552 5.3.4 File too large
      queue file size limit reached
      452 4.3.1 Insufficient system storage
      all server ports busy
      all screening ports busy
      451 4.3.5 <b@example.com>: Recipient address rejected: Server configuration problem
      451 4.3.0 <a@example.org>: Sender address rejected: internal server error
      451 4.3.0 Error: queue file write error
      451 4.3.0 <b@example.com>: Temporary lookup failure
      421 4.3.2 Service not available
      451 4.7.1 Service unavailable - try again later
      550 5.1.0 <a@example.com>: Sender address rejected: User unknown in local recipient table
      550 5.1.1 <b@example.com>: Recipient address rejected: User unknown in virtual mailbox table
      550 5.1.1 unknown user
      450 4.1.2 <b@nowhere.example>: Recipient address rejected: Domain not found
      550 5.1.2 <b@nowhere.example>: Recipient address rejected: Malformed DNS server reply
      556 5.1.10 <b@nullmx.example>: Recipient address rejected: Domain does not accept mail (nullMX)
      550 5.1.1 no such user here
      450 4.1.8 <a@nowhere.example>: Sender address rejected: Domain not found
      550 5.1.8 <a@nowhere.example>: Sender address rejected: Malformed DNS server reply
      550 5.7.27 <a@nullmx.example>: Sender address rejected: Domain does not accept mail (nullMX)
      504 5.5.2 <WINPC>: Helo command rejected: need fully-qualified hostname
      450 4.7.25 Client host rejected: cannot find your hostname, [192.0.2.4]
      504 5.5.2 <root>: Sender address rejected: need fully-qualified address
      504 5.5.2 <b>: Recipient address rejected: need fully-qualified address
      550 5.7.1 <b@example.com>: Recipient address rejected: Policy Rejection- Abuse. Go away.
      450 4.3.0 <b@example.com>: Recipient address rejected: Service is unavailable
      554 5.7.1 <b@example.com>: Recipient address rejected: Access denied
      550 5.5.3 <DATA>: Data command rejected: Multi-recipient bounce
      503 5.5.0 <DATA>: Recipient command rejected: Improper use of SMTP command pipelining
      550 5.7.1 <DATA>: Data command rejected: no thanks
      554 5.7.1 <END-OF-MESSAGE>: End-of-data rejected: no thanks
      554 5.7.1 <example.com>: Etrn command rejected: Access denied
      550 5.5.1 Protocol error
      554 5.5.0 SMTP command pipelining
      521 5.5.2 bare newline received
      521 5.5.2 bare <LF> received
      221 2.7.0 Error: non-SMTP command
      501 5.5.4 Syntax: EHLO hostname
      500 5.5.2 Error: command not recognized
      503 5.5.1 command out of sequence
      503 5.5.1 Error: need RCPT command
      503 5.5.1 Error: need MAIL command
      554 5.5.1 Error: no valid recipients
      553 5.6.7 Must declare SMTPUTF8 to send unicode address
      5.7.1 Blocked by SpamAssassin
      5.7.1 We want no bulk
      554 5.7.0 Reject, id=26584-02 - BANNED: setup.exe
      550 5.7.1 Content rejected
      550 5.7.1 We do not accept this attachment
      550 5.7.1 against our policy
      """;

  @Test
  void everyRow_decidesItsOwnAnswer() {
    List<String> phrases = new ArrayList<>();
    for (String answer : ANSWERS.lines().toList()) {
      String rest =
          answer
              .replaceFirst("^<[^>]*>: ", "")
              .toLowerCase(Locale.ROOT)
              .replaceFirst("^([0-9.]+ )+<[^>]*>", "");
      phrases.add(
          Arrays.stream(RefusalReasons.ROWS)
              .map(RefusalReasons.Row::phrase)
              .filter(rest::contains)
              .findFirst()
              .orElse("no row for: " + answer));
    }
    assertEquals(
        String.join(
            "\n", Arrays.stream(RefusalReasons.ROWS).map(RefusalReasons.Row::phrase).toList()),
        String.join("\n", phrases));
  }

  @Test
  void everyAnswer_hasTheReasonOfItsRow() {
    List<String> answers = ANSWERS.lines().toList();
    for (int i = 0; i < answers.size(); i++) {
      assertEquals(
          RefusalReasons.ROWS[i].reason(),
          refusal("RCPT", answers.get(i)).reason(),
          answers.get(i));
    }
  }

  @Test
  void blockList_isNamed() {
    Refusal one =
        refusal(
            "RCPT",
            "554 5.7.1 Service unavailable; Client host [192.0.2.4] blocked using zen.example.net; https://example.net/q?192.0.2.4");
    assertEquals(Reason.DNSBL, one.reason());
    assertEquals("zen.example.net", one.list().toString());
    assertEquals(
        "bl.example.net",
        refusal(
                "RCPT",
                "550 5.7.1 Service unavailable; client [192.0.2.4] blocked using bl.example.net")
            .list()
            .toString());
    assertEquals(
        "Trend Micro RBL+",
        refusal(
                "RCPT",
                "550 5.7.1 Service unavailable; Client host [192.0.2.4] blocked using Trend Micro RBL+. Please see http://www.example.com/")
            .list()
            .toString());
  }

  @Test
  void clientsWords_chooseNoReason() {
    Refusal refusal =
        refusal(
            "RCPT",
            "504 5.5.2 <greylist virus blocked using x>: Helo command rejected: need fully-qualified hostname");
    assertEquals(Reason.HELO, refusal.reason());
    assertNull(refusal.list());
  }

  @Test
  void currentlyUnavailable_isGreylistingFromPostscreenOnly() {
    String tail =
        ": 450 4.3.2 Service currently unavailable; from=<a@example.org>, to=<b@example.com>, proto=ESMTP, helo=<x>";
    assertEquals(
        Reason.GREYLISTED,
        ((Refusal)
                Recorded.parse(
                    "postfix/postscreen", "NOQUEUE: reject: RCPT from [192.0.2.4]:33755" + tail))
            .reason());
    assertEquals(
        Reason.SERVER_BUSY,
        ((Refusal)
                Recorded.parse(
                    "postfix/smtpd",
                    "NOQUEUE: reject: RCPT from mail.example.org[192.0.2.4]" + tail))
            .reason());
    assertEquals(
        Reason.CLIENT_ACCESS,
        ((Refusal)
                Recorded.parse(
                    "postfix/postscreen",
                    "NOQUEUE: reject: RCPT from [192.0.2.4]:33755: 550 5.3.2 Service currently unavailable"))
            .reason());
  }

  @Test
  void stage_decidesWhereTheTextDoesNot() {
    assertEquals(Reason.CLIENT_ACCESS, refusal("CONNECT", "554 5.7.1 go away").reason());
    assertEquals(Reason.CONTENT, refusal("END-OF-MESSAGE", "5.7.1 go away").reason());
    assertEquals(Reason.OTHER, refusal("RCPT", "554 5.7.1 go away").reason());
  }

  @Test
  void temporary_byCodeElseByEnhancedCode() {
    assertEquals(true, refusal("RCPT", "450 4.7.1 later").temporary());
    assertEquals(false, refusal("RCPT", "550 4.7.1 odd").temporary());
    assertEquals(true, refusal("END-OF-MESSAGE", "4.7.1 later").temporary());
    assertEquals(false, refusal("END-OF-MESSAGE", "5.7.1 no").temporary());
    assertEquals(true, refusal("CONNECT", "all server ports busy").temporary());
  }

  @Test
  void signature_isTheVirusName() {
    assertEquals(
        "Eicar-Test-Signature",
        refusal("END-OF-MESSAGE", "554 5.7.0 Reject, id=1-03 - INFECTED: Eicar-Test-Signature")
            .signature()
            .toString());
    assertEquals(
        "Win.Worm.Fake-2002",
        refusal("END-OF-MESSAGE", "5.7.1 Rejected: virus Win.Worm.Fake-2002 found")
            .signature()
            .toString());
    assertNull(refusal("END-OF-MESSAGE", "5.7.1 a virus was found").signature());
  }

  @Test
  void phrases_findTheLowestInOneWalk() {
    Phrases phrases = new Phrases(new String[] {"she", "he", "hers", "his"});
    assertEquals(0, phrases.lowestIn(Slice.of("uSHErs")));
    assertEquals(1, phrases.lowestIn(Slice.of("hers")));
    assertEquals(3, phrases.lowestIn(Slice.of("ahishi")));
    assertEquals(-1, phrases.lowestIn(Slice.of("hi \u00e9 s")));
    assertEquals(-1, phrases.lowestIn(Slice.EMPTY));
  }

  private static Refusal refusal(String stage, String answer) {
    String text =
        "3F2B1A84C: reject: "
            + stage
            + " from mail.example.org[192.0.2.4]: "
            + answer
            + "; from=<a@example.org> to=<b@example.com> proto=ESMTP helo=<x>";
    return (Refusal) Recorded.parse("postfix/smtpd", text);
  }
}
