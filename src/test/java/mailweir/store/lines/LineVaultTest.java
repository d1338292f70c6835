package mailweir.store.lines;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import mailweir.identity.Hosts;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LineVaultTest {
  private static final LocalDate DAY = LocalDate.of(2026, 11, 20);
  private static final long MORNING = DAY.toEpochDay() * 86_400_000_000L;
  private static final long SECOND = 1_000_000L;

  private final Hosts hosts = new Hosts();
  private final Map<String, Long> committed = new HashMap<>();
  private final List<StoredLine> expected = new ArrayList<>();
  private final Random random = new Random(5);
  private MemoryDisk disk = new MemoryDisk();
  private LineVault vault = LineVault.open(disk, committed, hosts);

  private void commit(Map<String, Long> change) {
    change.forEach((name, length) -> {
      if (length == 0) {
        committed.remove(name);
      } else {
        committed.put(name, length);
      }
    });
    vault.committed();
  }

  private void reopen() {
    disk = disk.copy();
    vault = LineVault.open(disk, committed, new Hosts());
  }

  private void add(LineVault.Round round, String host, long micros, String text) {
    byte[] raw = text.getBytes(StandardCharsets.UTF_8);
    round.add(hosts.id(host), micros, raw, 0, raw.length, false);
    expected.add(new StoredLine(host, micros, raw));
  }

  /** A round of lines about a time, somewhat out of order. */
  private void round(int lines, long around, long spread) {
    LineVault.Round round = vault.begin();
    for (int i = 0; i < lines; i++) {
      String host = "mx" + random.nextInt(3);
      long micros = around + spread * i / lines + random.nextInt(5) * SECOND - 2 * SECOND;
      add(
          round,
          host,
          micros,
          host + " line " + expected.size() + " says " + Long.toHexString(random.nextLong()));
    }
    commit(round.finish());
  }

  private void assertSame(List<StoredLine> wanted, List<StoredLine> got) {
    Comparator<StoredLine> order =
        Comparator.comparingLong(StoredLine::micros)
            .thenComparing(StoredLine::host)
            .thenComparing(l -> new String(l.raw(), StandardCharsets.UTF_8));
    List<StoredLine> a = new ArrayList<>(wanted);
    List<StoredLine> b = new ArrayList<>(got);
    a.sort(order);
    b.sort(order);
    assertEquals(a.size(), b.size());
    for (int i = 0; i < a.size(); i++) {
      assertEquals(a.get(i).micros(), b.get(i).micros());
      assertEquals(a.get(i).host(), b.get(i).host());
      assertArrayEquals(a.get(i).raw(), b.get(i).raw());
    }
  }

  private void assertAllThere() {
    assertSame(expected, vault.lines(null, 0, Long.MAX_VALUE));
    for (int n = 0; n < 20; n++) {
      long from = MORNING + random.nextInt(86_400) * SECOND;
      long to = from + random.nextInt(600) * SECOND;
      assertSame(
          expected.stream()
              .filter(l -> l.micros() >= from && l.micros() < to && l.host().equals("mx1"))
              .toList(),
          vault.lines("mx1.example.com", from, to));
    }
  }

  @Test
  void beginningsThatTheirTimesTell_comeBackAsTheyWere() {
    String[] names = {"mx1", "mx22"};
    LineVault.Round round = vault.begin();
    for (int i = 0; i < 9_000; i++) {
      int second = 80_000 + i / 3;
      String clock = String.format("%02d:%02d:%02d", second / 3600, second / 60 % 60, second % 60);
      add(
          round,
          names[i % 2],
          MORNING + i / 3 * SECOND,
          "Nov 20 "
              + clock
              + " "
              + names[i % 2]
              + ".example.com postfix/qmgr[7]: "
              + Long.toHexString(random.nextLong()));
    }
    commit(round.finish());
    // One that is of another form, or whose time is another's, beside those that are not.
    for (String odd :
        List.of(
            "Nov 20 08:00:01 mx1 x",
            "Nov 20 08:00:02  no host",
            "Nov 20 08:00:02 ",
            "Nov 20 08:00:02 mx1",
            "Nov 20 08:00:02 mx1 ",
            "Nov 20 8:00:002 mx1 x",
            "Nov 21 08:00:02 mx1 x",
            "Nov 20 08:00:02 mx2 x",
            "Nov 20 08:00:62 mx1 x",
            "Nov 20 08:00:02 mx1\nx y",
            "")) {
      round = vault.begin();
      add(round, "mx1", MORNING, "Nov 20 08:00:00 mx1 first");
      add(round, "mx1", MORNING + 2 * SECOND, "Nov 20 08:00:02 mx1 second");
      add(round, "mx1", MORNING + 2 * SECOND, odd);
      add(round, "mx1", MORNING + 2 * SECOND + 1, "Nov 20 08:00:02 mx1 half a second");
      commit(round.finish());
    }
    assertAllThere();
    reopen();
    assertAllThere();
  }

  @Test
  void bulkRound_isReadByHostAndWindow() {
    round(20_000, MORNING - 3_600 * SECOND, 30 * 3_600 * SECOND);
    assertAllThere();
    assertEquals(List.of(DAY.minusDays(1), DAY, DAY.plusDays(1)), vault.days());
    reopen();
    assertAllThere();
    assertEquals(List.of(), vault.damages());
  }

  @Test
  void texts_areSearchedForInTheWindowOnly() {
    round(5_000, MORNING, 3_600 * SECOND);
    byte[] first = " line 77 ".getBytes(StandardCharsets.US_ASCII);
    byte[] second = " line 78 ".getBytes(StandardCharsets.US_ASCII);
    assertEquals(
        2, vault.lines(null, MORNING - 9 * SECOND, MORNING + 3_600 * SECOND, first, second).size());
    assertEquals(
        0,
        vault
            .lines(null, MORNING + 3_000 * SECOND, MORNING + 3_600 * SECOND, first, second)
            .size());
  }

  @Test
  void liveRounds_becomeFullBlocksByThemselves() {
    for (int n = 0; n < 3_000; n++) {
      round(10, MORNING + (n + 10) * SECOND, SECOND);
    }
    assertAllThere();
    assertEquals(2, disk.files.size());
    reopen();
    assertAllThere();
    commit(vault.compact(DAY));
    assertEquals(1, disk.files.size());
    assertAllThere();
    reopen();
    assertAllThere();
    assertEquals(Map.of(), vault.compact(DAY));
  }

  @Test
  void arrivalOrder_isKeptAmongLinesOfOneTime() {
    for (int n = 0; n < 40; n++) {
      LineVault.Round round = vault.begin();
      for (int i = 0; i < 20; i++) {
        add(round, "mx1", MORNING, "line " + (1000 + n * 20 + i) + "x".repeat(2_000));
      }
      commit(round.finish());
    }
    commit(vault.compact(DAY));
    List<StoredLine> got = vault.lines("mx1", MORNING, MORNING + 1);
    for (int i = 0; i < got.size(); i++) {
      assertArrayEquals(expected.get(i).raw(), got.get(i).raw());
    }
  }

  @Test
  void compaction_mergesTheSmallBlocksOfManyRounds() {
    for (int n = 0; n < 12; n++) {
      round(2_000, MORNING + n * 1_000 * SECOND, 1_000 * SECOND);
    }
    long before = vault.bytes();
    commit(vault.compact(DAY));
    assertTrue(vault.bytes() < before, vault.bytes() + " of " + before);
    assertAllThere();
    reopen();
    assertAllThere();
  }

  @Test
  void anyBytes_areALine() {
    LineVault.Round round = vault.begin();
    for (int i = 0; i < 2_000; i++) {
      byte[] raw = new byte[random.nextInt(300)];
      random.nextBytes(raw);
      round.add(hosts.id("mx1"), MORNING + i, raw, 0, raw.length, false);
      expected.add(new StoredLine("mx1", MORNING + i, raw));
    }
    add(round, "mx2", Long.MIN_VALUE, "no time at all");
    expected.set(2_000, new StoredLine("mx2", 0, expected.get(2_000).raw()));
    add(round, "", MORNING, "no host");
    add(round, "mx1", MORNING + 7, "a megabyte " + "y".repeat(1 << 20));
    commit(round.finish());
    List<StoredLine> got = vault.lines(null, 0, Long.MAX_VALUE);
    got.sort(
        Comparator.comparingLong(StoredLine::micros)
            .thenComparing(StoredLine::host)
            .thenComparingInt(l -> l.raw().length));
    expected.sort(
        Comparator.comparingLong(StoredLine::micros)
            .thenComparing(StoredLine::host)
            .thenComparingInt(l -> l.raw().length));
    assertEquals(expected.size(), got.size());
    for (int i = 0; i < got.size(); i++) {
      assertArrayEquals(expected.get(i).raw(), got.get(i).raw());
    }
  }

  @Test
  void damagedBlock_losesOnlyItself() {
    round(40_000, MORNING, 80_000 * SECOND);
    String file =
        committed.keySet().stream()
            .filter(n -> n.startsWith("2026-11-20"))
            .findFirst()
            .orElseThrow();
    int length = disk.files.get(file).length;
    for (int at : new int[] {length / 2, 3}) {
      disk.files.get(file)[at] ^= 1;
      reopen();
      int got = vault.lines(null, 0, Long.MAX_VALUE).size();
      assertTrue(got > 20_000 && got < 40_000, "got " + got);
      assertFalse(vault.damages().isEmpty());
      assertTrue(vault.damages().getFirst().contains(file + "@"), vault.damages().toString());
    }
    commit(vault.compact(DAY));
    assertTrue(vault.lines(null, 0, Long.MAX_VALUE).size() > 20_000);
  }

  @Test
  void fileLostOrCut_isSaidAndTheRestIsThere() {
    round(4_000, MORNING, 3_600 * SECOND);
    round(4_000, MORNING + 86_400 * SECOND, 3_600 * SECOND);
    String first =
        committed.keySet().stream()
            .filter(n -> n.startsWith("2026-11-20"))
            .findFirst()
            .orElseThrow();
    String second =
        committed.keySet().stream()
            .filter(n -> n.startsWith("2026-11-21"))
            .findFirst()
            .orElseThrow();
    disk.files.remove(first);
    disk.files.put(
        second,
        java.util.Arrays.copyOf(disk.files.get(second), disk.files.get(second).length - 10));
    reopen();
    assertEquals(2, vault.damages().size());
    assertTrue(vault.lines(null, 0, Long.MAX_VALUE).size() < 4_100);
  }

  @Test
  void dayPastItsRetention_isGone() {
    round(3_000, MORNING - 3_600 * SECOND, 2 * 3_600 * SECOND);
    commit(vault.drop(DAY));
    expected.removeIf(l -> l.micros() >= MORNING);
    assertAllThere();
    assertEquals(List.of(DAY.minusDays(1)), vault.days());
    assertEquals(Map.of(), vault.drop(DAY));
  }

  @Test
  void fullDisk_losesNothingThatWasCommitted() {
    round(3_000, MORNING, 3_600 * SECOND);
    for (long room : new long[] {0, 10, 5_000, 60_000}) {
      disk.bytesUntilFull = room;
      LineVault.Round round = vault.begin();
      List<StoredLine> before = List.copyOf(expected);
      VaultFault fault =
          assertThrows(
              VaultFault.class,
              () -> {
                for (int i = 0; i < 20_000; i++) {
                  add(round, "mx" + i % 3, MORNING + i * SECOND, "more " + random.nextLong());
                }
                round.finish();
              });
      assertTrue(fault.getMessage().contains("No space left on device"), fault.getMessage());
      assertTrue(fault.getMessage().contains("/memory/2026-11-20"), fault.getMessage());
      assertTrue(fault.getMessage().contains("free space"), fault.getMessage());
      expected.clear();
      expected.addAll(before);
      disk.bytesUntilFull = Long.MAX_VALUE;
      assertAllThere();
    }
    round(3_000, MORNING, 3_600 * SECOND);
    assertAllThere();
    reopen();
    assertAllThere();
  }

  @Test
  void lostDatabase_doesNotDeleteTheEvidence() {
    round(3_000, MORNING, 3_600 * SECOND);
    committed.clear();
    reopen();
    assertEquals(0, vault.lines(null, 0, Long.MAX_VALUE).size());
    assertTrue(
        disk.files.keySet().stream().allMatch(n -> n.endsWith(".unclaimed")),
        disk.files.keySet().toString());
  }

  @Test
  void oneChangeAtATime() {
    vault.begin();
    assertThrows(IllegalStateException.class, vault::begin);
    vault.abandon();
    vault.begin();
  }

  @Test
  void realFolder_holdsWhatAMemoryDiskHolds(@TempDir Path folder) throws Exception {
    FolderDisk real = new FolderDisk(folder);
    vault = LineVault.open(real, committed, hosts);
    round(30_000, MORNING + 10 * SECOND, 3_600 * SECOND);
    round(10, MORNING + 10 * SECOND, SECOND);
    round(10, MORNING + 10 * SECOND, SECOND);
    assertAllThere();
    LineVault.Round lost = vault.begin();
    lost.add(0, MORNING, new byte[] {1, 2}, 0, 2, false);
    lost.finish();
    vault = LineVault.open(real, committed, new Hosts());
    assertAllThere();
    commit(vault.compact(DAY));
    assertAllThere();
    try (var files = Files.list(folder)) {
      assertEquals(1, files.count());
    }
  }
}
