package mailweir.journey;

import java.util.Arrays;
import mailweir.identity.Hosts;
import mailweir.parse.Name;
import mailweir.slice.Slice;

/** Hosts by the names that one reader meets, without asking the shared {@link Hosts} for each line. Confined to one thread. */
final class HostNumbers {
  private final Hosts hosts;
  private int[] hostIds = new int[64];
  private long[] hostHashes = new long[16];

  HostNumbers(Hosts hosts) {
    this.hosts = hosts;
  }

  /** Hash of a host's name. */
  long hash(int host) {
    return hostHashes[host];
  }

  /** The number of the host of a line; null for one that names none. */
  int of(Name name) {
    int at = name == null ? 0 : name.id() + 1;
    if (at >= hostIds.length) {
      hostIds = Arrays.copyOf(hostIds, Math.max(at + 1, hostIds.length * 2));
    }
    int known = hostIds[at] - 1;
    if (known < 0) {
      known = hosts.id(name == null ? null : name.text());
      hostIds[at] = known + 1;
      if (known >= hostHashes.length) {
        hostHashes = Arrays.copyOf(hostHashes, Math.max(known + 1, hostHashes.length * 2));
      }
      hostHashes[known] = Slice.of(hosts.name(known)).hash();
    }
    return known;
  }
}
