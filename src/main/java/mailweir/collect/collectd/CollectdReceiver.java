package mailweir.collect.collectd;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** Receives collectd's datagrams, on a thread of its own. */
public final class CollectdReceiver implements AutoCloseable {
  private static final int LARGEST = 65_535;
  private static final int MOST_COUNTERS = 200_000;
  private static final int BUFFER = 4 << 20;
  private static final int MOST_AT_ONCE = 2_000;

  private final DatagramChannel channel;
  private final Secured secured;
  private final InstantSource clock;
  private final Consumer<List<Sample>> to;
  private final Consumer<String> say;
  private final Rates rates = new Rates(MOST_COUNTERS);
  private final AtomicLong received = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong malformed = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private boolean told;

  /**
   * A figure.
   *
   * @param micros UTC
   */
  public record Sample(String host, String metric, long micros, double value) {}

  private CollectdReceiver(
      DatagramChannel channel,
      Map<String, String> passwords,
      InstantSource clock,
      Consumer<List<Sample>> to,
      Consumer<String> say) {
    this.channel = channel;
    this.secured = new Secured(passwords);
    this.clock = clock;
    this.to = to;
    this.say = say;
  }

  /**
   * Listens at once.
   *
   * @param passwords by user; empty: datagrams need not be signed
   * @param to takes what came; what it throws is counted as lost, for the sender cannot be asked again
   */
  public static CollectdReceiver listen(
      InetSocketAddress address,
      Map<String, String> passwords,
      InstantSource clock,
      Consumer<List<Sample>> to,
      Consumer<String> say)
      throws IOException {
    DatagramChannel channel = DatagramChannel.open();
    try {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER);
      channel.bind(address);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
    CollectdReceiver receiver = new CollectdReceiver(channel, passwords, clock, to, say);
    Thread.ofPlatform().daemon().name("collectd").start(receiver::receive);
    return receiver;
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    try {
      return (InetSocketAddress) channel.getLocalAddress();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What became of the datagrams: received, refused for want of a signature, malformed, lost because the store could not be written. */
  public Map<String, Long> counts() {
    return Map.of(
        "received", received.get(),
        "refused", refused.get(),
        "malformed", malformed.get(),
        "lost", lost.get());
  }

  private void receive() {
    ByteBuffer buffer = ByteBuffer.allocate(LARGEST);
    List<Sample> some = new ArrayList<>();
    while (channel.isOpen()) {
      try {
        buffer.clear();
        channel.receive(buffer);
        some.clear();
        take(buffer, some);
        // what waits in the socket goes along
        channel.configureBlocking(false);
        buffer.clear();
        while (some.size() < MOST_AT_ONCE && channel.receive(buffer) != null) {
          take(buffer, some);
          buffer.clear();
        }
        channel.configureBlocking(true);
        hand(some);
      } catch (IOException e) {
        if (channel.isOpen()) {
          say.accept(
              "collectd: "
                  + e.getMessage()
                  + "; its figures are not received any more; start serve again");
        }
        return;
      }
    }
  }

  private void hand(List<Sample> some) {
    if (some.isEmpty()) {
      return;
    }
    try {
      to.accept(List.copyOf(some));
      told = false;
    } catch (RuntimeException e) {
      lost.addAndGet(some.size());
      if (!told) {
        told = true;
        say.accept(
            "collectd: figures are lost while the store cannot be written: " + e.getMessage());
      }
    }
  }

  private void take(ByteBuffer buffer, List<Sample> some) {
    received.incrementAndGet();
    byte[] parts = secured.open(buffer.array(), buffer.position());
    if (parts == null) {
      refused.incrementAndGet();
      return;
    }
    Packet.read(
        parts,
        0,
        parts.length,
        clock.millis() * 1000,
        new Packet.Sink() {
          @Override
          public void gauge(String host, String metric, long micros, double value) {
            if (Double.isFinite(value)) {
              some.add(new Sample(host, metric, micros, value));
            }
          }

          @Override
          public void count(String host, String metric, long micros, double value, boolean reset) {
            gauge(host, metric, micros, rates.of(host, metric, micros, value, reset));
          }

          @Override
          public void malformed() {
            malformed.incrementAndGet();
          }
        });
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
