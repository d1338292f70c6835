package mailweir.agent;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/** A bad line to a port of this machine: so many bytes a second, a delay for each piece, and connections that break off. */
final class Link implements AutoCloseable {
  private static final int PIECE = 1400;
  private static final int BREAKS_AFTER = 200;

  private final ServerSocket door;
  private final int to;
  private final long nanosAByte;
  private final long delay;
  private final RandomGenerator random;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger cuts = new AtomicInteger();

  Link(int to, int bytesASecond, long delayNanos, RandomGenerator random) throws IOException {
    this.to = to;
    this.nanosAByte = 1_000_000_000L / bytesASecond;
    this.delay = delayNanos;
    this.random = random;
    door = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  int port() {
    return door.getLocalPort();
  }

  /** How many connections were broken off. */
  int cuts() {
    return cuts.get();
  }

  /** Breaks off all that are open. */
  void cut() {
    open.forEach(this::shut);
  }

  private void accept() {
    try {
      while (true) {
        Socket in = door.accept();
        open.add(in);
        Thread.ofVirtual().start(() -> relay(in));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void relay(Socket in) {
    try (in;
        Socket out = new Socket(InetAddress.getLoopbackAddress(), to)) {
      Thread back = Thread.ofVirtual().start(() -> pump(out, in));
      pump(in, out);
      back.join();
    } catch (IOException e) {
      // one of the two ends is gone
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(in);
    }
  }

  private void pump(Socket from, Socket into) {
    byte[] piece = new byte[PIECE];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = into.getOutputStream();
      for (int n = in.read(piece); n >= 0; n = in.read(piece)) {
        LockSupport.parkNanos(delay + n * nanosAByte);
        synchronized (random) {
          if (random.nextInt(BREAKS_AFTER) == 0) {
            shut(from);
            shut(into);
            return;
          }
        }
        out.write(piece, 0, n);
      }
    } catch (IOException e) {
      // broken off
    }
    shut(from);
    shut(into);
  }

  private void shut(Socket s) {
    if (!s.isClosed()) {
      cuts.incrementAndGet();
      try {
        s.close();
      } catch (IOException e) {
        // it is gone
      }
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
    cut();
  }
}
