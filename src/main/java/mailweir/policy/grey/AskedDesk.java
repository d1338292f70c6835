package mailweir.policy.grey;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The desk of the process that has the memory open, by {@link GreyControl}'s socket. */
public final class AskedDesk implements GreyDesk {
  private static final int LONGEST = 1 << 14;

  private final SocketChannel channel;
  private final InputStream in;

  private AskedDesk(SocketChannel channel) {
    this.channel = channel;
    this.in = new BufferedInputStream(Channels.newInputStream(channel));
  }

  /** The desk of the process that has this folder's memory open; {@code null}: none listens. */
  public static AskedDesk of(Path folder) throws IOException {
    Path socket = folder.toAbsolutePath().normalize().resolve(GreyControl.SOCKET);
    if (!Files.exists(socket)) {
      return null;
    }
    try {
      return new AskedDesk(SocketChannel.open(UnixDomainSocketAddress.of(socket)));
    } catch (ConnectException e) {
      return null;
    }
  }

  private List<List<String>> ask(String... words) throws IOException {
    ByteBuffer request = ByteBuffer.wrap(Words.line(words).getBytes(StandardCharsets.UTF_8));
    if (request.remaining() > GreyControl.LONGEST) {
      throw new IllegalArgumentException("is too long");
    }
    while (request.hasRemaining()) {
      channel.write(request);
    }
    List<List<String>> rows = new ArrayList<>();
    while (true) {
      String line = Words.read(in, LONGEST);
      if (line == null) {
        throw new IOException("the policy server broke off its answer");
      }
      List<String> row = Words.of(line);
      if (row.getFirst().equals("fault")) {
        throw new IllegalArgumentException(row.get(1));
      }
      if (row.getFirst().equals("end")) {
        return rows;
      }
      rows.add(row);
    }
  }

  @Override
  public List<Grey.Waiting> list(int most) throws IOException {
    return ask("ls", "" + most).stream()
        .map(r ->
            new Grey.Waiting(
                r.get(1),
                r.get(2),
                r.get(3),
                r.get(4),
                Long.parseLong(r.get(5)),
                Long.parseLong(r.get(6)),
                Long.parseLong(r.get(7))))
        .toList();
  }

  @Override
  public Costs costs() throws IOException {
    long[] n = ask("costs").getFirst().stream().skip(1).mapToLong(Long::parseLong).toArray();
    return new Costs(
        n[0], n[1], n[2], n[3], n[4], java.util.Arrays.copyOfRange(n, 7, n.length), n[5], n[6]);
  }

  @Override
  public List<Grey.Rule> rules() throws IOException {
    return ask("rules").stream()
        .map(r ->
            new Grey.Rule(AllowList.Kind.valueOf(r.get(1)), r.get(2), Long.parseLong(r.get(3))))
        .toList();
  }

  @Override
  public void allow(AllowList.Kind kind, String entry) throws IOException {
    ask("allow", kind.name(), entry);
  }

  private boolean did(String... words) throws IOException {
    return ask(words).getFirst().get(1).equals("yes");
  }

  @Override
  public boolean disallow(AllowList.Kind kind, String entry) throws IOException {
    return did("disallow", kind.name(), entry);
  }

  @Override
  public boolean forget(InetAddress client, String pool, String sender, String recipient)
      throws IOException {
    String address = client == null ? "" : client.getHostAddress();
    String named = pool == null ? "" : pool;
    return sender == null
        ? did("forget", address, named)
        : did("forget", address, named, sender, recipient);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
