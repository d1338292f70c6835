package mailweir.demo;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;

/** The syslog daemon, and the web server's log: takes what is said at any time, and writes it in the order of time. */
final class Recorder {
  private static final long DAY = 86_400;

  private final TrafficOptions options;
  private final Truth truth;
  private final OutputStream out;
  private final Chance disorder;
  private final PriorityQueue<Entry> waiting = new PriorityQueue<>(1 << 12);
  private final Map<Long, String> days = new HashMap<>();
  private final StringBuilder text = new StringBuilder(512);
  private long sequence;
  private boolean full;

  Recorder(TrafficOptions options, Truth truth, OutputStream out, Chance disorder) {
    this.options = options;
    this.truth = truth;
    this.out = out;
    this.disorder = disorder;
  }

  /** A program says something at a time in milliseconds; without a pid when that is 0. */
  Entry say(long time, int host, String program, int pid, String message) {
    text.setLength(0);
    stamp(time);
    text.append(options.hostName(host)).append(' ').append(program);
    if (pid > 0) {
      text.append('[').append(pid).append(']');
    }
    text.append(": ").append(message).append('\n');
    return add(time).counts("lines_by_program." + program);
  }

  /** A web server writes a line of its own form. */
  Entry write(long time, String line) {
    text.setLength(0);
    text.append(line).append('\n');
    return add(time);
  }

  private Entry add(long time) {
    long late = options.disorderSeconds() * 1000;
    long due = late > 0 ? time + (long) (disorder.fraction() * late) : time;
    byte[] line = text.toString().getBytes(StandardCharsets.ISO_8859_1);
    Entry e = new Entry(time, due, sequence++, line, truth);
    waiting.add(e);
    return e;
  }

  /** Writes what was due until now. */
  void writeUntil(long now) throws IOException {
    while (!waiting.isEmpty() && waiting.peek().due() <= now && !full) {
      if (options.lines() > 0 && truth.lines() >= options.lines()) {
        full = true;
        return;
      }
      Entry e = waiting.poll();
      out.write(e.line);
      truth.written(e);
    }
  }

  /** Whether as many lines are written as were asked for. */
  boolean isFull() {
    return full;
  }

  private void stamp(long millis) {
    long second = Math.floorDiv(millis, 1000L);
    if (options.rfc3339()) {
      text.append(Instant.ofEpochSecond(second)).append(' ');
      return;
    }
    long day = Math.floorDiv(second, DAY);
    int within = (int) (second - day * DAY);
    text.append(days.computeIfAbsent(day, Recorder::monthAndDay));
    twoDigits(within / 3600);
    text.append(':');
    twoDigits(within / 60 % 60);
    text.append(':');
    twoDigits(within % 60);
    text.append(' ');
  }

  private static String monthAndDay(long epochDay) {
    LocalDate date = LocalDate.ofEpochDay(epochDay);
    int day = date.getDayOfMonth();
    return Reordering.MONTHS.get(date.getMonthValue() - 1)
        + " "
        + (day < 10 ? " " : "")
        + day
        + " ";
  }

  private void twoDigits(int v) {
    text.append((char) ('0' + v / 10)).append((char) ('0' + v % 10));
  }
}
