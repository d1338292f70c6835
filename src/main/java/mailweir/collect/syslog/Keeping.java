package mailweir.collect.syslog;

import java.util.ArrayDeque;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Hands batches to the store and keeps each until its lines are permanent: when a commit fails, they are handed again.
 *
 * <p>When so much waits that memory's bound is reached, or while the store cannot be written, whoever brings more waits: a connection is not
 * read then, and its sender keeps what it has. Safe for use by many threads.
 */
final class Keeping implements AutoCloseable {
  /** Bytes of a batch. */
  static final int SIZE = 512 << 10;

  private static final long MOST = 64L << 20;
  private static final int SPARE = 8;
  private static final long AGAIN = 500;

  private final Taker taker;
  private final Counts counts;
  private final Consumer<String> say;
  private final ArrayDeque<Batch> spare = new ArrayDeque<>();
  private final ArrayDeque<Batch> failed = new ArrayDeque<>();
  private long waiting;
  private boolean ending;
  private boolean closed;
  private final Thread again;

  Keeping(Taker taker, Counts counts, Consumer<String> say) {
    this.taker = taker;
    this.counts = counts;
    this.say = say;
    this.again = Thread.ofPlatform().daemon().name("syslog again").start(this::handAgain);
  }

  /** An empty batch. */
  synchronized Batch empty() {
    Batch batch = spare.poll();
    return batch == null ? new Batch(SIZE) : batch;
  }

  /** Hands a batch, which is not used by the caller any more; returns when it was taken and there is room for more. */
  void hand(Batch batch) {
    counts.add(Counts.What.RECEIVED, batch.lines());
    deliver(batch);
    synchronized (this) {
      while (waiting > MOST && !closed) {
        pause(AGAIN);
      }
    }
  }

  private void deliver(Batch batch) {
    CompletableFuture<Void> stored;
    while (true) {
      try {
        stored = taker.take(batch);
        break;
      } catch (Taker.NotNow e) {
        synchronized (this) {
          if (ending) {
            counts.add(Counts.What.NOT_STORED, batch.lines());
            return;
          }
          pause(AGAIN);
        }
      } catch (RuntimeException e) {
        counts.add(Counts.What.NOT_STORED, batch.lines());
        say.accept(
            "syslog: "
                + batch.lines()
                + " lines could not be stored ("
                + e
                + "); they are lost; this is a fault of mailweir, report it");
        return;
      }
    }
    synchronized (this) {
      waiting += batch.weight();
    }
    stored.whenComplete((done, fault) -> settled(batch, fault == null));
  }

  private synchronized void settled(Batch batch, boolean stored) {
    waiting -= batch.weight();
    if (!stored) {
      failed.add(batch);
    } else if (spare.size() < SPARE && batch.array.length == SIZE + Batch.SLACK) {
      batch.clear();
      spare.add(batch);
    }
    notifyAll();
  }

  private void handAgain() {
    while (true) {
      Batch batch;
      synchronized (this) {
        while (failed.isEmpty() && !closed) {
          pause(0);
        }
        if (closed) {
          failed.forEach(b -> counts.add(Counts.What.NOT_STORED, b.lines()));
          return;
        }
        batch = failed.poll();
      }
      deliver(batch);
    }
  }

  private void pause(long millis) {
    try {
      wait(millis);
    } catch (InterruptedException e) {
      ending = true;
      closed = true;
      Thread.currentThread().interrupt();
    }
  }

  /** What cannot be stored from now on is given up. */
  synchronized void ending() {
    ending = true;
    notifyAll();
  }

  /** Ends. */
  @Override
  public void close() {
    synchronized (this) {
      ending = true;
      closed = true;
      notifyAll();
    }
    try {
      again.join(2_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
