package mailweir.parse.json;

import mailweir.slice.Slice;

/** An IP address in its one textual form: IPv6 compressed as RFC 5952 says, {@code ::ffff:192.0.2.1} as {@code 192.0.2.1}. */
final class IpText {
  private static final int GROUPS = 8;

  private IpText() {}

  /** The one form of the address; what is none stays as it is. */
  static String of(Slice address) {
    String text = address.toString();
    if (text.indexOf(':') < 0) {
      return text;
    }
    int zone = text.indexOf('%');
    int[] groups = groups(zone < 0 ? text : text.substring(0, zone));
    if (groups == null) {
      return text;
    }
    String compressed = compressed(groups);
    return zone < 0 ? compressed : compressed + text.substring(zone);
  }

  /** The eight groups; {@code null} when it is no IPv6 address. */
  private static int[] groups(String text) {
    int[] groups = new int[GROUPS];
    int n = 0;
    int gap = -1;
    int i = 0;
    int length = text.length();
    if (text.startsWith("::")) {
      gap = 0;
      i = 2;
    }
    while (i < length) {
      int end = i;
      while (end < length && text.charAt(end) != ':') {
        end++;
      }
      String part = text.substring(i, end);
      if (part.indexOf('.') >= 0) {
        int[] last = dotted(part);
        if (last == null || n > GROUPS - 2 || end < length) {
          return null;
        }
        groups[n++] = last[0];
        groups[n++] = last[1];
        i = end;
        break;
      }
      int value = hex(part);
      if (value < 0 || n == GROUPS) {
        return null;
      }
      groups[n++] = value;
      i = end;
      if (i < length) {
        i++;
        if (i < length && text.charAt(i) == ':') {
          if (gap >= 0) {
            return null;
          }
          gap = n;
          i++;
        } else if (i == length) {
          return null;
        }
      }
    }
    if (gap < 0) {
      return n == GROUPS ? groups : null;
    }
    if (n == GROUPS) {
      return null;
    }
    int[] whole = new int[GROUPS];
    System.arraycopy(groups, 0, whole, 0, gap);
    System.arraycopy(groups, gap, whole, GROUPS - (n - gap), n - gap);
    return whole;
  }

  private static int hex(String part) {
    if (part.isEmpty() || part.length() > 4) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < part.length(); i++) {
      int digit = Character.digit(part.charAt(i), 16);
      if (digit < 0 || part.charAt(i) > 'f') {
        return -1;
      }
      value = value * 16 + digit;
    }
    return value;
  }

  private static int[] dotted(String part) {
    int[] bytes = new int[4];
    int n = 0;
    int value = -1;
    for (int i = 0; i <= part.length(); i++) {
      char c = i < part.length() ? part.charAt(i) : '.';
      if (c == '.') {
        if (value < 0 || n == 4) {
          return null;
        }
        bytes[n++] = value;
        value = -1;
      } else if (c >= '0' && c <= '9') {
        value = Math.max(value, 0) * 10 + c - '0';
        if (value > 255) {
          return null;
        }
      } else {
        return null;
      }
    }
    return n == 4 ? new int[] {bytes[0] << 8 | bytes[1], bytes[2] << 8 | bytes[3]} : null;
  }

  private static String compressed(int[] groups) {
    boolean mapped = groups[5] == 0xFFFF;
    for (int i = 0; i < 5; i++) {
      mapped &= groups[i] == 0;
    }
    if (mapped) {
      return (groups[6] >> 8)
          + "."
          + (groups[6] & 255)
          + "."
          + (groups[7] >> 8)
          + "."
          + (groups[7] & 255);
    }
    int best = -1;
    int bestLength = 1;
    for (int i = 0; i < GROUPS; i++) {
      int j = i;
      while (j < GROUPS && groups[j] == 0) {
        j++;
      }
      if (j - i > bestLength) {
        best = i;
        bestLength = j - i;
      }
    }
    StringBuilder text = new StringBuilder(39);
    for (int i = 0; i < GROUPS; i++) {
      if (i == best) {
        text.append("::");
        i += bestLength - 1;
        continue;
      }
      if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
        text.append(':');
      }
      text.append(Integer.toHexString(groups[i]));
    }
    return text.toString();
  }
}
