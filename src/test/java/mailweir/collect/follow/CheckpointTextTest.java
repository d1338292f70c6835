package mailweir.collect.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import mailweir.parse.syslog.Calendar;
import org.junit.jupiter.api.Test;

/** A checkpoint as text: there and back. */
class CheckpointTextTest {
  private static final Checkpoint PLAIN =
      new Checkpoint(
          "/var/log/mail.log#7",
          "/var/log",
          Path.of("/var/log/mail.log.1"),
          "(dev=fd00,ino=12)",
          new Print(4000, -5_123_456_789_012_345_678L),
          1L << 40,
          123_456_789,
          new Print(120, Long.MIN_VALUE),
          new Calendar.Mark(-3),
          true);

  @Test
  void anyCheckpoint_comesBack() {
    assertEquals(Optional.of(PLAIN), CheckpointText.parse(CheckpointText.of(PLAIN)));
  }

  @Test
  void nothingKnownYet_comesBack() {
    Checkpoint c =
        new Checkpoint("x#1", "x", Path.of(""), null, Print.NONE, 0, 0, Print.NONE, null, false);
    assertEquals(Optional.of(c), CheckpointText.parse(CheckpointText.of(c)));
  }

  @Test
  void hostileNames_comeBack() {
    for (String name : new String[] {"a\tb\n\\t\\", "\\", "\t\t", "=", "Ü\uD83D\uDE00\r\u0007"}) {
      Checkpoint c =
          new Checkpoint(
              name + "#1",
              name,
              Path.of("/" + name),
              name,
              Print.NONE,
              1,
              1,
              Print.NONE,
              null,
              false);
      assertEquals(Optional.of(c), CheckpointText.parse(CheckpointText.of(c)));
    }
  }

  @Test
  void anyOtherText_isNone() {
    String good = CheckpointText.of(PLAIN);
    Random random = new Random(4);
    for (int i = 0; i < 20_000; i++) {
      char[] chars = good.toCharArray();
      for (int n = random.nextInt(4); n >= 0; n--) {
        chars[random.nextInt(chars.length)] = "\t\n\\=-x9\0".charAt(random.nextInt(8));
      }
      String text = new String(chars).substring(random.nextInt(2) * random.nextInt(chars.length));
      CheckpointText.parse(text)
          .ifPresent(c -> assertEquals(Optional.of(c), CheckpointText.parse(CheckpointText.of(c))));
    }
    assertTrue(CheckpointText.parse("").isEmpty());
    assertTrue(CheckpointText.parse(good + "\t").isEmpty());
  }
}
