package mailweir.letter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import mailweir.answer.Query;
import mailweir.pipeline.Feeding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The mails of an older set-up, made with its own tools: crypt, uuencode, formail, procmail. */
@Timeout(120)
class RecipeTest {
  private static final String ROWS =
      "MDLOG,k1A2B3c4012345,virus,Eicar-Test-Signature,192.0.2.7,<a@example.com>,<b@example.org>,invoice;"
          + "MDLOG,k1A2B3c4012346,spam,12.5,192.0.2.8,<c@example.com>,<d@example.org>,offer;";
  private static final String HEADER =
      "From: root@mx1.example.org\nTo: stats@example.org\nDate: Tue, 24 Nov 2026 10:00:00 +0000\nSubject: s\n";

  @TempDir Path folder;

  private Recipes recipes(String text) throws IOException {
    Path file = folder.resolve("recipes.yaml");
    Files.writeString(folder.resolve("key"), "aaa\n");
    Files.writeString(file, text.replace("KEYFILE", folder.resolve("key").toString()));
    return Recipes.of(file);
  }

  private Postman postman(Feeding f, Recipes recipes) {
    return new Postman(
        f.feed.intake(),
        new Keys(folder.resolve("keys")),
        "server",
        recipes,
        Clock.systemUTC(),
        ZoneOffset.UTC);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static final Query DAY =
      Query.ALL.between(
          Instant.parse("2026-11-24T00:00:00Z"), Instant.parse("2026-11-25T00:00:00Z"));

  @Test
  void encryptedAndEncodedRows_byProcmailAndMaildir_areRead() throws Exception {
    byte[] secret = Peer.run(bytes(ROWS), Map.of(), "crypt", "aaa");
    byte[] encoded = Peer.run(secret, Map.of(), "uuencode", "testfile");
    byte[] mail =
        Peer.run(
            bytes(HEADER + "\n" + new String(encoded, StandardCharsets.ISO_8859_1)),
            Map.of(),
            "formail",
            "-I",
            "X-Process: SECRETKEY-2");
    Path maildir = folder.resolve("maildir");
    for (String part : List.of("new", "cur", "tmp")) {
      Files.createDirectories(maildir.resolve(part));
    }
    Path rc = folder.resolve("procmailrc");
    Files.writeString(
        rc, "MAILDIR=" + folder + "\n:0\n* ^X-Process: SECRETKEY-2\n" + maildir + "/\n");
    rc.toFile().setWritable(false, false);
    Peer.run(mail, Map.of(), "procmail", "-m", rc.toString());
    Recipes recipes =
        recipes(
            """
            recipes:
              old-mdlog:
                header: X-Process
                value: SECRETKEY-2
                decode: [uuencode, crypt]
                key_file: KEYFILE
                read: mdlog
            """);
    List<String> said = new ArrayList<>();
    try (Feeding f = new Feeding(folder.resolve("store"))) {
      Letters letters = new Letters(postman(f, recipes), said::add).withMaildir(maildir);
      letters.once();
      Files.write(maildir.resolve("new").resolve("again"), mail);
      letters.once();
      assertEquals(List.of(), said);
      assertEquals(2, f.store.answers().report(DAY).lines().get("read").longValue());
      assertEquals(2, f.store.answers().quarantine(DAY).size());
      assertEquals("mx1", f.store.answers().hosts().getFirst().host());
    }
  }

  @Test
  void logAfterAKeyLine_andFigures_areRead() throws Exception {
    Recipes recipes =
        recipes(
            """
            recipes:
              logs: {line: KEY, value: hush-hush, read: log, host: mx7}
              figures: {header: X-Process, value: FIGURES-1, read: figures}
            """);
    try (Feeding f = new Feeding(folder.resolve("store"))) {
      Postman postman = postman(f, recipes);
      byte[] log =
          bytes(
              HEADER
                  + "\nsome words\nKEY=hush-hush\nNov 24 09:59:00 mx7 postfix/smtpd[1]: connect from a.example[192.0.2.1]\n");
      for (int i = 0; i < 3; i++) {
        assertEquals(1, postman.take(log).get().lines());
      }
      assertEquals(1, f.store.answers().report(DAY).counters().get("connections").longValue());
      postman
          .take(bytes(HEADER + "X-Process: FIGURES-1\n\nload.1m 0.5\nqueue=17\nnot a figure\n"))
          .get();
      assertThrows(
          BadLetter.class, () -> postman.take(bytes(HEADER + "X-Process: FIGURES-2\n\nload 1\n")));
      assertTrue(Feeding.comes(Duration.ofSeconds(10), () -> f.said.isEmpty()), f.said::toString);
    }
  }

  @Test
  void mistakesInTheFile_areToldTogether() {
    IOException e =
        assertThrows(
            IOException.class,
            () ->
                recipes(
                    """
                    recipes:
                      a: {header: X, line: Y, value: abc, read: novels, colour: red}
                      b: {header: X, value: abcd, decode: [crypt, rot13], read: log}
                    """));
    for (String wanted :
        List.of(
            "either 'header' or 'line'",
            "four letters",
            "mdlog, log or figures",
            "'colour'",
            "rot13",
            "key_file")) {
      assertTrue(e.getMessage().contains(wanted), wanted + " in " + e.getMessage());
    }
  }
}
