package mailweir.journey;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Messages of servers that tell little (qmail), by what a session would name: where rounds are stored,
 * a session that is read late calls back the stored rows of their queue ids. Kept as long as sessions are. Not safe for threads.
 */
public final class Unattached implements Open {
  private static final int WIDTH = 5;

  /** Rows of kind of subject, host, subject, queue id's hash, time. */
  private final Map<Long, List<long[]>> waiting = new HashMap<>();

  /** Notes a message whose login another line may tell. */
  public void noteClient(Hops hops, int h) {
    add(
        2,
        hops.host(h),
        Sessions.client(hops.pid(h), hops.clientIp(h)),
        hops.queueIdHash(h),
        hops.acceptedAt(h));
  }

  /** Notes a message. */
  public void note(Hops hops, int h) {
    add(0, hops.host(h), hops.sender(h), hops.queueIdHash(h), hops.acceptedAt(h));
    add(1, hops.host(h), hops.pid(h), hops.queueIdHash(h), hops.acceptedAt(h));
  }

  private void add(long kind, int host, long subject, long idHash, long time) {
    List<long[]> rows = waiting.computeIfAbsent(key(kind, host, subject), k -> new ArrayList<>(1));
    for (long[] row : rows) {
      if (row[3] == idHash && row[4] == time) {
        return;
      }
    }
    rows.add(new long[] {kind, host, subject, idHash, time});
  }

  private static long key(long kind, int host, long subject) {
    return kind << 62 | (long) host << 40 ^ subject;
  }

  /** Tells the queue ids' hashes and times of the messages that a row of a session may concern. */
  public void find(int kind, int host, long subject, long time, Consumer<long[]> stays) {
    boolean bySender = kind == Sessions.ADMITTED || kind == Sessions.CLOSED;
    List<long[]> rows =
        waiting.get(key(kind == Sessions.LOGGED_IN ? 2 : bySender ? 0 : 1, host, subject));
    for (int i = 0; rows != null && i < rows.size(); i++) {
      long[] row = rows.get(i);
      if (Sessions.mayConcern(kind, time, row[4])) {
        stays.accept(new long[] {row[3], row[4]});
      }
    }
  }

  public void forgetBefore(long time) {
    waiting
        .values()
        .removeIf(rows -> {
          rows.removeIf(row -> row[4] < time);
          return rows.isEmpty();
        });
  }

  /** Everything, to be read back by {@link #load}. */
  @Override
  public void save(DataOutputStream to) throws IOException {
    int n = 0;
    for (List<long[]> rows : waiting.values()) {
      n += rows.size();
    }
    to.writeInt(n);
    for (List<long[]> rows : waiting.values()) {
      for (long[] row : rows) {
        for (long x : row) {
          to.writeLong(x);
        }
      }
    }
  }

  /** Reads back what {@link #save} wrote, into an empty one. */
  @Override
  public void load(DataInputStream from) throws IOException {
    for (int n = from.readInt(); n > 0; n--) {
      long[] row = new long[WIDTH];
      for (int c = 0; c < WIDTH; c++) {
        row[c] = from.readLong();
      }
      waiting.computeIfAbsent(key(row[0], (int) row[1], row[2]), k -> new ArrayList<>(1)).add(row);
    }
  }
}
