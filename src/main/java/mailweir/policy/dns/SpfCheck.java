package mailweir.policy.dns;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import mailweir.policy.Addresses;
import mailweir.policy.Spf;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/**
 * One check of SPF as RFC 7208 has it: ten terms that ask the DNS, two that find nothing, ten names of an MX or PTR. It waits for the DNS on its
 * own thread, no longer than {@value #MOST_SECONDS} s.
 */
final class SpfCheck {
  private static final int MOST_SECONDS = 20;
  private static final int MOST_LOOKUPS = 10;
  private static final int MOST_VOID = 2;
  private static final int MOST_NAMES = 10;
  private static final int LONGEST_NAME = 253;

  private final Resolving dns;
  private final InetAddress client;
  private final String helo;
  private final String sender;
  private final String domain;
  private final long endNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
  private int lookups;
  private int voids;

  SpfCheck(Resolving dns, InetAddress client, String helo, String sender) {
    this.dns = dns;
    this.client = client;
    this.helo = helo;
    boolean isNull = sender.isEmpty();
    int at = sender.lastIndexOf('@');
    this.domain = isNull ? helo : sender.substring(at + 1);
    this.sender =
        isNull ? "postmaster@" + helo : at <= 0 ? "postmaster@" + sender.substring(at + 1) : sender;
  }

  /** The end of a check before its record is. */
  private static final class Ended extends Exception {
    private static final long serialVersionUID = 1L;

    private final Spf result;

    Ended(Spf result) {
      super(result.name(), null, false, false);
      this.result = result;
    }
  }

  Spf result() {
    try {
      return of(domain);
    } catch (Ended e) {
      return e.result;
    }
  }

  private static boolean isName(String name) {
    return name.length() <= LONGEST_NAME
        && name.indexOf('.') > 0
        && !name.contains("..")
        && name.chars().allMatch(c -> c > ' ' && c <= '~')
        && Addresses.of(name) == null
        && !name.startsWith("[");
  }

  private Spf of(String name) throws Ended {
    if (!isName(name)) {
      return Spf.NONE;
    }
    List<String> found = new ArrayList<>();
    for (Record record : find(name, Type.TXT)) {
      StringBuilder text = new StringBuilder();
      for (byte[] part : ((TXTRecord) record).getStringsAsByteArrays()) {
        text.append(new String(part, StandardCharsets.ISO_8859_1));
      }
      String low = text.toString().toLowerCase(Locale.ROOT);
      if (low.equals("v=spf1") || low.startsWith("v=spf1 ")) {
        found.add(text.toString());
      }
    }
    if (found.isEmpty()) {
      return Spf.NONE;
    }
    if (found.size() > 1) {
      throw new Ended(Spf.PERMERROR);
    }
    return evaluate(found.getFirst(), name);
  }

  private Spf evaluate(String record, String name) throws Ended {
    String redirect = null;
    String[] terms = record.trim().split(" +");
    for (int i = 1; i < terms.length; i++) {
      String term = terms[i];
      int equals = term.indexOf('=');
      boolean isModifier =
          equals > 0 && term.substring(0, equals).matches("[A-Za-z][A-Za-z0-9_.-]*");
      if (isModifier) {
        if (term.regionMatches(true, 0, "redirect=", 0, 9)) {
          if (redirect != null) {
            throw new Ended(Spf.PERMERROR);
          }
          redirect = term.substring(equals + 1);
        }
        continue;
      }
      Spf result =
          switch (term.charAt(0)) {
            case '-' -> Spf.FAIL;
            case '~' -> Spf.SOFTFAIL;
            case '?' -> Spf.NEUTRAL;
            default -> Spf.PASS;
          };
      if (matches("+-~?".indexOf(term.charAt(0)) >= 0 ? term.substring(1) : term, name)) {
        return result;
      }
    }
    if (redirect == null) {
      return Spf.NEUTRAL;
    }
    count();
    Spf result = of(expand(redirect, name));
    if (result == Spf.NONE) {
      throw new Ended(Spf.PERMERROR);
    }
    return result;
  }

