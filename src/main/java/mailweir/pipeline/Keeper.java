package mailweir.pipeline;

import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Keeps a store that is fed in shape, in short pieces between its rounds: the database's checkpoint while it is small, one row for each
 * figure of an hour that is over, full blocks for days that are over, and days that need not be kept any more.
 */
public final class Keeper implements AutoCloseable {
  private static final Duration BEAT = Duration.ofSeconds(2);
  private static final long OFTEN = Duration.ofMinutes(10).toNanos();
  private static final int HOURS_OFTEN = 8 * 24;
  private static final int EVERYTHING_EVERY = 36;

  private static final long MUCH = 200_000;
  private static final long SOME = 100;
  private static final int SETTLED = 4;
  private static final long SELDOM = Duration.ofMinutes(1).toNanos();

  private final LiveFeed feed;
  private final InstantSource clock;
  private final int keptDays;
  private final Consumer<String> say;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private LocalDate keptFrom = LocalDate.MIN;
  private long runs;
  private long linesBefore;
  private int quietBeats;
  private long questionsBefore;
  private long gaveBack = System.nanoTime() - SELDOM;
  private Thread thread;

  /** {@code keptDays}: 0 keeps all. */
  public Keeper(LiveFeed feed, InstantSource clock, int keptDays, Consumer<String> say) {
    this.feed = feed;
    this.clock = clock;
    this.keptDays = keptDays;
    this.say = say;
  }

  /** Begins, on a thread of its own. */
  public void start() {
    thread = Thread.ofPlatform().daemon().name("upkeep").start(this::live);
  }

  private void live() {
    long last = System.nanoTime() - OFTEN + Duration.ofMinutes(1).toNanos();
    try {
      while (!stopped.await(BEAT.toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          feed.between(store -> {
            store.ingest().upkeep().checkpoint();
            return null;
          });
          giveBack();
          if (System.nanoTime() - last >= OFTEN && feed.isCaughtUp()) {
            last = System.nanoTime();
            run();
          }
        } catch (RuntimeException e) {
          // The feed has said it; it is tried again with the next beat.
          last = System.nanoTime();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Some seconds after much was read, and once a minute while questions are asked: the memory that it took goes back to the machine. */
  private void giveBack() {
    quietBeats = feed.isCaughtUp() ? quietBeats + 1 : 0;
    long now = feed.lines();
    boolean read = quietBeats == SETTLED && now - linesBefore > MUCH;
    boolean asked =
        quietBeats >= SETTLED
            && feed.upkeep().questions() - questionsBefore > SOME
            && System.nanoTime() - gaveBack > SELDOM;
    if (read || asked) {
      linesBefore = read ? now : linesBefore;
      questionsBefore = feed.upkeep().questions();
      gaveBack = System.nanoTime();
      feed.between(store -> {
        store.ingest().upkeep().giveBackMemory();
        return null;
      });
      System.gc();
    }
  }

  /** Does all that is to be done now. */
  public void run() {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    LocalDate first = keptDays > 0 ? today.minusDays(keptDays - 1L) : LocalDate.MIN;
    if (first.isAfter(keptFrom)) {
      feed.between(store -> {
        store.ingest().forgetBefore(first);
        return null;
      });
      keptFrom = first;
      say.accept("what is older than " + first + " is not kept any more, but for figures by hour");
    }
    int now = (int) Math.floorDiv(clock.millis(), 3_600_000L);
    int since = runs++ % EVERYTHING_EVERY == 0 ? 0 : now - HOURS_OFTEN;
    for (int hour : feed.upkeep().scattered(since, now)) {
      if (stopped.getCount() == 0) {
        return;
      }
      feed.between(store -> {
        store.ingest().upkeep().sum(hour);
        return null;
      });
    }
    for (LocalDate day : feed.days()) {
      if (stopped.getCount() > 0 && day.isBefore(today.minusDays(1))) {
        feed.between(store -> store.ingest().compact(day));
      }
    }
  }

  /** Ends after the piece that is under way. */
  @Override
  public void close() {
    stopped.countDown();
    try {
      if (thread != null) {
        thread.join(Duration.ofSeconds(4));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
