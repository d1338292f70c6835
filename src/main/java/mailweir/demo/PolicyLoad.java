package mailweir.demo;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Load for servers of Postfix' policy protocol, and the least server that can be: for the benchmark.
 *
 * <pre>
 *   PolicyLoad echo PORT                               answers every request with DUNNO
 *   PolicyLoad ask PORT CONNECTIONS SECONDS FIRST KNOWN      asks; KNOWN 0: triplets that were never seen, from number FIRST; else those from FIRST to FIRST+KNOWN
 *   PolicyLoad once PORT FIRST COUNT                   asks for each of them once
 * </pre>
 *
 * <p>Each connection has one request under way, all on one thread. Prints lines of {@code figure TAB value TAB unit}.
 */
public final class PolicyLoad {
  private static final int MOST_TIMES = 4_000_000;
  private static final byte[] DUNNO = "action=DUNNO\n\n".getBytes(StandardCharsets.US_ASCII);
  private static final int BUFFER = 4096;

  private final int port;
  private final long first;
  private final long known;
  private final long[] times = new long[MOST_TIMES];
  private long asked;
  private long answered;
  private long deferred;
  private long most = Long.MAX_VALUE;

  private PolicyLoad(int port, long first, long known) {
    this.port = port;
    this.first = first;
    this.known = known;
  }

  /** Runs as the arguments say. */
  public static void main(String[] args) throws IOException {
    int port = Integer.parseInt(args[1]);
    switch (args[0]) {
      case "echo" -> echo(port);
      case "ask" -> {
        PolicyLoad load = new PolicyLoad(port, Long.parseLong(args[4]), Long.parseLong(args[5]));
        load.run(Integer.parseInt(args[2]), Integer.parseInt(args[3]) * 1_000_000_000L);
      }
      default -> {
        long count = Long.parseLong(args[3]);
        PolicyLoad load = new PolicyLoad(port, Long.parseLong(args[2]), count);
        load.most = count;
        load.run(8, Long.MAX_VALUE / 4);
      }
    }
  }

  /** One connection. */
  private static final class Line {
    final ByteBuffer in = ByteBuffer.allocate(BUFFER);
    ByteBuffer out;
    long began;
  }

  private byte[] request() {
    long n = first + (known == 0 ? asked : asked % known);
    asked++;
    String text =
        "request=smtpd_access_policy\nprotocol_state=RCPT\nprotocol_name=ESMTP\nclient_address=10."
            + (n >> 16 & 255)
            + "."
            + (n >> 8 & 255)
            + "."
            + (n & 255)
            + "\nclient_name=unknown\nclient_port=4711\nreverse_client_name=unknown\nserver_address=192.0.2.1\nserver_port=25\nhelo_name=mail.sender.example\nsender=sender"
            + "abcdefgh".charAt((int) (n & 7))
            + "@sender.example\nrecipient=user"
            + n
            + "@recipient.example\nrecipient_count=0\nqueue_id=\ninstance=1f3."
            + Long.toHexString(asked)
            + ".0\nsize=2048\netrn_domain=\nstress=\nsasl_method=\nsasl_username=\nsasl_sender=\nccert_subject=\nccert_issuer=\nccert_fingerprint=\nccert_pubkey_fingerprint=\nencryption_protocol=\nencryption_cipher=\nencryption_keysize=0\npolicy_context=\n\n";
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private void run(int connections, long nanos) throws IOException {
    try (Selector selector = Selector.open()) {
      for (int i = 0; i < connections; i++) {
        SocketChannel channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
        channel.setOption(java.net.StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        Line line = new Line();
        channel.register(selector, SelectionKey.OP_READ, line);
        ask(channel, line);
      }
      long begin = System.nanoTime();
      while (System.nanoTime() - begin < nanos && answered < most) {
        selector.select(this::take, 100);
      }
      tell(System.nanoTime() - begin);
    }
  }

  private void ask(SocketChannel channel, Line line) throws IOException {
    if (asked < most) {
      line.out = ByteBuffer.wrap(request());
      line.began = System.nanoTime();
      while (line.out.hasRemaining()) {
        channel.write(line.out);
      }
    }
  }

  private void take(SelectionKey key) {
    Line line = (Line) key.attachment();
    try {
      SocketChannel channel = (SocketChannel) key.channel();
      if (channel.read(line.in) < 0) {
        throw new IOException("the server closed the connection");
      }
      int n = line.in.position();
      if (n > 1 && line.in.get(n - 1) == '\n' && line.in.get(n - 2) == '\n') {
        times[(int) (answered++ % MOST_TIMES)] = System.nanoTime() - line.began;
        if (line.in.get(7) == 'D' && line.in.get(8) == 'E') {
          deferred++;
        }
        line.in.clear();
        ask(channel, line);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private void tell(long nanos) {
    int n = (int) Math.min(answered, MOST_TIMES);
    long[] sorted = Arrays.copyOf(times, n);
    Arrays.sort(sorted);
    System.out.println("asked\t" + answered + "\t");
    System.out.println("deferred\t" + deferred + "\t");
    System.out.println(
        "requests a second\t" + answered * 1_000_000_000L / Math.max(1, nanos) + "\t");
    if (n > 0) {
      System.out.println("p50\t" + sorted[n / 2] / 1000 + "\tus");
      System.out.println("p99\t" + sorted[(int) (n * 0.99)] / 1000 + "\tus");
    }
  }

  private static void echo(int port) throws IOException {
    try (ServerSocketChannel listening = ServerSocketChannel.open()) {
      listening.bind(new InetSocketAddress("127.0.0.1", port), 1024);
      while (true) {
        SocketChannel channel = listening.accept();
        channel.setOption(java.net.StandardSocketOptions.TCP_NODELAY, true);
        Thread.ofVirtual().start(() -> echo(channel));
      }
    }
  }

  private static void echo(SocketChannel channel) {
    ByteBuffer in = ByteBuffer.allocate(BUFFER);
    try (channel) {
      while (channel.read(in) >= 0) {
        int n = in.position();
        if (n > 1 && in.get(n - 1) == '\n' && in.get(n - 2) == '\n') {
          in.clear();
          ByteBuffer out = ByteBuffer.wrap(DUNNO);
          while (out.hasRemaining()) {
            channel.write(out);
          }
        }
      }
    } catch (IOException e) {
      // the client is gone
    }
  }
}
