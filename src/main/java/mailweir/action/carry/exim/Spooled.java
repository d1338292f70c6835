package mailweir.action.carry.exim;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import mailweir.action.Target;
import mailweir.action.carry.Outcome;
import mailweir.queue.SpoolFile;
import mailweir.queue.Waiting;
import mailweir.queue.exim.EximId;
import mailweir.queue.exim.EximQueue;

/** A message of an order in Exim's spool. */
final class Spooled implements AutoCloseable {
  static final String HEADER = "-H";
  static final String DATA = "-D";
  static final String JOURNAL = "-J";
  private static final long MICROS = 1_000_000L;

  final Target target;
  private Outcome outcome;
  private Path folder;
  private boolean wasFrozen;
  private FileChannel data;

  private Spooled(Target target) {
    this.target = target;
  }

  /** The folders in which a message may be: split by its id, or not. */
  static List<Path> folders(Path spool, String id) {
    Path input = spool.resolve(EximQueue.INPUT);
    return List.of(input, input.resolve(EximId.folder(id)));
  }

  /** Looks for the message and compares it. */
  static Spooled find(Path spool, Target target) {
    Spooled spooled = new Spooled(target);
    if (!EximId.isOne(target.id())) {
      spooled.outcome = Outcome.failed("is no message id of Exim");
      return spooled;
    }
    try {
      for (Path folder : folders(spool, target.id())) {
        if (SpoolFile.isFolder(folder)
            && SpoolFile.look(folder.resolve(target.id() + HEADER)) != null) {
          spooled.folder = folder;
          spooled.compare();
          return spooled;
        }
      }
      spooled.outcome = Outcome.GONE;
    } catch (IOException e) {
      spooled.outcome =
          Outcome.failed("cannot be read (" + e + "); nothing was done; mailweir must run as root");
    }
    return spooled;
  }

  private void compare() throws IOException {
    Waiting message = EximQueue.message(folder, target.id());
    if (message == null) {
      outcome =
          SpoolFile.look(folder.resolve(target.id() + HEADER)) == null
              ? Outcome.GONE
              : Outcome.failed("its -H file is not whole; nothing was done");
      return;
    }
    wasFrozen = message.held();
    boolean sameTime =
        target.arrived() == message.arrived()
            || target.arrived() % MICROS == 0
                && target.arrived() / MICROS == message.arrived() / MICROS;
    if (!sameTime || !Objects.equals(target.sender(), message.sender())) {
      outcome = Outcome.CHANGED;
    } else if (target.size() >= 0 && message.size() != target.size()) {
      outcome = Outcome.CHANGED;
    }
  }

  /** Compares again; whether it is frozen now. */
  boolean isFrozenNow() throws IOException {
    boolean before = wasFrozen;
    compare();
    boolean now = wasFrozen;
    wasFrozen = before;
    return now && isOpen();
  }

  /** Takes the lock that Exim takes while it works at a message; false: a process of Exim has it. */
  boolean lock() throws IOException {
    FileChannel channel;
    try {
      channel =
          FileChannel.open(
              file(DATA),
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return false;
    }
    try {
      FileLock lock = channel.tryLock(0, EximId.beforeBody(target.id()), false);
      if (lock != null) {
        data = channel;
        return true;
      }
    } catch (OverlappingFileLockException e) {
      // Somebody in this program has it.
    }
    channel.close();
    return false;
  }

  Path file(String end) {
    return folder.resolve(target.id() + end);
  }

  /** The locked file; {@code null}: it is not locked. */
  FileChannel data() {
    return data;
  }

  Path folder() {
    return folder;
  }

  /** Whether it was frozen when it was found. */
  boolean wasFrozen() {
    return wasFrozen;
  }

  /** What became of it; {@code null}: nothing yet, and it is the one that is meant. */
  Outcome outcome() {
    return outcome;
  }

  void became(Outcome what) {
    outcome = what;
  }

  boolean isOpen() {
    return outcome == null;
  }

  /** Gives the lock back. */
  @Override
  public void close() {
    if (data != null) {
      try {
        data.close();
      } catch (IOException e) {
        // It was not written to: nothing is lost.
      }
      data = null;
    }
  }
}
