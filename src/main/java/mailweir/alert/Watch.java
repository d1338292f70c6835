package mailweir.alert;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import mailweir.queue.Bounds;

/**
 * Alerts as they live: once a second all that is found goes through the states, what is to be told is kept, and then told, each channel on
 * a thread of its own.
 *
 * <p>A notice is kept with the states in one step, sent, and then taken out: it is told at least once. Only a kill between the channel's
 * answer and the next beat tells it twice.
 */
public final class Watch implements Desk, AutoCloseable {
  private static final Duration BEAT = Duration.ofSeconds(1);
  private static final Duration LOOK = Duration.ofSeconds(30);
  private static final Duration KEEP = Duration.ofMinutes(5);
  private static final Duration LATELY = Duration.ofMinutes(15);
  private static final Duration LEARNT = Duration.ofDays(14);
  private static final int SEEDS = 20;

  private final Settings settings;
  private final Heartbeats heartbeats;
  private final Alerts alerts;
  private final Outbox outbox;
  private final Map<String, Channel> channels;
  private final InstantSource clock;
  private final Consumer<String> say;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Map<String, Thread> sending = new ConcurrentHashMap<>();
  private final Map<String, Instant> toldAll = new ConcurrentHashMap<>();
  private final Map<String, String> unkept = new LinkedHashMap<>();
  private Memory memory;
  private Gauges gauges;
  private BooleanSupplier reading;
  private Supplier<List<String>> expected = List::of;
  private Supplier<List<QueueAlerts.Queue>> queues = List::of;
  private QueueAlerts ofQueues;
  private Instant looked = Instant.MIN;
  private Instant kept = Instant.MIN;
  private Instant mailUntil;
  private List<Finding> ofRules = List.of();
  private boolean ready;
  private boolean isKept = true;
  private boolean looks = true;
  private boolean hasLooked;
  private Thread thread;

  /** Nothing is told before {@link #start}; who was heard is taken at once. */
  public Watch(
      Settings settings,
      Heartbeats heartbeats,
      Map<String, Channel> channels,
      InstantSource clock,
      Consumer<String> say) {
    this.settings = settings;
    this.heartbeats = heartbeats;
    this.channels = new TreeMap<>(channels);
    this.clock = clock;
    this.say = say;
    this.alerts = new Alerts(settings.routes());
    Map<String, String> kinds = new TreeMap<>();
    channels.forEach((name, c) -> kinds.put(name, c.kind()));
    this.outbox = new Outbox(kinds);
  }

  /** Hosts that must be there besides those of the settings: enrolled agents. */
  public Watch expecting(Supplier<List<String>> hosts) {
    expected = hosts;
    return this;
  }

  /** Looks after queues, too. */
  public Watch queues(Supplier<List<QueueAlerts.Queue>> all, Bounds bounds) {
    queues = all;
    ofQueues = new QueueAlerts(bounds, settings.queues());
    return this;
  }

  /**
   * Takes what was kept and begins.
   *
   * @param reading whether history is still read
   */
  public void start(Memory memory, Gauges gauges, BooleanSupplier reading) {
    begin(memory, gauges, reading);
    thread = Thread.ofPlatform().daemon().name("alerts").start(this::live);
  }

  void begin(Memory kept, Gauges of, BooleanSupplier stillReading) {
    memory = kept;
    gauges = of;
    reading = stillReading;
    as(kept.load());
  }

  /** Takes what was kept. */
  public Watch as(Map<String, String> kept) {
    heartbeats.load(kept);
    synchronized (this) {
      alerts.load(kept);
      outbox.load(kept);
    }
    return this;
  }

