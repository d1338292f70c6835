package mailweir.queue.exim;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
 * Reads the queues of an Exim: {@code input}, and named queues by their names. What looks as it did in the look before ({@code -H}, journal and log) is not
 * opened again.
 */
public final class EximQueue implements QueueReader {
  /** The queue without a name. */
  public static final String INPUT = "input";

  private static final String HEADER = "-H";
  private static final String JOURNAL = "-J";
  private static final int LARGEST_HEADER = 1 << 20;
  private static final int LARGEST_JOURNAL = 1 << 18;
  private static final int LOG_END = 4096;

  private final String name;
  private final Path spool;
  private final LongSupplier nanos;
  private Map<String, Known> known = Map.of();

  /**
   * A reader.
   *
   * @param name of the place
   * @param spool Exim's {@code spool_directory}
   * @param nanos a clock that only runs forward, for the budget
   */
  public EximQueue(String name, Path spool, LongSupplier nanos) {
    this.name = name;
    this.spool = spool;
    this.nanos = nanos;
  }

  /** A message that was listed; {@code folder} of its {@code -H}, {@code log} its log. */
  private record Found(String queue, String id, Path folder, Path log) {}

  /** What the files said when they looked like this. */
  private record Known(
      SpoolFile.Look header, SpoolFile.Look journal, SpoolFile.Look log, Waiting message) {}

  @Override
  public Place place() {
    return new Place("exim", name);
  }

  @Override
  public Scan read(long now, Budget budget) {
    Problems problems = new Problems();
    long until = nanos.getAsLong() + budget.time().toNanos();
    Map<String, Path> queues;
    try {
      queues = queues();
    } catch (IOException e) {
      problems.add(
          spool
              + ": "
              + Problems.why(e)
              + "; its messages are not counted; spool_directory must be readable for mailweir (run it as root, or in Exim's group)");
      return new Scan(now, List.of(), List.of(), problems.text());
    }
    if (queues.isEmpty()) {
      problems.add(
          spool + ": no queue is there; nothing is counted; it must be Exim's spool_directory");
      known = Map.of();
      return new Scan(now, List.of(), List.of(), problems.text());
    }
    LevelCount levels = new LevelCount(queues.keySet());
    Sample<Found> sample = new Sample<>(budget.messages());
    Set<String> journals = new HashSet<>();
    queues.forEach((queue, folder) -> {
      try {
        list(queue, folder, levels, sample, journals);
      } catch (NotDirectoryException e) {
        problems.add(folder + ": is no folder, or a link to one; it is not followed");
      } catch (IOException e) {
        problems.add(
            folder
                + ": "
                + Problems.why(e)
                + "; its messages are not counted; let mailweir run as root, or in Exim's group");
      }
    });
    List<Waiting> messages = details(now, until, levels, sample.taken(), journals, problems);
    return new Scan(now, levels.levels(), messages, problems.text());
  }

  /** Each queue's folder {@code input}, by name. */
  private Map<String, Path> queues() throws IOException {
    Map<String, Path> queues = new TreeMap<>();
    if (SpoolFile.isFolder(spool.resolve(INPUT))) {
      queues.put(INPUT, spool);
    }
    SpoolFile.names(
        spool,
        folder -> {
          if (!folder.getFileName().toString().equals(INPUT)
              && SpoolFile.isFolder(folder)
              && SpoolFile.isFolder(folder.resolve(INPUT))) {
            queues.put(folder.getFileName().toString(), folder);
          }
        });
    return queues;
  }

  private static void list(
      String queue, Path root, LevelCount levels, Sample<Found> sample, Set<String> journals)
      throws IOException {
    List<Path> folders = new ArrayList<>();
    Path input = root.resolve(INPUT);
    Path logs = root.resolve("msglog");
    SpoolFile.names(
        input,
        file -> {
          if (file.getFileName().toString().length() == 1) {
            folders.add(file);
          } else {
            take(queue, file, logs, levels, sample, journals);
          }
        });
    for (Path folder : folders) {
      if (SpoolFile.isFolder(folder)) {
        Path inner = logs.resolve(folder.getFileName());
        SpoolFile.names(folder, file -> take(queue, file, inner, levels, sample, journals));
      }
    }
  }

