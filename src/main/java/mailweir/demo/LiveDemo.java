package mailweir.demo;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * A log that lives: the last seven days of two busy mail servers, and then what they say from now on, as one looks.
 *
 * <p>{@link #advance} does the work and takes the time from its clock; {@link #start} calls it from a thread of its own. The first
 * call writes the history, a few hours at a time, so that a follower has something to read at once. Stamps are RFC 3339 in UTC:
 * neither year nor zone have to be guessed.
 */
public final class LiveDemo implements AutoCloseable {
  /** The hosts whose log it is. */
  static final int HOSTS = 2;

  private static final Duration HISTORY = Duration.ofDays(7);
  private static final Duration PIECE = Duration.ofHours(4);
  private static final Duration BEAT = Duration.ofMillis(250);

  /** Sessions a day: about ten lines each. */
  private static final double BEFORE = 12_000;

  private static final double NOW = 65_000;

  private final Path file;
  private final InstantSource clock;
  private final OutputStream out;
  private final TrafficGenerator generator;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private long written;
  private Thread thread;

  /** Writes to this file, which must not exist. */
  public LiveDemo(Path file, InstantSource clock, long seed) throws IOException {
    this.file = file;
    this.clock = clock;
    LocalDate first = LocalDate.ofInstant(clock.instant().minus(HISTORY), ZoneOffset.UTC);
    TrafficOptions options =
        new TrafficOptions(
            seed, 0, 0, HOSTS, TrafficOptions.Format.POSTFIX, 0, BEFORE, first, null, true, true);
    out =
        new BufferedOutputStream(
            Files.newOutputStream(file, StandardOpenOption.CREATE_NEW), 1 << 16);
    generator = new TrafficGenerator(options, out);
    written = Truth.millis(first);
  }

  /** In a folder of its own among the temporary ones; {@link #close} removes both. */
  public static LiveDemo inTemporaryFolder() throws IOException {
    Path folder = Files.createTempDirectory("mailweir-demo-");
    return new LiveDemo(folder.resolve("mail.log"), InstantSource.system(), 42);
  }

  /** The log. */
  public Path file() {
    return file;
  }

  /** Writes what was said until now, at most a few hours of it; whether there is more to write at once. */
  public boolean advance() throws IOException {
    long now = clock.millis();
    long to = Math.min(now, written + PIECE.toMillis());
    generator.runUntil(to);
    written = to;
    if (to < now) {
      return true;
    }
    generator.paceSteadily(NOW);
    return false;
  }

  /** What is true of the lines written so far. */
  public Truth truth() {
    return generator.truth();
  }

  /** Advances by itself until it is closed. */
  public void start() {
    thread = Thread.ofPlatform().daemon().name("demo").start(this::live);
  }

  private void live() {
    try {
      while (stopped.getCount() > 0) {
        if (!advance() && stopped.await(BEAT.toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          file
              + ": the demo's log cannot be written; it stands still; free its disk and start again",
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends, and removes the log. */
  @Override
  public void close() throws IOException {
    stopped.countDown();
    try {
      if (thread != null) {
        thread.join(Duration.ofSeconds(10));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    out.close();
    Files.deleteIfExists(file);
    Path folder = file.getParent();
    if (folder != null && folder.getFileName().toString().startsWith("mailweir-demo-")) {
      Files.deleteIfExists(folder);
    }
  }
}
