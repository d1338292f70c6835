package mailweir.parse.postfix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import mailweir.event.Event;
import mailweir.event.Event.Client;
import mailweir.event.Event.Delivery;
import mailweir.event.Event.Login;
import mailweir.event.Event.QueueAct;
import mailweir.event.Event.Refusal;
import mailweir.event.Event.Removed;
import mailweir.event.Event.Ruling;
import mailweir.event.Status;
import mailweir.parse.Names;
import org.junit.jupiter.api.Test;

class PostfixDialectTest {
  @Test
  void claims_itsDaemonsUnderAnyPrefix() {
    PostfixDialect dialect = new PostfixDialect();
    for (String program :
        List.of(
            "postfix/smtpd",
            "postfix/submission/smtpd",
            "postfix/10025/smtpd",
            "mx-in/qmgr",
            "postfix-out/smtp",
            "postfix-170.55.103.23/smtp",
            "postfix",
            "postfix/trivial-rewrite",
            "postfix/postfix-script",
            "postscreen",
            "postsuper",
            "postfix/relay/smtp")) {
      assertEquals(true, dialect.claims(program), program);
    }
    for (String program :
        List.of(
            "smtpd",
            "sendmail",
            "postgrey",
            "postfix/policy-spf",
            "cyrus/lmtp",
            "dovecot/lmtp",
            "amavis",
            "postfix1",
            "/smtpd",
            "",
            "local")) {
      assertEquals(false, dialect.claims(program), program);
    }
  }

  @Test
  void programs_ofAnotherReader_areNotMixedUp() {
    PostfixDialect dialect = new PostfixDialect();
    Names one = new Names();
    Names two = new Names();
    byte[] removed = "3F2B1A84C: removed".getBytes();
    assertInstanceOf(Removed.class, Recorded.parse(dialect, one, "postfix/qmgr", removed));
    assertInstanceOf(QueueAct.class, Recorded.parse(dialect, two, "postfix/postsuper", removed));
    assertInstanceOf(Removed.class, Recorded.parse(dialect, one, "postfix/qmgr", removed));
  }

  @Test
  void queueIds_ofEveryKind() {
    for (String id :
        List.of(
            "3F2B1A84C",
            "0A2",
            "12345678901",
            "4jWG9K4QBmzQD15",
            "3bYsCs20wBz37Dv",
            "NOQUEUE",
            "error",
            "warning")) {
      Event event = Recorded.parse("postfix/qmgr", id + ": removed");
      boolean known = !List.of("0A2", "NOQUEUE", "error", "warning").contains(id);
      assertEquals(known, event instanceof Removed, id + " " + event);
    }
  }

  @Test
  void addresses_withBracketsAndQuotes() {
    for (String address :
        List.of(
            "a@b",
            "\"fred).flintstone\"@domain.tld",
            "\"a>, relay=x\"@b",
            "\"a\\\"b\"@c",
            "",
            "ü@b",
            "\"never closed@b")) {
      Delivery d =
          (Delivery)
              Recorded.parse(
                  "postfix/smtp",
                  "3F2B1A84C: to=<"
                      + address
                      + ">, relay=none, delay=1, delays=1/0/0/0, dsn=4.0.0, status=deferred (x)");
      assertEquals(address, d.to().toString());
    }
  }

  @Test
  void delivery_withoutRelayAndDelay_isNone() {
    assertEquals(
        Event.NOT_UNDERSTOOD,
        Recorded.parse("postfix/smtp", "ABCD1234: to=<user@example.com>, status=sent"));
  }

  @Test
  void probe_isAProbe() {
    Delivery d =
        (Delivery)
            Recorded.parse(
                "postfix/smtp",
                "3F2B1A84C: to=<a@b>, relay=none, delay=1, dsn=5.1.1, status=undeliverable-but-not-cached (x)");
    assertEquals(Status.UNDELIVERABLE, d.status());
    assertEquals("undeliverable-but-not-cached", d.statusWord().toString());
    assertEquals("probe", d.word());
  }

  @Test
  void client_keepsWhoItWasBefore() {
    Client c =
        (Client)
            Recorded.parse(
                "postfix/10025/smtpd",
                "3F2B1A84C: client=localhost[127.0.0.1], orig_queue_id=9A8B7C6D5, orig_client=mail.example.org[IPv6:2001:db8::7]");
    assertEquals("9A8B7C6D5", c.origQueueId().toString());
    assertEquals("2001:db8::7", c.origPeer().ip().toString());
  }

  @Test
  void loginName_mayHoldCommasAndBlanks() {
    Client c =
        (Client)
            Recorded.parse(
                "postfix/smtpd",
                "3F2B1A84C: client=x[192.0.2.4], sasl_method=PLAIN, sasl_username=bob, the builder, sasl_sender=b@example.com");
    assertEquals("bob, the builder", c.saslUser().toString());
  }

  @Test
  void unknownAddress_isAbsent() {
    Event.LostConnection lost =
        (Event.LostConnection)
            Recorded.parse("postfix/smtpd", "lost connection after CONNECT from unknown[unknown]");
    assertEquals("unknown", lost.peer().name().toString());
    assertNull(lost.peer().ip());
  }

  @Test
  void limitOfSize_countsOnce() {
    String text = "warning: 3F2B1A84C: queue file size limit exceeded";
    assertInstanceOf(Refusal.class, Recorded.parse("postfix/smtpd", text));
    assertInstanceOf(Event.Note.class, Recorded.parse("postfix/cleanup", text));
  }

  @Test
  void rejectedLocalMail_refusesNoClient() {
    Ruling ruling =
        (Ruling)
            Recorded.parse(
                "postfix/cleanup",
                "3F2B1A84C: reject: header Subject: x from local; from=<a@example.com> to=<b@example.com>: 5.7.1 No");
    assertEquals(Ruling.Kind.NOTED, ruling.kind());
  }

  @Test
  void passwordFailure_isALogin() {
    Login login =
        (Login)
            Recorded.parse(
                "postfix/smtpd",
                "warning: unknown[192.0.2.4]:33755: SASL LOGIN authentication failed: x, sasl_username=(unavailable)");
    assertEquals(33755, login.peer().port());
    assertNull(login.user());
  }

  @Test
  void bareProgram_isReadByItsText() {
    assertInstanceOf(
        Event.Connect.class,
        Recorded.parse("postfix", " connect from mail.example.org[192.0.2.4]"));
    assertEquals(
        true,
        ((Event.Connect) Recorded.parse("postfix", "CONNECT from [192.0.2.4]:1 to [192.0.2.5]:25"))
            .screen());
    Delivery local =
        (Delivery)
            Recorded.parse(
                "postfix",
                "3F2B1A84C: to=<a@b>, relay=local, delay=1, dsn=2.0.0, status=sent (delivered to maildir)");
    assertEquals("local", local.via().toString());
    Delivery remote =
        (Delivery)
            Recorded.parse(
                "postfix",
                "3F2B1A84C: to=<a@b>, relay=x[192.0.2.4]:25, delay=1, dsn=2.0.0, status=sent (250 ok)");
    assertEquals("smtp", remote.via().toString());
  }
}
