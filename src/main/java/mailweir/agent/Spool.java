package mailweir.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mailweir.trust.Secrets;

/**
 * The parcels that were not acknowledged yet, and where the sources stand behind them.
 *
 * <p>A batch is a file of parcels and of what they moved; it appears under its name (the first and last of its numbers) complete or not at
 * all. The file {@code positions} holds the epoch and where the sources stood at some batch; what stands in later batches is put on
 * it. A batch is deleted when its parcels are acknowledged and {@code positions} knows it. So a line is in one parcel, and a number means
 * one parcel, whenever the process is killed.
 *
 * <pre>
 *   batch: ( u32 length  u8 1 live, 0 late  parcel )*   u32 0   u32 length   what moved, a line each: key TAB value, or key alone when it is forgotten
 * </pre>
 *
 * <p>Safe for threads.
 */
final class Spool implements AutoCloseable {
  private static final Pattern NAME = Pattern.compile("([0-9]{19})-([0-9]{19})\\.parcels");
  private static final String POSITIONS = "positions";
  private static final String RESERVE = "reserve";

  /** Enough for the positions of some thousand logs, in bytes. */
  private static final int RESERVED = 256 << 10;

  private static final long BLOCK = 4096;
  private static final long LIVE_NANOS = 60_000_000_000L;
  private static final long TIDY_NANOS = 5_000_000_000L;

  private final Path folder;
  private final long limit;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Map<String, String> state = new LinkedHashMap<>();
  private final TreeMap<Long, Entry> live = new TreeMap<>();
  private final TreeMap<Long, Entry> late = new TreeMap<>();
  private final TreeMap<Long, Batch> batches = new TreeMap<>();
  private String epoch;
  private long highest;
  private long positionsAt;
  private long used;
  private int inFlight;
  private long tidied = System.nanoTime();
  private boolean closed;

  /** A file of parcels. */
  private static final class Batch {
    final Path file;
    final long last;
    final long size;
    int left;

    Batch(Path file, long last, long size) {
      this.file = file;
      this.last = last;
      this.size = size;
    }
  }

  /** A parcel that waits. */
  static final class Entry {
    private final Batch batch;
    private final long number;
    private final int offset;
    private final int length;
    private final boolean isLive;
    private final long since;

    private Entry(Batch batch, long number, int offset, int length, boolean isLive) {
      this.batch = batch;
      this.number = number;
      this.offset = offset;
      this.length = length;
      this.isLive = isLive;
      this.since = System.nanoTime();
    }

    long number() {
      return number;
    }

