package mailweir.policy.wire;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import mailweir.policy.Figures;

/**
 * The lines of the log on their way out, behind who says them: to say one never waits. A thread of its own writes them, 50 ms later at most;
 * what does not fit the queue, or is not taken, is counted as lost.
 */
public final class LogLines implements AutoCloseable {
  private static final int MOST = 20_000;
  private static final long PAUSE_MILLIS = 50;
  private static final int TRIES = 20;
  private static final int LONGEST_DATAGRAM = 8_000;
  private static final DateTimeFormatter SHORT =
      DateTimeFormatter.ofPattern("MMM d HH:mm:ss", Locale.ROOT);

  /** Where lines go. */
  private interface Sink {
    /** Takes some lines; how many of them it could not. */
    int write(Queue<Line> lines);
  }

  private record Line(ZonedDateTime at, String text) {}

  private final Sink sink;
  private final InstantSource clock;
  private final ZoneId zone;
  private final Figures figures;
  private final Queue<Line> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger length = new AtomicInteger();
  private final Thread thread;
  private volatile boolean closed;

  private LogLines(Sink sink, InstantSource clock, ZoneId zone, Figures figures) {
    this.sink = sink;
    this.clock = clock;
    this.zone = zone;
    this.figures = figures;
    this.thread = Thread.ofPlatform().name("log").daemon().start(this::run);
  }

  /** Lines as syslog's datagrams, to a socket like {@code /dev/log}. */
  public static LogLines toSyslog(Path socket, InstantSource clock, ZoneId zone, Figures figures) {
    return new LogLines(new Syslog(socket), clock, zone, figures);
  }

  /** Whole lines, with time and host before them. */
  public static LogLines to(
      PrintStream stream, String host, InstantSource clock, ZoneId zone, Figures figures) {
    return new LogLines(
        lines -> {
          for (Line line = lines.poll(); line != null; line = lines.poll()) {
            stream.println(whole(line, host));
          }
          stream.flush();
          return 0;
        },
        clock,
        zone,
        figures);
  }

  /** The same, behind the end of a file, which may be renamed meanwhile. */
  public static LogLines to(
      Path file, String host, InstantSource clock, ZoneId zone, Figures figures) {
    return new LogLines(
        lines -> {
          StringBuilder text = new StringBuilder();
          int n = 0;
          for (Line line = lines.poll(); line != null; line = lines.poll()) {
            text.append(whole(line, host)).append('\n');
            n++;
          }
          try {
            Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            return 0;
          } catch (IOException e) {
            return n;
          }
        },
        clock,
        zone,
        figures);
  }

  private static String tag() {
    return "mailweir-policy[" + ProcessHandle.current().pid() + "]: ";
  }

  private static String whole(Line line, String host) {
    return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(line.at.truncatedTo(ChronoUnit.MILLIS))
        + " "
        + host
        + " "
        + tag()
        + line.text;
  }

  /** Says a line. Controls in it have to be escaped already. */
  public void say(String text) {
    if (length.get() >= MOST) {
      figures.add(Figures.Count.LINES_LOST);
      return;
    }
    length.incrementAndGet();
    queue.add(new Line(clock.instant().atZone(zone), text));
  }

  private void run() {
    while (!closed) {
      write();
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        break;
      }
    }
    write();
  }

  private void write() {
    int before = length.get();
    if (queue.isEmpty()) {
      return;
    }
    Queue<Line> some = new ConcurrentLinkedQueue<>();
    for (int i = 0; i < before && !queue.isEmpty(); i++) {
      some.add(queue.poll());
    }
    int taken = some.size();
    int lost;
    try {
      lost = sink.write(some);
    } catch (RuntimeException e) {
      lost = taken;
    }
    length.addAndGet(-taken);
    for (int i = 0; i < lost; i++) {
      figures.add(Figures.Count.LINES_LOST);
    }
  }

  /** Writes what is left. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(2_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sends datagrams; connects again when the other end began anew. */
  private static final class Syslog implements Sink {
    /** Facility mail, severity info. */
    private static final String PRIORITY = "<22>";

    private final Path socket;
    private UnixDatagrams to;

    Syslog(Path socket) {
      this.socket = socket;
    }

    @Override
    public int write(Queue<Line> lines) {
      int lost = 0;
      for (Line line = lines.poll(); line != null; line = lines.poll()) {
        String time = SHORT.format(line.at);
        // the day of the month has two places: 'Nov  5'
        String stamp = time.length() == 15 ? time : time.substring(0, 4) + " " + time.substring(4);
        byte[] bytes =
            (PRIORITY + stamp + " " + tag() + line.text).getBytes(StandardCharsets.UTF_8);
        byte[] fits =
            bytes.length > LONGEST_DATAGRAM
                ? java.util.Arrays.copyOf(bytes, LONGEST_DATAGRAM)
                : bytes;
        if (!send(fits)) {
          lost++;
        }
      }
      return lost;
    }

    private boolean send(byte[] datagram) {
      for (int i = 0; i < TRIES; i++) {
        try {
          if (to == null) {
            to = UnixDatagrams.to(socket);
          }
          if (to.send(datagram)) {
            return true;
          }
          to.close();
          to = null;
          Thread.sleep(1);
        } catch (IOException e) {
          return false;
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return false;
        }
      }
      return false;
    }
  }
}
