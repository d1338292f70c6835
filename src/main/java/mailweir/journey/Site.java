package mailweir.journey;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import mailweir.bounce.BounceRules;
import mailweir.slice.Ascii;
import mailweir.slice.Network;
import mailweir.slice.Slice;

/**
 * What belongs to the site besides the hosts whose logs are read: its addresses, its filters, its domains. Loopback always does.
 *
 * <p>Immutable, and asked for every session: without configured addresses it costs what a comparison of a few bytes does.
 */
public final class Site {
  /** Loopback is the site; its ports 10024 to 10029 are filters (amavis, dspam, clamsmtp by their own documentation). */
  public static final Site DEFAULT =
      new Site(Set.of(), List.of(), List.of(new Filter(null, 10024, 10029)));

  private static final byte[] LOOP4 = Ascii.bytes("127.");
  private static final byte[] LOOP6 = Ascii.bytes("::1");
  private static final byte[] MAPPED = Ascii.bytes("::ffff:127.");
  private static final byte[] LOCALHOST = Ascii.bytes("localhost");

  private final Set<String> domains;
  private final Set<String> below;
  private final Network[] addresses;
  private final Filter[] filters;
  private final Network[] filterHosts;
  private final BounceRules bounces;
  private final Set<Long> smtpdUids;

  /**
   * Ports behind which filters listen.
   *
   * @param host where; {@code null} stands for loopback
   * @param first first of the ports
   * @param last last of them
   */
  public record Filter(Network host, int first, int last) {}

  /**
   * A site, with the program's own rules for remote answers.
   *
   * @param domains domains whose mailboxes are the site's, in lower case; one that begins with a dot stands for all below it
   * @param addresses addresses of the site's own hosts, besides loopback
   */
  public Site(Set<String> domains, List<Network> addresses, List<Filter> filters) {
    this(
        domains,
        addresses.toArray(Network[]::new),
        filters.toArray(Filter[]::new),
        BounceRules.standard(),
        Set.of());
  }

  private Site(
      Set<String> domains,
      Network[] addresses,
      Filter[] filters,
      BounceRules bounces,
      Set<Long> smtpdUids) {
    this.domains = Set.copyOf(domains);
    this.below = Set.copyOf(domains.stream().filter(d -> d.startsWith(".")).toList());
    this.addresses = addresses;
    this.filters = filters;
    this.filterHosts =
        java.util.Arrays.stream(filters)
            .map(Filter::host)
            .filter(h -> h != null)
            .toArray(Network[]::new);
    this.bounces = bounces;
    this.smtpdUids = Set.copyOf(smtpdUids);
  }

  /** The same with other rules for remote answers. */
  public Site withBounces(BounceRules rules) {
    return new Site(domains, addresses, filters, rules, smtpdUids);
  }

  /** The same with the users as which qmail-smtpd runs. */
  public Site withSmtpdUids(Set<Long> uids) {
    return new Site(domains, addresses, filters, bounces, uids);
  }

  /** Whether what this user queues came by SMTP; {@code uid} as qmail-send logs it, null where it does not. */
  public boolean isSmtpd(Slice uid) {
    return !smtpdUids.isEmpty() && uid != null && smtpdUids.contains(uid.number());
  }

  /** What sorts remote answers into classes. */
  public BounceRules bounces() {
    return bounces;
  }

  /** Whether an address is the host itself. */
  public boolean isLoopback(Slice ip) {
    return ip != null && (ip.startsWith(LOOP4) || ip.is(LOOP6) || ip.startsWith(MAPPED));
  }

  /** Whether a peer is the host itself; a peer without an address is judged by its name. */
  public boolean isLoopback(Slice ip, Slice name) {
    return ip == null ? name != null && name.is(LOCALHOST) : isLoopback(ip);
  }

  /** Whether a peer is of the site, so that its sessions, and refusals to it, do not come from outside. */
  public boolean isOwn(Slice ip, Slice name) {
    return isLoopback(ip, name)
        || (addresses.length > 0 || filterHosts.length > 0)
            && ip != null
            && (Network.anyContains(addresses, ip) || Network.anyContains(filterHosts, ip));
  }

  /** Whether a message from this peer may be one that a filter gives back: it is the host itself, or a filter on another host. */
  public boolean givesBack(Slice ip, Slice name) {
    return isLoopback(ip, name)
        || filterHosts.length > 0 && ip != null && Network.anyContains(filterHosts, ip);
  }

  /** Whether a filter listens there. */
  public boolean isFilter(Slice ip, Slice name, int port) {
    for (Filter f : filters) {
      if (port >= f.first
          && port <= f.last
          && (f.host == null ? isLoopback(ip, name) : ip != null && f.host.contains(ip))) {
        return true;
      }
    }
    return false;
  }

  /** Whether the mailbox of a recipient is at the site, as far as domains are configured. */
  public boolean isHome(Slice recipient) {
    if (domains.isEmpty() || recipient == null) {
      return false;
    }
    int at = recipient.lastIndexOf('@');
    if (at < 0 || recipient.length() - at > 256) {
      return false;
    }
    String domain = recipient.part(at + 1).toString().toLowerCase(Locale.ROOT);
    if (domains.contains(domain)) {
      return true;
    }
    for (int dot = below.isEmpty() ? -1 : domain.indexOf('.');
        dot >= 0;
        dot = domain.indexOf('.', dot + 1)) {
      if (below.contains(domain.substring(dot))) {
        return true;
      }
    }
    return false;
  }
}
