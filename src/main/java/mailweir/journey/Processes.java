package mailweir.journey;

import java.util.HashMap;
import java.util.Map;

/** Hops by the process that took them: for the few lines that name a process and no queue id. */
final class Processes {
  /** How long a client may take between a recipient's ruling and the queue id, microseconds. */
  private static final long SESSION = 600_000_000L;

  private final Hops hops;
  private final Map<Long, int[]> byProcess = new HashMap<>();
  private final Map<Long, int[]> clients = new HashMap<>();
  private boolean clientsKnown;

  Processes(Hops hops) {
    this.hops = hops;
    for (int h = 0; h < hops.size(); h++) {
      if (hops.pid(h) > 0 && !hops.is(h, Words.ABSORBED)) {
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

  /** The first hop that a process took at or after a time; -1 when there is none within a session's length. */
  int nextHop(int host, int pid, long time) {
    int[] list = byProcess.get((long) host << 32 | pid);
    int best = -1;
    for (int i = 1; list != null && i <= list[0]; i++) {
      long first = hops.first(list[i]);
      if (first >= time - 1_000_000L
          && first <= time + SESSION
          && (best < 0 || first < hops.first(best))) {
        best = list[i];
      }
    }
    return best;
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
