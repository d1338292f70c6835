package mailweir.agent;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import mailweir.collect.follow.Checkpoint;
import mailweir.collect.follow.CheckpointText;
import mailweir.collect.follow.FollowSink;
import mailweir.collect.follow.Step;
import mailweir.parcel.Label;
import mailweir.parcel.Packing;
import mailweir.parse.Line;
import mailweir.queue.Report;

/**
 * Makes parcels of what is read, and puts them into the spool together with where the sources stand. Everything here is called under the
 * gate; where the spool is full it waits there, and so do the readers: their place in the files is kept.
 */
final class Packer implements FollowSink {
  private static final String FILE = "f";
  private static final String JOURNAL = "journal";
  private static final int FULL = 1 << 20;
  private static final long SOON = 300_000_000L;
  private static final long OFFLINE = 5_000_000_000L;
  private static final long HEARTBEAT = 10_000_000_000L;
  private static final long TRY_AGAIN = 1_000_000_000L;
  private static final long LIVE_MICROS = 60_000_000L;
  private static final int MOST_SAMPLES = 2_000;
  private static final int MOST_STATES = 200;

  /** Messages in a report that has company in its parcel. */
  private static final int FEW = 200;

  private static final int MOST_REPORTS = 50;

  /** Free in the spool before reports of queues are taken: lines come first. */
  private static final long ROOM_FOR_QUEUES = 4L << 20;

  private final ReentrantLock gate;
  private final Spool spool;
  private final String host;
  private final InstantSource clock;
  private final Consumer<String> say;
  private final Supplier<List<Label.SourceState>> problems;
  private final Packing packing = new Packing();
  private final Map<String, Long> offsets = new HashMap<>();
  private final Map<String, Long> lastLines = new LinkedHashMap<>();
  private final List<Label.Sample> samples = new ArrayList<>();
  private final List<Report> queues = new ArrayList<>();
  private final Map<String, String> moves = new LinkedHashMap<>();
  private Draft draft;
  private String current;
  private long newest = Line.NO_TIME;
  private long begun;
  private long statesSaid;
  private long lastParcel = System.nanoTime();
  private long next;
  private boolean told;
  private boolean abandoned;
  private volatile boolean stopped;
  private volatile boolean online = true;

  Packer(
      ReentrantLock gate,
      Spool spool,
      String host,
      InstantSource clock,
      Supplier<List<Label.SourceState>> problems,
      Consumer<String> say) {
    this.gate = gate;
    this.spool = spool;
    this.host = host;
    this.clock = clock;
    this.problems = problems;
    this.say = say;
    this.next = spool.highest() + 1;
    this.statesSaid = System.nanoTime() - HEARTBEAT;
  }

