package mailweir.agent;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import mailweir.parcel.Label;
import mailweir.queue.Budget;
import mailweir.queue.Level;
import mailweir.queue.Place;
import mailweir.queue.QueueReader;
import mailweir.queue.QueueWatch;
import mailweir.queue.Report;
import mailweir.queue.Scan;

/**
 * Looks at the queues of this machine, on a thread of its own: a slow spool delays nothing else. What could not be handed on is told
 * anew, all of it, with a later look.
 */
public final class QueueLooks implements AutoCloseable {
  /** After so many looks it is looked whether there are other queues. */
  private static final int FIND_AGAIN = 20;

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Supplier<List<QueueReader>> finding;
  private final Budget budget;
  private final Duration every;
  private final InstantSource clock;
  private final Predicate<List<Report>> to;
  private final Consumer<String> say;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Map<Place, Watched> watched = new LinkedHashMap<>();
  private volatile Map<Place, List<Level>> levels = Map.of();
  private int looks;
  private Thread thread;

  private static final class Watched {
    final QueueReader reader;
    final QueueWatch watch;
    String said;

    Watched(QueueReader reader) {
      this.reader = reader;
      this.watch = new QueueWatch(reader.place());
    }
  }

  /**
   * Nothing is read before {@link #start}.
   *
   * @param finding the queues there are now
   * @param to takes reports of one look; whether it did
   */
  public QueueLooks(
      Supplier<List<QueueReader>> finding,
      Budget budget,
      Duration every,
      InstantSource clock,
      Predicate<List<Report>> to,
      Consumer<String> say) {
    this.finding = finding;
    this.budget = budget;
    this.every = every;
    this.clock = clock;
    this.to = to;
    this.say = say;
  }

  /** Looks from now on. */
  public void start() {
    thread = Thread.ofPlatform().daemon().name("queues").start(this::run);
  }

  private void run() {
    try {
      long next = System.nanoTime();
      do {
        look();
        next += every.toNanos();
        // what took longer than its time is not made up for
        next = Math.max(next, System.nanoTime() + every.toNanos() / 10);
      } while (!stopped.await(next - System.nanoTime(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One look at every queue. */
  void look() {
    if (looks++ % FIND_AGAIN == 0) {
      find();
    }
    Map<Place, List<Level>> seen = new LinkedHashMap<>();
    for (Watched one : watched.values()) {
      if (stopped.getCount() > 0) {
        look(one, seen);
      }
    }
    levels = seen;
  }

  private void find() {
    List<QueueReader> found;
    try {
      found = finding.get();
    } catch (RuntimeException e) {
      say.accept(
          "the queues of this machine could not be looked for (" + e + "); it is tried again");
      return;
    }
    // a place that is not found any more may be one that is not mounted now: its reader says so
    found.forEach(r -> watched.putIfAbsent(r.place(), new Watched(r)));
  }

  private void look(Watched one, Map<Place, List<Level>> seen) {
    Place place = one.reader.place();
    String name = place.server() + " " + place.name();
    try {
      Scan scan = one.reader.read(clock.millis() * 1000, budget);
      if (stopped.getCount() == 0) {
        return;
      }
      if (!scan.levels().isEmpty()) {
        seen.put(place, scan.levels());
      }
      if (scan.problem() != null && !scan.problem().equals(one.said)) {
        say.accept(name + ": " + scan.problem());
      }
      one.said = scan.problem();
      if (!to.test(one.watch.look(scan))) {
        one.watch.full();
      }
    } catch (RuntimeException e) {
      one.watch.full();
      if (stopped.getCount() > 0 && !e.toString().equals(one.said)) {
        one.said = e.toString();
        say.accept(name + ": its queues were not looked at (" + e + "); it is tried again");
      }
    }
  }

  /** How many waited at the last look, as figures: {@code queue.postfix.deferred.count}. */
  List<Label.Sample> figures(long micros) {
    Map<String, Long> sums = new LinkedHashMap<>();
    levels.forEach(
        (place, all) -> all.forEach(l -> sums.merge(metric(place, l), l.count(), Long::sum)));
    return sums.entrySet().stream()
        .map(e -> new Label.Sample(null, e.getKey(), micros, e.getValue()))
        .toList();
  }

  private static String metric(Place place, Level l) {
    String name =
        place.server().equals("postfix") && !place.name().equals("postfix")
            ? place.name() + "." + l.queue()
            : l.queue();
    return "queue."
        + place.server()
        + "."
        + name.toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9_.-]", "_")
        + ".count";
  }

  /** The servers whose figures are told here; qmail's messages are counted as files as well. */
  List<String> servers() {
    return levels.keySet().stream()
        .map(Place::server)
        .filter(server -> !server.equals("qmail"))
        .distinct()
        .toList();
  }

  /** Looks no more; a look that is under way is not waited for longer than a moment. */
  @Override
  public void close() {
    stopped.countDown();
    if (thread != null) {
      thread.interrupt();
      try {
        thread.join(PATIENCE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
