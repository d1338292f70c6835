package mailweir.pipeline;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import mailweir.collect.follow.Checkpoint;
import mailweir.collect.follow.CheckpointText;
import mailweir.collect.follow.FollowLoop;
import mailweir.collect.follow.Mounts;
import mailweir.collect.follow.Setting;
import mailweir.collect.follow.Step;
import mailweir.collect.follow.Troubles;
import mailweir.parse.Line;
import mailweir.queue.QueueBoard;
import mailweir.store.StoreFault;
import mailweir.store.duckdb.Upkeep;

/**
 * A store that is fed while it is asked: followed logs, imports and upkeep take turns through one gate.
 *
 * <pre>
 *   follower ─┐         ┌─ lines ──► Ingest
 *   follower ─┼─ gate ──┤
 *   import ───┘         └─ positions ──► pending ──(soon; a full round at the latest)──► one commit of both
 * </pre>
 *
 * <p>Live lines are committed together: after a fifth of a second, or later when commits are slow, so that they take a tenth of
 * the time; many lines wait for a second. When a commit fails, what was pending is read again from the committed positions; it is tried every second, and
 * said once. Live lines that come while history is read do not wait for a full round: half of the time goes into commits then.
 */
public final class LiveFeed implements AutoCloseable {
  /** After so many lines a round is committed while history is read. */
  public static final int ROUND = 250_000;

  private static final String KIND = "follow\t";
  private static final long MEND = 1_000_000_000L;
  private static final long SOONEST = 200_000_000L;
  private static final long LATEST = 400_000_000L;

  /** So many lines are worth a longer wait: a commit costs much of what it costs whatever is in it. */
  private static final int MANY = 20_000;

  private static final long LATEST_OF_MANY = 1_000_000_000L;
  private static final Duration BEAT = Duration.ofMillis(50);

  private final Store store;
  private final Consumer<String> say;
  private final Heard heard;
  private final Hearing hearing;
  private final InstantSource clock;
  private final Intake intake;
  private final ReentrantLock gate = new ReentrantLock(true);
  private final Map<String, String> pending = new LinkedHashMap<>();
  private final Map<String, Integer> numbers = new HashMap<>();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final FollowLoop loop;
  private Thread ticking;
  private Lane lane;
  private Lane outside;
  private volatile boolean caughtUp = true;
  private volatile int percent = -1;
  private volatile long lines;

  /** Live lines wait for a round that history fills; under the gate. */
  private boolean newsWaits;

  /** Completed with the next commit; under the gate. */
  private CompletableFuture<Void> written = new CompletableFuture<>();

  /** Positions as committed; under the gate. */
  private final Map<String, String> positions = new HashMap<>();

  private boolean broken;
  private boolean told;
  private long mended = System.nanoTime() - MEND;
  private long failures;
  private long lastCommit = System.nanoTime();
  private long lastCost;

  /** A feed that tells nobody of whom it hears. */
  public LiveFeed(Store store, Setting setting, Consumer<String> say) {
    this(store, setting, Heard.NOBODY, say);
  }

  /** Nothing is read before {@link #follow}. The setting's names are used by this feed alone. */
  public LiveFeed(Store store, Setting setting, Heard heard, Consumer<String> say) {
    this.heard = heard;
    this.hearing = new Hearing(heard, setting.clock());
    this.store = store;
    this.clock = setting.clock();
    this.intake = new Intake(this);
    this.say = say;
    Troubles troubles = new ToHeard(heard);
    this.loop =
        new FollowLoop(
            gate,
            Mounts::now,
            this::checkpoints,
            FollowLoop.making(setting.withTroubles(troubles)),
            this::accept,
            this::committing,
            this::failed,
            say,
            troubles,
            FollowLoop.PAUSE,
            FollowLoop.PATIENCE);
    begin();
  }

  /** Follows these files, folders and patterns from where they were left. */
  public void follow(List<String> roots) {
    ticking = Thread.ofPlatform().daemon().name("commit").start(this::tick);
    loop.start(roots);
  }

  private void begin() {
    numbers.clear();
    positions.clear();
    positions.putAll(store.ingest().sources());
    lane = store.ingest().lane();
    outside = null;
  }

  private record ToHeard(Heard heard) implements Troubles {
    @Override
    public void begins(String subject, boolean stale, String problem) {
      heard.trouble(subject, stale ? Heard.Trouble.MOUNT_STALE : Heard.Trouble.UNREADABLE, problem);
    }

    @Override
    public void over(String subject) {
      heard.troubleOver(subject);
    }
  }

  // ---- under the gate, called by the loop ----

