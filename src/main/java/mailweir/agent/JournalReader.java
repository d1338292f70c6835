package mailweir.agent;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import mailweir.collect.JournalExport;
import mailweir.parse.Line;
import mailweir.parse.Names;
import mailweir.parse.syslog.Calendar;
import mailweir.parse.syslog.Envelopes;

/**
 * Follows the journal: {@code journalctl --follow --output=export} behind the cursor that the spool has, started again when it ends.
 */
final class JournalReader implements AutoCloseable {
  /** A field and its value, as journalctl takes them to choose records. */
  static final Pattern MATCH = Pattern.compile("[A-Z_][A-Z0-9_]*=[^\\p{Cntrl}]+");

  /** What syslog programs of mail use. */
  static final List<String> MAIL = List.of("SYSLOG_FACILITY=2");

  private static final Duration AGAIN = Duration.ofSeconds(5);
  private static final int SLACK = 16;

  private final ReentrantLock gate;
  private final Packer packer;
  private final String program;
  private final List<String> matches;
  private final Calendar calendar;
  private final Envelopes envelopes = new Envelopes(new Names(), new Names());
  private final Line line = new Line();
  private final Consumer<String> say;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private volatile Process process;
  private volatile String problem;
  private byte[] bytes = new byte[4096];
  private int size;

  /** {@code program}: journalctl. */
  JournalReader(
      ReentrantLock gate,
      Packer packer,
      String program,
      List<String> matches,
      Calendar calendar,
      Consumer<String> say) {
    this.gate = gate;
    this.packer = packer;
    this.program = program;
    this.matches = List.copyOf(matches);
    this.calendar = calendar;
    this.say = say;
  }

  /** A calendar for stamps that have year and zone. */
  static Calendar calendar(InstantSource clock) {
    Calendar calendar = new Calendar(java.time.ZoneOffset.UTC, -1);
    calendar.near(clock.millis() * 1000);
    return calendar;
  }

  void start() {
    Thread.ofPlatform().daemon().name("journal").start(this::follow);
  }

  /** Why it is not read now; {@code null} when it is. */
  String problem() {
    return problem;
  }

  /** The exact arguments. */
  static List<String> command(String program, List<String> matches, String cursor) {
    List<String> command =
        new ArrayList<>(
            List.of(program, "--follow", "--no-tail", "--quiet", "--no-pager", "--output=export"));
    if (cursor != null) {
      command.add("--after-cursor=" + cursor);
    }
    command.addAll(matches);
    return command;
  }

  private void follow() {
    try {
      do {
        try {
          readOnce();
          tell("ended by itself");
        } catch (Packer.Stopped e) {
          return;
        } catch (IOException e) {
          tell(e.getMessage());
        } catch (RuntimeException e) {
          tell("a fault of Mailweir's own: " + e);
        }
      } while (!stopped.await(AGAIN.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void readOnce() throws IOException {
    String cursor;
    gate.lock();
    try {
      packer.seal();
      cursor = packer.cursor();
    } finally {
      gate.unlock();
    }
    Process p =
        new ProcessBuilder(command(program, matches, cursor))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    process = p;
    if (stopped.getCount() == 0) {
      p.destroy();
      return;
    }
    try (InputStream out = p.getInputStream();
        JournalExport lines = new JournalExport(out)) {
      p.getOutputStream().close();
      while (read(lines)) {
        gate.lock();
        try {
          hand(lines.cursor());
        } finally {
          gate.unlock();
        }
      }
    } finally {
      p.destroy();
    }
  }

  /** Reads a line into {@link #bytes}; false at the end. */
  private boolean read(JournalExport lines) throws IOException {
    size = 0;
    while (true) {
      if (size + SLACK >= bytes.length) {
        bytes = Arrays.copyOf(bytes, bytes.length * 2);
      }
      int n = lines.read(bytes, size, bytes.length - SLACK - size);
      if (n < 0) {
        return false;
      }
      size += n;
      if (bytes[size - 1] == '\n') {
        return true;
      }
    }
  }

  private void hand(String cursor) {
    problem = null;
    envelopes.parse(bytes, 0, size - 1, line);
    line.number = 0;
    line.time = calendar.resolve(line);
    packer.journal(line, cursor);
  }

  private void tell(String why) {
    if (problem == null && stopped.getCount() > 0) {
      say.accept(
          "journal: cannot be read ("
              + why
              + "); it is tried every 5 seconds; the user that runs mailweir must be in the group systemd-journal");
    }
    problem = why == null ? "cannot be read" : why;
  }

  @Override
  public void close() {
    stopped.countDown();
    Process p = process;
    if (p != null) {
      p.destroy();
    }
  }
}
