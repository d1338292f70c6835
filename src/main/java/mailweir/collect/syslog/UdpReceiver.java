package mailweir.collect.syslog;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Syslog over UDP: one thread takes datagrams from the kernel, another hands them, so that the kernel's buffer is emptied while the store
 * writes. When {@link #MOST} batches wait, no more are taken: what is lost is lost in one place, and the kernel counts it.
 */
final class UdpReceiver implements AutoCloseable {
  private static final int BUFFER = 16 << 20;
  private static final int LARGEST = 65_535;
  private static final int MOST = 64;
  private static final int AT_ONCE = 2_000;
  private static final long BREATH = 1_000;
  private static final long SOON = 5;

  private final Senders senders;
  private final Counts counts;
  private final Keeping keeping;
  private final Consumer<String> say;
  private final Selector selector = Selector.open();
  private final List<DatagramChannel> channels = new ArrayList<>();
  private final long[] dropped;
  private final ArrayDeque<Batch> full = new ArrayDeque<>();
  private Batch batch;
  private boolean isIdle;
  private volatile boolean closed;
  private boolean ended;
  private Thread taking;
  private Thread handing;

  UdpReceiver(
      List<InetSocketAddress> on,
      Senders senders,
      Counts counts,
      Keeping keeping,
      Consumer<String> say)
      throws IOException {
    this.senders = senders;
    this.counts = counts;
    this.keeping = keeping;
    this.say = say;
    this.dropped = new long[on.size()];
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
    DatagramChannel channel = DatagramChannel.open(Addresses.family(address));
    channels.add(channel);
    channel.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER);
    Addresses.bind("syslog.udp", address, () -> channel.bind(address));
    channel.configureBlocking(false);
    channel.register(selector, SelectionKey.OP_READ);
    int got = channel.getOption(StandardSocketOptions.SO_RCVBUF);
    if (got < BUFFER) {
      say.accept(
          "syslog.udp: the kernel gives a buffer of "
              + (got >> 10)
              + " KB, not of "
              + (BUFFER >> 10)
              + "; datagrams of a burst may be lost, and are counted; set net.core.rmem_max="
              + BUFFER
              + ", or let senders use TCP");
    }
  }

  void start() {
    batch = keeping.empty();
    taking = Thread.ofPlatform().daemon().name("syslog udp").start(this::take);
    handing = Thread.ofPlatform().daemon().name("syslog udp store").start(this::hand);
  }

  List<InetSocketAddress> addresses() throws IOException {
    List<InetSocketAddress> all = new ArrayList<>();
    for (DatagramChannel channel : channels) {
      all.add((InetSocketAddress) channel.getLocalAddress());
    }
    return all;
  }

  private void take() {
    try {
      while (!closed) {
        selector.select(this::ready, batch.isEmpty() ? BREATH : SOON);
        pass();
      }
    } catch (IOException | ClosedSelectorException e) {
      if (!closed) {
        say.accept(
            "syslog.udp: nothing is received any more ("
                + e.getMessage()
                + "); what is sent is lost; start mailweir again");
      }
    }
    synchronized (full) {
      full.add(batch);
      ended = true;
      full.notifyAll();
    }
  }

  private void ready(SelectionKey key) {
    DatagramChannel channel = (DatagramChannel) key.channel();
    try {
      for (int i = 0; i < AT_ONCE; i++) {
        if (batch.room() < LARGEST) {
          next();
        }
        ByteBuffer into = ByteBuffer.wrap(batch.array, batch.used, LARGEST);
        InetSocketAddress from = (InetSocketAddress) channel.receive(into);
        if (from == null) {
          return;
        }
        datagram(from.getAddress(), into.position());
      }
    } catch (IOException e) {
      // an error of an earlier datagram's way; the next is received all the same
    }
  }

  private void datagram(InetAddress from, int end) {
    Origin origin = senders.of(from);
    if (origin == null) {
      counts.refused(from);
      return;
    }
    byte[] a = batch.array;
    int start = batch.used;
    int to = end;
    while (to > start && (a[to - 1] == '\n' || a[to - 1] == '\r' || a[to - 1] == 0)) {
      to--;
    }
    if (to > start) {
      for (int i = start; i < to; i++) {
        if (a[i] == '\n') {
          a[i] = ' ';
        }
      }
      batch.line(origin, start, to);
      batch.used = to;
    }
  }

  /** Gives the batch to the other thread when that has nothing to do. */
  private void pass() {
    synchronized (full) {
      if (batch.isEmpty() || !isIdle) {
        return;
      }
      isIdle = false;
      full.add(batch);
      full.notifyAll();
    }
    batch = keeping.empty();
  }

  /** Gives a full batch away; waits while too many wait. */
  private void next() {
    synchronized (full) {
      while (full.size() >= MOST && !closed) {
        await();
      }
      isIdle = false;
      full.add(batch);
      full.notifyAll();
    }
    batch = keeping.empty();
  }

  private void await() {
    try {
      full.wait(BREATH);
    } catch (InterruptedException e) {
      closed = true;
      Thread.currentThread().interrupt();
    }
  }

  private void hand() {
    while (true) {
      Batch one;
      synchronized (full) {
        while (full.isEmpty()) {
          if (ended) {
            return;
          }
          isIdle = true;
          await();
        }
        isIdle = false;
        one = full.poll();
        full.notifyAll();
      }
      if (!one.isEmpty()) {
        keeping.hand(one);
      }
    }
  }

  /** Asks the kernel what it dropped. */
  void countDrops() throws IOException {
    for (int i = 0; i < channels.size(); i++) {
      long now =
          channels.get(i).isOpen()
              ? KernelDrops.of((InetSocketAddress) channels.get(i).getLocalAddress())
              : -1;
      if (now > dropped[i]) {
        counts.add(Counts.What.KERNEL_DROPPED, now - dropped[i]);
        dropped[i] = now;
      }
    }
  }

  private void closeSockets() throws IOException {
    for (DatagramChannel channel : channels) {
      channel.close();
    }
    selector.close();
  }

  @Override
  public void close() throws IOException {
    countDrops();
    closed = true;
    selector.wakeup();
    if (taking != null) {
      Addresses.join(taking);
      Addresses.join(handing);
    }
    closeSockets();
  }
}
