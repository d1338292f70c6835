package mailweir.action.carry.postfix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import mailweir.action.Target;
import mailweir.action.carry.Archive;
import mailweir.action.carry.Outcome;
import mailweir.action.carry.Programs;
import mailweir.queue.Waiting;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A thousand orders carried out while the server takes mail, delivers, tries what is stuck every two seconds, and gives planned ids to other messages.
 * Every message has a sender of its own, so that at the end each is counted for itself: removed, or delivered once.
 */
@Tag("long")
@Timeout(3000)
class BesideALivelyServerTest {
  private static final int RUNS = Integer.getInteger("mailweir.runs", 1000);
  private static final Instant LATER = Instant.parse("2100-01-01T00:00:00Z");
  private static final String STUCK = ".stuck";
  private static final int MOST_WAITING = 150;

  @TempDir Path archives;
  private final Random random = new Random(5);
  private final Set<String> sent = Collections.synchronizedSet(new HashSet<>());
  private final Set<String> removed = new HashSet<>();
  private final Map<Outcome.Result, Integer> outcomes = new EnumMap<>(Outcome.Result.class);
  private int reused;

  private void send(RealPostfix postfix, AtomicBoolean over) {
    Random own = new Random(6);
    for (int i = 0; !over.get(); ) {
      try (RealPostfix.Smtp smtp = postfix.smtp()) {
        for (int n = 0; n < 20 && !over.get(); n++, i++) {
          boolean stuck = own.nextInt(3) > 0 && postfix.queued("deferred", "hold") < MOST_WAITING;
          String name =
              (own.nextBoolean() ? "spam" : "good") + i + (stuck ? STUCK : "") + "@example.org";
          smtp.send(name, "u@" + (stuck ? "stuck" : "box") + ".example", name);
          sent.add(name);
        }
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  private static boolean isSpam(Waiting m) {
    return m.sender().startsWith("spam");
  }

  /** The server removes a planned message, and another one has its id from then on. */
  private void reuse(RealPostfix postfix, Target planned, List<Waiting> others) throws IOException {
    new Programs()
        .run(
            List.of(
                postfix.program("postsuper").toString(),
                "-c",
                postfix.instance().configuration().toString(),
                "-d",
                planned.id()),
            "",
            Duration.ofSeconds(60));
    if (find(postfix, planned.sender())) {
      return;
    }
    removed.add(planned.sender());
    for (Waiting other : others) {
      try {
        Path to = postfix.instance().file("deferred", planned.id());
        if (Files.isDirectory(to.getParent())) {
          Files.move(
              postfix.instance().file("deferred", other.id()), to, StandardCopyOption.ATOMIC_MOVE);
          reused++;
          return;
        }
      } catch (IOException e) {
        // It is being tried at this moment: the next one.
      }
    }
  }

  private static boolean find(RealPostfix postfix, String sender) {
    return PostfixHandsTest.read(postfix).stream().anyMatch(m -> m.sender().equals(sender));
  }

  private void count(List<Outcome> all) {
    all.forEach(o -> outcomes.merge(o.result(), 1, Integer::sum));
  }

  private void run(RealPostfix postfix, PostfixHands hands, int run) throws Exception {
    List<Waiting> queue = new ArrayList<>(PostfixHandsTest.read(postfix));
    Collections.shuffle(queue, random);
    List<Target> plan =
        new ArrayList<>(
            queue.stream()
                .filter(BesideALivelyServerTest::isSpam)
                .filter(m -> !m.queue().equals("maildrop"))
                .limit(1 + random.nextInt(8))
                .map(PostfixHandsTest::target)
                .toList());
    if (plan.isEmpty()) {
      return;
    }
    // One that the server would not have delivered in the same moment: what our own postsuper -d
    // did is plain then.
    Target first = plan.getFirst();
    if (random.nextInt(3) == 0 && first.sender().contains(STUCK)) {
      reuse(postfix, first, queue.stream().filter(m -> !isSpam(m)).toList());
    }
    switch (random.nextInt(6)) {
      case 0 -> count(hands.hold(plan));
      case 1 -> count(hands.release(plan));
      case 2 -> count(hands.retry(plan.subList(0, 1)));
      default -> {
        try (Archive archive = Archive.open(archives, "run" + run, LATER)) {
          List<Outcome> all = hands.remove(plan, archive);
          count(all);
          for (int i = 0; i < plan.size(); i++) {
            if (all.get(i).result() == Outcome.Result.DONE) {
              assertTrue(archive.entry(plan.get(i)) != null);
              removed.add(plan.get(i).sender());
            }
          }
          if (random.nextBoolean()) {
            List<Archive.Entry> entries =
                archive.entries().stream()
                    .filter(e -> removed.contains(e.target().sender()))
                    .toList();
            hands
                .restore(archive, entries)
                .forEach(o -> assertEquals(Outcome.Result.DONE, o.result(), o.toString()));
            entries.forEach(e -> removed.remove(e.target().sender()));
          }
        }
      }
    }
  }

  @Test
  void noMessageOutsideThePlanIsTouched_noneIsLostOrDoubled() throws Exception {
    try (RealPostfix postfix = new RealPostfix(false)) {
      PostfixHands hands = postfix.hands();
      AtomicBoolean over = new AtomicBoolean();
      List<Throwable> faults = Collections.synchronizedList(new ArrayList<>());
      Thread traffic =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  send(postfix, over);
                } catch (Throwable e) {
                  faults.add(e);
                }
              });
      try {
        for (int i = 0; i < RUNS; i++) {
          run(postfix, hands, i);
        }
      } finally {
        over.set(true);
        traffic.join();
      }
      assertEquals(List.of(), faults);
      postfix.unstick();
      RealPostfix.await(
          "all is delivered",
          () -> {
            List<Target> held =
                PostfixHandsTest.read(postfix).stream()
                    .filter(Waiting::held)
                    .map(PostfixHandsTest::target)
                    .toList();
            hands.release(held);
            return postfix.queued("incoming", "active", "deferred", "hold", "maildrop") == 0;
          });
      List<String> wanted = sent.stream().filter(name -> !removed.contains(name)).sorted().toList();
      List<String> delivered = postfix.delivered();
      assertEquals(
          wanted.stream().filter(name -> !delivered.contains(name)).toList(), List.of(), "lost");
      assertEquals(
          delivered.stream()
              .collect(Collectors.groupingBy(n -> n, Collectors.counting()))
              .entrySet()
              .stream()
              .filter(e -> e.getValue() != 1 || removed.contains(e.getKey()))
              .toList(),
          List.of(),
          "delivered twice, or after its removal");
      assertNotEquals(0, reused);
      System.out.println(
          RUNS
              + " runs, "
              + sent.size()
              + " messages, "
              + removed.size()
              + " removed, "
              + reused
              + " ids used again: "
              + outcomes);
      assertTrue(outcomes.get(Outcome.Result.DONE) > 0);
    }
  }
}
