package mailweir.demo;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/** The same lines in another order: what a right count must not notice. */
public final class Reordering {
  static final List<String> MONTHS =
      List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");

  private static final long DAY = 86_400;

  private Reordering() {}

  private record Delayed(long due, long sequence, byte[] line) implements Comparable<Delayed> {
    @Override
    public int compareTo(Delayed o) {
      return due != o.due ? Long.compare(due, o.due) : Long.compare(sequence, o.sequence);
    }
  }

  /** Every line up to {@code window} seconds later than where it stood; stamps are traditional, and begin in 2024. */
  public static void shuffle(Path in, Path out, long window, long seed) throws IOException {
    Chance chance = new Chance(seed);
    PriorityQueue<Delayed> waiting = new PriorityQueue<>();
    try (InputStream from = new BufferedInputStream(Files.newInputStream(in), 1 << 20);
        OutputStream to = new BufferedOutputStream(Files.newOutputStream(out), 1 << 20)) {
      ByteArrayOutputStream line = new ByteArrayOutputStream(512);
      int year = 2024;
      long before = 0;
      long sequence = 0;
      for (int b = from.read(); b >= 0; b = from.read()) {
        line.write(b);
        if (b != '\n') {
          continue;
        }
        byte[] bytes = line.toByteArray();
        line.reset();
        long time = second(bytes, year);
        if (time < before - 200 * DAY) {
          year++;
          time = second(bytes, year);
        }
        before = time;
        waiting.add(
            new Delayed(
                time * 1000 + (long) (chance.fraction() * window * 1000), sequence++, bytes));
        while (waiting.peek().due < time * 1000) {
          to.write(waiting.poll().line);
        }
      }
      while (!waiting.isEmpty()) {
        to.write(waiting.poll().line);
      }
    }
  }

  /** All lines of the first day behind all others. */
  public static void swapDays(Path in, Path out) throws IOException {
    try (BufferedReader from = Files.newBufferedReader(in, StandardCharsets.ISO_8859_1);
        BufferedWriter to = Files.newBufferedWriter(out, StandardCharsets.ISO_8859_1)) {
      String day = null;
      List<String> first = new ArrayList<>();
      for (String line = from.readLine(); line != null; line = from.readLine()) {
        day = day == null ? line.substring(0, 6) : day;
        if (line.startsWith(day)) {
          first.add(line);
        } else {
          to.write(line);
          to.write('\n');
        }
      }
      for (String line : first) {
        to.write(line);
        to.write('\n');
      }
    }
  }

  private static long second(byte[] b, int year) {
    int month = MONTHS.indexOf(new String(b, 0, 3, StandardCharsets.ISO_8859_1)) + 1;
    int day = (b[4] == ' ' ? 0 : b[4] - '0') * 10 + b[5] - '0';
    int within = digits(b, 7) * 3600 + digits(b, 10) * 60 + digits(b, 13);
    return LocalDate.of(year, month, day).toEpochDay() * DAY + within;
  }

  private static int digits(byte[] b, int at) {
    return (b[at] - '0') * 10 + b[at + 1] - '0';
  }
}
