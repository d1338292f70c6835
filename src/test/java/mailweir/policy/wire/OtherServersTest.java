package mailweir.policy.wire;

import static mailweir.policy.wire.RealPostfixTest.part;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import mailweir.Checkout;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sendmail, OpenDKIM's miltertest and Exim ask {@code mailweir policy}. */
@Tag("long")
class OtherServersTest {
  private static final String SENDMAIL =
      """
      include(`/usr/share/sendmail/cf/m4/cf.m4')
      OSTYPE(`linux')
      FEATURE(`accept_unresolvable_domains')
      define(`confSERVICE_SWITCH_FILE', `/etc/mail/service.switch-nodns')
      define(`confDOMAIN_NAME', `mx.example.net')
      define(`confDELIVERY_MODE', `queueonly')
      define(`confPID_FILE', `/var/run/sendmail.test')
      define(`ALIAS_FILE', `/etc/mail/none')
      DAEMON_OPTIONS(`Port=25, Addr=198.51.100.9, Name=MTA')
      INPUT_MAIL_FILTER(`mailweir', `S=inet:10029@127.0.0.1, T=S:10s;R:10s;E:1m')
      LOCAL_DOMAIN(`example.net')
      MAILER(`local')
      MAILER(`smtp')
      """;

  private static final String MILTERTEST =
      """
      c = mt.connect("inet:10029@127.0.0.1")
      function must(ok, what) if not ok then print("not: " .. what); os.exit(1) end end
      function begin(helo, from)
        must(mt.conninfo(c, "host.example.com", "198.51.100.9") == nil, "conninfo")
        must(mt.helo(c, helo) == nil, "helo")
        must(mt.mailfrom(c, from) == nil, "mailfrom")
      end
      begin("desktop", "<a@example.org>")
      must(mt.rcptto(c, "<b@example.net>") == nil, "rcptto")
      must(mt.getreply(c) == SMFIR_REPLYCODE, "reply code")
      must(mt.abort(c) == nil, "abort")
      must(mt.mailfrom(c, "<a@example.org>") == nil, "mailfrom")
      must(mt.rcptto(c, "<postmaster@example.net>") == nil, "rcptto")
      must(mt.getreply(c) == SMFIR_CONTINUE, "opt-out goes on")
      must(mt.data(c) == nil, "data")
      must(mt.header(c, "From", "a@example.org") == nil, "header")
      must(mt.header(c, "X-P0f-OS", "written by the sender") == nil, "header")
      must(mt.eom(c) == nil, "eom")
      must(mt.getreply(c) == SMFIR_CONTINUE, "end of message")
      must(mt.eom_check(c, MT_HDRDELETE, "X-P0f-OS"), "foreign header removed")
      mt.disconnect(c)
      print("all as expected")
      """;

  @TempDir Path work;

  private OwnRoot root() throws Exception {
    return OwnRoot.in(work)
        .with("mailweir.yaml", RealPostfixTest.CONFIGURATION.formatted(work))
        .with("policy.yaml", RealPostfixTest.RULES);
  }

  @Test
  void sendmail_delaysThenLetsInWithAHeader() throws Exception {
    OwnRoot root = root().with("sendmail.mc", SENDMAIL);
    String said =
        root.run(
            "sendmail",
            """
            groupadd -r smmsp 2>/dev/null; useradd -r -g smmsp smmsp 2>/dev/null; useradd -r smmta 2>/dev/null; useradd b 2>/dev/null
            mkdir -p /var/spool/mqueue && chmod 700 /var/spool/mqueue; touch /etc/mail/none
            sed -i 's/^hosts:.*/hosts: files/' /etc/nsswitch.conf; printf '%s\\n' '198.51.100.9 host.example.com' "127.0.1.1 mx.example.net $(hostname)" >>/etc/hosts
            m4 sendmail.mc >/etc/mail/sendmail.cf 2>m4.err || cat m4.err
            mail() { printf '%s\\n' "EHLO $1" "MAIL FROM:<$2>" "RCPT TO:<b@example.net>" DATA 'From: a@example.org' 'Subject: s' 'X-P0f-OS: written by the sender' '' body . QUIT; }
            policy; by_and_by listens 10029
            /usr/libexec/sendmail/sendmail -C /etc/mail/sendmail.cf -bd -d99.100 >sm.out 2>&1 &
            by_and_by listens 25 198.51.100.9 || cat sm.out
            echo first; mail desktop a@example.org | smtp 25 198.51.100.9
            echo refused; mail desktop refused@example.org | smtp 25 198.51.100.9
            echo null; mail desktop '' | smtp 25 198.51.100.9
            sleep 1.1
            echo second; mail desktop a@example.org | smtp 25 198.51.100.9
            echo box; cat /var/spool/mqueue/qf*; cat sm.out
            """);
    String all = said + "\n" + root.file("policy.log") + root.file("policy.out");
    assertTrue(
        part(said, "first").contains("S: 451 4.7.1 Greylisted, try again in 1 seconds"), all);
    assertTrue(part(said, "refused").contains("S: 550 5.7.1 <b@example.net>... not you"), all);
    String nothing = part(said, "null");
    assertTrue(
        nothing.contains("S: 250 2.1.5") && nothing.contains("S: 451 4.7.1 Greylisted"), all);
    assertTrue(part(said, "second").contains("S: 250 2.0.0"), all);
    String box = part(said, "box");
    assertTrue(box.contains("X-Greylist: delayed 1 seconds by mailweir at "), all);
    assertFalse(box.contains("written by the sender"), all);
    assertTrue(root.file("policy.log").contains("name=host.example.com helo=desktop"), all);
  }

