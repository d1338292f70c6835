package mailweir.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Hosts that print counts to whoever connects, and those that print something else. */
@Timeout(60)
class PollingTest {
  /** A host that says this, and closes, or does not. */
  private static Map<String, Long> ask(byte[] says, boolean closes, Duration limit)
      throws IOException {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual()
          .start(() -> {
            try {
              Socket socket = server.accept();
              OutputStream out = socket.getOutputStream();
              out.write(says);
              out.flush();
              if (closes) {
                socket.close();
              }
            } catch (IOException e) {
              // whoever asked has enough
            }
          });
      return Polling.ask(new Polling.Peer("127.0.0.1", server.getLocalPort()), limit);
    }
  }

  @Test
  void ask_anInetdLine_givesItsCounts() throws IOException {
    byte[] says = "mqueue.in 12\nmqueue 340\n".getBytes(StandardCharsets.US_ASCII);
    assertEquals(Map.of("mqueue.in", 12L, "mqueue", 340L), ask(says, true, Duration.ofSeconds(20)));
  }

  @Test
  void ask_endlessSilentAndAbsent_giveNothing() throws IOException {
    assertNull(ask(new byte[1 << 20], true, Duration.ofSeconds(20)));
    assertNull(ask("12".getBytes(StandardCharsets.US_ASCII), false, Duration.ofMillis(200)));
    assertNull(Polling.ask(new Polling.Peer("127.0.0.1", 1), Duration.ofSeconds(2)));
  }

  @Test
  void of_peers_areHostAndPort() {
    assertEquals(new Polling.Peer("mx1", 8427), Polling.Peer.of("mx1:8427"));
    assertEquals(new Polling.Peer("2001:db8::1", 8427), Polling.Peer.of("[2001:db8::1]:8427"));
    for (String wrong :
        List.of("mx1", "mx1:", ":25", "mx1:0", "mx1:70000", "-x:5", "a b:5", "2001:db8::1:5")) {
      assertThrows(IllegalArgumentException.class, () -> Polling.Peer.of(wrong), wrong);
    }
  }
}
