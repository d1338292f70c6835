package mailweir.collect.syslog;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** What connections may take together: their number, and bytes of frames that have not come to their end. Safe for use by many threads. */
final class Memory {
  private static final long BYTES = 64L << 20;

  private final int connections;
  private final int ofOne;
  private final Counts counts;
  private final AtomicLong held = new AtomicLong();
  private final Map<InetAddress, Integer> open = new HashMap<>();
  private int all;

  Memory(int connections, int ofOne, Counts counts) {
    this.connections = connections;
    this.ofOne = ofOne;
    this.counts = counts;
  }

  /** Takes a place for a connection; false when there is none. */
  synchronized boolean enter(InetAddress from) {
    int own = open.getOrDefault(from, 0);
    if (all >= connections || own >= ofOne) {
      counts.add(Counts.What.CROWDED, 1);
      return false;
    }
    open.put(from, own + 1);
    all++;
    counts.connected(1);
    return true;
  }

  /** Gives it back. */
  synchronized void leave(InetAddress from) {
    int own = open.getOrDefault(from, 1) - 1;
    if (own <= 0) {
      open.remove(from);
    } else {
      open.put(from, own);
    }
    all--;
    counts.connected(-1);
  }

  /** Bytes that somebody who holds so many may hold. */
  int allowed(int now) {
    return (int) Math.clamp(BYTES - held.get() + now, 0, Integer.MAX_VALUE);
  }

  void held(int change) {
    held.addAndGet(change);
  }
}
