package mailweir.policy.p0f;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Answers amavisd's {@code os_fingerprint_method} over UDP, as p0f-analyzer did: {@code [192.0.2.1]:25300 NONCE} is answered by the same with
 * {@code Windows 7 or 8, (distance 15, link: …)} behind it. Only this machine may ask: an answer to a forged address would hit somebody else.
 */
public final class AmavisQueries implements AutoCloseable {
  private static final int LARGEST = 512;
  private static final int MOST_AT_ONCE = 1_000;

  /** {@code [address]:port nonce}; amavisd writes IPv6 with or without the tag of SMTP. */
  private static final Pattern QUERY =
      Pattern.compile("\\[(?:IPv6:)?([0-9A-Fa-f:.]{2,45})\\]:([0-9]{1,5}) ([!-~]{1,200})\\s*");

  private final DatagramChannel channel;
  private final Function<InetAddress, CompletableFuture<Fingerprint>> fingerprints;
  private final Consumer<String> say;
  private final AtomicInteger waiting = new AtomicInteger();
  private final Thread thread;

  /**
   * Listens.
   *
   * @param bind a loopback address; port 0 takes a free one
   * @param fingerprints {@link P0f#ask}
   * @throws IOException when it cannot listen there
   * @throws IllegalArgumentException when others could ask
   */
  public AmavisQueries(
      InetSocketAddress bind,
      Function<InetAddress, CompletableFuture<Fingerprint>> fingerprints,
      Consumer<String> say)
      throws IOException {
    if (bind.isUnresolved() || !bind.getAddress().isLoopbackAddress()) {
      throw new IllegalArgumentException(
          bind.getHostString() + ": amavisd's questions are heard on loopback only");
    }
    this.fingerprints = fingerprints;
    this.say = say;
    channel = DatagramChannel.open();
    try {
      channel.bind(bind);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    thread = Thread.ofPlatform().daemon().name("p0f for amavisd").start(this::listen);
  }

  /** The port that it listens on. */
  public int port() {
    try {
      return ((InetSocketAddress) channel.getLocalAddress()).getPort();
    } catch (IOException e) {
      return -1;
    }
  }

  private void listen() {
    ByteBuffer in = ByteBuffer.allocate(LARGEST);
    while (channel.isOpen()) {
      try {
        in.clear();
        SocketAddress from = channel.receive(in);
        in.flip();
        answer(StandardCharsets.US_ASCII.decode(in).toString(), from);
      } catch (ClosedChannelException e) {
        return;
      } catch (IOException e) {
        say.accept("p0f for amavisd: a question was lost (" + e.getMessage() + ")");
      }
    }
  }

  private void answer(String query, SocketAddress from) {
    Matcher m = QUERY.matcher(query);
    InetAddress client = m.matches() ? literal(m.group(1)) : null;
    if (client == null || waiting.get() >= MOST_AT_ONCE) {
      return;
    }
    String head = query.strip();
    waiting.incrementAndGet();
    fingerprints
        .apply(client)
        .whenComplete((found, fault) -> {
          waiting.decrementAndGet();
          if (found != null && found.state() != Fingerprint.State.NO_ANSWER) {
            send(head + " " + found.text() + "\r\n", from);
          }
        });
  }

  private void send(String text, SocketAddress to) {
    try {
      channel.send(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), to);
    } catch (ClosedChannelException | SocketException e) {
      // who asked is gone, or we are
    } catch (IOException e) {
      say.accept("p0f for amavisd: an answer was lost (" + e.getMessage() + ")");
    }
  }

  /** No name is ever looked up: what is no address is none. */
  private static InetAddress literal(String text) {
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
      thread.join();
    } catch (IOException e) {
      say.accept("p0f for amavisd: the socket was not closed (" + e.getMessage() + ")");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