  /** As committed, and all that is handed is: a follower may be made while others go on. */
  private List<Checkpoint> checkpoints() {
    mend();
    if (!pending.isEmpty()) {
      commit();
    }
    List<Checkpoint> all = new ArrayList<>();
    store
        .ingest()
        .sources()
        .forEach((name, body) -> {
          if (name.startsWith(KIND)) {
            CheckpointText.parse(body).ifPresent(all::add);
          }
        });
    return all;
  }

  private void mend() {
    if (broken) {
      store.reopenIngest();
      begin();
      broken = false;
    }
  }

  /** The way in for what other machines send: one, for all of it shares names and a lane. */
  public Intake intake() {
    return intake;
  }

  /** What stands in queues. */
  QueueBoard board() {
    return store.board();
  }

  InstantSource clock() {
    return clock;
  }

  /** Who is told of whom it hears. */
  Heard heard() {
    return heard;
  }

  /** Sums up lines for {@link #heard}; under the gate. */
  Hearing hearing() {
    return hearing;
  }

  private void accept(String source, Line line) {
    hearing.line(source, line.host, line.time);
    store.ingest().accept(lane, number(source), line);
  }

  private int number(String source) {
    Integer known = numbers.get(source);
    if (known == null) {
      String name = KIND + source;
      known = store.ingest().source(name, !positions.containsKey(name));
      numbers.put(source, known);
    }
    return known;
  }

  private void committing(Step step) {
    for (Checkpoint c : step.checkpoints()) {
      pending.put(KIND + c.source(), CheckpointText.of(c));
      if (c.done() && numbers.containsKey(c.source())) {
        store.ingest().finished(numbers.get(c.source()));
      }
    }
    hearing.tell();
    caughtUp = !step.more();
    newsWaits |= step.news();
    percent = caughtUp || step.size() == 0 ? -1 : (int) (step.done() * 100 / step.size());
    lines += step.lines();
    step.forgotten().forEach(source -> pending.put(KIND + source, null));
    commitInTime();
  }

  private void commitInTime() {
    Ingest ingest = store.ingest();
    if (ingest.pending() >= ROUND || ingest.isHeavy() || isDue()) {
      commit();
    }
  }

  private boolean isDue() {
    long after =
        newsWaits
            ? Math.clamp(lastCost, SOONEST / 2, LATEST)
            : Math.clamp(
                10 * lastCost, SOONEST, store.ingest().pending() > MANY ? LATEST_OF_MANY : LATEST);
    return System.nanoTime() - lastCommit >= after;
  }

  private void commit() {
    if (pending.isEmpty() && store.ingest().pending() == 0) {
      return;
    }
    long began = System.nanoTime();
    store.ingest().commit(pending);
    lastCommit = System.nanoTime();
    lastCost = lastCommit - began;
    newsWaits = false;
    pending.forEach((name, body) -> {
      if (body == null) {
        positions.remove(name);
      } else {
        positions.put(name, body);
      }
    });
    pending.clear();
    CompletableFuture<Void> waiting = written;
    written = new CompletableFuture<>();
    waiting.complete(null);
    if (told) {
      told = false;
      say.accept(store.folder() + ": is written again; nothing was lost");
    }
  }

  private void failed(RuntimeException e) {
    broken = true;
    failures++;
    pending.clear();
    CompletableFuture<Void> waiting = written;
    written = new CompletableFuture<>();
    waiting.completeExceptionally(e);
    if (!told) {
      told = true;
      say.accept(e.getMessage() + "; it is tried again every second");
    }
  }

  // ---- commits of what has waited long enough ----

