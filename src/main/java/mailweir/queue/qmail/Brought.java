package mailweir.queue.qmail;

import java.nio.charset.StandardCharsets;

/**
 * Who brought a message, by the lines that qmail itself put on top of it:
 *
 * <pre>
 *   Received: (qmail 11968 invoked by uid 89); 20 Nov 2026 13:31:16 -0000
 *   Received: from desk10.lan.example.org (HELO desk10) (joe@192.0.2.10)
 *     by mail.example.com with SMTP; 20 Nov 2026 13:31:16 -0000
 * </pre>
 *
 * Whoever may queue on this machine may write the second line as well.
 *
 * @param client textual address; absent: not known
 * @param name what its address is called; absent: not known
 */
record Brought(String client, String name) {
  /** Not said. */
  static final Brought UNKNOWN = new Brought(null, null);

  private static final String FIRST = "Received: (qmail ";
  private static final String SECOND = "Received: from ";

  /** Of a message's first bytes. Any bytes give an answer. */
  static Brought read(byte[] begin) {
    String[] lines = new String(begin, StandardCharsets.UTF_8).split("\n", 4);
    if (lines.length < 3 || !lines[0].startsWith(FIRST) || !lines[1].startsWith(SECOND)) {
      return UNKNOWN;
    }
    String from = lines[1].strip();
    int open = from.lastIndexOf('(');
    if (open < 0 || !from.endsWith(")")) {
      return UNKNOWN;
    }
    String address = from.substring(open + 1, from.length() - 1);
    address = address.substring(address.lastIndexOf('@') + 1);
    if (address.startsWith("::ffff:") && address.indexOf('.') > 0) {
      address = address.substring("::ffff:".length());
    }
    boolean numeric =
        !address.isEmpty()
            && address.chars().allMatch(c -> Character.digit(c, 16) >= 0 || c == '.' || c == ':');
    String name = from.substring(SECOND.length()).split(" ", 2)[0];
    return numeric
        ? new Brought(address, name.equals("unknown") || name.startsWith("(") ? null : name)
        : UNKNOWN;
  }
}
