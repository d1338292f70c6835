package mailweir.action;

import java.util.List;
import java.util.Set;

/**
 * Whom nobody may keep out: this machine, the site's own, and whom the configuration names. Held on the server for what it knows and on each host
 * for what that knows.
 *
 * @param networks that are never kept out, nor any part of them
 * @param domains of the site; keeping them out as senders must be wanted expressly
 */
public record Protection(List<Cidr> networks, Set<String> domains) {
  /** Loopback. */
  public static final List<Cidr> LOOPBACK =
      List.of(Cidr.of("127.0.0.0/8"), Cidr.of("::1"), Cidr.of("0.0.0.0/8"), Cidr.of("::"));

  private static final int WIDEST_FOUR = 8;
  private static final int WIDEST_SIX = 16;
  private static final int WIDE_FOUR = 16;
  private static final int WIDE_SIX = 32;

  public Protection {
    networks = List.copyOf(networks);
    domains = Set.copyOf(domains);
  }

  /** What stands against a barrier, as a sentence's end; {@code null}: nothing. The grammar holds already. */
  public String objection(Barrier barrier, boolean wide) {
    return switch (barrier.kind()) {
      case RELAY, NETWORK -> objection(Cidr.of(barrier.value()), wide);
      case SENDER -> {
        String domain = barrier.value().substring(barrier.value().lastIndexOf('@') + 1);
        yield !wide
                && barrier.value().startsWith("@")
                && domains.contains(domain.toLowerCase(java.util.Locale.ROOT))
            ? "is a domain of the site's own; if that is wanted, say --wide"
            : null;
      }
      case ACCOUNT -> null;
    };
  }

  private String objection(Cidr network, boolean wide) {
    int widest = network.isFour() ? WIDEST_FOUR : WIDEST_SIX;
    if (network.bits() < widest) {
      return "is wider than /" + widest + ", which is never kept out";
    }
    for (Cidr own : LOOPBACK) {
      if (own.overlaps(network)) {
        return "is this machine itself, or has it inside, and is never kept out";
      }
    }
    for (Cidr own : networks) {
      if (own.overlaps(network)) {
        return "has something in common with "
            + own
            + ", which is the site's own or in block.never, and is never kept out";
      }
    }
    int most = network.isFour() ? WIDE_FOUR : WIDE_SIX;
    return !wide && network.bits() < most
        ? "is wider than /" + most + "; if that is wanted, say --wide"
        : null;
  }
}
