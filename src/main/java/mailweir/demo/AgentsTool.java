package mailweir.demo;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import mailweir.agent.Post;
import mailweir.parcel.Label;
import mailweir.parcel.Packing;
import mailweir.parse.Line;
import mailweir.trust.Agents;
import mailweir.trust.Fingerprint;
import mailweir.trust.Identity;
import mailweir.trust.Tls;
import mailweir.trust.Token;

/**
 * A fleet in one process, for the benchmark: many agents that send live lines through the real listener, and some that catch up meanwhile.
 *
 * <pre>
 *   AgentsTool STORE URL AGENTS LINES_A_SECOND SECONDS BACKLOG_AGENTS BACKLOG_LINES
 * </pre>
 *
 * <p>An agent has one live parcel under way; what comes meanwhile is in the next. With a backlog, live lines go on until it is caught up. Prints lines of {@code figure TAB value TAB unit}: what was acknowledged, and how
 * long after a line was made.
 */
public final class AgentsTool {
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
  private static final long PACK_NANOS = 400_000_000L;
  private static final int BACKLOG_PARCEL = 1 << 20;
  private static final int BACKLOG_IN_FLIGHT = 3;
  private static final long STACK = 256 << 10;
  private static final long DAY_MICROS = 86_400_000_000L;
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private final URI server;
  private final AtomicLong acknowledged = new AtomicLong();
  private final AtomicLong late = new AtomicLong();
  private final AtomicLong again = new AtomicLong();
  private final List<long[]> delays = new ArrayList<>();
  private final AtomicBoolean over = new AtomicBoolean();

  private AgentsTool(URI server) {
    this.server = server;
  }

  /** One host: its mail is five lines a message. */
  private static final class Host {
    final String name;
    private final Identity key;
    private final Fingerprint server;
    private final AtomicLong numbers;
    private final String epoch;
    private long messages;
    private int step;

    Host(String name, Fingerprint server, SecureRandom random) {
      this.name = name;
      this.server = server;
      this.key = Identity.make(name, random);
      this.numbers = new AtomicLong();
      this.epoch = java.util.UUID.randomUUID().toString();
    }

    /** Another writer of the same log, whose messages are others: what an agent packs is of one epoch, however many parcels are under way. */
    Host(Host same, long messages) {
      this.name = same.name;
      this.server = same.server;
      this.key = same.key;
      this.numbers = same.numbers;
      this.epoch = same.epoch;
      this.messages = messages;
    }

    Post post(URI url) {
      return new Post(url, Tls.client(key, server));
    }

    void line(Packing to, Line line, long micros) {
      // as Postfix' long ids: hosts seldom give the same
      String id = "4" + Long.toString(0x1000000000L + messages, 36) + "z" + name;
      String text =
          switch (step) {
            case 0 -> "postfix/smtpd[11]: " + id + ": client=a.example[192.0.2.7]";
            case 1 ->
                "postfix/cleanup[12]: "
                    + id
                    + ": message-id=<"
                    + messages
                    + "@"
                    + name
                    + ".example>";
            case 2 ->
                "postfix/qmgr[13]: "
                    + id
                    + ": from=<a@example.org>, size=1234, nrcpt=1 (queue active)";
            case 3 ->
                "postfix/smtp[14]: "
                    + id
                    + ": to=<b"
                    + messages % 97
                    + "@example.net>, relay=mx.example.net[198.51.100.3]:25, delay=0.4, delays=0.1/0/0.1/0.2, dsn=2.0.0, status=sent (250 2.0.0 Ok)";
            default -> "postfix/qmgr[13]: " + id + ": removed";
          };
      if (++step == 5) {
        step = 0;
        messages++;
      }
      long seconds = Math.floorDiv(micros, 1_000_000L);
      line.array =
          (STAMP.format(
                      java.time.Instant.ofEpochSecond(seconds)
                          .with(ChronoField.MICRO_OF_SECOND, Math.floorMod(micros, 1_000_000L)))
                  + " "
                  + name
                  + " "
                  + text)
              .getBytes(StandardCharsets.US_ASCII);
      line.from = 0;
      line.to = line.array.length;
      line.time = micros;
      to.add(line);
    }

    byte[] parcel(Packing packing) {
      packing.part("log#1", "/var/log/mail.log", 0, 0, 0, null);
      byte[] bytes =
          packing.pack(
              new Label(
                  name,
                  epoch,
                  numbers.incrementAndGet(),
                  Clock.systemUTC().millis() * 1000,
                  false,
                  packing.parts(),
                  List.of(),
                  List.of()));
      packing.clear();
      return bytes;
    }
  }

  /** Runs; exit code 1 when something was refused. */
  public static void main(String[] arguments) throws Exception {
    Path store = Path.of(arguments[0]);
    int agents = Integer.parseInt(arguments[2]);
    int rate = Integer.parseInt(arguments[3]);
    int seconds = Integer.parseInt(arguments[4]);
    int behind = Integer.parseInt(arguments[5]);
    long backlog = Long.parseLong(arguments[6]);
    AgentsTool tool = new AgentsTool(URI.create(arguments[1]));
    List<Host> hosts = tool.enrol(store, Math.max(agents, behind));
    tool.run(hosts, rate, seconds, behind, backlog);
  }

