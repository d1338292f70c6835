package mailweir.policy.p0f;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import mailweir.policy.Fingerprint;
import mailweir.policy.Fingerprints;

/**
 * Asks p0f over one connection that stays, many questions at a time: p0f serves few connections, spins on half-closed ones, and dies of an
 * answer to one that was closed. A question that took too long is answered to nobody; its answer is still read.
 *
 * <p>p0f sees a connection some milliseconds after the mail server does: what it does not know is asked again for a while. When p0f is not
 * there, or ends, questions are answered with {@link Fingerprint#NO_ANSWER} at once, and it is looked for again every second. Safe for threads.
 */
public final class P0f implements Fingerprints, AutoCloseable {
  /** p0f saw nothing. */
  static final Fingerprint NO_MATCH =
      new Fingerprint(Fingerprint.State.NO_MATCH, "", "", 0, -1, "", 0);

  private static final long AGAIN_MILLIS = 5;
  private static final Duration LOOK = Duration.ofSeconds(1);

  /** Answers that are outstanding: of more nothing is written, for a socket whose other side hangs takes fewer than 300 before a write blocks. */
  private static final int MOST_OUTSTANDING = 128;

  /** A connection on which nothing was ever answered is one that p0f has no room for. */
  private static final Duration NEVER_ANSWERED = Duration.ofSeconds(5);

  /** What a question may wait for. */
  private final Settings settings;

