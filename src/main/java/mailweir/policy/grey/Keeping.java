package mailweir.policy.grey;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Keeps the memory on the disk: changes are put into a buffer by whoever makes them, and one thread writes the buffer each {@link #PERIOD}: then it
 * outlives the process. Another forces the file each {@link #FORCE_PERIOD}: then it outlives a loss of power; a disk that is slow at that holds up no write.
 *
 * <pre>
 *   table-7   journal-7  journal-8      what a start reads: the newest table, and the journals of its number and above
 *                        ▲ written now
 * </pre>
 *
 * <p>When the journals are longer than the table, a new journal is begun, then the memory is written to {@code table-N.part} in the background and renamed; then all
 * older files are removed. A disk that fails costs durability and nothing else: changes are dropped, and when a file can be made again the whole memory is
 * written.
 */
final class Keeping implements Table.Log, AutoCloseable {
  static final long PERIOD = 20_000_000L;
  private static final long FORCE_PERIOD = 40_000_000L;
  private static final int CHUNK = 1 << 18;
  private static final int MOST_CHUNKS = 256;
  private static final long TRY_AGAIN = 1_000_000_000L;
  private static final long LEAST_JOURNAL = 64L << 20;

  private final Path folder;
  private final State state;
  private final Settings how;
  private final Disk disk;
  private final Consumer<String> say;
  private final Thread thread;
  private final Thread forcer;
  private final Object bufferLock = new Object();
  private ByteBuffer filling = ByteBuffer.allocate(CHUNK);
  private List<ByteBuffer> full = new ArrayList<>();
  private ByteBuffer spare;
  private boolean isOverfull;

  private Format format;
  private volatile Disk.Out journal;
  private volatile boolean isUnforced;
  private volatile IOException forceFault;
  private long journalBytes;
  private volatile long tableBytes;
  private long triedAt;
  private int swept;
  private volatile Thread copying;
  private volatile IOException copyFault;
  private volatile boolean isCopyNeeded;
  private volatile boolean isTroubled;
  private volatile boolean isEnding;
  private volatile long now;

  /** Begins a journal of this number; a disk that fails already is told as one that fails later. */
  Keeping(
      Path folder,
      State state,
      Settings how,
      Disk disk,
      Format next,
      long unsaved,
      long tableBytes,
      Consumer<String> say) {
    this.folder = folder;
    this.state = state;
    this.how = how;
    this.disk = disk;
    this.say = say;
    this.format = next;
    this.tableBytes = tableBytes;
    begin();
    this.journalBytes = unsaved;
    forcer = Thread.ofPlatform().daemon().name("greylist fsync").start(this::forceAgainAndAgain);
    thread =
        Thread.ofPlatform()
            .daemon()
            .name("greylist")
            .priority(Thread.MAX_PRIORITY)
            .start(this::run);
  }

  /** The time of the last look: what the sweeping goes by. */
  void isNow(long millis) {
    now = millis;
  }

  @Override
  public void changed(int table, int sequence, long key, long word, byte[] text) {
    int needed = Record.SHORTEST + (text == null ? 0 : Math.min(text.length, Record.LONGEST_TEXT));
    synchronized (bufferLock) {
      if (filling.remaining() < needed) {
        if (full.size() >= MOST_CHUNKS) {
          isOverfull = true;
          return;
        }
        full.add(filling);
        filling = empty();
      }
      Record.put(filling, table, sequence, key, word, text);
    }
  }

  /** A chunk to be filled; the buffer's lock is held. */
  private ByteBuffer empty() {
    ByteBuffer chunk = spare == null ? ByteBuffer.allocate(CHUNK) : spare;
    spare = null;
    return chunk;
  }

  private void run() {
    long due = System.nanoTime() + PERIOD;
    while (!isEnding) {
      LockSupport.parkNanos(due - System.nanoTime());
      if (System.nanoTime() - due < 0 && !isEnding) {
        continue;
      }
      due = System.nanoTime() + PERIOD;
      try {
        turn();
      } catch (RuntimeException | Error e) {
        failed(new IOException(e));
      }
    }
  }

  private void forceAgainAndAgain() {
    while (!isEnding) {
      LockSupport.parkNanos(FORCE_PERIOD);
      Disk.Out out = journal;
      if (isUnforced && out != null) {
        isUnforced = false;
        try {
          out.force();
        } catch (IOException e) {
          // one that was closed meanwhile is no fault: who closed it has forced it, or has said
          // what is wrong
          if (out == journal) {
            forceFault = e;
          }
        }
      }
    }
  }

  private void turn() {
    IOException unforced = forceFault;
    if (unforced != null) {
      forceFault = null;
      failed(unforced);
    }
    if (journal == null && System.nanoTime() - triedAt >= TRY_AGAIN) {
      format = new Format(format.k0(), format.k1(), format.number() + 1);
      begin();
    }
    write();
    if (now != 0) {
      int index = swept++ % (state.triplets.segments.length + state.clients.segments.length);
      int ofTriplets = state.triplets.segments.length;
      if (index < ofTriplets) {
        state.triplets.sweep(index, now, how);
      } else {
        state.clients.sweep(index - ofTriplets, now, how);
      }
    }
    IOException fault = copyFault;
    if (fault != null) {
      copyFault = null;
      complain(fault);
      isCopyNeeded = true;
      triedAt = System.nanoTime();
    }
    if (copying == null
        && journal != null
        && (isCopyNeeded && System.nanoTime() - triedAt >= TRY_AGAIN
            || journalBytes > Math.max(LEAST_JOURNAL, tableBytes))) {
      copy();
    }
  }

  /** Begins the journal of the format's number. */
  private void begin() {
    triedAt = System.nanoTime();
    try {
      Disk.Out out = disk.create(folder.resolve("journal-" + format.number()));
      try {
        out.write(format.header(Format.JOURNAL), Format.LENGTH);
        out.force();
        syncFolder();
      } catch (IOException e) {
        out.close();
        throw e;
      }
      journal = out;
      journalBytes = 0;
    } catch (IOException e) {
      try {
        Files.deleteIfExists(folder.resolve("journal-" + format.number()));
      } catch (IOException more) {
        e.addSuppressed(more);
      }
      failed(e);
    }
  }

  private void write() {
    List<ByteBuffer> chunks;
    synchronized (bufferLock) {
      if (isOverfull) {
        isOverfull = false;
        isCopyNeeded = true;
      }
      chunks = full;
      if (filling.position() > 0) {
        chunks.add(filling);
        filling = empty();
      }
      if (chunks.isEmpty()) {
        return;
      }
      full = new ArrayList<>();
    }
    if (journal != null) {
      try {
        for (ByteBuffer chunk : chunks) {
          Record.seal(chunk.array(), chunk.position());
          journal.write(chunk.array(), chunk.position());
          journalBytes += chunk.position();
        }
        isUnforced = true;
      } catch (IOException e) {
        failed(e);
      }
    }
    synchronized (bufferLock) {
      spare = chunks.getFirst().clear();
    }
  }

  private void failed(IOException e) {
    complain(e);
    isCopyNeeded = true;
    triedAt = System.nanoTime();
    Disk.Out broken = journal;
    journal = null;
    if (broken != null) {
      try {
        broken.close();
      } catch (IOException more) {
        e.addSuppressed(more);
      }
    }
  }

  private void complain(IOException e) {
    if (!isTroubled) {
      isTroubled = true;
      say.accept(
          folder
              + ": the greylist's memory cannot be written ("
              + e.getMessage()
              + "); answers are given from memory, and those from now on are forgotten when this process ends before the disk is well again; it is tried each second");
    }
  }

  /** Begins a new journal and, behind it, a copy of the memory. */
  private void copy() {
    isCopyNeeded = false;
    Disk.Out before = journal;
    format = new Format(format.k0(), format.k1(), format.number() + 1);
    journal = null;
    begin();
    if (journal == null) {
      journal = before;
      isCopyNeeded = true;
      return;
    }
    Format of = format;
    Thread copier =
        Thread.ofPlatform().daemon().name("greylist copy").unstarted(() -> copy(of, before));
    copying = copier;
    copier.start();
  }

  private void copy(Format of, Disk.Out before) {
    Path part = folder.resolve("table-" + of.number() + ".part");
    Path whole = folder.resolve("table-" + of.number());
    try {
      try (before) {
        before.force();
      }
      boolean isWhole;
      try (Disk.Out out = disk.create(part)) {
        isWhole = TableFile.write(out, of, state, () -> isEnding);
      }
      if (isWhole) {
        tableBytes = Files.size(part);
        Files.move(part, whole);
        syncFolder();
        for (Path old : files(folder)) {
          if (number(old) < of.number()) {
            Files.deleteIfExists(old);
          }
        }
        if (isTroubled && journal != null && !isCopyNeeded) {
          isTroubled = false;
          say.accept(folder + ": the greylist's memory is written again; all of it is on the disk");
        }
      } else {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      try {
        Files.deleteIfExists(part);
      } catch (IOException more) {
        e.addSuppressed(more);
      }
      copyFault = e;
    } finally {
      copying = null;
    }
  }

  /** What is lost if the machine stops now would be told: for tests and for the owner's page. */
  boolean isTroubled() {
    return isTroubled;
  }

  private void syncFolder() throws IOException {
    try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  /** Tables and journals of a folder, by number, tables first. */
  static List<Path> files(Path folder) throws IOException {
    List<Path> found = new ArrayList<>();
    try (Stream<Path> all = Files.list(folder)) {
      all.filter(p -> p.getFileName().toString().matches("(table|journal)-[0-9]{1,18}"))
          .forEach(found::add);
    }
    Path[] sorted = found.toArray(Path[]::new);
    Arrays.sort(
        sorted,
        (a, b) -> {
          int byNumber = Long.compare(number(a), number(b));
          return byNumber != 0 ? byNumber : Boolean.compare(isTable(b), isTable(a));
        });
    return List.of(sorted);
  }

  static boolean isTable(Path file) {
    return file.getFileName().toString().startsWith("table-");
  }

  static long number(Path file) {
    String name = file.getFileName().toString();
    return Long.parseLong(name.substring(name.indexOf('-') + 1));
  }

  /** Copies the memory soon. */
  void copySoon() {
    isCopyNeeded = true;
  }

  /** Writes what is left; returns when it is on the disk. */
  @Override
  public void close() {
    isEnding = true;
    LockSupport.unpark(thread);
    LockSupport.unpark(forcer);
    try {
      thread.join();
      forcer.join();
      Thread copier = copying;
      if (copier != null) {
        copier.join();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    write();
    if (journal != null) {
      try (Disk.Out last = journal) {
        last.force();
      } catch (IOException e) {
        complain(e);
      }
      journal = null;
    }
  }
}
