package mailweir.collect.syslog;

import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import mailweir.slice.Network;
import mailweir.slice.Slice;

/** Who may send, and the one {@link Origin} of each sender. Safe for use by many threads. */
final class Senders {
  /** More senders than these share one name. */
  static final int MOST = 4_000;

  private static final long FRESH = TimeUnit.SECONDS.toNanos(30);

  private final List<Network> configured;
  private final Map<InetAddress, Origin> known = new ConcurrentHashMap<>();
  private final String way;
  private volatile Network[] networks;
  private volatile long asOf;

  /** {@code configured}: empty for the networks of this machine, which may change. */
  Senders(List<Network> configured, String way) {
    this.configured = configured;
    this.way = way;
    look();
  }

  /** The sender's origin; {@code null}: it may not send. */
  Origin of(InetAddress address) {
    Origin origin = known.get(address);
    if (origin != null) {
      return origin;
    }
    String text = text(address);
    if (!mayHaveChanged(text)) {
      return null;
    }
    Origin made = new Origin(known.size() < MOST ? text : "others", way);
    if (known.size() < 2 * MOST) {
      Origin before = known.putIfAbsent(address, made);
      return before == null ? made : before;
    }
    return made;
  }

  private boolean mayHaveChanged(String text) {
    Slice address = Slice.of(text);
    if (Network.anyContains(networks, address)) {
      return true;
    }
    if (configured.isEmpty() && System.nanoTime() - asOf > FRESH) {
      look();
      return Network.anyContains(networks, address);
    }
    return false;
  }

  private void look() {
    networks = (configured.isEmpty() ? ofThisMachine() : configured).toArray(Network[]::new);
    asOf = System.nanoTime();
  }

  /** The networks, as text. */
  String told() {
    List<String> all = new ArrayList<>();
    for (Network n : networks) {
      all.add(n.toString());
    }
    return String.join(", ", all);
  }

  static String text(InetAddress address) {
    String text = address.getHostAddress();
    int scope = text.indexOf('%');
    return scope < 0 ? text : text.substring(0, scope);
  }

  private static List<Network> ofThisMachine() {
    List<Network> all = new ArrayList<>();
    all.add(Network.of("127.0.0.0/8"));
    all.add(Network.of("::1"));
    try {
      for (NetworkInterface nic : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        for (InterfaceAddress one : nic.getInterfaceAddresses()) {
          String address = text(one.getAddress());
          int most = address.indexOf(':') < 0 ? 32 : 128;
          int length = one.getNetworkPrefixLength();
          if (!one.getAddress().isLoopbackAddress() && length > 0 && length <= most) {
            all.add(Network.of(address + "/" + length));
          }
        }
      }
    } catch (SocketException e) {
      // loopback is left
    }
    return all;
  }
}
