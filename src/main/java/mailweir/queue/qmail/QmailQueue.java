package mailweir.queue.qmail;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
 * Reads the queue of a qmail. A message in {@code todo} was not looked at by qmail-send yet; later it has an {@code info} file, and stands in {@code remote} while a remote recipient
 * waits, else in {@code local}. What looks as it did in the look before is not opened again. qmail keeps neither attempts nor answers of those that failed for now.
 */
public final class QmailQueue implements QueueReader {
  /** Messages that qmail-send did not look at yet. */
  public static final String UNPROCESSED = "todo";

  /** Those that wait for a mailbox of this host. */
  public static final String LOCAL = "local";

  /** Those that wait for another host. */
  public static final String REMOTE = "remote";

  static final String INFO = "info";
  static final String MESS = "mess";
  private static final String BOUNCE = "bounce";
  private static final int LARGEST = 1 << 20;
  private static final int HEADER_LINES = 2048;
  private static final int LAST_REASON = 4096;
  private static final int MOST_DIGITS = 20;

  private final String name;
  private final Path root;
  private final boolean headers;
  private final LongSupplier nanos;
  private Map<String, Known> known = Map.of();

  /**
   * A reader.
   *
   * @param name of the place
   * @param root qmail's folder {@code queue}
   * @param headers whether the first header lines of messages may be read, for who brought them
   * @param nanos a clock that only runs forward, for the budget
   */
  public QmailQueue(String name, Path root, boolean headers, LongSupplier nanos) {
    this.name = name;
    this.root = root;
    this.headers = headers;
    this.nanos = nanos;
  }

