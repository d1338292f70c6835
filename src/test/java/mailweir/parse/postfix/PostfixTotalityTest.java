package mailweir.parse.postfix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import mailweir.event.Event;
import mailweir.parse.Dialect;
import mailweir.parse.Line;
import mailweir.parse.Names;
import mailweir.parse.json.EventJson;
import mailweir.parse.postfix.Recorded.Said;
import org.junit.jupiter.api.Test;

/** Any bytes are a value, and can be told as JSON: every beginning and every end of every recorded line, and lines damaged at random. */
class PostfixTotalityTest {
  private static final String[] PIECES = {
    "<",
    ">",
    "[",
    "]",
    "(",
    ")",
    ": ",
    ", ",
    "; ",
    " from ",
    "to=<",
    "from=<",
    "status=",
    "relay=",
    "said: ",
    "\"",
    "\\",
    "<\"",
    "queued as ",
    "reject: ",
    "warning: ",
    "NOQUEUE: ",
    "helo=<",
    "=",
    "IPv6:",
    "\u0000",
    "\u00ff",
    "999999999999999999999",
    ":",
  };

  private final Dialect dialect = new PostfixDialect();
  private final Names programs = new Names();
  private final List<Said> recorded = Recorded.texts();

  @Test
  void everyBeginningAndEnd_isAValue() throws IOException {
    for (Said said : recorded) {
      byte[] bytes = Arrays.copyOfRange(said.text().array, said.text().from, said.text().to);
      for (int i = 0; i <= bytes.length; i++) {
        tell(said.program(), Arrays.copyOfRange(bytes, 0, i));
        tell(said.program(), Arrays.copyOfRange(bytes, i, bytes.length));
      }
    }
  }

  @Test
  void anyDamage_isAValue() throws IOException {
    Random random = new Random(42);
    for (int round = 0; round < 60_000; round++) {
      Said said = recorded.get(random.nextInt(recorded.size()));
      byte[] bytes = Arrays.copyOfRange(said.text().array, said.text().from, said.text().to);
      for (int k = random.nextInt(4); k >= 0; k--) {
        bytes = damaged(bytes, random);
      }
      tell(
          random.nextInt(4) == 0
              ? recorded.get(random.nextInt(recorded.size())).program()
              : said.program(),
          bytes);
    }
  }

  @Test
  void anyBytes_areAValue() throws IOException {
    Random random = new Random(7);
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = new byte[random.nextInt(80)];
      random.nextBytes(bytes);
      tell("postfix/smtpd", bytes);
    }
  }

  @Test
  void aLine_meansTheSameBetweenOtherBytes() {
    for (Said said : recorded) {
      byte[] bytes = Arrays.copyOfRange(said.text().array, said.text().from, said.text().to);
      byte[] wide = new byte[bytes.length + 40];
      Arrays.fill(wide, (byte) '>');
      System.arraycopy(bytes, 0, wide, 20, bytes.length);
      Line line = new Line();
      line.array = wide;
      line.textFrom = 20;
      line.textTo = 20 + bytes.length;
      line.program = programs.of(said.program());
      assertEquals(Recorded.parse(dialect, programs, said.program(), bytes), dialect.parse(line));
    }
  }

  private static byte[] damaged(byte[] bytes, Random random) {
    int at = random.nextInt(bytes.length + 1);
    switch (random.nextInt(4)) {
      case 0 -> {
        byte[] piece =
            PIECES[random.nextInt(PIECES.length)].getBytes(
                java.nio.charset.StandardCharsets.ISO_8859_1);
        byte[] longer = new byte[bytes.length + piece.length];
        System.arraycopy(bytes, 0, longer, 0, at);
        System.arraycopy(piece, 0, longer, at, piece.length);
        System.arraycopy(bytes, at, longer, at + piece.length, bytes.length - at);
        return longer;
      }
      case 1 -> {
        int to = Math.min(bytes.length, at + 1 + random.nextInt(20));
        byte[] shorter = new byte[bytes.length - (to - at)];
        System.arraycopy(bytes, 0, shorter, 0, at);
        System.arraycopy(bytes, to, shorter, at, bytes.length - to);
        return shorter;
      }
      case 2 -> {
        byte[] changed = bytes.clone();
        if (at < changed.length) {
          changed[at] = (byte) random.nextInt(256);
        }
        return changed;
      }
      default -> {
        return Arrays.copyOfRange(bytes, 0, at);
      }
    }
  }

  private void tell(String program, byte[] text) throws IOException {
    Line line = new Line();
    line.array = text;
    line.textTo = text.length;
    line.to = text.length;
    line.repeat = 1;
    line.time = Line.NO_TIME;
    line.program = programs.of(program);
    Event event = dialect.parse(line);
    assertNotNull(event);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (EventJson json = new EventJson(bytes)) {
      json.write(line, event, false);
    }
    byte[] told = bytes.toByteArray();
    for (int i = 0; i < told.length - 1; i++) {
      if (told[i] >= 0 && told[i] < ' ') {
        throw new AssertionError("a control character in " + bytes);
      }
    }
  }
}
