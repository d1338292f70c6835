package mailweir.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import mailweir.listen.AgentListener;
import mailweir.pipeline.Feeding;
import mailweir.trust.Agents;
import mailweir.trust.Identity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An agent and a listener in one process, with what only a test can do to clock, disk and link. */
@Timeout(180)
class AgentTest {
  private static final Duration SOON = Duration.ofSeconds(90);
  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir Path folder;
  private final List<String> said = Collections.synchronizedList(new ArrayList<>());
  private Feeding store;
  private AgentListener listener;
  private Enrolment enrolment;
  private Path log;

  @BeforeEach
  void listen() throws IOException {
    store = new Feeding(folder.resolve("store"));
    Agents agents = new Agents(folder.resolve("store"), Clock.systemUTC());
    Identity own = agents.server(RANDOM);
    listener = listener(0, agents, own).start();
    enrolment =
        Enrolment.enrol(
            folder.resolve("state"),
            URI.create("https://127.0.0.1:" + listener.port()),
            agents.invite("mx1", Duration.ofHours(1), own.fingerprint(), RANDOM),
            "x");
    log = folder.resolve("mail.log");
  }

  private AgentListener listener(int port, Agents agents, Identity own) {
    return new AgentListener(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
        own,
        agents,
        store.feed.intake(),
        Clock.systemUTC(),
        said::add);
  }

  private void listenAgain(int port) throws IOException {
    Agents agents = new Agents(folder.resolve("store"), Clock.systemUTC());
    listener = listener(port, agents, agents.server(RANDOM)).start();
  }

  @AfterEach
  void close() {
    listener.close();
    store.close();
  }

  /** An agent on a thread of its own. */
  private final class Running implements AutoCloseable {
    private final CountDownLatch asked = new CountDownLatch(1);
    private final Agent agent;
    private final Thread thread;

    Running(InstantSource clock, URI server, long spool) throws IOException {
      agent =
          new Agent(
              new Agent.Wanted(
                  folder.resolve("state"),
                  List.of(log.toString()),
                  null,
                  "journalctl",
                  spool,
                  "mx1"),
              new Enrolment(server, enrolment.fingerprint(), enrolment.name(), enrolment.key()),
              Feeding.reading().withFollow(true),
              clock,
              new Random(1),
              said::add);
      agent.start();
      thread =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  agent.run(asked);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
    }

    @Override
    public void close() throws InterruptedException {
      asked.countDown();
      thread.join();
      agent.close();
    }
  }

  @Test
  void fullSpool_keepsThePlaceAndLosesNothing() throws Exception {
    int port = listener.port();
    listener.close();
    List<String> lines = new ArrayList<>();
    Random random = new Random(3);
    byte[] noise = new byte[900];
    for (int i = 0; i < 30_000; i++) {
      random.nextBytes(noise);
      lines.add(
          "Dec 30 03:04:05 mx1 postfix/smtpd["
              + i
              + "]: warning: "
              + Base64.getEncoder().encodeToString(noise)
              + "\n");
    }
    Feeding.append(log, lines);
    try (Running r = new Running(Clock.systemUTC(), enrolment.server(), 16L << 20)) {
      assertTrue(
          Feeding.comes(SOON, () -> said.stream().anyMatch(l -> l.contains("spool is full"))),
          said::toString);
      long onDisk = 0;
      try (var files = Files.list(folder.resolve("state/spool"))) {
        for (Path f : files.toList()) {
          onDisk += Files.size(f);
        }
      }
      assertTrue(onDisk <= 17L << 20, "on disk: " + onDisk);
      listenAgain(port);
      assertTrue(
          Feeding.comes(SOON, () -> store.read() == 30_000), () -> store.read() + " " + said);
      assertTrue(r.agent.waiting() >= 0);
    }
    assertTrue(said.stream().filter(l -> l.contains("spool is full")).count() <= 2, said::toString);
    assertEquals(Feeding.figures(Feeding.reportOf(log)), Feeding.figures(store.report()));
  }

  @Test
  void clockThatJumps_changesNoFigure() throws Exception {
    List<String> lines = Feeding.traffic(9, 900);
    AtomicLong ahead = new AtomicLong();
    InstantSource clock = () -> Instant.now().plusSeconds(ahead.get());
    try (Running r = new Running(clock, enrolment.server(), 64L << 20)) {
      Feeding.append(log, lines.subList(0, 300));
      assertTrue(Feeding.comes(SOON, () -> store.read() == 300), said::toString);
      ahead.set(7 * 3600);
      Feeding.append(log, lines.subList(300, 600));
      assertTrue(Feeding.comes(SOON, () -> store.read() == 600), said::toString);
      ahead.set(-3 * 86_400);
      Feeding.append(log, lines.subList(600, 900));
      assertTrue(Feeding.comes(SOON, () -> store.read() == 900), said::toString);
      assertTrue(Feeding.comes(SOON, () -> r.agent.waiting() == 0), said::toString);
    }
    assertEquals(Feeding.figures(Feeding.reportOf(log)), Feeding.figures(store.report()));
  }

  @Test
  void linkThatIsCutAgainAndAgain_losesNothing() throws Exception {
    List<String> lines = Feeding.traffic(10, 4_000);
    try (Link link = new Link(listener.port(), 200_000, 5_000_000, new Random(4));
        Running r =
            new Running(
                Clock.systemUTC(), URI.create("https://127.0.0.1:" + link.port()), 64L << 20)) {
      for (int i = 0; i < 20; i++) {
        int upTo = (i + 1) * 200;
        Feeding.append(log, lines.subList(i * 200, upTo));
        if (i % 4 == 1) {
          link.cut();
        }
        assertTrue(Feeding.comes(SOON, () -> store.read() == upTo), said::toString);
      }
      assertTrue(link.cuts() > 0);
      assertTrue(r.agent.waiting() >= 0);
    }
    assertEquals(Feeding.figures(Feeding.reportOf(log)), Feeding.figures(store.report()));
  }

  @Test
  void restart_goesOnWhereItWas() throws Exception {
    List<String> lines = Feeding.traffic(12, 500);
    for (int i = 0; i < 5; i++) {
      Feeding.append(log, lines.subList(i * 100, i * 100 + 100));
      int upTo = i * 100 + 100;
      try (Running r = new Running(Clock.systemUTC(), enrolment.server(), 64L << 20)) {
        assertTrue(Feeding.comes(SOON, () -> store.read() == upTo), said::toString);
        assertTrue(r.agent.waiting() >= 0);
      }
    }
    assertEquals(0, store.report().lines().getOrDefault("repeated", 0L));
    assertEquals(Feeding.figures(Feeding.reportOf(log)), Feeding.figures(store.report()));
  }
}
