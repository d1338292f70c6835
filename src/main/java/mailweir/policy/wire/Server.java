package mailweir.policy.wire;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import mailweir.policy.Decider;
import mailweir.policy.Figures;
import mailweir.policy.Seldom;

/**
 * Listens, and has all dialogues on one thread.
 *
 * <p>A selector and not a virtual thread a connection: measured with 200 busy connections on two cores, both cost 6 µs CPU a question, but the
 * slowest hundredth waited 39 ms for a virtual thread and 10 ms here; with one connection the selector costs half (20 for 39 µs).
 */
public final class Server implements AutoCloseable {
  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final int SEND_BUFFER = 16_384;
  private static final int BACKLOG = 1_000;

  private final Bounds bounds;
  private final Figures figures;
  private final Seldom seldom;
  private final LongSupplier nanoTime;
  private final Selector selector;
  private final Queue<Runnable> handed = new ConcurrentLinkedQueue<>();
  private final List<Connection> connections = new ArrayList<>();
  private final List<Path> sockets = new ArrayList<>();
  private final List<ServerSocketChannel> listening = new ArrayList<>();
  private Thread thread;
  private volatile boolean closed;
  private long swept;

  /** What hangs at a key that accepts. */
  private record Door(
      ServerSocketChannel channel, Supplier<Dialogue> dialogue, Predicate<InetAddress> allowed) {}

  public Server(Bounds bounds, Figures figures, Seldom seldom, LongSupplier nanoTime)
      throws IOException {
    this.bounds = bounds;
    this.figures = figures;
    this.seldom = seldom;
    this.nanoTime = nanoTime;
    this.selector = Selector.open();
    this.swept = nanoTime.getAsLong();
  }

  /**
   * Listens for Postfix's policy protocol.
   *
   * @param allowed which clients are answered; not asked on unix sockets, whose file's permissions decide
   * @return the address, with the port that was free where 0 was wanted
   */
  public SocketAddress listenForPostfix(
      SocketAddress at, Decider decider, Predicate<InetAddress> allowed) throws IOException {
    return listen(
        at, () -> new PostfixDialogue(decider, bounds.buffer(), figures, seldom), allowed);
  }

  /** The same for the milter protocol. */
  public SocketAddress listenForMilter(
      SocketAddress at, Decider decider, Predicate<InetAddress> allowed) throws IOException {
    return listen(at, () -> new MilterDialogue(decider, bounds.buffer(), figures, seldom), allowed);
  }

