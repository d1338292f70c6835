package mailweir.agent;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import mailweir.trust.Secrets;

/**
 * Sends what the spool has: some threads the newest parcels, some the oldest, so that a backlog keeps nothing live waiting. While the server
 * does not answer one of them tries, after pauses that double up to a minute.
 */
final class Sender implements AutoCloseable {
  static final String PATH = "/agent/v1/parcel";
  private static final int LIVE = 4;
  private static final int LATE = 3;
  private static final long SHORTEST_PAUSE = 500;
  private static final long LONGEST_PAUSE = 60_000;
  private static final int FAILURES_SAID = 3;
  private static final int BYTES_A_SECOND = 4096;
  private static final int REFUSED_KEPT = 20;

  private final Spool spool;
  private final String server;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Consumer<Boolean> online;
  private final Consumer<String> say;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final List<Post> posts = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();

  /** How often sending failed in a row; 0: the server answers. */
  private final AtomicInteger failures = new AtomicInteger();

  private final AtomicInteger trying = new AtomicInteger();
  private boolean told;
  private String toldWhy = "";

  /** {@code online} is told whether the server answers. */
  Sender(
      Spool spool,
      String server,
      Supplier<Post> post,
      InstantSource clock,
      RandomGenerator random,
      Consumer<Boolean> online,
      Consumer<String> say) {
    this.spool = spool;
    this.server = server;
    this.clock = clock;
    this.random = random;
    this.online = online;
    this.say = say;
    for (int i = 0; i < LIVE + LATE; i++) {
      posts.add(post.get());
    }
  }

  void start() {
    for (int i = 0; i < posts.size(); i++) {
      Post post = posts.get(i);
      boolean isLive = i < LIVE;
      threads.add(
          Thread.ofVirtual()
              .name((isLive ? "live " : "late ") + i)
              .start(() -> send(post, isLive)));
    }
  }

  /** Cuts what hangs; to be called every second. */
  void watch() {
    posts.forEach(Post::cutIfOverdue);
  }

  private void send(Post post, boolean isLive) {
    try {
      while (!isStopped(0)) {
        Spool.Entry entry = spool.next(isLive);
        if (entry == null) {
          return;
        }
        boolean done = false;
        try {
          done = mayTry() && send(post, entry, isLive);
        } finally {
          if (done) {
            spool.done(entry);
          } else {
            spool.back(entry);
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      post.close();
    }
  }

  /** While the server does not answer, one tries and the others wait for it. */
  private boolean mayTry() throws InterruptedException {
    if (failures.get() == 0) {
      return true;
    }
    if (!trying.compareAndSet(0, 1)) {
      isStopped(SHORTEST_PAUSE);
      return failures.get() == 0;
    }
    try {
      isStopped(pause());
      return stopped.getCount() > 0;
    } finally {
      trying.set(0);
    }
  }

  private long pause() {
    int doublings = Math.clamp(failures.get() - 1, 0, 10);
    long most = Math.min(LONGEST_PAUSE, SHORTEST_PAUSE << doublings);
    return random.nextLong(most / 2, most + 1);
  }

  /** Whether the parcel needs not be sent again. */
  private boolean send(Post post, Spool.Entry entry, boolean isLive) throws InterruptedException {
    byte[] parcel;
    try {
      parcel = entry.read();
    } catch (IOException e) {
      failed("a parcel cannot be read (" + e.getMessage() + ")");
      return false;
    }
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", "application/octet-stream");
    headers.put("Mailweir-Clock", Long.toString(clock.millis() * 1000));
    headers.put("Mailweir-Unpacked", Integer.toString(ByteBuffer.wrap(parcel, 4, 4).getInt()));
    if (!isLive) {
      headers.put("Mailweir-Late", "1");
    }
    Post.Answer answer;
    try {
      answer =
          post.post(PATH, headers, parcel, Duration.ofSeconds(25 + parcel.length / BYTES_A_SECOND));
    } catch (IOException | RuntimeException e) {
      failed(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
      return false;
    }
    return switch (answer.status()) {
      case 200 -> {
        answered();
        yield true;
      }
      case 400, 413 -> {
        answered();
        yield refused(entry, parcel, answer);
      }
      case 429, 503 -> {
        answered();
        isStopped(Math.max(1, answer.retryAfter()) * 500L + random.nextLong(1_000));
        yield false;
      }
      case 401 -> {
        failed(
            "this agent is not enrolled there, or was revoked; enrol it with 'mailweir agent enroll'");
        yield false;
      }
      default -> {
        failed("it answers " + answer.status());
        yield false;
      }
    };
  }

  private synchronized void failed(String why) {
    int n = failures.incrementAndGet();
    online.accept(false);
    if (n >= FAILURES_SAID && stopped.getCount() > 0 && !(told && toldWhy.equals(why))) {
      told = true;
      toldWhy = why;
      say.accept(
          server
              + ": takes nothing ("
              + why
              + "); lines are kept in "
              + spool.folder()
              + "; it is tried again and again");
    }
  }

  private synchronized void answered() {
    if (failures.getAndSet(0) > 0) {
      online.accept(true);
    }
    if (told) {
      told = false;
      say.accept(server + ": answers again; " + spool.waiting() + " parcels wait");
    }
  }

  /** The server will never take it: it is put aside, so that those behind it go on. */
  private boolean refused(Spool.Entry entry, byte[] parcel, Post.Answer answer) {
    Path aside = spool.folder().resolve("refused");
    String kept = "it is lost";
    try {
      Secrets.folder(aside);
      try (Stream<Path> there = Files.list(aside)) {
        if (there.count() < REFUSED_KEPT) {
          Path file = aside.resolve(entry.number() + ".parcel");
          Secrets.write(file, parcel);
          kept = "it is kept as " + file;
        }
      }
    } catch (IOException e) {
      kept = "it is lost (" + e.getMessage() + ")";
    }
    say.accept(
        server
            + ": refuses parcel "
            + entry.number()
            + " ("
            + answer.body().replaceAll("\\p{Cntrl}", "?")
            + "); "
            + kept
            + "; please report it");
    return true;
  }

  private boolean isStopped(long millis) throws InterruptedException {
    return stopped.await(millis, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    stopped.countDown();
    threads.forEach(Thread::interrupt);
  }
}
