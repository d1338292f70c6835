package mailweir.collect.syslog;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import mailweir.slice.Network;

/**
 * What to receive, and from whom.
 *
 * @param udp addresses to listen on; as the others, none: it is not opened
 * @param from who may send; empty: this machine and the networks that it is in
 * @param identity the server's certificate, asked for at each connection, so that a new one needs no restart; {@code null} without {@code
 *     tls}
 * @param needsClientCertificate whether senders over TLS prove who they are
 * @param mostConnections over TCP and TLS together
 * @param mostOfOne connections of one address
 * @param say takes what an operator has to know: subject, problem, consequence, remedy
 */
public record SyslogSetting(
    List<InetSocketAddress> udp,
    List<InetSocketAddress> tcp,
    List<InetSocketAddress> tls,
    List<Network> from,
    Identity identity,
    boolean needsClientCertificate,
    int mostConnections,
    int mostOfOne,
    Consumer<String> say) {
  /** Connections that a server takes at most, and of one address. */
  public static final int CONNECTIONS = 12_000;

  public static final int OF_ONE = 4_000;

  /** Tells how this server proves who it is. */
  @FunctionalInterface
  public interface Identity {
    /** For the connection that begins now. */
    SSLContext now();
  }

  /** Whether nothing is to be opened. */
  public boolean isEmpty() {
    return udp.isEmpty() && tcp.isEmpty() && tls.isEmpty();
  }
}
