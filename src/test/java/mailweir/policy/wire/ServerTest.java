package mailweir.policy.wire;

import static mailweir.policy.wire.Talk.rcpt;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import mailweir.policy.Addresses;
import mailweir.policy.Asking;
import mailweir.policy.Decider;
import mailweir.policy.Figures;
import mailweir.policy.Limits;
import mailweir.policy.Seldom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Dialogues over real sockets; time of the server goes when a test says so. */
@Timeout(60)
class ServerTest {
  private static final String RULES =
      """
      opt-out: [free@example.net]
      rules:
        - name: listed
          when: { dnsbl: slow.example }
          then: reject
        - name: slow
          when: { sender: slow@example.org }
          then: { action: tarpit, seconds: 1 }
        - name: all
          when: { helo: no-dot }
          then: greylist
      """;
  private static final String GREYLISTED =
      "action=DEFER_IF_PERMIT 4.7.1 Greylisted, try again in 300 seconds";
  private static final long SECOND = 1_000_000_000L;

  private final Asking asking = new Asking();
  private final AtomicLong aheadNanos = new AtomicLong();
  private Server server;

  private SocketAddress postfix(Bounds bounds) throws IOException {
    return open(bounds).listenForPostfix(loopback(), decider(), a -> true);
  }

  private SocketAddress milter() throws IOException {
    return open(Bounds.DEFAULT).listenForMilter(loopback(), decider(), a -> true);
  }

