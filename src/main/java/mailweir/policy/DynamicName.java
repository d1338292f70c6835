package mailweir.policy;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Whether a name looks as if its provider had made it for a line of a home or a changing address: it carries the address, or words that
 * providers use. A guess, so it is a second sign only.
 */
final class DynamicName {
  /** In any label but those of the organisation. */
  private static final Set<String> WORDS =
      Set.of(
          "dyn",
          "dynamic",
          "dynip",
          "dynamicip",
          "dynamisch",
          "dial",
          "dialup",
          "dialin",
          "dialpool",
          "pool",
          "pools",
          "dsl",
          "adsl",
          "vdsl",
          "xdsl",
          "sdsl",
          "dslam",
          "dhcp",
          "ppp",
          "pppoe",
          "pppool",
          "cable",
          "cablemodem",
          "catv",
          "modem",
          "broadband",
          "bband",
          "wlan",
          "wifi",
          "wireless",
          "mobile",
          "gprs",
          "umts",
          "lte",
          "ftth",
          "fttx",
          "fttb",
          "fibre",
          "fiber",
          "gpon",
          "pon",
          "docsis",
          "hfc",
          "cpe",
          "bras",
          "nat",
          "cgn",
          "cgnat",
          "res",
          "residential",
          "home",
          "homeuser",
          "user",
          "users",
          "cust",
          "customer",
          "customers",
          "client",
          "clients",
          "subscriber",
          "subs",
          "node",
          "ip",
          "unassigned",
          "unused",
          "temp");

  /** Who calls a machine so means a mail server, whatever else stands there. */
  private static final Set<String> SERVERS =
      Set.of(
          "mail",
          "mx",
          "smtp",
          "mta",
          "relay",
          "out",
          "outbound",
          "outgoing",
          "mailer",
          "mailout",
          "mailgate",
          "exchange",
          "static",
          "statics",
          "fixed",
          "fix",
          "business",
          "biz",
          "corp",
          "webmail",
          "postfix",
          "ns",
          "newsletter",
          "bounce");

  private static final Pattern APART =
      Pattern.compile("[^a-z0-9]+|(?<=[a-z])(?=[0-9])|(?<=[0-9])(?=[a-z])");

  private DynamicName() {}

  /** For a name and the address that has it; an empty name does not look like anything. */
  static boolean looksSo(String name, InetAddress client) {
    String low = name.toLowerCase(Locale.ROOT);
    String organisation = HeloForm.organisation(low);
    if (low.length() <= organisation.length()) {
      return false;
    }
    String own = low.substring(0, low.length() - organisation.length() - 1);
    boolean hasWord = false;
    for (String word : APART.split(own)) {
      if (SERVERS.contains(word)) {
        return false;
      }
      hasWord |= WORDS.contains(word) && !word.equals("ip") && !word.equals("node");
    }
    return hasWord || client != null && carries(own, client);
  }

  private static boolean carries(String own, InetAddress client) {
    byte[] bytes = client.getAddress();
    return client instanceof Inet4Address ? carriesFour(own, bytes) : carriesSix(own, bytes);
  }

  private static boolean carriesFour(String own, byte[] bytes) {
    int[] o = {bytes[0] & 255, bytes[1] & 255, bytes[2] & 255, bytes[3] & 255};
    // three neighbours of the four are enough: many names leave the first out
    int[] seen = new int[32];
    int n = numbers(own, seen);
    for (int i = 0; i + 2 < n; i++) {
      boolean forth = follow(seen, i, o[0], o[1], o[2]) || follow(seen, i, o[1], o[2], o[3]);
      if (forth || follow(seen, i, o[3], o[2], o[1]) || follow(seen, i, o[2], o[1], o[0])) {
        return true;
      }
    }
    String padded = String.format("%03d%03d%03d%03d", o[0], o[1], o[2], o[3]);
    String hex = String.format("%02x%02x%02x%02x", o[0], o[1], o[2], o[3]);
    String turned = String.format("%02x%02x%02x%02x", o[3], o[2], o[1], o[0]);
    return own.contains(padded) || own.contains(hex) || own.contains(turned);
  }

  private static boolean follow(int[] seen, int at, int one, int two, int three) {
    return seen[at] == one && seen[at + 1] == two && seen[at + 2] == three;
  }

  /** The numbers of a name in its order, at most as many as fit; -1 stands between two that have letters between them. */
  private static int numbers(String own, int[] into) {
    int n = 0;
    int value = -1;
    int digits = 0;
    for (int i = 0; i <= own.length() && n < into.length - 1; i++) {
      char c = i < own.length() ? own.charAt(i) : '.';
      if (c >= '0' && c <= '9') {
        value = digits == 0 ? c - '0' : value * 10 + c - '0';
        digits++;
        if (digits > 3) {
          value = 1000;
        }
      } else {
        if (digits > 0) {
          into[n++] = value;
        }
        if (c >= 'a' && c <= 'z' && n > 0 && into[n - 1] != -1) {
          into[n++] = -1;
        }
        digits = 0;
      }
    }
    return n;
  }

  private static boolean carriesSix(String own, byte[] bytes) {
    StringBuilder all = new StringBuilder();
    StringBuilder groups = new StringBuilder();
    for (int i = 0; i < 16; i += 2) {
      int group = (bytes[i] & 255) << 8 | bytes[i + 1] & 255;
      all.append(String.format("%04x", group));
      if (i >= 10) {
        groups.append(groups.isEmpty() ? "" : "-").append(Integer.toHexString(group));
      }
    }
    String plain = own.replaceAll("[^0-9a-f]", "");
    boolean hasHost = all.substring(16).chars().filter(c -> c != '0').count() > 4;
    return hasHost
        && (plain.contains(all.substring(16))
            || plain.contains(new StringBuilder(all.substring(16)).reverse())
            || own.replace('.', '-').contains(groups));
  }
}
