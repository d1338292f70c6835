package mailweir.queue.postfix;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
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
 * Reads the queues of an instance of Postfix.
 *
 * <p>A file whose look (time, size, inode) is as it was is not opened again: an attempt changes the file's time, since it is when the next one is due.
 */
public final class PostfixQueue implements QueueReader {
  static final String MAILDROP = "maildrop";
  static final String HOLD = "hold";

  /** In the order in which messages walk, so that one that moves meanwhile is met twice rather than not at all. */
  static final List<String> QUEUES =
      List.of(MAILDROP, "incoming", "active", "deferred", HOLD, "corrupt");

  private static final int DEEPEST = 16;
  private static final int LONGEST_LOG = 64 * 1024;

  private final Instance instance;
  private final Postqueue postqueue;
  private final LongSupplier nanos;
  private Map<String, Known> known = Map.of();

  /**
   * A reader.
   *
   * @param instance whose queues
   * @param postqueue the program, for when the spool may not be read; may be absent
   * @param nanos a clock that only runs forward, for the budget
   */
  public PostfixQueue(Instance instance, Path postqueue, LongSupplier nanos) {
    this.instance = instance;
    this.postqueue = postqueue == null ? null : new Postqueue(postqueue, instance);
    this.nanos = nanos;
  }

  /** A file that was listed. */
  private record Found(String queue, String id, Path file) {}

  /** What a file said when it looked like this. */
  private record Known(SpoolFile.Look look, Waiting message) {}

  @Override
  public Place place() {
    return new Place("postfix", instance.name());
  }

  @Override
  public Scan read(long now, Budget budget) {
    Problems problems = new Problems();
    LevelCount levels = new LevelCount(QUEUES);
    Sample<Found> sample = new Sample<>(budget.messages());
    long until = nanos.getAsLong() + budget.time().toNanos();
    boolean any = false;
    boolean denied = false;
    for (String queue : QUEUES) {
      Path folder = instance.spool().resolve(queue);
      try {
        list(queue, folder, 0, levels, sample);
        any |= Files.isDirectory(folder);
      } catch (AccessDeniedException e) {
        denied = true;
        problems.add(
            folder
                + ": permission denied; its messages are not counted; let mailweir run as root, or with the capability CAP_DAC_READ_SEARCH");
      } catch (NotDirectoryException e) {
        problems.add(
            folder
                + ": is no folder, or a link to one; it is not followed; Postfix wants a folder of its own there");
      } catch (IOException e) {
        problems.add(folder + ": " + Problems.why(e) + "; its messages are not counted");
      }
    }
    if (denied && postqueue != null) {
      return postqueue.read(now, budget);
    }
    if (!any) {
      if (problems.text() == null) {
        problems.add(
            instance.spool()
                + ": no queues are there; nothing is counted; queue_directory in "
                + instance.configuration().resolve("main.cf")
                + " must name Postfix' spool");
      }
      known = Map.of();
      return new Scan(now, List.of(), List.of(), problems.text());
    }
    List<Waiting> messages = details(now, until, levels, sample, problems);
    return new Scan(now, levels.levels(), messages, problems.text());
  }

  private static void list(
      String queue, Path folder, int depth, LevelCount levels, Sample<Found> sample)
      throws IOException {
    List<Path> folders = new ArrayList<>();
    SpoolFile.names(
        folder,
        file -> {
          String name = file.getFileName().toString();
          if (name.length() == 1) {
            folders.add(file);
          } else if (QueueId.isOne(name)) {
            levels.count(queue);
            sample.add(name, new Found(queue, name, file));
          }
        });
    for (Path inner : folders) {
      if (depth < DEEPEST && SpoolFile.isFolder(inner)) {
        list(queue, inner, depth + 1, levels, sample);
      }
    }
  }

