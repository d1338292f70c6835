package mailweir.collect.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A line is written in several pieces. */
class PartialLineTest {
  @TempDir Path folder;

  @Test
  void piece_waitsForTheRest() {
    try (Shore s = new Shore(folder, "mail.log")) {
      s.append("mail.log", "Nov 20 15:00:01 mx1 postfix/smtpd[17]: he");
      assertEquals(List.of(), s.step());
      s.append("mail.log", "llo\n" + "Nov 20 15:");
      assertEquals(List.of("hello"), s.step());
      assertEquals(List.of(), s.pass(Duration.ofHours(9)).step());
      s.append("mail.log", "00:02 mx1 postfix/smtpd[17]: you\n");
      assertEquals(List.of("you"), s.step());
    }
  }

  @Test
  void piece_waitsOverARestart() {
    try (Shore s = new Shore(folder, "mail.log")) {
      s.log("mail.log", "a").append("mail.log", "Nov 20 15:00:01 mx1 postfix/smtpd[17]: he");
      s.step();
      s.restart().step();
      s.append("mail.log", "llo\r\n");
      assertEquals(List.of("hello"), s.restart().step());
    }
  }

  @Test
  void longLine_isOneLine() {
    try (Shore s = new Shore(folder, "mail.log")) {
      String big = "x".repeat(3 << 20);
      s.log("mail.log", "a").append("mail.log", Shore.line(big));
      assertEquals(List.of("a"), s.step());
      s.append("mail.log", "y\n").log("mail.log", "b");
      assertEquals(List.of(big + "y", "b"), s.step());
    }
  }

  @Test
  void tooLongLine_isCutAndSaid() {
    try (Shore s = new Shore(folder, "mail.log")) {
      s.append("mail.log", Shore.line("x".repeat(9 << 20)));
      assertEquals(List.of(), s.step());
      s.append("mail.log", "y".repeat(9 << 20) + "\n").log("mail.log", "b");
      List<String> came = s.step();
      assertEquals(2, came.size());
      assertEquals(
          mailweir.collect.SourceReader.LONGEST_LINE - Shore.line("").length(),
          came.get(0).length());
      assertEquals("b", came.get(1));
      assertEquals(1, s.told.size());
      s.log("mail.log", "c");
      assertEquals(List.of("c"), s.restart().step());
    }
  }
}
