package mailweir.slice;

/**
 * A network of IP addresses, or one address. Addresses are read from text without asking a name server; an IPv4 address that IPv6 wraps
 * ({@code ::ffff:192.0.2.1}) is that IPv4 address.
 */
public final class Network {
  private static final long MAPPED = 0xFFFFL << 32;

  private final String text;
  private final long high;
  private final long low;
  private final long highMask;
  private final long lowMask;

  private Network(String text, long high, long low, int bits) {
    this.text = text;
    this.highMask = bits >= 64 ? -1 : bits == 0 ? 0 : -1L << 64 - bits;
    this.lowMask = bits >= 128 ? -1 : bits <= 64 ? 0 : -1L << 128 - bits;
    this.high = high & highMask;
    this.low = low & lowMask;
  }

  /**
   * A network in CIDR form ({@code 192.0.2.0/24}, {@code 2001:db8::/32}) or an address.
   *
   * @throws IllegalArgumentException says what is wrong with it
   */
  public static Network of(String text) {
    int slash = text.indexOf('/');
    Slice address = Slice.of(slash < 0 ? text : text.substring(0, slash));
    long[] bits = new long[2];
    if (!read(address, bits)) {
      throw new IllegalArgumentException("is neither an IP address nor a network in CIDR form");
    }
    boolean isFour = address.indexOf(':') < 0;
    int most = isFour ? 32 : 128;
    int length = most;
    if (slash >= 0) {
      String digits = text.substring(slash + 1);
      length = digits.matches("[0-9]{1,3}") ? Integer.parseInt(digits) : most + 1;
      if (length > most) {
        throw new IllegalArgumentException(
            "has no prefix length from 0 to " + most + " behind its slash");
      }
    }
    return new Network(text, bits[0], bits[1], isFour ? length + 96 : length);
  }

  /** Whether an address lies in it; false for what is none. */
  public boolean contains(Slice address) {
    long[] bits = new long[2];
    return read(address, bits) && contains(bits[0], bits[1]);
  }

  private boolean contains(long addressHigh, long addressLow) {
    return (addressHigh & highMask) == high && (addressLow & lowMask) == low;
  }

  /** Whether an address lies in one of some networks; false for what is none. */
  public static boolean anyContains(Network[] networks, Slice address) {
    if (networks.length == 0) {
      return false;
    }
    long[] bits = new long[2];
    if (read(address, bits)) {
      for (Network n : networks) {
        if (n.contains(bits[0], bits[1])) {
          return true;
        }
      }
    }
    return false;
  }

  /** Whether its addresses are written with dots, so that a text with a colon cannot be one of them unless it wraps it. */
  public boolean isIpv4() {
    return text.indexOf(':') < 0;
  }

  @Override
  public String toString() {
    return text;
  }

  /** Reads an address of either kind into 128 bits; false when the text is none. */
  private static boolean read(Slice s, long[] into) {
    if (s == null || s.length() < 2 || s.length() > 45) {
      return false;
    }
    if (s.indexOf(':') < 0) {
      long four = four(s, 0);
      into[0] = 0;
      into[1] = MAPPED | four;
      return four >= 0;
    }
    return six(s, into);
  }

  private static long four(Slice s, int from) {
    long value = 0;
    int parts = 0;
    int i = from;
    while (true) {
      int part = 0;
      int digits = 0;
      while (i < s.length() && s.at(i) >= '0' && s.at(i) <= '9' && digits < 4) {
        part = part * 10 + s.at(i++) - '0';
        digits++;
      }
      if (digits == 0 || digits > 3 || part > 255) {
        return -1;
      }
      value = value << 8 | part;
      parts++;
      if (i == s.length()) {
        return parts == 4 ? value : -1;
      }
      if (parts == 4 || s.at(i++) != '.') {
        return -1;
      }
    }
  }

  private static boolean six(Slice s, long[] into) {
    int[] groups = new int[8];
    int n = 0;
    int gap = -1;
    int i = 0;
    if (s.at(0) == ':') {
      if (s.at(1) != ':') {
        return false;
      }
      gap = 0;
      i = 2;
    }
    while (i < s.length()) {
      int start = i;
      int group = 0;
      while (i < s.length() && i - start < 5 && hex(s.at(i)) >= 0) {
        group = group << 4 | hex(s.at(i++));
      }
      if (i < s.length() && s.at(i) == '.') {
        long four = n > 6 ? -1 : four(s, start);
        if (four < 0) {
          return false;
        }
        groups[n++] = (int) (four >>> 16);
        groups[n++] = (int) four & 0xFFFF;
        break;
      }
      if (i == start || i - start > 4 || n == 8) {
        return false;
      }
      groups[n++] = group;
      if (i == s.length()) {
        break;
      }
      if (s.at(i++) != ':' || i == s.length()) {
        return false;
      }
      if (s.at(i) == ':') {
        if (gap >= 0) {
          return false;
        }
        gap = n;
        i++;
      }
    }
    if (gap < 0 ? n != 8 : n > 7) {
      return false;
    }
    long high = 0;
    long low = 0;
    for (int k = 0; k < 8; k++) {
      int at = gap < 0 || k < gap ? k : k < 8 - (n - gap) ? -1 : k - (8 - n);
      long group = at < 0 ? 0 : groups[at];
      if (k < 4) {
        high = high << 16 | group;
      } else {
        low = low << 16 | group;
      }
    }
    into[0] = high;
    into[1] = low;
    return true;
  }

  private static int hex(int c) {
    return c >= '0' && c <= '9'
        ? c - '0'
        : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
  }
}
