package mailweir.journey;

import mailweir.bounce.BounceRules;
import mailweir.slice.Ascii;
import mailweir.slice.Slice;

/**
 * What belongs to the site besides the hosts whose logs are read: its own addresses and its filters.
 *
 * @param filterPortFirst first of the loopback ports behind which filters listen
 * @param filterPortLast last of them
 * @param bounces what sorts remote answers into classes
 */
public record Site(int filterPortFirst, int filterPortLast, BounceRules bounces) {
  /** Loopback is the site; its ports 10024 to 10029 are filters (amavis, dspam, clamsmtp by their own documentation). */
  public static final Site DEFAULT = new Site(10024, 10029, BounceRules.standard());

  private static final byte[] LOOP4 = Ascii.bytes("127.");
  private static final byte[] LOOP6 = Ascii.bytes("::1");
  private static final byte[] MAPPED = Ascii.bytes("::ffff:127.");
  private static final byte[] LOCALHOST = Ascii.bytes("localhost");

  /** The same with other rules for remote answers. */
  public Site withBounces(BounceRules rules) {
    return new Site(filterPortFirst, filterPortLast, rules);
  }

  /** Whether an address is the host itself. */
  public boolean isLoopback(Slice ip) {
    return ip != null && (ip.startsWith(LOOP4) || ip.is(LOOP6) || ip.startsWith(MAPPED));
  }

  /** Whether a peer is the host itself; a peer without an address is judged by its name. */
  public boolean isLoopback(Slice ip, Slice name) {
    return ip == null ? name != null && name.is(LOCALHOST) : isLoopback(ip);
  }

  public boolean isFilterPort(int port) {
    return port >= filterPortFirst && port <= filterPortLast;
  }
}
