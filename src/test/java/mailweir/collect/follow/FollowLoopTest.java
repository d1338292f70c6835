package mailweir.collect.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import mailweir.collect.Reading;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The threads around followers: nothing is slept through, every wait is for something that comes. */
@Timeout(60)
class FollowLoopTest {
  @TempDir Path folder;

  private final Map<String, Checkpoint> store = new ConcurrentHashMap<>();
  private final BlockingQueue<String> committed = new LinkedBlockingQueue<>();
  private final List<String> uncommitted = new ArrayList<>();
  private final BlockingQueue<RuntimeException> failures = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();
  private final Troubles troubles =
      new Troubles() {
        @Override
        public void begins(String subject, boolean stale, String problem) {
          seen.add((stale ? "stale " : "") + subject);
        }

        @Override
        public void over(String subject) {
          seen.add("over " + subject);
        }
      };

  @Test
  void hangingDisk_keepsNoOtherWaiting() throws Exception {
    Path slow = Files.createDirectory(folder.resolve("slow"));
    Path fast = Files.createDirectory(folder.resolve("fast"));
    Files.writeString(slow.resolve("mail.log"), Shore.line("slow") + "\n");
    Files.writeString(fast.resolve("mail.log"), Shore.line("fast") + "\n");
    CountDownLatch mended = new CountDownLatch(1);
    Mounts mounts = new Mounts("nas " + slow + " nfs rw 0 0\ndisk " + fast + " ext4 rw 0 0\n");
    try (FollowLoop loop = loop(() -> mounts, new HangingDisk(slow, mended), this::commit)) {
      loop.start(List.of(slow + "/mail.log", fast + "/mail.log"));
      assertEquals("fast", committed.take());
      Files.writeString(
          fast.resolve("mail.log"), Shore.line("fast") + "\n" + Shore.line("again") + "\n");
      assertEquals("again", committed.take());
      mended.countDown();
      assertEquals("slow", committed.take());
    }
  }

  @Test
  void failedCommit_isRepeatedFromWhatIsCommitted() throws Exception {
    Path log = folder.resolve("mail.log");
    Files.writeString(log, Shore.line("a") + "\n" + Shore.line("b") + "\n");
    List<Step> tried = new ArrayList<>();
    try (FollowLoop loop =
        loop(
            Mounts::now,
            Disk.LOCAL,
            step -> {
              tried.add(step);
              if (tried.size() == 1) {
                uncommitted.clear();
                throw new IllegalStateException("the store's disk is full");
              }
              commit(step);
            })) {
      loop.start(List.of(log.toString()));
      assertEquals("a", committed.take());
      assertEquals("b", committed.take());
      assertEquals("the store's disk is full", failures.take().getMessage());
      assertTrue(committed.isEmpty());
    }
  }

  @Test
  void mounts_areTheLongestPrefix() {
    Mounts m = new Mounts("a / ext4\nb /var ext4\nc /var/log/mail\\040store nfs\nproc none proc\n");
    assertEquals(
        Map.of(
            Path.of("/var"), List.of("/var/log/mail.log", "/var/log/*.log"),
            Path.of("/var/log/mail store"), List.of("/var/log/mail store/x*"),
            Path.of("/"), List.of("/srv")),
        m.group(List.of("/var/log/mail.log", "/var/log/*.log", "/var/log/mail store/x*", "/srv")));
  }

  @Test
  void patterns_areSplitOverTheMountsBelow() {
    Mounts m = new Mounts("a / ext4\nb /srv/mx1 nfs\nc /srv/mx2/deep nfs\nd /srv/mx3 nfs\n");
    assertEquals(
        Map.of(
            Path.of("/"), List.of("/srv/*/mail.log", "/srv"),
            Path.of("/srv/mx1"), List.of("/srv/mx1/{mail.log}", "/srv/mx1/"),
            Path.of("/srv/mx3"), List.of("/srv/mx3/{mail.log}", "/srv/mx3/")),
        m.group(List.of("/srv/*/mail.log", "/srv")));
    assertEquals(
        List.of("/srv/mx1/*/x*"), m.group(List.of("/srv/mx?/*/x*")).get(Path.of("/srv/mx1")));
  }

