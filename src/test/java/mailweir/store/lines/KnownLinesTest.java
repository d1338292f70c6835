package mailweir.store.lines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import mailweir.identity.Logged;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Law 2 in the store, and laws 1 and 3 with it. */
class KnownLinesTest {
  /** A line of a small world: two hosts, two minutes around midnight, few texts, two forms of the stamp. */
  private static String line(int n, boolean rfc3339) {
    int minute = n / 2 % 2;
    String host = "mx" + (n & 1);
    String stamp =
        rfc3339
            ? (minute == 0 ? "2026-11-20T23:59:05.5+00:00" : "2026-11-21T00:00:05.25+00:00")
            : (minute == 0 ? "Nov 20 23:59:05" : "Nov 21 00:00:05");
    return stamp
        + " "
        + host
        + (rfc3339 ? ".example.com" : "")
        + " postfix/smtpd[7]: text "
        + n / 4;
  }

  private static List<List<String>> texts(List<List<Integer>> sources) {
    List<List<String>> texts = new ArrayList<>();
    for (int s = 0; s < sources.size(); s++) {
      boolean rfc3339 = s % 2 == 1;
      texts.add(sources.get(s).stream().map(n -> line(n, rfc3339)).toList());
    }
    return texts;
  }

  @Provide
  Arbitrary<List<List<Integer>>> sources() {
    return Arbitraries.integers()
        .between(0, 15)
        .list()
        .ofMaxSize(25)
        .list()
        .ofMinSize(1)
        .ofMaxSize(4);
  }

  /** Reads all in rounds of random sources and lengths; now and then a source is over, the program is killed, a round abandoned. */
  private static Import read(List<List<String>> sources, Random random, boolean kills) {
    Import reader = new Import(new MemoryDisk());
    boolean more = true;
    while (more) {
      if (kills && random.nextInt(3) == 0) {
        reader.disk.changesUntilKilled = random.nextInt(12);
      }
      try {
        reader.begin();
        for (int k = random.nextInt(4); k >= 0; k--) {
          int s = random.nextInt(sources.size());
          if (!reader.read("source " + s, sources.get(s), 1 + random.nextInt(8))
              && random.nextBoolean()) {
            reader.finished("source " + s);
          }
        }
        reader.end();
      } catch (MemoryDisk.Killed e) {
        reader.kill();
      }
      more = false;
      for (int s = 0; s < sources.size(); s++) {
        more |= reader.database.positions.getOrDefault("source " + s, 0) < sources.get(s).size();
      }
    }
    return reader;
  }

  private static void assertCountedOnce(Import reader, List<List<String>> sources) {
    Map<Long, Integer> highest = reader.highest(sources);
    assertEquals(highest, reader.database.facts);
    assertEquals(highest, reader.stored());
    long read = sources.stream().mapToLong(List::size).sum();
    long kept = highest.values().stream().mapToLong(Integer::longValue).sum();
    assertEquals(read - kept, reader.database.repeated);
  }

  @Property(tries = 700)
  void anyRounds_countEachLineAsOftenAsTheSourceWithMost(
      @ForAll("sources") List<List<Integer>> sources, @ForAll long seed) {
    List<List<String>> texts = texts(sources);
    assertCountedOnce(read(texts, new Random(seed), false), texts);
  }

  @Property(tries = 700)
  void killedAtAnyWrite_countsTheSame(
      @ForAll("sources") List<List<Integer>> sources, @ForAll long seed) {
    List<List<String>> texts = texts(sources);
    Import reader = read(texts, new Random(seed), true);
    assertCountedOnce(reader, texts);
    reader.disk.changesUntilKilled = Long.MAX_VALUE;
    reader.kill();
    assertEquals(reader.database.facts, reader.stored());
    assertEquals(List.of(), reader.vault.damages());
  }

  @Property(tries = 150)
  void lostDigests_areCountedAgainFromTheVault(
      @ForAll("sources") List<List<Integer>> sources, @ForAll long seed) {
    List<List<String>> texts = texts(sources);
    Import reader = read(texts, new Random(seed), false);
    reader.disk = reader.disk.copy();
    Random random = new Random(seed);
    for (String name : List.copyOf(reader.disk.files.keySet())) {
      if (name.endsWith(KnownDays.ENDING) || name.endsWith(KnownSources.ENDING)) {
        if (random.nextBoolean()) {
          reader.disk.files.remove(name);
        } else {
          reader.disk.files.get(name)[9] ^= 1;
        }
      }
    }
    reader.open();
    for (int s = 0; s < texts.size(); s++) {
      reader.begin();
      reader.read("copy " + s, texts.get(s), 100);
      reader.end();
    }
    assertEquals(reader.highest(texts), reader.database.facts);
    assertEquals(reader.highest(texts), reader.stored());
  }

  @Test
  void recordings_inAllFormsAndAnyOrderAreOneLog() {
    List<List<String>> forms = new ArrayList<>();
    // The stamps without a zone are those of Kathmandu: shown as UTC they would be other instants.
    for (String form : List.of("rfc3339.log", "rfc5424.log", "facility.log")) {
      forms.add(
          Logged.lines(form).stream().map(b -> new String(b, StandardCharsets.UTF_8)).toList());
    }
    for (int seed = 0; seed < 20; seed++) {
      List<List<String>> shuffled = new ArrayList<>();
      for (List<String> form : forms) {
        List<String> copy = new ArrayList<>(form);
        if (seed % 2 == 1) {
          Collections.shuffle(copy, new Random(seed));
        }
        shuffled.add(copy);
      }
      Import reader = read(shuffled, new Random(seed), seed % 3 == 0);
      assertCountedOnce(reader, shuffled);
      assertEquals(90, reader.stored().values().stream().mapToInt(Integer::intValue).sum());
    }
  }