  private void tick() {
    try {
      while (!stopped.await(BEAT.toMillis(), TimeUnit.MILLISECONDS)) {
        gate.lock();
        try {
          if (!broken && (!pending.isEmpty() || store.ingest().pending() > 0) && isDue()) {
            commitOrAgain();
          }
        } finally {
          gate.unlock();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean commitOrAgain() {
    try {
      commit();
      return true;
    } catch (RuntimeException e) {
      loop.again();
      failed(e);
      return false;
    }
  }

  /** What may be done with the round that is under way, by who brings lines from outside. Used within its call only. */
  public interface Hand {
    /** Takes the lines. */
    Ingest ingest();

    /** The way in for lines whose hosts and programs are numbered by whoever brings them from outside: one set of names for all of them. */
    Lane lane();

    /** The same for names that are numbered anew from now on. */
    void newLane();

    /** The number of a source. */
    int source(String name);

    /** Where a sender stands, what waits for its commit included; {@code null}: nothing is known of it. */
    String position(String name);

    /** Where it will stand when the round is committed; {@code null} forgets it. */
    void position(String name, String body);
  }

  private final Hand hand =
      new Hand() {
        @Override
        public Ingest ingest() {
          return store.ingest();
        }

        @Override
        public Lane lane() {
          if (outside == null) {
            outside = store.ingest().lane();
          }
          return outside;
        }

        @Override
        public void newLane() {
          outside = null;
        }

        @Override
        public int source(String name) {
          return store.ingest().source(name, false);
        }

        @Override
        public String position(String name) {
          return pending.containsKey(name) ? pending.get(name) : positions.get(name);
        }

        @Override
        public void position(String name, String body) {
          pending.put(name, body);
        }
      };

  /**
   * Takes what came from outside into the round that is under way.
   *
   * @param work is called once, at once, alone; short: everything else waits meanwhile
   * @return completed when all of it is permanent, exceptionally when it is not and is to be handed again
   * @throws StoreFault when the store cannot be written now; nothing was taken
   */
  public CompletableFuture<Void> hand(Consumer<Hand> work) {
    return hand(true, work);
  }

  /** The same; {@code news}: whether somebody waits for these lines, so that they are committed soon. */
  public CompletableFuture<Void> hand(boolean news, Consumer<Hand> work) {
    gate.lock();
    try {
      if (stopped.getCount() == 0) {
        throw new StoreFault(
            store.folder() + ": is being closed; nothing was taken; send it again");
      }
      mendInTime();
      CompletableFuture<Void> permanent = written;
      try {
        work.accept(hand);
        hearing.tell();
        newsWaits |= news;
        if (pending.isEmpty() && store.ingest().pending() == 0) {
          return CompletableFuture.completedFuture(null);
        }
        commitInTime();
      } catch (RuntimeException e) {
        loop.again();
        failed(e);
        throw e;
      }
      return permanent;
    } finally {
      gate.unlock();
    }
  }

  /** Where nothing is followed, nobody else opens a store again that could not be written. */
  private void mendInTime() {
    if (broken) {
      long now = System.nanoTime();
      if (now - mended < MEND) {
        throw new StoreFault(
            store.folder() + ": cannot be written now; nothing was taken; send it again");
      }
      mended = now;
      mend();
    }
  }

  /** Something else with the store, between two rounds; after an exception followers go on from what is committed. */
  public <T> T between(Function<Store, T> work) {
    gate.lock();
    try {
      if (broken) {
        throw new StoreFault(
            store.folder() + ": cannot be written now; nothing was done; look at the disk's space");
      }
      return committedThen(work);
    } finally {
      gate.unlock();
    }
  }

  private <T> T committedThen(Function<Store, T> work) {
    try {
      commit();
      return work.apply(store);
    } catch (RuntimeException e) {
      loop.again();
      failed(e);
      throw e;
    }
  }

  /** Reads files into the store beside what is followed, in turns with it; until {@code stopped} says so. */
  public Importer importing(Progress progress, java.util.function.BooleanSupplier stopped) {
    gate.lock();
    try {
      long begun = failures;
      return new Importer(
          store.ingest(), ROUND, progress, stopped, pending, step -> turn(begun, step));
    } finally {
      gate.unlock();
    }
  }

  private int turn(long begun, Importer.Step step) throws IOException {
    gate.lock();
    try {
      if (broken || failures != begun) {
        throw new StoreFault(
            store.folder()
                + ": the store could not be written while files were imported; what was read before is stored; import them again to go on");
      }
      int n = step.run();
      commitInTime();
      return n;
    } catch (RuntimeException e) {
      if (!broken && failures == begun) {
        loop.again();
        failed(e);
      }
      throw e;
    } finally {
      gate.unlock();
    }
  }

  /** Whether the last step found nothing more to read at once. */
  public boolean isCaughtUp() {
    return caughtUp;
  }

  /** How much of the history is read, in percent; -1 when all of it is. */
  public int percent() {
    return percent;
  }

  /** Lines taken since the start. */
  public long lines() {
    return lines;
  }

  /** The days of which lines are stored. */
  public List<LocalDate> days() {
    return store.ingest().vault().days();
  }

  /** For looking at what is stored; what changes it goes through {@link #between}. */
  Upkeep upkeep() {
    return store.ingest().upkeep();
  }

  /** Commits what is pending and follows no more. The store stays open. */
  @Override
  public void close() {
    stopped.countDown();
    loop.close();
    gate.lock();
    try {
      if (!broken && (!pending.isEmpty() || store.ingest().pending() > 0)) {
        commitOrAgain();
      }
    } finally {
      gate.unlock();
    }
  }
}
