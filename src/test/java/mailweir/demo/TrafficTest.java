package mailweir.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The generated logs are the same bytes for ever: figures measured on them can be compared over the years. */
class TrafficTest {
  @TempDir Path folder;

  @Test
  void postfix_isTheSameForEver() throws Exception {
    same(
        "postfix",
        "f463d9d61eb44559f0d83c56436a792ae414610bd596d074d2e8eb675e40e2d2",
        "9ee3bc494034b0f0d6c2f985cc994c1ea22d22702e147f0c3a3a5f3ea2fe1cef");
  }

  @Test
  void sendmail_isTheSameForEver() throws Exception {
    same(
        "sendmail",
        "80a178a04306e4c9fd773956ecc4ae367c482bd9a70dec2f12892b2593fee8d4",
        "4e9f4ec8b862d845eda55633dd1821e32c33dae4f3988de004f887ee86ba131d");
  }

  @Test
  void exim_isTheSameForEver() throws Exception {
    same(
        "exim",
        "8bbffa9c10494d7f5129d1be4fb0dfd5eda76c5159a344e357e31226eb6aafde",
        "396214060c3d854e10ebfb1afcca4d9f0a92bcf95ffc7b1c6d056fbb674f3390");
  }

  @Test
  void qmail_isTheSameForEver() throws Exception {
    same(
        "qmail-chkuser",
        "aebde176e391275b6029f606561fea3cd955f599f118d778c537cdd6b093dd80",
        "bc2c8fc7046ba6cd101260cdff6751062a614b195d5a6e1f762c90bd444d1da9");
  }

  @Test
  void combined_isTheSameForEver() throws Exception {
    same(
        "combined",
        "d9afa8bfb7fb14bb8e3f6fd8fef6d73e98433254ea3c03365f070fa6a2fa8995",
        "617c023ed00b703810a9f8bd9402ae4a03893eb5ca875b599dcee9ef35a26806");
  }

  @Test
  void disorderAndReordering_areTheSameForEver() throws Exception {
    Path log = folder.resolve("log");
    Path truth = folder.resolve("truth");
    tool(
        "gen",
        "--seed",
        "7",
        "--lines",
        "20000",
        "--hosts",
        "3",
        "--ooo",
        "90",
        "--sessions-per-day",
        "2000",
        "--start",
        "2023-12-30",
        "--host",
        "relay",
        "--out",
        log.toString(),
        "--truth",
        truth.toString());
    assertEquals("4ee4e72d506755b630aeb29ac86d6f6bee8a9733e6a45fdc788c4e1aaf56ac52", sha256(log));
    assertEquals("16427417a5431ddc4b7e68223a5db943ca5b9e2c9b384739f0711e9c1d4d2fb1", sha256(truth));
    Path other = folder.resolve("other");
    tool("shuffle", log.toString(), other.toString(), "7200", "7");
    assertEquals("63edc7727fc5209082f106ac29df3171271474ea461707dd6e5e8ca31875b8e1", sha256(other));
    tool("swapdays", log.toString(), other.toString());
    assertEquals("f190966de4006e66fa637019d0808825bdf26fb447e33546a6db7557c03935b8", sha256(other));
  }

  @Test
  void demo_tellsSevenDaysAndGoesOn() throws Exception {
    Instant[] now = {Instant.parse("2026-11-20T15:07:11Z")};
    Path log = folder.resolve("mail.log");
    try (LiveDemo demo = new LiveDemo(log, () -> now[0], 42)) {
      while (demo.advance()) {
        // a piece of the history
      }
      List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
      assertEquals(demo.truth().lines(), lines.size());
      assertTrue(lines.size() > 300_000, () -> lines.size() + " lines");
      assertTrue(lines.getFirst().startsWith("2026-11-13T00:"), lines.getFirst());
      assertTrue(lines.getLast().startsWith("2026-11-20T15:0"), lines.getLast());
      assertTrue(
          lines.stream().allMatch(l -> l.startsWith("mx1 ", 21) || l.startsWith("mx2 ", 21)));
      long before = demo.truth().lines();
      now[0] = now[0].plus(Duration.ofMinutes(10));
      demo.advance();
      long rate = (demo.truth().lines() - before) / 600;
      assertTrue(rate >= 5 && rate <= 20, () -> rate + " lines a second");
    }
    assertTrue(Files.notExists(log));
  }

  private void same(String format, String log, String truth) throws Exception {
    Path logFile = folder.resolve("log");
    Path truthFile = folder.resolve("truth");
    tool(
        "gen",
        "--seed",
        "42",
        "--lines",
        "20000",
        "--hosts",
        "4",
        "--format",
        format,
        "--out",
        logFile.toString(),
        "--truth",
        truthFile.toString());
    assertEquals(log, sha256(logFile));
    assertEquals(truth, sha256(truthFile));
  }

  private static void tool(String... args) throws IOException {
    TrafficTool.main(args);
  }

  private static String sha256(Path file) throws IOException, NoSuchAlgorithmException {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
  }
}
