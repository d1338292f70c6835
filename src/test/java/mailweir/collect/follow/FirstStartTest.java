package mailweir.collect.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A big log is met for the first time. */
class FirstStartTest {
  @TempDir Path folder;

  @Test
  void big_isReadInBoundedStepsAndKeepsNobodyWaiting() {
    try (Shore s = new Shore(folder, "big.log", "mail.log")) {
      String[] words = new String[1000];
      java.util.Arrays.fill(words, "x".repeat(900));
      for (int i = 0; i < 30; i++) {
        s.log("big.log", words);
      }
      int live = 0;
      boolean more = true;
      int steps = 0;
      while (more) {
        s.log("mail.log", "live" + live++);
        List<String> came = new ArrayList<>();
        Step step = s.stepOnce(came);
        more = step.more();
        assertTrue(!more || step.news(), "known to be waited for");
        assertTrue(came.contains("live" + (live - 1)), "in the very next step");
        assertTrue(came.size() < 10_000, "bounded");
        steps++;
      }
      assertTrue(steps >= 3);
      assertEquals(30_000 + live, s.lines.size());
    }
  }

  @Test
  void many_allAreReadToTheirEnd() {
    try (Shore s = new Shore(folder, "")) {
      String[] words = new String[400];
      java.util.Arrays.fill(words, "x".repeat(900));
      for (int i = 0; i < 60; i++) {
        s.log("host" + i + ".log", "host" + i);
        s.log("host" + i + ".log", words);
      }
      assertFalse(s.stepOnce(new ArrayList<>()).news(), "nobody waits for one of them");
      s.step();
      assertEquals(60 * 401, s.lines.size());
      assertEquals(60, s.committed.size());
    }
  }
}
