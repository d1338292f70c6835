package mailweir.collect.syslog;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import javax.net.ssl.SSLSocket;

/** Syslog over TLS (RFC 5425): a virtual thread for each connection, which waits; what they read goes into one feed in turns. */
final class TlsReceiver implements AutoCloseable {
  private static final int BACKLOG = 1_024;
  private static final int RECORD = 16 << 10;
  private static final int HANDSHAKE = 20_000;
  private static final long BREATH = 1_000;

  private final SyslogSetting setting;
  private final Senders senders;
  private final Memory memory;
  private final Counts counts;
  private final Consumer<String> say;
  private final Feed feed;
  private final ReentrantLock turn = new ReentrantLock();
  private final List<ServerSocket> listening = new ArrayList<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final List<Thread> accepting = new ArrayList<>();
  private volatile boolean closed;

  TlsReceiver(SyslogSetting setting, Senders senders, Memory memory, Counts counts, Keeping keeping)
      throws IOException {
    this.setting = setting;
    this.senders = senders;
    this.memory = memory;
    this.counts = counts;
    this.say = setting.say();
    this.feed = new Feed(keeping, memory);
    try {
      for (InetSocketAddress address : setting.tls()) {
        ServerSocket socket = new ServerSocket();
        listening.add(socket);
        socket.setReuseAddress(true);
        Addresses.bind("syslog.tls", address, () -> socket.bind(address, BACKLOG));
      }
    } catch (IOException | RuntimeException e) {
      closeSockets();
      throw e;
    }
  }

  void start() {
    for (ServerSocket socket : listening) {
      accepting.add(Thread.ofPlatform().daemon().name("syslog tls").start(() -> accept(socket)));
    }
  }

  List<InetSocketAddress> addresses() {
    return listening.stream().map(s -> (InetSocketAddress) s.getLocalSocketAddress()).toList();
  }

  private void accept(ServerSocket socket) {
    while (!closed) {
      try {
        Socket one = socket.accept();
        InetAddress from = one.getInetAddress();
        Origin origin = senders.of(from);
        if (origin == null) {
          counts.refused(from);
          one.close();
        } else if (!memory.enter(from)) {
          one.close();
        } else {
          open.add(one);
          Thread.ofVirtual().start(() -> converse(one, from, origin));
        }
      } catch (IOException e) {
        if (!closed) {
          say.accept(
              "syslog.tls: a connection could not be taken ("
                  + e.getMessage()
                  + "); none is taken for a second; those that are open go on; is the limit of open files reached? (LimitNOFILE)");
          breathe();
        }
      }
    }
  }

  private static void breathe() {
    java.util.concurrent.locks.LockSupport.parkNanos(BREATH * 1_000_000);
  }

  private void converse(Socket plain, InetAddress from, Origin origin) {
    Feed.Conversation conversation = new Feed.Conversation(origin, counts);
    boolean orderly = false;
    boolean greeted = false;
    try {
      plain.setKeepAlive(true);
      plain.setSoTimeout(HANDSHAKE);
      SSLSocket socket =
          (SSLSocket) setting.identity().now().getSocketFactory().createSocket(plain, null, true);
      socket.setUseClientMode(false);
      socket.setNeedClientAuth(setting.needsClientCertificate());
      socket.startHandshake();
      greeted = true;
      socket.setSoTimeout(0);
      InputStream beneath = plain.getInputStream();
      InputStream in = socket.getInputStream();
      byte[] record = new byte[RECORD];
      for (int n = in.read(record); n >= 0; n = in.read(record)) {
        take(conversation, record, n, in.available() == 0 && beneath.available() == 0);
      }
      orderly = true;
    } catch (IOException | RuntimeException e) {
      if (!greeted) {
        counts.failedHandshake(from, e);
      }
    } finally {
      open.remove(plain);
      close(plain);
      memory.leave(from);
      turn.lock();
      try {
        feed.end(conversation, orderly);
      } finally {
        turn.unlock();
      }
    }
  }

  private void take(Feed.Conversation from, byte[] record, int length, boolean last)
      throws IOException {
    turn.lock();
    try {
      int[] at = {0};
      while (at[0] < length) {
        feed.read(
            from,
            (array, start, most) -> {
              int n = Math.min(most, length - at[0]);
              System.arraycopy(record, at[0], array, start, n);
              at[0] += n;
              return n;
            });
      }
      if (last) {
        feed.flush();
      }
    } finally {
      turn.unlock();
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // it is closed all the same
    }
  }

  private void closeSockets() {
    listening.forEach(s -> {
      try {
        s.close();
      } catch (IOException e) {
        // it is closed all the same
      }
    });
  }

  @Override
  public void close() {
    closed = true;
    closeSockets();
    accepting.forEach(Addresses::join);
    open.forEach(TlsReceiver::close);
    turn.lock();
    try {
      feed.flush();
    } finally {
      turn.unlock();
    }
  }
}
