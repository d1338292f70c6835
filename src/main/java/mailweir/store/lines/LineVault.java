package mailweir.store.lines;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import mailweir.identity.Hosts;
import mailweir.slice.Slice;

/**
 * The raw lines of a site in compressed blocks, by UTC day: the evidence behind every figure.
 *
 * <pre>
 *   2026-11-20.1.seg    blocks of about 256 KB, most of one host, ordered by host and time
 *   2026-11-20.7.tail   what live rounds of a few lines appended since; a megabyte at most, then it becomes blocks
 * </pre>
 *
 * <p>One writer, many readers. A change (a {@link Round}, {@link #compact}, {@link #drop}) is made in three steps: the vault writes and
 * forces files and tells the new valid lengths; the caller commits these in its transaction; the caller says {@link #committed} or
 * {@link #abandon}. Only then another change may begin. Readers see what is committed. A change that fails is abandoned by itself.
 *
 * <p>A block whose check sum is wrong is left out of answers, and {@link #damages} says so; the others are not concerned.
 */
public final class LineVault implements AutoCloseable {
  /** A round that buffers more than this writes early. */
  static final long MOST_BUFFERED = 48L << 20;

  private static final int CACHED_BLOCKS = 16;

  private final Hosts hosts;
  private final CommittedFiles files;
  private final BlockWriter blocks = new BlockWriter();
  private final ConcurrentSkipListMap<Integer, Day> days = new ConcurrentSkipListMap<>();
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final TreeMap<Integer, Day> changed = new TreeMap<>();
  private final Collection<String> damages = Collections.synchronizedSet(new LinkedHashSet<>());
  private final Map<Place, Block.Lines> recent =
      new LinkedHashMap<>(32, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, Block.Lines> eldest) {
          return size() > CACHED_BLOCKS;
        }
      };
  private boolean changing;
  private int writing;

  private record Place(String file, long offset) {}

  /** A round of lines: compressed while it is filled, so it holds some megabytes however long it is. Confined to one thread. */
  public interface Round {
    /**
     * Adds a line.
     *
     * @param host its id in the vault's {@link Hosts}
     * @param micros its time, the one that its identity was made of; a line that states none is kept at the first instant of 1970,
     *     so that what it counts for does not depend on the lines before it
     * @param isOne whether it is known to hold no line feed; else that is looked for
     */
    void add(int host, long micros, byte[] array, int from, int to, boolean isOne);

    /**
     * Writes and forces all of it.
     *
     * @return the files that changed, each with its new valid length; 0 for one that is gone
     */
    Map<String, Long> finish();
  }

  /** Receives stored lines; the bytes are not to be changed. */
  @FunctionalInterface
  interface Visitor {
    void line(String host, long micros, byte[] array, int from, int to);
  }

  /**
   * Opens the vault and cuts whatever lies beyond the committed lengths.
   *
   * @param committed file name to valid length, as the changes told; names of other kinds are not looked at
   */
  public static LineVault open(Disk disk, Map<String, Long> committed, Hosts hosts) {
    return new LineVault(disk, committed, hosts);
  }

  private LineVault(Disk disk, Map<String, Long> committed, Hosts hosts) {
    this.hosts = hosts;
    this.files = new CommittedFiles(disk, committed, Day.SEGMENT, Day.TAIL);
    damages.addAll(files.damages());
    files
        .committed()
        .forEach((name, length) -> {
          BlockIndex index = new BlockIndex(name, length);
          boolean isTail = name.endsWith(Day.TAIL);
          days.merge(
              Day.ofFile(name),
              isTail ? new Day(null, index) : new Day(index, null),
              (a, b) -> isTail ? new Day(a.segment(), index) : new Day(index, a.tail()));
          writing = Math.max(writing, Day.writing(name));
        });
  }

  /** Begins a round of lines. */
  public Round begin() {
    start();
    return new VaultRound(this);
  }

  /** What the last change told is committed: readers see it, superseded files are removed. */
  public void committed() {
    lock.writeLock().lock();
    try {
      changed.forEach((day, after) -> {
        if (after.isEmpty()) {
          days.remove(day);
        } else {
          days.put(day, after);
        }
      });
      changed.clear();
      files.commit();
      changing = false;
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** What the last change told was not committed and will not be; does nothing when there is none. */
  public void abandon() {
    changed.clear();
    files.abandon();
    blocks.reset();
    changing = false;
  }

  /**
   * Makes of a day's small blocks and its open end full blocks: for a day that is over. A change; empty when there is nothing to gain,
   * and then nothing is to be committed.
   */
  public Map<String, Long> compact(LocalDate date) {
    int day = (int) date.toEpochDay();
    Day before = day(day);
    Block.Head[] heads =
        before.segment() == null ? new Block.Head[0] : before.segment().heads(files.disk, damages);
    int small = 0;
    for (Block.Head head : heads) {
      small += DayWriter.isSmall(head) ? 1 : 0;
    }
    boolean scattered = small > 1 && small * 20 > heads.length;
    if (!scattered && before.tail() == null) {
      return Map.of();
    }
    start();
    try {
      DayWriter writer = new DayWriter(this, day, before);
      if (scattered) {
        writer.rewrite(heads);
      } else {
        writer.seal(List.of());
      }
      change(day, writer.after());
    } catch (RuntimeException e) {
      abandon();
      throw e;
    }
    return force();
  }

  /** Forgets a day. A change; empty when nothing of that day is stored. */
  public Map<String, Long> drop(LocalDate date) {
    int day = (int) date.toEpochDay();
    Day before = day(day);
    if (before.isEmpty()) {
      return Map.of();
    }
    start();
    if (before.segment() != null) {
      files.remove(before.segment().name);
    }
    if (before.tail() != null) {
      files.remove(before.tail().name);
    }
    change(day, Day.NONE);
    return force();
  }

  /** The days of which lines are stored, in order. */
  public List<LocalDate> days() {
    return days.keySet().stream().map(LocalDate::ofEpochDay).toList();
  }

  /** Bytes on the disk. */
  public long bytes() {
    lock.readLock().lock();
    try {
      return files.committed().values().stream().mapToLong(Long::longValue).sum();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** What of the evidence is known to be lost, in words for the operator; empty when nothing is. */
  public List<String> damages() {
    synchronized (damages) {
      return List.copyOf(damages);
    }
  }

  /**
   * The stored lines of a window, by time; lines of one time and host as they came.
   *
   * @param host by any of its names; null for all
   * @param from first microsecond
   * @param to microsecond after the last
   * @param anyOf lines that contain one of these; null or empty for all
   */
  public List<StoredLine> lines(String host, long from, long to, byte[]... anyOf) {
    List<StoredLine> found = new ArrayList<>();
    scan(
        host,
        from,
        to,
        (h, micros, array, a, b) -> {
          if (containsOne(array, a, b, anyOf)) {
            found.add(new StoredLine(h, micros, java.util.Arrays.copyOfRange(array, a, b)));
          }
        });
    found.sort(Comparator.comparingLong(StoredLine::micros));
    return found;
  }

  /**
   * The lines of a day that are of the span too, block after block. A change is not committed while it runs.
   *
   * @param from first microsecond
   * @param until microsecond after the last
   */
  public void each(LocalDate date, long from, long until, Consumer<StoredLine> to) {
    long begin = date.toEpochDay() * Day.MICROS;
    scan(
        null,
        Math.max(from, begin),
        Math.min(until, begin + Day.MICROS),
        (h, micros, array, a, b) ->
            to.accept(new StoredLine(h, micros, java.util.Arrays.copyOfRange(array, a, b))));
  }

  @Override
  public void close() {
    blocks.close();
  }

  private static boolean containsOne(byte[] array, int from, int to, byte[][] anyOf) {
    if (anyOf == null || anyOf.length == 0) {
      return true;
    }
    for (byte[] text : anyOf) {
      if (Slice.indexOf(array, from, to, text) >= 0) {
        return true;
      }
    }
    return false;
  }

  /** Shows the lines of a window, block after block. */
  void scan(String host, long from, long to, Visitor visitor) {
    if (to <= from) {
      return;
    }
    String name = host == null ? null : Hosts.canonical(host);
    lock.readLock().lock();
    try {
      for (Day day : days.subMap(Day.of(from), true, Day.of(to - 1), true).values()) {
        scan(day.segment(), name, from, to, visitor);
        scan(day.tail(), name, from, to, visitor);
      }
    } finally {
      lock.readLock().unlock();
    }
  }

  private void scan(BlockIndex index, String host, long from, long to, Visitor visitor) {
    if (index == null) {
      return;
    }
    for (Block.Head head : index.heads(files.disk, damages)) {
      if (head.first() < to && head.last() >= from && (host == null || has(head.hosts(), host))) {
        Block.Lines lines = cached(index.name, head);
        if (lines != null) {
          show(lines, host, from, to, visitor);
        }
      }
    }
  }

  private static boolean has(String[] hosts, String host) {
    for (String h : hosts) {
      if (h.equals(host)) {
        return true;
      }
    }
    return false;
  }

  private static void show(Block.Lines lines, String host, long from, long to, Visitor visitor) {
    int begin = 0;
    for (int run = 0; run < lines.hosts.length; run++) {
      int end = lines.runEnds[run];
      if (host == null || lines.hosts[run].equals(host)) {
        for (int i = firstAt(lines.micros, begin, end, from);
            i < end && lines.micros[i] < to;
            i++) {
          visitor.line(lines.hosts[run], lines.micros[i], lines.data, lines.from[i], lines.to[i]);
        }
      }
      begin = end;
    }
  }

  private static int firstAt(long[] micros, int begin, int end, long from) {
    int low = begin;
    int high = end;
    while (low < high) {
      int middle = low + high >>> 1;
      if (micros[middle] < from) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private Block.Lines cached(String file, Block.Head head) {
    Place place = new Place(file, head.offset());
    synchronized (recent) {
      Block.Lines known = recent.get(place);
      if (known != null) {
        return known;
      }
    }
    Block.Lines lines = read(file, head);
    if (lines != null) {
      synchronized (recent) {
        recent.put(place, lines);
      }
    }
    return lines;
  }

  // ---- for the change under way ----

  /** The lines of a block; {@code null}, and noted, when it is damaged. */
  Block.Lines read(String file, Block.Head head) {
    byte[] bytes = stored(file, head.offset() + head.headLength(), head.storedLength());
    Block.Lines lines = Block.lines(head, bytes, 0);
    if (lines == null) {
      damages.add(
          files.disk.path(file)
              + "@"
              + head.offset()
              + ": a block of "
              + head.lines()
              + " lines is damaged; they cannot be shown or compared; restore the file from a backup");
    }
    return lines;
  }

  byte[] stored(String file, long offset, int length) {
    ByteBuffer bytes = ByteBuffer.allocate(length);
    try {
      files.disk.read(file, offset, bytes);
    } catch (IOException e) {
      throw VaultFault.reading(files.disk.path(file), e);
    }
    return bytes.array();
  }

  Day day(int day) {
    return days.getOrDefault(day, Day.NONE);
  }

  void change(int day, Day after) {
    changed.put(day, after);
  }

  Map<String, Long> force() {
    try {
      return files.force();
    } catch (RuntimeException e) {
      abandon();
      throw e;
    }
  }

  int nextWriting() {
    return ++writing;
  }

  CommittedFiles files() {
    return files;
  }

  BlockWriter blocks() {
    return blocks;
  }

  Collection<String> damageNotes() {
    return damages;
  }

  String host(int id) {
    return hosts.name(id);
  }

  int hostId(String name) {
    return hosts.id(name);
  }

  private void start() {
    if (changing) {
      throw new IllegalStateException(
          "a change is under way that was neither committed nor abandoned");
    }
    changing = true;
  }
}
