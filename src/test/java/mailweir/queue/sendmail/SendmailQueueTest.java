package mailweir.queue.sendmail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
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
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import mailweir.queue.Budget;
import mailweir.queue.Level;
import mailweir.queue.RecordedQueue;
import mailweir.queue.Scan;
import mailweir.queue.Waiting;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SendmailQueueTest {
  private static final long NOW = 1_795_190_000_000_000L;
  private static final Pattern LISTED =
      Pattern.compile("([0-9A-Za-z]{14})[*X-]? +(\\d+) .* (?:<(.*)>)");

  @TempDir Path folder;

  private SendmailQueue reader(Path root) {
    return new SendmailQueue(root.getFileName().toString(), root, "", () -> 0);
  }

  private static Map<String, Waiting> byId(Scan scan) {
    return scan.messages().stream().collect(Collectors.toMap(Waiting::id, Function.identity()));
  }

  private static long count(Scan scan, String queue) {
    return scan.levels().stream()
        .filter(l -> l.queue().equals(queue))
        .mapToLong(Level::count)
        .sum();
  }

  /** What {@code mailq} printed of a message. */
  private record Told(long size, String sender, List<String> to) {}

  private static Map<String, Told> mailq(String name) throws Exception {
    Map<String, Told> told = new HashMap<>();
    Told last = null;
    for (String line : RecordedQueue.lines(name)) {
      Matcher m = LISTED.matcher(line);
      if (m.find() && !line.startsWith("\t")) {
        last = new Told(Long.parseLong(m.group(2)), m.group(3), new ArrayList<>());
        told.put(m.group(1), last);
      } else if (line.strip().startsWith("<") && last != null) {
        String to = line.strip();
        last.to().add(to.substring(1, to.length() - 1));
      }
    }
    return told;
  }

  @ParameterizedTest
  @ValueSource(strings = {"mqueue", "mqueue.in"})
  void read_saysWhatMailqSaidAndWhoBroughtIt(String name) throws Exception {
    RecordedQueue.unpack("sendmail-" + name, folder);
    Map<String, Told> told = mailq("sendmail-" + name + ".mailq.txt");
    Scan scan = reader(folder.resolve(name)).read(NOW, Budget.USUAL);
    assertNull(scan.problem());
    Map<String, Waiting> read = byId(scan);
    assertEquals(told.keySet(), read.keySet());
    told.forEach((id, t) -> {
      Waiting r = read.get(id);
      assertEquals(t.size(), r.size(), id);
      // mailq shortens what is long, and shows no quotes of special signs
      assertEquals(t.sender(), r.sender(), id);
      assertEquals(t.to().size(), r.recipients(), id);
      assertEquals(new HashSet<>(t.to()), new HashSet<>(r.to()), id);
      assertEquals(name, r.queue());
    });
    int sessions = 0;
    for (String session : RecordedQueue.lines("sendmail-" + name + ".sessions.txt")) {
      String[] parts = session.split(" ");
      Waiting r = read.get(parts[0]);
      if (r != null) {
        sessions++;
        assertEquals(parts[1], r.client(), session);
      }
    }
    assertEquals(read.size(), sessions);
    assertEquals(read.size(), count(scan, name));
  }

  @Test
  void read_namesWhoFillsTheQueue() throws Exception {
    RecordedQueue.unpack("sendmail-mqueue", folder);
    RecordedQueue.unpack("sendmail-mqueue.in", folder);
    Scan main = reader(folder.resolve("mqueue")).read(NOW, Budget.USUAL);
    Scan in = reader(folder.resolve("mqueue.in")).read(NOW, Budget.USUAL);
    assertEquals(
        416, main.messages().stream().filter(m -> "192.0.2.12".equals(m.client())).count());
    assertEquals(
        232, in.messages().stream().filter(m -> "198.51.100.12".equals(m.client())).count());
  }

  private static void message(Path qf, Path df, String id, String more) throws Exception {
    Files.createDirectories(qf);
    Files.createDirectories(df);
    Files.writeString(
        qf.resolve("qf" + id),
        "V8\nT1795180910\nK1795180999\nN3\nP61510\nMDeferred: Connection refused by mx.example\nFbs\n$_ann@pc.example [IPv6:2001:db8::7] (may be forged)\n"
            + more
            + "S<a@example.org>\nrRFC822; b@example.org\nRPFD:<b@example.org>\nR:c@example.org\nH??Subject: T12\n.\n");
    Files.writeString(df.resolve("df" + id), "hello\n");
  }

  @Test
  void read_knowsEveryLayoutOfFolders() throws Exception {
    Path root = folder.resolve("mqueue");
    message(root, root, "6AKDLo4Y000001", "");
    message(root.resolve("q1"), root.resolve("q1"), "6AKDLo4Y000002", "");
    message(root.resolve("q2/qf"), root.resolve("q2/df"), "6AKDLo4Y000003", "");
    message(root.resolve("groupqueue01/qf"), root.resolve("groupqueue01/df"), "6AKDLo4Y000004", "");
    Map<String, Waiting> all = byId(reader(root).read(NOW, Budget.USUAL));
    assertEquals(4, all.size());
    all.values().forEach(m -> assertEquals(6, m.size(), m.id()));
    Scan wild = new SendmailQueue("mqueue", root, "q", () -> 0).read(NOW, Budget.USUAL);
    assertEquals(2, wild.messages().size());
    Path apart = folder.resolve("apart");
    message(apart.resolve("qf"), apart.resolve("df"), "6AKDLo4Y000005", "");
    Waiting m = byId(reader(apart).read(NOW, Budget.USUAL)).get("6AKDLo4Y000005");
    assertEquals(
        new Waiting(
            "apart",
            "6AKDLo4Y000005",
            1_795_180_910_000_000L,
            6,
            "a@example.org",
            "2001:db8::7",
            "pc.example",
            "ann",
            2,
            List.of("b@example.org", "c@example.org"),
            "Deferred: Connection refused by mx.example",
            3,
            1_795_180_999_000_000L,
            false),
        m);
  }

  @Test
  void read_tellsHeldAndLostOnesAndPassesOverWhatIsNoMessage() throws Exception {
    Path root = folder.resolve("mqueue");
    message(root, root, "6AKDLo4Y000001", "qvirus\n");
    Files.move(root.resolve("qf6AKDLo4Y000001"), root.resolve("hf6AKDLo4Y000001"));
    message(root, root, "6AKDLo4Y000002", "");
    Files.move(root.resolve("qf6AKDLo4Y000002"), root.resolve("Qf6AKDLo4Y000002"));
    message(root, root, "6AKDLo4Y000003", "");
    Files.delete(root.resolve("df6AKDLo4Y000003"));
    Files.writeString(root.resolve("df6AKDLo4Y000004"), "body alone");
    Files.createFile(root.resolve("qf6AKDLo4Y000005"));
    Files.createFile(root.resolve("tf6AKDLo4Y000006"));
    Files.createFile(root.resolve("xf6AKDLo4Y000003"));
    Files.writeString(root.resolve("qf6AKDLo4Y000007"), "V8\nT1795180910\nS<half@exam");
    Files.setLastModifiedTime(
        root.resolve("qf6AKDLo4Y000007"), FileTime.fromMillis(NOW / 1000 - 3_600_000));
    Files.createSymbolicLink(root.resolve("qf6AKDLo4Y000008"), root.resolve("qf6AKDLo4Y000003"));
    Files.createDirectory(root.resolve("qf6AKDLo4Y000009"));
    Files.createSymbolicLink(root.resolve("q9"), folder);
    new ProcessBuilder("mkfifo", root.resolve("qf6AKDLo4Y000010").toString()).start().waitFor();
    Scan scan = reader(root).read(NOW, Budget.USUAL);
    Map<String, Waiting> all = byId(scan);
    assertEquals(3, all.size());
    assertTrue(all.get("6AKDLo4Y000001").held());
    assertEquals("virus", all.get("6AKDLo4Y000001").reason());
    assertEquals(SendmailQueue.QUARANTINED, all.get("6AKDLo4Y000001").queue());
    assertEquals(SendmailQueue.LOST, all.get("6AKDLo4Y000002").queue());
    assertEquals(-1, all.get("6AKDLo4Y000003").size());
    assertEquals(2, count(scan, "mqueue"), "the one without df, and the half one");
    assertTrue(scan.problem().contains("not whole"), scan.problem());
    assertTrue(scan.problem().contains("q9: is a link and not followed"), scan.problem());
  }

  @Test
  void read_opensOnlyWhatChanged() throws Exception {
    Path root = folder.resolve("mqueue");
    message(root, root, "6AKDLo4Y000001", "");
    message(root, root, "6AKDLo4Y000002", "");
    SendmailQueue reader = reader(root);
    Map<String, Waiting> first = byId(reader.read(NOW, Budget.USUAL));
    Path file = root.resolve("qf6AKDLo4Y000002");
    Files.writeString(file, Files.readString(file).replace("N3", "N44"));
    Map<String, Waiting> second = byId(reader.read(NOW, Budget.USUAL));
    assertSame(first.get("6AKDLo4Y000001"), second.get("6AKDLo4Y000001"));
    assertNotSame(first.get("6AKDLo4Y000002"), second.get("6AKDLo4Y000002"));
    assertEquals(44, second.get("6AKDLo4Y000002").attempts());
    // What is known costs no time of the budget.
    assertEquals(2, reader.read(NOW, new Budget(10, Duration.ZERO)).messages().size());
  }

  @Test
  void read_countsAllAndListsASteadySample() throws Exception {
    RecordedQueue.unpack("sendmail-mqueue", folder);
    Path root = folder.resolve("mqueue");
    Budget budget = new Budget(100, Duration.ofSeconds(60));
    Scan one = reader(root).read(NOW, budget);
    Scan two = reader(root).read(NOW, budget);
    assertEquals(792, count(one, "mqueue"));
    assertTrue(one.messages().size() <= 100 && one.messages().size() > 20);
    assertEquals(one.messages().size(), one.levels().getFirst().listed());
    assertEquals(new HashSet<>(one.messages()), new HashSet<>(two.messages()));
    assertTrue(reader(root).read(NOW, new Budget(100, Duration.ZERO)).messages().isEmpty());
  }

  @Test
  void read_saysWhyNothingIsCounted() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder);
    for (Path root : List.of(file, link, folder.resolve("none"))) {
      Scan scan = reader(root).read(NOW, Budget.USUAL);
      assertTrue(scan.levels().isEmpty());
      assertTrue(scan.problem().contains("not counted"), scan.problem());
    }
  }

  @Test
  void find_findsWhatTheConfigurationsName() throws Exception {
    for (String name :
        List.of("mqueue/q1", "client/mqueue", "mqueue.in", "group", "other/mqueue.in")) {
      Files.createDirectories(folder.resolve(name));
    }
    Path cf = folder.resolve("sendmail.cf");
    Files.writeString(
        cf,
        "O QueueDirectory="
            + folder
            + "/mqueue/q*\nQslow, P="
            + folder
            + "/group, R=2\nO Timeout.queuereturn=5d\n");
    Path mailscanner = folder.resolve("MailScanner.conf");
    Files.writeString(mailscanner, "# x\nIncoming Queue Dir = " + folder + "/mqueue.in\n");
    List<String> found =
        new SendmailFinder(
                List.of(cf, mailscanner, folder.resolve("none.cf")),
                List.of(
                    folder + "/mqueue", folder + "/client/mqueue", folder + "/gone", "relative"),
                () -> 0)
            .find().stream().map(r -> r.place().name()).toList();
    assertEquals(List.of("mqueue", "group", "mqueue.in", "client-mqueue"), found);
    assertFalse(SendmailId.isOne("../../etc/passwd"));
    assertEquals("x", QueueFile.read("T1\nSx\n.\n".getBytes(StandardCharsets.UTF_8)).sender());
  }
}
