package mailweir.parse.filter;

import java.util.List;
import mailweir.parse.Dialect;

/** The dialects of this package, in the order in which they are asked; before Postfix, as two of them log as {@code postfix/policy…}. */
public final class Filters {
  private Filters() {}

  /** A fresh set of them. */
  public static List<Dialect> all() {
    return List.of(
        new Amavis(),
        new OpenDkim(),
        new OpenDmarc(),
        new MailweirPolicy(),
        new Postgrey(),
        new Greylisters(),
        new SpfPolicy(),
        new SpamAssassin(),
        new Clam(),
        new MailScanner(),
        new Rspamd(),
        new Assp(),
        new SaslAuth());
  }
}
