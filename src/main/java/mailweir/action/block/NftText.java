package mailweir.action.block;

import java.util.List;
import java.util.stream.Collectors;
import mailweir.action.Barrier;
import mailweir.action.Cidr;

/** What nftables reads: one table of our own, replaced whole in one transaction. */
public final class NftText {
  private NftText() {}

  /** For {@code nft -f}: connections to the mail ports from those who are kept out are refused. */
  public static String table(List<Barrier> holding) {
    List<Cidr> all = PostfixText.networks(holding);
    return """
    # written by mailweir from the blocks that hold
    table inet mailweir
    delete table inet mailweir
    table inet mailweir {
      set blocked4 {
        type ipv4_addr
        flags interval
        auto-merge
    FOUR  }
      set blocked6 {
        type ipv6_addr
        flags interval
        auto-merge
    SIX  }
      chain input {
        type filter hook input priority -10; policy accept;
        tcp dport { 25, 465, 587 } ip saddr @blocked4 counter reject with tcp reset
        tcp dport { 25, 465, 587 } ip6 saddr @blocked6 counter reject with tcp reset
      }
    }
    """
        .replace("FOUR", elements(all.stream().filter(Cidr::isFour).toList()))
        .replace("SIX", elements(all.stream().filter(c -> !c.isFour()).toList()));
  }

  private static String elements(List<Cidr> some) {
    return some.isEmpty()
        ? ""
        : some.stream()
            .map(Cidr::toString)
            .collect(Collectors.joining(", ", "    elements = { ", " }\n"));
  }
}
