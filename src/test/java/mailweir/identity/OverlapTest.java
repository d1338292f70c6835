package mailweir.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import mailweir.slice.Slice;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class OverlapTest {
  /** A line of a small world: two hosts, three minutes, few texts, so that all is equal to something. */
  private record Told(int host, int minute, long identity) {}

  private static Told told(int n) {
    return new Told(n & 1, n / 2 % 3, Slice.mix(n));
  }

  @Provide
  Arbitrary<List<List<Integer>>> sources() {
    return Arbitraries.integers()
        .between(0, 17)
        .list()
        .ofMaxSize(40)
        .list()
        .ofMinSize(1)
        .ofMaxSize(4);
  }

  private static List<MinuteDigests> passOne(List<List<Integer>> sources) {
    List<MinuteDigests> digests = new ArrayList<>();
    for (List<Integer> source : sources) {
      MinuteDigests d = new MinuteDigests();
      for (int n : source) {
        d.add(told(n).host, told(n).minute, told(n).identity);
      }
      digests.add(d);
    }
    return digests;
  }

  private static Map<Integer, Long> highest(List<List<Integer>> sources) {
    Map<Integer, Long> highest = new HashMap<>();
    for (List<Integer> source : sources) {
      for (int n : source) {
        highest.merge(n, (long) Collections.frequency(source, n), Math::max);
      }
    }
    return highest;
  }

  @Property(tries = 2000)
  void anyInterleaving_admitsOfEachLineAsManyAsTheSourceWithMost(
      @ForAll("sources") List<List<Integer>> sources, @ForAll long seed) {
    Overlap overlap = Overlap.of(passOne(sources));
    List<Overlap.Gate> gates = new ArrayList<>();
    List<Integer> turns = new ArrayList<>();
    for (int s = 0; s < sources.size(); s++) {
      gates.add(overlap.gate(s));
      turns.addAll(Collections.nCopies(sources.get(s).size(), s));
    }
    Collections.shuffle(turns, new Random(seed));
    int[] at = new int[sources.size()];
    Map<Integer, Long> admitted = new HashMap<>();
    for (int s : turns) {
      int n = sources.get(s).get(at[s]++);
      if (gates.get(s).admit(told(n).host, told(n).minute, told(n).identity)) {
        admitted.merge(n, 1L, Long::sum);
      }
    }
    assertEquals(highest(sources), admitted);
    long total = gates.stream().mapToLong(g -> g.admitted() + g.repeated()).sum();
    assertEquals(turns.size(), total);
  }

  @Test
  void threads_admitTheSameAsOneThread() throws InterruptedException {
    Random random = new Random(42);
    List<List<Integer>> sources = new ArrayList<>();
    for (int s = 0; s < 4; s++) {
      List<Integer> lines = new ArrayList<>();
      for (int i = 0; i < 50_000; i++) {
        lines.add(random.nextInt(5_000));
      }
      sources.add(lines);
    }
    Overlap overlap = Overlap.of(passOne(sources));
    Map<Integer, Long> admitted = new ConcurrentHashMap<>();
    CountDownLatch start = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int s = 0; s < 4; s++) {
      int source = s;
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                Overlap.Gate gate = overlap.gate(source);
                try {
                  start.await();
                } catch (InterruptedException e) {
                  return;
                }
                for (int n : sources.get(source)) {
                  if (gate.admit(told(n).host, told(n).minute, told(n).identity)) {
                    admitted.merge(n, 1L, Long::sum);
                  }
                }
              }));
    }
    start.countDown();
    for (Thread t : threads) {
      t.join();
    }
    assertEquals(highest(sources), admitted);
    assertEquals(6, overlap.contestedMinutes());
  }

  @Test
  void equalMinutes_areSpokenForByTheSourceWithFractions() {
    MinuteDigests traditional = new MinuteDigests();
    traditional.add(0, 5, 77);
    MinuteDigests rfc3339 = new MinuteDigests();
    rfc3339.add(0, 5, 77);
    Overlap overlap = Overlap.of(List.of(traditional, rfc3339), new boolean[] {false, true});
    assertEquals(0, overlap.contestedMinutes());
    assertTrue(!overlap.gate(0).admit(0, 5, 77));
    assertTrue(overlap.gate(1).admit(0, 5, 77));
  }

  @Test
  void copiesReadSideBySide_holdNextToNothing() {
    Contest contest = new Contest(new int[] {3, 8}, 2_000_001);
    int most = 0;
    for (long line = 0; line < 1_000_000; line++) {
      assertTrue(contest.admit(3, line));
      assertTrue(!contest.admit(8, line));
      most = Math.max(most, contest.held());
    }
    assertTrue(contest.admit(8, 5));
    assertEquals(0, most);
  }

  @Test
  void oneSource_needsNoFirstPass() {
    Overlap.Gate gate = Overlap.none().gate(0);
    assertTrue(gate.admit(0, 1, 2));
    assertTrue(gate.admit(0, 1, 2));
    assertEquals(2, gate.admitted());
  }
}