  SocketAddress listen(
      SocketAddress at, Supplier<Dialogue> dialogue, Predicate<InetAddress> allowed)
      throws IOException {
    boolean isUnix = at instanceof UnixDomainSocketAddress;
    ServerSocketChannel channel =
        isUnix ? ServerSocketChannel.open(StandardProtocolFamily.UNIX) : ServerSocketChannel.open();
    try {
      if (at instanceof UnixDomainSocketAddress unix) {
        clear(unix);
        channel.bind(at, BACKLOG);
        sockets.add(unix.getPath());
        // whoever may enter its folder may ask, as Postfix's user has to
        Files.setPosixFilePermissions(unix.getPath(), PosixFilePermissions.fromString("rw-rw-rw-"));
      } else {
        channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        channel.bind(at, BACKLOG);
      }
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_ACCEPT, new Door(channel, dialogue, allowed));
      listening.add(channel);
      return channel.getLocalAddress();
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /** Removes the socket of a server that is gone; one that is answered belongs to another. */
  private static void clear(UnixDomainSocketAddress at) throws IOException {
    if (!Files.exists(at.getPath())) {
      return;
    }
    try (SocketChannel probe = SocketChannel.open(at)) {
      throw new IOException("another process listens there");
    } catch (java.net.ConnectException e) {
      Files.delete(at.getPath());
    }
  }

  /** Begins to answer. */
  public Server start() {
    thread = Thread.ofPlatform().name("policy").start(this::run);
    return this;
  }

  private void run() {
    while (!closed) {
      try {
        selector.select(this::ready, 1_000);
        for (Runnable next = handed.poll(); next != null; next = handed.poll()) {
          next.run();
        }
        long now = nanoTime.getAsLong();
        if (now - swept >= SECOND_NANOS) {
          swept = now;
          sweep(now);
        }
      } catch (ClosedSelectorException e) {
        return;
      } catch (IOException | RuntimeException e) {
        figures.add(Figures.Count.FAULTS);
        seldom.say("the listener stumbled", e + "; it goes on");
      }
    }
  }

  private void ready(SelectionKey key) {
    try {
      if (key.attachment() instanceof Door door) {
        accept(door, key);
      } else if (key.attachment() instanceof Connection connection) {
        connection.ready();
      }
    } catch (CancelledKeyException e) {
      // closed meanwhile
    }
  }

  private void accept(Door door, SelectionKey key) {
    try {
      SocketChannel channel = door.channel.accept();
      if (channel == null) {
        return;
      }
      figures.add(Figures.Count.CONNECTIONS);
      if (channel.getRemoteAddress() instanceof InetSocketAddress from) {
        if (!door.allowed.test(from.getAddress())) {
          figures.add(Figures.Count.TURNED_AWAY);
          seldom.say(
              "a client was turned away",
              from.getAddress().getHostAddress() + " is in no network of policy.from");
          channel.close();
          return;
        }
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        // who never reads holds no more of the system's memory than this
        channel.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER);
      }
      if (connections.size() >= bounds.connections() && !makeRoom()) {
        figures.add(Figures.Count.TURNED_AWAY);
        seldom.say(
            "too many connections",
            connections.size()
                + " are open and busy; a new one was closed; raise policy.connections");
        channel.close();
        return;
      }
      channel.configureBlocking(false);
      Connection connection = new Connection(this, channel, door.dialogue.get());
      connection.key = channel.register(selector, SelectionKey.OP_READ, connection);
      connections.add(connection);
    } catch (IOException e) {
      // as when there are no more file descriptors: the next second may have one
      seldom.say("a connection could not be taken", e + "; tried again in a second");
      key.interestOps(0);
      later(1, () -> key.interestOps(SelectionKey.OP_ACCEPT));
    }
  }

  /** Closes the connection that is silent longest, if there is one that waits for nothing. */
  private boolean makeRoom() {
    Connection eldest = null;
    for (Connection connection : connections) {
      if (!connection.isBusy() && (eldest == null || connection.since() - eldest.since() < 0)) {
        eldest = connection;
      }
    }
    if (eldest == null || nanoTime.getAsLong() - eldest.since() < SECOND_NANOS) {
      return false;
    }
    figures.add(Figures.Count.TURNED_AWAY);
    eldest.end();
    return true;
  }

  private void sweep(long now) {
    for (Connection connection : List.copyOf(connections)) {
      connection.sweep(now);
    }
  }

  /** Does something on the thread of all, soon. */
  void hand(Runnable next) {
    handed.add(next);
    selector.wakeup();
  }

  /** Does something on the thread of all, after some seconds. */
  void later(int seconds, Runnable next) {
    Thread.startVirtualThread(() -> {
      try {
        Thread.sleep(seconds * 1_000L);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      hand(next);
    });
  }

  void forget(Connection connection) {
    connections.remove(connection);
  }

  Bounds bounds() {
    return bounds;
  }

  Figures figures() {
    return figures;
  }

  Seldom seldom() {
    return seldom;
  }

  long nanos() {
    return nanoTime.getAsLong();
  }

  /** Ends all connections and gives the addresses back. */
  @Override
  public void close() throws IOException {
    closed = true;
    selector.wakeup();
    try {
      if (thread != null) {
        thread.join(2_000);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (ServerSocketChannel channel : listening) {
      channel.close();
    }
    for (Connection connection : List.copyOf(connections)) {
      connection.end();
    }
    selector.close();
    for (Path socket : sockets) {
      Files.deleteIfExists(socket);
    }
  }
}
