package mailweir.policy.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import mailweir.policy.Addresses;
import mailweir.policy.Listing;
import mailweir.policy.Spf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A name server of a few records, on loopback. */
class ResolvingTest {
  private final Map<String, List<String>> zone = new HashMap<>();
  private final AtomicInteger questions = new AtomicInteger();
  private DatagramSocket socket;
  private Resolving dns;

  @BeforeEach
  void begin() throws Exception {
    socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    Thread.startVirtualThread(this::serve);
    dns =
        new Resolving(
            List.of((InetSocketAddress) socket.getLocalSocketAddress()),
            Duration.ofSeconds(2),
            System::nanoTime);
  }

  @AfterEach
  void end() {
    socket.close();
  }

  private void serve() {
    byte[] bytes = new byte[4096];
    while (!socket.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
        socket.receive(packet);
        questions.incrementAndGet();
        Message query = new Message(java.util.Arrays.copyOf(packet.getData(), packet.getLength()));
        byte[] answer = answer(query).toWire();
        socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
      } catch (java.io.IOException e) {
        return;
      }
    }
  }

  private Message answer(Message query) throws java.io.IOException {
    Record question = query.getQuestion();
    Message answer = new Message(query.getHeader().getID());
    answer.getHeader().setFlag(Flags.QR);
    answer.addRecord(question, Section.QUESTION);
    String name = question.getName().toString(true).toLowerCase(java.util.Locale.ROOT);
    String type = Type.string(question.getType());
    List<String> found = zone.getOrDefault(name + " " + type, List.of());
    if (found.contains("broken")) {
      answer.getHeader().setRcode(Rcode.SERVFAIL);
      return answer;
    }
    if (found.isEmpty()) {
      answer.getHeader().setRcode(Rcode.NXDOMAIN);
    }
    for (String data : found) {
      answer.addRecord(
          Record.fromString(
              question.getName(), question.getType(), DClass.IN, 300, data, Name.root),
          Section.ANSWER);
    }
    return answer;
  }

  private void has(String name, String type, String... data) {
    zone.put(name + " " + type, new ArrayList<>(List.of(data)));
  }

  private void spfOf(String name, String record) {
    has(name, "TXT", "\"" + record + "\"");
  }

  @Test
  void list_isAskedOnceAndTellsItsCodes() throws Exception {
    has("7.2.0.192.l.example", "A", "127.0.0.2", "127.0.0.4");
    has("8.2.0.192.l.example", "A", "127.255.255.254");
    has("9.2.0.192.l.example", "A", "192.0.2.9");
    has("10.2.0.192.l.example", "A", "broken");
    InetAddress seven = Addresses.of("192.0.2.7");
    assertEquals(
        new Listing(Listing.State.LISTED, "127.0.0.2 127.0.0.4"),
        dns.listed(seven, "l.example").get());
    int asked = questions.get();
    dns.listed(seven, "L.example").get();
    assertEquals(asked, questions.get());
    assertEquals(Listing.NO_ANSWER, dns.listed(Addresses.of("192.0.2.8"), "l.example").get());
    assertEquals(Listing.NOT_LISTED, dns.listed(Addresses.of("192.0.2.9"), "l.example").get());
    assertEquals(Listing.NO_ANSWER, dns.listed(Addresses.of("192.0.2.10"), "l.example").get());
    assertEquals(Listing.NOT_LISTED, dns.listed(Addresses.of("2001:db8::1"), "l.example").get());
  }

  @Test
  void reverse_isTheNameOrThatThereIsNone() throws Exception {
    has("7.2.0.192.in-addr.arpa", "PTR", "host.example.org.");
    has("9.2.0.192.in-addr.arpa", "PTR", "broken");
    assertEquals(Optional.of("host.example.org"), dns.reverse(Addresses.of("192.0.2.7")).get());
    assertEquals(Optional.of(""), dns.reverse(Addresses.of("192.0.2.8")).get());
    assertEquals(Optional.empty(), dns.reverse(Addresses.of("192.0.2.9")).get());
  }

  @ParameterizedTest
  @CsvSource({
    "v=spf1 ip4:192.0.2.0/24 -all, PASS",
    "v=spf1 ip4:198.51.100.0/24 -all, FAIL",
    "v=spf1 ~all, SOFTFAIL",
    "v=spf1 ?all, NEUTRAL",
    "v=spf1, NEUTRAL",
    "spf2.0/pra -all, NONE",
    "v=spf1 a -all, PASS",
    "v=spf1 a/16 -all, PASS",
    "v=spf1 mx -all, PASS",
    "v=spf1 mx:none.example -all, FAIL",
    "v=spf1 ptr:example.org -all, PASS",
    "v=spf1 include:good.example -all, PASS",
    "v=spf1 include:none.example -all, PERMERROR",
    "v=spf1 include:broken.example -all, TEMPERROR",
    "v=spf1 redirect=good.example, PASS",
    "v=spf1 redirect=none.example, PERMERROR",
    "v=spf1 exists:%{ir}.%{v}.%{d2}.x.example -all, PASS",
    "v=spf1 exists:%{l1r-}.x.example -all, PASS",
    "v=spf1 include:loop.example -all, PERMERROR",
    "v=spf1 exists:a.v.example exists:b.v.example exists:c.v.example -all, PERMERROR",
    "v=spf1 ip4:300.1.1.1 -all, PERMERROR",
    "v=spf1 unknown -all, PERMERROR",
    "v=spf1 ip6:2001:db8::/32 -all, FAIL",
    "v=spf1 exp=e.example -all, FAIL",
    "v=spf1 exists:%{q} -all, PERMERROR"
  })
  void spf_isWhatTheRecordSays(String record, Spf expected) throws Exception {
    spfOf("example.org", record);
    spfOf("good.example", "v=spf1 ip4:192.0.2.7 -all");
    spfOf("loop.example", "v=spf1 include:loop.example -all");
    has("broken.example", "TXT", "broken");
    has("example.org", "A", "192.0.2.7");
    has("example.org", "MX", "10 mx.example.org.");
    has("mx.example.org", "A", "192.0.2.7");
    has("7.2.0.192.in-addr.arpa", "PTR", "mx.example.org.");
    has("7.2.0.192.in-addr.example.org.x.example", "A", "127.0.0.1");
    has("joe.x.example", "A", "127.0.0.1");
    assertEquals(
        expected,
        dns.spf(Addresses.of("192.0.2.7"), "h.example.org", "joe-list@example.org").get());
  }

  @Test
  void spf_ofTheNullSenderIsOfItsHelo() throws Exception {
    spfOf("h.example.org", "v=spf1 ip4:192.0.2.7 -all");
    assertEquals(Spf.PASS, dns.spf(Addresses.of("192.0.2.7"), "h.example.org", "").get());
    assertEquals(Spf.NONE, dns.spf(Addresses.of("192.0.2.7"), "[192.0.2.7]", "").get());
    assertEquals(Spf.NONE, dns.spf(Addresses.of("192.0.2.7"), "h", "a@..").get());
  }
}