  private boolean matches(String term, String name) throws Ended {
    int mark = 0;
    while (mark < term.length() && ":/".indexOf(term.charAt(mark)) < 0) {
      mark++;
    }
    String mechanism = term.substring(0, mark).toLowerCase(Locale.ROOT);
    String rest = term.substring(mark);
    switch (mechanism) {
      case "all" -> {
        return true;
      }
      case "ip4", "ip6" -> {
        return ip(mechanism, rest);
      }
      case "include" -> {
        count();
        return switch (of(target(rest, name))) {
          case PASS -> true;
          case FAIL, SOFTFAIL, NEUTRAL -> false;
          case TEMPERROR, NO_ANSWER -> throw new Ended(Spf.TEMPERROR);
          case PERMERROR, NONE -> throw new Ended(Spf.PERMERROR);
        };
      }
      case "exists" -> {
        count();
        return !find(target(rest, name), Type.A).isEmpty();
      }
      case "a", "mx" -> {
        count();
        Lengths lengths = Lengths.of(rest);
        String target = lengths.name.isEmpty() ? name : expand(lengths.name.substring(1), name);
        return mechanism.equals("a") ? address(target, lengths) : exchanger(target, lengths);
      }
      case "ptr" -> {
        count();
        return pointer(rest.isEmpty() ? name : target(rest, name));
      }
      default -> throw new Ended(Spf.PERMERROR);
    }
  }

  private String target(String rest, String name) throws Ended {
    if (rest.length() < 2 || rest.charAt(0) != ':') {
      throw new Ended(Spf.PERMERROR);
    }
    return expand(rest.substring(1), name);
  }

  /** What stands behind {@code a} and {@code mx}: {@code :name/24//64}. */
  private record Lengths(String name, int four, int six) {
    static Lengths of(String rest) throws Ended {
      String text = rest;
      int four = 32;
      int six = 128;
      int twice = text.indexOf("//");
      // a slash inside a macro is a delimiter, not a length
      if (twice >= 0 && text.substring(twice + 2).matches("[0-9]{1,3}")) {
        six = Integer.parseInt(text.substring(twice + 2));
        text = text.substring(0, twice);
      }
      int once = text.lastIndexOf('/');
      if (once >= 0 && text.substring(once + 1).matches("[0-9]{1,3}")) {
        four = Integer.parseInt(text.substring(once + 1));
        text = text.substring(0, once);
      }
      if (four > 32 || six > 128 || text.equals(":") || !text.isEmpty() && !text.startsWith(":")) {
        throw new Ended(Spf.PERMERROR);
      }
      return new Lengths(text, four, six);
    }
  }

  private boolean ip(String mechanism, String rest) throws Ended {
    if (rest.length() < 2 || rest.charAt(0) != ':') {
      throw new Ended(Spf.PERMERROR);
    }
    int slash = rest.lastIndexOf('/');
    InetAddress network = Addresses.of(slash < 0 ? rest.substring(1) : rest.substring(1, slash));
    int all = mechanism.equals("ip4") ? 32 : 128;
    String length = slash < 0 ? Integer.toString(all) : rest.substring(slash + 1);
    if (network == null
        || network.getAddress().length * 8 != all
        || !length.matches("[0-9]{1,3}")
        || Integer.parseInt(length) > all) {
      throw new Ended(Spf.PERMERROR);
    }
    return isIn(network, Integer.parseInt(length));
  }

  private boolean isIn(InetAddress network, int bits) {
    byte[] a = client.getAddress();
    byte[] b = network.getAddress();
    if (a.length != b.length) {
      return false;
    }
    for (int i = 0; i < bits; i++) {
      if (((a[i / 8] ^ b[i / 8]) >> (7 - i % 8) & 1) != 0) {
        return false;
      }
    }
    return true;
  }

  private boolean address(String name, Lengths lengths) throws Ended {
    boolean isFour = client instanceof Inet4Address;
    for (Record record : find(name, isFour ? Type.A : Type.AAAA)) {
      InetAddress found =
          record instanceof ARecord a ? a.getAddress() : ((AAAARecord) record).getAddress();
      if (isIn(found, isFour ? lengths.four : lengths.six)) {
        return true;
      }
    }
    return false;
  }

  private boolean exchanger(String name, Lengths lengths) throws Ended {
    List<Record> found = find(name, Type.MX);
    if (found.size() > MOST_NAMES) {
      throw new Ended(Spf.PERMERROR);
    }
    for (Record record : found) {
      if (address(((MXRecord) record).getTarget().toString(true), lengths)) {
        return true;
      }
    }
    return false;
  }

  private boolean pointer(String target) throws Ended {
    List<Record> names;
    try {
      names = find(ReverseMap.fromAddress(client).toString(true), Type.PTR);
    } catch (Ended e) {
      // a fault here is no match (RFC 7208, 5.5)
      return false;
    }
    String low = target.toLowerCase(Locale.ROOT);
    for (Record record : names.subList(0, Math.min(MOST_NAMES, names.size()))) {
      String name = ((PTRRecord) record).getTarget().toString(true).toLowerCase(Locale.ROOT);
      boolean isBelow = name.equals(low) || name.endsWith("." + low);
      if (isBelow && address(name, new Lengths("", 32, 128))) {
        return true;
      }
    }
    return false;
  }

