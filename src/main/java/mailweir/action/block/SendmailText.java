package mailweir.action.block;

import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;
import mailweir.action.Barrier;
import mailweir.action.Cidr;

/** What Sendmail reads: a map of its own, written with makemap, and the rules that look into it, as a file to be included by the site's {@code .mc}. */
public final class SendmailText {
  private static final String REFUSAL = "REJECT";

  private SendmailText() {}

  /** Source of the map: prefixes of addresses by whole groups, {@code from:} and {@code auth:} keys. */
  public static String map(List<Barrier> holding) {
    TreeSet<String> keys = new TreeSet<>();
    for (Cidr c : PostfixText.networks(holding)) {
      for (Cidr whole : c.whole()) {
        keys.add(whole.isFour() ? whole.prefix() : "ipv6:" + whole.prefix());
        if (!whole.isFour() && whole.isAddress()) {
          // Sendmail writes addresses compressed or not, as it is set
          keys.add("ipv6:" + whole.address());
        }
      }
    }
    PostfixText.sendersOf(holding).forEach(s -> keys.add("from:" + s));
    PostfixText.accountsOf(holding).forEach(a -> keys.add("auth:" + a.toLowerCase(Locale.ROOT)));
    return keys.stream().map(k -> k + "\t" + REFUSAL + "\n").collect(Collectors.joining());
  }

  /** How many keys the networks of a barrier need. */
  public static int keys(Barrier barrier) {
    if (barrier.kind() != Barrier.Kind.RELAY && barrier.kind() != Barrier.Kind.NETWORK) {
      return 1;
    }
    Cidr c = Cidr.of(barrier.value());
    int step = c.isFour() ? 8 : 16;
    return c.isAddress() ? 2 : 1 << (step - c.bits() % step) % step;
  }

  /** The rules. {@code map}: the map's path without its ending; {@code kind}: {@code hash}, {@code btree} or {@code cdb}. */
  public static String rules(String kind, String map) {
    return """
    divert(-1)
    # written by mailweir; include it in sendmail.mc behind the FEATUREs and before the MAILERs
    divert(0)dnl
    LOCAL_CONFIG
    Kmailweir_block KIND -o MAP

    LOCAL_RULESETS
    SLocal_check_relay
    R$* $| $*\t\t$: $1 $| $2 $| $>MailweirAddress $2
    R$* $| $* $| REJECT\t$#error $@ 5.7.1 $: "554 5.7.1 blocked by this site"
    R$* $| $* $| $*\t$: $1 $| $2

    SLocal_check_mail
    R$*\t\t\t$: $(mailweir_block auth:$&{auth_authen} $: ? $) $| $1
    RREJECT $| $*\t\t$#error $@ 5.7.1 $: "554 5.7.1 blocked by this site"
    R$* $| $*\t\t$: $>CanonAddr $2
    R$+ < @ $+ . >\t\t$: $1 < @ $2 >
    R$+ < @ $+ >\t\t$: $(mailweir_block from:$1@$2 $: ? $) $| $1 < @ $2 >
    R? $| $+ < @ $+ >\t$: $(mailweir_block from:@$2 $: ? $) $| $1 < @ $2 >
    RREJECT $| $*\t\t$#error $@ 5.7.1 $: "554 5.7.1 blocked by this site"
    R$*\t\t\t$@ OK

    SMailweirAddress
    R$*\t\t\t$: $(mailweir_block $1 $: ? $| $1 $)
    RREJECT\t\t\t$@ REJECT
    R? $| $+ . $-\t\t$@ $>MailweirAddress $1
    R? $| $+ : : $-\t\t$@ $>MailweirAddress $1
    R? $| $+ : $-\t\t$@ $>MailweirAddress $1
    R$*\t\t\t$@ ?
    """
        .replace("KIND", kind)
        .replace("MAP", map);
  }
}
