package mailweir.policy.grey;

import java.util.Locale;

/**
 * A sender without what changes from mail to mail, so that a retry and the next mail are the same triplet.
 *
 * <p>What postgrey 1.37 takes away: the tag of BATV ({@code prvs=tag=user}, also with both turned round), the extension behind {@code +}, and numbers that
 * stand alone, which become {@code #}. Beyond it: Barracuda's tag ({@code btv1==tag==user}), hash and day of SRS ({@code SRS0=hash=day=domain=user}),
 * hexadecimal words of eight and more that hold a digit (identifiers of big senders), and capitals.
 */
final class Sender {
  private static final int SHORTEST_HEX = 8;
  private static final int BATV_TAG = 10;

  private Sender() {}

  static String normal(String sender) {
    int at = sender.lastIndexOf('@');
    if (at < 0) {
      return sender.toLowerCase(Locale.ROOT);
    }
    String domain = sender.substring(at).toLowerCase(Locale.ROOT);
    String user = sender.substring(0, at).toLowerCase(Locale.ROOT);
    user = withoutTag(user);
    int plus = user.indexOf('+');
    if (plus >= 0) {
      user = user.substring(0, plus);
    }
    return withoutNumbers(user) + domain;
  }

  private static String withoutTag(String user) {
    if (user.startsWith("prvs=")) {
      String[] parts = user.split("=", -1);
      if (parts.length == 3) {
        return isTag(parts[2]) && !isTag(parts[1]) ? parts[1] : parts[2];
      }
    } else if (user.startsWith("btv1==")) {
      int end = user.indexOf("==", 6);
      return end < 0 ? user : user.substring(end + 2);
    } else if (user.startsWith("srs0") && user.length() > 5) {
      String[] parts = user.substring(5).split("=", 4);
      return parts.length == 4 ? "srs0=" + parts[2] + "=" + parts[3] : user;
    } else if (user.startsWith("srs1") && user.length() > 5) {
      String[] parts = user.substring(5).split("=", 6);
      return parts.length == 6 ? "srs1=" + parts[1] + "=" + parts[5] : user;
    }
    return user;
  }

  private static boolean isTag(String part) {
    if (part.length() < BATV_TAG) {
      return false;
    }
    for (int i = 0; i < BATV_TAG; i++) {
      char c = part.charAt(i);
      if (!(c >= '0' && c <= '9' || c >= 'a' && c <= 'z')) {
        return false;
      }
    }
    return true;
  }

  /** Words of digits, and long ones of hexadecimal digits, become {@code #}. */
  private static String withoutNumbers(String user) {
    StringBuilder out = null;
    int from = 0;
    int length = user.length();
    while (from < length) {
      int to = from;
      int digits = 0;
      int hex = 0;
      while (to < length && isWord(user.charAt(to))) {
        char c = user.charAt(to++);
        if (c >= '0' && c <= '9') {
          digits++;
        } else if (c >= 'a' && c <= 'f') {
          hex++;
        }
      }
      int n = to - from;
      boolean isNumber = digits > 0 && (digits == n || n >= SHORTEST_HEX && digits + hex == n);
      if (isNumber && out == null) {
        out = new StringBuilder(user.substring(0, from));
      }
      if (out != null) {
        out.append(isNumber ? "#" : user.substring(from, to));
      }
      if (to < length) {
        if (out != null) {
          out.append(user.charAt(to));
        }
        to++;
      }
      from = to;
    }
    return out == null ? user : out.toString();
  }

  private static boolean isWord(char c) {
    return c >= '0' && c <= '9'
        || c >= 'a' && c <= 'z'
        || c == '_'
        || c >= 0x80 && Character.isLetterOrDigit(c);
  }
}
