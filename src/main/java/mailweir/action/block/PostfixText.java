package mailweir.action.block;

import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import mailweir.action.Barrier;
import mailweir.action.Cidr;

/** What Postfix reads: a cidr table of clients; indexed tables of senders and of accounts. */
public final class PostfixText {
  /** What a refused one is told. */
  public static final String REFUSAL = "554 5.7.1 blocked by this site";

  private PostfixText() {}

  /** For {@code check_client_access cidr:}. */
  public static String clients(List<Barrier> holding) {
    return networks(holding).stream()
        .map(c -> c + "\t" + REFUSAL + "\n")
        .collect(Collectors.joining("", HEAD, ""));
  }

  /** For {@code check_sender_access}: addresses, and domains without their at sign. */
  public static String senders(List<Barrier> holding) {
    TreeSet<String> keys = new TreeSet<>();
    for (Barrier b : holding) {
      if (b.kind() == Barrier.Kind.SENDER) {
        String value = b.value().toLowerCase(Locale.ROOT);
        keys.add(value.startsWith("@") ? value.substring(1) : value);
      }
    }
    return keys.stream()
        .map(k -> k + "\t" + REFUSAL + "\n")
        .collect(Collectors.joining("", HEAD, ""));
  }

  /** For {@code check_sasl_access}; Postfix looks accounts up in lower case. */
  public static String accounts(List<Barrier> holding) {
    return accountsOf(holding).stream()
        .map(a -> a.toLowerCase(Locale.ROOT))
        .distinct()
        .map(a -> a + "\t" + REFUSAL + "\n")
        .collect(Collectors.joining("", HEAD, ""));
  }

  /** Head of every file: whose it is. */
  static final String HEAD =
      "# written by mailweir from the blocks that hold; changes here are overwritten\n";

  /** The networks and addresses that are kept out, sorted, each once. */
  static List<Cidr> networks(List<Barrier> holding) {
    TreeMap<String, Cidr> all = new TreeMap<>();
    for (Barrier b : holding) {
      if (b.kind() == Barrier.Kind.RELAY || b.kind() == Barrier.Kind.NETWORK) {
        Cidr c = Cidr.of(b.value());
        all.put(c.order(), c);
      }
    }
    return List.copyOf(all.values());
  }

  static List<String> accountsOf(List<Barrier> holding) {
    return holding.stream()
        .filter(b -> b.kind() == Barrier.Kind.ACCOUNT)
        .map(Barrier::value)
        .distinct()
        .sorted()
        .toList();
  }

  static List<String> sendersOf(List<Barrier> holding) {
    return holding.stream()
        .filter(b -> b.kind() == Barrier.Kind.SENDER)
        .map(b -> b.value().toLowerCase(Locale.ROOT))
        .distinct()
        .sorted()
        .toList();
  }
}
