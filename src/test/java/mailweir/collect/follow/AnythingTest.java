package mailweir.collect.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything that happens to logs, in any order: no line is lost, and none comes twice from one source. */
class AnythingTest {
  private static final int FROM = Integer.getInteger("stories.from", 0);
  private static final int STORIES = Integer.getInteger("stories", 40);

  @TempDir Path folder;

  private int next = 1000;

  @Test
  void file_anyStory() throws Exception {
    for (int seed = FROM; seed < FROM + STORIES; seed++) {
      story("mail.log", seed);
    }
  }

  @Test
  void folder_anyStory() throws Exception {
    for (int seed = FROM; seed < FROM + STORIES; seed++) {
      story("", seed);
    }
  }

  private void story(String root, int seed) throws Exception {
    Random random = new Random(seed);
    Path place = Files.createDirectory(folder.resolve("s" + seed + (root.isEmpty() ? "f" : "")));
    List<String> written = new ArrayList<>();
    List<String> deeds = new ArrayList<>();
    try (Shore s = new Shore(place, root)) {
      // The log has been followed once before anything happens to it.
      write(s, written, 3);
      s.step();
      for (int i = 0; i < 25; i++) {
        int deed = random.nextInt(10);
        deeds.add(String.valueOf(deed));
        switch (deed) {
          case 0, 1, 2 -> write(s, written, 1 + random.nextInt(4));
          case 3 -> s.step();
          case 4 -> s.stepInVain();
          case 5 -> s.restart();
          case 6 -> rename(s, written);
          case 7 -> copyAndTruncate(s, written);
          case 8 -> compress(s);
          default -> s.settle().pass(Duration.ofSeconds(random.nextInt(100)));
        }
        if (deed >= 6 && deed <= 7) {
          // Two rotations between two looks are more than a single file's name can tell.
          if (random.nextBoolean()) {
            s.restart();
          }
          s.step();
        } else if (deed == 4) {
          s.restart();
        }
      }
      s.settle().step();
      s.pass(Duration.ofMinutes(2)).step();
      String story = "seed " + seed + ": " + String.join(" ", deeds) + s.told;
      assertEquals(
          written.stream().sorted().toList(), s.lines.stream().distinct().sorted().toList(), story);
      TreeMap<String, Integer> twice = new TreeMap<>();
      for (int i = 0; i < s.lines.size(); i++) {
        twice.merge(s.sources.get(i) + " " + s.lines.get(i), 1, Integer::sum);
      }
      twice.values().removeIf(n -> n == 1);
      assertEquals(new TreeMap<>(), twice, story);
      assertEquals(written.size(), s.lines.size(), story);
    }
  }

  private void write(Shore s, List<String> written, int n) {
    for (int i = 0; i < n; i++) {
      String word = "w" + next++;
      written.add(word);
      s.log("mail.log", word);
    }
  }

  private void rename(Shore s, List<String> written) {
    shift(s);
    s.move("mail.log", "mail.log.1");
    write(s, written, 1);
  }

  private void copyAndTruncate(Shore s, List<String> written) {
    shift(s);
    s.copy("mail.log", "mail.log.1").truncate("mail.log");
    write(s, written, 1);
  }

  /** Makes room for a new mail.log.1. */
  private static void shift(Shore s) {
    for (int i = 40; i >= 1; i--) {
      for (String ending : List.of("", ".gz")) {
        if (Files.exists(s.path("mail.log." + i + ending))) {
          s.move("mail.log." + i + ending, "mail.log." + (i + 1) + ending);
        }
      }
    }
  }

  private static void compress(Shore s) {
    for (int i = 1; i < 40; i++) {
      if (Files.exists(s.path("mail.log." + i))) {
        s.gzip("mail.log." + i, "mail.log." + i + ".gz");
        return;
      }
    }
  }
}
