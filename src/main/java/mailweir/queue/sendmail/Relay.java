package mailweir.queue.sendmail;

import java.util.Arrays;

/**
 * What macro {@code $_} says of who brought a message: {@code name [192.0.2.1]}, {@code [192.0.2.1]}, {@code ident@name [IPv6:2001:db8::1] (may be forged)}, {@code
 * root@localhost}.
 *
 * @param address textual; absent: it came from this machine
 * @param name absent: it has none
 * @param user the local user, or what the client's identd said; may be absent
 */
record Relay(String address, String name, String user) {
  /** Nothing is known. */
  static final Relay UNKNOWN = new Relay(null, null, null);

  private static final String SIX = "IPv6:";
  private static final int GROUPS = 8;

  /** Any text gives an answer. */
  static Relay of(String text) {
    String rest = text.strip();
    int open = rest.indexOf('[');
    int close = open < 0 ? -1 : rest.indexOf(']', open);
    String address = close < 0 ? null : rest.substring(open + 1, close).strip();
    if (address != null && address.startsWith(SIX)) {
      address = shortest(address.substring(SIX.length()));
    }
    String name = (open < 0 ? rest : rest.substring(0, open)).strip();
    int blank = name.indexOf(' ');
    if (blank >= 0) {
      name = name.substring(0, blank);
    }
    int at = name.lastIndexOf('@');
    String user = at < 0 ? null : name.substring(0, at);
    name = at < 0 ? name : name.substring(at + 1);
    return new Relay(
        none(address), address == null && user != null ? null : none(name), none(user));
  }

  /** Sendmail writes all eight groups, everybody else leaves the longest run of zeros out (RFC 5952). */
  private static String shortest(String address) {
    String[] groups = address.split(":", -1);
    if (groups.length != GROUPS) {
      return address;
    }
    int start = -1;
    int longest = 1;
    for (int i = 0; i < GROUPS; i++) {
      int stop = i;
      while (stop < GROUPS && groups[stop].equals("0")) {
        stop++;
      }
      if (stop - i > longest) {
        longest = stop - i;
        start = i;
      }
    }
    return start < 0
        ? address
        : String.join(":", Arrays.copyOf(groups, start))
            + "::"
            + String.join(":", Arrays.copyOfRange(groups, start + longest, GROUPS));
  }

  private static String none(String text) {
    return text == null || text.isEmpty() ? null : text;
  }
}
