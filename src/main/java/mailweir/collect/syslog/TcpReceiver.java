package mailweir.collect.syslog;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Syslog over TCP: one thread for all connections. It reads what is there, hands it, and reads again when that was taken: so senders wait
 * while the store does.
 */
final class TcpReceiver implements AutoCloseable {
  private static final int BACKLOG = 1_024;
  private static final int ACCEPTS = 256;
  private static final long BREATH = 1_000;

  private final Senders senders;
  private final Memory memory;
  private final Counts counts;
  private final Consumer<String> say;
  private final Feed feed;
  private final Selector selector = Selector.open();
  private final List<ServerSocketChannel> listening = new ArrayList<>();
  private volatile boolean closed;
  private Thread thread;
  private long acceptAgain;

  /** What a key of the selector is about. */
  private record Peer(InetAddress address, Feed.Conversation conversation) {}

  TcpReceiver(
      List<InetSocketAddress> on,
      Senders senders,
      Memory memory,
      Counts counts,
      Keeping keeping,
      Consumer<String> say)
      throws IOException {
    this.senders = senders;
    this.memory = memory;
    this.counts = counts;
    this.say = say;
    this.feed = new Feed(keeping, memory);
    try {
      for (InetSocketAddress address : on) {
        listen(address);
      }
    } catch (IOException | RuntimeException e) {
      closeSockets();
      throw e;
    }
  }

  private void listen(InetSocketAddress address) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open(Addresses.family(address));
    listening.add(channel);
    channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
    Addresses.bind("syslog.tcp", address, () -> channel.bind(address, BACKLOG));
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_ACCEPT);
  }

  void start() {
    thread = Thread.ofPlatform().daemon().name("syslog tcp").start(this::run);
  }

  List<InetSocketAddress> addresses() throws IOException {
    List<InetSocketAddress> all = new ArrayList<>();
    for (ServerSocketChannel channel : listening) {
      all.add((InetSocketAddress) channel.getLocalAddress());
    }
    return all;
  }

  private void run() {
    try {
      while (!closed) {
        selector.select(this::ready, BREATH);
        if (acceptAgain != 0 && System.nanoTime() - acceptAgain >= 0) {
          acceptAgain = 0;
          accepting(SelectionKey.OP_ACCEPT);
        }
        feed.flush();
      }
    } catch (IOException | ClosedSelectorException e) {
      if (!closed) {
        say.accept(
            "syslog.tcp: nothing is received any more ("
                + e.getMessage()
                + "); senders wait or lose; start mailweir again");
      }
    }
    for (SelectionKey key : selector.keys()) {
      if (key.isValid() && key.attachment() instanceof Peer peer) {
        end(key, peer, false);
      }
    }
    feed.flush();
  }

  private void ready(SelectionKey key) {
    if (!key.isValid()) {
      return;
    }
    if (key.attachment() instanceof Peer peer) {
      SocketChannel channel = (SocketChannel) key.channel();
      try {
        boolean goesOn =
            feed.read(
                peer.conversation,
                (array, at, most) -> channel.read(ByteBuffer.wrap(array, at, most)));
        if (!goesOn) {
          end(key, peer, true);
        }
      } catch (IOException e) {
        end(key, peer, false);
      }
    } else {
      accept((ServerSocketChannel) key.channel());
    }
  }

  private void accept(ServerSocketChannel channel) {
    try {
      for (int i = 0; i < ACCEPTS; i++) {
        SocketChannel one = channel.accept();
        if (one == null) {
          return;
        }
        admit(one);
      }
    } catch (IOException e) {
      say.accept(
          "syslog.tcp: a connection could not be taken ("
              + e.getMessage()
              + "); none is taken for a second; those that are open go on; is the limit of open files reached? (LimitNOFILE)");
      accepting(0);
      acceptAgain = System.nanoTime() + BREATH * 1_000_000;
    }
  }

  private void accepting(int operations) {
    for (ServerSocketChannel channel : listening) {
      SelectionKey key = channel.keyFor(selector);
      if (key != null && key.isValid()) {
        key.interestOps(operations);
      }
    }
  }

  private void admit(SocketChannel channel) throws IOException {
    boolean isIn = false;
    try {
      InetAddress from = ((InetSocketAddress) channel.getRemoteAddress()).getAddress();
      Origin origin = senders.of(from);
      if (origin == null) {
        counts.refused(from);
      } else if (memory.enter(from)) {
        isIn = true;
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        channel.configureBlocking(false);
        channel.register(
            selector, SelectionKey.OP_READ, new Peer(from, new Feed.Conversation(origin, counts)));
      }
    } catch (IOException | RuntimeException e) {
      isIn = false;
    }
    if (!isIn) {
      channel.close();
    }
  }

  private void end(SelectionKey key, Peer peer, boolean orderly) {
    key.cancel();
    try {
      key.channel().close();
    } catch (IOException e) {
      // it is closed all the same
    }
    memory.leave(peer.address);
    feed.end(peer.conversation, orderly);
  }

  private void closeSockets() throws IOException {
    for (ServerSocketChannel channel : listening) {
      channel.close();
    }
    selector.close();
  }

  @Override
  public void close() throws IOException {
    closed = true;
    selector.wakeup();
    if (thread != null) {
      Addresses.join(thread);
    }
    closeSockets();
  }
}
