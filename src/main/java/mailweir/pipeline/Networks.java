package mailweir.pipeline;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Networks in CIDR form: never asks a name server. */
final class Networks {
  private Networks() {}

  /** Whether an address lies in a network; false for what is neither. */
  static boolean contains(String network, String address) {
    int slash = network.indexOf('/');
    byte[] net = bytes(network.substring(0, slash));
    byte[] one = bytes(address);
    if (net == null || one == null || net.length != one.length) {
      return false;
    }
    int bits;
    try {
      bits = Integer.parseInt(network.substring(slash + 1));
    } catch (NumberFormatException e) {
      return false;
    }
    if (bits < 0 || bits > net.length * 8) {
      return false;
    }
    int shift = net.length * 8 - bits;
    return new BigInteger(1, net)
        .shiftRight(shift)
        .equals(new BigInteger(1, one).shiftRight(shift));
  }

  /** A pattern that every address of a network is like; {@code null} when it is no network. */
  static String likePattern(String network) {
    byte[] net = bytes(network.substring(0, network.indexOf('/')));
    return net == null ? null : net.length == 4 ? "%.%.%.%" : "%:%";
  }

  private static byte[] bytes(String address) {
    if (!address.matches("[0-9.]{7,15}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")) {
      return null;
    }
    try {
      return InetAddress.getByName(address).getAddress();
    } catch (UnknownHostException e) {
      return null;
    }
  }
}
