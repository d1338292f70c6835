package mailweir.collect.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The process ends between two commits. */
class KillBetweenTest {
  @TempDir Path folder;

  @Test
  void uncommitted_isHandedAgainExactlyOnce() {
    try (Shore s = new Shore(folder, "mail.log")) {
      s.log("mail.log", "a", "b");
      s.step();
      s.log("mail.log", "c", "d");
      assertEquals(List.of("c", "d"), s.stepInVain());
      s.log("mail.log", "e");
      assertEquals(List.of("c", "d", "e"), s.restart().step());
    }
  }

  @Test
  void lookedAtAndNotHanded_isLookedAtAgain() {
    try (Shore s = new Shore(folder, "mail.log")) {
      s.log("mail.log", "a");
      s.follower().look();
      s.log("mail.log", "b");
      assertEquals(List.of("a", "b"), s.step());
    }
  }

  @Test
  void anyCommit_isAPlaceToGoOnFrom() throws Exception {
    try (Shore s = new Shore(folder, "mail.log")) {
      List<Checkpoint> places = new ArrayList<>();
      List<String> all = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        s.log("mail.log", "w" + i);
        all.add("w" + i);
        s.step();
        places.add(s.committed.values().iterator().next());
      }
      for (int i = 0; i < 40; i++) {
        assertEquals(i + 1, places.get(i).line());
        s.committed.clear();
        s.committed.put(places.get(i).source(), places.get(i));
        assertEquals(all.subList(i + 1, 40), s.restart().step());
        assertEquals(1, s.committed.size());
      }
    }
  }

  @Test
  void rotationThenKill_bothContentsGoOn() {
    try (Shore s = new Shore(folder, "mail.log")) {
      s.log("mail.log", "a");
      s.step();
      s.log("mail.log", "b").move("mail.log", "mail.log.1").log("mail.log", "c");
      s.stepInVain();
      s.log("mail.log.1", "d").log("mail.log", "e");
      s.restart().step();
      assertEquals(List.of("a", "b", "c", "d", "e"), s.lines.stream().sorted().toList());
    }
  }

  @Test
  void lineNumbers_goOn() {
    try (Shore s = new Shore(folder, "mail.log")) {
      s.log("mail.log", "a", "b");
      s.step();
      s.log("mail.log", "c").restart();
      List<Long> numbers = new ArrayList<>();
      s.follower().step((source, line) -> numbers.add(line.number));
      assertEquals(List.of(3L), numbers);
    }
  }
}
