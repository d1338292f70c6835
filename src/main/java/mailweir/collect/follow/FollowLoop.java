package mailweir.collect.follow;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The threads that step followers: one for each mount, so that a file system that hangs keeps no other waiting.
 *
 * <p>Looking is done side by side; handing and committing one after the other, under one gate. When a commit fails, the follower
 * is thrown away and made again from what is committed: no line is lost and none is handed twice into the same store.
 */
public final class FollowLoop implements AutoCloseable {
  /** How often logs are looked at. */
  public static final Duration PAUSE = Duration.ofMillis(200);

  private final Object gate = new Object();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final List<Thread> threads = new ArrayList<>();
  private final Mounts mounts;
  private final Supplier<List<Checkpoint>> committed;
  private final BiFunction<List<String>, List<Checkpoint>, Follower> make;
  private final FollowSink sink;
  private final Consumer<Step> commit;
  private final Consumer<RuntimeException> failed;
  private final Duration pause;

  /**
   * Prepares to follow.
   *
   * @param committed the checkpoints as the store has them
   * @param make a follower of these roots from these checkpoints
   * @param sink takes the lines, never two at a time
   * @param commit makes lines and checkpoints of a step permanent together
   * @param failed is told why it could not; it is tried again after a second
   */
  public FollowLoop(
      Mounts mounts,
      Supplier<List<Checkpoint>> committed,
      BiFunction<List<String>, List<Checkpoint>, Follower> make,
      FollowSink sink,
      Consumer<Step> commit,
      Consumer<RuntimeException> failed,
      Duration pause) {
    this.mounts = mounts;
    this.committed = committed;
    this.make = make;
    this.sink = sink;
    this.commit = commit;
    this.failed = failed;
    this.pause = pause;
  }

  /** Begins to follow. */
  public void start(List<String> roots) {
    mounts
        .group(roots)
        .forEach((mount, some) ->
            threads.add(
                Thread.ofPlatform()
                    .daemon()
                    .name("follow " + mount)
                    .start(() -> follow(mount, some))));
  }

  private void follow(Path mount, List<String> roots) {
    Follower follower = null;
    while (!isStopped(Duration.ZERO)) {
      try {
        if (follower == null) {
          synchronized (gate) {
            follower = make.apply(roots, mounts.on(mount, committed.get()));
          }
        }
        follower.look();
        if (!handAndCommit(follower)) {
          isStopped(pause);
        }
      } catch (RuntimeException e) {
        if (follower != null) {
          follower.close();
          follower = null;
        }
        failed.accept(e);
        isStopped(Duration.ofSeconds(1));
      }
    }
    if (follower != null) {
      follower.close();
    }
  }

  /** Whether there is more to read at once. */
  private boolean handAndCommit(Follower follower) {
    synchronized (gate) {
      if (stopped.getCount() == 0) {
        return false;
      }
      Step step = follower.hand(sink);
      if (!step.isEmpty()) {
        commit.accept(step);
      }
      return step.more();
    }
  }

  private boolean isStopped(Duration after) {
    try {
      return stopped.await(after.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      stopped.countDown();
      return true;
    }
  }

  /** Ends after the commit that is under way; a thread that a disk holds is left to itself. */
  @Override
  public void close() {
    stopped.countDown();
    synchronized (gate) {
      threads.clear();
    }
  }
}
