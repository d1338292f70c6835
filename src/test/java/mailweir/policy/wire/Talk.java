package mailweir.policy.wire;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A mail server's side of a connection. */
final class Talk implements AutoCloseable {
  final SocketChannel channel;

  private Talk(SocketChannel channel) {
    this.channel = channel;
  }

  static Talk to(SocketAddress at) throws IOException {
    if (at instanceof UnixDomainSocketAddress) {
      return new Talk(SocketChannel.open(at));
    }
    return new Talk(SocketChannel.open(at));
  }

  Talk send(String text) throws IOException {
    return send(text.getBytes(StandardCharsets.UTF_8));
  }

  Talk send(byte[] bytes) throws IOException {
    ByteBuffer out = ByteBuffer.wrap(bytes);
    while (out.hasRemaining()) {
      channel.write(out);
    }
    return this;
  }

  /** A request of Postfix's with these attributes. */
  static String request(String... attributes) {
    return "request=smtpd_access_policy\n" + String.join("\n", attributes) + "\n\n";
  }

  static String rcpt(String client, String from, String to) {
    return request(
        "protocol_state=RCPT",
        "client_address=" + client,
        "client_name=unknown",
        "reverse_client_name=unknown",
        "helo_name=desktop",
        "sender=" + from,
        "recipient=" + to,
        "instance=i." + from,
        "new_attribute=x");
  }

  /** One answer of the policy protocol; {@code null}: the connection is closed. */
  String answer() throws IOException {
    StringBuilder answer = new StringBuilder();
    ByteBuffer one = ByteBuffer.allocate(1);
    while (!answer.toString().endsWith("\n\n")) {
      one.clear();
      if (read(one) < 0) {
        return null;
      }
      answer.append((char) one.get(0));
    }
    return answer.toString().strip();
  }

  private int read(ByteBuffer into) throws IOException {
    try {
      return channel.read(into);
    } catch (IOException e) {
      // reset by who closed with our bytes unread
      return -1;
    }
  }

  /** Sends a milter packet. */
  Talk packet(char command, String data) throws IOException {
    byte[] bytes = data.getBytes(StandardCharsets.ISO_8859_1);
    return send(
        ByteBuffer.allocate(5 + bytes.length)
            .putInt(bytes.length + 1)
            .put((byte) command)
            .put(bytes)
            .array());
  }

  /** One milter packet: the command and its data, zeros as bars. */
  String reply() throws IOException {
    byte[] length = exactly(4);
    if (length == null) {
      return null;
    }
    byte[] data = exactly(ByteBuffer.wrap(length).getInt());
    return data == null ? null : new String(data, StandardCharsets.ISO_8859_1).replace('\0', '|');
  }

  /** Replies up to the one that ends a step. */
  List<String> repliesOfEnd() throws IOException {
    List<String> all = new ArrayList<>();
    String reply;
    do {
      reply = reply();
      all.add(reply);
    } while (reply != null && "imhq".indexOf(reply.charAt(0)) >= 0);
    return all;
  }

  private byte[] exactly(int n) throws IOException {
    ByteBuffer in = ByteBuffer.allocate(n);
    while (in.hasRemaining()) {
      if (read(in) < 0) {
        return null;
      }
    }
    return in.array();
  }

  /** All that comes until the other end closes. */
  String rest() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    ByteBuffer in = ByteBuffer.allocate(4096);
    while (read(in) >= 0) {
      all.write(in.array(), 0, in.position());
      in.clear();
    }
    return all.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
