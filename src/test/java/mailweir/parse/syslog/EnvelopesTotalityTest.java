package mailweir.parse.syslog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Random;
import mailweir.parse.Line;
import mailweir.parse.Names;
import org.junit.jupiter.api.Test;

/** Any bytes give parts within the line, never an exception; and the same bytes the same parts, whatever came before. */
class EnvelopesTotalityTest {
  private static final String[] SAMPLES = {
    "Nov 20 19:19:14 mx1 postfix/smtpd[29648]: connect from a[192.0.2.1]",
    "2013 Jun 10 07:00:04.123 gds39d postfix/smtpd[14629]: 51A7: client=x[1.2.3.4]",
    "Jun 10 2013 07:00:04 mx1 postfix/qmgr[1]: 4X: removed",
    "<22>Nov 20 19:19:13 postfix/smtpd[29642]: message repeated 3 times: [ connect from a]",
    "2026-11-20T19:19:12.690426+05:45 mail.info mx1 postfix/smtpd[1]: connect from a[192.0.2.1]",
    "2026-11-20 19:19:12.25 +0100 mx1 postfix/qmgr[7]: 4X: removed",
    "<22>1 2026-11-20T19:19:14Z mx1 postfix/smtpd 12 ID47 [a@1 x=\"1 \\\"]2\" y=\"3\"][b@2] 4X: removed",
    "2024-03-01T10:00:00Z stdout F Mar  1 15:44:58 mail postfix/qmgr[12]: 4X: removed and more",
    "Nov 20 19:19:14 mx1 sendmail[9]: [ID 801593 mail.info] q1: from=<a@b>",
    "{\"__REALTIME_TIMESTAMP\":\"1763646290435258\",\"_HOSTNAME\":\"mx1\",\"SYSLOG_PID\":\"33\",\"MESSAGE\":\"a\\u00e9\\n\",\"B\":[1,{}]}",
    "{\"__REALTIME_TIMESTAMP\":\"1763646290435258\",\"_HOSTNAME\":\"mx1\",\"MESSAGE\":[104,105,32,195]}",
    "{\"log\":\"Nov 20 13:44:50 mail postfix/qmgr[5]: 4X: removed\\n\",\"time\":\"2025-11-20T13:44:50.5Z\"}",
    "\0\0\0\0Nov 20 19:19:14 mx1 postfix/smtpd[29648]: connect from a[192.0.2.1]",
  };

  private final Envelopes used = new Envelopes(new Names(), new Names());
  private final Calendar calendar = new Calendar(ZoneId.of("Europe/Berlin"), 2024);
  private final Line line = new Line();

  private void check(byte[] array, int from, int to) {
    used.parse(array, from, to, line);
    calendar.resolve(line);
    String seen = EnvelopesTest.parts(line);
    assertTrue(
        line.from <= line.textFrom
            && line.textFrom <= line.textTo
            && line.textTo <= line.array.length,
        seen);
    assertTrue(line.repeat >= 1, seen);
    byte[] alone = Arrays.copyOfRange(array, from, to);
    assertEquals(EnvelopesTest.parts(EnvelopesTest.parse(alone)), seen);
    assertTrue(
        Arrays.equals(alone, 0, alone.length, line.array, line.from, line.to),
        "the raw line stays");
  }

  @Test
  void parse_everyTruncation_isTotal() {
    for (String sample : SAMPLES) {
      byte[] bytes = sample.getBytes(StandardCharsets.UTF_8);
      for (int to = 0; to <= bytes.length; to++) {
        check(bytes, 0, to);
        check(Arrays.copyOf(bytes, to), 0, to);
      }
      for (int from = 0; from <= bytes.length; from++) {
        check(bytes, from, bytes.length);
      }
    }
  }

  @Test
  void parse_changedBytes_isTotal() {
    Random random = new Random(6);
    byte[] likely = " :[]<>-{}\"\\,.0123456789TZ+\0\n\tmJN=".getBytes(StandardCharsets.US_ASCII);
    for (int round = 0; round < 40_000; round++) {
      byte[] bytes = SAMPLES[round % SAMPLES.length].getBytes(StandardCharsets.UTF_8);
      for (int k = random.nextInt(4); k >= 0; k--) {
        int at = random.nextInt(bytes.length);
        bytes[at] =
            random.nextBoolean() ? likely[random.nextInt(likely.length)] : (byte) random.nextInt();
        if (random.nextInt(8) == 0) {
          int n = random.nextInt(bytes.length - at);
          System.arraycopy(bytes, at, bytes, random.nextInt(bytes.length - n), n);
        }
      }
      check(bytes, 0, bytes.length);
    }
  }

  @Test
  void parse_randomBytes_isTotal() {
    Random random = new Random(7);
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = new byte[random.nextInt(120)];
      random.nextBytes(bytes);
      check(bytes, 0, bytes.length);
    }
  }
}
