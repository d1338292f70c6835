package mailweir.queue.exim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import mailweir.queue.Budget;
import mailweir.queue.RecordedQueue;
import mailweir.queue.Scan;
import mailweir.queue.Waiting;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EximQueueTest {
  private static final Pattern LISTED =
      Pattern.compile(
          " *\\d+[mhd] +([0-9.KM]+) ([0-9A-Za-z-]+) <(.*)>( \\(.*\\))?( \\*\\*\\* frozen \\*\\*\\*)?");

  @TempDir Path folder;

  private Scan read() {
    return new EximQueue("exim4", folder, () -> 0).read(0, Budget.USUAL);
  }

  /** As Exim shows sizes. */
  private static String shown(long size) {
    if (size < 1024) {
      return Long.toString(size);
    }
    if (size < 10 * 1024) {
      return String.format(Locale.ROOT, "%.1fK", size / 1024.0);
    }
    return (size + 512) / 1024 + "K";
  }

  @Test
  void spool_saysWhatEximListed() throws Exception {
    RecordedQueue.unpack("exim-input", folder);
    Scan scan = read();
    assertNull(scan.problem());
    Map<String, Waiting> read =
        scan.messages().stream().collect(Collectors.toMap(Waiting::id, m -> m));
    assertEquals(313, scan.levels().getFirst().count());
    Map<String, List<String>> recipients = new HashMap<>();
    String id = null;
    int listed = 0;
    for (String line : RecordedQueue.lines("exim-bp.txt")) {
      Matcher m = LISTED.matcher(line);
      if (m.matches()) {
        id = m.group(2);
        listed++;
        Waiting w = read.get(id);
        assertNotNull(w, id);
        assertEquals(m.group(3), w.sender());
        assertEquals(m.group(1), shown(w.size()), id);
        assertEquals(m.group(5) != null, w.held(), id);
      } else if (line.startsWith("          ")) {
        recipients.computeIfAbsent(id, key -> new ArrayList<>()).add(line.strip());
      }
    }
    assertEquals(313, listed);
    recipients.forEach((key, to) -> assertEquals(to, read.get(key).to(), key));
    Map<String, Integer> clients = new HashMap<>();
    read.values()
        .forEach(w -> clients.merge(w.client() == null ? "local" : w.client(), 1, Integer::sum));
    JsonNode summary =
        new ObjectMapper().readTree(getClass().getResourceAsStream("/queues/exim-summary.json"));
    Map<String, Integer> truth = new HashMap<>();
    summary
        .get("by_host_address")
        .forEach(pair -> truth.put(pair.get(0).asText(), pair.get(1).asInt()));
    assertEquals(truth, clients);
    Waiting local = read.get("1xUOol-0002Xo-0F");
    assertEquals("alice", local.account());
    assertEquals(1_795_181_899_079_743L, local.arrived());
  }

  @Test
  void journal_andDoneOnes_waitNoMore() throws Exception {
    RecordedQueue.unpack("exim-input", folder);
    EximQueue reader = new EximQueue("exim4", folder, () -> 0);
    Budget budget = new Budget(1000, Duration.ofSeconds(1));
    assertEquals(313, reader.read(0, budget).messages().size());
    Files.writeString(
        folder.resolve("input/1xUOoe-0002VA-1y-J"), "user201@beta.example\nok38@alpha.example\n");
    Waiting m =
        reader.read(0, budget).messages().stream()
            .filter(w -> w.id().equals("1xUOoe-0002VA-1y"))
            .findFirst()
            .orElseThrow();
    assertFalse(m.to().contains("user201@beta.example"));
    assertFalse(m.to().contains("ok38@alpha.example"));
    Files.createDirectories(folder.resolve("msglog"));
    Files.writeString(
        folder.resolve("msglog/1xUOoe-0002VA-1y"),
        "2026-11-20 13:38:12 Received from <x> H=y\n2026-11-20 13:38:19 a@b R=r T=t defer (111): Connection refused\n2026-11-20 13:38:20 *** Frozen\n");
    m =
        reader.read(0, budget).messages().stream()
            .filter(w -> w.id().equals("1xUOoe-0002VA-1y"))
            .findFirst()
            .orElseThrow();
    assertEquals("a@b R=r T=t defer (111): Connection refused", m.reason());
    Files.move(folder.resolve("input/1xUOoe-0002VA-1y-H"), folder.resolve("input/elsewhere"));
    Files.createSymbolicLink(
        folder.resolve("input/1xUOoe-0002VA-1y-H"), folder.resolve("input/elsewhere"));
    assertEquals(312, reader.read(0, budget).messages().size());
    // Named queues and split ones, and ids of later versions.
    Path named = folder.resolve("slow/input/a");
    Files.createDirectories(named);
    String header =
        Files.readString(folder.resolve("input/1xUOol-0002Xo-0F-H"), StandardCharsets.ISO_8859_1)
            .replace("1xUOol-0002Xo-0F-H\n", "1xUOol-00000002Xoa-0F12-H\n");
    Files.writeString(
        named.resolve("1xUOol-00000002Xoa-0F12-H"), header, StandardCharsets.ISO_8859_1);
    Scan scan = reader.read(0, budget);
    assertEquals(1, scan.levels().get(1).count());
    assertEquals("slow", scan.levels().get(1).queue());
    assertEquals(313, scan.messages().size());
    assertTrue(read().messages().size() == 313);
  }

  @Test
  void spool_thatIsNotThere_isSaid() {
    assertTrue(
        new EximQueue("x", folder.resolve("none"), () -> 0)
            .read(0, Budget.USUAL)
            .problem()
            .contains("spool_directory"));
    assertEquals(List.of(), new EximFinder(List.of(folder), () -> 0).find());
  }

  private static byte[] header(String options, String tree, String... recipients) {
    return ("1xUOol-0002Xo-0F-H\nbob 1 1\n<a@b>\n1795181899 0\n"
            + options
            + tree
            + "\n"
            + recipients.length
            + "\n"
            + String.join("\n", recipients)
            + "\n\n010  Subject: x\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void header_hasVariablesOfAnyBytes_aTreeAndAddressesOfAllForms() {
    Header header =
        Header.read(
            header(
                "-aclm 0 9\n-frozen 1\n-host_address 192.0.2.1.25\n--auth_id heidi\n--(x)host_name y\n",
                "YY m@x\nNN a@x\nYN z@x\nNN q@x",
                "a@x",
                "b c@x 0",
                "d@x 5,6,7",
                "e@x rfc822;e@x 10,0 err@x 5,-1#3",
                "f@x err@x 5,-1#1"));
    assertEquals(Set.of("m@x", "a@x", "z@x", "q@x"), header.done());
    assertEquals(List.of("a@x", "b c@x", "d@x", "e@x", "f@x"), header.recipients());
    assertEquals("192.0.2.1", header.client());
    assertEquals("heidi", header.account());
    assertEquals("y", header.clientName());
    assertEquals(0, header.frozen());
    byte[] whole = header("-ident x\n", "XX", "a@x");
    for (int length = 0; length < whole.length - 20; length++) {
      assertNull(Header.read(Arrays.copyOf(whole, length)));
    }
    assertNotNull(Header.read(whole));
  }

  @Property
  void anyBytes_giveAHeaderOrNone(@ForAll byte[] bytes, @ForAll String text) {
    Header.read(bytes);
    MessageLog.reason(bytes);
    Header.read(header("-" + text + "\n", text, text, text + "#3", text + " 1,2#1"));
    Header.read(header("-aclm x " + bytes.length + "\n", "XX", text + " 99,1 99,9#3"));
    EximId.isOne(text);
  }
}
