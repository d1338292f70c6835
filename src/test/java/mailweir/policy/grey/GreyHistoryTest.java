package mailweir.policy.grey;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Random histories: the memory answers and counts as {@link NaiveGrey} does, over expiry, sweeping, copies and restarts. */
class GreyHistoryTest {
  private static final long[] STEPS = {
    0,
    1,
    999,
    60_000,
    299_999,
    300_000,
    301_000,
    3_600_001,
    20_000_000,
    86_400_000,
    172_800_001L,
    36 * 86_400_000L
  };

  @Property(tries = 60, seed = "6")
  void history_isAnsweredAsTheNaiveMemoryAnswersIt(@ForAll long seed) throws IOException {
    Path folder = Files.createTempDirectory("mailweir-grey");
    List<String> said = new ArrayList<>();
    Settings how = Settings.DEFAULT;
    Random random = new Random(seed);
    Grey grey = Grey.open(folder, how, said::add);
    NaiveGrey naive = new NaiveGrey(how);
    long now = 1_700_000_000_000L;
    try {
      for (int i = 0; i < 400; i++) {
        now += STEPS[random.nextInt(random.nextInt(4) == 0 ? STEPS.length : 7)];
        int c = random.nextInt(4);
        InetAddress client =
            InetAddress.ofLiteral(
                c == 0
                    ? "2001:db8::" + random.nextInt(1, 9)
                    : "192.0." + c + "." + random.nextInt(256));
        String pool = c == 3 ? "mail.example" : null;
        String of = c == 3 ? "pool" : "net " + c;
        String sender = "s" + random.nextInt(3) + "x@a.example";
        String recipient = "r" + random.nextInt(2) + "@b.example";
        switch (random.nextInt(40)) {
          case 0 -> {
            grey.close();
            grey = Grey.open(folder, how, said::add);
          }
          case 1 -> grey.sweep(now);
          case 2 -> grey.compact();
          case 3 -> {
            boolean was = naive.forget(of, sender, recipient, now);
            if (was) {
              grey.forget(client, pool, sender, recipient);
            }
          }
          case 4 -> {
            if (random.nextInt(4) == 0) {
              naive.forget(of, now);
              grey.forget(client, pool, now);
              now++;
            }
          }
          case 5 -> {
            Costs costs = grey.costs(now);
            assertEquals(naive.asked, costs.asked());
            assertEquals(naive.passed, costs.passed());
            assertEquals(naive.waited, costs.waitedMillis());
            assertEquals(naive.waiting(now), costs.waiting());
            assertEquals(naive.waiting(now), grey.list(1000, now).size());
            assertEquals(naive.passed, costs.waited().stream().mapToLong(Long::longValue).sum());
          }
          default -> {
            assertEquals(
                naive.earlier(of, now), grey.earlier(client, pool, now), "earlier, step " + i);
            assertEquals(
                naive.look(of, sender, recipient, now),
                grey.look(client, pool, sender, recipient, now),
                "step " + i);
          }
        }
      }
      assertEquals(List.of(), said);
    } finally {
      grey.close();
      delete(folder);
    }
  }

  static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
