package mailweir.journey;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which messages that got a queue id are still coming in: those whose client is still there.
 *
 * <p>A client is gone when its process says that its session ended, or serves another one; or when its host has logged for {@link #PATIENCE}
 * without a word of the message. Both are the latest of what lines say, so the order of lines makes no difference; what is older than the
 * patience decides nothing any more and is forgotten. Confined to one thread.
 */
public final class UnderWay implements Open {
  /** How long a message is waited for when no line tells that its client is gone, microseconds of the log's own clock. */
  static final long PATIENCE = 3_600_000_000L;

  private static final long NEVER = Long.MIN_VALUE;

  private long[] newest = new long[16];

  /** By host and process: the latest end of a session, or beginning of another; keys are never 0. */
  private long[] keys = new long[1 << 8];

  private long[] ends = new long[1 << 8];
  private int size;

  /** A stored row that is not over. */
  private record Open(int host, int pid, long last) {}

  private final Map<Long, Open> open = new HashMap<>();

  public UnderWay() {
    Arrays.fill(newest, NEVER);
  }

  /** A line of a host. */
  void heard(int host, long time) {
    if (host >= newest.length) {
      int was = newest.length;
      newest = Arrays.copyOf(newest, Math.max(host + 1, was * 2));
      Arrays.fill(newest, was, newest.length, NEVER);
    }
    if (time > newest[host]) {
      newest[host] = time;
    }
  }

  /** A process' session ended: what it was being sent up to then, that instant included, is over. */
  void ended(int host, int pid, long time) {
    note(key(host, pid), millis(time) * 2 + 1);
  }

  /** A process serves a client: what it was being sent before that instant is over. */
  void began(int host, int pid, long time) {
    note(key(host, pid), millis(time) * 2);
  }

  /** Rows are kept to the millisecond. */
  private static long millis(long micros) {
    return Math.floorDiv(micros, 1000);
  }

  private static long key(int host, int pid) {
    return (long) (host + 1) << 32 | pid & 0xFFFFFFFFL;
  }

  private void note(long key, long end) {
    int i = slot(key);
    if (keys[i] == 0) {
      if (++size * 2 > keys.length) {
        grow();
        i = slot(key);
      }
      keys[i] = key;
      ends[i] = end;
    } else if (end > ends[i]) {
      ends[i] = end;
    }
  }

  private int slot(long key) {
    int mask = keys.length - 1;
    int i = (int) (key * 0x9E3779B97F4A7C15L >>> 33) & mask;
    while (keys[i] != 0 && keys[i] != key) {
      i = i + 1 & mask;
    }
    return i;
  }

  private void grow() {
    long[] oldKeys = keys;
    long[] oldEnds = ends;
    size = 0;
    int live = 0;
    for (int i = 0; i < oldKeys.length; i++) {
      live += isNeeded(oldKeys[i], oldEnds[i]) ? 1 : 0;
    }
    int length = Math.max(1 << 8, Integer.highestOneBit(live + 1) * 8);
    keys = new long[length];
    ends = new long[length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (isNeeded(oldKeys[i], oldEnds[i])) {
        note(oldKeys[i], oldEnds[i]);
      }
    }
    size++;
  }

  private boolean isNeeded(long key, long end) {
    return key != 0 && (end >> 1) * 1000 >= newestOf((int) (key >>> 32) - 1) - PATIENCE;
  }

  private long newestOf(int host) {
    return host < newest.length && newest[host] != NEVER ? newest[host] : 0;
  }

  private boolean isOver(int host, int pid, long last) {
    if (last < newestOf(host) - PATIENCE) {
      return true;
    }
    int i = slot(key(host, pid));
    return pid != 0 && keys[i] != 0 && ends[i] > millis(last) * 2;
  }

  /** Adds what another one, of the same hosts' numbers, has heard. */
  public void addAll(UnderWay other) {
    for (int h = 0; h < other.newest.length; h++) {
      if (other.newest[h] != NEVER) {
        heard(h, other.newest[h]);
      }
    }
    for (int i = 0; i < other.keys.length; i++) {
      if (other.keys[i] != 0) {
        note(other.keys[i], other.ends[i]);
      }
    }
  }

  /** Marks a joined row whose message was not accepted and has no more client; tells whether it is still coming in. */
  public boolean settle(Hops hops, int h) {
    if (hops.origin(h) == Words.ORIGIN_NONE || Count.isTaken(hops, h)) {
      return false;
    }
    boolean over = isOver(hops.host(h), hops.pid(h), hops.last(h));
    hops.set(h, 9, over ? hops.get(h, 9) | Words.GONE : hops.get(h, 9) & ~(long) Words.GONE);
    return !over && !hops.is(h, Words.ABSORBED | Words.REFUSED);
  }

  /** Settles all rows. */
  public void settle(Hops hops) {
    for (int h = 0, n = hops.size(); h < n; h++) {
      settle(hops, h);
    }
  }

  // ---- for whoever stores rows ----

  /** Settles a row that is stored under a number, and remembers it while it is coming in. */
  public void settle(Hops hops, int h, long number) {
    if (settle(hops, h)) {
      open.put(number, new Open(hops.host(h), hops.pid(h), hops.last(h)));
    } else if (!open.isEmpty()) {
      open.remove(number);
    }
  }

  /** Numbers of stored rows that are over by now; they are forgotten here, and are to be settled. */
  public List<Long> over() {
    List<Long> over = new ArrayList<>();
    open.forEach((number, o) -> {
      if (isOver(o.host, o.pid, o.last)) {
        over.add(number);
      }
    });
    over.forEach(open::remove);
    over.sort(null);
    return over;
  }

  /** All of it, to be read back by {@link #load}. */
  @Override
  public void save(DataOutputStream to) throws IOException {
    to.writeByte(1);
    int hosts = 0;
    for (int h = 0; h < newest.length; h++) {
      hosts = newest[h] == NEVER ? hosts : h + 1;
    }
    to.writeInt(hosts);
    for (int h = 0; h < hosts; h++) {
      to.writeLong(newest[h]);
    }
    int live = 0;
    for (int i = 0; i < keys.length; i++) {
      live += isNeeded(keys[i], ends[i]) ? 1 : 0;
    }
    to.writeInt(live);
    for (int i = 0; i < keys.length; i++) {
      if (isNeeded(keys[i], ends[i])) {
        to.writeLong(keys[i]);
        to.writeLong(ends[i]);
      }
    }
    to.writeInt(open.size());
    for (Map.Entry<Long, Open> e : open.entrySet()) {
      to.writeLong(e.getKey());
      to.writeInt(e.getValue().host);
      to.writeInt(e.getValue().pid);
      to.writeLong(e.getValue().last);
    }
  }

  /** Reads back what {@link #save} wrote, into an empty one. */
  @Override
  public void load(DataInputStream from) throws IOException {
    if (from.read() < 0) {
      // written before there was anything of this
      return;
    }
    int hosts = from.readInt();
    for (int h = 0; h < hosts; h++) {
      heard(h, from.readLong());
    }
    for (int n = from.readInt(); n > 0; n--) {
      note(from.readLong(), from.readLong());
    }
    for (int n = from.readInt(); n > 0; n--) {
      open.put(from.readLong(), new Open(from.readInt(), from.readInt(), from.readLong()));
    }
  }
}
