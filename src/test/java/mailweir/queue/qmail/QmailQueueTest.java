package mailweir.queue.qmail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import mailweir.queue.Budget;
import mailweir.queue.Level;
import mailweir.queue.RecordedQueue;
import mailweir.queue.Scan;
import mailweir.queue.Waiting;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QmailQueueTest {
  private static final long NOW = 1_795_190_000_000_000L;
  private static final Pattern LISTED =
      Pattern.compile("(\\d+ \\w+ \\d+ \\d\\d:\\d\\d:\\d\\d) GMT  #(\\d+)  (\\d+)  <(.*)>.*");

  @TempDir Path folder;

  private QmailQueue reader(boolean headers) {
    return new QmailQueue("qmail", folder.resolve("queue"), headers, () -> 0);
  }

  private static Map<String, Waiting> byId(Scan scan) {
    return scan.messages().stream().collect(Collectors.toMap(Waiting::id, Function.identity()));
  }

  private static Map<String, Long> counts(Scan scan) {
    return scan.levels().stream().collect(Collectors.toMap(Level::queue, Level::count));
  }

  /** What {@code qmail-qread} printed of a message. */
  private record Told(Instant arrived, long size, String sender, List<String> to) {}

  @Test
  void read_saysWhatQreadAndQstatSaid() throws Exception {
    RecordedQueue.unpack("qmail-queue", folder);
    Map<String, Told> told = new HashMap<>();
    Told last = null;
    for (String line : RecordedQueue.lines("qmail-qread.txt")) {
      Matcher m = LISTED.matcher(line);
      if (m.matches()) {
        Instant arrived =
            LocalDateTime.parse(
                    m.group(1), DateTimeFormatter.ofPattern("d MMM yyyy HH:mm:ss", Locale.ENGLISH))
                .toInstant(ZoneOffset.UTC);
        last = new Told(arrived, Long.parseLong(m.group(3)), m.group(4), new ArrayList<>());
        told.put(m.group(2), last);
      } else if (last != null && line.startsWith("\t")) {
        last.to().add(line.strip().split("\t")[1]);
      }
    }
    Scan scan = reader(false).read(NOW, Budget.USUAL);
    assertNull(scan.problem());
    assertEquals(Map.of("todo", 40L, "local", 0L, "remote", 320L), counts(scan));
    Map<String, Waiting> read = byId(scan);
    assertEquals(360, read.size());
    assertEquals(320, told.size());
    told.forEach((id, t) -> {
      Waiting r = read.get(id);
      assertEquals(t.size(), r.size(), id);
      assertEquals(t.sender(), r.sender(), id);
      assertEquals(t.arrived().getEpochSecond(), r.arrived() / 1_000_000, id);
      assertEquals(t.to().size(), r.recipients(), id);
      assertEquals(new HashSet<>(t.to()), new HashSet<>(r.to()), id);
      assertNull(r.client(), "messages are not opened unless that is allowed");
    });
    read.values().stream()
        .filter(m -> m.queue().equals("todo"))
        .forEach(m -> {
          assertTrue(m.size() > 0, m.id());
          assertTrue(m.recipients() > 0, m.id());
        });
  }

  @Test
  void read_saysWhoBroughtItWhereThatIsAllowed() throws Exception {
    RecordedQueue.unpack("qmail-queue", folder);
    JsonNode truth;
    try (InputStream in = getClass().getResourceAsStream("/queues/qmail-summary.json")) {
      truth = new ObjectMapper().readTree(in);
    }
    Map<String, Long> clients =
        reader(true).read(NOW, Budget.USUAL).messages().stream()
            .collect(Collectors.groupingBy(Waiting::client, Collectors.counting()));
    Map<String, Long> wanted = new HashMap<>();
    truth
        .get("by_client_ip_in_top_Received")
        .forEach(pair -> wanted.put(pair.get(0).asText(), pair.get(1).asLong()));
    assertEquals(wanted, clients);
    assertEquals(216, clients.get("192.0.2.12"));
  }

  private void write(String path, String text) throws Exception {
    Path file = folder.resolve("queue").resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text.replace('|', '\0'));
  }

  private void empty() throws Exception {
    for (String part : List.of("mess", "info", "local", "remote")) {
      for (String split : List.of("0", "1", "2")) {
        Files.createDirectories(folder.resolve("queue").resolve(part).resolve(split));
      }
    }
    Files.createDirectories(folder.resolve("queue/todo"));
    Files.createDirectories(folder.resolve("queue/bounce"));
  }

  @Test
  void read_knowsWhatIsDoneAndWhyAndPassesOverWhatIsNoMessage() throws Exception {
    empty();
    write("mess/1/7", "0123456789");
    write("info/1/7", "Fann@example.org|");
    write("local/1/7", "Djoe|Tjim|");
    write("remote/1/7", "Da@example.net|Tb@example.net|Thalf");
    write(
        "bounce/7",
        "<x@example.net>:\nfirst\n\n<a@example.net>:\n192.0.2.9 does not like\n recipient.\n\n");
    write("mess/2/8", "x");
    write("info/2/8", "F|");
    write("local/2/8", "Tpostmaster|");
    write("info/0/9", "Fhalf");
    write("info/0/none", "Fx|");
    write("todo/10", "u1|p2|Fu@example.org|Tv@example.org|");
    write("mess/1/10", "abc");
    Files.createSymbolicLink(folder.resolve("queue/info/0/12"), folder.resolve("queue/info/1/7"));
    QmailQueue reader = reader(false);
    Scan scan = reader.read(NOW, Budget.USUAL);
    Map<String, Waiting> all = byId(scan);
    assertEquals(Map.of("todo", 1L, "local", 2L, "remote", 1L), counts(scan));
    assertEquals(3, all.size());
    assertEquals(List.of("b@example.net", "jim"), all.get("7").to());
    assertEquals("192.0.2.9 does not like recipient.", all.get("7").reason());
    assertEquals(10, all.get("7").size());
    assertEquals("", all.get("8").sender());
    assertEquals(3, all.get("10").size());
    assertSame(all.get("7"), byId(reader.read(NOW, new Budget(9, Duration.ZERO))).get("7"));
    // A number that is used again is another message.
    write("info/1/7", "Feve@example.org|");
    Files.setLastModifiedTime(folder.resolve("queue/info/1/7"), FileTime.fromMillis(1));
    assertEquals("eve@example.org", byId(reader.read(NOW, Budget.USUAL)).get("7").sender());
  }

  @Test
  void read_saysWhyNothingIsCounted() {
    assertTrue(reader(false).read(NOW, Budget.USUAL).problem().contains("nothing is counted"));
    assertTrue(new QmailFinder(List.of(folder), false, () -> 0).find().isEmpty());
  }

  @Test
  void find_findsAQueue() throws Exception {
    empty();
    assertEquals(
        "qmail",
        new QmailFinder(List.of(folder.resolve("queue")), false, () -> 0)
            .find()
            .getFirst()
            .place()
            .name());
  }

  @Property
  void parsers_anyBytesGiveAnAnswer(@ForAll byte[] bytes) {
    assertNotNull(Envelope.read(bytes));
    assertNotNull(Brought.read(bytes));
    Bounce.reason(bytes);
  }

  @Test
  void brought_everyForm() {
    Function<String, Brought> read =
        from ->
            Brought.read(
                ("Received: (qmail 1 invoked by uid 89); 20 Nov 2026 13:31:16 -0000\nReceived: from "
                        + from
                        + "\n  by x with SMTP; d\n")
                    .getBytes(StandardCharsets.UTF_8));
    assertEquals(new Brought("192.0.2.1", "a.example"), read.apply("a.example (192.0.2.1)"));
    assertEquals(
        new Brought("192.0.2.1", "a.example"),
        read.apply("a.example (HELO b (x)) (joe@192.0.2.1)"));
    assertEquals(new Brought("2001:db8::1", null), read.apply("unknown (HELO x) (2001:db8::1)"));
    assertEquals(Brought.UNKNOWN, read.apply("a.example (evil text)"));
    assertEquals(
        Brought.UNKNOWN,
        Brought.read("Received: from a (192.0.2.1)\n\nx\n".getBytes(StandardCharsets.UTF_8)));
  }
}
