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

/** A process that answers is killed (SIGKILL) at random instants: no answer that it gave more than 100 ms before is lost. */
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
      List<String> said = new ArrayList<>();
      try (Grey grey = Grey.open(folder, Settings.DEFAULT, said::add)) {
        for (long[] a : answered) {
          int i = (int) a[0];
          if (a[1] < killedAt - MOST_LOST_MILLIS) {
            Class<?> expected = i % 3 == 0 ? Grey.Known.class : Grey.Early.class;
            assertInstanceOf(
                expected,
                look(grey, i, START + (i % 3 == 0 ? 300_001 : 1)),
                () -> "number " + i + ", answered " + (killedAt - a[1]) + " ms before the kill");
            kept++;
          }
          next = Math.max(next, i + 100_000);
        }
      }
      assertEquals(List.of(), said);
    }
    assertTrue(kept > 10_000, "answers looked for: " + kept);
  }

  private static boolean isBegun(List<long[]> answered) {
    synchronized (answered) {
      return !answered.isEmpty();
    }
  }

  private static void read(Process child, List<long[]> answered) {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String[] words = line.split(" ");
        if (words.length == 2 && words[1].length() == 13) {
          synchronized (answered) {
            answered.add(new long[] {Long.parseLong(words[0]), Long.parseLong(words[1])});
          }
        }
      }
    } catch (IOException e) {
      // the end of the process is the end of its words
    }
  }
}
