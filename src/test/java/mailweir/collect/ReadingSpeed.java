package mailweir.collect;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.ZoneId;

/**
 * How fast lines are read and their envelopes taken off; a program to be run by hand, no test: {@code java … ReadingSpeed FILE…}.
 * Beside it run {@code LC_ALL=C grep -c status=sent FILE}.
 */
final class ReadingSpeed {
  private ReadingSpeed() {}

  public static void main(String[] args) throws Exception {
    com.sun.management.OperatingSystemMXBean process =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    for (String file : args) {
      long wall = System.nanoTime();
      long cpu = process.getProcessCpuTime();
      long user = ManagementFactory.getThreadMXBean().getCurrentThreadUserTime();
      long[] sums = new long[4];
      Reading options = Reading.of(ZoneId.of("Europe/Berlin"), System.currentTimeMillis() * 1000);
      try (SourceReader reader =
          SourceReader.open(Source.of(Path.of(file)), options, Position.START)) {
        int n;
        do {
          n =
              reader.read(
                  line -> {
                    sums[0]++;
                    sums[1] += line.textTo - line.textFrom;
                    sums[2] += line.program == null ? 1 : 0;
                    sums[3] = Math.max(sums[3], line.time);
                  },
                  10_000);
        } while (n > 0);
        System.out.printf(
            "%s: %,d lines, %,d bytes, %,d bytes of text, %d without program, last %s%n",
            file,
            sums[0],
            reader.offset(),
            sums[1],
            sums[2],
            java.time.Instant.ofEpochMilli(sums[3] / 1000));
        System.out.println(reader.problems());
      }
      double lines = Math.max(1, sums[0]);
      System.out.printf(
          "  wall %.2f s, process CPU %.2f s, this thread's user CPU %.2f s = %.4f µs a line%n",
          (System.nanoTime() - wall) / 1e9,
          (process.getProcessCpuTime() - cpu) / 1e9,
          (ManagementFactory.getThreadMXBean().getCurrentThreadUserTime() - user) / 1e9,
          (ManagementFactory.getThreadMXBean().getCurrentThreadUserTime() - user) / 1e3 / lines);
    }
  }
}
