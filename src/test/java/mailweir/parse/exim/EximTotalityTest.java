package mailweir.parse.exim;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import mailweir.event.Event;
import mailweir.parse.Line;
import mailweir.parse.Names;
import mailweir.parse.json.EventJson;
import mailweir.parse.syslog.Envelopes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Any bytes are a value, and can be written: recorded lines cut anywhere, and with bytes changed. */
class EximTotalityTest {
  private final Exim exim = new Exim();
  private final Envelopes envelopes = new Envelopes(new Names(), new Names());
  private final Line line = new Line();

  @ParameterizedTest
  @ValueSource(strings = {"x1-exim", "x1-exim.rejectlog", "x1-exim.syslog"})
  void parse_cutAndDamagedLines_areValues(String recording) throws IOException {
    Random random = new Random(7);
    List<byte[]> lines = lines(recording);
    try (EventJson json = new EventJson(new ByteArrayOutputStream())) {
      for (int i = 0; i < lines.size(); i += 3) {
        byte[] whole = lines.get(i);
        for (int cut = 0; cut <= whole.length; cut++) {
          tell(Arrays.copyOf(whole, cut), json);
        }
        for (int k = 0; k < 20 && whole.length > 0; k++) {
          byte[] damaged = whole.clone();
          damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
          damaged[random.nextInt(damaged.length)] =
              (byte) "\"<>[]() =:\\|".charAt(random.nextInt(12));
          tell(damaged, json);
        }
      }
    }
  }

  private void tell(byte[] raw, EventJson json) throws IOException {
    envelopes.parse(raw, 0, raw.length, line);
    Event event = exim.parse(line);
    assertNotNull(event);
    json.write(line, event, true);
    exim.recognises(line);
  }

  private static List<byte[]> lines(String recording) throws IOException {
    try (InputStream in =
        EximTotalityTest.class.getResourceAsStream("/recorded/" + recording + ".log.gz")) {
      return new String(new GZIPInputStream(in).readAllBytes(), StandardCharsets.ISO_8859_1)
          .lines()
          .map(l -> l.getBytes(StandardCharsets.ISO_8859_1))
          .toList();
    }
  }
}
