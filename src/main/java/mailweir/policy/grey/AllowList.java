package mailweir.policy.grey;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Clients that are never asked to come again, and recipients that want all mail at once, in the forms that people share with postgrey.
 *
 * <pre>
 *   clients      192.0.2.7  192.0.2.0/24  192.0.2  2001:db8::/32  mx.example.org (and all below)  /^mx[0-9]+\.example\.org$/
 *   recipients   postmaster@  joe@example.org (and joe+any@)  example.org (and all below)  /^list-.*@example\.org$/
 * </pre>
 *
 * <p>A {@code #} begins a remark. Expressions find anywhere, whatever the case. Names of clients are those that the mail server has verified.
 */
public final class AllowList {
  /** Of a client's address or name, or of a recipient. */
  public enum Kind {
    CLIENT,
    RECIPIENT
  }

  private static final String SHIPPED = "/mailweir/policy/grey/";

  private final Set<String> names = new HashSet<>();
  private final Set<String> addresses = new HashSet<>();
  private final Set<String> users = new HashSet<>();
  private final List<Pattern> expressions = new ArrayList<>();
  private final Map<Integer, Set<Bits>> networks4 = new HashMap<>();
  private final Map<Integer, Set<Bits>> networks6 = new HashMap<>();

  private record Bits(long high, long low) {}

  /** What is wrong with an entry, or {@code null}. */
  public static String objection(Kind kind, String entry) {
    return new AllowList().add(kind, entry);
  }

  /** Takes an entry; what is wrong with it, or {@code null}. */
  String add(Kind kind, String entry) {
    if (entry.isEmpty() || entry.chars().anyMatch(c -> c <= ' ')) {
      return "has a space in it, or is empty";
    }
    if (entry.length() > 2 && entry.startsWith("/") && entry.endsWith("/")) {
      try {
        expressions.add(
            Pattern.compile(entry.substring(1, entry.length() - 1), Pattern.CASE_INSENSITIVE));
        return null;
      } catch (PatternSyntaxException e) {
        return "is no regular expression (" + e.getDescription() + ")";
      }
    }
    String low = entry.toLowerCase(Locale.ROOT);
    return switch (kind) {
      case CLIENT -> addClient(low);
      case RECIPIENT -> addRecipient(low);
    };
  }

  private String addClient(String low) {
    if (low.matches("[0-9]{1,3}(\\.[0-9]{1,3}){1,3}(/[0-9]{1,2})?") || low.indexOf(':') >= 0) {
      return addNetwork(low);
    }
    if (!low.matches("[a-z0-9_\\x80-\\x{10ffff}]([a-z0-9._\\x80-\\x{10ffff}-]*)")) {
      return "is no address, network, name or /expression/";
    }
    names.add(low);
    return null;
  }

  private String addNetwork(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    int bits = -1;
    int dots = (int) address.chars().filter(c -> c == '.').count();
    if (text.indexOf(':') < 0 && dots < 3) {
      bits = 8 * (dots + 1);
      address = address + ".0".repeat(3 - dots);
    }
    try {
      byte[] bytes = InetAddress.ofLiteral(address).getAddress();
      if (slash >= 0) {
        bits = Integer.parseInt(text.substring(slash + 1));
      } else if (bits < 0) {
        bits = 8 * bytes.length;
      }
      if (bits > 8 * bytes.length || bits < 0) {
        return "has no prefix length from 0 to " + 8 * bytes.length + " behind its slash";
      }
      (bytes.length == 4 ? networks4 : networks6)
          .computeIfAbsent(bits, _ -> new HashSet<>())
          .add(cut(bytes, bits));
      return null;
    } catch (IllegalArgumentException e) {
      return "is no address or network";
    }
  }

  private static Bits cut(byte[] bytes, int bits) {
    long high = 0;
    long low = 0;
    for (int i = 0; i < bytes.length; i++) {
      long b = bytes[i] & 0xFF;
      int left = Math.clamp(bits - 8L * i, 0, 8);
      b &= 0xFF00 >> left;
      if (i < 8) {
        high = high << 8 | b;
      } else {
        low = low << 8 | b;
      }
    }
    return new Bits(high, low);
  }

  private String addRecipient(String low) {
    int at = low.lastIndexOf('@');
    if (at < 0) {
      names.add(low);
    } else if (at == low.length() - 1) {
      users.add(low.substring(0, at));
    } else if (at == 0) {
      names.add(low.substring(1));
    } else {
      addresses.add(low);
    }
    return null;
  }

  /** Whether a client is in it; the name is {@code null} when it is not verified. */
  boolean hasClient(InetAddress client, String name) {
    Map<Integer, Set<Bits>> networks =
        client instanceof java.net.Inet4Address ? networks4 : networks6;
    if (!networks.isEmpty()) {
      byte[] bytes = client.getAddress();
      for (Map.Entry<Integer, Set<Bits>> e : networks.entrySet()) {
        if (e.getValue().contains(cut(bytes, e.getKey()))) {
          return true;
        }
      }
    }
    if (name != null && !name.isEmpty()) {
      String low = name.toLowerCase(Locale.ROOT);
      if (hasName(low)) {
        return true;
      }
    }
    if (!expressions.isEmpty()) {
      String address = client.getHostAddress();
      for (Pattern p : expressions) {
        if (name != null && p.matcher(name).find() || p.matcher(address).find()) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean hasName(String low) {
    if (names.isEmpty()) {
      return false;
    }
    if (names.contains(low)) {
      return true;
    }
    for (int dot = low.indexOf('.'); dot >= 0; dot = low.indexOf('.', dot + 1)) {
      if (names.contains(low.substring(dot + 1))) {
        return true;
      }
    }
    return false;
  }

  /** Whether a recipient, in small letters, is in it. */
  boolean hasRecipient(String recipient) {
    int at = recipient.lastIndexOf('@');
    String user = at < 0 ? recipient : recipient.substring(0, at);
    int plus = user.indexOf('+');
    String plain = plus > 0 ? user.substring(0, plus) : user;
    if (users.contains(plain) || users.contains(user)) {
      return true;
    }
    if (at >= 0) {
      String domain = recipient.substring(at + 1);
      if (!addresses.isEmpty()
          && (addresses.contains(recipient) || addresses.contains(plain + "@" + domain))) {
        return true;
      }
      if (hasName(domain)) {
        return true;
      }
    }
    for (Pattern p : expressions) {
      if (p.matcher(recipient).find()) {
        return true;
      }
    }
    return false;
  }

  /** Takes the lines of a file; those that are wrong are told and left out. */
  void read(Kind kind, String from, String text, Consumer<String> say) {
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      int remark = line.indexOf('#');
      String entry = (remark < 0 ? line : line.substring(0, remark)).strip();
      if (!entry.isEmpty()) {
        String wrong = add(kind, entry);
        if (wrong != null) {
          say.accept(
              from
                  + ":"
                  + number
                  + ": "
                  + entry.replaceAll("\\p{Cntrl}", "?")
                  + " "
                  + wrong
                  + "; the line is left out, the others hold");
        }
      }
    }
  }

  /**
   * A list from files; of a file that cannot be read it is told, and it is left out.
   *
   * @param withShipped the list that comes with Mailweir, too
   */
  public static AllowList of(
      Kind kind, List<Path> files, boolean withShipped, Consumer<String> say) {
    AllowList list = new AllowList();
    if (withShipped) {
      String name = kind == Kind.CLIENT ? "greylist-clients" : "greylist-recipients";
      try (InputStream in = AllowList.class.getResourceAsStream(SHIPPED + name)) {
        list.read(kind, name, new String(in.readAllBytes(), StandardCharsets.UTF_8), say);
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
    for (Path file : files) {
      try {
        byte[] bytes = Files.readAllBytes(file);
        list.read(kind, file.toString(), new String(bytes, StandardCharsets.UTF_8), say);
      } catch (IOException e) {
        say.accept(
            file
                + ": cannot be read ("
                + e.getMessage()
                + "); who stands in it is greylisted as others are; mend it and reload");
      }
    }
    return list;
  }
}
