package mailweir.collect.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A folder that multilog writes: {@code current} is renamed when it is full, and a new one takes its name. */
class MultilogTest {
  private static final String FIRST = "@400000006b004adc3aa1932c.s";
  private static final String SECOND = "@400000006b004ade22922a44.s";

  @TempDir Path folder;

  private static Shore log(Shore s, String name, String... words) {
    for (String word : words) {
      s.append(name, "@400000006b004ada3980832c qmail-smtpd[7]: " + word + "\n");
    }
    return s;
  }

  private Shore shore(String at, String root) {
    Shore s = new Shore(folder, root);
    return s.doing(() -> Files.createDirectories(s.path(at)))
        .append(at + "lock", "")
        .append(at + "state", "0\n");
  }

  /** The folder itself, the one above it, the ones above that, and the file alone. */
  @ParameterizedTest
  @ValueSource(
      strings = {"qmail/smtpd/smtp", "qmail/smtpd", "qmail", "", "qmail/smtpd/smtp/current"})
  void rotation_everyLineComesOnceAndInOrder(String root) {
    String at = "qmail/smtpd/smtp/";
    try (Shore s = shore(at, root)) {
      log(s, at + "current", "1/20", "2/20");
      assertEquals(List.of("1/20", "2/20"), s.step());
      log(s, at + "current", "3/20").move(at + "current", at + FIRST);
      log(s, at + "current", "4/20");
      s.step();
      assertEquals(List.of("1/20", "2/20", "3/20", "4/20"), s.lines.stream().sorted().toList());
      assertEquals(s.sources.get(0), s.sources.get(s.lines.indexOf("3/20")));
      assertFalse(s.sources.get(0).equals(s.sources.get(s.lines.indexOf("4/20"))));
      s.move(at + "current", at + SECOND);
      assertEquals(List.of(), s.step(), "between two steps of a rotation there is no current");
      log(s, at + "current", "5/20");
      assertEquals(List.of("5/20"), s.step());
      s.delete(at + FIRST).pass(Duration.ofMinutes(2)).settle();
      assertEquals(List.of(), s.step());
      assertEquals(List.of(), s.told);
      assertEquals(5, s.lines.size());
    }
  }

  @Test
  void rotationWhileDown_isReadToItsEnd() {
    try (Shore s = shore("", "")) {
      log(s, FIRST, "0/20");
      log(s, "current", "1/20", "2/20");
      assertEquals(List.of("0/20", "1/20", "2/20"), s.step());
      log(s, "current", "3/20").move("current", SECOND);
      log(s, "current", "4/20");
      s.restart();
      assertEquals(List.of("3/20", "4/20"), s.step().stream().sorted().toList());
      assertEquals(List.of(), s.told);
    }
  }

  /** A processor works on {@code previous}, and its result takes the name with the label. */
  @Test
  void rotationThroughAProcessor_thatPacks() {
    try (Shore s = shore("", "")) {
      log(s, "current", "1/20");
      s.step();
      log(s, "current", "2/20").move("current", "previous");
      log(s, "current", "3/20");
      assertEquals(List.of("2/20", "3/20"), s.step().stream().sorted().toList());
      s.gzip("previous", FIRST).settle();
      assertEquals(List.of(), s.step());
      assertEquals(List.of(), s.pass(Duration.ofMinutes(2)).step());
      assertEquals(List.of(), s.told);
    }
  }
}
