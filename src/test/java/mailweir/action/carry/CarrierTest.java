package mailweir.action.carry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import mailweir.action.Barrier;
import mailweir.action.Command;
import mailweir.action.Order;
import mailweir.action.OrderJson;
import mailweir.action.Permit;
import mailweir.action.Protection;
import mailweir.action.Receipt;
import mailweir.action.Target;
import mailweir.trust.Identity;
import mailweir.trust.Signed;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Orders on a host: what is refused, what is done once, what a damaged journal means. */
class CarrierTest {
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  private static final Identity SERVER = Identity.make("server", new SecureRandom());
  private static final Identity OTHER = Identity.make("server", new SecureRandom());

  @TempDir private Path folder;
  private Path spool;
  private Instant now = NOW;
  private Set<Permit> allowed = EnumSet.allOf(Permit.class);
  private final List<List<Barrier>> told = new ArrayList<>();
  private final List<String> steps = new ArrayList<>();
  private Carrier carrier;

  @BeforeEach
  void begin() throws IOException {
    spool = Files.createDirectory(folder.resolve("spool"));
  }

  @AfterEach
  void end() throws IOException {
    if (carrier != null) {
      carrier.close();
    }
  }

  private Carrier carrier() throws IOException {
    if (carrier != null) {
      carrier.close();
    }
    Wall wall =
        new Wall() {
          @Override
          public String server() {
            return "postfix";
          }

          @Override
          public Told apply(List<Barrier> holding) {
            told.add(holding);
            return new Told(true, List.of());
          }
        };
    carrier =
        new Carrier(
            new Carrier.Setting(
                folder.resolve("state"),
                folder.resolve("state/book"),
                "mx1",
                SERVER.fingerprint(),
                allowed,
                new Protection(List.of(mailweir.action.Cidr.of("192.0.2.0/24")), Set.of())),
            () -> List.of(new FolderHands(spool, steps::add)),
            List.of(wall),
            new Scanners(Map.of(), Map.of(), (v, i, l) -> new Ran(0, "", "")),
            () -> now,
            message -> {});
    return carrier;
  }

  private static Command command(String id, Order order) {
    return new Command(id, "mx1", NOW, NOW.plus(Duration.ofHours(1)), "root", "spam", order);
  }

  private static Signed signed(Command c) {
    return Signed.of(SERVER, Carrier.PURPOSE, OrderJson.bytes(c));
  }

  private List<String> spool() throws IOException {
    try (Stream<Path> all = Files.list(spool)) {
      return all.map(p -> p.getFileName().toString()).sorted().toList();
    }
  }

  private static void refused(Receipt receipt, String why) {
    assertEquals(Receipt.State.REFUSED, receipt.state());
    assertTrue(receipt.notes().getFirst().contains(why), receipt.notes()::toString);
  }

  @Test
  void delete_archivesAndRemovesAndUndoBringsBack() throws IOException {
    Target one = FolderHands.put(spool, "AAAAA1", 5_000_000, "a@x.org", "hello");
    FolderHands.put(spool, "AAAAA2", 5_000_000, "b@x.org", "stays");
    Target changed = new Target("spool", "AAAAA2", 4_000_000, "b@x.org", 10);
    Target gone = new Target("spool", "AAAAA3", 4_000_000, "b@x.org", 10);
    Receipt r =
        carrier()
            .take(
                signed(
                    command(
                        "d1",
                        new Order.Delete(List.of(one, changed, gone), NOW.plusSeconds(600)))));
    assertEquals(List.of(1, 1, 1, 0), List.of(r.done(), r.changed(), r.gone(), r.failed()));
    assertEquals(Receipt.State.DONE, r.state());
    assertEquals(List.of("AAAAA2"), spool());
    Receipt back = carrier.take(signed(command("d2", new Order.Undo("d1"))));
    assertEquals(1, back.done());
    assertEquals("5000000\na@x.org\nhello", Files.readString(spool.resolve("AAAAA1")));
    now = NOW.plusSeconds(700);
    carrier().tick();
    assertEquals(
        Receipt.State.FAILED, carrier.take(signed(command("d3", new Order.Undo("d1")))).state());
  }

  @Test
  void undo_refusesADamagedArchive() throws IOException {
    Target one = FolderHands.put(spool, "AAAAA1", 5_000_000, "a@x.org", "hello");
    carrier().take(signed(command("d1", new Order.Delete(List.of(one), NOW.plusSeconds(600)))));
    Path data = folder.resolve("state/archive/d1/data");
    Files.writeString(data, Files.readString(data).replace("hello", "hullo"));
    Receipt back = carrier.take(signed(command("d2", new Order.Undo("d1"))));
    assertEquals(1, back.failed());
    assertEquals(List.of(), spool());
  }

