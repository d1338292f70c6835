package mailweir.journey;

import java.util.HashMap;
import java.util.Map;

/** Hops by the process that took them: for the few lines that name a process and no queue id. */
final class Processes {
  /** How long a client may take between a recipient's ruling and the queue id, microseconds. */
  private static final long SESSION = 600_000_000L;

  private static final long SECOND = 1_000_000L;

  private final Hops hops;
  private final Map<Long, int[]> byProcess = new HashMap<>();
  private final Map<Long, int[]> clients = new HashMap<>();
  private boolean clientsKnown;

  Processes(Hops hops) {
    this.hops = hops;
    for (int h = 0; h < hops.size(); h++) {
      if (hops.pid(h) > 0 && !hops.is(h, Words.ABSORBED | Words.UNTOLD)) {
        add(byProcess, hops.host(h), hops.pid(h), h);
      }
    }
  }

  private static void add(Map<Long, int[]> map, int host, int pid, int value) {
    int[] list = map.get((long) host << 32 | pid);
    if (list == null) {
      list = new int[] {1, value};
    } else {
      if (list[0] + 1 == list.length) {
        list = java.util.Arrays.copyOf(list, list.length * 2);
      }
      list[++list[0]] = value;
    }
    map.put((long) host << 32 | pid, list);
  }

  /**
   * The hop that a ruling of a process before the queue id is about: the first one that it took from that second on; -1 when there is
   * none within a session's length.
   *
   * <p>In whole seconds, so that stamps with and without fractions say the same. A message that was held or
   * discarded is one that did not become active at once; and of several in one second and the next, each has its ruling before another
   * has two.
   */
  int nextHop(int host, int pid, long time, int flag) {
    int[] list = byProcess.get((long) host << 32 | pid);
    long second = Math.floorDiv(time, SECOND);
    int best = -1;
    long bestRank = Long.MAX_VALUE;
    for (int i = 1; list != null && i <= list[0]; i++) {
      int h = list[i];
      long after = Math.floorDiv(hops.first(h), SECOND) - second;
      if (after < 0 || after > SESSION / SECOND) {
        continue;
      }
      if ((flag & (Words.HELD | Words.DISCARDED)) != 0 && wentOn(h)) {
        continue;
      }
      long rank = (after <= 1 ? 0 : after) << 2 | (hops.is(h, flag) ? 2 : 0) | Math.min(after, 1);
      if (rank < bestRank || rank == bestRank && isEarlier(h, best)) {
        best = h;
        bestRank = rank;
      }
    }
    return best;
  }

  /** Whether a message became active at once. */
  private boolean wentOn(int h) {
    return hops.is(h, Words.ACTIVE)
        && Math.floorDiv(hops.acceptedAt(h), SECOND) - Math.floorDiv(hops.first(h), SECOND) <= 1;
  }

  private boolean isEarlier(int x, int y) {
    return hops.first(x) != hops.first(y)
        ? hops.first(x) < hops.first(y)
        : hops.key(x) < hops.key(y);
  }

  /** The newest proxy client of a process at or before a time; -1 when there is none. */
  int clientBefore(Loose loose, int host, int pid, long time) {
    if (!clientsKnown) {
      for (int i = 0; i < loose.size(); i++) {
        if (loose.kind(i) == Loose.PROXY_CLIENT) {
          add(clients, loose.host(i), (int) loose.get(i, 2), i);
        }
      }
      clientsKnown = true;
    }
    int[] list = clients.get((long) host << 32 | pid);
    int best = -1;
    for (int i = 1; list != null && i <= list[0]; i++) {
      long at = loose.time(list[i]);
      if (at <= time + 1_000_000L && at >= time - SESSION && (best < 0 || at > loose.time(best))) {
        best = list[i];
      }
    }
    return best;
  }
}
