package mailweir.queue.sendmail;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import mailweir.queue.Budget;
import mailweir.queue.LevelCount;
import mailweir.queue.Place;
import mailweir.queue.Problems;
import mailweir.queue.QueueReader;
import mailweir.queue.Sample;
import mailweir.queue.Scan;
import mailweir.queue.SpoolFile;
import mailweir.queue.Waiting;

/**
 * Reads a queue of a Sendmail. What waits for its next attempt stands in the queue that is called as the place; what is quarantined ({@code hf} files) and what Sendmail gave
 * up on because it could not read it ({@code Qf} files) stand in queues of their own. A {@code qf} file that looks as it did in the look before is not opened again.
 *
 * <p>Not a message: an empty {@code qf} (Sendmail reserves an id by it, and empties it when the last recipient is done), a {@code df} without {@code qf} (one that is just
 * coming in, or remains of a crash), {@code tf} and {@code xf} files.
 */
public final class SendmailQueue implements QueueReader {
  /** Where quarantined messages stand. */
  public static final String QUARANTINED = "quarantined";

  /** Where those stand that Sendmail could not read. */
  public static final String LOST = "lost";

  private static final int USUAL_LENGTH = 1 << 14;
  private static final int LONGEST = 1 << 20;
  private static final int END = 3;
  private static final long MICROS_TO_WRITE = 300_000_000L;

  private final String name;
  private final Path root;
  private final String wild;
  private final LongSupplier nanos;
  private Map<String, Known> known = Map.of();

  /**
   * A reader.
   *
   * @param name of the place
   * @param root the queue's folder
   * @param wild of folders below it only those whose names begin so; {@code ""}: all, and itself
   * @param nanos a clock that only runs forward, for the budget
   */
  public SendmailQueue(String name, Path root, String wild, LongSupplier nanos) {
    this.name = name;
    this.root = root;
    this.wild = wild;
    this.nanos = nanos;
  }

  /** A {@code qf} file that was listed. */
  private record Found(String queue, Path file, Folders.Folder folder) {
    String id() {
      return file.getFileName().toString().substring(2);
    }
  }

  /** What the file said when it looked like this. */
  private record Known(SpoolFile.Look look, Waiting message) {}

  @Override
  public Place place() {
    return new Place("sendmail", name);
  }

  /** Its folder. */
  public Path root() {
    return root;
  }

  /** Of folders below it only those whose names begin so. */
  public String wild() {
    return wild;
  }

  @Override
  public Scan read(long now, Budget budget) {
    Problems problems = new Problems();
    long until = nanos.getAsLong() + budget.time().toNanos();
    Folders folders;
    try {
      if (!SpoolFile.isFolder(root)) {
        throw new NotDirectoryException(root.toString());
      }
      folders = Folders.of(root, wild);
    } catch (NotDirectoryException e) {
      known = Map.of();
      return nothing(now, problems, "is no folder, or a link to one", "name the folder itself");
    } catch (IOException e) {
      return nothing(now, problems, Problems.why(e), "let mailweir run as root");
    }
    for (String link : folders.links()) {
      problems.add(
          root.resolve(link)
              + ": is a link and not followed; its messages are not counted; name the folder that it leads to as a queue of its own");
    }
    LevelCount levels = new LevelCount(List.of(name, QUARANTINED));
    Sample<Found> sample = new Sample<>(budget.messages());
    for (Folders.Folder folder : folders.all()) {
      try {
        SpoolFile.names(folder.envelopes(), file -> take(file, folder, levels, sample));
      } catch (IOException e) {
        problems.add(
            folder.envelopes()
                + ": "
                + Problems.why(e)
                + "; its messages are not counted; let mailweir run as root");
      }
    }
    List<Waiting> messages = details(now, until, levels, sample.taken(), problems);
    return new Scan(now, levels.levels(), messages, problems.text());
  }

  private Scan nothing(long now, Problems problems, String why, String remedy) {
    problems.add(root + ": " + why + "; its messages are not counted; " + remedy);
    return new Scan(now, List.of(), List.of(), problems.text());
  }

  private void take(Path file, Folders.Folder folder, LevelCount levels, Sample<Found> sample) {
    String text = file.getFileName().toString();
    if (text.length() < 2 || text.charAt(1) != 'f') {
      return;
    }
    String queue;
    switch (text.charAt(0)) {
      case 'q' -> queue = name;
      case 'h' -> queue = QUARANTINED;
      case 'Q' -> queue = LOST;
      default -> {
        return;
      }
    }
    if (SendmailId.isOne(text, 2)) {
      levels.count(queue);
      sample.add(text.substring(2), new Found(queue, file, folder));
    }
  }

  private List<Waiting> details(
      long now, long until, LevelCount levels, List<Found> taken, Problems problems) {
    Map<String, Known> next = HashMap.newHashMap(taken.size());
    List<Waiting> messages = new ArrayList<>(taken.size());
    for (Found found : taken) {
      try {
        SpoolFile.Look look = SpoolFile.look(found.file());
        if (look == null || look.size() == 0) {
          levels.uncount(found.queue());
          continue;
        }
        String key = found.file().toString();
        Known message = known.get(key);
        if (message == null || !message.look().equals(look)) {
          if (nanos.getAsLong() >= until) {
            continue;
          }
          message = new Known(look, message(found, now - look.modified(), problems));
        }
        if (message.message() != null) {
          next.put(key, message);
          levels.list(message.message(), now);
          messages.add(message.message());
        }
      } catch (AccessDeniedException e) {
        problems.add(
            root
                + ": files with permission denied; they are counted but not listed; let mailweir run as root");
      } catch (IOException e) {
        problems.add(
            root
                + ": a file cannot be read ("
                + Problems.why(e)
                + "); it is counted but not listed");
      }
    }
    known = next;
    return messages;
  }

  /** {@code null}: it went, or there is no whole envelope in it. */
  private Waiting message(Found found, long age, Problems problems) throws IOException {
    QueueFile file = envelope(found.file());
    if (file == null) {
      return null;
    }
    if (!file.complete() || file.isBroken()) {
      if (age > MICROS_TO_WRITE) {
        problems.add(
            root
                + ": queue files that are not whole; they are counted but not listed; Sendmail puts them aside as Qf files at its next queue run");
      }
      return null;
    }
    SpoolFile.Look body = SpoolFile.look(found.folder().bodies().resolve("df" + found.id()));
    return waiting(found.queue(), found.id(), file, body == null ? -1 : body.size());
  }

  /** {@code null}: the file is not there (any more), or no regular file. */
  private static QueueFile envelope(Path path) throws IOException {
    try (SpoolFile file = SpoolFile.open(path)) {
      if (file == null) {
        return null;
      }
      byte[] begin = file.at(0, file.size() <= USUAL_LENGTH ? USUAL_LENGTH : LONGEST);
      return QueueFile.read(begin, begin.length == file.size() ? begin : file.tail(END));
    }
  }

  private static Waiting waiting(String queue, String id, QueueFile file, long size) {
    Relay relay = file.relay() == null ? Relay.UNKNOWN : Relay.of(file.relay());
    return new Waiting(
        queue,
        id,
        file.arrived(),
        size,
        file.sender(),
        relay.address(),
        relay.name(),
        file.account() == null ? relay.user() : file.account(),
        file.recipients(),
        file.to(),
        file.quarantine() == null ? file.reason() : file.quarantine(),
        file.attempts(),
        file.tried(),
        queue.equals(QUARANTINED) || queue.equals(LOST));
  }
}
