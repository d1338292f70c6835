package mailweir.policy.p0f;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import mailweir.policy.Fingerprint;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the real p0f. */
class P0fTest {
  private final BlockingQueue<String> said = new LinkedBlockingQueue<>();

  /** Patient, for a machine that others use; what is not known is asked again for longer than usual. */
  private P0f open(Path folder) {
    P0f.Settings settings =
        new P0f.Settings(
            folder.resolve("p0f.sock"),
            Duration.ofMillis(500),
            Duration.ofSeconds(2),
            Duration.ofMinutes(10));
    return new P0f(settings, InstantSource.system(), said::add);
  }

  private static Fingerprint ask(P0f p0f, String address) throws Exception {
    return p0f.ask(InetAddress.ofLiteral(address)).get(5, TimeUnit.SECONDS);
  }

  private static void awaitConnected(P0f p0f) {
    while (!p0f.isConnected()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void ask_tellsSystemsRightAfterTheyConnect(@TempDir Path folder) throws Exception {
    try (P0fSession session = new P0fSession(folder);
        P0f p0f = open(folder)) {
      awaitConnected(p0f);
      session.connect("windows-7", "127.0.1.2");
      Fingerprint seven = ask(p0f, "127.0.1.2");
      session.connect("windows-xp", "127.0.1.3");
      Fingerprint xp = ask(p0f, "::ffff:127.0.1.3");
      session.connect("linux", "127.0.1.4");
      Fingerprint linux = ask(p0f, "127.0.1.4");
      assertEquals("Windows 7 or 8", seven.system());
      assertEquals("Windows 7 or 8, (distance 0)", seven.header());
      assertEquals(0, seven.quality());
      assertEquals("Windows XP", xp.system());
      assertEquals("Linux", linux.os());
      assertTrue(linux.quality() >= 2);
      assertEquals(Fingerprint.State.NO_MATCH, ask(p0f, "192.0.2.77").state());
      assertEquals(Fingerprint.State.NO_MATCH, ask(p0f, "2001:db8::1").state());
    }
  }

  @Test
  void ask_isAnsweredWhileP0fHangsEndsAndComesBack(@TempDir Path folder) throws Exception {
    try (P0f p0f = open(folder)) {
      assertEquals(Fingerprint.NO_ANSWER, ask(p0f, "127.0.1.2"));
      assertTrue(said.take().contains("there is no such file"));
      try (P0fSession session = new P0fSession(folder)) {
        awaitConnected(p0f);
        session.connect("windows-xp", "127.0.1.2");
        assertEquals("Windows XP", ask(p0f, "127.0.1.2").system());
        assertTrue(said.take().endsWith("p0f answers again"));

        session.signal("STOP");
        List<CompletableFuture<Fingerprint>> hanging = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
          hanging.add(p0f.ask(InetAddress.ofLiteral("127.0.1.2")));
        }
        for (CompletableFuture<Fingerprint> h : hanging) {
          assertEquals(Fingerprint.NO_ANSWER, h.get(10, TimeUnit.SECONDS));
        }
        session.signal("CONT");
        // each answer still belongs to its own question
        session.connect("linux", "127.0.1.9");
        assertEquals("Linux", ask(p0f, "127.0.1.9").os());
        assertEquals("Windows XP", ask(p0f, "127.0.1.2").system());

        session.signal("KILL");
        assertTrue(said.take().contains("p0f is lost"));
        assertEquals(Fingerprint.NO_ANSWER, ask(p0f, "127.0.1.2"));
        assertTrue(said.take().contains("nothing listens there"));
      }
      java.nio.file.Files.delete(folder.resolve("p0f.sock"));
      try (P0fSession session = new P0fSession(folder)) {
        awaitConnected(p0f);
        session.connect("windows-7", "127.0.1.2");
        assertEquals("Windows 7 or 8", ask(p0f, "127.0.1.2").system());
      }
    }
  }

  @Test
  void ask_waitsForNobodyWhoTakesTheConnectionAndReadsNothing(@TempDir Path folder)
      throws Exception {
    try (var deaf =
        java.nio.channels.ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX)) {
      deaf.bind(java.net.UnixDomainSocketAddress.of(folder.resolve("p0f.sock")));
      try (P0f p0f = open(folder)) {
        awaitConnected(p0f);
        List<CompletableFuture<Fingerprint>> asked = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
          asked.add(p0f.ask(InetAddress.ofLiteral("192.0.2.1")));
        }
        for (CompletableFuture<Fingerprint> a : asked) {
          assertEquals(Fingerprint.NO_ANSWER, a.get(10, TimeUnit.SECONDS));
        }
      }
    }
  }

  @Test
  void read_takesNothingOfAnEarlierConnection() throws Exception {
    ByteBuffer reply = reply((byte) 0);
    assertEquals(Fingerprint.State.OK, Wire.read(reply, 1_000).state());
    assertEquals(P0f.NO_MATCH, Wire.read(reply, 1_001));
  }

  private static ByteBuffer reply(byte quality) {
    ByteBuffer reply = ByteBuffer.allocate(Wire.REPLY).order(java.nio.ByteOrder.nativeOrder());
    reply.putInt(0, 0x50304602).putInt(4, 0x10).putInt(12, 1_000).put(39, quality);
    reply.put(40, "Windows\0".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    return reply;
  }

  @Property(tries = 500)
  void read_makesTextForHeadersOfAnyBytes(@ForAll @Size(Wire.REPLY) byte[] bytes) {
    Fingerprint found = Wire.read(ByteBuffer.wrap(bytes).putInt(4, 0x10).rewind(), 0);
    assertFalse(found.header().chars().anyMatch(c -> c < ' ' || c > '~'));
    assertTrue(found.quality() >= 0 && found.quality() <= 3);
  }
}