  @Test
  void copyOfWhatIsStored_putsNothingAsideForLong() {
    List<String> log = new ArrayList<>();
    for (int i = 0; i < 6_000; i++) {
      log.add(
          "Nov 20 10:%02d:%02d mx1 postfix/smtpd[7]: text %d".formatted(i / 100, i / 2 % 50, i));
    }
    Import reader = new Import(new MemoryDisk());
    reader.begin();
    reader.read("log", log, 6_000);
    reader.finished("log");
    reader.end();
    reader.begin();
    long most = 0;
    for (int i = 0; i < 6_000; i += 10) {
      reader.read("copy", log, 10);
      most = Math.max(most, reader.known.held());
    }
    assertTrue(most < 100 * 60, "put aside " + most);
    reader.end();
    assertEquals(6_000, reader.database.repeated);
    // The copy speaks from now on: what it tells next is new, without a look into the vault.
    reader.begin();
    List<String> more = new ArrayList<>(log);
    more.add(log.get(5_999));
    reader.read("copy", more, 6_000);
    assertEquals(0, reader.known.held());
    reader.end();
    assertEquals(6_001, reader.stored().values().stream().mapToInt(Integer::intValue).sum());
  }

  @Test
  void streamAndFileOfTheSameLines_countOnceWhoeverIsAhead() {
    List<String> stream = new ArrayList<>();
    List<String> file = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      int second = i / 3;
      stream.add(
          "2026-11-20T10:%02d:%02d.123+00:00 mx1.example.com postfix/smtpd[7]: text %d"
              .formatted(second / 60, second % 60, i % 2));
      file.add(
          "Nov 20 10:%02d:%02d mx1 postfix/smtpd[7]: text %d"
              .formatted(second / 60, second % 60, i % 2));
    }
    Import reader = new Import(new MemoryDisk());
    Random random = new Random(3);
    boolean more = true;
    while (more) {
      reader.begin();
      more =
          reader.read("stream", stream, random.nextInt(20))
              | reader.read("file", file, random.nextInt(20));
      reader.end();
      if (random.nextInt(10) == 0) {
        reader.kill();
      }
    }
    assertEquals(2_000, reader.database.repeated);
    assertEquals(reader.highest(List.of(stream)), reader.stored());
  }

  @Test
  void damagedBlock_doesNotMakeACopyCountTwice() {
    List<String> log = new ArrayList<>();
    for (int i = 0; i < 6_000; i++) {
      log.add(
          "Nov 20 10:%02d:%02d mx1 postfix/smtpd[7]: text %d".formatted(i / 1_000, i / 20 % 50, i));
    }
    Import reader = new Import(new MemoryDisk());
    reader.begin();
    reader.read("log", log, 6_000);
    reader.end();
    reader.disk = reader.disk.copy();
    for (Map.Entry<String, byte[]> file : reader.disk.files.entrySet()) {
      if (file.getKey().endsWith(".seg")) {
        file.getValue()[file.getValue().length / 2] ^= 1;
      }
    }
    reader.open();
    List<String> more = new ArrayList<>(log);
    more.add(500, "Nov 20 10:00:59 mx1 postfix/smtpd[7]: one more");
    reader.begin();
    reader.read("copy", more, 5_500);
    reader.end();
    long facts = reader.database.facts.values().stream().mapToLong(Integer::longValue).sum();
    assertTrue(facts <= 6_001, "counted " + facts);
  }

  @Test
  void droppedDay_isNotKnownAnyMore() {
    List<String> log =
        List.of(
            "Nov 20 10:00:00 mx1 postfix/smtpd[7]: a", "Nov 21 10:00:00 mx1 postfix/smtpd[7]: b");
    Import reader = new Import(new MemoryDisk());
    reader.begin();
    reader.read("log", log, 2);
    reader.end();
    Map<String, Long> files = new TreeMap<>(reader.vault.drop(LocalDate.of(2026, 11, 20)));
    reader.vault.committed();
    files.putAll(reader.known.drop(LocalDate.of(2026, 11, 20)));
    reader.known.committed();
    files.keySet().forEach(reader.database.files::remove);
    reader.kill();
    assertEquals(1, reader.stored().size());
    reader.begin();
    reader.read("again", log, 2);
    reader.end();
    assertEquals(1, reader.database.repeated);
  }

  @Test
  void linesWithoutTime_countOnceWhateverStandsBeforeThem() {
    List<String> log =
        List.of(
            "Nov 20 10:00:00 mx1 postfix/smtpd[7]: a",
            "  at some.place",
            "  at some.place",
            "no envelope");
    List<String> other =
        List.of("no envelope", "  at some.place", "Nov 20 10:00:00 mx1 postfix/smtpd[7]: a");
    Import reader = new Import(new MemoryDisk());
    for (int round = 0; round < 4; round++) {
      reader.begin();
      reader.read("log", log, 1);
      reader.read("other", other, 1);
      reader.end();
      reader.kill();
    }
    assertCountedOnce(reader, List.of(log, other));
  }
}
