package mailweir.collect.syslog;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Takes lines as a store would, and can be told to refuse, or to fail at its commit. */
final class Collected implements Taker {
  private final List<String> lines = new ArrayList<>();
  private final List<CompletableFuture<Void>> waiting = new ArrayList<>();
  private long bytes;
  private boolean keepsLines = true;
  private boolean refuses;
  private boolean commits = true;

  @Override
  public synchronized CompletableFuture<Void> take(Batch batch) throws NotNow {
    if (refuses) {
      throw new NotNow(null);
    }
    String[] from = {null};
    batch.each(
        new Batch.Sink() {
          @Override
          public void from(Origin origin) {
            from[0] = origin.way() + " " + origin.address();
          }

          @Override
          public void line(byte[] array, int start, int to, int priority) {
            bytes += to - start;
            if (keepsLines) {
              String text = new String(array, start, to - start, StandardCharsets.UTF_8);
              lines.add(from[0] + " " + priority + " " + text);
            }
          }
        });
    notifyAll();
    CompletableFuture<Void> stored = new CompletableFuture<>();
    if (commits) {
      stored.complete(null);
    } else {
      waiting.add(stored);
    }
    return stored;
  }

  synchronized Collected onlyCounting() {
    keepsLines = false;
    return this;
  }

  synchronized void refuses(boolean now) {
    refuses = now;
  }

  synchronized void commits(boolean now) {
    commits = now;
  }

  /** The commit of all that waits fails: what was taken is gone. */
  synchronized void fail() {
    lines.clear();
    List<CompletableFuture<Void>> all = new ArrayList<>(waiting);
    waiting.clear();
    all.forEach(f -> f.completeExceptionally(new IllegalStateException("full")));
  }

  synchronized List<String> lines() {
    return new ArrayList<>(lines);
  }

  synchronized long bytes() {
    return bytes;
  }

  /** Waits until so many lines are there; what there is after half a minute is what there is. */
  synchronized List<String> lines(int count) throws InterruptedException {
    long patience = System.nanoTime() + 30_000_000_000L;
    while (lines.size() < count && System.nanoTime() < patience) {
      wait(1_000);
    }
    return new ArrayList<>(lines);
  }
}
