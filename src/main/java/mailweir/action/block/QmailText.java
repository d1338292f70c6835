package mailweir.action.block;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import mailweir.action.Barrier;
import mailweir.action.Cidr;

/** What qmail and tcpserver read: rules for {@code tcprules} before the site's own, and senders for {@code control/badmailfrom}. */
public final class QmailText {
  private QmailText() {}

  /** Rules that keep out; {@code tcprules} takes the first that it is given of several for one address. IPv6 is not what tcpserver knows. */
  public static String rules(List<Barrier> holding, String siteRules) {
    TreeSet<String> keys = new TreeSet<>();
    for (Cidr c : PostfixText.networks(holding)) {
      if (c.isFour()) {
        c.whole().forEach(w -> keys.add(w.isAddress() ? w.prefix() : w.prefix() + "."));
      }
    }
    String ours = keys.stream().map(k -> k + ":deny\n").collect(Collectors.joining());
    // a more exact rule of the site's own would win over a network that is kept out: those are left
    // out
    String rest =
        siteRules
            .lines()
            .filter(line -> keys.stream().noneMatch(k -> isBelow(line, k)))
            .map(line -> line + "\n")
            .collect(Collectors.joining());
    return ours + rest;
  }

  private static boolean isBelow(String line, String key) {
    int colon = line.indexOf(':');
    String address = colon < 0 ? line : line.substring(0, colon);
    address = address.substring(address.indexOf('@') + 1);
    return key.endsWith(".") ? address.startsWith(key) : address.equals(key);
  }

  /** Lines for {@code badmailfrom}: addresses and domains with their at sign. */
  public static String senders(List<Barrier> holding) {
    return PostfixText.sendersOf(holding).stream().map(s -> s + "\n").collect(Collectors.joining());
  }
}