  /** Whether it is a message's number: nothing that a path or an argument could make something of. */
  public static boolean isId(String id) {
    return id != null
        && !id.isEmpty()
        && id.length() <= MOST_DIGITS
        && id.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** A message that was listed; {@code split} is the folder's number within {@code mess}, {@code info} and the others. */
  private record Found(String queue, String id, Path envelope, String split) {}

  /** How its files looked. */
  private record Looks(
      SpoolFile.Look envelope,
      SpoolFile.Look local,
      SpoolFile.Look remote,
      SpoolFile.Look bounce) {}

  private record Known(Looks looks, Waiting message) {}

  @Override
  public Place place() {
    return new Place("qmail", name);
  }

  /** Its folder. */
  public Path root() {
    return root;
  }

  @Override
  public Scan read(long now, Budget budget) {
    Problems problems = new Problems();
    long until = nanos.getAsLong() + budget.time().toNanos();
    if (!SpoolFile.isFolder(root.resolve(INFO)) || !SpoolFile.isFolder(root.resolve(MESS))) {
      known = Map.of();
      problems.add(
          root
              + ": no queue is there, or it may not be looked into; nothing is counted; it must be qmail's folder queue, and mailweir must run as root");
      return new Scan(now, List.of(), List.of(), problems.text());
    }
    LevelCount levels = new LevelCount(List.of(UNPROCESSED, LOCAL, REMOTE));
    Sample<Found> sample = new Sample<>(budget.messages());
    Set<String> todo = new HashSet<>();
    list(
        UNPROCESSED,
        problems,
        (file, split) -> {
          String id = file.getFileName().toString();
          todo.add(id);
          levels.count(UNPROCESSED);
          sample.add(id, new Found(UNPROCESSED, id, file, split));
        });
    // Whoever has both kinds of recipients stands in remote; who has none any more is about to go.
    Set<String> remote = new HashSet<>();
    list(REMOTE, problems, (file, split) -> remote.add(file.getFileName().toString()));
    list(
        INFO,
        problems,
        (file, split) -> {
          String id = file.getFileName().toString();
          if (!todo.contains(id)) {
            String queue = remote.contains(id) ? REMOTE : LOCAL;
            levels.count(queue);
            sample.add(id, new Found(queue, id, file, split));
          }
        });
    List<Waiting> messages = details(now, until, levels, sample.taken(), problems);
    return new Scan(now, levels.levels(), messages, problems.text());
  }

  /** What is done with a file and the number of its folder; {@code null}: it lies in none. */
  @FunctionalInterface
  private interface Each {
    void take(Path file, String split);
  }

  private void list(String part, Problems problems, Each each) {
    Path folder = root.resolve(part);
    try {
      if (!SpoolFile.isFolder(folder.resolve("0"))) {
        SpoolFile.names(folder, file -> take(file, null, each));
        return;
      }
      List<Path> splits = new ArrayList<>();
      SpoolFile.names(folder, splits::add);
      for (Path split : splits) {
        String number = split.getFileName().toString();
        if (isId(number)) {
          SpoolFile.names(split, file -> take(file, number, each));
        }
      }
    } catch (IOException e) {
      problems.add(
          folder
              + ": "
              + Problems.why(e)
              + "; what is in there is not counted; let mailweir run as root");
    }
  }

  private static void take(Path file, String split, Each each) {
    if (isId(file.getFileName().toString())) {
      each.take(file, split);
    }
  }

  private List<Waiting> details(
      long now, long until, LevelCount levels, List<Found> taken, Problems problems) {
    Map<String, Known> next = HashMap.newHashMap(taken.size());
    List<Waiting> messages = new ArrayList<>(taken.size());
    for (Found found : taken) {
      try {
        Looks looks = looks(found);
        if (looks.envelope() == null || next.containsKey(found.id())) {
          levels.uncount(found.queue());
          continue;
        }
        Known message = known.get(found.id());
        if (message == null
            || !message.looks().equals(looks)
            || message.message() != null && !message.message().queue().equals(found.queue())) {
          if (nanos.getAsLong() >= until) {
            continue;
          }
          message = new Known(looks, message(found, looks));
        }
        if (message.message() != null) {
          next.put(found.id(), message);
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

  private Path part(String part, Found found) {
    Path folder = root.resolve(part);
    return found.split() == null
        ? folder.resolve(found.id())
        : folder.resolve(found.split()).resolve(found.id());
  }

  private Looks looks(Found found) throws IOException {
    SpoolFile.Look envelope = SpoolFile.look(found.envelope());
    if (found.queue().equals(UNPROCESSED)) {
      return new Looks(envelope, null, null, null);
    }
    return new Looks(
        envelope,
        SpoolFile.look(part(LOCAL, found)),
        SpoolFile.look(part(REMOTE, found)),
        SpoolFile.look(root.resolve(BOUNCE).resolve(found.id())));
  }

  private static Envelope envelope(Path file) throws IOException {
    try (SpoolFile open = SpoolFile.open(file)) {
      return open == null ? null : Envelope.read(open.at(0, LARGEST));
    }
  }

  /** {@code null}: it went, or is half written. */
  private Waiting message(Found found, Looks looks) throws IOException {
    Envelope envelope = envelope(found.envelope());
    if (envelope == null || envelope.sender() == null) {
      return null;
    }
    List<String> to = new ArrayList<>(envelope.recipients());
    String reason = null;
    if (!found.queue().equals(UNPROCESSED)) {
      to.clear();
      for (String part : List.of(REMOTE, LOCAL)) {
        if ((part.equals(REMOTE) ? looks.remote() : looks.local()) != null) {
          Envelope channel = envelope(part(part, found));
          to.addAll(channel == null ? List.of() : channel.recipients());
        }
      }
      if (looks.bounce() != null) {
        try (SpoolFile file = SpoolFile.open(root.resolve(BOUNCE).resolve(found.id()))) {
          reason = file == null ? null : Bounce.reason(file.tail(LAST_REASON));
        }
      }
    }
    Path body = body(found);
    SpoolFile.Look look = body == null ? null : SpoolFile.look(body);
    Brought brought = Brought.UNKNOWN;
    if (headers && look != null) {
      try (SpoolFile file = SpoolFile.open(body)) {
        brought = file == null ? brought : Brought.read(file.at(0, HEADER_LINES));
      }
    }
    return new Waiting(
        found.queue(),
        found.id(),
        looks.envelope().modified(),
        look == null ? -1 : look.size(),
        envelope.sender(),
        brought.client(),
        brought.name(),
        null,
        to.size(),
        to,
        reason,
        -1,
        0,
        false);
  }

  /** Where its text lies; of one in {@code todo}, which may have no number of a folder, by how many folders there are. */
  private Path body(Found found) throws IOException {
    if (found.split() != null) {
      return part(MESS, found);
    }
    long[] folders = new long[1];
    SpoolFile.names(
        root.resolve(MESS), folder -> folders[0] += isId(folder.getFileName().toString()) ? 1 : 0);
    return folders[0] == 0
        ? null
        : root.resolve(MESS)
            .resolve(
                Long.toUnsignedString(
                    Long.remainderUnsigned(Long.parseUnsignedLong(found.id()), folders[0])))
            .resolve(found.id());
  }
}
