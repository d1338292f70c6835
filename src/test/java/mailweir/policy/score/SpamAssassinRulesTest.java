package mailweir.policy.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the real SpamAssassin. */
class SpamAssassinRulesTest {
  private static final Map<String, String> RULES = new LinkedHashMap<>();

  static {
    RULES.put("Windows XP, (distance 9, link: DSL)", "MAILWEIR_OS_WINDOWS_XP");
    RULES.put(
        "Windows 7 or 8, (distance 15, link: Ethernet or modem)", "MAILWEIR_OS_WINDOWS_DESKTOP");
    RULES.put("Windows NT kernel, (distance 3)", "MAILWEIR_OS_WINDOWS");
    RULES.put("Linux 3.11 and newer, (distance 1)", "MAILWEIR_OS_UNIX");
    RULES.put("Mac OS X, (distance 1)", "MAILWEIR_OS_MAC");
    RULES.put("UNKNOWN", "MAILWEIR_OS_UNKNOWN");
    RULES.put("Amiga 3", null);
  }

  @Test
  void text_givesEachSystemItsOwnRule(@TempDir Path folder) throws Exception {
    String rules = SpamAssassinRules.text(Points.of(Map.of()));
    Path cf = folder.resolve("mailweir-p0f.cf");
    Files.writeString(cf, rules);
    try (var pre = Files.newDirectoryStream(Path.of("/etc/spamassassin"), "*.pre")) {
      for (Path p : pre) {
        Files.copy(p, folder.resolve(p.getFileName().toString()));
      }
    }
    // one run for all: each message begins by its separator
    StringBuilder mbox = new StringBuilder();
    RULES.forEach((os, rule) ->
        mbox.append("From a@example.org Wed Nov 25 12:00:00 2026\n")
            .append(
                "Received: from a.example (a.example [192.0.2.1]) by mx.example.org; Wed, 25 Nov 2026 12:00:00 +0000\n")
            .append(
                "From: a@example.org\nTo: b@example.org\nSubject: hello\nMessage-ID: <1@example.org>\n")
            .append("Date: Wed, 25 Nov 2026 12:00:00 +0000\nX-P0f-OS: ")
            .append(os)
            .append("\n\nHello there.\n\n"));
    Path mail = folder.resolve("mbox");
    Files.writeString(mail, mbox);
    assertEquals("", run(folder, "spamassassin", "-L", "--siteconfigpath=" + folder, "--lint"));
    String out =
        run(
            folder,
            "spamassassin",
            "-L",
            "--siteconfigpath=" + folder,
            "--cf=report_safe 0",
            "--mbox",
            mail.toString());
    // in an order of its own
    Map<String, List<String>> hits = new TreeMap<>();
    for (String message : out.split("(?m)^From a@example.org")) {
      Matcher os = Pattern.compile("(?m)^X-P0f-OS: (.*)$").matcher(message);
      if (os.find()) {
        hits.put(
            os.group(1),
            Pattern.compile("MAILWEIR_OS_[A-Z_]+")
                .matcher(message)
                .results()
                .map(MatchResult::group)
                .toList());
      }
    }
    Map<String, List<String>> expected = new TreeMap<>();
    RULES.forEach((os, rule) -> {
      expected.put(os, rule == null ? List.of() : List.of(rule));
      assertEquals(
          rule == null ? "OTHER" : rule.substring("MAILWEIR_OS_".length()), OsClass.of(os).name());
    });
    assertEquals(expected, hits);
  }

  @Test
  void points_followWhatASiteSaw() {
    Map<OsClass, Points.Score> scores =
        Points.of(
            Map.of(
                OsClass.WINDOWS_XP, new Points.Seen(990, 10),
                OsClass.UNIX, new Points.Seen(500, 9_500),
                OsClass.MAC, new Points.Seen(3, 6),
                OsClass.UNKNOWN, new Points.Seen(60, 440)));
    assertEquals(Points.MOST, scores.get(OsClass.WINDOWS_XP).points());
    assertTrue(scores.get(OsClass.UNIX).points() < -0.5);
    assertFalse(scores.get(OsClass.MAC).learnt());
    assertEquals(OsClass.MAC.usual(), scores.get(OsClass.MAC).points());
    // its share of spam is that of all, nearly
    assertEquals(-0.1, scores.get(OsClass.UNKNOWN).points(), 0.15);
  }

  @Test
  void points_areNotLearntWhereNothingWasSpam() {
    Map<OsClass, Points.Score> scores = Points.of(Map.of(OsClass.UNIX, new Points.Seen(0, 9_500)));
    assertFalse(scores.get(OsClass.UNIX).learnt());
  }

  private static String run(Path folder, String... command) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("HOME", folder.toString());
    Process process = builder.start();
    String out =
        new String(
            process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), out);
    return out;
  }
}