  private void count() throws Ended {
    if (++lookups > MOST_LOOKUPS) {
      throw new Ended(Spf.PERMERROR);
    }
  }

  private List<Record> find(String name, int type) throws Ended {
    long left = endNanos - System.nanoTime();
    Resolving.Found found;
    try {
      found = dns.find(name, type).get(Math.max(0, left), TimeUnit.NANOSECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new Ended(Spf.TEMPERROR);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Ended(Spf.TEMPERROR);
    }
    switch (found.state()) {
      case FAILED -> throw new Ended(Spf.TEMPERROR);
      case NONE -> {
        if (lookups > 0 && ++voids > MOST_VOID) {
          throw new Ended(Spf.PERMERROR);
        }
      }
      case SOME -> {}
    }
    return found.records();
  }

  /** Puts in what macros stand for (RFC 7208, 7). */
  private String expand(String text, String name) throws Ended {
    StringBuilder out = new StringBuilder();
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (c != '%') {
        out.append(c);
        i++;
        continue;
      }
      char next = i + 1 < text.length() ? text.charAt(i + 1) : ' ';
      switch (next) {
        case '%' -> out.append('%');
        case '_' -> out.append(' ');
        case '-' -> out.append("%20");
        case '{' -> {
          int end = text.indexOf('}', i);
          if (end < 0) {
            throw new Ended(Spf.PERMERROR);
          }
          out.append(macro(text.substring(i + 2, end), name));
          i = end - 1;
        }
        default -> throw new Ended(Spf.PERMERROR);
      }
      i += 2;
    }
    String whole = out.toString();
    while (whole.length() > LONGEST_NAME && whole.indexOf('.') >= 0) {
      whole = whole.substring(whole.indexOf('.') + 1);
    }
    return whole.endsWith(".") ? whole.substring(0, whole.length() - 1) : whole;
  }

  private String macro(String macro, String name) throws Ended {
    if (!macro.matches("[slodiphvSLODIPHV][0-9]{0,3}[rR]?[.+,/_=-]*")) {
      throw new Ended(Spf.PERMERROR);
    }
    int at = sender.lastIndexOf('@');
    String value =
        switch (Character.toLowerCase(macro.charAt(0))) {
          case 's' -> sender;
          case 'l' -> sender.substring(0, at);
          case 'o' -> sender.substring(at + 1);
          case 'd' -> name;
          case 'i' -> dotted();
          case 'v' -> client instanceof Inet4Address ? "in-addr" : "ip6";
          case 'h' -> helo;
          default -> "unknown";
        };
    String how = macro.substring(1).toLowerCase(Locale.ROOT);
    String digits = how.replaceAll("[^0-9]", "");
    boolean isTurned = how.contains("r");
    String delimiters = how.replaceAll("[0-9r]", "");
    List<String> parts = new ArrayList<>();
    StringBuilder part = new StringBuilder();
    for (char c : value.toCharArray()) {
      if ((delimiters.isEmpty() ? "." : delimiters).indexOf(c) >= 0) {
        parts.add(part.toString());
        part.setLength(0);
      } else {
        part.append(c);
      }
    }
    parts.add(part.toString());
    List<String> ordered = isTurned ? parts.reversed() : parts;
    int most = digits.isEmpty() ? ordered.size() : Integer.parseInt(digits);
    if (most == 0) {
      throw new Ended(Spf.PERMERROR);
    }
    String taken =
        String.join(".", ordered.subList(Math.max(0, ordered.size() - most), ordered.size()));
    return Character.isUpperCase(macro.charAt(0))
        ? java.net.URLEncoder.encode(taken, StandardCharsets.UTF_8)
        : taken;
  }

  /** The address with a dot between its numbers, of IPv6 between its nibbles. */
  private String dotted() {
    if (client instanceof Inet4Address) {
      return client.getHostAddress();
    }
    StringBuilder nibbles = new StringBuilder();
    for (byte b : client.getAddress()) {
      nibbles.append(nibbles.isEmpty() ? "" : ".");
      nibbles
          .append(Integer.toHexString(b >> 4 & 15))
          .append('.')
          .append(Integer.toHexString(b & 15));
    }
    return nibbles.toString();
  }
}