  private List<Waiting> details(
      long now, long until, LevelCount levels, Sample<Found> sample, Problems problems) {
    List<Found> taken = new ArrayList<>(sample.taken());
    taken.addAll(missed(taken, sample, levels));
    Map<String, Known> next = LinkedHashMap.newLinkedHashMap(taken.size());
    Map<String, Integer> unread = new HashMap<>();
    for (Found found : taken) {
      if (next.containsKey(found.id())) {
        levels.uncount(found.queue());
        continue;
      }
      try {
        Known message = look(found, nanos.getAsLong() < until);
        if (message != null) {
          levels.uncount(found.queue());
          levels.count(message.message().queue());
          levels.list(message.message(), now);
          next.put(found.id(), message);
        }
      } catch (AccessDeniedException e) {
        unread.merge(found.queue(), 1, Integer::sum);
      } catch (Gone e) {
        levels.uncount(found.queue());
      } catch (IOException e) {
        problems.add(
            instance.spool().resolve(found.queue())
                + ": a file cannot be read ("
                + Problems.why(e)
                + "); it is counted but not listed");
      }
    }
    unread.forEach((queue, count) ->
        problems.add(
            instance.spool().resolve(queue)
                + ": "
                + count
                + " files: permission denied; they are counted but not listed; let mailweir run as root"));
    known = next;
    return next.values().stream().map(Known::message).toList();
  }

  /** Messages of the look before that were not met: they may have moved to a queue that was listed already (deferred to active). */
  private List<Found> missed(List<Found> taken, Sample<Found> sample, LevelCount levels) {
    Set<String> met = new HashSet<>();
    taken.forEach(found -> met.add(found.id()));
    List<Found> missed = new ArrayList<>();
    for (Known before : known.values()) {
      Waiting m = before.message();
      if (!met.contains(m.id()) && sample.takes(m.id())) {
        levels.count(m.queue());
        missed.add(new Found(m.queue(), m.id(), instance.file(m.queue(), m.id())));
      }
    }
    return missed;
  }

  /** The file is nowhere any more. */
  private static final class Gone extends IOException {
    private static final long serialVersionUID = 1L;
  }

  /** {@code null}: half of it is there as yet, or nobody can read it, or there is no time any more. */
  private Known look(Found found, boolean inTime) throws IOException {
    Found at = found;
    SpoolFile.Look look = SpoolFile.look(at.file());
    for (int i = 0; look == null && i < QUEUES.size(); i++) {
      String queue = QUEUES.get(i);
      at = new Found(queue, found.id(), instance.file(queue, found.id()));
      look = SpoolFile.look(at.file());
    }
    if (look == null) {
      throw new Gone();
    }
    Known before = known.get(found.id());
    if (before != null && before.look().equals(look)) {
      return before.message().queue().equals(at.queue())
          ? before
          : new Known(look, moved(before.message(), at.queue()));
    }
    if (!inTime) {
      return null;
    }
    Waiting message = message(at);
    return message == null ? null : new Known(look, message);
  }

  private static Waiting moved(Waiting m, String queue) {
    return new Waiting(
        queue,
        m.id(),
        m.arrived(),
        m.size(),
        m.sender(),
        m.client(),
        m.clientName(),
        m.account(),
        m.recipients(),
        m.to(),
        m.reason(),
        m.attempts(),
        m.tried(),
        queue.equals(HOLD));
  }

  private Waiting message(Found found) throws IOException {
    Envelope envelope;
    try (SpoolFile file = SpoolFile.open(found.file())) {
      envelope = file == null ? null : Envelope.read(file);
    }
    if (envelope == null) {
      return null;
    }
    String reason = null;
    long tried = 0;
    Path log = instance.file("defer", found.id());
    SpoolFile.Look look = SpoolFile.look(log);
    if (look != null) {
      tried = look.modified();
      try (SpoolFile file = SpoolFile.open(log)) {
        if (file != null) {
          reason = DeferLog.reason(DeferLog.read(file.tail(LONGEST_LOG)), envelope.to());
        }
      }
    }
    return new Waiting(
        found.queue(),
        found.id(),
        envelope.arrived(),
        found.queue().equals(MAILDROP) ? -1 : envelope.size(),
        envelope.sender(),
        envelope.client(),
        envelope.clientName(),
        envelope.account(),
        envelope.waiting(),
        envelope.to(),
        reason,
        -1,
        tried,
        found.queue().equals(HOLD));
  }
}
