package mailweir.collect.follow;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The threads that step followers: one for each mount, so that a file system that hangs keeps no other waiting.
 *
 * <p>Looking is done side by side; handing and committing one after the other, under one gate. When a commit fails, the follower
 * is thrown away and made again from what is committed: no line is lost and none is handed twice into the same store. All the
 * others are too, since their lines may have waited for the same commit.
 */
public final class FollowLoop implements AutoCloseable {
  /** How often logs are looked at. */
  public static final Duration PAUSE = Duration.ofMillis(200);

  private final ReentrantLock gate;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final List<Thread> threads = new ArrayList<>();
  private final Mounts mounts;
  private final Supplier<List<Checkpoint>> committed;
  private final BiFunction<List<String>, List<Checkpoint>, Follower> make;
  private final FollowSink sink;
  private final Consumer<Step> commit;
  private final Consumer<RuntimeException> failed;
  private final Duration pause;

  /** Raised when followers that were made before are not to be used any more; under the gate. */
  private long generation;

  /** With a gate of its own. */
  public FollowLoop(
      Mounts mounts,
      Supplier<List<Checkpoint>> committed,
      BiFunction<List<String>, List<Checkpoint>, Follower> make,
      FollowSink sink,
      Consumer<Step> commit,
      Consumer<RuntimeException> failed,
      Duration pause) {
    this(new ReentrantLock(true), mounts, committed, make, sink, commit, failed, pause);
  }

  /**
   * Prepares to follow.
   *
   * @param gate held while lines are handed and committed, and while anything else here is called
   * @param committed the checkpoints as the store has them
   * @param make a follower of these roots from these checkpoints
   * @param sink takes the lines, never two at a time
   * @param commit makes lines and checkpoints of a step permanent together, at once or with those of later steps; in that case
   *     whoever cannot make them permanent later calls {@link #again}
   * @param failed is told why it could not; it is tried again after a second
   */
  public FollowLoop(
      ReentrantLock gate,
      Mounts mounts,
      Supplier<List<Checkpoint>> committed,
      BiFunction<List<String>, List<Checkpoint>, Follower> make,
      FollowSink sink,
      Consumer<Step> commit,
      Consumer<RuntimeException> failed,
      Duration pause) {
    this.gate = gate;
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

  /** What was handed and not committed is lost: all followers are made again from what is committed. Called under the gate. */
  public void again() {
    generation++;
  }

  private void follow(Path mount, List<String> roots) {
    Made made = null;
    while (!isStopped(Duration.ZERO)) {
      try {
        if (made == null) {
          made = make(mount, roots);
        }
        made.follower.look();
        if (!handAndCommit(made)) {
          isStopped(pause);
        }
      } catch (Outdated e) {
        made.follower.close();
        made = null;
      } catch (Told e) {
        made.follower.close();
        made = null;
        isStopped(Duration.ofSeconds(1));
      } catch (RuntimeException e) {
        if (made != null) {
          made.follower.close();
          made = null;
        }
        gate.lock();
        try {
          again();
          failed.accept(e);
        } finally {
          gate.unlock();
        }
        isStopped(Duration.ofSeconds(1));
      }
    }
    if (made != null) {
      made.follower.close();
    }
  }

  /** A follower and when it was made. */
  private record Made(Follower follower, long generation) {}

  /** A follower stands behind lines that were never committed. */
  private static final class Outdated extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Outdated() {
      super(null, null, false, false);
    }
  }

  /** A failure that was told. */
  private static final class Told extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Told() {
      super(null, null, false, false);
    }
  }

  private Made make(Path mount, List<String> roots) {
    gate.lock();
    try {
      return new Made(make.apply(roots, mounts.on(mount, committed.get())), generation);
    } finally {
      gate.unlock();
    }
  }

  /** Whether there is more to read at once. */
  private boolean handAndCommit(Made made) {
    gate.lock();
    try {
      if (stopped.getCount() == 0) {
        return false;
      }
      if (made.generation != generation) {
        throw new Outdated();
      }
      Step step = made.follower.hand(sink);
      if (!step.isEmpty()) {
        commit.accept(step);
      }
      return step.more();
    } catch (Outdated e) {
      throw e;
    } catch (RuntimeException e) {
      // told before anybody else has the gate: whoever comes next finds a store that is known to be
      // broken
      again();
      failed.accept(e);
      throw new Told();
    } finally {
      gate.unlock();
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
    gate.lock();
    try {
      threads.clear();
    } finally {
      gate.unlock();
    }
  }
}
