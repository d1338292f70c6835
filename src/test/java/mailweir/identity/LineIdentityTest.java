package mailweir.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineIdentityTest {
  private static final int KATHMANDU = 5 * 3600 + 45 * 60;
  private final Logged logged = new Logged(0);
  private final Hosts hosts = new Hosts();
  private final LineIdentity identity = new LineIdentity(hosts);

  private long id(String line) {
    return identity.of(logged.of(line));
  }

  private static List<Long> ids(String resource, int offset) {
    Logged logged = new Logged(offset);
    LineIdentity identity = new LineIdentity(new Hosts());
    List<Long> ids = new ArrayList<>();
    for (byte[] line : Logged.lines(resource)) {
      ids.add(identity.of(logged.of(line)));
    }
    return ids;
  }

  @Test
  void recording_isTheSameInEveryFormRsyslogWrote() {
    List<Long> traditional = ids("traditional.log", KATHMANDU);
    assertEquals(traditional, ids("rfc3339.log", KATHMANDU));
    assertEquals(traditional, ids("pri.log", KATHMANDU));
    assertEquals(traditional, ids("rfc5424.log", KATHMANDU));
    assertEquals(traditional, ids("rfc3339-blank.log", KATHMANDU));
    assertEquals(traditional, ids("facility.log", KATHMANDU));
  }

  @Test
  void multilog_countsToTheMicrosecondAndIsTheSameAfterTai64nlocal() {
    String text = " tcpserver: status: 0/20";
    long raw = id("@400000006b004ada3980832c" + text);
    assertEquals(raw, id("2026-11-20 13:27:44.964723500" + text));
    assertNotEquals(raw, id("@400000006b004ada3980cf4c" + text));
    assertNotEquals(raw, id("2026-11-20 13:27:44.964743500" + text));
    assertNotEquals(raw, id("@400000006b004ada3980832c tcpserver: status: 1/20"));
  }

  @Test
  void repeatedMessage_standsForItselfInBothForms() {
    assertEquals(ids("repeated-traditional.log", 0), ids("repeated-rfc3339.log", 0));
    assertNotEquals(
        id(
            "Nov 20 13:32:42 mx1 postfix/smtpd[999]: message repeated 11 times: [ warning: repeated thing]"),
        id("Nov 20 13:32:42 mx1 postfix/smtpd[999]: warning: repeated thing"));
    assertNotEquals(
        id(
            "Nov 20 13:32:42 mx1 postfix/smtpd[999]: message repeated 11 times: [ warning: repeated thing]"),
        id(
            "Nov 20 13:32:42 mx1 postfix/smtpd[999]: message repeated 12 times: [ warning: repeated thing]"));
  }

  /** The main log names neither host, program nor, by default, process. */
  @Test
  void entryOfAMessage_isTheSameInEximsMainLogAndInSyslog() {
    String entry = "1vM1aa-0003Qx-0A => u@b.example R=dnslookup T=remote_smtp H=mx [192.0.2.1]";
    String done = "1vM1aa-00000003Qx1-0A2b Completed";
    assertEquals(
        id("2026-11-20 13:32:42 " + entry),
        ofNobody("Nov 20 13:32:43 mx1 exim[9]: 2026-11-20 13:32:42 " + entry));
    assertEquals(
        id("2026-11-20 13:32:42.121 +0000 [9] " + entry),
        ofNobody(
            "2026-11-20T19:17:42.122345+05:45 mx1 exim4[9]: 2026-11-20 13:32:42.121 +0000 [9] "
                + entry));
    assertEquals(
        id("2026-11-20 13:32:42 +0000 " + done),
        ofNobody("2026-11-20T13:32:44+00:00 mx1 exim[9]: 2026-11-20 19:17:42 " + done));
    assertNotEquals(
        id("2026-11-20 13:32:42 " + entry),
        ofNobody("Nov 20 13:32:43 mx1 exim[9]: 2026-11-20 11:32:42 " + entry));
    assertNotEquals(
        id("2026-11-20 13:32:42 " + entry),
        ofNobody("Nov 20 13:32:43 mx1 other[9]: 2026-11-20 13:32:42 " + entry));
  }

  /** A rejection is written twice by syslog, and each stands for itself. */
  @Test
  void rejection_isNotTheSameInEximsMainLogAndInSyslog() {
    String refused = "1vM1aa-0003Qx-0A H=(c) [192.0.2.7] F=<a@c.example> rejected after DATA: no";
    assertNotEquals(
        id("2026-11-20 13:32:42 " + refused),
        ofNobody("Nov 20 13:32:42 mx1 exim[9]: 2026-11-20 13:32:42 " + refused));
  }

  private long ofNobody(String text) {
    mailweir.parse.Line line = logged.of(text);
    line.host = null;
    return identity.of(line);
  }

  @Test
  void host_isTheSameByShortNameAndFqdnAndInAnyCase() {
    long expected = id("Nov 20 13:32:42 mx1 postfix/smtpd[9]: connect from unknown[192.0.2.1]");
    assertEquals(
        expected,
        id("Nov 20 13:32:42 mx1.example.com postfix/smtpd[9]: connect from unknown[192.0.2.1]"));
    assertEquals(
        expected, id("Nov 20 13:32:42 MX1 postfix/smtpd[9]: connect from unknown[192.0.2.1]"));
    assertEquals(1, hosts.size());
    assertNotEquals(
        id("Nov 20 13:32:42 192.0.2.7 postfix/smtpd[9]: connect"),
        id("Nov 20 13:32:42 192.0.3.8 postfix/smtpd[9]: connect"));
  }

  @Test
  void addresses_areNoAliases() {
    assertEquals("192.0.2.7", Hosts.canonical("192.0.2.7"));
    assertEquals("2001:db8::1.2.3.4", Hosts.canonical("2001:DB8::1.2.3.4"));
    assertEquals("mx1", Hosts.canonical("MX1.Example.COM"));
    assertEquals("1", Hosts.canonical("1.2.3"));
    assertEquals("", Hosts.canonical(null));
  }

  @Test
  void whatStandsAroundTheText_doesNotMatter() {
    long expected = id("Nov 20 13:32:42 mx1 postfix/smtpd[9]: connect from unknown[192.0.2.1]");
    for (String end : List.of(" ", "\r", "  \t", "\0\0", " \r\0")) {
      assertEquals(
          expected,
          id("Nov 20 13:32:42 mx1 postfix/smtpd[9]: connect from unknown[192.0.2.1]" + end));
    }
  }

  @Test
  void everyPart_matters() {
    List<String> different =
        List.of(
            "Nov 20 13:32:42 mx1 postfix/smtpd[9]: connect from unknown[192.0.2.1]",
            "Nov 20 13:32:43 mx1 postfix/smtpd[9]: connect from unknown[192.0.2.1]",
            "Nov 20 13:32:42 mx2 postfix/smtpd[9]: connect from unknown[192.0.2.1]",
            "Nov 20 13:32:42 mx1 postfix/smtpd[8]: connect from unknown[192.0.2.1]",
            "Nov 20 13:32:42 mx1 postfix/smtpd: connect from unknown[192.0.2.1]",
            "Nov 20 13:32:42 mx1 amavis[9]: connect from unknown[192.0.2.1]",
            "Nov 20 13:32:42 mx1 postfix/smtpd[9]: connect from unknown[192.0.2.2]",
            "Nov 20 13:32:42 mx1 postfix/smtpd[9]: onnect from unknown[192.0.2.1]",
            "Nov 20 13:32:42 mx1 postfix/smtpd[9]:");
    assertEquals(different.size(), different.stream().map(this::id).distinct().count());
  }

  @Test
  void hash_tellsTextsOfAnyLengthApartWhereverTheyLie() {
    byte[] bytes = new byte[200];
    new java.util.Random(3).nextBytes(bytes);
    byte[] moved = new byte[210];
    System.arraycopy(bytes, 0, moved, 7, 200);
    List<Long> all = new ArrayList<>();
    for (int n = 0; n <= 100; n++) {
      long hash = LineIdentity.hash(bytes, 0, n);
      assertEquals(hash, LineIdentity.hash(moved, 7, 7 + n));
      all.add(hash);
      for (int i = 0; i < n; i++) {
        byte[] other = bytes.clone();
        other[i] ^= 64;
        all.add(LineIdentity.hash(other, 0, n));
      }
    }
    assertEquals(all.size(), all.stream().distinct().count());
  }

  @Test
  void identity_isStoredSoItMustNotChange() {
    assertEquals(
        EXPECTED, id("Nov 20 13:32:42 mx1 postfix/smtpd[999]: connect from unknown[192.0.2.1]"));
  }

  private static final long EXPECTED = 5038331574123193401L;

  @Test
  void rawIdentity_isTheIdentityOfTheReader() {
    RawIdentity raw = new RawIdentity(hosts);
    for (byte[] line : Logged.lines("rfc5424.log")) {
      var read = new Logged(0).of(line);
      long expected = identity.of(read);
      assertEquals(expected, raw.of("mx1", read.time, line, 0, line.length));
    }
    byte[] nothing = "no envelope at all".getBytes(StandardCharsets.US_ASCII);
    assertEquals(identity.of(logged.of(nothing)), raw.of("", 0, nothing, 0, nothing.length));
  }
}
