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