  @Test
  void archive_isNobodyElses() throws IOException {
    Target one = FolderHands.put(spool, "AAAAA1", 5_000_000, "a@x.org", "hello");
    carrier().take(signed(command("d1", new Order.Delete(List.of(one), NOW.plusSeconds(600)))));
    Path archive = folder.resolve("state/archive/d1");
    assertEquals("rwx------", mode(archive));
    assertEquals("rw-------", mode(archive.resolve("data")));
    assertEquals("rw-------", mode(archive.resolve("manifest")));
    assertEquals("rw-------", mode(folder.resolve("state/book")));
  }

  private static String mode(Path file) throws IOException {
    return java.nio.file.attribute.PosixFilePermissions.toString(
        Files.getPosixFilePermissions(file));
  }

  @Test
  void order_thatIsNotSignedByTheServerIsRefused() throws IOException {
    Target one = FolderHands.put(spool, "AAAAA1", 5_000_000, "a@x.org", "hello");
    Command c = command("h1", new Order.Hold(List.of(one)));
    byte[] bytes = OrderJson.bytes(c);
    refused(carrier().take(Signed.of(OTHER, Carrier.PURPOSE, bytes)), "not signed");
    refused(carrier.take(Signed.of(SERVER, "something else", bytes)), "not signed");
    Signed good = Signed.of(SERVER, Carrier.PURPOSE, bytes);
    byte[] other =
        new String(bytes, StandardCharsets.UTF_8)
            .replace("AAAAA1", "AAAAA2")
            .getBytes(StandardCharsets.UTF_8);
    refused(carrier.take(new Signed(other, good.signature(), good.certificate())), "not signed");
    Signed foreign = Signed.of(OTHER, Carrier.PURPOSE, bytes);
    refused(carrier.take(new Signed(bytes, foreign.signature(), good.certificate())), "not signed");
    refused(carrier.take(new Signed(bytes, new byte[0], new byte[] {1})), "not signed");
    assertEquals(List.of("AAAAA1"), spool());
    // a forged order does not use up the id of the true one
    assertEquals(Receipt.State.DONE, carrier.take(good).state());
    assertEquals(List.of("AAAAA1.held"), spool());
  }

  @Test
  void order_isForThisHostInItsTimeAndAllowed() throws IOException {
    Target one = FolderHands.put(spool, "AAAAA1", 5_000_000, "a@x.org", "hello");
    Order hold = new Order.Hold(List.of(one));
    refused(
        carrier()
            .take(signed(new Command("h1", "mx2", NOW, NOW.plusSeconds(60), "root", "spam", hold))),
        "for another host");
    refused(
        carrier.take(
            signed(new Command("h2", "mx1", NOW.minusSeconds(60), NOW, "root", "spam", hold))),
        "too old");
    allowed = EnumSet.of(Permit.BLOCK);
    refused(carrier().take(signed(command("h3", hold))), "agent.actions");
    allowed = Set.of();
    refused(
        carrier()
            .take(
                signed(
                    command(
                        "b1",
                        new Order.Block(new Barrier(Barrier.Kind.RELAY, "198.51.100.7", null))))),
        "agent.actions");
    assertEquals(List.of("AAAAA1"), spool());
    assertEquals(List.of(), told);
  }

  @Test
  void order_ofAnotherVocabularyIsRefused() throws IOException {
    for (String order :
        List.of(
            "{\"do\":\"run\",\"command\":\"rm\"}",
            "{\"do\":\"hold\",\"messages\":[],\"path\":\"/etc\"}",
            "{\"do\":\"pause-scanner\",\"scanner\":\"sshd\"}",
            "[]",
            "{\"do\":\"hold\",\"messages\":{\"place\":1}}")) {
      String json =
          new String(OrderJson.bytes(command("u1", new Order.Undo("x"))), StandardCharsets.UTF_8)
              .replace("{\"do\":\"undo\",\"command\":\"x\"}", order);
      assertTrue(json.contains(order), json);
      Receipt r =
          carrier().take(Signed.of(SERVER, Carrier.PURPOSE, json.getBytes(StandardCharsets.UTF_8)));
      assertEquals(Receipt.State.REFUSED, r.state());
      assertEquals("u1", r.command());
    }
    assertEquals(
        Receipt.State.REFUSED,
        carrier().take(Signed.of(SERVER, Carrier.PURPOSE, new byte[] {0, -1})).state());
  }

  @Test
  void order_thatNamesAPathIsRefused() throws IOException {
    int n = 0;
    for (Target t :
        List.of(
            new Target("../spool", "AAAAA1", 5, "a", 1),
            new Target("spool/x", "AAAAA1", 5, "a", 1),
            new Target("spool", "../AAAAA1", 5, "a", 1),
            new Target("spool", "AAAAA1/../../etc", 5, "a", 1),
            new Target("spool", "-AAAAA1", 5, "a", 1),
            new Target("spool", "ALL", 5, "a", 1),
            new Target("spool", "AAAAA1 B", 5, "a", 1),
            new Target("spool", "AAAAA1\n", 5, "a", 1),
            new Target("spool", "AAAAA1\0", 5, "a", 1),
            new Target("spool", "AAAAA1", 5, "a\nb", 1),
            new Target("-c/etc", "AAAAA1", 5, "a", 1))) {
      refused(carrier().take(signed(command("p" + n++, new Order.Hold(List.of(t))))), "message");
    }
    refused(carrier().take(signed(command("p90", new Order.Undo("../d1")))), "id");
    refused(carrier().take(signed(command("../p91", new Order.Undo("d1")))), "id");
    assertEquals(List.of(), steps);
  }

