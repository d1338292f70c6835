package mailweir.collect.syslog;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** All that receives syslog. Sockets are open from the beginning; nothing is read before {@link #start}. */
public final class SyslogReceiver implements AutoCloseable {
  private static final long TICK = 1_000;

  private final Counts counts = new Counts();
  private final Keeping keeping;
  private final Senders[] senders;
  private final UdpReceiver udp;
  private final TcpReceiver tcp;
  private final TlsReceiver tls;
  private final Losses losses;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private Thread watching;

  /**
   * Opens the sockets.
   *
   * @throws IOException says which cannot be opened, and what to do
   */
  public SyslogReceiver(SyslogSetting setting, Taker taker) throws IOException {
    Consumer<String> say = setting.say();
    this.keeping = new Keeping(taker, counts, say);
    this.senders =
        new Senders[] {
          new Senders(setting.from(), "udp"),
          new Senders(setting.from(), "tcp"),
          new Senders(setting.from(), "tls")
        };
    this.losses = new Losses(counts, senders[0]::told, say);
    Memory memory = new Memory(setting.mostConnections(), setting.mostOfOne(), counts);
    UdpReceiver u = null;
    TcpReceiver t = null;
    try {
      u = new UdpReceiver(setting.udp(), senders[0], counts, keeping, say);
      t = new TcpReceiver(setting.tcp(), senders[1], memory, counts, keeping, say);
      this.tls = new TlsReceiver(setting, senders[2], memory, counts, keeping);
    } catch (IOException | RuntimeException e) {
      if (u != null) {
        u.close();
      }
      if (t != null) {
        t.close();
      }
      keeping.close();
      throw e;
    }
    this.udp = u;
    this.tcp = t;
  }

  /** Receives. */
  public SyslogReceiver start() {
    udp.start();
    tcp.start();
    tls.start();
    watching = Thread.ofPlatform().daemon().name("syslog watch").start(this::watch);
    return this;
  }

  private void watch() {
    try {
      while (!stopped.await(TICK, TimeUnit.MILLISECONDS)) {
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    try {
      udp.countDrops();
    } catch (IOException e) {
      // it is being closed
    }
    losses.tell(System.nanoTime());
  }

  /** What became of all that was sent. */
  public Counts counts() {
    return counts;
  }

  /** Where it listens: UDP, TCP, TLS, each in the order of the setting. */
  public List<List<InetSocketAddress>> addresses() throws IOException {
    return List.of(udp.addresses(), tcp.addresses(), tls.addresses());
  }

  /** Ends: what was received is handed, what cannot be stored now is given up and counted. */
  @Override
  public void close() throws IOException {
    stopped.countDown();
    keeping.ending();
    try {
      udp.close();
      tcp.close();
      tls.close();
    } finally {
      keeping.close();
    }
    if (watching != null) {
      Addresses.join(watching);
      losses.tell(System.nanoTime());
    }
  }
}
