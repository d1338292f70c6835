package mailweir.parse.qmail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import mailweir.event.Event;
import mailweir.event.Reason;
import mailweir.event.Status;
import mailweir.parse.Line;
import mailweir.parse.Names;
import mailweir.parse.syslog.Envelopes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QmailDialectTest {
  private final QmailDialect dialect = new QmailDialect();
  private final Envelopes envelopes = new Envelopes(new Names(), new Names());

  private Line line(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    Line line = new Line();
    envelopes.parse(bytes, 0, bytes.length, line);
    return line;
  }

  private Event parse(String body) {
    Line line = line("Jan 28 21:32:01 mx1 smtp-mx: 1390973501.709576 " + body);
    assertTrue(dialect.recognises(line), body);
    return dialect.parse(line);
  }

  @Test
  void delivery_isReadWithoutItsUnderscores() {
    Event.AttemptEnded e =
        assertInstanceOf(
            Event.AttemptEnded.class,
            parse(
                "delivery 7: failure: 203.0.113.25_does_not_like_recipient./Remote_host_said:_550_5.1.1_<a@b.example>:_no_such_user/Giving_up_on_203.0.113.25./"));
    assertEquals(Status.BOUNCED, e.status());
    assertEquals("203.0.113.25", e.relay().ip().toString());
    assertEquals(550, e.smtpCode());
    assertEquals("5.1.1", e.dsn().toString());
    assertEquals(
        "203.0.113.25 does not like recipient. Remote host said: 550 5.1.1 <a@b.example>: no such user Giving up on 203.0.113.25.",
        e.text().toString());
  }

  @Test
  void delivery_mayHaveAnEmptyReport() {
    Event.AttemptEnded e =
        assertInstanceOf(Event.AttemptEnded.class, parse("delivery 122: failure: "));
    assertEquals("", e.text().toString());
    assertEquals(Status.BOUNCED, e.status());
  }

  @Test
  void delivery_thatIsTooOldIsExpired() {
    Event.AttemptEnded e =
        assertInstanceOf(
            Event.AttemptEnded.class,
            parse(
                "delivery 9: failure: I'm_not_going_to_try_again;_this_message_has_been_in_the_queue_too_long./"));
    assertEquals(Status.EXPIRED, e.status());
  }

  @Test
  void virtualDomain_isNotPartOfTheRecipient() {
    Event.AttemptBegun e =
        assertInstanceOf(
            Event.AttemptBegun.class,
            parse("starting delivery 1: msg 3121526 to local example.com-frank@example.com"));
    assertEquals("frank@example.com", e.to().toString());
    assertEquals("3121526", e.queueId().toString());
  }

  @Test
  void classicLayout_isReadFromTheRight() {
    Event.Admitted e =
        assertInstanceOf(
            Event.Admitted.class,
            parse(
                "CHKUSER accepted rcpt: from <u@b.example:login:shop partner> remote <x y:z:mail.b.example:198.51.100.16> rcpt <a b@example.com> : found existing recipient"));
    assertEquals("u@b.example", e.envelope().from().toString());
    assertEquals("login", e.saslUser().toString());
    assertEquals("x y:z", e.envelope().helo().toString());
    assertEquals("mail.b.example", e.peer().name().toString());
    assertEquals("198.51.100.16", e.peer().ip().toString());
    assertEquals("a b@example.com", e.envelope().to().toString());
    assertEquals("smtp-mx", e.service().toString());
  }

  @Test
  void pipeLayout_saysTheSame() {
    Event.Admitted e =
        assertInstanceOf(
            Event.Admitted.class,
            parse(
                "CHKUSER relaying rcpt: from <u@b.example|remoteinfo/auth:v@b.example|chkuser-identify:> remote <helo:|remotehostname:mail.b.example|remotehostip:2001:db8::7> rcpt <a@c.example> : client allowed to relay"));
    assertEquals("v@b.example", e.saslUser().toString());
    assertEquals("2001:db8::7", e.peer().ip().toString());
    assertNull(e.envelope().helo());
    assertEquals("relaying_unlike_login", e.check().toString());
  }

  @Test
  void relay_withoutALoginIsToldApart() {
    Event.Admitted e =
        assertInstanceOf(
            Event.Admitted.class,
            parse(
                "CHKUSER relaying rcpt: from <u@b.example::> remote <:web:127.0.0.1> rcpt <a@c.example> : client allowed to relay"));
    assertEquals("relaying_without_login", e.check().toString());
    assertNull(e.saslUser());
  }

  @ParameterizedTest
  @CsvSource({
    "rejected relaying,client not allowed to relay,RELAY_DENIED,553,RCPT",
    "rejected rcpt,not existing recipient,UNKNOWN_RECIPIENT,550,RCPT",
    "no auth resource,no auth resource available,SERVER_BUSY,451,RCPT",
    "must auth,sender not authenticated/authorized,AUTH_REQUIRED,530,RCPT",
    "mbx overquota,rcpt mailbox is overquota,MAILBOX_FULL,552,RCPT",
    "rejected rcpt,max number of recipients,RATE_LIMIT,550,RCPT",
    "rejected rcpt,max number of invalid recipients,RATE_LIMIT,550,RCPT",
    "rejected intrusion,'rcpt ignored, session over intrusion threshold',RATE_LIMIT,550,RCPT",
    "rejected rcpt,invalid rcpt address format,PROTOCOL_ERROR,553,RCPT",
    "rejected rcpt,invalid rcpt MX domain,UNKNOWN_RECIPIENT,550,RCPT",
    "rejected rcpt,temporary DNS problem,OTHER,451,RCPT",
    "rejected sender,invalid sender address format,PROTOCOL_ERROR,553,MAIL",
    "rejected sender,invalid sender MX domain,UNKNOWN_SENDER_DOMAIN,550,MAIL",
    "rejected sender,temporary DNS problem,UNKNOWN_SENDER_DOMAIN,451,MAIL"
  })
  void refusal_hasItsReason(String title, String why, Reason reason, int code, String stage) {
    Event.Refusal e =
        assertInstanceOf(
            Event.Refusal.class,
            parse(
                "CHKUSER "
                    + title
                    + ": from <a@b.example::> remote <h:n:192.0.2.9> rcpt <x@example.com> : "
                    + why));
    assertEquals(reason, e.reason());
    assertEquals(code, e.smtpCode());
    assertEquals(code < 500, e.temporary());
    assertEquals(stage, e.stage().toString());
  }

  @ParameterizedTest
  @CsvSource({
    "accepted any rcpt,accepted any recipient for any rcpt domain,rcpt",
    "accepted any rcpt,accepted any recipient for this domain,rcpt",
    "accepted sender,accepted null sender always,sender",
    "accepted doublebounce,accepted qmail doublebounce #@[],sender"
  })
  void admission_isTold(String title, String why, String check) {
    Event.Admitted e =
        assertInstanceOf(
            Event.Admitted.class,
            parse("CHKUSER " + title + ": from <::> remote <h:n:192.0.2.9> rcpt <> : " + why));
    assertEquals(check, e.check().toString());
  }

  @Test
  void intrusionThreshold_isNoRefusal() {
    assertInstanceOf(
        Event.Note.class,
        parse(
            "CHKUSER intrusion threshold: from <a@b.example::> remote <h:n:192.0.2.9> rcpt <x@example.com> : max number of allowed invalid rcpt"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "192.0.2.9",
        "2001:db8:23a7:958::9d26",
        "::1",
        "2001:db8:1:2:3:4:5:6",
        "::ffff:192.0.2.9"
      })
  void simscan_tellsTheWholeAddress(String address) {
    Event.FilterVerdict v =
        assertInstanceOf(
            Event.FilterVerdict.class,
            parse("simscan:[5]:SPAM REJECT (12.3/12.0):0.3s:Re: face:" + address + ":a@b:c@d"));
    assertEquals(
        address.equals("::ffff:192.0.2.9") ? "192.0.2.9" : address, v.clientIp().toString());
    assertEquals("a@b", v.from().toString());
  }

  @Test
  void anyBytes_giveAnEvent() {
    String[] starts = {
      "CHKUSER rejected rcpt: from <a::> remote <h:n:1.2.3.4> rcpt <x> : not existing recipient",
      "info msg 5: bytes 77 from <a@b> qp 8 uid 9",
      "starting delivery 1: msg 5 to local a@b",
      "delivery 1: success: did_0+0+1/",
      "delivery 1: deferral: Connected_to_1.2.3.4_but/Remote_host_said:_450_4.2.0_x(#4.2.0)/",
      "tcpserver: ok 1 h:1.2.3.4:25 n:5.6.7.8::99",
      "rblsmtpd: 1.2.3.4 pid 5: 451 listed",
      "simscan:[5]:SPAM REJECT (12.3/12.0):0.3s:subject:1.2.3.4:a@b:c@d",
      "qlogreceived: result=accepted code=250 reason=x detail= helo=h mailfrom=a rcptto=b relay=no size=3 authuser= remoteip=1.2.3.4 remotehost=n qp=5 pid=6",
      "vchkpw-pop3: (PLAIN) login success a@b:1.2.3.4",
      "bounce msg 5 qp 6",
      "end msg 5"
    };
    Random random = new Random(1);
    for (int i = 0; i < 60_000; i++) {
      byte[] bytes = starts[i % starts.length].getBytes(StandardCharsets.ISO_8859_1);
      int cut = random.nextInt(bytes.length + 1);
      byte[] some = java.util.Arrays.copyOf(bytes, i % 3 == 0 ? cut : bytes.length);
      for (int k = random.nextInt(3); k > 0 && some.length > 0; k--) {
        some[random.nextInt(some.length)] = (byte) random.nextInt(256);
      }
      Line line = new Line();
      line.array = some;
      line.to = some.length;
      line.textTo = some.length;
      dialect.recognises(line);
      assertNotNull(dialect.parse(line));
    }
  }
}
