package mailweir.action.carry.postfix;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import mailweir.action.Target;
import mailweir.action.carry.Outcome;
import mailweir.queue.Bytes;
import mailweir.queue.SpoolFile;
import mailweir.queue.postfix.Envelope;
import mailweir.queue.postfix.Instance;
import mailweir.queue.postfix.QueueId;

/** A message of an order, with its queue file held open so that its inode, and with that its id, is nobody else's. */
final class Subject implements AutoCloseable {
  /** Queues in which a message may be touched, in the order in which messages walk. */
  static final List<String> QUEUES = List.of("incoming", "active", "deferred", "hold");

  static final String MAILDROP = "maildrop";
  static final String HOLD = "hold";
  private static final int TRIES = 3;
  private static final long MICROS = 1_000_000L;

  final Target target;
  private Outcome outcome;
  private String queue;
  private Object file;
  private FileChannel channel;

  private Subject(Target target) {
    this.target = target;
  }

  /** Looks for the message and compares it; when it is the one, its file is open. */
  static Subject find(Instance instance, Target target) {
    Subject subject = new Subject(target);
    if (!QueueId.isOne(target.id())) {
      subject.outcome = Outcome.failed("is no queue id of Postfix");
      return subject;
    }
    try {
      subject.find(instance);
    } catch (IOException e) {
      subject.outcome =
          Outcome.failed("cannot be read (" + e + "); nothing was done; mailweir must run as root");
    }
    return subject;
  }

  private void find(Instance instance) throws IOException {
    for (int i = 0; i < TRIES; i++) {
      for (String name : QUEUES) {
        if (open(name, instance.file(name, target.id()))) {
          return;
        }
      }
    }
    outcome =
        SpoolFile.look(instance.file(MAILDROP, target.id())) != null
            ? Outcome.failed(
                "waits in maildrop, where Postfix holds nothing; nothing was done; ask again when it was taken in")
            : Outcome.GONE;
  }

  /** Whether a file is there; then it is compared. */
  private boolean open(String name, Path path) throws IOException {
    SpoolFile.Look look = SpoolFile.look(path);
    if (look == null) {
      return false;
    }
    FileChannel opened;
    try {
      opened = FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException e) {
      return false;
    }
    SpoolFile.Look again = SpoolFile.look(path);
    if (again == null || !again.file().equals(look.file())) {
      // It moved on while it was opened, maybe to be another's.
      opened.close();
      return false;
    }
    channel = opened;
    queue = name;
    file = look.file();
    Envelope envelope = envelope();
    if (envelope == null) {
      outcome = Outcome.failed("its file is not whole; nothing was done");
    } else if (!isThis(envelope)) {
      outcome = Outcome.CHANGED;
    }
    return true;
  }

  private boolean isThis(Envelope envelope) {
    long arrived = target.arrived();
    // A plan that was made by postqueue knows whole seconds.
    boolean sameTime =
        arrived == envelope.arrived()
            || arrived % MICROS == 0 && arrived / MICROS == envelope.arrived() / MICROS;
    return sameTime
        && envelope.sender().equals(target.sender())
        && (target.size() < 0 || target.size() == envelope.size());
  }

  /** What the open file says now; {@code null}: nothing whole. */
  Envelope envelope() throws IOException {
    long size = channel.size();
    return Envelope.read(
        new Bytes() {
          @Override
          public long size() {
            return size;
          }

          @Override
          public byte[] at(long position, int length) throws IOException {
            if (position < 0 || position >= size || length <= 0) {
              return new byte[0];
            }
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(length, size - position));
            while (bytes.hasRemaining() && channel.read(bytes, position + bytes.position()) >= 0) {
              // until all of it is there
            }
            return Arrays.copyOf(bytes.array(), bytes.position());
          }
        });
  }

  /** Whether the file at a path is the one that is open. */
  boolean isAt(Path path) throws IOException {
    SpoolFile.Look look = SpoolFile.look(path);
    return look != null && look.file().equals(file);
  }

  /** The queue in which it was found; absent: nowhere. */
  String queue() {
    return queue;
  }

  FileChannel channel() {
    return channel;
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

  @Override
  public void close() {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        // It was open for reading: nothing is lost.
      }
    }
  }
}
