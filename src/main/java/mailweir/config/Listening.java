package mailweir.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import mailweir.slice.Network;

/** Where to listen: {@code ADDRESS:PORT}, an IPv6 address in brackets; {@code PORT} alone is on loopback. */
final class Listening {
  private static final String NONE =
      "is no address to listen on; write ADDRESS:PORT, as 0.0.0.0:514, [::]:514 or loopback:514";

  private Listening() {}

  /** What is wrong with it, or {@code null}. */
  static String objection(String value) {
    try {
      of(value);
      return null;
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  /** The address. The message of what it throws says what is wrong. */
  static InetSocketAddress of(String value) {
    int colon = value.lastIndexOf(':');
    String host = colon < 0 ? Key.LOOPBACK : value.substring(0, colon);
    int port = Key.number(value.substring(colon + 1), 65_535);
    if (port < 0) {
      throw new IllegalArgumentException(NONE);
    }
    if (Key.isLoopback(host)) {
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }
    boolean isBracketed = host.startsWith("[") && host.endsWith("]");
    String bare = isBracketed ? host.substring(1, host.length() - 1) : host;
    if (host.indexOf(':') >= 0 && !isBracketed || bare.indexOf('/') >= 0) {
      throw new IllegalArgumentException(NONE);
    }
    try {
      // an address, not a name: so nothing is looked up
      Network.of(bare);
      return new InetSocketAddress(InetAddress.getByName(bare), port);
    } catch (IllegalArgumentException | UnknownHostException e) {
      throw new IllegalArgumentException(NONE, e);
    }
  }
}