  private void live() {
    try {
      while (!stopped.await(BEAT.toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          beat();
        } catch (RuntimeException e) {
          say.accept("alerts: " + e.getMessage() + "; it is tried again every second");
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** One step. */
  void beat() {
    Instant now = clock.instant();
    if (!ready) {
      ready = !reading.getAsBoolean();
    }
    heartbeats.expect(expected.get());
    heartbeats.tick(now, !ready);
    look(now);
    List<Finding> all = new ArrayList<>(heartbeats.findings(now));
    all.addAll(ofRules);
    Map<String, String> changes = new LinkedHashMap<>();
    synchronized (this) {
      if (!hasLooked) {
        all.addAll(alerts.standing(r -> !r.equals(Heartbeats.RULE) && !r.equals(Outbox.RULE)));
      }
      all.addAll(outbox.findings(now));
      for (Alerts.Post post : alerts.step(now, all)) {
        outbox.put(post);
      }
    }
    if (Duration.between(kept, now).abs().compareTo(KEEP) >= 0) {
      kept = now;
      changes.putAll(heartbeats.changes());
    } else {
      changes.putAll(heartbeats.urgentChanges());
    }
    keep(changes);
    channels.forEach((name, channel) -> send(name, channel, now));
  }

  /** Figures, as often as they change. */
  private void look(Instant now) {
    if (Duration.between(looked, now).abs().compareTo(LOOK) < 0) {
      return;
    }
    looked = now;
    try {
      Instant since = mailUntil == null || mailUntil.isAfter(now) ? now.minus(LATELY) : mailUntil;
      gauges.mail(since, now).forEach((host, minutes) -> heartbeats.mail(now, host, minutes));
      mailUntil = now.minus(LOOK.multipliedBy(6));
      heartbeats.unseeded().stream()
          .limit(SEEDS)
          .forEach(host -> {
            long[][] known = gauges.minutes(host, now.minus(LEARNT), now);
            heartbeats.seed(host, known[0], known[1]);
          });
      List<Finding> found = new ArrayList<>();
      if (ready) {
        settings.rules().forEach(rule -> found.addAll(rule.look(gauges, now)));
        if (ofQueues != null) {
          found.addAll(ofQueues.look(queues.get(), now));
        }
      }
      ofRules = found;
      hasLooked = ready;
      looks = true;
    } catch (RuntimeException e) {
      if (looks) {
        say.accept(
            "alerts: figures cannot be read ("
                + e.getMessage()
                + "); rules keep what they found; it is tried again");
      }
      looks = false;
    }
  }

  /** What cannot be kept now is tried again; alerts are told all the same. */
  private void keep(Map<String, String> more) {
    synchronized (this) {
      unkept.putAll(more);
      unkept.putAll(alerts.changes());
      unkept.putAll(outbox.changes());
    }
    if (unkept.isEmpty()) {
      return;
    }
    try {
      memory.save(unkept);
      unkept.clear();
      if (!isKept) {
        say.accept("alerts: their states are kept again");
      }
      isKept = true;
    } catch (RuntimeException e) {
      if (isKept) {
        say.accept(
            "alerts: their states cannot be kept ("
                + e.getMessage()
                + "); they are told all the same, perhaps again after a restart");
      }
      isKept = false;
    }
  }

  private void send(String name, Channel channel, Instant now) {
    Thread before = sending.get(name);
    if (before != null && before.isAlive()) {
      return;
    }
    Notice notice;
    boolean whole;
    synchronized (this) {
      notice = outbox.next(name, now);
      boolean due =
          !channel.every().isZero()
              && Duration.between(toldAll.getOrDefault(name, Instant.EPOCH), now)
                      .abs()
                      .compareTo(channel.every())
                  >= 0;
      whole = due && !outbox.pauses(name, now);
    }
    if (notice != null || whole) {
      sending.put(
          name,
          Thread.ofVirtual().name("channel " + name).start(() -> deliver(name, channel, notice)));
    }
  }

  private void deliver(String name, Channel channel, Notice notice) {
    try {
      if (notice != null) {
        channel.send(notice);
        synchronized (this) {
          outbox.sent(name, notice, clock.instant());
        }
      }
      if (!channel.every().isZero()) {
        List<Alert> firing;
        List<Alert> ended;
        Instant now = clock.instant();
        synchronized (this) {
          var silenced = alerts.silenced(now);
          firing =
              alerts.open().stream()
                  .filter(a -> a.fired() != null && !silenced.contains(a.id()))
                  .toList();
          ended =
              alerts.history().stream()
                  .filter(a -> a.resolved().isAfter(now.minus(LATELY)))
                  .toList();
        }
        channel.tell(firing, ended);
        toldAll.put(name, now);
        synchronized (this) {
          outbox.works(name, clock.instant());
        }
      }
    } catch (IOException | RuntimeException e) {
      String why = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      synchronized (this) {
        outbox.failed(name, why, clock.instant());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits for what is under way to channels. */
  void settle() throws InterruptedException {
    for (Thread t : sending.values()) {
      t.join();
    }
  }

  // ---- seen and done ----

  @Override
  public Snapshot snapshot() {
    Instant now = clock.instant();
    List<Snapshot.Source> rows = heartbeats.rows(now);
    synchronized (this) {
      return new Snapshot(
          now,
          rows,
          alerts.open(),
          List.copyOf(alerts.silenced(now)),
          alerts.history(),
          alerts.silences(),
          outbox.states(),
          heartbeats.beyond(),
          alerts.dropped());
    }
  }

  @Override
  public String act(Act act) {
    Instant now = clock.instant();
    String done;
    synchronized (this) {
      done =
          switch (act.verb()) {
            case ACKNOWLEDGE -> alerts.acknowledge(now, act.target(), act.by(), act.note());
            case SILENCE ->
                alerts.silence(
                    Matchers.of(List.of(act.conditions().split("\n"))),
                    now.plusSeconds(act.seconds()),
                    act.by(),
                    act.note());
            case UNSILENCE -> alerts.unsilence(act.target());
            case FORGET -> forget(act.target());
          };
    }
    return done;
  }

  private String forget(String host) {
    int n = heartbeats.forget(host);
    if (n == 0) {
      throw new IllegalArgumentException(
          host + ": no host of this name is watched; nothing was done");
    }
    kept = Instant.MIN;
    return host + ": is not watched any more, until it sends again (" + n + " sources)";
  }

  /** Keeps all and ends; what is under way to channels is sent again after the next start when it was not taken. */
  @Override
  public void close() {
    stopped.countDown();
    try {
      if (thread != null) {
        thread.join(Duration.ofSeconds(4));
        for (Thread t : sending.values()) {
          t.join(Duration.ofSeconds(1));
        }
        keep(heartbeats.changes());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
