package mailweir.collect.syslog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Senders over TLS that have to prove who they are. */
@Timeout(60)
class TlsSendersTest {
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final String LINE = "<22>Nov 25 08:00:01 mx1 postfix/smtpd[1]: connect";

  @TempDir Path folder;
  private final Collected store = new Collected();
  private final List<String> said = Collections.synchronizedList(new ArrayList<>());

  @Test
  void senders_needACertificateWhereAnAuthorityIsSet() throws Exception {
    SelfSigned server = SelfSigned.in(folder, "server");
    SelfSigned known = SelfSigned.in(folder, "known");
    SelfSigned stranger = SelfSigned.in(folder, "stranger");
    PemFiles identity =
        new PemFiles(server.certificate(), server.key(), known.certificate(), said::add);
    SyslogSetting setting =
        new SyslogSetting(
            List.of(), List.of(), List.of(ANY), List.of(), identity, true, 10, 10, said::add);
    try (SyslogReceiver receiver = new SyslogReceiver(setting, store).start()) {
      InetSocketAddress to = receiver.addresses().get(2).getFirst();
      send(to, stranger, server, 0);
      try (Socket plain = new Socket(to.getAddress(), to.getPort())) {
        plain.getOutputStream().write((LINE + "\n").getBytes(StandardCharsets.UTF_8));
        while (plain.getInputStream().read() >= 0) {
          // what TLS says to it
        }
      } catch (IOException e) {
        // it is closed either way
      }
      // a sender that closes at once with TLS' tickets unread resets its connection
      List<String> taken = send(to, known, server, 1);
      assertEquals(List.of("tls 127.0.0.1 22 " + LINE.substring(4)), taken);
      long patience = System.nanoTime() + 20_000_000_000L;
      while (receiver.counts().of(Counts.What.HANDSHAKES_FAILED) < 2
          && System.nanoTime() < patience) {
        java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
      }
      assertEquals(2, receiver.counts().of(Counts.What.HANDSHAKES_FAILED));
      assertEquals(1, store.lines().size());
    }
    assertTrue(said.toString().contains("syslog.tls: "), said::toString);
  }

  /** Sends a line and stays until so many are stored. */
  private List<String> send(InetSocketAddress to, SelfSigned own, SelfSigned server, int until)
      throws Exception {
    PemFiles client = new PemFiles(own.certificate(), own.key(), server.certificate(), said::add);
    try (Socket socket =
        client.now().getSocketFactory().createSocket(to.getAddress(), to.getPort())) {
      String frame = LINE.length() + " " + LINE;
      socket.getOutputStream().write(frame.getBytes(StandardCharsets.UTF_8));
      return store.lines(until);
    } catch (IOException e) {
      // whose certificate is not taken cannot write
      return List.of();
    }
  }
}
