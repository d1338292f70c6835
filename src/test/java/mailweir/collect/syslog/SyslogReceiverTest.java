package mailweir.collect.syslog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.BooleanSupplier;
import mailweir.slice.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is sent to the receivers' sockets comes out, or is counted. */
@Timeout(120)
class SyslogReceiverTest {
  private static final InetSocketAddress ANY =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final String ONE =
      "Nov 25 08:00:01 mx1 postfix/smtpd[1]: connect from a.example[192.0.2.7]";

  private final Collected store = new Collected();
  private final List<String> said = Collections.synchronizedList(new ArrayList<>());

  private SyslogReceiver receiver(List<Network> from, int connections, int ofOne)
      throws IOException {
    return new SyslogReceiver(
            new SyslogSetting(
                List.of(ANY),
                List.of(ANY),
                List.of(),
                from,
                null,
                false,
                connections,
                ofOne,
                said::add),
            store)
        .start();
  }

  private SyslogReceiver receiver() throws IOException {
    return receiver(List.of(), 100, 100);
  }

  private static InetSocketAddress udp(SyslogReceiver r) throws IOException {
    return r.addresses().get(0).getFirst();
  }

  private static InetSocketAddress tcp(SyslogReceiver r) throws IOException {
    return r.addresses().get(1).getFirst();
  }

  private static Socket connect(InetSocketAddress to) throws IOException {
    return new Socket(to.getAddress(), to.getPort());
  }

  private static void send(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private static boolean comes(BooleanSupplier what) {
    long patience = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!what.getAsBoolean() && System.nanoTime() < patience) {
      java.util.concurrent.locks.LockSupport.parkNanos(5_000_000);
    }
    return what.getAsBoolean();
  }

  @Test
  void linesOverTcp_comeAsFilesHaveThem() throws Exception {
    String newer = "<22>1 2026-11-25T08:00:02Z mx1 postfix 2 - - x";
    try (SyslogReceiver r = receiver();
        Socket socket = connect(tcp(r))) {
      send(socket, "<22>" + ONE + "\n" + newer.length() + " " + newer + ONE + "\n");
      assertEquals(
          List.of(
              "tcp 127.0.0.1 22 " + ONE, "tcp 127.0.0.1 22 " + newer, "tcp 127.0.0.1 -1 " + ONE),
          store.lines(3));
      assertEquals(3, r.counts().of(Counts.What.RECEIVED));
    }
  }

  @Test
  void datagrams_areALineEach() throws Exception {
    try (SyslogReceiver r = receiver();
        DatagramSocket socket = new DatagramSocket()) {
      for (int i = 0; i < 1_000; i++) {
        byte[] bytes =
            ("<22>" + ONE + " " + i + (i % 2 == 0 ? "\n" : "")).getBytes(StandardCharsets.UTF_8);
        socket.send(new DatagramPacket(bytes, bytes.length, udp(r)));
        if (i % 100 == 99) {
          store.lines(i + 1);
        }
      }
      List<String> all = store.lines(1_000);
      assertEquals(1_000, all.size());
      assertEquals("udp 127.0.0.1 22 " + ONE + " 999", all.getLast());
    }
  }