  private static void take(
      String queue,
      Path file,
      Path logs,
      LevelCount levels,
      Sample<Found> sample,
      Set<String> journals) {
    String name = file.getFileName().toString();
    if (name.length() < 2) {
      return;
    }
    String id = name.substring(0, name.length() - 2);
    if (name.endsWith(HEADER) && EximId.isOne(id)) {
      levels.count(queue);
      sample.add(id, new Found(queue, id, file.getParent(), logs.resolve(id)));
    } else if (name.endsWith(JOURNAL) && EximId.isOne(id)) {
      journals.add(id);
    }
  }

  private List<Waiting> details(
      long now,
      long until,
      LevelCount levels,
      List<Found> taken,
      Set<String> journals,
      Problems problems) {
    Map<String, Known> next = LinkedHashMap.newLinkedHashMap(taken.size());
    for (Found found : taken) {
      if (next.containsKey(found.id())) {
        levels.uncount(found.queue());
        continue;
      }
      try {
        SpoolFile.Look header = SpoolFile.look(found.folder().resolve(found.id() + HEADER));
        if (header == null) {
          levels.uncount(found.queue());
          continue;
        }
        SpoolFile.Look journal =
            journals.contains(found.id())
                ? SpoolFile.look(found.folder().resolve(found.id() + JOURNAL))
                : null;
        SpoolFile.Look log = logged(found.log());
        Known before = known.get(found.id());
        Known message = new Known(header, journal, log, null);
        if (before != null
            && message.equals(new Known(before.header(), before.journal(), before.log(), null))
            && before.message().queue().equals(found.queue())) {
          message = before;
        } else if (nanos.getAsLong() < until) {
          message = new Known(header, journal, log, message(found, journal, log));
        }
        if (message.message() != null) {
          levels.list(message.message(), now);
          next.put(found.id(), message);
        }
      } catch (AccessDeniedException e) {
        problems.add(
            spool
                + ": files with permission denied; they are counted but not listed; let mailweir run as root, or in Exim's group");
      } catch (IOException e) {
        problems.add(
            spool
                + ": a file cannot be read ("
                + Problems.why(e)
                + "); it is counted but not listed");
      }
    }
    known = next;
    return next.values().stream().map(Known::message).toList();
  }

  private static SpoolFile.Look logged(Path log) {
    try {
      return SpoolFile.look(log);
    } catch (IOException e) {
      return null;
    }
  }

  private static byte[] bytes(Path path, int most) throws IOException {
    try (SpoolFile file = SpoolFile.open(path)) {
      return file == null ? new byte[0] : file.at(0, most);
    }
  }

  /**
   * A message as a look would find it.
   *
   * @param folder that has its {@code -H} file
   * @return {@code null}: it is not there, or broken
   */
  public static Waiting message(Path folder, String id) throws IOException {
    return message(
        new Found(INPUT, id, folder, folder.resolve(id)),
        SpoolFile.look(folder.resolve(id + JOURNAL)),
        null);
  }

  /** {@code null}: the file is gone, or broken. */
  private static Waiting message(Found found, SpoolFile.Look journal, SpoolFile.Look log)
      throws IOException {
    Header header = Header.read(bytes(found.folder().resolve(found.id() + HEADER), LARGEST_HEADER));
    if (header == null || !header.id().equals(found.id())) {
      return null;
    }
    Set<String> done = new HashSet<>(header.done());
    if (journal != null) {
      String text =
          new String(
              bytes(found.folder().resolve(found.id() + JOURNAL), LARGEST_JOURNAL),
              StandardCharsets.UTF_8);
      text.lines().forEach(done::add);
    }
    SpoolFile.Look data = SpoolFile.look(found.folder().resolve(found.id() + "-D"));
    String reason = null;
    if (log != null) {
      try (SpoolFile file = SpoolFile.open(found.log())) {
        reason = file == null ? null : MessageLog.reason(file.tail(LOG_END));
      } catch (AccessDeniedException e) {
        reason = null;
      }
    }
    List<String> waiting = header.recipients().stream().filter(to -> !done.contains(to)).toList();
    return new Waiting(
        found.queue(),
        found.id(),
        header.arrived(),
        data == null
            ? -1
            : Math.max(0, data.size() - EximId.beforeBody(found.id())) + 1 + header.header(),
        header.sender(),
        header.client(),
        header.clientName(),
        account(header),
        waiting.size(),
        waiting,
        reason,
        -1,
        reason == null ? 0 : log.modified(),
        header.frozen() > 0);
  }

  private static String account(Header header) {
    if (header.account() != null) {
      return header.account();
    }
    if (header.client() != null || header.ownError()) {
      return null;
    }
    return header.ident() != null ? header.ident() : header.login();
  }
}
