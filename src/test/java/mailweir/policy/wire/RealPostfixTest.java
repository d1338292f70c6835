package mailweir.policy.wire;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Postfix itself asks {@code mailweir policy}: by its policy protocol, and as a milter. */
@Tag("long")
class RealPostfixTest {
  static final String CONFIGURATION =
      """
      policy:
        rules: %1$s/policy.yaml
        state: %1$s/state
        log: %1$s/policy.log
        dns: ["127.0.0.1:9"]
        wait: {dns: 100}
      """;
  static final String RULES =
      """
      greylist: {delay: 1s, pool: name}
      opt-out: [postmaster@]
      rules:
        - name: refused
          when: { sender: refused@example.org }
          then: { action: reject, text: "not you" }
        - name: everybody
          when: { helo: [no-dot, literal] }
          then: greylist
      """;

  private static final String POSTFIX =
      """
      groupadd -r postdrop 2>/dev/null; useradd -r -U -d /var/spool/postfix postfix 2>/dev/null
      cp /usr/share/postfix/master.cf.dist /etc/postfix/master.cf
      cp /usr/share/postfix/dynamicmaps.cf /etc/postfix/; touch /etc/postfix/main.cf
      mkdir -p /var/m && chown 65534 /var/m
      postconf -e maillog_file=/var/log/postfix.log inet_protocols=ipv4 inet_interfaces=127.0.0.1 alias_maps= \\
        smtpd_authorized_xclient_hosts=127.0.0.1 disable_dns_lookups=yes mydestination= compatibility_level=3.6 \\
        mynetworks=10.0.0.0/8 myhostname=mx.example.net smtpd_client_restrictions= \\
        virtual_mailbox_domains=example.net virtual_mailbox_base=/var/m virtual_mailbox_maps=static:box \\
        virtual_uid_maps=static:65534 virtual_gid_maps=static:65534 virtual_minimum_uid=1
      postconf -F '*/*/chroot=n'
      postfix set-permissions >/dev/null 2>&1
      """;
  private static final String MAIL =
      """
      hello() { printf '%s\\n' 'XCLIENT NAME=host.example.com ADDR=198.51.100.9' 'EHLO desktop'; }
      message() { printf '%s\\n' DATA 'From: a@example.org' 'Subject: s' 'X-P0f-OS: written by the sender' '' body . QUIT; }
      mail() { hello; printf '%s\\n' "MAIL FROM:<$1>" "RCPT TO:<$2>"; message; }
      """;

  private static final String QUEUED = "S: 250 2.0.0 Ok: queued";

  @TempDir Path work;

  private OwnRoot root() throws Exception {
    return OwnRoot.in(work)
        .with("mailweir.yaml", CONFIGURATION.formatted(work))
        .with("policy.yaml", RULES);
  }