  @Test
  void miltertest_isAnsweredAsItExpects() throws Exception {
    OwnRoot root = root().with("test.lua", MILTERTEST);
    String said =
        root.run(
            "miltertest", "policy; by_and_by listens 10029; miltertest -s test.lua; echo rc $?\n");
    assertTrue(
        said.contains("all as expected") && said.contains("rc 0"), said + root.file("policy.log"));
  }

  /** The lines of docs/policy.md, as they stand there. */
  @Test
  void exim_asksByReadsocket() throws Exception {
    String page = Checkout.text(Checkout.path("docs/policy.md"));
    int from = page.indexOf("```exim\n") + 8;
    String acl = page.substring(from, page.indexOf("```", from));
    OwnRoot root =
        root()
            .with(
                "exim.conf",
                """
                primary_hostname = mx.example.net
                domainlist local_domains = example.net
                acl_smtp_rcpt = rcpt
                acl_smtp_predata = predata
                smtp_enforce_sync = false
                queue_only
                log_file_path = /tmp/%slog
                host_lookup =
                begin acl
                """
                    + acl.replace("# ... your own checks ...", "  accept domains = !+local_domains")
                    + """
                    begin routers
                    all:
                      driver = accept
                      transport = none
                    begin transports
                    none:
                      driver = appendfile
                      file = /dev/null
                    """);
    String said =
        root.run(
            "exim",
            """
            useradd -r Debian-exim 2>/dev/null; mkdir -p /var/spool/exim4; chown Debian-exim /var/spool/exim4; chown root exim.conf
            policy
            mail() { printf '%s\\r\\n' 'EHLO desktop' "MAIL FROM:<$1>" "RCPT TO:<$2>" DATA 'From: a@example.org' '' body . QUIT; }
            smtp() { exim4 -C "$WORK"/exim.conf -bs -oMa 198.51.100.9 2>&1 | tr -d '\\r' | sed 's/^/S: /'; }
            echo first; mail a@example.org b@example.net | smtp
            echo refused; mail refused@example.org b@example.net | smtp
            echo null; mail '' b@example.net | smtp
            sleep 1.1
            echo second; mail a@example.org b@example.net | smtp
            echo box; cat /var/spool/exim4/input/*-H
            kill $policy; wait $policy
            echo without; mail a@example.org other@example.net | smtp
            """);
    String all = said + "\n" + root.file("policy.log") + root.file("policy.out");
    assertTrue(
        part(said, "first").contains("S: 451 4.7.1 Greylisted, try again in 1 seconds"), all);
    assertTrue(part(said, "refused").contains("S: 550 5.7.1 not you"), all);
    String nothing = part(said, "null");
    assertTrue(
        nothing.contains("S: 250 Accepted") && nothing.contains("S: 451 4.7.1 Greylisted"), all);
    assertTrue(part(said, "second").contains("S: 250 OK id="), all);
    assertTrue(part(said, "box").contains("X-Greylist: delayed 1 seconds by mailweir at "), all);
    assertTrue(part(said, "without").contains("S: 250 OK id="), all);
    assertEquals(
        1, root.file("policy.log").lines().filter(l -> l.contains("action=pass")).count(), all);
  }
}
