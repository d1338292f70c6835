package mailweir.parse.syslog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.StandardCharsets;
import mailweir.parse.Line;
import mailweir.parse.Names;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvelopesTest {
  static Line parse(String raw) {
    return parse(raw.getBytes(StandardCharsets.UTF_8));
  }

  static Line parse(byte[] raw) {
    Line line = new Line();
    new Envelopes(new Names(), new Names()).parse(raw, 0, raw.length, line);
    return line;
  }

  /** {@code stamp | host | program | pid | repeat | text}; {@code -} for what is absent. */
  static String parts(Line line) {
    return String.join(
        " | ",
        stamp(line.stamp),
        line.host == null ? "-" : line.host.text(),
        line.program == null ? "-" : line.program.text(),
        line.pid() == null ? "-" : line.pid().toString(),
        "x" + line.repeat,
        line.text().toString());
  }

  static String stamp(Line.Stamp s) {
    if (!s.present) {
      return "-";
    }
    String fraction = s.micros == 0 ? "" : String.format(".%06d", s.micros);
    String offset =
        s.offset == Line.Stamp.NO_OFFSET
            ? ""
            : String.format(
                "%s%02d:%02d",
                s.offset < 0 ? "-" : "+", Math.abs(s.offset) / 3600, Math.abs(s.offset) / 60 % 60);
    String year = s.year < 0 ? "-" : String.format("%04d", s.year);
    return String.format(
            "%s-%02d-%02dT%02d:%02d:%02d", year, s.month, s.day, s.hour, s.minute, s.second)
        + fraction
        + offset;
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '`',
      ignoreLeadingAndTrailingWhitespace = true,
      textBlock =
          """
          Nov 20 19:19:14 mx1 postfix/smtpd[29648]: connect from a[192.0.2.1] => --11-20T19:19:14 | mx1 | postfix/smtpd | 29648 | x1 | connect from a[192.0.2.1]
          Jun  1 07:00:04 mx1 postfix/qmgr[1]: 4X: removed => --06-01T07:00:04 | mx1 | postfix/qmgr | 1 | x1 | 4X: removed
          Jun 1 07:00:04 mx1 postfix/qmgr[1]: 4X: removed => --06-01T07:00:04 | mx1 | postfix/qmgr | 1 | x1 | 4X: removed
          Jun 10 07:00:04.123 mx1 postfix/qmgr[1]: 4X: removed => --06-10T07:00:04.123000 | mx1 | postfix/qmgr | 1 | x1 | 4X: removed
          2013 Jun 10 07:00:04.123 gds39d postfix/smtpd[14629]: 51A7: client=x[1.2.3.4] => 2013-06-10T07:00:04.123000 | gds39d | postfix/smtpd | 14629 | x1 | 51A7: client=x[1.2.3.4]
          Jun 10 2013 07:00:04 mx1 postfix/qmgr[1]: 4X: removed => 2013-06-10T07:00:04 | mx1 | postfix/qmgr | 1 | x1 | 4X: removed
          Jun 10 07:00:04 2013 mx1 postfix/qmgr[1]: 4X: removed => 2013-06-10T07:00:04 | mx1 | postfix/qmgr | 1 | x1 | 4X: removed
          <22>Nov 20 19:19:12 mx1 dovecot: master: Dovecot v2.3.19.1 => --11-20T19:19:12 | mx1 | dovecot | - | x1 | master: Dovecot v2.3.19.1
          <22>Nov 20 19:19:13 postfix/smtpd[29642]: connect from a[192.0.2.1] => --11-20T19:19:13 | - | postfix/smtpd | 29642 | x1 | connect from a[192.0.2.1]
          2026-11-20T19:19:12.690426+05:45 mx1 postfix/smtpd[1]: connect from a[192.0.2.1] => 2026-11-20T19:19:12.690426+05:45 | mx1 | postfix/smtpd | 1 | x1 | connect from a[192.0.2.1]
          2026-11-20T19:19:12Z mx1 postfix/submission/smtpd[1] 4X: client=a[192.0.2.1] => 2026-11-20T19:19:12+00:00 | mx1 | postfix/submission/smtpd | 1 | x1 | 4X: client=a[192.0.2.1]
          2026-11-20T19:19:12-0330 mx1 postfix/qmgr[1]: 4X: removed => 2026-11-20T19:19:12-03:30 | mx1 | postfix/qmgr | 1 | x1 | 4X: removed
          2026-11-20T19:19:12.5+05:45 mail.info mx1 dovecot: master: x => 2026-11-20T19:19:12.500000+05:45 | mx1 | dovecot | - | x1 | master: x
          2026-11-20T19:19:12+05:45 mail.info dovecot: master: x => 2026-11-20T19:19:12+05:45 | mail.info | dovecot | - | x1 | master: x
          2026-11-20 19:19:12 mx1 dovecot: master: x => 2026-11-20T19:19:12 | mx1 | dovecot | - | x1 | master: x
          2026-11-20 19:19:12.25 +0100 mx1 postfix/qmgr[7]: 4X: removed => 2026-11-20T19:19:12.250000+01:00 | mx1 | postfix/qmgr | 7 | x1 | 4X: removed
          <22>1 2026-11-20T19:19:14.055269+05:45 mx1 postfix 29648 - -  disconnect from a => 2026-11-20T19:19:14.055269+05:45 | mx1 | postfix | 29648 | x1 | disconnect from a
          <22>1 2026-11-20T19:19:14Z mx1 dovecot - - - master: x => 2026-11-20T19:19:14+00:00 | mx1 | dovecot | - | x1 | master: x
          <22>1 2026-11-20T19:19:14Z mx1 postfix/smtpd 12 ID47 [a@1 x="1 \\"]2" y="3"][b@2] 4X: removed => 2026-11-20T19:19:14+00:00 | mx1 | postfix/smtpd | 12 | x1 | 4X: removed
          1 2026-11-20T19:19:14Z - postfix/smtpd - - - 4X: removed => 2026-11-20T19:19:14+00:00 | - | postfix/smtpd | - | x1 | 4X: removed
          <22>1 - mx1 - - - - postfix/smtpd[12]: 4X: removed => - | mx1 | postfix/smtpd | 12 | x1 | 4X: removed
          Nov 20 19:19:14 mx1 mimedefang.pl[36787]: x y => --11-20T19:19:14 | mx1 | mimedefang.pl | 36787 | x1 | x y
          Nov 20 19:19:14 mx1 policyd-spf[9]: : prepend X => --11-20T19:19:14 | mx1 | policyd-spf | 9 | x1 | : prepend X
          Nov 20 19:19:14 mx1 postfix/10025/smtpd[9]: connect from a => --11-20T19:19:14 | mx1 | postfix/10025/smtpd | 9 | x1 | connect from a
          Nov 20 19:19:14 mx1 postfix/[x]/smtpd[9]: connect from a => --11-20T19:19:14 | mx1 | postfix/[x]/smtpd | 9 | x1 | connect from a
          Nov 20 19:19:14 mx1 postfix/smtpd[9]:connect from a => --11-20T19:19:14 | mx1 | postfix/smtpd | 9 | x1 | connect from a
          Nov 20 19:19:14 192.0.2.1 postfix/smtpd[9]: connect from a => --11-20T19:19:14 | 192.0.2.1 | postfix/smtpd | 9 | x1 | connect from a
          Nov 20 19:19:14 2001:db8::1 postfix/smtpd[9]: connect from a => --11-20T19:19:14 | 2001:db8::1 | postfix/smtpd | 9 | x1 | connect from a
          Nov 20 19:19:14 mx1 last message repeated 3 times => --11-20T19:19:14 | mx1 | - | - | x1 | last message repeated 3 times
          Nov 20 19:19:14 mx1 -- MARK -- => --11-20T19:19:14 | mx1 | - | - | x1 | -- MARK --
          Nov 20 19:19:14 mx1 postfix/smtpd[9]: message repeated 11 times: [ warning: thing] => --11-20T19:19:14 | mx1 | postfix/smtpd | 9 | x11 | warning: thing
          Nov 20 19:19:14 mx1 postfix/smtp[9]: message repeated 2 times: [4X: to=<a@b>, status=sent (x [1])] => --11-20T19:19:14 | mx1 | postfix/smtp | 9 | x2 | 4X: to=<a@b>, status=sent (x [1])
          Nov 20 19:19:14 mx1 postfix/smtp[9]: message repeated 1000000 times: [ a] => --11-20T19:19:14 | mx1 | postfix/smtp | 9 | x1 | message repeated 1000000 times: [ a]
          Nov 20 19:19:14 mx1 postfix/smtp[9]: message repeated 2 times: [ never ended => --11-20T19:19:14 | mx1 | postfix/smtp | 9 | x1 | message repeated 2 times: [ never ended
          Nov 20 19:19:14 mx1 sendmail[9]: [ID 801593 mail.info] q1: from=<a@b> => --11-20T19:19:14 | mx1 | sendmail | 9 | x1 | q1: from=<a@b>
          Nov 20 19:19:14 <mail.info> mx1 postfix/smtpd[9]: connect from a => --11-20T19:19:14 | mx1 | postfix/smtpd | 9 | x1 | connect from a
          Nov 20 19:19:14 mx1 postfix/smtpd[9]: => --11-20T19:19:14 | mx1 | postfix/smtpd | 9 | x1 |
          Nov 20 19:19:14 mx1 => --11-20T19:19:14 | mx1 | - | - | x1 |
          Nov 20 19:19:14 => --11-20T19:19:14 | - | - | - | x1 |
          2024-11-20T13:44:50+0100 host postfix/smtpd[33]: connect from a => 2024-11-20T13:44:50+01:00 | host | postfix/smtpd | 33 | x1 | connect from a
          """)
  void parse_takesEveryEnvelopeApart(String raw, String expected) {
    assertEquals(expected, parts(parse(raw)).strip());
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '`',
      textBlock =
          """
          2024-03-01T10:00:00.123456789Z Mar  1 10:00:00 mail postfix/smtpd[12]: connect from a => 2024-03-01T10:00:00+00:00 | mail | postfix/smtpd | 12 | x1 | connect from a
          2024-01-01T00:30:00.5Z Dec 31 19:30:00 mail postfix/smtpd[12]: connect from a => 2023-12-31T19:30:00-05:00 | mail | postfix/smtpd | 12 | x1 | connect from a
          2024-03-01T10:00:00Z stdout F Mar  1 15:44:58 mail postfix/qmgr[12]: 4X: removed => 2024-03-01T15:44:58+05:45 | mail | postfix/qmgr | 12 | x1 | 4X: removed
          2024-03-01T10:00:00Z dock 5a3b[812]: Mar  1 10:00:00 mail postfix/qmgr[12]: 4X: removed => 2024-03-01T10:00:00+00:00 | mail | postfix/qmgr | 12 | x1 | 4X: removed
          2024-03-01T10:00:00Z dock 5a3b[812]: 2024-03-01T09:59:59.5+00:00 mail postfix/qmgr[12]: 4X: removed => 2024-03-01T09:59:59.500000+00:00 | mail | postfix/qmgr | 12 | x1 | 4X: removed
          2024-03-01T10:00:00Z Mar  3 10:00:00 mail postfix/qmgr[12]: 4X: removed => 2024-03-01T10:00:00+00:00 | mail | postfix/qmgr | 12 | x1 | 4X: removed
          Mar  1 10:00:00 dock mail[812]: Mar  1 09:00:00 mail postfix/qmgr[12]: message repeated 2 times: [ a b] => --03-01T09:00:00 | mail | postfix/qmgr | 12 | x2 | a b
          Mar  1 10:00:00 mx1 app[812]: Mar  1 09:00:00 is when it happened => --03-01T10:00:00 | mx1 | app | 812 | x1 | Mar  1 09:00:00 is when it happened
          """)
  void parse_doubledHeader_takesTheInnerOne(String raw, String expected) {
    assertEquals(expected, parts(parse(raw)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '`',
      textBlock =
          """
          2020-10-05 18:27:12 auth_login authenticator failed for (User) [192.0.2.70] => 2020-10-05T18:27:12 | - | - | - | x1 | auth_login authenticator failed for (User) [192.0.2.70]
          2013-06-02 09:22:05 [19591] SMTP call from x [192.0.2.1] => 2013-06-02T09:22:05 | - | - | 19591 | x1 | [19591] SMTP call from x [192.0.2.1]
          2026-11-20 13:33:11 1xUOhm-0001Dw-0G SMTP: x y => 2026-11-20T13:33:11 | - | - | - | x1 | 1xUOhm-0001Dw-0G SMTP: x y
          2026-02-01 10:00:01.100 #1001(normal) <a1b2c3>; rspamd_task_write_log: id: x => 2026-02-01T10:00:01.100000 | - | - | 1001 | x1 | #1001(normal) <a1b2c3>; rspamd_task_write_log: id: x
          @4000000038c3eeb027f41c7c new msg 93869 => 2000-03-06T17:45:10.670309+00:00 | - | - | - | x1 | new msg 93869
          2026-11-20 13:25:19.815522 delivery 1: success: did_0+0+1/ => 2026-11-20T13:25:19.815522 | - | - | - | x1 | delivery 1: success: did_0+0+1/
          2026-11-20 13:25:19.815522 triple bounce: discarding bounce/1 => 2026-11-20T13:25:19.815522 | - | - | - | x1 | triple bounce: discarding bounce/1
          192.0.2.1 - - [10/Oct/2026:13:55:36 -0700] "GET / HTTP/1.1" 200 12 => 2026-10-10T13:55:36-07:00 | - | - | - | x1 | 192.0.2.1 - - [10/Oct/2026:13:55:36 -0700] "GET / HTTP/1.1" 200 12
          2026-02-01T10:00:01Z INFO starting up => 2026-02-01T10:00:01+00:00 | - | - | - | x1 | INFO starting up
          """)
  void parse_otherPrograms_giveOnlyTheStamp(String raw, String expected) {
    assertEquals(expected, parts(parse(raw)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = " => ",
      quoteCharacter = '`',
      textBlock =
          """
          @4000000038c3eeb0 new msg 93869 => x
          Debug line with all properties: => x
          Foo 1 00:00:00 hostname x: y => x
          Feb 30 00:00:00 mx1 postfix/qmgr[1]: a => x
          2023-02-29T00:00:00Z mx1 postfix/qmgr[1]: a => x
          Nov 20 24:00:00 mx1 postfix/qmgr[1]: a => x
          -- Journal begins at Mon 2024-01-01 00:00:00 UTC. -- => x
          {"a": 1} => x
          {"MESSAGE": => x
          """)
  void parse_noEnvelope_givesTheWholeLineAsText(String raw) {
    Line line = parse(raw);
    assertFalse(line.stamp.present);
    assertNull(line.program);
    assertNull(line.host);
    assertEquals(raw, line.text().toString());
  }

  @Test
  void parse_nulsBeforeTheHeader_areNoPartOfIt() {
    String raw = "\0".repeat(700) + "Nov 20 19:19:14 mx1 postfix/qmgr[1]: 4X: removed";
    Line line = parse(raw);
    assertEquals("--11-20T19:19:14 | mx1 | postfix/qmgr | 1 | x1 | 4X: removed", parts(line));
    assertEquals(raw, line.raw().toString());
  }

  @Test
  void parse_brokenUtf8_isKeptByteByByte() {
    byte[] raw =
        "Nov 20 19:19:14 m\u00ff postfix/qmgr[1]: \u00e9\u00ff"
            .getBytes(StandardCharsets.ISO_8859_1);
    Line line = parse(raw);
    assertEquals("postfix/qmgr", line.program.text());
    assertEquals(2, line.text().length());
    assertEquals((byte) 0xff, line.text().at(1));
  }

  @Test
  void parse_aStampSeenBefore_isTheSameAsReadAnew() {
    Envelopes envelopes = new Envelopes(new Names(), new Names());
    Line line = new Line();
    for (String raw :
        new String[] {
          "Nov 20 19:19:14 mx1 postfix/qmgr[1]: 4X: removed and so on",
          "Nov 20 19:19:14 mx2 postfix/smtp[2]: 4Y: removed and so on",
          "2026-11-20T19:19:12.690426+05:45 mx1 postfix/qmgr[1]: 4X: removed",
          "2026-11-20T19:19:13.000426+05:45 mx1 postfix/qmgr[1]: 4X: removed",
          "2026-11-20T19:19:14.999999+05:45 mx1 postfix/qmgr[1]: 4X: removed",
          "2026-11-20T19:19:14.99999:+05:45 mx1 postfix/qmgr[1]: 4X: removed",
          "2026-11-20T19:19:14.1234567+05:45 mx1 postfix/qmgr[1]: 4X: removed",
          "2026-11-20T19:19:14.123456-05:45 mx1 postfix/qmgr[1]: 4X: removed",
          "2026-11-20T19:19:14.123456-05:45x mx1 postfix/qmgr[1]: 4X: removed",
          "2026-11-20T19:19:14.012345-05:45 mx1 postfix/qmgr[1]: 4X: removed",
          "2026-11-20T19:19:14/012345-05:45 mx1 postfix/qmgr[1]: 4X: removed",
          "2026-11-20T19:19:59.1Z mx1 postfix/qmgr[1]: 4X: removed and so on",
          "2026-11-20T19:19:59 mx1 postfix/qmgr[1]: 4X: removed and so on",
          "2026-11-20T19:19:60-01:00 mx1 postfix/qmgr[1]: 4X: removed",
          "2026-11-20T19:19:61-01:00 mx1 postfix/qmgr[1]: 4X: removed",
          "2026-11-20T19:19:12,5+01:00 mx1 postfix/qmgr[1]: 4X: removed",
          "2026-11-20T19:19:12.+01:00 mx1 postfix/qmgr[1]: 4X: removed",
          "2026-11-20T19:19:12.25+01:00: mx1 postfix/qmgr[1]: 4X: removed",
          "Nov 20 19:19:14 mx1 postfix/qmgr[1]: 4X: removed and so on",
        }) {
      byte[] bytes = raw.getBytes(StandardCharsets.UTF_8);
      envelopes.parse(bytes, 0, bytes.length, line);
      assertEquals(parts(parse(raw)), parts(line));
    }
  }
}
