package mailweir.collect.follow;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The threads that step followers: one for each mount, so that a file system that hangs keeps no other waiting.
 *
 * <p>A mount that comes later gets its thread when it comes ({@link Mounts#group}). A reader that does not come back is said to hang.
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
  private final List<Group> groups = new ArrayList<>();
  private final Supplier<Mounts> table;
  private final Troubles troubles;
  private final Consumer<String> say;
  private final Duration patience;
  private final Supplier<List<Checkpoint>> committed;
  private final Making make;
  private final FollowSink sink;
  private final Consumer<Step> commit;
  private final Consumer<RuntimeException> failed;
  private final Duration pause;

  /** Under the gate. */
  private List<String> roots = List.of();

  private volatile Mounts mounts;

  /** Raised when followers that were made before are not to be used any more; under the gate. */
  private long generation;

  /** How long a reader may look before it is said that it hangs. */
  public static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final Duration BEAT = Duration.ofMillis(500);

  /** Makes a follower. */
  @FunctionalInterface
  public interface Making {
    /** Of these roots from these checkpoints; {@code elsewhere} tells the folders that others look into. */
    Follower make(List<String> roots, List<Checkpoint> known, Predicate<Path> elsewhere);
  }

  /** Makes followers by a setting. */
  public static Making making(Setting setting) {
    return (roots, known, elsewhere) -> new Follower(roots, known, elsewhere, setting);
  }

  /** The logs of one mount, and the thread that looks at them. */
  private static final class Group {
    final Path mount;
    final List<String> roots;

    /** Since when it looks, by {@link System#nanoTime}; 0 while it does not. */
    volatile long since;

    /** Under the gate: it hands nothing any more. */
    volatile boolean retired;

    /** Since when it hangs; used by the thread that watches. */
    long hanging;

    Group(Path mount, List<String> roots) {
      this.mount = mount;
      this.roots = roots;
    }
  }

  /**
   * Prepares to follow.
   *
   * @param table tells the mounts as they are now
   * @param gate held while lines are handed and committed, and while anything else here is called
   * @param committed the checkpoints as the store has them
   * @param make a follower of these roots from these checkpoints
   * @param sink takes the lines, never two at a time
   * @param commit makes lines and checkpoints of a step permanent together, at once or with those of later steps; in that case
   *     whoever cannot make them permanent later calls {@link #again}
   * @param failed is told why it could not; it is tried again after a second
   * @param say takes what an operator has to know of mounts
   * @param patience after so long a reader hangs
   */
  public FollowLoop(
      ReentrantLock gate,
      Supplier<Mounts> table,
      Supplier<List<Checkpoint>> committed,
      Making make,
      FollowSink sink,
      Consumer<Step> commit,
      Consumer<RuntimeException> failed,
      Consumer<String> say,
      Troubles troubles,
      Duration pause,
      Duration patience) {
    this.gate = gate;
    this.table = table;
    this.mounts = table.get();
    this.say = say;
    this.troubles = troubles;
    this.patience = patience;
    this.committed = committed;
    this.make = make;
    this.sink = sink;
    this.commit = commit;
    this.failed = failed;
    this.pause = pause;
  }

  /** Begins to follow. */
  public void start(List<String> wanted) {
    gate.lock();
    try {
      roots = List.copyOf(wanted);
      mounts.group(roots).forEach(this::begin);
    } finally {
      gate.unlock();
    }
    Thread.ofPlatform().daemon().name("follow watch").start(this::watch);
  }

  private void begin(Path mount, List<String> some) {
    Group group = new Group(mount, some);
    groups.add(group);
    Thread.ofPlatform().daemon().name("follow " + mount).start(() -> follow(group));
  }

  // ---- mounts that come, go and hang ----

  private void watch() {
    while (!isStopped(BEAT)) {
      regroup(table.get().and(mounts));
      for (Group group : current()) {
        watch(group);
      }
    }
  }

  private List<Group> current() {
    gate.lock();
    try {
      return List.copyOf(groups);
    } finally {
      gate.unlock();
    }
  }

  /** Where a mount has come on which something is followed, it gets a thread of its own, and all but those that hang begin anew. */
  private void regroup(Mounts now) {
    Map<Path, List<String>> wanted = new LinkedHashMap<>(now.group(roots));
    gate.lock();
    try {
      Map<Path, List<String>> before = new LinkedHashMap<>();
      groups.forEach(g -> before.put(g.mount, g.roots));
      if (wanted.equals(before) || stopped.getCount() == 0) {
        return;
      }
      mounts = now;
      for (Group group : List.copyOf(groups)) {
        if (group.hanging != 0 && group.roots.equals(wanted.get(group.mount))) {
          wanted.remove(group.mount);
        } else {
          group.retired = true;
          groups.remove(group);
        }
      }
      wanted.forEach(this::begin);
    } finally {
      gate.unlock();
    }
  }

  private void watch(Group group) {
    long since = group.since;
    if (group.hanging == 0 && since != 0 && System.nanoTime() - since >= patience.toNanos()) {
      group.hanging = since;
      String problem =
          "has not answered for "
              + patience.toSeconds()
              + " s; "
              + String.join(", ", group.roots)
              + " cannot be read, all other logs are; what is written there is read when it answers again; "
              + "look at the mount and its server, and mount it anew (umount -l) when it stays so";
      say.accept(group.mount + ": " + problem);
      troubles.begins(group.mount.toString(), true, problem);
    } else if (group.hanging != 0 && group.hanging != since) {
      say.accept(
          group.mount
              + ": answers again, after "
              + Duration.ofNanos(System.nanoTime() - group.hanging).toSeconds()
              + " s");
      troubles.over(group.mount.toString());
      group.hanging = 0;
    }
  }

  /** What was handed and not committed is lost: all followers are made again from what is committed. Called under the gate. */
  public void again() {
    generation++;
  }

  private void follow(Group group) {
    Made made = null;
    while (!group.retired && !isStopped(Duration.ZERO)) {
      try {
        if (made == null) {
          made = make(group);
        }
        group.since = System.nanoTime() | 1;
        made.follower.look();
        group.since = 0;
        if (!handAndCommit(group, made)) {
          isStopped(pause);
        }
      } catch (Outdated e) {
        if (made != null) {
          made.follower.close();
        }
        made = null;
      } catch (Told e) {
        made.follower.close();
        made = null;
        isStopped(Duration.ofSeconds(1));
      } catch (RuntimeException e) {
        group.since = 0;
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

  private Made make(Group group) {
    gate.lock();
    try {
      if (group.retired) {
        throw new Outdated();
      }
      List<Checkpoint> known = mounts.on(group.mount, committed.get());
      Predicate<Path> elsewhere = path -> mounts.isElsewhere(path, group.mount);
      return new Made(make.make(group.roots, known, elsewhere), generation);
    } finally {
      gate.unlock();
    }
  }

  /** Whether there is more to read at once. */
  private boolean handAndCommit(Group group, Made made) {
    gate.lock();
    try {
      if (stopped.getCount() == 0) {
        return false;
      }
      if (group.retired || made.generation != generation) {
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
      groups.clear();
    } finally {
      gate.unlock();
    }
  }
}
