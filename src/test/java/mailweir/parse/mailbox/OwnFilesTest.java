package mailweir.parse.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import mailweir.event.Event;
import mailweir.parse.Dialects;
import mailweir.parse.Line;
import mailweir.parse.Names;
import mailweir.parse.dovecot.Dovecot;
import mailweir.parse.filter.Assp;
import mailweir.parse.filter.Rspamd;
import mailweir.parse.syslog.Envelopes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines of files that programs write by themselves: recognised by their layout, with their stamps. */
class OwnFilesTest {
  private static final List<String> LINES =
      List.of(
          "[22-Jan-2026 22:28:21 +0200]: FAILED login for u from 192.0.2.1",
          "[22-Jan-2026 22:28:21 +0200]: <k5e8> Successful login for u (ID: 1) from 192.0.2.1 in session k5e8",
          "10/26/2026 15:50:41 [LOGIN_ERROR] u (b.example) from 192.0.2.1: Unknown user or password incorrect.",
          "10/26/2026 15:50:41 [LOGIN] u (b.example) from 192.0.2.1: ",
          "[18/May/2026 07:25:15] Failed SMTP login from 192.0.2.1 with SASL method CRAM-MD5.",
          "<co ts=\"2026-06-02T09:54:58.82\" tr=\"TCP|192.0.2.9|25|192.0.2.1|58406\" ap=\"SMTP\" mi=\"Bad password\" us=\"u\" di=\"535 5.7.8 Bad username or password.\"/>",
          "2026-11-07 22:21:22   smtp: u 192.0.2.1 authentication failure using internet password",
          "Jul-30-26 17:07:25 [Worker_1] [TLS-out] 192.0.2.1 [SMTP Error] 535 5.7.8 Error: authentication failed",
          "2026-11-20 13:37:45 #12924(normal) <7fe191>; task; rspamd_task_write_log: id: <m@a.example>, qid: <Q1>, ip: 192.0.2.1, (reject): [18.5/15.0] [A(5.0),B(4.0)], len: 2345, time: 15.30ms");

  private final Envelopes envelopes = new Envelopes(new Names(), new Names());
  private final Line line = new Line();
  private final Dialects dialects =
      new Dialects(List.of(new Rspamd(), new Assp(), new Dovecot(), new LoginFiles()));

  private Event read(byte[] bytes) {
    envelopes.parse(bytes, 0, bytes.length, line);
    line.time = Line.NO_TIME;
    return dialects.parse(line);
  }

  private Event read(String text) {
    return read(text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @CsvSource({
    "0, false, true, u, 2026-1-22 22:28:21",
    "1, true, true, u, 2026-1-22 22:28:21",
    "2, false, true, u, 2026-10-26 15:50:41",
    "3, true, true, u, 2026-10-26 15:50:41",
    "4, false, false, , 2026-5-18 7:25:15",
    "6, false, false, , 2026-11-7 22:21:22",
    "7, false, false, , 2026-7-30 17:7:25"
  })
  void login_withItsStamp(int at, boolean ok, boolean mailbox, String user, String stamp) {
    Event.Login login = assertInstanceOf(Event.Login.class, read(LINES.get(at)));
    assertEquals(ok, login.ok());
    assertEquals(mailbox, login.mailbox());
    assertEquals("192.0.2.1", login.peer().ip().toString());
    assertEquals(user, login.user() == null ? null : login.user().toString());
    Line.Stamp s = line.stamp;
    assertEquals(
        stamp,
        s.year + "-" + s.month + "-" + s.day + " " + s.hour + ":" + s.minute + ":" + s.second);
  }

  @Test
  void pmdf_tellsTheUser() {
    Event.Login login = assertInstanceOf(Event.Login.class, read(LINES.get(5)));
    assertEquals("u", login.user().toString());
    assertEquals("192.0.2.1", login.peer().ip().toString());
  }

  @Test
  void assp_relayAttemptIsARefusal() {
    Event.Refusal refusal =
        assertInstanceOf(
            Event.Refusal.class,
            read(
                "Jan-05-26 08:38:49 m1-01129-09140 [Worker_1] [TLS-in] [RelayAttempt] 192.0.2.1 <x@a.example> relay attempt blocked for (parsing): <r@c.example>"));
    assertEquals("x@a.example", refusal.envelope().from().toString());
    assertEquals("r@c.example", refusal.envelope().to().toString());
  }

  @Test
  void rspamd_namesItsWorkerAndTheMessage() {
    Event.FilterVerdict verdict = assertInstanceOf(Event.FilterVerdict.class, read(LINES.get(8)));
    assertEquals("Q1", verdict.queueId().toString());
    assertEquals("12924", line.pid().toString());
    assertEquals(18.5, verdict.score());
  }

  @Test
  void dovecotUnderMultilog_isALogin() {
    Event.Login login =
        assertInstanceOf(
            Event.Login.class,
            read(
                "@4000000052e6ecf40a1b2c3d imap-login: Info: Aborted login (auth failed, 1 attempts): user=<u@b.example>, method=PLAIN, rip=192.0.2.1, lip=192.0.2.9"));
    assertEquals("u@b.example", login.user().toString());
  }

  @Test
  void othersAreNotTaken() {
    for (String other :
        List.of(
            "[22-Jan-2026 22:28:21 +0200] PHP Warning: something",
            "10/26/2026 15:50:41 something",
            "2026-11-07 22:21:22 login for nobody",
            "#12 (x)",
            "Jul-30-26 17:07:25 Worker started")) {
      assertSame(Event.NOT_UNDERSTOOD, read(other), other);
    }
  }

  @Test
  void anyBytes_giveAValue() {
    Random random = new Random(42);
    for (String text : LINES) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      for (int cut = 0; cut <= bytes.length; cut++) {
        assertNotNull(read(Arrays.copyOf(bytes, cut)));
      }
      for (int i = 0; i < 500; i++) {
        byte[] m = bytes.clone();
        for (int k = 0; k < 4; k++) {
          m[random.nextInt(m.length)] = (byte) random.nextInt(256);
        }
        assertNotNull(read(m));
      }
    }
  }
}
