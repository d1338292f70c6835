package mailweir.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import mailweir.queue.PlainCounts;

/** A host that offers counts over TCP, asked: connect, say nothing, read what it prints until it closes. */
final class Polling {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private Polling() {}

  /** Where to ask. */
  record Peer(String host, int port) {
    /** Reads {@code HOST:PORT}, an IPv6 address in brackets; throws {@link IllegalArgumentException}. */
    static Peer of(String text) {
      int colon = text.lastIndexOf(':');
      String host = colon < 0 ? "" : text.substring(0, colon);
      String port = text.substring(colon + 1);
      boolean bracketed = host.startsWith("[") && host.endsWith("]");
      if (!port.matches("[0-9]{1,5}")
          || Integer.parseInt(port) < 1
          || Integer.parseInt(port) > 65_535
          || !(bracketed
              ? host.matches("\\[[0-9a-fA-F:.]+]")
              : host.matches("[0-9A-Za-z_][0-9A-Za-z_.-]{0,252}"))) {
        throw new IllegalArgumentException(
            "is no HOST:PORT, as mx1.example.org:8427 or [2001:db8::1]:8427");
      }
      return new Peer(
          bracketed ? host.substring(1, host.length() - 1) : host, Integer.parseInt(port));
    }
  }

  /** The counts; {@code null}: it does not answer in time, or not with counts. */
  static Map<String, Long> ask(Peer peer) {
    return ask(peer, LIMIT);
  }

  /** The same within another time, for all of it. */
  static Map<String, Long> ask(Peer peer, Duration limit) {
    try (Socket socket = new Socket()) {
      Thread guard =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  Thread.sleep(limit);
                  socket.close();
                } catch (InterruptedException | IOException e) {
                  // it was answered
                }
              });
      try {
        InetSocketAddress address = new InetSocketAddress(peer.host(), peer.port());
        if (address.isUnresolved()) {
          return null;
        }
        socket.connect(address, (int) limit.toMillis());
        socket.shutdownOutput();
        InputStream in = socket.getInputStream();
        return PlainCounts.of(in.readNBytes(PlainCounts.LONGEST + 1));
      } finally {
        guard.interrupt();
      }
    } catch (IOException e) {
      return null;
    }
  }
}
