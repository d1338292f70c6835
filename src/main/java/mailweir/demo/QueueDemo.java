package mailweir.demo;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import mailweir.queue.Level;
import mailweir.queue.LevelCount;
import mailweir.queue.Place;
import mailweir.queue.QueueWatch;
import mailweir.queue.Report;
import mailweir.queue.Scan;
import mailweir.queue.Waiting;

/**
 * Queues of the demo's hosts: some mail that waits on each, and one web server that floods the first of them, for half an hour of every
 * two; it began twenty minutes before the demo. {@link #advance} does the work and takes the time from its clock.
 */
public final class QueueDemo implements AutoCloseable {
  /** Who floods. */
  public static final String FLOODER = "198.51.100.66";

  private static final Place PLACE = new Place("postfix", "postfix");
  private static final List<String> QUEUES = List.of("incoming", "active", "deferred", "hold");
  private static final Duration HISTORY = Duration.ofHours(3);
  private static final long MINUTE = 60_000_000L;
  private static final long LOOK = MINUTE / 2;
  private static final int CYCLE = 240;
  private static final int FLOOD = 60;
  private static final int BEGUN = 40;
  private static final int PIECE = 720;
  private static final int A_LOOK = 70;

  private final InstantSource clock;
  private final BiPredicate<String, List<Report>> to;
  private final List<Host> hosts = new ArrayList<>();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final long begin;
  private long looks;
  private Thread thread;

  private static final class Host {
    private final String name;
    private final QueueWatch watch = new QueueWatch(PLACE);
    private final List<Waiting> waiting = new ArrayList<>();
    private final List<Report> reports = new ArrayList<>();

    Host(String name) {
      this.name = name;
    }
  }

  private final Random chance;

  /** Tells reports of a host; what is told anew when it was not taken is a whole. */
  public QueueDemo(InstantSource clock, long seed, BiPredicate<String, List<Report>> to) {
    this.clock = clock;
    this.to = to;
    this.chance = new Random(seed);
    this.begin = micros(clock) - HISTORY.toMinutes() * MINUTE;
    for (int i = 0; i < LiveDemo.HOSTS; i++) {
      hosts.add(new Host("mx" + (i + 1)));
    }
  }

  private static long micros(InstantSource clock) {
    return clock.millis() * 1_000;
  }

  /** Looks as often as it is time, a few hours of it at most, and tells all of it at once; whether there is more to look at. */
  public boolean advance() {
    long due = (micros(clock) - begin) / LOOK;
    long last = Math.min(due, looks + PIECE);
    for (; looks < last && stopped.getCount() > 0; looks++) {
      for (Host host : hosts) {
        look(host, begin + (looks + 1) * LOOK);
      }
    }
    for (Host host : hosts) {
      if (!host.reports.isEmpty() && !to.test(host.name, List.copyOf(host.reports))) {
        host.watch.full();
      }
      host.reports.clear();
    }
    return looks < due;
  }

  private void look(Host host, long time) {
    boolean isFirst = host == hosts.getFirst();
    long history = HISTORY.toMinutes() * 2;
    boolean floods = isFirst && Math.floorMod(looks - history + BEGUN, (long) CYCLE) < FLOOD;
    boolean drains = isFirst && !floods;
    host.waiting.removeIf(w -> {
      boolean own = !FLOODER.equals(w.client());
      return chance.nextInt(1_000) < (own ? 25 : drains ? 40 : 4);
    });
    for (int i = chance.nextInt(4); i > 0; i--) {
      host.waiting.add(ordinary(time));
    }
    for (int i = floods ? A_LOOK + chance.nextInt(20) : 0; i > 0; i--) {
      host.waiting.add(flood(time));
    }
    LevelCount count = new LevelCount(QUEUES);
    for (Waiting w : host.waiting) {
      count.count(w.queue());
      count.list(w, time);
    }
    List<Level> levels = count.levels();
    host.reports.addAll(host.watch.look(new Scan(time, levels, List.copyOf(host.waiting), null)));
  }

  private Waiting ordinary(long time) {
    int who = chance.nextInt(60);
    String domain = List.of("example.net", "mail.example", "slow.example").get(chance.nextInt(3));
    return message(
        time,
        chance.nextInt(12) == 0 ? "active" : "deferred",
        chance.nextInt(6) == 0 ? "" : "user" + who + "@example.org",
        "192.0.2." + (10 + who),
        "host" + who + ".example.org",
        null,
        "someone" + chance.nextInt(500) + "@" + domain,
        "connect to mx." + domain + "[203.0.113.9]:25: Connection timed out");
  }

  private Waiting flood(long time) {
    return message(
        time,
        "deferred",
        "winner@lottery.example",
        FLOODER,
        "www.shop.example",
        "www-data",
        "user" + chance.nextInt(100_000) + "@example.net",
        "host mx.example.net[203.0.113.5] said: 421 4.7.0 too many messages from your address");
  }

  private Waiting message(
      long time,
      String queue,
      String sender,
      String client,
      String name,
      String account,
      String to,
      String reason) {
    return new Waiting(
        queue,
        String.format("%010X", chance.nextLong() & 0xFF_FFFF_FFFFL),
        time - chance.nextInt(30) * 1_000_000L,
        1_500 + chance.nextInt(40_000),
        sender,
        client,
        name,
        account,
        1,
        List.of(to),
        reason,
        1,
        time,
        false);
  }

  /** Advances by itself until it is closed. */
  public void start() {
    thread = Thread.ofPlatform().daemon().name("demo queues").start(this::live);
  }

  private void live() {
    try {
      while (stopped.getCount() > 0) {
        if (!advance() && stopped.await(1, TimeUnit.SECONDS)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stopped.countDown();
    try {
      if (thread != null) {
        thread.join(Duration.ofSeconds(5));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
