package mailweir.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ConfigCommandTest {
  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... arguments) {
    CommandLine line = Main.commandLine();
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(err));
    return line.execute(arguments);
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("mailweir.yaml"), text);
  }

  @Test
  void config_showsWhatIsInForceAndFromWhere() throws IOException {
    Path file = file("site:\n  addresses: [192.0.2.0/24, 10.0.0.0/8]\ntz: UTC\n");
    assertEquals(0, run("config", "--config", file.toString(), "--data", "/srv/x"));
    String text = out.toString().replaceAll(" {2,}", "  ");
    assertTrue(text.contains("site.addresses  192.0.2.0/24 10.0.0.0/8  " + file + ":2\n"), text);
    assertTrue(text.contains("filters  loopback:10024-10029  default\n"), text);
    assertTrue(text.contains("data  /srv/x  --data\n"), text);
    assertTrue(text.contains("tz  UTC  " + file + ":3\n"), text);
  }

  @Test
  void config_thatIsWrongIsToldWhole() throws IOException {
    Path file = file("sites: x\nport: many\n");
    for (String verb : new String[] {"config", "lines --unknown", "report", "import /x"}) {
      String[] words = (verb + " --config " + file).split(" ");
      err.getBuffer().setLength(0);
      int exit = run(words);
      if (!verb.startsWith("import")) {
        assertEquals(78, exit, verb);
        assertTrue(err.toString().contains(file + ":1: sites: no such key"), err.toString());
        assertTrue(err.toString().contains(file + ":2: port: 'many' is no port"), err.toString());
      }
    }
    assertEquals(78, run("config", "--config", folder.resolve("none.yaml").toString()));
  }

  @Test
  void bounceRules_areReadAsConfigured() throws IOException {
    Path rules = folder.resolve("own.rules");
    Files.writeString(rules, "Unsubscribe : go away\n  = 550 please go away\n");
    Path file = file("bounce:\n  rules: " + rules + "\ntz: UTC\n");
    assertEquals(0, run("bounce", "classify", "--config", file.toString(), "550 go away now"));
    assertEquals("Unsubscribe (admin), by the rule in line 1\n", out.toString());
    out.getBuffer().setLength(0);
    assertEquals(0, run("bounce", "test", "--config", file.toString()));
    assertEquals("1 rules, 1 test lines: all right\n", out.toString());
    out.getBuffer().setLength(0);
    assertEquals(0, run("config", "--config", file.toString()));
    String text = out.toString().replaceAll(" {2,}", "  ");
    assertTrue(
        text.replaceAll(" +", " ").contains("bounce.rules " + rules + " " + file + ":2\n"), text);
    Path log = folder.resolve("mail.log");
    Files.writeString(
        log,
        "2026-11-20T10:00:02Z mx1 postfix/smtp[10]: 4cTz1A2b3Cz9: to=<b@example.org>, relay=mx.example.org[192.0.2.9]:25, delay=1, delays=0/0/0/1, dsn=5.0.0, status=bounced (host mx.example.org[192.0.2.9] said: 550 go away (in reply to RCPT TO command))\n");
    out.getBuffer().setLength(0);
    assertEquals(0, run("report", "--format", "json", "--config", file.toString(), log.toString()));
    assertTrue(out.toString().contains("\"Unsubscribe\": 1"), out.toString());

    Files.writeString(rules, "Unsubscribe : go away\n");
    for (String verb :
        new String[] {"config", "report " + log, "import " + log, "bounce test", "trace x"}) {
      err.getBuffer().setLength(0);
      String where = verb.startsWith("bounce") ? "" : " --data " + folder.resolve("s");
      if (verb.startsWith("report")) {
        where = "";
      }
      Files.createDirectories(folder.resolve("s"));
      Files.writeString(folder.resolve("s/mailweir.duckdb"), "");
      assertEquals(78, run((verb + " --config " + file + where).split(" ")), verb);
      String told = file + ":2: bounce.rules: " + rules + ": 1 fault in the bounce rules";
      assertTrue(err.toString().contains(told), err.toString());
    }
    Files.delete(rules);
    assertEquals(78, run("config", "--config", file.toString()));
    assertTrue(err.toString().contains("the bounce rules cannot be read"), err.toString());
  }

  @Test
  void serve_ofADialectThatIsNotThereIsToldAtOnce() throws IOException {
    assertEquals(
        64, run("serve", "--dialect", "klingon", "--data", folder.toString(), "/var/log/x"));
    assertTrue(err.toString().contains("--dialect klingon: there is no such"), err.toString());
  }

  @Test
  void report_ofNothingHasNoSpan() throws IOException {
    Path empty = Files.writeString(folder.resolve("empty.log"), "");
    Path timeless = Files.writeString(folder.resolve("timeless.log"), "postfix was here\n");
    assertEquals(0, run("report", empty.toString()));
    assertTrue(out.toString().contains("no lines, so no span of time"), out.toString());
    assertEquals(0, run("report", timeless.toString()));
    assertTrue(out.toString().contains("no line tells its time"), out.toString());
    assertEquals(0, run("report", "--format", "json", empty.toString()));
    assertTrue(!out.toString().contains("1970"), out.toString());
  }

  @Test
  void report_countsAsConfigured() throws IOException {
    Path log = folder.resolve("mail.log");
    Files.writeString(
        log,
        """
        2026-11-20T10:00:00Z mx1 postfix/smtpd[7]: connect from mx2.example.org[192.0.2.2]
        2026-11-20T10:00:00Z mx1 postfix/smtpd[7]: 4cTz1A2b3Cz9: client=mx2.example.org[192.0.2.2]
        2026-11-20T10:00:01Z mx1 postfix/cleanup[8]: 4cTz1A2b3Cz9: message-id=<1@example.net>
        2026-11-20T10:00:01Z mx1 postfix/qmgr[9]: 4cTz1A2b3Cz9: from=<a@example.net>, size=900, nrcpt=1 (queue active)
        2026-11-20T10:00:02Z mx1 postfix/smtp[10]: 4cTz1A2b3Cz9: to=<b@example.org>, relay=store.example.org[192.0.2.9]:25, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 ok)
        2026-11-20T10:00:02Z mx1 postfix/qmgr[9]: 4cTz1A2b3Cz9: removed
        2026-11-20T10:00:03Z mx1 postfix/smtpd[7]: NOQUEUE: reject: RCPT from mx2.example.org[192.0.2.2]: 550 5.1.1 <x@example.org>: Recipient address rejected: User unknown; from=<> to=<x@example.org> proto=ESMTP helo=<mx2.example.org>
        """);
    String[] question = {"report", "--format", "json", "--data", folder.resolve("s").toString()};
    String[] files = {"report", "--format", "json", log.toString()};
    assertEquals(0, run(files));
    assertTrue(out.toString().contains("\"connections\": 1"), out.toString());
    assertTrue(out.toString().contains("\"refused\": 1"));
    Path file =
        file(
            "site:\n  domains: [example.org]\n  addresses: [192.0.2.0/24]\ntz: UTC\ndata: /none\n");
    String data = folder.resolve("s").toString();
    assertEquals(0, run("import", "--config", file.toString(), "--data", data, log.toString()));
    out.getBuffer().setLength(0);
    assertEquals(0, run("report", "--format", "json", "--config", file.toString(), log.toString()));
    String ofFiles = out.toString();
    assertTrue(ofFiles.contains("\"connections\": 0"), ofFiles);
    assertTrue(ofFiles.contains("\"refused\": 0"), ofFiles);
    assertTrue(ofFiles.contains("\"delivered\": 1"), ofFiles);
    out.getBuffer().setLength(0);
    assertEquals(0, run(question));
    assertEquals(ofFiles, out.toString(), "what the store says");
  }
}