  private List<Host> enrol(Path store, int n) throws IOException {
    SecureRandom random = new SecureRandom();
    Agents agents = new Agents(store, Clock.systemUTC());
    Fingerprint own = agents.server(random).fingerprint();
    List<Host> hosts = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      Host host = new Host("h" + i, own, random);
      Token token = agents.invite(host.name, Duration.ofHours(1), own, random);
      String body = "{\"token\":\"" + token.secretText() + "\",\"name\":\"" + host.name + "\"}";
      try (Post post = host.post(server)) {
        Post.Answer answer =
            post.post(
                "/agent/v1/enroll", Map.of(), body.getBytes(StandardCharsets.UTF_8), PATIENCE);
        if (answer.status() != 200) {
          throw new IOException(answer.body());
        }
      }
      hosts.add(host);
    }
    return hosts;
  }

  private void run(List<Host> hosts, int rate, int seconds, int behind, long backlog)
      throws InterruptedException {
    List<Thread> live = new ArrayList<>();
    CountDownLatch connected = new CountDownLatch(hosts.size());
    for (Host host : hosts) {
      live.add(start(() -> live(host, rate, connected)));
    }
    connected.await();
    long began = System.nanoTime();
    List<Thread> catching = new ArrayList<>();
    for (Host host : hosts.subList(0, behind)) {
      AtomicLong left = new AtomicLong(backlog);
      for (int i = 0; i < BACKLOG_IN_FLIGHT; i++) {
        long base = (i + 1) * 10_000_000_000L;
        catching.add(start(() -> catchUp(host, left, backlog, base)));
      }
    }
    for (Thread t : catching) {
      t.join();
    }
    double caughtUp = (System.nanoTime() - began) / 1e9;
    while (System.nanoTime() - began < seconds * 1_000_000_000L) {
      LockSupport.parkNanos(50_000_000);
    }
    over.set(true);
    for (Thread t : live) {
      t.join();
    }
    double took = (System.nanoTime() - began) / 1e9;
    print("live lines acknowledged", acknowledged.get(), "");
    print("live lines a second", acknowledged.get() / took, "");
    long[] all;
    synchronized (delays) {
      all = delays.stream().flatMapToLong(Arrays::stream).sorted().toArray();
    }
    print("live, half acknowledged within", at(all, 0.5), "s");
    print("live, 99 % within", at(all, 0.99), "s");
    print("live, the latest", at(all, 1), "s");
    if (behind > 0) {
      print("backlog lines acknowledged", late.get(), "");
      print("backlog caught up after", caughtUp, "s");
    }
    print("sent again", again.get(), "");
  }

  /** Not virtual threads: who makes a backlog would keep a live one waiting for the processor, as no other machine does. */
  private static Thread start(Runnable work) {
    return Thread.ofPlatform().stackSize(STACK).start(work);
  }

  private static void print(String figure, double value, String unit) {
    System.out.printf(java.util.Locale.ROOT, "%s\t%.2f\t%s%n", figure, value, unit);
  }

  private static double at(long[] sorted, double part) {
    return sorted.length == 0 ? 0 : sorted[(int) ((sorted.length - 1) * part)] / 1e9;
  }

  /** A fleet does not begin all at once: what is measured begins when all are connected. */
  private void live(Host host, int rate, CountDownLatch connected) {
    Packing packing = new Packing();
    Line line = new Line();
    List<Long> own = new ArrayList<>();
    long every = 1_000_000_000L / rate;
    try (Post post = host.post(server)) {
      send(post, host.parcel(packing), false);
      connected.countDown();
      connected.await();
      // spread, as hosts are
      long next = System.nanoTime() + (host.name.hashCode() & 1023) * (PACK_NANOS / 1024);
      while (!over.get()) {
        long first = next;
        while (System.nanoTime() - first < PACK_NANOS || next - System.nanoTime() < 0) {
          LockSupport.parkNanos(next - System.nanoTime());
          host.line(packing, line, Clock.systemUTC().millis() * 1000);
          next += every;
        }
        int n = packing.lines();
        if (send(post, host.parcel(packing), false)) {
          acknowledged.addAndGet(n);
          own.add(System.nanoTime() - first);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (delays) {
      delays.add(own.stream().mapToLong(Long::longValue).toArray());
    }
  }

  private void catchUp(Host host, AtomicLong left, long all, long base) {
    Packing packing = new Packing();
    Line line = new Line();
    Host past = new Host(host, base);
    long start = Clock.systemUTC().millis() * 1000 - DAY_MICROS;
    try (Post post = host.post(server)) {
      for (long n = left.getAndDecrement();
          n > 0 || packing.lines() > 0;
          n = left.getAndDecrement()) {
        if (n > 0) {
          past.line(packing, line, start + (all - n) * (DAY_MICROS / all));
        }
        if (n <= 0 || packing.size() >= BACKLOG_PARCEL) {
          int lines = packing.lines();
          byte[] parcel = host.parcel(packing);
          if (send(post, parcel, true)) {
            late.addAndGet(lines);
          }
        }
      }
    }
  }

  private boolean send(Post post, byte[] parcel, boolean isLate) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Mailweir-Unpacked", Integer.toString(ByteBuffer.wrap(parcel, 4, 4).getInt()));
    if (isLate) {
      headers.put("Mailweir-Late", "1");
    }
    while (true) {
      try {
        Post.Answer answer = post.post("/agent/v1/parcel", headers, parcel, PATIENCE);
        if (answer.status() == 200) {
          return true;
        }
        if (answer.status() != 503) {
          System.err.println("refused: " + answer.status() + " " + answer.body());
          return false;
        }
        again.incrementAndGet();
        LockSupport.parkNanos(Math.max(1, answer.retryAfter()) * 500_000_000L);
      } catch (IOException e) {
        again.incrementAndGet();
        LockSupport.parkNanos(500_000_000L);
      }
    }
  }
}
