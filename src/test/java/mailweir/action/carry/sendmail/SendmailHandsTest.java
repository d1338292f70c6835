package mailweir.action.carry.sendmail;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import mailweir.action.Target;
import mailweir.action.carry.Archive;
import mailweir.action.carry.Outcome;
import mailweir.action.carry.Outcome.Result;
import mailweir.action.carry.Programs;
import mailweir.queue.Budget;
import mailweir.queue.Waiting;
import mailweir.queue.sendmail.SendmailQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SendmailHandsTest {
  private static final Instant KEEP = Instant.parse("2030-01-01T00:00:00Z");

  private RealSendmail server;
  private SendmailHands hands;

  @BeforeEach
  void start() throws Exception {
    server = new RealSendmail();
    hands =
        new SendmailHands("mqueue", server.mqueue(), "", List.of(server.program()), new Programs());
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  private List<Waiting> queue() {
    return new SendmailQueue("mqueue", server.mqueue(), "", () -> 0)
        .read(1, Budget.USUAL)
        .messages();
  }

  private static Target target(Waiting m) {
    return new Target("mqueue", m.id(), m.arrived(), m.sender(), m.size());
  }

  private Target only() {
    assertEquals(1, queue().size());
    return target(queue().getFirst());
  }

  private static Result result(List<Outcome> outcomes) {
    assertEquals(1, outcomes.size());
    return outcomes.getFirst().result();
  }

  private static byte[] bytes(Path file) throws Exception {
    return Files.readAllBytes(file);
  }

  @Test
  void hold_isWhatSendmailCallsQuarantined() throws Exception {
    server.send("ann@example.org", "joe");
    Target target = only();
    Path qf = server.mqueue().resolve("qf" + target.id());
    byte[] before = bytes(qf);
    Map<String, Object> owner = Files.readAttributes(qf, "unix:mode,uid,gid");
    assertEquals(List.of(Outcome.DONE), hands.hold(List.of(target)));
    assertEquals(List.of(Outcome.DONE), hands.hold(List.of(target)));
    assertTrue(queue().getFirst().held());
    assertTrue(server.run("", "-bp", "-qQ").out().contains("QUARANTINE: " + SendmailHands.WHY));
    server.runQueue();
    assertEquals(0, server.delivered("joe"));
    assertEquals(Result.FAILED, result(hands.retry(List.of(target))));
    assertEquals(List.of(Outcome.DONE), hands.release(List.of(target)));
    assertEquals(new String(before, StandardCharsets.UTF_8), Files.readString(qf));
    assertEquals(owner, Files.readAttributes(qf, "unix:mode,uid,gid", LinkOption.NOFOLLOW_LINKS));
    server.runQueue();
    assertEquals(1, server.delivered("joe"));
    assertEquals(List.of(Outcome.GONE), hands.hold(List.of(target)));
  }

  @Test
  void hold_writesWhatSendmailWrites() throws Exception {
    server.send("ann@example.org", "joe");
    Target target = only();
    byte[] before = bytes(server.mqueue().resolve("qf" + target.id()));
    server.run("", "-Q" + SendmailHands.WHY, "-qI" + target.id());
    byte[] theirs = bytes(server.mqueue().resolve("hf" + target.id()));
    assertEquals(
        new String(theirs, StandardCharsets.UTF_8),
        new String(Quarantine.with(before, SendmailHands.WHY), StandardCharsets.UTF_8));
    assertEquals(
        new String(before, StandardCharsets.UTF_8),
        new String(Quarantine.with(theirs, null), StandardCharsets.UTF_8));
  }

  @Test
  void hold_betweenItsTwoRenamingsSendmailPutsItRight() throws Exception {
    server.send("ann@example.org", "joe");
    Target target = only();
    Path qf = server.mqueue().resolve("qf" + target.id());
    Files.write(qf, Quarantine.with(bytes(qf), SendmailHands.WHY));
    server.runQueue();
    assertEquals(0, server.delivered("joe"));
    assertEquals(List.of(Outcome.DONE), hands.hold(List.of(target)));
    assertTrue(queue().getFirst().held());
    assertEquals(List.of(Outcome.DONE), hands.release(List.of(target)));
    server.runQueue();
    assertEquals(1, server.delivered("joe"));
  }

  @Test
  void retry_isTriedAloneAndNow() throws Exception {
    server.send("ann@example.org", "stuckone");
    server.send("ann@example.org", "stucktwo");
    server.runQueue();
    assertEquals("Deferred", queue().getFirst().reason().substring(0, 8));
    server.unstick();
    Target target =
        target(queue().stream().filter(m -> m.to().contains("stuckone")).findFirst().orElseThrow());
    assertEquals(List.of(Outcome.DONE), hands.retry(List.of(target)));
    // It goes on by itself: what it has locked is waited for.
    assertTimeoutPreemptively(
        Duration.ofMinutes(1),
        () -> {
          while (server.delivered("stuckone") == 0) {
            server.run("", "-bp");
          }
        });
    assertEquals(0, server.delivered("stucktwo"));
    SendmailHands scanner =
        new SendmailHands("mqueue.in", server.mqueue(), "", List.of(), new Programs());
    Target other =
        target(queue().stream().filter(m -> m.to().contains("stucktwo")).findFirst().orElseThrow());
    assertTrue(scanner.retry(List.of(other)).getFirst().note().contains("scanner"));
  }

  @Test
  void remove_comesBackAsItWas() throws Exception {
    server.send("ann@example.org", "joe");
    server.send("", "eve");
    List<Target> targets = queue().stream().map(SendmailHandsTest::target).toList();
    hands.hold(List.of(targets.get(1)));
    Map<String, String> before = files();
    try (Archive archive = Archive.open(server.archives(), "order-1", KEEP)) {
      assertEquals(List.of(Outcome.DONE, Outcome.DONE), hands.remove(targets, archive));
      assertEquals(Map.of(), files());
      assertEquals(List.of(Outcome.DONE, Outcome.DONE), hands.remove(targets, archive));
      assertEquals(List.of(Outcome.DONE, Outcome.DONE), hands.restore(archive, archive.entries()));
      assertEquals(before, files());
      assertEquals(List.of(Outcome.DONE, Outcome.DONE), hands.restore(archive, archive.entries()));
      hands.release(targets);
      server.runQueue();
      // A second undo brings nothing back a second time.
      hands.restore(archive, archive.entries());
    }
    server.runQueue();
    assertEquals(1, server.delivered("joe"));
    assertEquals(1, server.delivered("eve"));
  }

  private Map<String, String> files() throws Exception {
    Map<String, String> files = new TreeMap<>();
    try (var all = Files.list(server.mqueue())) {
      for (Path file : all.toList()) {
        files.put(
            file.getFileName().toString(),
            Files.readAttributes(file, "unix:mode,uid,gid") + Files.readString(file));
      }
    }
    return files;
  }

  @Test
  void all_leaveAnotherMessageAlone() throws Exception {
    server.send("ann@example.org", "joe");
    Target t = only();
    Map<String, String> before = files();
    try (Archive archive = Archive.open(server.archives(), "order-1", KEEP)) {
      for (Target other :
          List.of(
              new Target("mqueue", t.id(), t.arrived() + 1_000_000, t.sender(), t.size()),
              new Target("mqueue", t.id(), t.arrived(), "eve@example.org", t.size()),
              new Target("mqueue", t.id(), t.arrived(), "", t.size()),
              new Target("mqueue", t.id(), t.arrived(), null, t.size()),
              new Target("mqueue", t.id(), t.arrived(), t.sender(), t.size() + 1))) {
        List<Target> one = List.of(other);
        assertEquals(List.of(Outcome.CHANGED), hands.hold(one));
        assertEquals(List.of(Outcome.CHANGED), hands.release(one));
        assertEquals(List.of(Outcome.CHANGED), hands.retry(one));
        assertEquals(List.of(Outcome.CHANGED), hands.remove(one, archive));
      }
      List<Target> evil = List.of(new Target("mqueue", "../../x", 1, "", 1));
      assertEquals(Result.FAILED, result(hands.remove(evil, archive)));
      assertEquals(before, files());
      assertTrue(archive.entries().isEmpty());
    }
  }

  @Test
  void all_respectSendmailsLockAndSendmailRespectsOurs() throws Exception {
    server.send("ann@example.org", "joe");
    Target t = only();
    Path qf = server.mqueue().resolve("qf" + t.id());
    try (Archive archive = Archive.open(server.archives(), "order-1", KEEP)) {
      Process process = RealSendmail.locking(qf);
      try {
        assertEquals(Result.FAILED, result(hands.hold(List.of(t))));
        assertEquals(Result.FAILED, result(hands.remove(List.of(t), archive)));
      } finally {
        // what holds the lock is its child, which ends with its input
        process.getOutputStream().close();
        process.waitFor();
      }
      assertTrue(Files.exists(qf));
      try (LockedFile lock = LockedFile.of(qf)) {
        assertTrue(lock.isAt(qf));
        server.runQueue();
        assertEquals(0, server.delivered("joe"));
      }
      server.runQueue();
      assertEquals(1, server.delivered("joe"));
    }
    Path link = Files.createSymbolicLink(server.mqueue().resolve("qf6AAAAAAA000001"), qf);
    assertEquals(null, LockedFile.of(link));
  }

  @Test
  void randomOrders_besideASendmailThatDelivers() throws Exception {
    randomOrders(40, 7);
  }

  @Test
  @Tag("long")
  void randomOrders_aThousandBesideASendmailThatDelivers() throws Exception {
    randomOrders(1000, 8);
  }

  /**
   * Messages come in and are delivered all the time while random ones are held, released, tried, removed and put back. At the end, after all is released and put back, each was
   * delivered once, and what stayed removed never.
   */
  private void randomOrders(int runs, long seed) throws Exception {
    Random random = new Random(seed);
    AtomicBoolean over = new AtomicBoolean();
    AtomicReference<Exception> failed = new AtomicReference<>();
    Thread runner =
        Thread.ofPlatform()
            .start(() -> {
              try {
                while (!over.get()) {
                  server.runQueue();
                }
              } catch (Exception e) {
                failed.set(e);
              }
            });
    Set<String> sent = new LinkedHashSet<>();
    Set<String> removed = new HashSet<>();
    Map<String, List<Target>> archives = new TreeMap<>();
    int[] touched = new int[Result.values().length];
    for (int run = 0; run < runs; run++) {
      for (int i = 0; i < 3; i++) {
        String to = (random.nextInt(3) == 0 ? "joe" : "stuck") + run + "x" + i;
        sent.add(to);
        server.send("s" + random.nextInt(3) + "@example.org", to);
      }
      List<Waiting> waiting = queue();
      List<Target> targets = new ArrayList<>();
      Map<Target, String> whose = new TreeMap<>(java.util.Comparator.comparing(Target::toString));
      for (Waiting m : waiting) {
        if (random.nextInt(4) == 0) {
          Target t = target(m);
          if (random.nextInt(6) == 0) {
            t = new Target(t.place(), t.id(), t.arrived() - 1_000_000, t.sender(), t.size());
          } else {
            whose.put(t, m.to().getFirst());
          }
          targets.add(t);
        }
      }
      List<Outcome> outcomes;
      switch (random.nextInt(5)) {
        case 0 -> outcomes = hands.hold(targets);
        case 1 -> outcomes = hands.release(targets);
        case 2 -> outcomes = hands.retry(targets);
        case 3 -> {
          String id = "order-" + run;
          try (Archive archive = Archive.open(server.archives(), id, KEEP)) {
            outcomes = hands.remove(targets, archive);
            for (int i = 0; i < targets.size(); i++) {
              if (outcomes.get(i).result() == Result.DONE) {
                removed.add(whose.get(targets.get(i)));
                archives.computeIfAbsent(id, k -> new ArrayList<>()).add(targets.get(i));
              }
            }
          }
        }
        default -> {
          outcomes = List.of();
          if (!archives.isEmpty() && random.nextBoolean()) {
            String id = archives.keySet().iterator().next();
            archives.remove(id);
            restore(id, removed);
          }
        }
      }
      for (int i = 0; i < outcomes.size(); i++) {
        touched[outcomes.get(i).result().ordinal()]++;
        if (!whose.containsKey(targets.get(i))) {
          assertTrue(outcomes.get(i).result() != Result.DONE, outcomes.get(i).toString());
        }
      }
      if (run % 50 == 49) {
        server.unstick();
      }
    }
    over.set(true);
    runner.join();
    assertEquals(null, failed.get());
    server.unstick();
    for (int i = 0; i < 50 && !queue().isEmpty(); i++) {
      hands.release(queue().stream().map(SendmailHandsTest::target).toList());
      server.runQueue();
    }
    assertEquals(List.of(), queue());
    for (String to : sent) {
      assertEquals(removed.contains(to) ? 0 : 1, server.delivered(to), to);
    }
    System.out.printf(
        "%d orders, %d messages, outcomes %s%n",
        runs, sent.size(), java.util.Arrays.toString(touched));
    assertFalse(sent.isEmpty());
  }

  private void restore(String id, Set<String> removed) throws Exception {
    try (Archive archive = Archive.of(server.archives(), id)) {
      List<Outcome> outcomes = hands.restore(archive, archive.entries());
      assertTrue(outcomes.stream().allMatch(o -> o.result() == Result.DONE), outcomes.toString());
      Set<String> ids = new HashSet<>();
      archive.entries().forEach(e -> ids.add(e.target().id()));
      for (Archive.Entry entry : archive.entries()) {
        java.io.ByteArrayOutputStream body = new java.io.ByteArrayOutputStream();
        assertTrue(archive.copy(entry.file("df"), body));
        removed.remove(
            body.toString(StandardCharsets.UTF_8).strip().substring("body of ".length()));
      }
      assertEquals(archive.entries().size(), ids.size());
    }
  }
}
