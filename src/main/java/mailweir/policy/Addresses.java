package mailweir.policy;

import java.net.InetAddress;

/** Addresses of IP from text; no name is ever looked up. */
public final class Addresses {
  private Addresses() {}

  /** An IPv4 address in four parts, or an IPv6 address; one that wraps IPv4 is that; {@code null}: it is none. */
  public static InetAddress of(String text) {
    int length = text.length();
    if (length < 2 || length > 45) {
      return null;
    }
    boolean isSix = text.indexOf(':') >= 0;
    int dots = 0;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c == '.') {
        dots++;
      } else if (!(c >= '0' && c <= '9'
          || isSix && (c == ':' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F'))) {
        return null;
      }
    }
    if (!isSix && dots != 3) {
      return null;
    }
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