  @Test
  void checkPolicyService_delaysThenLetsInWithAHeader() throws Exception {
    OwnRoot root = root();
    String said =
        root.run(
            "postfix",
            POSTFIX
                + MAIL
                + """
                postconf -e 'smtpd_recipient_restrictions=reject_unauth_destination, check_policy_service inet:127.0.0.1:10023' \\
                  'smtpd_data_restrictions=check_policy_service inet:127.0.0.1:10023'
                policy; postfix start >/dev/null 2>&1; by_and_by listens 25
                echo first; mail a@example.org b@example.net | smtp 25
                echo refused; mail refused@example.org b@example.net | smtp 25
                echo opt-out; mail a@example.org postmaster@example.net | smtp 25
                echo null; mail '' b@example.net | smtp 25
                sleep 1.1
                echo second; mail a@example.org b@example.net | smtp 25
                echo null again; mail '' b@example.net | smtp 25
                by_and_by grep -q X-Greylist /var/m/box; echo box; cat /var/m/box
                echo known; mail a@example.org b@example.net | smtp 25
                kill $policy; wait $policy; echo ended $?
                echo without; mail a@example.org other@example.net | smtp 25
                """);
    String log = root.file("policy.log");
    String all = said + "\n" + log + root.file("policy.out");
    assertTrue(
        part(said, "first")
            .matches(
                "(?s).*S: 450 4\\.7\\.1 <b@example.net>: Recipient address rejected: Greylisted, try again in 1 seconds.*"),
        all);
    assertTrue(
        part(said, "refused")
            .contains("S: 554 5.7.1 <b@example.net>: Recipient address rejected: not you"),
        all);
    assertTrue(part(said, "opt-out").contains(QUEUED), all);
    String nothing = part(said, "null");
    assertTrue(nothing.contains("S: 250 2.1.5 Ok") && nothing.contains("S: 450 4.7.1 <DATA>"), all);
    assertTrue(part(said, "second").contains(QUEUED), all);
    assertTrue(part(said, "null again").contains(QUEUED), all);
    assertTrue(part(said, "box").contains("X-Greylist: delayed 1 seconds by mailweir at "), all);
    assertTrue(part(said, "known").contains(QUEUED), all);
    assertTrue(part(said, "ended").contains("ended 143"), all);
    assertTrue(
        log.contains(
            "action=greylist rule=everybody client=198.51.100.9 name=host.example.com helo=desktop from=<a@example.org> to=<b@example.net> stage=RCPT reason=\"first try\" wait=1"),
        all);
    assertTrue(log.contains("action=pass rule=everybody") && log.contains("action=later"), all);
  }

  @Test
  void smtpdMilter_delaysThenLetsInAndRemovesForeignHeaders() throws Exception {
    OwnRoot root = root();
    String said =
        root.run(
            "postfix",
            POSTFIX
                + MAIL
                + """
                postconf -e smtpd_milters=inet:127.0.0.1:10029 milter_default_action=accept
                policy; by_and_by listens 10029; postfix start >/dev/null 2>&1; by_and_by listens 25
                echo first; mail a@example.org b@example.net | smtp 25
                echo refused; mail refused@example.org b@example.net | smtp 25
                echo null; mail '' b@example.net | smtp 25
                sleep 1.1
                echo second; mail a@example.org b@example.net | smtp 25
                echo null again; mail '' b@example.net | smtp 25
                by_and_by grep -q body /var/m/box; echo box; cat /var/m/box
                """);
    String all = said + "\n" + root.file("policy.log") + root.file("policy.out");
    assertTrue(
        part(said, "first").contains("S: 451 4.7.1 Greylisted, try again in 1 seconds"), all);
    assertTrue(part(said, "refused").contains("S: 550 5.7.1 not you"), all);
    String nothing = part(said, "null");
    assertTrue(
        nothing.contains("S: 250 2.1.5 Ok") && nothing.contains("S: 451 4.7.1 Greylisted"), all);
    assertTrue(part(said, "second").contains(QUEUED), all);
    assertTrue(part(said, "null again").contains(QUEUED), all);
    assertTrue(part(said, "box").contains("X-Greylist: delayed 1 seconds by mailweir at "), all);
    assertFalse(part(said, "box").contains("written by the sender"), all);
  }

  /** What was printed behind a heading, up to the next. */
  static String part(String said, String heading) {
    int from = said.indexOf("\n" + heading + "\n");
    from = from < 0 && said.startsWith(heading + "\n") ? 0 : from;
    if (from < 0) {
      from = said.indexOf("\n" + heading + " ");
    }
    if (from < 0) {
      return "";
    }
    StringBuilder part = new StringBuilder();
    boolean isBox = heading.equals("box");
    for (String line : said.substring(from + 1).lines().skip(1).toList()) {
      if (!isBox && !line.startsWith("S: ") && !line.startsWith("C: ")) {
        break;
      }
      part.append(line).append('\n');
    }
    return heading.equals("ended") ? said.substring(from) : part.toString();
  }
}
