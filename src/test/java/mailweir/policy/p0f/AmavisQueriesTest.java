package mailweir.policy.p0f;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class AmavisQueriesTest {
  private static final Fingerprint WINDOWS =
      new Fingerprint(
          Fingerprint.State.KNOWN, "Windows", "7 or 8", 0, 15, "Ethernet or modem", 1_000);

  private final ConcurrentHashMap<String, Boolean> asked = new ConcurrentHashMap<>();

  private CompletableFuture<Fingerprint> answer(InetAddress address) {
    asked.put(address.getHostAddress(), true);
    return CompletableFuture.completedFuture(
        switch (address.getHostAddress()) {
          case "192.0.2.1", "2001:db8:0:0:0:0:0:1" -> WINDOWS;
          case "192.0.2.2" -> Fingerprint.NO_ANSWER;
          default -> Fingerprint.NO_MATCH;
        });
  }

  private AmavisQueries open() throws Exception {
    return new AmavisQueries(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), this::answer, message -> {});
  }

  private static void send(DatagramSocket from, int port, String text) throws Exception {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    from.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), port));
  }

  private static String receive(DatagramSocket at) throws Exception {
    DatagramPacket packet = new DatagramPacket(new byte[1000], 1000);
    at.setSoTimeout(10_000);
    at.receive(packet);
    return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
  }

  @Test
  void query_isAnsweredAsP0fAnalyzerDid() throws Exception {
    try (AmavisQueries queries = open();
        DatagramSocket amavisd = new DatagramSocket()) {
      send(amavisd, queries.port(), "[192.0.2.1]:25300 8s1Kq+a");
      assertEquals(
          "[192.0.2.1]:25300 8s1Kq+a Windows 7 or 8, (distance 15, link: Ethernet or modem)\r\n",
          receive(amavisd));
      send(amavisd, queries.port(), "[2001:db8::1]:25 n\r\n");
      assertEquals(
          "[2001:db8::1]:25 n Windows 7 or 8, (distance 15, link: Ethernet or modem)\r\n",
          receive(amavisd));
      send(amavisd, queries.port(), "[192.0.2.9]:0 n");
      assertEquals("[192.0.2.9]:0 n UNKNOWN\r\n", receive(amavisd));
    }
  }

  @Test
  void query_thatIsNoneOrCannotBeAnsweredIsDropped() throws Exception {
    try (AmavisQueries queries = open();
        DatagramSocket amavisd = new DatagramSocket()) {
      for (String none :
          new String[] {
            "",
            "hello",
            "[mx.example.org]:25 n",
            "[192.0.2.300]:25 n",
            "[192.0.2.1]:25",
            "[192.0.2.1]:25 \0",
            "[192.0.2.1]:25 n n",
            "[192.0.2.2]:25 n",
            "\n".repeat(400)
          }) {
        send(amavisd, queries.port(), none);
      }
      send(amavisd, queries.port(), "[192.0.2.1]:1 last");
      assertEquals(true, receive(amavisd).startsWith("[192.0.2.1]:1 last Windows"));
    }
  }

  @Test
  void listen_isForThisMachineOnly() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new AmavisQueries(new InetSocketAddress("0.0.0.0", 0), this::answer, message -> {}));
  }
}
