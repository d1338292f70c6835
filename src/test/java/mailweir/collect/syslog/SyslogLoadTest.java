package mailweir.collect.syslog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a network can do to a receiver. Memory is bounded by what the tests run in. */
@Tag("long")
@Timeout(240)
class SyslogLoadTest {
  private static final String ONE = "<22>Nov 25 08:00:01 mx1 postfix/smtpd[1]: connect\n";
  private static final int CONNECTIONS = 10_000;

  private final Collected store = new Collected();
  private final List<String> said = Collections.synchronizedList(new ArrayList<>());
  private SyslogReceiver receiver;
  private InetSocketAddress address;

  @BeforeEach
  void open() throws Exception {
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    receiver =
        new SyslogReceiver(
                new SyslogSetting(
                    List.of(),
                    List.of(any),
                    List.of(),
                    List.of(),
                    null,
                    false,
                    SyslogSetting.CONNECTIONS,
                    SyslogSetting.OF_ONE,
                    said::add),
                store)
            .start();
    address = receiver.addresses().get(1).getFirst();
  }

  @AfterEach
  void close() throws Exception {
    receiver.close();
  }

  private static boolean comes(BooleanSupplier what) {
    long patience = System.nanoTime() + 120_000_000_000L;
    while (!what.getAsBoolean() && System.nanoTime() < patience) {
      java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
    }
    return what.getAsBoolean();
  }

  @Test
  void tenThousandConnectionsThatSendByteByByte_keepNobodyWaiting() throws Exception {
    store.onlyCounting();
    Process many =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                ManyConnections.class.getName(),
                String.valueOf(address.getPort()),
                String.valueOf(CONNECTIONS))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader told =
            new BufferedReader(
                new InputStreamReader(many.getInputStream(), StandardCharsets.UTF_8));
        Socket quick = new Socket(address.getAddress(), address.getPort())) {
      assertEquals("open", told.readLine());
      assertTrue(comes(() -> receiver.counts().connections() == CONNECTIONS + 1), said::toString);
      OutputStream out = quick.getOutputStream();
      byte[] bytes = ONE.repeat(1_000).getBytes(StandardCharsets.UTF_8);
      for (int i = 0; i < 100; i++) {
        out.write(bytes);
      }
      assertTrue(comes(() -> receiver.counts().of(Counts.What.RECEIVED) >= 100_000));
      assertEquals("a line each", told.readLine());
      assertTrue(comes(() -> receiver.counts().of(Counts.What.RECEIVED) >= 100_000 + CONNECTIONS));
    } finally {
      many.destroyForcibly().waitFor();
    }
    assertTrue(comes(() -> receiver.counts().connections() == 0));
    assertEquals(0, receiver.counts().of(Counts.What.CROWDED));
  }

  @Test
  void lineOfAGigabyte_isCutAndCounted() throws Exception {
    long size = 1L << 30;
    byte[] piece = new byte[1 << 20];
    Arrays.fill(piece, (byte) 'x');
    try (Socket socket = new Socket(address.getAddress(), address.getPort())) {
      OutputStream out = socket.getOutputStream();
      for (long sent = 0; sent < size; sent += piece.length) {
        out.write(piece);
      }
      out.write(("\n" + ONE).getBytes(StandardCharsets.UTF_8));
      assertEquals(2, store.lines(2).size());
    }
    assertEquals(1, receiver.counts().of(Counts.What.CUT));
    assertEquals(size - Framing.LONGEST, receiver.counts().of(Counts.What.CUT_BYTES));
    assertTrue(comes(() -> said.toString().contains("were longer than")), said::toString);
  }

  @Test
  void manyLongLinesAtOnce_holdNoMoreThanTheBound() throws Exception {
    store.onlyCounting();
    byte[] piece = new byte[64 << 10];
    Arrays.fill(piece, (byte) 'x');
    List<Socket> all = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      all.add(new Socket(address.getAddress(), address.getPort()));
    }
    for (int k = 0; k < 48; k++) {
      for (Socket one : all) {
        one.getOutputStream().write(piece);
      }
    }
    for (Socket one : all) {
      one.getOutputStream().write(("\n" + ONE).getBytes(StandardCharsets.UTF_8));
    }
    assertTrue(comes(() -> receiver.counts().of(Counts.What.RECEIVED) == 400), said::toString);
    assertTrue(receiver.counts().of(Counts.What.CUT) > 100, receiver.counts().all()::toString);
    for (Socket one : all) {
      one.close();
    }
  }

  @Test
  void garbage_isSomeLinesAndTheNextSenderIsHeard() throws Exception {
    store.onlyCounting();
    byte[] garbage = new byte[8 << 20];
    new Random(5).nextBytes(garbage);
    try (Socket bad = new Socket(address.getAddress(), address.getPort());
        Socket good = new Socket(address.getAddress(), address.getPort())) {
      bad.getOutputStream().write(garbage);
      bad.shutdownOutput();
      assertTrue(comes(() -> receiver.counts().connections() == 1));
      long before = receiver.counts().of(Counts.What.RECEIVED);
      good.getOutputStream().write(ONE.getBytes(StandardCharsets.UTF_8));
      assertTrue(comes(() -> receiver.counts().of(Counts.What.RECEIVED) == before + 1));
    }
  }
}
