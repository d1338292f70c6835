package mailweir.queue.postfix;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mailweir.queue.Budget;
import mailweir.queue.Level;
import mailweir.queue.Place;
import mailweir.queue.RecordedQueue;
import mailweir.queue.Scan;
import mailweir.queue.Waiting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostfixQueueTest {
  private static final long NOW = 1_795_200_000_000_000L;
  private static final long SECOND = 1_000_000L;

  @TempDir Path folder;

  private Instance instance() {
    return new Instance("postfix", folder, folder, List.of("deferred", "defer"), 1);
  }

  private PostfixQueue reader() {
    return new PostfixQueue(instance(), null, () -> 0);
  }

  private static Map<String, Long> counts(Scan scan) {
    return scan.levels().stream().collect(Collectors.toMap(Level::queue, Level::count));
  }

  private static Map<String, Waiting> byId(List<Waiting> messages) {
    return messages.stream().collect(Collectors.toMap(Waiting::id, m -> m));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postfix-08-mid",
        "postfix-09-held",
        "postfix-16-1-deferred",
        "postfix-16-3-active",
        "postfix-16-4-stopped"
      })
  void spool_saysWhatPostqueueSaid(String name) throws Exception {
    RecordedQueue.unpack(name, folder);
    Map<String, Waiting> told =
        byId(
            RecordedQueue.lines(name + ".jsonl").stream()
                .filter(l -> l.startsWith("{"))
                .map(PostqueueJson::read)
                .toList());
    Scan scan = reader().read(NOW, Budget.USUAL);
    assertNull(scan.problem());
    Map<String, Waiting> read = byId(scan.messages());
    assertEquals(told.keySet(), read.keySet());
    told.forEach((id, t) -> {
      Waiting r = read.get(id);
      assertEquals(t.queue(), r.queue(), id);
      assertEquals(t.arrived(), r.arrived() / SECOND * SECOND, id);
      assertEquals(t.size(), r.size(), id);
      assertEquals(t.sender(), r.sender(), id);
      assertEquals(t.recipients(), r.recipients(), id);
      assertEquals(new HashSet<>(t.to()), new HashSet<>(r.to()), id);
      if (!name.contains("active")) {
        assertEquals(t.reason() == null, r.reason() == null, id);
      }
      assertEquals(t.held(), r.held(), id);
    });
    assertTrue(read.values().stream().anyMatch(m -> m.arrived() % SECOND != 0));
  }

  @Test
  void spool_saysClientsToo() throws Exception {
    RecordedQueue.unpack("postfix-16-1-deferred", folder);
    Scan scan = reader().read(NOW, Budget.USUAL);
    Map<String, Integer> clients = new HashMap<>();
    scan.messages().forEach(m -> clients.merge(String.valueOf(m.client()), 1, Integer::sum));
    assertEquals(Map.of("deferred", 254L, "hold", 31L), nonZero(counts(scan)), clients.toString());
    Waiting one = byId(scan.messages()).get("3FC4D2D0D42");
    assertEquals("192.0.2.166", one.client());
    assertEquals("app166.int.example.com", one.clientName());
    assertEquals(1_795_181_278_249_736L, one.arrived());
    assertTrue(one.tried() >= one.arrived() / SECOND * SECOND);
    assertEquals(
        "host in10.mail.example.org[203.0.113.10] said: 451 4.3.0 Message held for human review before permitting (temporary, try later) (in reply to end of DATA command)",
        one.reason());
    assertEquals(new Place("postfix", "postfix"), reader().place());
  }

  private static Map<String, Long> nonZero(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .filter(e -> e.getValue() != 0)
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  @Test
  void scan_countsAllAndListsASteadySampleOfThem() throws Exception {
    RecordedQueue.unpack("postfix-16-1-deferred", folder);
    Budget small = new Budget(50, Duration.ofSeconds(8));
    Scan first = reader().read(NOW, small);
    assertEquals(Map.of("deferred", 254L, "hold", 31L), nonZero(counts(first)));
    assertTrue(first.messages().size() <= 50 && first.messages().size() > 10);
    assertEquals(first.messages().size(), first.levels().stream().mapToLong(Level::listed).sum());
    assertEquals(
        byId(first.messages()).keySet(), byId(reader().read(NOW, small).messages()).keySet());
    Scan none = reader().read(NOW, new Budget(0, Duration.ofSeconds(8)));
    assertEquals(List.of(), none.messages());
    assertEquals(counts(first), counts(none));
    Scan noTime = reader().read(NOW, new Budget(50, Duration.ZERO));
    assertEquals(List.of(), noTime.messages());
    assertEquals(counts(first), counts(noTime));
  }

  @Test
  void scan_doesNotOpenAgainWhatDidNotChange() throws Exception {
    RecordedQueue.unpack("postfix-16-1-deferred", folder);
    PostfixQueue reader = reader();
    Scan first = reader.read(NOW, Budget.USUAL);
    Path file = folder.resolve("deferred/3/3FC4D2D0D42");
    FileTime time = Files.getLastModifiedTime(file);
    byte[] other =
        new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
            .replace("newsletter@example.com", "newsletter@example.net")
            .getBytes(StandardCharsets.ISO_8859_1);
    Files.write(file, other);
    Files.setLastModifiedTime(file, time);
    Scan second = reader.read(NOW, Budget.USUAL);
    assertEquals(first.messages(), second.messages());
    Files.setLastModifiedTime(file, FileTime.fromMillis(time.toMillis() + 1));
    Waiting changed = byId(reader.read(NOW, Budget.USUAL).messages()).get("3FC4D2D0D42");
    assertEquals("newsletter@example.net", changed.sender());
    Files.move(file, folder.resolve("hold/3FC4D2D0D42"));
    Waiting held = byId(reader.read(NOW, Budget.USUAL).messages()).get("3FC4D2D0D42");
    assertEquals("hold", held.queue());
    assertTrue(held.held());
    Files.delete(folder.resolve("hold/3FC4D2D0D42"));
    assertEquals(first.messages().size() - 1, reader.read(NOW, Budget.USUAL).messages().size());
  }

  @Test
  void folder_ledElsewhereIsNotFollowed() throws Exception {
    RecordedQueue.unpack("postfix-16-1-deferred", folder);
    Path outside = Files.createDirectory(folder.resolve("elsewhere"));
    Path target = outside.resolve("0000000000A");
    Files.move(folder.resolve("deferred/3/3FC4D2D0D42"), target);
    Files.createSymbolicLink(folder.resolve("hold/0000000000B"), target);
    Files.createSymbolicLink(folder.resolve("deferred/9/0000000000C"), outside);
    Files.createSymbolicLink(folder.resolve("deferred/G"), outside);
    Files.delete(folder.resolve("corrupt"));
    Files.createSymbolicLink(folder.resolve("corrupt"), outside);
    new ProcessBuilder("mkfifo", folder.resolve("hold/0000000000D").toString()).start().waitFor();
    Files.createDirectory(folder.resolve("hold/0000000000E"));
    Files.write(folder.resolve("hold/../hold/a-b.c"), new byte[1]);
    Scan scan = reader().read(NOW, Budget.USUAL);
    assertEquals(284, scan.messages().size());
    assertEquals(Map.of("deferred", 253L, "hold", 31L), nonZero(counts(scan)));
    assertEquals(
        folder.resolve("corrupt")
            + ": is no folder, or a link to one; it is not followed; Postfix wants a folder of its own there",
        scan.problem());
  }

  @Test
  void file_halfWritten_isCountedOnly() throws Exception {
    Files.createDirectories(folder.resolve("incoming"));
    RecordedQueue.unpack("postfix-09-held", folder);
    Path whole = folder.resolve("hold/0B8BD2D0C21");
    byte[] bytes = Files.readAllBytes(whole);
    for (int length : new int[] {0, 1, 50, 97, 300, 760}) {
      Files.write(
          folder.resolve("incoming/ABCDE" + length), java.util.Arrays.copyOf(bytes, length));
    }
    Scan scan = reader().read(NOW, Budget.USUAL);
    assertNull(scan.problem());
    assertEquals(6, counts(scan).get("incoming"));
    assertEquals(12, scan.messages().size());
  }

  @Test
  void spool_thatIsNotThere_isSaid() {
    Scan scan =
        new PostfixQueue(
                new Instance("x", folder, folder.resolve("none"), List.of(), 0), null, () -> 0)
            .read(NOW, Budget.USUAL);
    assertTrue(scan.problem().contains("queue_directory"), scan.problem());
    assertEquals(List.of(), scan.levels());
  }

  @Test
  void envelope_ofEveryTruncation_isNullOrTheSame() throws Exception {
    RecordedQueue.unpack("postfix-16-4-stopped", folder);
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files =
          all.filter(Files::isRegularFile)
              .filter(f -> !f.toString().contains("defer/"))
              .limit(12)
              .toList();
    }
    List<Integer> read = new ArrayList<>();
    for (Path file : files) {
      byte[] bytes = Files.readAllBytes(file);
      Envelope whole = Envelope.read(mailweir.queue.Bytes.of(bytes));
      for (int length = 0; length < bytes.length; length++) {
        Envelope part =
            Envelope.read(mailweir.queue.Bytes.of(java.util.Arrays.copyOf(bytes, length)));
        if (part != null) {
          assertEquals(whole.sender(), part.sender());
          read.add(length);
        }
      }
    }
    assertNotEquals(0, files.size());
  }
}
