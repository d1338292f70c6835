package mailweir.collect.follow;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import mailweir.collect.Reading;

/**
 * The place from which a test watches logs: a folder, a clock that stands still, a follower that is stepped, and a caller that
 * commits lines and checkpoints together.
 */
final class Shore implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofMinutes(1);

  final Path folder;
  final List<String> told = new ArrayList<>();

  /** The texts that were committed, in order. */
  final List<String> lines = new ArrayList<>();

  /** The source of each of them. */
  final List<String> sources = new ArrayList<>();

  final Map<String, Checkpoint> committed = new LinkedHashMap<>();
  final List<String> forgotten = new ArrayList<>();
  private final List<String> roots;
  private final Disk disk;
  private Instant now = Instant.now();
  private long stamps;
  private Follower follower;

  Shore(Path folder, String... names) {
    this(Disk.LOCAL, folder, names);
  }

  Shore(Disk disk, Path folder, String... names) {
    this.folder = folder;
    this.disk = disk;
    this.roots =
        java.util.stream.Stream.of(names)
            .map(n -> n.isEmpty() ? folder.toString() : folder + "/" + n)
            .toList();
    restart();
  }

  /** The process ends without a word and starts again with what was committed. */
  Shore restart() {
    if (follower != null) {
      follower.close();
    }
    Reading reading = Reading.of(ZoneOffset.UTC, now.toEpochMilli() * 1000);
    follower = new Follower(roots, List.copyOf(committed.values()), setting(reading));
    return this;
  }

  private Setting setting(Reading reading) {
    return Setting.of(reading, () -> now, told::add).withDisk(disk).withPatience(PATIENCE);
  }

  /** Steps until there is nothing more, and commits; what came. */
  List<String> step() {
    List<String> came = new ArrayList<>();
    Step step;
    int steps = 0;
    do {
      step = stepOnce(came);
      if (++steps > 1000) {
        throw new AssertionError("it never comes to rest");
      }
    } while (step.more());
    return came;
  }

  /** One step, committed. */
  Step stepOnce(List<String> came) {
    List<String> from = new ArrayList<>();
    Step step =
        follower.step((source, line) -> {
          came.add(wordOf(line.raw().toString()));
          from.add(source);
        });
    lines.addAll(came.subList(came.size() - from.size(), came.size()));
    sources.addAll(from);
    step.checkpoints().forEach(c -> committed.put(c.source(), c));
    step.forgotten().forEach(committed::remove);
    forgotten.addAll(step.forgotten());
    return step;
  }

  /** One step whose commit never happens. */
  List<String> stepInVain() {
    List<String> came = new ArrayList<>();
    follower.step((source, line) -> came.add(wordOf(line.raw().toString())));
    return came;
  }

  /** The clock stands at this time, and the log was written last at it. */
  Shore at(String instant, String name) {
    now = Instant.parse(instant);
    return doing(() -> Files.setLastModifiedTime(path(name), FileTime.from(now)));
  }

  /** So long that nobody can still be compressing what was written until now. */
  Shore settle() {
    Instant real = Instant.now();
    now = (now.isAfter(real) ? now : real).plusSeconds(5);
    return this;
  }

  Shore pass(Duration time) {
    now = now.plus(time);
    return this;
  }

  Follower follower() {
    return follower;
  }

  Path path(String name) {
    return folder.resolve(name);
  }

  /** Appends whole lines, each with one of these words as its text. */
  Shore log(String name, String... words) {
    StringBuilder b = new StringBuilder();
    for (String word : words) {
      b.append(line(word)).append('\n');
    }
    return append(name, b.toString());
  }

  static String line(String word) {
    return "Nov 20 15:00:01 mx1 postfix/smtpd[17]: " + word;
  }

  private static String wordOf(String raw) {
    return raw.substring(raw.lastIndexOf("]: ") + (raw.contains("]: ") ? 3 : 1));
  }

  Shore append(String name, String text) {
    return doing(() ->
            Files.write(
                path(name),
                text.getBytes(StandardCharsets.UTF_8),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND))
        .stamp(name);
  }

  Shore move(String from, String to) {
    return doing(() -> Files.move(path(from), path(to)));
  }

  Shore copy(String from, String to) {
    return doing(() -> Files.copy(path(from), path(to))).stamp(to);
  }

  Shore delete(String name) {
    return doing(() -> Files.delete(path(name)));
  }

  /** Empties it and keeps its inode. */
  Shore truncate(String name) {
    return doing(
            () -> Files.newByteChannel(path(name), StandardOpenOption.WRITE).truncate(0).close())
        .stamp(name);
  }

  Shore gzip(String from, String to) {
    return doing(
            () -> {
              try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(path(to)))) {
                Files.copy(path(from), out);
              }
              Files.delete(path(from));
            })
        .stamp(to);
  }

  /** Times of modification follow the test's clock, each later than the one before: a story does not depend on how fast it is told. */
  private Shore stamp(String name) {
    try {
      Files.setLastModifiedTime(path(name), FileTime.from(now.plusMillis(++stamps)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  @FunctionalInterface
  interface Doing {
    void run() throws IOException;
  }

  Shore doing(Doing what) {
    try {
      what.run();
      Files.setLastModifiedTime(folder, FileTime.from(now.plusMillis(++stamps)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  @Override
  public void close() {
    follower.close();
  }
}