  private Decider decider() {
    asking.runs("192.0.2.7", "Windows", "7 or 8", 0);
    return asking.by(RULES);
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private Server open(Bounds bounds) throws IOException {
    server =
        new Server(
            bounds,
            asking.figures,
            new Seldom(asking.complaints::add, System::nanoTime),
            () -> System.nanoTime() + aheadNanos.get());
    return server.start();
  }

  @AfterEach
  void end() throws IOException {
    if (server != null) {
      server.close();
    }
    assertEquals(0, asking.figures.of(Figures.Count.FAULTS), asking.complaints.toString());
  }

  @Test
  void policyProtocol_answersInOrderWhatComesInOnePiece() throws Exception {
    try (Talk talk = Talk.to(postfix(Bounds.DEFAULT))) {
      talk.send(
          rcpt("192.0.2.7", "a@example.org", "b@example.net")
              + rcpt("192.0.2.7", "a@example.org", "free@example.net")
              + Talk.request("protocol_state=CONNECT", "client_address=192.0.2.7")
              + "\n\n"
              + rcpt("192.0.2.7", "c@example.org", "b@example.net"));
      assertEquals(GREYLISTED, talk.answer());
      assertEquals("action=DUNNO", talk.answer());
      assertEquals("action=DUNNO", talk.answer());
      assertEquals(GREYLISTED, talk.answer());
      asking.millis += 400_000;
      assertEquals(
          "action=PREPEND X-P0f-OS: Windows 7 or 8, (distance 15, link: Ethernet or modem)",
          talk.send(rcpt("192.0.2.7", "a@example.org", "b@example.net")).answer());
      assertTrue(
          talk.send(
                  Talk.request(
                      "protocol_state=DATA",
                      "client_address=192.0.2.7",
                      "sender=a@example.org",
                      "instance=i.a@example.org"))
              .answer()
              .startsWith("action=PREPEND X-Greylist: delayed 400 seconds"));
    }
  }

  @Test
  void policyProtocol_takesBytesOneByOneAndCarriageReturns() throws Exception {
    try (Talk talk = Talk.to(postfix(Bounds.DEFAULT))) {
      for (char c :
          rcpt("192.0.2.7", "a@example.org", "b@example.net").replace("\n", "\r\n").toCharArray()) {
        talk.send(String.valueOf(c));
      }
      assertEquals(GREYLISTED, talk.answer());
    }
  }

  @Test
  void halfClosedConnection_isAnsweredAndClosed() throws Exception {
    try (Talk talk = Talk.to(postfix(Bounds.DEFAULT))) {
      talk.send(rcpt("192.0.2.7", "a@example.org", "b@example.net"));
      talk.channel.shutdownOutput();
      assertEquals(GREYLISTED + "\n\n", talk.rest());
    }
  }

  @Test
  void garbage_isAnsweredDunnoAndTooLongARequestClosed() throws Exception {
    SocketAddress at = postfix(Bounds.DEFAULT);
    try (Talk talk = Talk.to(at)) {
      assertEquals("action=DUNNO", talk.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").answer());
      assertEquals("action=DUNNO", talk.send("request=other\nsender=a\n\n").answer());
      assertEquals(
          "action=DUNNO",
          talk.send(Talk.request("protocol_state=RCPT", "client_address=nowhere")).answer());
    }
    try (Talk talk = Talk.to(at)) {
      talk.send("sender=" + "x".repeat(Bounds.DEFAULT.buffer()));
      assertTrue(talk.rest().matches("(action=DUNNO\n\n)?"));
    }
    assertEquals(3, asking.figures.of(Figures.Count.GARBAGE));
  }

  @Test
  void unixSocket_isAnsweredAndTakenOverFromADeadServer(@TempDir Path folder) throws Exception {
    Path socket = folder.resolve("policy");
    UnixDomainSocketAddress at = UnixDomainSocketAddress.of(socket);
    java.nio.channels.ServerSocketChannel dead =
        java.nio.channels.ServerSocketChannel.open(java.net.StandardProtocolFamily.UNIX);
    dead.bind(at);
    dead.close();
    open(Bounds.DEFAULT).listenForPostfix(at, decider(), a -> false);
    try (Talk talk = Talk.to(at)) {
      assertEquals(
          GREYLISTED, talk.send(rcpt("192.0.2.7", "a@example.org", "b@example.net")).answer());
    }
    server.close();
    assertTrue(!Files.exists(socket));
  }

  @Test
  void waitingQuestion_holdsNobodyElse() throws Exception {
    CompletableFuture<mailweir.policy.Listing> answer = new CompletableFuture<>();
    asking.lists.put("slow.example", answer);
    asking.limits = new Limits(60_000, 60_000, 60_000);
    SocketAddress at = postfix(Bounds.DEFAULT);
    try (Talk waits = Talk.to(at);
        Talk other = Talk.to(at)) {
      waits.send(rcpt("192.0.2.7", "a@example.org", "b@example.net"));
      assertEquals(
          "action=DUNNO",
          other.send(rcpt("192.0.2.7", "a@example.org", "free@example.net")).answer());
      answer.complete(
          new mailweir.policy.Listing(mailweir.policy.Listing.State.LISTED, "127.0.0.2"));
      assertEquals("action=REJECT 5.7.1 Refused by a rule of this site", waits.answer());
    }
  }

  @Test
  void tarpit_answersLateAndThenTheRest() throws Exception {
    try (Talk talk = Talk.to(postfix(Bounds.DEFAULT))) {
      talk.send(
          rcpt("192.0.2.1", "slow@example.org", "b@example.net")
              + rcpt("192.0.2.7", "c@example.org", "b@example.net"));
      assertEquals("action=DUNNO", talk.answer());
      assertEquals(GREYLISTED, talk.answer());
    }
  }

  @Test
  void idleConnections_areAThousandAndAnswered() throws Exception {
    SocketAddress at = postfix(new Bounds(1_200, 16_384, 30, 10, 3_600));
    List<Talk> idle = new ArrayList<>();
    try {
      for (int i = 0; i < 1_000; i++) {
        idle.add(Talk.to(at));
      }
      for (int i = 0; i < 1_000; i += 100) {
        String from = i + "@example.org";
        assertEquals(
            GREYLISTED, idle.get(i).send(rcpt("192.0.2.7", from, "b@example.net")).answer());
      }
    } finally {
      for (Talk talk : idle) {
        talk.close();
      }
    }
  }

  @Test
  void fullServer_closesTheSilentOneForTheNew() throws Exception {
    SocketAddress at = postfix(new Bounds(2, 16_384, 30, 10, 3_600));
    try (Talk first = Talk.to(at);
        Talk second = Talk.to(at)) {
      first.send(rcpt("192.0.2.7", "a@example.org", "free@example.net")).answer();
      second.send(rcpt("192.0.2.7", "a@example.org", "free@example.net")).answer();
      aheadNanos.addAndGet(5 * SECOND);
      second.send(rcpt("192.0.2.7", "a@example.org", "free@example.net")).answer();
      try (Talk third = Talk.to(at)) {
        assertEquals(
            "action=DUNNO",
            third.send(rcpt("192.0.2.7", "a@example.org", "free@example.net")).answer());
        assertNull(first.answer());
        assertEquals(
            "action=DUNNO",
            second.send(rcpt("192.0.2.7", "a@example.org", "free@example.net")).answer());
      }
    }
  }

  @Test
  void drippingClient_isClosed() throws Exception {
    SocketAddress at = postfix(Bounds.DEFAULT);
    try (Talk talk = Talk.to(at);
        Talk idle = Talk.to(at)) {
      idle.send(rcpt("192.0.2.7", "a@example.org", "free@example.net")).answer();
      talk.send(rcpt("192.0.2.7", "a@example.org", "free@example.net")).answer();
      talk.send("request=smtpd");
      // the server has read it when it answers the next on another connection
      idle.send(rcpt("192.0.2.7", "a@example.org", "free@example.net")).answer();
      aheadNanos.addAndGet(31 * SECOND);
      assertNull(talk.answer());
      assertEquals(
          "action=DUNNO",
          idle.send(rcpt("192.0.2.7", "a@example.org", "free@example.net")).answer());
    }
    assertEquals(1, asking.figures.of(Figures.Count.TOO_SLOW));
  }

  @Test
  void clientThatNeverReads_isClosedAndHoldsNobody() throws Exception {
    SocketAddress at = postfix(Bounds.DEFAULT);
    try (SocketChannel deaf = SocketChannel.open()) {
      deaf.setOption(StandardSocketOptions.SO_RCVBUF, 4_096);
      deaf.connect(at);
      deaf.configureBlocking(false);
      byte[] request = rcpt("192.0.2.1", "a@example.org", "free@example.net").getBytes();
      // as much as it takes, until nothing more is taken for a while
      int without = 0;
      while (without < 2_000) {
        without = deaf.write(ByteBuffer.wrap(request)) == 0 ? without + 1 : 0;
        Thread.onSpinWait();
        try (Talk other = without == 1_000 ? Talk.to(at) : null) {
          if (other != null) {
            assertEquals(
                "action=DUNNO",
                other.send(rcpt("192.0.2.1", "a@example.org", "free@example.net")).answer());
          }
        }
      }
      aheadNanos.addAndGet(11 * SECOND);
      while (asking.figures.of(Figures.Count.TOO_SLOW) == 0) {
        Thread.onSpinWait();
      }
    }
  }

  @Test
  void stranger_isTurnedAway() throws Exception {
    SocketAddress at =
        open(Bounds.DEFAULT).listenForPostfix(loopback(), decider(), a -> !a.isLoopbackAddress());
    try (Talk talk = Talk.to(at)) {
      assertEquals("", talk.rest());
    }
    assertEquals(1, asking.figures.of(Figures.Count.TURNED_AWAY));
  }

  private static final String OFFER = "\0\0\0\6\0\0\1\u00ff\0\37\u00ff\u00ff";

  @Test
  void milter_asksOnlyForWhatIsOffered() throws Exception {
    SocketAddress at = milter();
    try (Talk talk = Talk.to(at)) {
      assertEquals("O|||\6|||\21||q\u00d0", talk.packet('O', OFFER).reply());
    }
    try (Talk old = Talk.to(at)) {
      assertEquals("O|||\2|||\1||||", old.packet('O', "\0\0\0\2\0\0\0\1\0\0\0\17").reply());
      assertEquals("c", old.packet('C', "host\0" + "4\0\u0019192.0.2.7\0").reply());
    }
  }

  @Test
  void milter_delaysARecipientAndEndsWithHeaders() throws Exception {
    try (Talk talk = Talk.to(milter())) {
      talk.packet('O', OFFER).reply();
      talk.packet('C', "[192.0.2.7]\0" + "4\0\u0019192.0.2.7\0").packet('H', "desktop\0");
      talk.packet('M', "<a@example.org>\0SIZE=1000\0");
      assertEquals(
          "y451 4.7.1 Greylisted, try again in 300 seconds|",
          talk.packet('R', "<b@example.net>\0").reply());
      asking.millis += 400_000;
      talk.packet('A', "").packet('M', "<a@example.org>\0");
      assertEquals("c", talk.packet('R', "<b@example.net>\0").reply());
      assertEquals("c", talk.packet('T', "").reply());
      talk.packet('L', "x-p0f-os\0Linux\0")
          .packet('L', "Subject\0" + "s".repeat(60_000) + "\0")
          .packet('L', "X-P0f-OS\0BSD\0");
      List<String> end = talk.packet('E', "").repliesOfEnd();
      assertEquals("m|||\2X-P0f-OS||", end.get(0));
      assertEquals("m|||\1X-P0f-OS||", end.get(1));
      assertEquals(
          "i||||X-P0f-OS|Windows 7 or 8, (distance 15, link: Ethernet or modem)|", end.get(2));
      assertTrue(end.get(3).startsWith("i||||X-Greylist|delayed 400 seconds"));
      assertEquals(List.of("c"), end.subList(4, 5));
      talk.packet('A', "")
          .packet('K', "")
          .packet('C', "mail.example.org\0" + "6\0\u0019IPv6:2001:db8::1\0");
      talk.packet('M', "<a@example.org>\0");
      assertEquals("c", talk.packet('R', "<free@example.net>\0").reply());
      talk.packet('Q', "");
      assertNull(talk.reply());
    }
  }

  @Test
  void milter_decidesNullSendersAtDataOrAtTheEnd() throws Exception {
    SocketAddress at = milter();
    try (Talk talk = Talk.to(at)) {
      talk.packet('O', OFFER).reply();
      talk.packet('C', "x\0" + "4\0\u0019192.0.2.7\0").packet('H', "desktop\0").packet('M', "<>\0");
      assertEquals("c", talk.packet('R', "<b@example.net>\0").reply());
      assertTrue(talk.packet('T', "").reply().startsWith("y451 4.7.1 Greylisted"));
      talk.packet('A', "").packet('M', "<>\0");
      assertEquals("c", talk.packet('R', "<b@example.net>\0").reply());
      assertTrue(talk.packet('E', "").reply().startsWith("y451 4.7.1 Greylisted"));
    }
  }

  @Test
  void milter_closesWhatIsNoMilter() throws Exception {
    SocketAddress at = milter();
    for (String bytes :
        List.of(
            "GET / HTTP/1.1\r\n\r\n",
            "\0\0\0\1M",
            "\0\0\0\5Oabcd",
            "\0\0\0\0M",
            "\u00ff\u00ff\u00ff\u00ffO")) {
      try (Talk talk = Talk.to(at)) {
        talk.send(bytes.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        assertEquals("", talk.rest());
      }
    }
    assertEquals(5, asking.figures.of(Figures.Count.GARBAGE));
    assertEquals("192.0.2.7", Addresses.of("::ffff:192.0.2.7").getHostAddress());
  }
}
