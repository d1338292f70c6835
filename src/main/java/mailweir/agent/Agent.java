package mailweir.agent;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import mailweir.collect.Reading;
import mailweir.collect.follow.FollowLoop;
import mailweir.collect.follow.Mounts;
import mailweir.collect.follow.Setting;
import mailweir.collect.follow.Troubles;
import mailweir.parcel.Label;
import mailweir.queue.Budget;
import mailweir.queue.QueueReader;
import mailweir.queue.Report;
import mailweir.trust.Secrets;

/** An agent that runs: readers, spool and sender of one host. */
public final class Agent implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(300);
  private static final long BEAT_MILLIS = 150;
  private static final long MINUTE = 60_000_000_000L;
  private static final long SECOND = 1_000_000_000L;

  /** Few enough envelopes for the memory of an agent; counts are exact all the same. */
  private static final Budget QUEUES = new Budget(10_000, Duration.ofSeconds(8));

  private final ReentrantLock gate = new ReentrantLock(true);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Open troubles = new Open();
  private final Wanted wanted;
  private final InstantSource clock;
  private final Consumer<String> say;
  private final FileChannel lockFile;
  private final Spool spool;
  private final Packer packer;
  private final Sender sender;
  private final FollowLoop loop;
  private final JournalReader journal;
  private final QueueLooks queues;
  private final HostFigures figures;
  private long dropped;

  /**
   * What an agent does.
   *
   * @param state its folder
   * @param files to follow, as for {@code serve}
   * @param journal which records of the journal, as journalctl's matches; {@code null}: the journal is not read
   * @param journalctl the program
   * @param spool bytes that may wait on the disk
   * @param host what the machine is called in its own log lines
   * @param queues the queues that this machine has; {@code null}: they are not read
   * @param queuesEvery how often
   */
  public record Wanted(
      Path state,
      List<String> files,
      List<String> journal,
      String journalctl,
      long spool,
      String host,
      Supplier<List<QueueReader>> queues,
      Duration queuesEvery) {
    /** One that reads no queues. */
    public Wanted(
        Path state,
        List<String> files,
        List<String> journal,
        String journalctl,
        long spool,
        String host) {
      this(state, files, journal, journalctl, spool, host, null, null);
    }
  }

  /** Opens the state folder; nothing is read or sent before {@link #start}. */
  public Agent(
      Wanted wanted,
      Enrolment enrolment,
      Reading reading,
      InstantSource clock,
      RandomGenerator random,
      Consumer<String> say)
      throws IOException {
    this.wanted = wanted;
    this.clock = clock;
    this.say = say;
    Secrets.folder(wanted.state());
    lockFile = Secrets.lockFile(wanted.state().resolve("lock"));
    FileLock lock = lockFile.tryLock();
    if (lock == null) {
      lockFile.close();
      throw new IOException("another agent runs with this state folder");
    }
    spool = new Spool(wanted.state().resolve("spool"), wanted.spool(), new SecureRandom());
    packer = new Packer(gate, spool, wanted.host(), clock, this::problems, say);
    sender =
        new Sender(
            spool,
            enrolment.server().toString(),
            enrolment::post,
            clock,
            random,
            packer::online,
            say);
    Setting setting = Setting.of(reading, clock, say).withTroubles(troubles);
    loop =
        new FollowLoop(
            gate,
            Mounts::now,
            packer::checkpoints,
            FollowLoop.making(setting),
            packer,
            packer::committing,
            this::failed,
            say,
            troubles,
            LOOK,
            FollowLoop.PATIENCE);
    journal =
        wanted.journal() == null
            ? null
            : new JournalReader(
                gate,
                packer,
                wanted.journalctl(),
                wanted.journal(),
                JournalReader.calendar(clock),
                say);
    queues =
        wanted.queues() == null
            ? null
            : new QueueLooks(wanted.queues(), QUEUES, wanted.queuesEvery(), clock, this::tell, say);
    figures = new HostFigures(Path.of("/proc"), Path.of("/"));
  }

  /** Hands reports of queues to the packer; lines that wait for the spool are not made to wait longer. */
  private boolean tell(List<Report> reports) {
    try {
      if (gate.tryLock(5, TimeUnit.SECONDS)) {
        try {
          return packer.queues(reports);
        } finally {
          gate.unlock();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  /** Nothing of what is taken may be lost: what was handed and is not in the spool has to be read again by all. */
  private void failed(RuntimeException e) {
    packer.abandon();
    if (!(e instanceof Packer.Stopped)) {
      say.accept("the agent: a fault of Mailweir's own (" + e + "); it ends; its place is kept");
      stopped.countDown();
    }
  }

  /** What stands between the agent and its logs now. */
  private static final class Open implements Troubles {
    private final Map<String, String> open = new ConcurrentHashMap<>();

    @Override
    public void begins(String subject, boolean stale, String problem) {
      open.put(subject, problem);
    }

    @Override
    public void over(String subject) {
      open.remove(subject);
    }
  }

  private List<Label.SourceState> problems() {
    List<Label.SourceState> all = new ArrayList<>();
    troubles.open.forEach((name, why) -> all.add(new Label.SourceState(name, why, 0)));
    if (journal != null && journal.problem() != null) {
      all.add(new Label.SourceState("journal", journal.problem(), 0));
    }
    return all;
  }

  /** Begins to read and to send. */
  public void start() {
    sender.start();
    loop.start(wanted.files());
    if (journal != null) {
      journal.start();
    }
    if (queues != null) {
      queues.start();
    }
  }

  /** Works until {@link #stop}, or until it cannot go on; tells whether it was asked to end. */
  public boolean run(CountDownLatch asked) throws InterruptedException {
    long nextFigures = System.nanoTime();
    long nextSecond = System.nanoTime();
    while (!asked.await(BEAT_MILLIS, TimeUnit.MILLISECONDS)) {
      if (stopped.getCount() == 0) {
        return false;
      }
      long now = System.nanoTime();
      if (now - nextSecond >= 0) {
        nextSecond = now + SECOND;
        sender.watch();
      }
      if (now - nextFigures >= 0) {
        nextFigures = now + MINUTE;
        figures();
      }
      packer.tick();
    }
    return true;
  }

  /** Figures of the machine and of the agent itself; where the spool is full they are left out, and counted. */
  private void figures() throws InterruptedException {
    long now = clock.millis() * 1000;
    List<Label.Sample> some =
        new ArrayList<>(figures.at(now, queues == null ? List.of() : queues.servers()));
    if (queues != null) {
      some.addAll(queues.figures(now));
    }
    some.add(new Label.Sample(null, "agent.spool.used_bytes", now, spool.used()));
    some.add(new Label.Sample(null, "agent.spool.parcels.count", now, spool.waiting()));
    some.add(new Label.Sample(null, "agent.samples.dropped.count", now, dropped));
    if (gate.tryLock(1, TimeUnit.SECONDS)) {
      try {
        dropped += packer.samples(some);
      } finally {
        gate.unlock();
      }
    } else {
      dropped += some.size();
    }
  }

  /** Parcels that are not acknowledged. */
  public int waiting() {
    return spool.waiting();
  }

  /** Puts what was read into the spool, and ends. What is not acknowledged is sent at the next start. */
  @Override
  public void close() {
    packer.stop();
    if (queues != null) {
      queues.close();
    }
    if (journal != null) {
      journal.close();
    }
    loop.close();
    gate.lock();
    try {
      packer.seal();
    } catch (Packer.Stopped e) {
      // it is read again at the next start
    } finally {
      gate.unlock();
    }
    sender.close();
    spool.close();
    try {
      lockFile.close();
    } catch (IOException e) {
      say.accept(wanted.state() + ": the lock could not be given back (" + e.getMessage() + ")");
    }
  }
}
