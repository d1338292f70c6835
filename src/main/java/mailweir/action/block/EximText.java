package mailweir.action.block;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import mailweir.action.Barrier;
import mailweir.action.Cidr;

/** What Exim reads: lookup files of clients, senders and accounts, and the conditions that look into them, as a file to be included by an ACL. */
public final class EximText {
  private EximText() {}

  /** For {@code net-iplsearch}. A key with a colon stands in quotes. */
  public static String clients(List<Barrier> holding) {
    return PostfixText.networks(holding).stream()
        .map(c -> (c.isFour() ? "" + key(c) : "\"" + key(c) + "\"") + ": blocked\n")
        .collect(Collectors.joining("", PostfixText.HEAD, ""));
  }

  private static String key(Cidr c) {
    return c.isAddress() ? c.address() : c.toString();
  }

  /** For {@code lsearch*@}. */
  public static String senders(List<Barrier> holding) {
    return PostfixText.sendersOf(holding).stream()
        .map(s -> (s.startsWith("@") ? "*" + s : s) + ": blocked\n")
        .collect(Collectors.joining("", PostfixText.HEAD, ""));
  }

  /** For {@code lsearch}, which looks keys up without case. */
  public static String accounts(List<Barrier> holding) {
    return PostfixText.accountsOf(holding).stream()
        .map(a -> a.toLowerCase(Locale.ROOT) + ": blocked\n")
        .collect(Collectors.joining("", PostfixText.HEAD, ""));
  }

  /** The conditions. {@code folder}: where the files are. */
  public static String acl(String folder) {
    return PostfixText.HEAD
        + """
        deny message = blocked by this site
             hosts = net-iplsearch;FOLDER/mailweir_block_clients
        deny message = blocked by this site
             senders = lsearch*@;FOLDER/mailweir_block_senders
        deny message = blocked by this site
             authenticated = *
             condition = ${lookup{$authenticated_id}lsearch{FOLDER/mailweir_block_accounts}{yes}{no}}
        """
            .replace("FOLDER", folder);
  }
}
