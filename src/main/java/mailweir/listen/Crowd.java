package mailweir.listen;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;

/**
 * The connections that are open, so that strangers cannot use up what agents need: a connection that has not shown an enrolled agent's
 * certificate is the first to be closed when there are many, the oldest first; one whose request does not come, or comes a byte at a
 * time, is closed whoever it is.
 */
final class Crowd implements Connection.Listener, AutoCloseable {
  /** What a connection may take to its first request, handshake and header included. */
  static final Duration FIRST = Duration.ofSeconds(10);

  /** What it may take from one request to the next. */
  static final Duration NEXT = Duration.ofSeconds(75);

  private static final Duration BEAT = Duration.ofMillis(500);

  private final int mostUnproven;
  private final int most;
  private final Map<Connection, Guest> guests = new ConcurrentHashMap<>();
  private final ConcurrentLinkedDeque<Guest> unproven = new ConcurrentLinkedDeque<>();
  private final AtomicInteger unprovenNow = new AtomicInteger();
  private final AtomicLong cut = new AtomicLong();
  private final CountDownLatch closed = new CountDownLatch(1);

  /** A connection; what is in it is written by the thread that answers it and read by the one that looks for slow ones. */
  final class Guest {
    private final Connection connection;
    private volatile long deadline;
    private volatile boolean gone;
    private boolean proven;

    Guest(Connection connection) {
      this.connection = connection;
      this.deadline = System.nanoTime() + FIRST.toNanos();
    }

    /** It has an enrolled agent's key. */
    synchronized void prove() {
      if (!proven && !gone) {
        proven = true;
        unprovenNow.decrementAndGet();
        unproven.remove(this);
      }
    }

    /** What comes now has to be here by then. */
    void within(Duration time) {
      deadline = System.nanoTime() + time.toNanos();
    }

    private synchronized void leave() {
      if (!gone) {
        gone = true;
        if (!proven) {
          unprovenNow.decrementAndGet();
          unproven.remove(this);
        }
      }
    }

    private void cut() {
      cut.incrementAndGet();
      EndPoint end = connection.getEndPoint();
      if (end != null) {
        end.close(null);
      }
    }
  }

  Crowd(int mostUnproven, int most) {
    this.mostUnproven = mostUnproven;
    this.most = most;
    Thread.ofPlatform().daemon().name("crowd").start(this::watch);
  }

  @Override
  public void onOpened(Connection connection) {
    if (!(connection instanceof SslConnection)) {
      return;
    }
    Guest guest = new Guest(connection);
    guests.put(connection, guest);
    unproven.add(guest);
    if (unprovenNow.incrementAndGet() > mostUnproven) {
      Guest eldest = unproven.peekFirst();
      if (eldest != null) {
        eldest.leave();
        eldest.cut();
      }
    }
    if (guests.size() > most) {
      guest.cut();
    }
  }

  @Override
  public void onClosed(Connection connection) {
    Guest guest = guests.remove(connection);
    if (guest != null) {
      guest.leave();
    }
  }

  /** The one whose request is being answered. */
  Guest of(Connection connection) {
    EndPoint end = connection.getEndPoint();
    Guest guest =
        end instanceof SslConnection.SslEndPoint ssl ? guests.get(ssl.getSslConnection()) : null;
    return guest == null ? new Guest(connection) : guest;
  }

  private void watch() {
    try {
      while (!closed.await(BEAT.toMillis(), TimeUnit.MILLISECONDS)) {
        long now = System.nanoTime();
        guests
            .values()
            .forEach(g -> {
              if (g.deadline - now < 0) {
                g.cut();
              }
            });
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** How many there are. */
  int size() {
    return guests.size();
  }

  /** How many were closed because they were slow or too many. */
  long cutSoFar() {
    return cut.get();
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
