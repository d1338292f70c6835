package mailweir.policy.grey;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;

/**
 * The socket {@code greylist.sock} in the memory's folder, by which {@code mailweir greylist} asks the process that has it open.
 *
 * <pre>
 *   ls 100                      waiting  CLIENT POOL SENDER RECIPIENT FIRST FROM UNTIL …
 *   rules                       rule     KIND ENTRY SINCE …
 *   costs                       costs    ASKED WAITING PASSED GAVE-UP WAITED TRIPLETS CLIENTS CLASS…
 *   allow KIND ENTRY            done yes
 *   disallow KIND ENTRY         done yes|no
 *   forget CLIENT POOL          done yes|no
 *   forget CLIENT POOL SENDER RECIPIENT
 * </pre>
 *
 * <p>A request is a line, an answer some lines and {@code end}, or {@code fault WHY}; words have tabs between. Mode 0600, and the kernel tells who asks: the
 * user of the process and root.
 */
public final class GreyControl implements AutoCloseable {
  static final String SOCKET = "greylist.sock";
  static final int LONGEST = 8192;
  private static final int MOST_AT_ONCE = 8;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Path socket;
  private final GreyDesk desk;
  private final ServerSocketChannel listening;
  private final String owner;
  private final Semaphore room = new Semaphore(MOST_AT_ONCE);
  private volatile boolean isEnding;

  private GreyControl(Path socket, GreyDesk desk) throws IOException {
    this.socket = socket;
    this.desk = desk;
    Files.deleteIfExists(socket);
    listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      listening.bind(UnixDomainSocketAddress.of(socket));
      Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
      owner = Files.getOwner(socket).getName();
    } catch (IOException | RuntimeException e) {
      listening.close();
      throw e;
    }
    Thread.ofVirtual().name("greylist socket").start(this::listen);
  }

  /**
   * Listens; the caller has the memory of the folder open. Where it cannot, that is said, and {@code null} is given: the greylist works all the same.
   */
  public static GreyControl open(Path folder, GreyDesk desk, Consumer<String> say) {
    Path socket = folder.toAbsolutePath().normalize().resolve(SOCKET);
    try {
      return new GreyControl(socket, desk);
    } catch (IOException | RuntimeException e) {
      say.accept(
          socket
              + ": cannot be made ("
              + e.getMessage()
              + "); 'mailweir greylist' cannot ask this process; a folder with a short path helps when the path is too long");
      return null;
    }
  }

  private void listen() {
    while (!isEnding) {
      try {
        SocketChannel channel = listening.accept();
        Thread.ofVirtual().start(() -> serve(channel));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(SocketChannel channel) {
    boolean admitted = room.tryAcquire();
    try (channel) {
      UnixDomainPrincipal peer = channel.getOption(ExtendedSocketOptions.SO_PEERCRED);
      String user = peer.user().getName();
      if (!admitted || !user.equals(owner) && !user.equals("root")) {
        return;
      }
      Thread reader = Thread.currentThread();
      Thread.ofVirtual().start(() -> endWhenLate(reader, channel));
      InputStream in = new BufferedInputStream(Channels.newInputStream(channel));
      OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel));
      for (String line = Words.read(in, LONGEST); line != null; line = Words.read(in, LONGEST)) {
        answer(Words.of(line), out);
        out.flush();
      }
    } catch (IOException e) {
      // whoever asked is gone; nothing is kept of it
    } finally {
      if (admitted) {
        room.release();
      }
    }
  }

  private static void endWhenLate(Thread reader, SocketChannel channel) {
    try {
      if (!reader.join(PATIENCE)) {
        channel.close();
      }
    } catch (InterruptedException | IOException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void tell(OutputStream out, String... words) throws IOException {
    out.write(Words.line(words).getBytes(StandardCharsets.UTF_8));
  }

  private void answer(List<String> words, OutputStream out) throws IOException {
    try {
      switch (words.getFirst()) {
        case "ls" -> {
          for (Grey.Waiting w : desk.list(Integer.parseInt(words.get(1)))) {
            tell(
                out,
                "waiting",
                w.client(),
                w.pool(),
                w.sender(),
                w.recipient(),
                "" + w.first(),
                "" + w.from(),
                "" + w.until());
          }
        }
        case "rules" -> {
          for (Grey.Rule r : desk.rules()) {
            tell(out, "rule", r.kind().name(), r.entry(), "" + r.since());
          }
        }
        case "costs" -> tell(out, costs(desk.costs()));
        case "allow" -> {
          desk.allow(AllowList.Kind.valueOf(words.get(1)), words.get(2));
          tell(out, "done", "yes");
        }
        case "disallow" ->
            done(out, desk.disallow(AllowList.Kind.valueOf(words.get(1)), words.get(2)));
        case "forget" -> {
          String pool = words.get(2).isEmpty() ? null : words.get(2);
          InetAddress client = words.get(1).isEmpty() ? null : InetAddress.ofLiteral(words.get(1));
          if (client == null && pool == null) {
            throw new IllegalArgumentException("neither client nor pool is named");
          }
          boolean isWhole = words.size() == 3;
          done(
              out,
              desk.forget(
                  client, pool, isWhole ? null : words.get(3), isWhole ? null : words.get(4)));
        }
        default -> throw new IllegalArgumentException("a request that is not known");
      }
      tell(out, "end");
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      tell(out, "fault", String.valueOf(e.getMessage()));
    }
  }

  private static void done(OutputStream out, boolean yes) throws IOException {
    tell(out, "done", yes ? "yes" : "no");
  }

  private static String[] costs(Costs c) {
    String[] words = new String[8 + c.waited().size()];
    words[0] = "costs";
    long[] numbers = {
      c.asked(), c.waiting(), c.passed(), c.gaveUp(), c.waitedMillis(), c.triplets(), c.clients()
    };
    for (int i = 0; i < numbers.length; i++) {
      words[i + 1] = "" + numbers[i];
    }
    for (int i = 0; i < c.waited().size(); i++) {
      words[8 + i] = "" + c.waited().get(i);
    }
    return words;
  }

  @Override
  public void close() throws IOException {
    isEnding = true;
    listening.close();
    Files.deleteIfExists(socket);
  }
}