  @Test
  void block_neverMeansTheHostItself() throws IOException {
    int n = 0;
    for (String value :
        List.of(
            "127.0.0.1",
            "127.3.0.0/16",
            "::1",
            "192.0.2.9",
            "192.0.0.0/16",
            "0.0.0.0/0",
            "10.0.0.0/7")) {
      Barrier.Kind kind = value.contains("/") ? Barrier.Kind.NETWORK : Barrier.Kind.RELAY;
      refused(
          carrier()
              .take(signed(command("b" + n++, new Order.Block(new Barrier(kind, value, null))))),
          "never kept out");
    }
    for (String value :
        List.of(
            "192.0.2.1 OK",
            "10.0.0.1/24",
            "10.0.0.1/8",
            "x",
            "1.2.3",
            "10.0.0.0/33",
            "fe80::1%eth0")) {
      refused(
          carrier()
              .take(
                  signed(
                      command(
                          "b" + n++,
                          new Order.Block(new Barrier(Barrier.Kind.NETWORK, value, null))))),
          "kept out");
    }
    assertEquals(List.of(), told);
  }

  @Test
  void order_isCarriedOutOnce() throws IOException {
    Target one = FolderHands.put(spool, "AAAAA1", 5_000_000, "a@x.org", "hello");
    Signed delete = signed(command("d1", new Order.Delete(List.of(one), NOW.plusSeconds(600))));
    Receipt first = carrier().take(delete);
    // the id is used again, for a message that is equal in all that is told
    FolderHands.put(spool, "AAAAA1", 5_000_000, "a@x.org", "hello");
    assertEquals(first, carrier.take(delete));
    assertEquals(first, carrier().take(delete));
    assertEquals(List.of("AAAAA1"), spool());
    assertEquals(List.of(first), carrier.unacknowledged());
    carrier.acknowledged(List.of("d1", "unknown"));
    assertEquals(List.of(), carrier().unacknowledged());
    assertEquals(first, carrier.take(delete));
    now = NOW.plus(Duration.ofHours(2));
    // now it may be forgotten, for it is too old in any case
    refused(carrier().take(delete), "too old");
    assertEquals(List.of("AAAAA1"), spool());
  }

  @Test
  void block_isAStateWhateverTheOrder() throws IOException {
    Barrier relay = new Barrier(Barrier.Kind.RELAY, "198.51.100.7", null);
    Barrier timed = new Barrier(Barrier.Kind.RELAY, "198.51.100.8", NOW.plusSeconds(100));
    carrier().take(signed(command("u1", new Order.Unblock("b1"))));
    carrier.take(signed(command("b1", new Order.Block(relay))));
    assertEquals(List.of(), told.getLast());
    carrier.take(signed(command("b2", new Order.Block(timed))));
    carrier.take(signed(command("b3", new Order.Block(relay))));
    assertEquals(
        List.of("198.51.100.7", "198.51.100.8"),
        told.getLast().stream().map(Barrier::value).toList());
    int before = told.size();
    carrier.tick();
    assertEquals(before, told.size());
    // the time of one is over, on the host, whether a server is there or not; also after a start
    now = NOW.plusSeconds(101);
    carrier.tick();
    assertEquals(List.of("198.51.100.7"), told.getLast().stream().map(Barrier::value).toList());
    carrier().resume();
    assertEquals(List.of("198.51.100.7"), told.getLast().stream().map(Barrier::value).toList());
    carrier.take(signed(command("u2", new Order.Unblock("b3"))));
    assertEquals(List.of(), told.getLast());
  }

  @Test
  void scanner_thatIsNotThereIsTold() throws IOException {
    Receipt r =
        carrier().take(signed(command("s1", new Order.PauseScanner(Order.Scanner.AMAVISD))));
    assertEquals(Receipt.State.FAILED, r.state());
    assertFalse(r.notes().isEmpty());
  }

  @Test
  void scanner_isStoppedByItsExactVector() throws IOException {
    List<List<String>> ran = new ArrayList<>();
    Runner runner =
        (vector, input, limit) -> {
          ran.add(vector);
          return new Ran(
              vector.contains("mailscanner.service") || vector.contains("stop") ? 0 : 1, "", "");
        };
    Scanners scanners = Scanners.of(Map.of(), Map.of(), runner);
    assertEquals(Set.of(Order.Scanner.MAILSCANNER), scanners.known());
    ran.clear();
    assertEquals(Outcome.Result.DONE, scanners.run(Order.Scanner.MAILSCANNER, false).result());
    assertEquals(List.of(List.of("systemctl", "stop", "mailscanner.service")), ran);
  }
}
