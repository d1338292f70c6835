package mailweir.pipeline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import mailweir.journey.Attempts;
import mailweir.journey.Hops;
import mailweir.journey.MarkSink;
import mailweir.journey.OpenHops;
import mailweir.journey.Texts;

/**
 * Marks of several readers brought together by queue id: sixteen shards, each behind its own lock, filled in batches.
 *
 * <p>A shard folds its complete hops away as it goes, so what is held is what is open, and little enough for the processor's cache.
 */
public final class Gathering {
  private static final int SHARDS = 16;

  /** Small enough for all buffers of a reader to stay in the first-level cache. */
  private static final int BATCH = 32;

  private final OpenHops[] shards = new OpenHops[SHARDS];
  private final Hops[] done = new Hops[SHARDS];
  private final Attempts[] attempts = new Attempts[SHARDS];
  private final ReentrantLock[] locks = new ReentrantLock[SHARDS];

  /** {@code texts}: those that marks have numbers of. */
  public Gathering(Texts texts) {
    for (int i = 0; i < SHARDS; i++) {
      shards[i] = OpenHops.folding(texts);
      done[i] = new Hops();
      attempts[i] = new Attempts();
      locks[i] = new ReentrantLock();
    }
  }

  /** A reader's way in; figures need no texts of queue ids, so it keeps none. Confined to its thread; {@link Inlet#flush} when it ends. */
  public final class Inlet implements MarkSink {
    private static final int HEAD = 3;
    private static final int WIDTH = HEAD + 7;
    private final long[][] buffers = new long[SHARDS][BATCH * WIDTH];
    private final int[] fill = new int[SHARDS];

    @Override
    public void mark(long key, long idHash, int host, long[] ids, long[] mark) {
      int s = (int) (key >>> 60);
      long[] b = buffers[s];
      int o = fill[s] * WIDTH;
      b[o] = key;
      b[o + 1] = idHash;
      b[o + 2] = host;
      System.arraycopy(mark, 0, b, o + HEAD, 7);
      if (++fill[s] == BATCH) {
        flush(s);
      }
    }

    private void flush(int s) {
      long[] b = buffers[s];
      List<long[]> together = null;
      locks[s].lock();
      try {
        OpenHops shard = shards[s];
        for (int i = 0; i < fill[s]; i++) {
          int o = i * WIDTH;
          if (Attempts.isFor(b[o + HEAD + 2])) {
            long[] mark = Arrays.copyOfRange(b, o + HEAD, o + WIDTH);
            long[] attempt =
                attempts[s].add(Attempts.row(b[o], b[o + 1], (int) b[o + 2], null, mark));
            if (attempt != null) {
              together = together == null ? new ArrayList<>() : together;
              together.add(attempt);
            }
            continue;
          }
          shard.add(b[o], b[o + 1], (int) b[o + 2], 0, 0, 0, b, o + HEAD);
        }
        shard.settle(done[s]);
      } finally {
        locks[s].unlock();
      }
      fill[s] = 0;
      // the message is another shard's as a rule; no lock is held here
      for (int i = 0; together != null && i < together.size(); i++) {
        put(together.get(i));
      }
    }

    private void put(long[] row) {
      int s = (int) (row[0] >>> 60);
      int o = fill[s] * WIDTH;
      System.arraycopy(row, 0, buffers[s], o, HEAD);
      System.arraycopy(row, Attempts.HEAD, buffers[s], o + HEAD, 7);
      if (++fill[s] == BATCH) {
        flush(s);
      }
    }

    public void flush() {
      boolean any = true;
      while (any) {
        any = false;
        for (int s = 0; s < SHARDS; s++) {
          any |= fill[s] > 0;
          flush(s);
        }
      }
    }
  }

  public Inlet inlet() {
    return new Inlet();
  }

  /** All hops, the open ones too; the gathering is empty afterwards. Called when every inlet is flushed. */
  public Hops finish() {
    for (Attempts a : attempts) {
      a.settle(
          Long.MAX_VALUE,
          row ->
              shards[(int) (row[0] >>> 60)].add(
                  row[0], row[1], (int) row[2], row[3], row[4], row[5], row, 6));
    }
    for (int s = 0; s < SHARDS; s++) {
      shards[s].settleAll(done[s]);
      shards[s] = null;
    }
    Hops all = new Hops();
    all.takeInTurn(done);
    Arrays.fill(done, null);
    return all;
  }
}