  private final InstantSource clock;
  private final Consumer<String> say;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("p0f timer").factory());
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread reader;

  // guarded by this
  private SocketChannel channel;
  private final ArrayDeque<Question> outstanding = new ArrayDeque<>();
  private long connectedAt;
  private boolean hasAnswered;
  private String told = "";

  /**
   * What a question may cost.
   *
   * @param socket p0f's, as of its {@code -s}
   * @param again for so long what p0f does not know is asked again
   * @param most for so long an answer is waited for
   * @param fresh an entry that was last seen earlier than this is of another connection
   */
  public record Settings(Path socket, Duration again, Duration most, Duration fresh) {
    /** The usual ones. */
    public static Settings of(Path socket) {
      return new Settings(
          socket, Duration.ofMillis(30), Duration.ofMillis(100), Duration.ofMinutes(10));
    }
  }

  private static final class Question {
    final InetAddress address;
    final CompletableFuture<Fingerprint> answer = new CompletableFuture<>();
    final long until;

    Question(InetAddress address, long until) {
      this.address = address;
      this.until = until;
    }
  }

  /** Begins to look for p0f. {@code say} is told when it is lost and when it is back. */
  public P0f(Settings settings, InstantSource clock, Consumer<String> say) {
    this.settings = settings;
    this.clock = clock;
    this.say = say;
    timer.scheduleWithFixedDelay(
        this::giveUpStuck, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    reader = Thread.ofPlatform().daemon().name("p0f").start(this::readAll);
  }

  /** What system an address runs. Never fails; is completed within the time of the settings. */
  @Override
  public CompletableFuture<Fingerprint> ask(InetAddress address) {
    Objects.requireNonNull(address, "address");
    Question q = new Question(address, System.nanoTime() + settings.again.toNanos());
    q.answer.completeOnTimeout(
        Fingerprint.NO_ANSWER, settings.most.toMillis(), TimeUnit.MILLISECONDS);
    send(q);
    return q.answer;
  }

  private synchronized void send(Question q) {
    if (channel == null || outstanding.size() >= MOST_OUTSTANDING) {
      q.answer.complete(Fingerprint.NO_ANSWER);
      return;
    }
    ByteBuffer query = Wire.query(q.address);
    outstanding.add(q);
    try {
      // outstanding ones are few: the socket takes it at once
      while (query.hasRemaining()) {
        channel.write(query);
      }
    } catch (IOException e) {
      lose(channel, Wording.of(e));
    }
  }

  private void readAll() {
    try {
      while (closed.getCount() > 0) {
        SocketChannel open = connect();
        if (open != null) {
          read(open);
        }
        closed.await(LOOK.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private SocketChannel connect() {
    try {
      SocketChannel open = SocketChannel.open(UnixDomainSocketAddress.of(settings.socket));
      synchronized (this) {
        if (closed.getCount() == 0) {
          open.close();
          return null;
        }
        channel = open;
        connectedAt = System.nanoTime();
        hasAnswered = false;
      }
      return open;
    } catch (IOException | RuntimeException e) {
      tell(
          settings.socket
              + ": p0f cannot be asked ("
              + Wording.of(e)
              + "); systems of clients are not known; start it, or mend its socket's path");
      return null;
    }
  }

  private void read(SocketChannel open) {
    ByteBuffer reply = ByteBuffer.allocate(Wire.REPLY);
    try {
      while (true) {
        reply.clear();
        while (reply.hasRemaining()) {
          if (open.read(reply) < 0) {
            lose(open, "it has ended");
            return;
          }
        }
        if (!Wire.isReply(reply)) {
          lose(open, "what answers there is not p0f");
          return;
        }
        answered(reply);
      }
    } catch (IOException e) {
      lose(open, Wording.of(e));
    }
  }

  private void answered(ByteBuffer reply) {
    Question q;
    synchronized (this) {
      q = outstanding.poll();
      hasAnswered = true;
    }
    tell("");
    if (q == null) {
      return;
    }
    Fingerprint found =
        Wire.read(reply, clock.instant().getEpochSecond() - settings.fresh.toSeconds());
    boolean isLate = System.nanoTime() + AGAIN_MILLIS * 1_000_000 > q.until;
    if (found.state() == Fingerprint.State.NO_MATCH && !isLate && !q.answer.isDone()) {
      try {
        timer.schedule(() -> send(q), AGAIN_MILLIS, TimeUnit.MILLISECONDS);
      } catch (java.util.concurrent.RejectedExecutionException e) {
        q.answer.complete(found);
      }
    } else {
      q.answer.complete(found);
    }
  }

  /** A connection that p0f has no room for is given up. */
  private void giveUpStuck() {
    SocketChannel stuck = null;
    synchronized (this) {
      if (channel != null
          && !hasAnswered
          && !outstanding.isEmpty()
          && System.nanoTime() - connectedAt > NEVER_ANSWERED.toNanos()) {
        stuck = channel;
      }
    }
    if (stuck != null) {
      lose(
          stuck, "it takes the connection and answers nothing: raise its -S, or end other clients");
    }
  }

  private void lose(SocketChannel lost, String why) {
    List<Question> unanswered = new ArrayList<>();
    synchronized (this) {
      if (channel == lost) {
        channel = null;
        unanswered.addAll(outstanding);
        outstanding.clear();
      }
    }
    try {
      lost.close();
    } catch (IOException e) {
      // it is gone
    }
    unanswered.forEach(q -> q.answer.complete(Fingerprint.NO_ANSWER));
    if (closed.getCount() > 0) {
      tell(
          settings.socket
              + ": p0f is lost ("
              + why
              + "); systems of clients are not known until it is back; it is looked for every second");
    }
  }

  /** Once for each change; empty: all is well. */
  private void tell(String problem) {
    String message;
    synchronized (this) {
      if (told.equals(problem)) {
        return;
      }
      message = problem.isEmpty() ? settings.socket + ": p0f answers again" : problem;
      told = problem;
    }
    say.accept(message);
  }

  /** Whether p0f is connected. */
  public synchronized boolean isConnected() {
    return channel != null;
  }

  /** Ends; what is asked meanwhile has no answer. Answers that are on their way are waited for, a moment. */
  @Override
  public void close() {
    closed.countDown();
    long until = System.nanoTime() + settings.most.toNanos();
    CompletableFuture<?> last;
    SocketChannel open;
    synchronized (this) {
      Question q = outstanding.peekLast();
      last = q == null ? CompletableFuture.completedFuture(null) : q.answer;
      open = channel;
    }
    try {
      last.get(Math.max(1, until - System.nanoTime()), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      // p0f had its time
    }
    timer.shutdownNow();
    if (open != null) {
      lose(open, "closed");
    }
    reader.interrupt();
  }

  /** Faults of sockets, in an operator's words. */
  private static final class Wording {
    static String of(Exception e) {
      return switch (e) {
        case java.net.ConnectException c -> "nothing listens there";
        case java.nio.file.NoSuchFileException n -> "there is no such file";
        default -> {
          String message = e.getMessage();
          yield message == null
              ? e.getClass().getSimpleName()
              : message.contains("No such file") ? "there is no such file" : message;
        }
      };
    }
  }
}
