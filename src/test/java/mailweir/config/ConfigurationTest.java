package mailweir.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mailweir.Checkout;
import mailweir.journey.Site;
import mailweir.slice.Slice;
import org.junit.jupiter.api.Test;

class ConfigurationTest {
  private static final String ALL =
      """
      # of one site
      site:
        domains: [Example.org, .lists.example.org, bücher.example]
        addresses:
          - 192.0.2.0/24
          - 2001:db8:1::/48
      filters: [loopback:10024-10029, "10.0.0.5:783", "[2001:db8::5]:10026"]
      qmail:
        smtpd_uids: [82, 7791]
      data: /srv/mailweir
      bounce: {rules: /etc/mailweir/own.rules}
      port: 8426
      keep: 90
      queue: {nervous: 200, critical: 100, promise: 2h}
      tz: Europe/Berlin
      """;

  private static Configuration read(String yaml, Map<String, String> environment) {
    try {
      return Configuration.read("m.yaml", yaml, environment);
    } catch (Configuration.Faulty e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }

  private static List<String> faults(String yaml, Map<String, String> environment) {
    return assertThrows(
            Configuration.Faulty.class, () -> Configuration.read("m.yaml", yaml, environment))
        .problems();
  }

  private static boolean isOwn(Site site, String ip) {
    return site.isOwn(Slice.of(ip), Slice.of("a.example"));
  }

  @Test
  void read_takesEveryKeyOfTheFile() {
    Configuration c = read(ALL, Map.of());
    assertEquals(Optional.of(Path.of("/srv/mailweir")), c.data());
    assertEquals(Optional.of(Path.of("/etc/mailweir/own.rules")), c.bounceRules());
    assertEquals(8426, c.port());
    assertEquals(90, c.keep());
    assertEquals(200, c.queueNervous());
    assertEquals(200, c.queueCritical(), "never below nervous");
    assertEquals(Duration.ofHours(2), c.queuePromise());
    assertEquals(Optional.of(ZoneId.of("Europe/Berlin")), c.zone());
    assertEquals("m.yaml:4", c.value(Key.SITE_ADDRESSES).from());
    Site site = c.site();
    assertTrue(isOwn(site, "192.0.2.9"));
    assertTrue(isOwn(site, "2001:db8:1::9"));
    assertTrue(isOwn(site, "127.0.0.1"), "loopback is always the site's");
    assertTrue(isOwn(site, "10.0.0.5"), "so is where a filter listens");
    assertTrue(!isOwn(site, "192.0.3.9"));
    assertTrue(site.isSmtpd(Slice.of("7791")));
    assertTrue(!site.isSmtpd(Slice.of("779")));
    assertTrue(!site.isSmtpd(null));
    Slice name = Slice.of("f.example");
    assertTrue(site.isFilter(Slice.of("127.0.0.1"), name, 10029));
    assertTrue(site.isFilter(Slice.of("10.0.0.5"), name, 783));
    assertTrue(site.isFilter(Slice.of("2001:db8::5"), name, 10026));
    assertTrue(!site.isFilter(Slice.of("10.0.0.5"), name, 25));
    assertTrue(!site.isFilter(null, name, 783));
    for (String home :
        List.of(
            "a@example.org",
            "\"x@y\"@EXAMPLE.ORG",
            "b@one.lists.example.org",
            "c@bücher.example",
            "c@xn--bcher-kva.example")) {
      assertTrue(site.isHome(Slice.of(home)), home);
    }
    for (String away : List.of("a@example.com", "a@lists.example.org", "a@sub.example.org", "a")) {
      assertTrue(!site.isHome(Slice.of(away)), away);
    }
  }

  @Test
  void read_ofNothingIsWhatItWasWithoutAFile() {
    for (String yaml : List.of("", "# nothing\n", "---\n", "site:\n", "site: ~\n")) {
      Configuration c = read(yaml, Map.of());
      assertEquals(8425, c.port());
      assertEquals(0, c.keep());
      assertEquals(Optional.empty(), c.data());
      assertEquals(Optional.empty(), c.bounceRules());
      assertEquals(Optional.empty(), c.zone());
      assertEquals("default", c.value(Key.FILTERS).from());
      assertTrue(c.site().isFilter(null, Slice.of("localhost"), 10024));
      assertTrue(c.site().isFilter(Slice.of("::1"), null, 10029));
      assertTrue(!c.site().isFilter(Slice.of("127.0.0.1"), null, 10030));
      assertTrue(!isOwn(c.site(), "192.0.2.9"));
      assertTrue(!c.site().isHome(Slice.of("a@example.org")));
    }
  }

  @Test
  void read_letsTheEnvironmentWin() {
    Configuration c =
        read(
            ALL,
            Map.of(
                "MAILWEIR_SITE_DOMAINS",
                "example.net, example.com",
                "MAILWEIR_FILTERS",
                "",
                "MAILWEIR_PORT",
                "0",
                "MAILWEIR_HEAP",
                "2g",
                "HOME",
                "/root"));
    assertEquals(
        new Configuration.Value(List.of("example.net", "example.com"), "MAILWEIR_SITE_DOMAINS"),
        c.value(Key.SITE_DOMAINS));
    assertEquals(0, c.port());
    assertTrue(!c.site().isFilter(Slice.of("127.0.0.1"), null, 10024), "an empty list is none");
    assertEquals(90, c.keep(), "what it does not name stays the file's");
  }

  @Test
  void read_tellsAllThatIsWrongTogether() {
    assertEquals(
        List.of(
            "m.yaml:2: site.domain: no such key; there are "
                + String.join(", ", Configuration.names(Key::word)),
            "m.yaml:3: site.addresses: '10.0.0.0/33' has no prefix length from 0 to 32 behind its slash",
            "m.yaml:3: site.addresses: 'mx1.example.org' is neither an IP address nor a network in CIDR form",
            "m.yaml:5: filters: '::1:10024' is no filter; write HOST:PORT or HOST:FIRST-LAST, as 10.0.0.5:10024 or loopback:10024-10029, an IPv6 address in brackets",
            "m.yaml:6: port: '0x20' is no port: a number from 0 to 65535",
            "m.yaml:7: keep: wants one value",
            "m.yaml:8: tz: has no value; take the key out, or give it one",
            "m.yaml:9: data: 'var/lib' is no absolute path of a folder",
            "m.yaml:10: port: is set twice",
            "m.yaml:12: bounce.rules: 'own.rules' is no absolute path of a file",
            "MAILWEIR_KEEP: keep: '-1' is no number of days; 0 keeps all",
            "MAILWEIR_SITE_DOMAIN: no key of the configuration; there are "
                + String.join(", ", Configuration.names(Key::variable))),
        faults(
            """
            site:
              domain: example.org
              addresses: [10.0.0.0/33, mx1.example.org]
            filters:
              - ::1:10024
            port: 0x20
            keep: [1, 2]
            tz:
            data: var/lib
            port: 1
            bounce:
              rules: own.rules
            """,
            Map.of("MAILWEIR_KEEP", "-1", "MAILWEIR_SITE_DOMAIN", "example.org")));
  }

  @Test
  void read_makesNothingOfTags() {
    assertEquals(1, faults("site: [}\n", Map.of()).size());
    assertEquals(1, faults("- a\n- b\n", Map.of()).size());
    assertEquals(
        List.of("m.yaml:1: is no YAML (Global tag is not allowed: tag:yaml.org,2002:java.io.File)"),
        faults("data: !!java.io.File [/tmp/x]\n", Map.of()));
    assertEquals(1, faults("site: &a\n  site: *a\n", Map.of()).size());
  }

  @Test
  void addresses_areReadWithoutAskingANameServer() {
    Configuration c =
        read(
            "syslog:\n  tcp: ['0.0.0.0:514', '[::1]:601', loopback:0, '515']\n  all: yes\n  from: [192.0.2.0/24]\n",
            Map.of());
    assertEquals(
        List.of("0.0.0.0:514", "0:0:0:0:0:0:0:1:601", "127.0.0.1:0", "127.0.0.1:515"),
        c.addresses(Key.SYSLOG_TCP).stream()
            .map(a -> a.getAddress().getHostAddress() + ":" + a.getPort())
            .toList());
    assertTrue(c.is(Key.SYSLOG_ALL));
    assertEquals(1, c.networks(Key.SYSLOG_FROM).size());
    assertEquals(List.of(), c.addresses(Key.SYSLOG_UDP));
    assertEquals(
        4,
        faults(
                "syslog:\n  udp: ['mx1.example.org:514', '::1:514', '0.0.0.0:70000']\n  all: perhaps\n",
                Map.of())
            .size());
  }

  @Test
  void page_namesEveryKey() {
    String page = Checkout.text(Checkout.path("docs/configuration.md"));
    for (Key key : Key.values()) {
      assertTrue(page.contains("| `" + key.word() + "` |"), key.word());
    }
  }
}
