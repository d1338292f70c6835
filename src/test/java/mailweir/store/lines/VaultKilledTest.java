package mailweir.store.lines;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import mailweir.identity.Hosts;
import org.junit.jupiter.api.Test;

/** Law 3 for the vault: killed at each change of the disk in turn, it holds what was committed, and goes on. */
class VaultKilledTest {
  private static final LocalDate DAY = LocalDate.of(2026, 11, 20);
  private static final long MORNING = DAY.toEpochDay() * 86_400_000_000L;

  /** Bulk, live, late lines for the day before, full open ends, compactions, a day forgotten. */
  private enum Step {
    BULK,
    LIVE,
    SEAL,
    COMPACT,
    LATE,
    MORE_BULK,
    LIVE_AGAIN,
    COMPACT_AGAIN,
    DROP
  }

  private MemoryDisk disk = new MemoryDisk();
  private Map<String, Long> committed = new HashMap<>();
  private Map<String, Integer> content = new TreeMap<>();
  private Hosts hosts;
  private LineVault vault;

  private void open() {
    hosts = new Hosts();
    vault = LineVault.open(disk, committed, hosts);
  }

  private void step(Step step) {
    Map<String, Integer> after = new TreeMap<>(content);
    Map<String, Long> change =
        switch (step) {
          case BULK, MORE_BULK -> round(step, 2_500, 300, after);
          case LIVE, LIVE_AGAIN -> round(step, 20, 100, after);
          case SEAL -> sealing(after);
          case LATE -> round(step, 15, -90_000, after);
          case COMPACT, COMPACT_AGAIN -> vault.compact(DAY);
          case DROP -> {
            after.keySet().removeIf(k -> k.startsWith("2026-11-19"));
            yield vault.drop(DAY.minusDays(1));
          }
        };
    // The database commits at one instant.
    Map<String, Long> next = new HashMap<>(committed);
    change.forEach((name, length) -> {
      if (length == 0) {
        next.remove(name);
      } else {
        next.put(name, length);
      }
    });
    committed = next;
    content = after;
    vault.committed();
  }

  private Map<String, Long> round(Step step, int lines, int second, Map<String, Integer> after) {
    Random random = new Random(step.ordinal());
    LineVault.Round round = vault.begin();
    for (int i = 0; i < lines; i++) {
      add(
          round,
          "mx" + i % 2,
          second + i / 10,
          step + " " + i + " " + random.nextLong() + "-".repeat(random.nextInt(200)),
          after);
    }
    return round.finish();
  }

  /** Live rounds until the open end is full, the last of them as the step's change. */
  private Map<String, Long> sealing(Map<String, Integer> after) {
    LineVault.Round round = vault.begin();
    for (int i = 0; i < 40; i++) {
      add(round, "mx1", 50, "large " + i + "=".repeat(3_000), after);
    }
    return round.finish();
  }

  private void add(
      LineVault.Round round, String host, int second, String text, Map<String, Integer> after) {
    byte[] raw = text.getBytes(StandardCharsets.UTF_8);
    long micros = MORNING + second * 1_000_000L;
    round.add(hosts.id(host), micros, raw, 0, raw.length, false);
    after.merge(name(host, micros, raw), 1, Integer::sum);
  }

  private static String name(String host, long micros, byte[] raw) {
    return LocalDate.ofEpochDay(micros / 86_400_000_000L)
        + " "
        + micros
        + " "
        + host
        + " "
        + new String(raw, StandardCharsets.UTF_8);
  }

  private Map<String, Integer> stored() {
    Map<String, Integer> stored = new TreeMap<>();
    for (StoredLine line : vault.lines(null, 0, Long.MAX_VALUE)) {
      stored.merge(name(line.host(), line.micros(), line.raw()), 1, Integer::sum);
    }
    return stored;
  }

  private static List<Step> script() {
    List<Step> script =
        new java.util.ArrayList<>(List.of(Step.BULK, Step.LIVE, Step.BULK, Step.LATE));
    for (int i = 0; i < 10; i++) {
      script.add(Step.SEAL);
    }
    script.addAll(
        List.of(
            Step.LIVE,
            Step.COMPACT,
            Step.MORE_BULK,
            Step.LIVE_AGAIN,
            Step.COMPACT_AGAIN,
            Step.DROP,
            Step.LIVE));
    return script;
  }

  @Test
  void killedAtEachChange_holdsWhatWasCommittedAndGoesOn() {
    open();
    script().forEach(this::step);
    long changes = disk.changes;
    Map<String, Integer> whole = content;
    assertTrue(changes > 60, "changes: " + changes);
    for (long at = 0; at < changes; at++) {
      disk = new MemoryDisk();
      disk.changesUntilKilled = at;
      committed = new HashMap<>();
      content = new TreeMap<>();
      open();
      int done = 0;
      int kills = 0;
      while (done < script().size()) {
        Map<String, Integer> before = content;
        try {
          step(script().get(done));
          done++;
        } catch (MemoryDisk.Killed e) {
          kills++;
          disk = disk.copy();
          open();
          assertEquals(content, stored(), "killed at change " + at);
          // Killed after the commit: the step is done.
          done += content == before ? 0 : 1;
        }
      }
      assertTrue(kills <= 1);
      assertEquals(whole, stored(), "killed at change " + at);
      assertEquals(List.of(), vault.damages());
      assertEquals(
          committed.keySet(),
          disk.files.keySet().stream()
              .filter(n -> !n.endsWith(".unclaimed"))
              .collect(java.util.stream.Collectors.toSet()));
    }
  }
}
