package mailweir.collect.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import mailweir.collect.Reading;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A loghost's tree with a real mount in it (bindfs, FUSE): it is stopped, goes on, is taken away, and comes back. Needs a machine that may
 * mount FUSE.
 */
@Tag("long")
@Timeout(100)
class FuseMountTest {
  @TempDir Path folder;

  private final Map<String, Checkpoint> store = new ConcurrentHashMap<>();
  private final List<String> uncommitted = new ArrayList<>();
  private final BlockingQueue<String> committed = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private final BlockingQueue<RuntimeException> failures = new LinkedBlockingQueue<>();

  @Test
  void mountThatHangsAndGoesAway_isSaidAndLosesNothing() throws Exception {
    Path real = Files.createDirectory(folder.resolve("real"));
    Path tree = Files.createDirectory(folder.resolve("tree"));
    Path mx1 = Files.createDirectory(tree.resolve("mx1"));
    Path mx2 = Files.createDirectory(tree.resolve("mx2"));
    append(real.resolve("mail.log"), "one");
    append(mx2.resolve("mail.log"), "other");
    Process mount = mount(real, mx1);
    try (FollowLoop loop = loop()) {
      loop.start(List.of(tree + "/*/mail.log"));
      assertEquals(List.of("one", "other"), comes(2));

      signal(mount, "STOP");
      append(real.resolve("mail.log"), "while it hung");
      String hung = tell();
      assertTrue(hung.startsWith(mx1 + ": has not answered for"), hung);
      append(mx2.resolve("mail.log"), "nobody waits");
      assertEquals(List.of("nobody waits"), comes(1));
      signal(mount, "CONT");
      assertEquals(List.of("while it hung"), comes(1));
      assertTrue(tell().startsWith(mx1 + ": answers again"), "answers");

      run("fusermount3", "-u", "-z", mx1.toString());
      mount.destroyForcibly().waitFor();
      String away = tell();
      assertTrue(away.startsWith(mx1.toString()) && away.contains("unmounted"), away);
      append(real.resolve("mail.log"), "while it was away");
      append(mx2.resolve("mail.log"), "goes on");
      assertEquals(List.of("goes on"), comes(1));
      mount = mount(real, mx1);
      assertEquals(List.of("while it was away"), comes(1));
    } finally {
      signal(mount, "CONT");
      new ProcessBuilder("fusermount3", "-u", "-z", mx1.toString()).start().waitFor();
      mount.destroyForcibly().waitFor();
    }
    assertTrue(committed.isEmpty(), committed::toString);
    assertTrue(failures.isEmpty(), failures::toString);
  }

  private FollowLoop loop() {
    Setting setting =
        Setting.of(Reading.of(ZoneOffset.UTC, 0), InstantSource.system(), told::add)
            .withPatience(Duration.ofSeconds(2));
    return new FollowLoop(
        new ReentrantLock(true),
        Mounts::now,
        () -> List.copyOf(store.values()),
        FollowLoop.making(setting),
        (source, line) -> uncommitted.add(line.raw().toString().replaceFirst(".*]: ", "")),
        step -> {
          step.checkpoints().forEach(c -> store.put(c.source(), c));
          committed.addAll(uncommitted);
          uncommitted.clear();
        },
        failures::add,
        told::add,
        Troubles.NONE,
        Duration.ofMillis(50),
        Duration.ofSeconds(2));
  }

  private List<String> comes(int lines) throws InterruptedException {
    List<String> all = new ArrayList<>();
    while (all.size() < lines) {
      String one = committed.poll(20, TimeUnit.SECONDS);
      assertTrue(one != null, () -> "only " + all + "; told: " + told);
      all.add(one);
    }
    return all.stream().sorted().toList();
  }

  private String tell() throws InterruptedException {
    String one = told.poll(20, TimeUnit.SECONDS);
    assertTrue(one != null, "nothing was said");
    return one;
  }

  private static void append(Path log, String word) throws IOException {
    Files.writeString(
        log,
        Shore.line(word) + "\n",
        StandardCharsets.UTF_8,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  private static Process mount(Path real, Path at) throws Exception {
    Process mount =
        new ProcessBuilder("bindfs", "-f", real.toString(), at.toString()).inheritIO().start();
    long patience = System.nanoTime() + 20_000_000_000L;
    while (!Files.readString(Path.of("/proc/self/mounts")).contains(" " + at + " ")) {
      assertTrue(mount.isAlive() && System.nanoTime() < patience, "bindfs cannot mount");
      java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
    }
    return mount;
  }

  private static void signal(Process process, String name) throws Exception {
    new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start().waitFor();
  }

  private static void run(String... command) throws Exception {
    assertEquals(0, new ProcessBuilder(command).inheritIO().start().waitFor());
  }
}