  @Test
  void datagramsThatTheKernelDropped_areCounted() throws Exception {
    int sent = 30_000;
    try (SyslogReceiver r = receiver();
        DatagramSocket socket = new DatagramSocket()) {
      store.commits(false);
      byte[] bytes = ("<22>" + ONE + " ".repeat(8_000)).getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i < sent; i++) {
        socket.send(new DatagramPacket(bytes, bytes.length, udp(r)));
      }
      assertTrue(comes(() -> r.counts().of(Counts.What.KERNEL_DROPPED) > 0), "no drops told");
      store.commits(true);
      store.fail();
      assertTrue(
          comes(() -> store.lines().size() + r.counts().of(Counts.What.KERNEL_DROPPED) >= sent),
          () -> store.lines().size() + " and " + r.counts().all());
      assertEquals(sent, store.lines().size() + r.counts().of(Counts.What.KERNEL_DROPPED));
      assertTrue(comes(() -> said.toString().contains("the kernel dropped")), said::toString);
    }
  }

  @Test
  void strangers_areRefusedAndCounted() throws Exception {
    try (SyslogReceiver r = receiver(List.of(Network.of("192.0.2.0/24")), 10, 10);
        Socket socket = connect(tcp(r));
        DatagramSocket datagrams = new DatagramSocket()) {
      byte[] bytes = ONE.getBytes(StandardCharsets.UTF_8);
      datagrams.send(new DatagramPacket(bytes, bytes.length, udp(r)));
      assertEquals(-1, socket.getInputStream().read());
      assertTrue(comes(() -> r.counts().of(Counts.What.REFUSED) == 2), r.counts().all().toString());
      assertTrue(comes(() -> said.toString().contains("192.0.2.0/24")), said::toString);
      assertEquals(List.of(), store.lines());
    }
  }

  @Test
  void tooManyConnections_areClosedAndTheOthersGoOn() throws Exception {
    try (SyslogReceiver r = receiver(List.of(), 50, 40);
        Socket first = connect(tcp(r))) {
      List<Socket> more = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        more.add(connect(tcp(r)));
      }
      assertTrue(
          comes(() -> r.counts().of(Counts.What.CROWDED) == 21), r.counts().all().toString());
      assertEquals(40, r.counts().connections());
      send(first, ONE + "\n");
      assertEquals(1, store.lines(1).size());
      for (Socket one : more) {
        one.close();
      }
      assertTrue(comes(() -> r.counts().connections() == 1));
    }
  }

  @Test
  void storeThatRefuses_makesSendersWaitAndLosesNothing() throws Exception {
    int lines = 200_000;
    store.refuses(true);
    try (SyslogReceiver r = receiver();
        Socket socket = connect(tcp(r))) {
      Thread sender =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  for (int i = 0; i < lines; i++) {
                    socket
                        .getOutputStream()
                        .write((ONE + " " + i + "\n").getBytes(StandardCharsets.UTF_8));
                  }
                  socket.shutdownOutput();
                } catch (IOException e) {
                  said.add(e.toString());
                }
              });
      assertTrue(comes(() -> r.counts().of(Counts.What.RECEIVED) > 0));
      assertEquals(List.of(), store.lines());
      store.refuses(false);
      List<String> all = store.lines(lines);
      sender.join();
      assertEquals(lines, all.size(), said::toString);
      for (int i = 0; i < lines; i++) {
        assertTrue(all.get(i).endsWith(" " + i), all.get(i));
      }
    }
  }

  @Test
  void commitThatFails_isHandedAgain() throws Exception {
    store.commits(false);
    try (SyslogReceiver r = receiver();
        Socket socket = connect(tcp(r))) {
      send(socket, ONE + " 1\n");
      store.lines(1);
      store.commits(true);
      store.fail();
      assertEquals(List.of("tcp 127.0.0.1 -1 " + ONE + " 1"), store.lines(1));
      send(socket, ONE + " 2\n");
      assertEquals(2, store.lines(2).size());
    }
  }

  @Test
  void addressInUse_saysWhichAndWhatToDo() throws Exception {
    try (SyslogReceiver r = receiver()) {
      InetSocketAddress taken = tcp(r);
      IOException e =
          assertThrows(
              IOException.class,
              () ->
                  new SyslogReceiver(
                      new SyslogSetting(
                          List.of(),
                          List.of(taken),
                          List.of(),
                          List.of(),
                          null,
                          false,
                          1,
                          1,
                          said::add),
                      store));
      assertTrue(e.getMessage().contains("syslog.tcp: cannot listen on"), e.getMessage());
      assertTrue(e.getMessage().contains("or choose another"), e.getMessage());
    }
  }

  @Test
  void drops_areReadFromTheKernelsTable() {
    String table =
        """
           sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
          514: 0100007F:0202 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 8160 2 0000000000000000 17
        """;
    assertEquals(
        17, KernelDrops.inTable(table, KernelDrops.address(new byte[] {127, 0, 0, 1}), 514));
    assertEquals(-1, KernelDrops.inTable(table, KernelDrops.address(new byte[] {0, 0, 0, 0}), 514));
  }
}