    byte[] read() throws IOException {
      try (FileChannel in = FileChannel.open(batch.file, StandardOpenOption.READ)) {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
          if (in.read(bytes, (long) offset + bytes.position()) < 0) {
            throw new IOException(batch.file + ": is shorter than it was");
          }
        }
        return bytes.array();
      }
    }
  }

  /** Opens or makes the folder. {@code limit}: bytes that its files may take on the disk. */
  Spool(Path folder, long limit, SecureRandom random) throws IOException {
    this.folder = folder;
    this.limit = limit;
    Secrets.folder(folder);
    readPositions(random);
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.sorted().toList();
    }
    for (Path file : files) {
      Matcher name = NAME.matcher(file.getFileName().toString());
      if (name.matches()) {
        load(file, Long.parseLong(name.group(1)), Long.parseLong(name.group(2)));
      } else if (file.getFileName().toString().startsWith(Draft.NAME)) {
        Files.delete(file);
      }
    }
    highest = Math.max(highest, positionsAt);
    reserve();
  }

  private void readPositions(SecureRandom random) throws IOException {
    byte[] bytes = Secrets.read(folder.resolve(POSITIONS));
    if (bytes == null) {
      byte[] name = new byte[12];
      random.nextBytes(name);
      epoch = HexFormat.of().formatHex(name);
      writePositions();
      return;
    }
    List<String> lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
    try {
      String[] head = lines.get(0).split(" ");
      epoch = head[1];
      positionsAt = Long.parseLong(head[2]);
    } catch (RuntimeException e) {
      throw new IOException(folder.resolve(POSITIONS) + ": is damaged", e);
    }
    lines.stream().skip(1).forEach(this::apply);
  }

  private void apply(String line) {
    int tab = line.indexOf('\t');
    if (tab < 0) {
      state.remove(line);
    } else {
      state.put(line.substring(0, tab), line.substring(tab + 1));
    }
  }

  /** Nothing can be deleted before the place behind it is written down: where the disk is full, room was kept for that. */
  private void writePositionsOnAFullDisk() throws IOException {
    try {
      writePositions();
    } catch (IOException e) {
      Files.deleteIfExists(folder.resolve(RESERVE));
      writePositions();
    }
  }

  /** Keeps room on the disk, when there is some. */
  private void reserve() {
    Path file = folder.resolve(RESERVE);
    if (!Files.exists(file)) {
      try {
        Secrets.write(file, new byte[RESERVED]);
      } catch (IOException e) {
        // the disk is full already; the next time may do
      }
    }
  }

  private void writePositions() throws IOException {
    StringBuilder text = new StringBuilder("mailweir-spool " + epoch + " " + highest + "\n");
    state.forEach((key, value) -> text.append(key).append('\t').append(value).append('\n'));
    Secrets.write(folder.resolve(POSITIONS), text.toString().getBytes(StandardCharsets.UTF_8));
    positionsAt = highest;
  }

  private void load(Path file, long first, long last) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    Batch batch = new Batch(file, last, onDisk(bytes.capacity()));
    try {
      long number = first;
      for (int length = bytes.getInt(); length != 0; length = bytes.getInt()) {
        bytes.get();
        late.put(number, new Entry(batch, number, bytes.position(), length, false));
        bytes.position(bytes.position() + length);
        number++;
        batch.left++;
      }
      byte[] moved = new byte[bytes.getInt()];
      bytes.get(moved);
      if (last > positionsAt) {
        new String(moved, StandardCharsets.UTF_8).lines().forEach(this::apply);
      }
    } catch (RuntimeException e) {
      throw new IOException(file + ": is damaged", e);
    }
    batches.put(last, batch);
    used += batch.size;
    highest = Math.max(highest, last);
  }

  private static long onDisk(long bytes) {
    return (bytes + BLOCK - 1) / BLOCK * BLOCK;
  }

  Path folder() {
    return folder;
  }

  String epoch() {
    return epoch;
  }

  /** The highest number that is taken for good. */
  long highest() {
    lock.lock();
    try {
      return highest;
    } finally {
      lock.unlock();
    }
  }

  /** Where the sources stand, behind all that is kept here. */
  Map<String, String> state() {
    lock.lock();
    try {
      return new LinkedHashMap<>(state);
    } finally {
      lock.unlock();
    }
  }

  /** What moved without a line: needs no disk, since to find it again costs nothing. */
  void moved(Map<String, String> by) {
    lock.lock();
    try {
      by.forEach(this::move);
    } finally {
      lock.unlock();
    }
  }

  private void move(String key, String value) {
    if (value == null) {
      state.remove(key);
    } else {
      state.put(key, value);
    }
  }

  /** Whether so many bytes more have room. */
  boolean hasRoom(long bytes) {
    lock.lock();
    try {
      if (used + onDisk(bytes) > limit) {
        tidy();
      }
      return used + onDisk(bytes) <= limit;
    } finally {
      lock.unlock();
    }
  }

  /** Whether a good part of it is free. */
  boolean isRoomy() {
    lock.lock();
    try {
      return used < limit / 4;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until something is acknowledged, or a while. */
  void awaitRoom(long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      changed.awaitNanos(nanos);
    } finally {
      lock.unlock();
    }
  }

  /** Takes a draft that is complete and forced to the disk: from now on it is sent. */
  void take(Draft draft) throws IOException {
    lock.lock();
    try {
      Path file =
          folder.resolve(
              String.format(
                  java.util.Locale.ROOT, "%019d-%019d.parcels", draft.first(), draft.last()));
      if (Files.exists(draft.file())) {
        Files.move(draft.file(), file, StandardCopyOption.ATOMIC_MOVE);
      }
      Secrets.sync(folder);
      Batch batch = new Batch(file, draft.last(), onDisk(draft.size()));
      used += batch.size;
      batches.put(batch.last, batch);
      highest = draft.last();
      draft.moves().forEach(this::move);
      for (Draft.Piece p : draft.pieces()) {
        batch.left++;
        Entry entry = new Entry(batch, p.number(), p.offset(), p.length(), p.isLive());
        (entry.isLive ? live : late).put(entry.number, entry);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * The next parcel to send; waits for one.
   *
   * @param wantsLive those that were just made, else the oldest of all others
   * @return {@code null} when the spool is closed
   */
  Entry next(boolean wantsLive) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (!closed) {
        age();
        Map.Entry<Long, Entry> first = (wantsLive ? live : late).pollFirstEntry();
        if (first != null) {
          inFlight++;
          return first.getValue();
        }
        changed.await(5, TimeUnit.SECONDS);
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  private void age() {
    long now = System.nanoTime();
    boolean some = false;
    while (!live.isEmpty() && now - live.firstEntry().getValue().since > LIVE_NANOS) {
      Map.Entry<Long, Entry> old = live.pollFirstEntry();
      late.put(old.getKey(), old.getValue());
      some = true;
    }
    if (some) {
      changed.signalAll();
    }
  }

  /** It could not be sent: it is to be sent again. */
  void back(Entry entry) {
    lock.lock();
    try {
      inFlight--;
      (entry.isLive ? live : late).put(entry.number, entry);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** It was acknowledged. */
  void done(Entry entry) {
    lock.lock();
    try {
      inFlight--;
      entry.batch.left--;
      boolean isLast = inFlight == 0 && live.isEmpty() && late.isEmpty();
      if (isLast || System.nanoTime() - tidied > TIDY_NANOS) {
        tidy();
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Parcels that are not acknowledged. */
  int waiting() {
    lock.lock();
    try {
      return live.size() + late.size() + inFlight;
    } finally {
      lock.unlock();
    }
  }

  /** Bytes on the disk. */
  long used() {
    lock.lock();
    try {
      return used;
    } finally {
      lock.unlock();
    }
  }

  /** Deletes what is acknowledged. When the disk does not let it, the next time does. */
  private void tidy() {
    tidied = System.nanoTime();
    List<Batch> over = new ArrayList<>();
    batches.values().stream().filter(b -> b.left == 0).forEach(over::add);
    if (over.isEmpty()) {
      return;
    }
    try {
      if (over.getLast().last > positionsAt) {
        writePositionsOnAFullDisk();
      }
      for (Batch b : over) {
        Files.deleteIfExists(b.file);
        batches.remove(b.last);
        used -= b.size;
      }
      reserve();
    } catch (IOException | UncheckedIOException e) {
      tidied = System.nanoTime();
    }
  }

  /** Sends no more; what waits stays. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      tidy();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
