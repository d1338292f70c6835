package mailweir.collect.syslog;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;

/** Opening of sockets, and what is said when it fails. */
final class Addresses {
  private static final long PATIENCE = 5_000;

  private Addresses() {}

  /** So that an IPv4 address is a socket of IPv4, and found as such in the kernel's tables. */
  static ProtocolFamily family(InetSocketAddress address) {
    return address.getAddress() instanceof Inet4Address
        ? StandardProtocolFamily.INET
        : StandardProtocolFamily.INET6;
  }

  /** Binds a socket. */
  @FunctionalInterface
  interface Binding {
    /** Does it. */
    void bind() throws IOException;
  }

  static void bind(String key, InetSocketAddress address, Binding how) throws IOException {
    try {
      how.bind();
    } catch (IOException e) {
      String remedy =
          address.getPort() > 0 && address.getPort() < 1024
              ? "end what uses that port (rsyslog, perhaps), or allow this user ports below 1024 (AmbientCapabilities=CAP_NET_BIND_SERVICE), or choose another"
              : "end what uses that port, or choose another";
      throw new IOException(
          key
              + ": cannot listen on "
              + address.getHostString()
              + ":"
              + address.getPort()
              + " ("
              + e.getMessage()
              + "); nothing was read; "
              + remedy,
          e);
    }
  }

  static void join(Thread thread) {
    try {
      thread.join(PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
