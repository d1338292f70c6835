package mailweir.policy.grey;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that answers is killed (SIGKILL) at random instants: no answer that it gave more than 100 ms before is lost.
 *
 * <p>The machine may have given the process no turn for longer than that. So a thread of the process that does nothing but sleep as the writing thread does
 * tells how late it was woken, and so much more is granted.
 */
@Tag("long")
@Timeout(600)
class GreyKilledTest {
  private static final int KILLS = 30;
  private static final long MOST_LOST_MILLIS = 100;
  private static final long START = 1_700_000_000_000L;
  private static final int EVERY_COPY = 20_000;

  @TempDir Path folder;

  /** The process: each line is a number and when it was answered. Every third triplet passes at once, by the clock that the calls bring. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) {
      Grey grey = Grey.open(Path.of(args[0]), Settings.DEFAULT, System.err::println);
      PrintStream out =
          new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), false);
      Thread.ofPlatform().daemon().start(() -> witness(out));
      for (int i = Integer.parseInt(args[1]); ; i++) {
        look(grey, i, START);
        if (i % 3 == 0) {
          look(grey, i, START + 300_000);
        }
        if (i % EVERY_COPY == 0) {
          grey.compact();
        }
        out.println(i + " " + System.currentTimeMillis());
        if (i % 10 == 0) {
          out.flush();
          LockSupport.parkNanos(200_000);
        }
      }
    }

    /** Says when it slept longer than it wanted: since when, and until when. */
    private static void witness(PrintStream out) {
      while (true) {
        long began = System.currentTimeMillis();
        LockSupport.parkNanos(Keeping.PERIOD);
        out.println("w" + began + " " + System.currentTimeMillis());
        out.flush();
      }
    }
  }

  private static Grey.Answer look(Grey grey, int i, long now) {
    InetAddress client =
        InetAddress.ofLiteral("10." + (i >> 16 & 255) + "." + (i >> 8 & 255) + ".1");
    return grey.look(client, "pool" + i, "s@a.example", "r" + i + "@b.example", now);
  }

  @Test
  void process_killedAtRandomInstants_losesNoAnswerOlderThanATenthOfASecond() throws Exception {
    Random random = new Random(5);
    int next = 0;
    long kept = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      Process child =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  Child.class.getName(),
                  folder.toString(),
                  "" + next)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      List<long[]> answered = new ArrayList<>();
      Thread reader = Thread.ofPlatform().start(() -> read(child, answered));
      while (!isBegun(answered)) {
        Thread.onSpinWait();
      }
      LockSupport.parkNanos(random.nextLong(1_500_000_000L));
      long killedAt = System.currentTimeMillis();
      child.destroyForcibly().waitFor();
      reader.join();
      long granted = MOST_LOST_MILLIS + late(answered, killedAt);
      List<String> said = new ArrayList<>();
      try (Grey grey = Grey.open(folder, Settings.DEFAULT, said::add)) {
        for (long[] a : answered) {
          int i = (int) a[0];
          next = Math.max(next, i + 1);
          if (a[0] >= 0 && a[1] < killedAt - granted) {
            Class<?> expected = i % 3 == 0 ? Grey.Known.class : Grey.Early.class;
            assertInstanceOf(
                expected,
                look(grey, i, START + (i % 3 == 0 ? 300_001 : 1)),
                () -> "number " + i + ", answered " + (killedAt - a[1]) + " ms before the kill");
            kept++;
          }
        }
      }
      assertEquals(List.of(), said);
      // beyond what it answered without having been heard
      next += 100_000;
    }
    assertTrue(kept > 10_000, "answers looked for: " + kept);
  }

  private static boolean isBegun(List<long[]> answered) {
    synchronized (answered) {
      return !answered.isEmpty();
    }
  }

  /** How long the witness was kept waiting in the second before the kill, beyond what it wanted. */
  private static long late(List<long[]> answered, long killedAt) {
    long last = 0;
    long late = 0;
    for (long[] a : answered) {
      if (a[0] < 0 && a[1] > killedAt - 1000) {
        late = Math.max(late, a[1] + a[0] - Keeping.PERIOD / 1_000_000);
        last = a[1];
      }
    }
    return Math.max(late, last == 0 ? 1000 : killedAt - last - Keeping.PERIOD / 1_000_000);
  }

  private static void read(Process child, List<long[]> answered) {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] words = line.split(" ");
        if (words.length == 2 && words[1].length() == 13) {
          synchronized (answered) {
            long number =
                words[0].startsWith("w")
                    ? -Long.parseLong(words[0].substring(1))
                    : Long.parseLong(words[0]);
            answered.add(new long[] {number, Long.parseLong(words[1])});
          }
        }
      }
    } catch (IOException e) {
      // the end of the process is the end of its words
    }
  }
}