  /** The agent is ending: nothing waits for room any more, and what was not put into the spool is read again at the next start. */
  static final class Stopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Stopped() {
      super(null, null, false, false);
    }
  }

  // ---- lines ----

  @Override
  public void accept(String source, Line line) {
    if (!source.equals(current)) {
      endPart(offsets.getOrDefault(current, 0L));
      current = source;
    }
    begin();
    packing.add(line);
    if (line.time > newest) {
      newest = line.time;
    }
    if (packing.size() >= FULL) {
      endPart(offsets.getOrDefault(current, 0L));
      current = source;
      pack();
    }
  }

  private void begin() {
    if (begun == 0) {
      begun = System.nanoTime();
    }
  }

  private void endPart(long to) {
    if (current == null) {
      return;
    }
    String name = nameOf(current);
    if (newest != Line.NO_TIME && (lastLines.containsKey(name) || lastLines.size() < MOST_STATES)) {
      lastLines.merge(name, newest, Math::max);
    }
    long from = offsets.getOrDefault(current, 0L);
    packing.part(current, name, 0, from, to, null);
    current = null;
  }

  /** As people know a source: without the generation of its content. */
  private static String nameOf(String source) {
    int generation = source.lastIndexOf('#');
    return generation < 0 ? source : source.substring(0, generation);
  }

  /** The checkpoints of a step belong to the lines that were handed since the step before. */
  void committing(Step step) {
    for (Checkpoint c : step.checkpoints()) {
      if (c.source().equals(current)) {
        endPart(c.offset());
      }
      offsets.put(c.source(), c.offset());
      moves.put(key(c.source()), CheckpointText.of(c));
    }
    for (String source : step.forgotten()) {
      offsets.remove(source);
      moves.put(key(source), null);
    }
    sealInTime();
  }

  private static String key(String source) {
    return FILE
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(source.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  /** The checkpoints as the spool has them. */
  List<Checkpoint> checkpoints() {
    List<Checkpoint> all = new ArrayList<>();
    spool
        .state()
        .forEach((key, value) -> {
          if (!key.equals(JOURNAL)) {
            CheckpointText.parse(value).ifPresent(all::add);
          }
        });
    all.forEach(c -> offsets.putIfAbsent(c.source(), c.offset()));
    return all;
  }

  /** A line of the journal, and the cursor behind it. */
  void journal(Line line, String cursor) {
    accept(JOURNAL, line);
    if (cursor != null) {
      moves.put(JOURNAL, cursor);
    }
    sealInTime();
  }

  /** Behind which record the journal is to be read; {@code null}: all of it. */
  String cursor() {
    return spool.state().get(JOURNAL);
  }

  // ---- figures and signs of life ----

  /** Takes figures, which go with the next parcel; tells how many older ones were thrown away because nothing could be spooled. */
  int samples(List<Label.Sample> some) {
    samples.addAll(some);
    int over = Math.max(0, samples.size() - MOST_SAMPLES);
    samples.subList(0, over).clear();
    begin();
    return over;
  }

  /** Takes reports of queues, which go with the next parcels; whether there was room for them. What is not taken is lost. */
  boolean queues(List<Report> reports) {
    if (stopped || abandoned || !spool.hasRoom(ROOM_FOR_QUEUES)) {
      return false;
    }
    for (Report r : reports) {
      boolean large = r.waiting().size() + r.gone().size() > FEW;
      if (large && !queues.isEmpty()) {
        packQueues();
      }
      queues.add(r);
      if (large || queues.size() >= MOST_REPORTS) {
        packQueues();
      }
      begin();
    }
    return true;
  }

  private void packQueues() {
    begin();
    endPart(offsets.getOrDefault(current, 0L));
    pack();
  }

  /** Looks whether something has waited long enough; several times a second, unless the gate is taken. */
  void tick() {
    if (gate.tryLock()) {
      try {
        if (System.nanoTime() - lastParcel > HEARTBEAT && begun == 0 && spool.waiting() == 0) {
          begin();
          pack();
        }
        sealInTime();
      } finally {
        gate.unlock();
      }
    }
  }

  /** Whether the server answers; when not, parcels are made seldom and larger. */
  void online(boolean is) {
    online = is;
  }

  void stop() {
    stopped = true;
  }

  /** Nothing is put into the spool any more: lines were taken whose place is not known. They are read again at the next start. */
  void abandon() {
    abandoned = true;
  }

  // ---- parcels ----

  private void sealInTime() {
    if (begun == 0) {
      if (!moves.isEmpty()) {
        spool.moved(moves);
        moves.clear();
      }
      return;
    }
    long age = System.nanoTime() - begun;
    if (draft != null && draft.size() >= FULL || age >= (online ? SOON : OFFLINE)) {
      seal();
    }
  }

  /** Puts all that was taken into the spool. */
  void seal() {
    if (begun == 0 || abandoned) {
      return;
    }
    endPart(offsets.getOrDefault(current, 0L));
    if (packing.lines() > 0 || !samples.isEmpty() || !queues.isEmpty() || draft == null) {
      pack();
    }
    draft.moves().putAll(moves);
    insist(draft::finish);
    insist(() -> spool.take(draft));
    draft.close();
    moves.clear();
    draft = null;
    begun = 0;
    lastParcel = System.nanoTime();
  }

  private void pack() {
    long now = clock.millis() * 1000;
    boolean isLive = packing.lines() == 0 || newest > now - LIVE_MICROS;
    List<Label.SourceState> states = List.of();
    if (System.nanoTime() - statesSaid >= HEARTBEAT) {
      statesSaid = System.nanoTime();
      states = states();
    }
    byte[] parcel =
        packing.pack(
            new Label(
                host,
                spool.epoch(),
                next,
                now,
                false,
                packing.parts(),
                List.copyOf(samples),
                states,
                List.copyOf(queues)));
    awaitRoom((draft == null ? 0 : draft.size()) + parcel.length);
    insist(() -> {
      if (draft == null) {
        draft = new Draft(spool.folder());
      }
      draft.add(next, parcel, isLive);
    });
    next++;
    samples.clear();
    queues.clear();
    packing.clear();
    newest = Line.NO_TIME;
  }

  private List<Label.SourceState> states() {
    Map<String, Label.SourceState> all = new LinkedHashMap<>();
    lastLines.forEach((name, last) -> all.put(name, new Label.SourceState(name, null, last)));
    for (Label.SourceState p : problems.get()) {
      Label.SourceState known = all.get(p.name());
      if (all.size() < MOST_STATES || known != null) {
        all.put(
            p.name(),
            new Label.SourceState(p.name(), p.problem(), known == null ? 0 : known.last()));
      }
    }
    return List.copyOf(all.values());
  }

  private void awaitRoom(long bytes) {
    while (!spool.hasRoom(bytes)) {
      tell(
          spool.folder()
              + ": the spool is full; nothing more is read until the server takes something, the place in the files is kept;"
              + " give it more with --spool if that comes often");
      waitABit();
    }
    over();
  }

  @FunctionalInterface
  private interface Work {
    void run() throws IOException;
  }

  /** Tries until the disk lets it. */
  private void insist(Work work) {
    while (true) {
      try {
        work.run();
        over();
        return;
      } catch (IOException e) {
        tell(
            spool.folder()
                + ": cannot be written ("
                + e.getMessage()
                + "); nothing more is read until it can, the place in the files is kept; it is tried every second");
        waitABit();
      }
    }
  }

  private void waitABit() {
    if (stopped) {
      abandon();
      throw new Stopped();
    }
    try {
      spool.awaitRoom(TRY_AGAIN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      abandon();
      throw new Stopped();
    }
  }

  private void tell(String what) {
    if (!told) {
      told = true;
      say.accept(what);
    }
  }

  private void over() {
    if (told && spool.isRoomy()) {
      told = false;
      say.accept(spool.folder() + ": takes parcels again");
    }
  }
}