  @Test
  void hangingReader_isSaidAndItsEndToo() throws Exception {
    Path slow = Files.createDirectory(folder.resolve("slow"));
    Files.writeString(slow.resolve("mail.log"), Shore.line("slow") + "\n");
    CountDownLatch mended = new CountDownLatch(1);
    Mounts mounts = new Mounts("nas " + slow + " nfs rw 0 0\n");
    try (FollowLoop loop = loop(() -> mounts, new HangingDisk(slow, mended), this::commit)) {
      loop.start(List.of(slow + "/mail.log"));
      String hung = told.take();
      assertTrue(hung.startsWith(slow + ": has not answered for"), hung);
      assertEquals("stale " + slow, seen.take());
      mended.countDown();
      assertEquals("slow", committed.take());
      assertTrue(told.take().startsWith(slow + ": answers again, after "));
      assertEquals("over " + slow, seen.take());
    }
  }

  @Test
  void mountThatComesLaterAndHangs_keepsNoOtherOfThePatternWaiting() throws Exception {
    Path one = Files.createDirectory(folder.resolve("mx1"));
    Path two = Files.createDirectory(folder.resolve("mx2"));
    Files.writeString(one.resolve("mail.log"), Shore.line("one") + "\n");
    CountDownLatch mended = new CountDownLatch(1);
    AtomicReference<Mounts> mounts = new AtomicReference<>(new Mounts("disk / ext4\n"));
    Disk disk = new HangingDisk(two.resolve("now"), mended);
    try (FollowLoop loop = loop(mounts::get, disk, this::commit)) {
      loop.start(List.of(folder + "/*/*/mail.log", folder + "/*/mail.log"));
      assertEquals("one", committed.take());
      Path now = Files.createDirectory(two.resolve("now"));
      Files.writeString(now.resolve("mail.log"), Shore.line("two") + "\n");
      mounts.set(new Mounts("disk / ext4\nnas " + now + " nfs\n"));
      assertTrue(told.take().startsWith(now + ": has not answered for"));
      Files.writeString(
          one.resolve("mail.log"), Shore.line("one") + "\n" + Shore.line("again") + "\n");
      assertEquals("again", committed.take());
      mended.countDown();
      assertEquals("two", committed.take());
    }
    assertTrue(committed.isEmpty(), committed::toString);
  }

  private FollowLoop loop(
      Supplier<Mounts> mounts, Disk disk, java.util.function.Consumer<Step> commit) {
    Setting setting =
        Setting.of(Reading.of(ZoneOffset.UTC, 0), InstantSource.system(), text -> {})
            .withDisk(disk);
    return new FollowLoop(
        new ReentrantLock(true),
        mounts,
        () -> List.copyOf(store.values()),
        FollowLoop.making(setting),
        (source, line) -> uncommitted.add(line.raw().toString().replaceFirst(".*]: ", "")),
        commit,
        failures::add,
        told::add,
        troubles,
        Duration.ofMillis(5),
        Duration.ofMillis(300));
  }

  private void commit(Step step) {
    step.checkpoints().forEach(c -> store.put(c.source(), c));
    committed.addAll(uncommitted);
    uncommitted.clear();
  }

  /** Network storage that does not answer until it is mended. */
  private record HangingDisk(Path below, CountDownLatch mended) implements Disk {
    @Override
    public Facts facts(Path name) throws IOException {
      hang(name);
      return LOCAL.facts(name);
    }

    @Override
    public List<Path> list(Path at) throws IOException {
      hang(at);
      return LOCAL.list(at);
    }

    @Override
    public SeekableByteChannel open(Path name) throws IOException {
      hang(name);
      return LOCAL.open(name);
    }

    private void hang(Path name) throws IOException {
      try {
        if (name.startsWith(below) && !mended.await(50, TimeUnit.SECONDS)) {
          throw new IOException("server not responding");
        }
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
    }
  }
}
