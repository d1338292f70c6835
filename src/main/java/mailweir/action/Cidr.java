package mailweir.action;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import mailweir.slice.Network;

/**
 * A network, or an address as the network of itself, as maps of mail servers are written from it. Immutable.
 *
 * @param bytes 4 or 16, nothing behind {@code bits}
 * @param bits the prefix's length
 */
public record Cidr(byte[] bytes, int bits) {
  /** Reads one, strictly: no bits behind the prefix; throws {@link IllegalArgumentException} for any other text. */
  public static Cidr of(String text) {
    Network.of(text);
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    byte[] bytes = InetAddress.ofLiteral(address).getAddress();
    int bits = slash < 0 ? bytes.length * 8 : Integer.parseInt(text.substring(slash + 1));
    if (bytes.length == 4 && address.indexOf(':') >= 0) {
      bits = slash < 0 ? 32 : bits - 96;
    }
    if (bits < 0 || bits > bytes.length * 8) {
      throw new IllegalArgumentException("is no network in CIDR form");
    }
    byte[] base = masked(bytes, bits);
    if (!Arrays.equals(base, bytes)) {
      throw new IllegalArgumentException(
          "has bits behind its prefix: it is another network than it looks like");
    }
    return new Cidr(base, bits);
  }

  /** The network that an address lies in, as a configuration may write it: bits behind the prefix do not matter. */
  public static Cidr around(String text) {
    Network.of(text);
    int slash = text.indexOf('/');
    byte[] bytes = InetAddress.ofLiteral(slash < 0 ? text : text.substring(0, slash)).getAddress();
    int bits = slash < 0 ? bytes.length * 8 : Integer.parseInt(text.substring(slash + 1));
    bits = bits > bytes.length * 8 ? bits - 96 : bits;
    return new Cidr(masked(bytes, bits), bits);
  }

  public Cidr {
    bytes = bytes.clone();
  }

  @Override
  public byte[] bytes() {
    return bytes.clone();
  }

  /** Whether it is of IPv4. */
  public boolean isFour() {
    return bytes.length == 4;
  }

  /** Whether it is one address. */
  public boolean isAddress() {
    return bits == bytes.length * 8;
  }

  /** Whether they have an address in common. */
  public boolean overlaps(Cidr other) {
    int shorter = Math.min(bits, other.bits);
    return bytes.length == other.bytes.length
        && Arrays.equals(masked(bytes, shorter), masked(other.bytes, shorter));
  }

  /** The address without its length; IPv6 compressed. */
  public String address() {
    if (isFour()) {
      return (bytes[0] & 255)
          + "."
          + (bytes[1] & 255)
          + "."
          + (bytes[2] & 255)
          + "."
          + (bytes[3] & 255);
    }
    int from = -1;
    int run = 1;
    for (int i = 0; i < 8; i++) {
      int n = 0;
      while (i + n < 8 && group(i + n) == 0) {
        n++;
      }
      if (n > run) {
        from = i;
        run = n;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 8; i++) {
      if (i == from) {
        text.append("::");
        i += run - 1;
      } else {
        if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
          text.append(':');
        }
        text.append(Integer.toHexString(group(i)));
      }
    }
    return text.toString();
  }

  private int group(int i) {
    return (bytes[2 * i] & 255) << 8 | bytes[2 * i + 1] & 255;
  }

  /**
   * The same addresses as networks that end at whole groups, for maps that know prefixes only: octets of IPv4, sixteen bits of IPv6.
   *
   * @return at most 128 of IPv4, 32768 of IPv6
   */
  public List<Cidr> whole() {
    int step = isFour() ? 8 : 16;
    int up = (bits + step - 1) / step * step;
    List<Cidr> all = new ArrayList<>();
    for (int n = 0; n < 1 << up - bits; n++) {
      byte[] one = bytes.clone();
      // the bits between are in the last group, of one byte or of two
      if (isFour()) {
        if (up > bits) {
          one[up / 8 - 1] |= (byte) n;
        }
      } else if (up > bits) {
        one[up / 8 - 2] |= (byte) (n >> 8);
        one[up / 8 - 1] |= (byte) n;
      }
      all.add(new Cidr(one, up));
    }
    return all;
  }

  /** The groups of the prefix, joined: {@code 192.0.2}, {@code 2001:db8:0}; of a network from {@link #whole}. */
  public String prefix() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < bits / (isFour() ? 8 : 16); i++) {
      if (i > 0) {
        text.append(isFour() ? '.' : ':');
      }
      text.append(isFour() ? Integer.toString(bytes[i] & 255) : Integer.toHexString(group(i)));
    }
    return text.toString();
  }

  private static byte[] masked(byte[] bytes, int bits) {
    byte[] base = bytes.clone();
    for (int i = 0; i < base.length; i++) {
      int left = Math.clamp(bits - i * 8, 0, 8);
      base[i] &= (byte) (0xff << 8 - left);
    }
    return base;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Cidr c && bits == c.bits && Arrays.equals(bytes, c.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes) * 31 + bits;
  }

  /** In CIDR form, an address with its length too. */
  @Override
  public String toString() {
    return address() + "/" + bits;
  }

  /** All bytes in hexadecimal digits, for sorting. */
  public String order() {
    return (isFour() ? "4" : "6") + HexFormat.of().formatHex(bytes) + "/" + (1000 + bits);
  }
}
