package mailweir.listen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import mailweir.agent.Enrolment;
import mailweir.agent.Post;
import mailweir.parcel.Label;
import mailweir.parcel.Packing;
import mailweir.parse.Line;
import mailweir.pipeline.Feeding;
import mailweir.trust.Agents;
import mailweir.trust.Identity;
import mailweir.trust.Tls;
import mailweir.trust.Token;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The agents' door, knocked at over TLS. */
@Timeout(120)
class ListenerTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir Path folder;
  private Feeding store;
  private Agents agents;
  private Identity own;
  private AgentListener listener;
  private URI url;

  @BeforeEach
  void listen() throws IOException {
    store = new Feeding(folder.resolve("store"));
    agents = new Agents(folder.resolve("store"), Clock.systemUTC());
    own = agents.server(RANDOM);
    listener =
        new AgentListener(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                own,
                agents,
                store.feed.intake(),
                Clock.systemUTC(),
                store.said::add)
            .start();
    url = URI.create("https://127.0.0.1:" + listener.port());
  }

  @AfterEach
  void close() {
    listener.close();
    store.close();
  }

  private Token token(String name) throws IOException {
    return agents.invite(name, Duration.ofHours(1), own.fingerprint(), RANDOM);
  }

  private Enrolment enrolled(String name) throws IOException {
    return Enrolment.enrol(folder.resolve("agent-" + name), url, token(name), name);
  }

  private static byte[] parcel(long number, int lines) {
    Packing packing = new Packing();
    Line line = new Line();
    for (int i = 0; i < lines; i++) {
      line.array =
          ("Jan  2 03:04:05 mx1 postfix/smtpd[" + i + "]: connect from a.example[192.0.2.7]")
              .getBytes(StandardCharsets.US_ASCII);
      line.to = line.array.length;
      line.time = 1_735_787_045_000_000L;
      packing.add(line);
    }
    packing.part("mail.log#1", "mail.log", 0, 0, 0, null);
    return packing.pack(
        new Label("mx1", "e1", number, 0, false, packing.parts(), List.of(), List.of()));
  }

  private static int send(Post post, byte[] parcel) throws IOException {
    return post.post(ParcelService.PATH, Map.of(), parcel, SOON).status();
  }

  @Test
  void parcel_isStoredAndTheSameAgainIsKnown() throws Exception {
    try (Post post = enrolled("mx1").post()) {
      byte[] parcel = parcel(1, 10);
      Post.Answer first = post.post(ParcelService.PATH, Map.of(), parcel, SOON);
      assertEquals(200, first.status());
      assertEquals("{\"known\":false,\"lines\":10}", first.body());
      assertEquals(10, store.read());
      assertEquals(
          "{\"known\":true,\"lines\":10}",
          post.post(ParcelService.PATH, Map.of("Mailweir-Late", "1"), parcel, SOON).body());
      assertEquals(10, store.read());
    }
  }

  @Test
  void tokenUsedTwice_isRefused() throws Exception {
    Token token = token(null);
    Enrolment.enrol(folder.resolve("a"), url, token, "a");
    Enrolment.Refused refused =
        assertThrows(
            Enrolment.Refused.class, () -> Enrolment.enrol(folder.resolve("b"), url, token, "b"));
    assertTrue(refused.getMessage().contains("was used"), refused.getMessage());
  }

  @Test
  void enrolmentWhoseAnswerWasLost_isAnsweredAgain() throws Exception {
    Identity key = Identity.make("x", RANDOM);
    Token token = token("mx7");
    byte[] body =
        ("{\"token\":\"" + token.secretText() + "\",\"name\":\"x\"}")
            .getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 2; i++) {
      try (Post post = new Post(url, Tls.client(key, own.fingerprint()))) {
        assertEquals(
            "{\"name\":\"mx7\"}", post.post(EnrolService.PATH, Map.of(), body, SOON).body());
      }
    }
  }

  @Test
  void revokedAgent_isRefusedOnTheConnectionThatItHas() throws Exception {
    try (Post post = enrolled("mx1").post()) {
      assertEquals(200, send(post, parcel(1, 1)));
      // as another process does it
      assertTrue(new Agents(folder.resolve("store"), Clock.systemUTC()).revoke("mx1"));
      assertEquals(401, send(post, parcel(2, 1)));
      assertEquals(1, store.read());
    }
  }

  @Test
  void certificateOfTheSameNameWithAnotherKey_isRefused() throws Exception {
    enrolled("mx1");
    try (Post post = new Post(url, Tls.client(Identity.make("mx1", RANDOM), own.fingerprint()))) {
      assertEquals(401, send(post, parcel(1, 1)));
    }
  }

  @Test
  void serverWithAnotherKey_isNotSpokenWith() throws Exception {
    Identity other = Identity.make("mailweir", RANDOM);
    try (Post post = new Post(url, Tls.client(Identity.make("mx1", RANDOM), other.fingerprint()))) {
      assertThrows(IOException.class, () -> send(post, parcel(1, 1)));
    }
  }

  @Test
  void whatIsNoParcel_isRefused() throws Exception {
    try (Post post = enrolled("mx1").post()) {
      assertEquals(400, send(post, "nothing of the kind".getBytes(StandardCharsets.UTF_8)));
      byte[] cut = parcel(1, 100);
      assertEquals(400, send(post, java.util.Arrays.copyOf(cut, cut.length - 9)));
      byte[] large = parcel(1, 100);
      assertEquals(
          400,
          post.post(ParcelService.PATH, Map.of("Mailweir-Unpacked", "10"), large, SOON).status());
      assertEquals(404, post.post("/", Map.of(), new byte[0], SOON).status());
      assertEquals(200, send(post, parcel(1, 1)));
    }
  }

  @Test
  void samples_areStoredAndCheckedWhole() throws Exception {
    try (Post post = enrolled("mx1").post()) {
      assertEquals(
          200,
          samples(
              post,
              "[{\"metric\":\"room.temperature\",\"value\":21.5},{\"host\":\"door\",\"metric\":\"open\",\"value\":1,\"time\":\"2025-01-02T03:04:05+01:00\"}]"));
      assertEquals(200, samples(post, "{\"metric\":\"one\",\"value\":3}"));
      assertEquals(400, samples(post, "[{\"metric\":\"No Name\",\"value\":1}]"));
      assertEquals(400, samples(post, "[{\"metric\":\"a\",\"value\":\"x\"}]"));
      assertEquals(400, samples(post, "[{\"metric\":\"a\",\"value\":1,\"time\":\"soon\"}]"));
      assertEquals(400, samples(post, "[{"));
    }
    try (Post post = new Post(url, Tls.client(Identity.make("x", RANDOM), own.fingerprint()))) {
      assertEquals(401, samples(post, "[]"));
    }
  }

  private static int samples(Post post, String json) throws IOException {
    return post.post(SampleService.PATH, Map.of(), json.getBytes(StandardCharsets.UTF_8), SOON)
        .status();
  }

  @Test
  void strangersThatSayNothing_areCutAndAgentsAreServedMeanwhile() throws Exception {
    List<Socket> crowd = new ArrayList<>();
    try (Post post = enrolled("mx1").post()) {
      assertEquals(200, send(post, parcel(1, 1)));
      for (int i = 0; i < 2_200; i++) {
        crowd.add(new Socket("127.0.0.1", listener.port()));
      }
      assertEquals(200, send(post, parcel(2, 1)));
      try (Post another = enrolled("mx2").post()) {
        assertEquals(200, send(another, parcel(1, 1)));
      }
      assertTrue(
          Feeding.comes(Duration.ofSeconds(40), () -> listener.cut() >= 2_200),
          () -> "cut " + listener.cut());
      assertEquals(200, send(post, parcel(3, 1)));
    } finally {
      for (Socket s : crowd) {
        s.close();
      }
    }
  }

  @Test
  void requestThatComesAByteAtATime_isCut() throws Exception {
    Enrolment enrolment = enrolled("mx1");
    SSLSocket socket =
        (SSLSocket)
            Tls.client(enrolment.key(), own.fingerprint())
                .getSocketFactory()
                .createSocket("127.0.0.1", listener.port());
    try (socket) {
      OutputStream out = socket.getOutputStream();
      out.write(
          ("POST " + ParcelService.PATH + " HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n")
              .getBytes(StandardCharsets.US_ASCII));
      long before = listener.cut();
      assertTrue(
          Feeding.comes(
              Duration.ofSeconds(60),
              () -> {
                try {
                  out.write('x');
                  out.flush();
                  java.util.concurrent.locks.LockSupport.parkNanos(300_000_000);
                } catch (IOException e) {
                  return true;
                }
                return listener.cut() > before;
              }));
    }
    assertFalse(store.said.stream().anyMatch(s -> s.contains("fault")), store.said::toString);
  }
}
