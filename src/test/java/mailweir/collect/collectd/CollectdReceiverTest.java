package mailweir.collect.collectd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import mailweir.pipeline.Feeding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A real collectd sends its figures. */
@Timeout(120)
class CollectdReceiverTest {
  private static final Duration SOON = Duration.ofSeconds(40);

  @TempDir Path folder;
  private final List<CollectdReceiver.Sample> got = Collections.synchronizedList(new ArrayList<>());

  private CollectdReceiver listen(Map<String, String> passwords) throws Exception {
    return CollectdReceiver.listen(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        passwords,
        Clock.systemUTC(),
        got::addAll,
        s -> {});
  }

  private Process collectd(int port, String security) throws Exception {
    Path conf = folder.resolve("collectd.conf");
    Files.writeString(
        conf,
        """
        Hostname "mx1.example.org"
        FQDNLookup false
        BaseDir "FOLDER"
        PIDFile "FOLDER/pid"
        Interval 1
        LoadPlugin load
        LoadPlugin cpu
        LoadPlugin logfile
        LoadPlugin network
        <Plugin logfile>
          File "FOLDER/log"
        </Plugin>
        <Plugin network>
          <Server "127.0.0.1" "PORT">
            SECURITY
          </Server>
        </Plugin>
        """
            .replace("FOLDER", folder.toString())
            .replace("PORT", Integer.toString(port))
            .replace("SECURITY", security));
    return new ProcessBuilder("collectd", "-f", "-C", conf.toString())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("out").toFile())
        .start();
  }

  private boolean has(String metric) {
    synchronized (got) {
      return got.stream()
          .anyMatch(s -> s.metric().equals(metric) && s.host().equals("mx1.example.org"));
    }
  }

  private boolean hasLike(String metric) {
    synchronized (got) {
      return got.stream().anyMatch(s -> s.metric().matches(metric));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"None", "Sign", "Encrypt"})
  void realCollectd_isUnderstood(String level) throws Exception {
    boolean isSecured = !level.equals("None");
    try (CollectdReceiver receiver = listen(isSecured ? Map.of("weir", "hush") : Map.of())) {
      Process collectd =
          collectd(
              receiver.address().getPort(),
              isSecured
                  ? "SecurityLevel \"" + level + "\"\nUsername \"weir\"\nPassword \"hush\"\n"
                  : "");
      try {
        assertTrue(
            Feeding.comes(
                SOON,
                () ->
                    has("load.0") && hasLike("cpu\\.0\\.cpu\\.(idle|user)|cpu\\.0\\.(idle|user)")),
            () -> got + " " + receiver.counts());
        assertEquals(0, receiver.counts().get("malformed"));
        assertEquals(0, receiver.counts().get("refused"));
      } finally {
        collectd.destroy();
        collectd.waitFor();
      }
    }
  }

  @Test
  void datagramsThatAreNotSigned_areRefused() throws Exception {
    try (CollectdReceiver receiver = listen(Map.of("weir", "other"))) {
      Process collectd =
          collectd(
              receiver.address().getPort(),
              "SecurityLevel \"Sign\"\nUsername \"weir\"\nPassword \"hush\"\n");
      try {
        assertTrue(Feeding.comes(SOON, () -> receiver.counts().get("refused") > 0));
        assertEquals(List.of(), got);
      } finally {
        collectd.destroy();
        collectd.waitFor();
      }
    }
  }

  @Test
  void anyBytes_doNoHarm() {
    Random random = new Random(7);
    long[] calls = {0};
    Packet.Sink sink =
        new Packet.Sink() {
          @Override
          public void gauge(String host, String metric, long micros, double value) {
            calls[0]++;
          }

          @Override
          public void count(String host, String metric, long micros, double value, boolean reset) {
            calls[0]++;
          }

          @Override
          public void malformed() {
            calls[0]++;
          }
        };
    Secured secured = new Secured(Map.of("a", "b"));
    for (int i = 0; i < 50_000; i++) {
      byte[] bytes = new byte[random.nextInt(120)];
      random.nextBytes(bytes);
      if (bytes.length > 4) {
        bytes[0] = (byte) (random.nextInt(4) == 0 ? 2 : 0);
        bytes[1] = (byte) (bytes[0] == 2 ? random.nextInt(2) * 16 : random.nextInt(9));
        bytes[2] = 0;
        bytes[3] = (byte) random.nextInt(bytes.length + 4);
      }
      Packet.read(bytes, 0, bytes.length, 0, sink);
      secured.open(bytes, bytes.length);
    }
    assertTrue(calls[0] > 0);
  }

  @Test
  void counts_areRatesAndBeginAnew() {
    Rates rates = new Rates(2);
    assertTrue(Double.isNaN(rates.of("h", "a", 0, 100, false)));
    assertEquals(5, rates.of("h", "a", 2_000_000, 110, false));
    assertTrue(Double.isNaN(rates.of("h", "a", 3_000_000, 3, false)));
    assertEquals(7, rates.of("h", "a", 4_000_000, 10, false));
    assertTrue(Double.isNaN(rates.of("h", "a", 4_000_000, 11, false)));
    rates.of("h", "b", 0, 1, false);
    rates.of("h", "c", 0, 1, false);
    assertTrue(Double.isNaN(rates.of("h", "a", 5_000_000, 20, false)));
  }
}
