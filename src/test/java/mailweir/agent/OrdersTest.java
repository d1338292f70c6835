package mailweir.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import mailweir.action.Barrier;
import mailweir.action.Deed;
import mailweir.action.Operations;
import mailweir.action.Operator;
import mailweir.action.Permit;
import mailweir.action.Protection;
import mailweir.action.Receipt;
import mailweir.action.Standings;
import mailweir.action.Wish;
import mailweir.action.carry.Carrier;
import mailweir.action.carry.Ran;
import mailweir.action.carry.Scanners;
import mailweir.action.carry.Wall;
import mailweir.listen.AgentListener;
import mailweir.pipeline.Feeding;
import mailweir.trust.Agents;
import mailweir.trust.Identity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Orders from the desk to a host and back, over the real listener. */
@Timeout(120)
class OrdersTest {
  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir private Path folder;
  private final List<String> said = Collections.synchronizedList(new ArrayList<>());
  private final List<List<Barrier>> told = Collections.synchronizedList(new ArrayList<>());
  private Feeding store;
  private Agents agents;
  private Identity own;
  private Operations operations;
  private AgentListener listener;
  private Enrolment enrolment;

  @BeforeEach
  void listen() throws IOException {
    store = new Feeding(folder.resolve("store"));
    agents = new Agents(folder.resolve("store"), Clock.systemUTC());
    own = agents.server(RANDOM);
    operations =
        new Operations(
            folder.resolve("store/orders/ledger"),
            Standings.NONE,
            () -> List.of("mx1"),
            new Protection(List.of(), Set.of()),
            Clock.systemUTC(),
            RANDOM);
    listener = listener(0, own);
    enrolment =
        Enrolment.enrol(
            folder.resolve("state"),
            URI.create("https://127.0.0.1:" + listener.port()),
            agents.invite("mx1", Duration.ofHours(1), own.fingerprint(), RANDOM),
            "x");
  }

  private AgentListener listener(int port, Identity key) {
    return new AgentListener(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
            key,
            agents,
            store.feed.intake(),
            operations,
            Clock.systemUTC(),
            said::add)
        .start();
  }

  @AfterEach
  void close() throws IOException {
    listener.close();
    operations.close();
    store.close();
  }

  private Orders host(Set<Permit> allowed) throws IOException {
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
    Carrier carrier =
        new Carrier(
            new Carrier.Setting(
                folder.resolve("state/actions"),
                folder.resolve("state/orders"),
                "mx1",
                enrolment.fingerprint(),
                allowed,
                new Protection(List.of(), Set.of())),
            List::of,
            List.of(wall),
            new Scanners(
                Map.of(mailweir.action.Order.Scanner.AMAVISD, List.of("/bin/stop")),
                Map.of(mailweir.action.Order.Scanner.AMAVISD, List.of("/bin/start")),
                (v, i, l) -> new Ran(0, "", "")),
            Clock.systemUTC(),
            said::add);
    Orders orders = new Orders(carrier, enrolment.post(), new Random(1), said::add);
    orders.start();
    return orders;
  }

  private static void await(BooleanSupplier happened) {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!happened.getAsBoolean()) {
      assertTrue(System.nanoTime() < end, "it did not happen");
      LockSupport.parkNanos(20_000_000);
    }
  }

  private Deed block(String value) {
    return operations.confirm(
        operations.plan(new Wish.KeepOut(null, value, null, null, false)).id(), "root", "flood");
  }

  private Receipt receipt(String deed) {
    return operations.deed(deed).errands().getFirst().receipt();
  }

  @Test
  void order_waitsForAHostThatIsAwayAndIsDoneOnce() throws IOException {
    Deed deed = block("203.0.113.7");
    assertEquals(Deed.State.OPEN, operations.deed(deed.id()).errands().getFirst().state());
    try (Orders host = host(EnumSet.allOf(Permit.class))) {
      await(() -> receipt(deed.id()) != null);
      assertEquals(Receipt.State.DONE, receipt(deed.id()).state());
      // the question is kept open: what is confirmed now is heard now
      Deed second = block("203.0.113.8");
      await(() -> receipt(second.id()) != null);
      assertEquals(
          List.of("203.0.113.7", "203.0.113.8"),
          told.getLast().stream().map(Barrier::value).toList());
      Operator.Able able = operations.hosts().getFirst();
      assertEquals(EnumSet.allOf(Permit.class), able.allowed());
      assertEquals(List.of("postfix"), able.blocks());
      assertEquals(Set.of(mailweir.action.Order.Scanner.AMAVISD), able.scanners());
      assertEquals("DONE", receipt(second.id()).state().name());
      host.close();
    }
    int before = told.size();
    // a start tells the servers again and does nothing else
    try (Orders host = host(EnumSet.allOf(Permit.class))) {
      await(() -> told.size() > before);
      assertEquals(2, told.getLast().size());
    }
  }

  @Test
  void host_thatAllowsNothingRefuses() throws IOException {
    Deed deed = block("203.0.113.7");
    try (Orders host = host(Set.of())) {
      await(() -> receipt(deed.id()) != null);
      assertEquals(Receipt.State.REFUSED, receipt(deed.id()).state());
      assertTrue(receipt(deed.id()).notes().getFirst().contains("agent.actions"));
      assertEquals(List.of(), told);
    }
  }

  @Test
  void receipt_isKeptUntilTheServerHasIt() throws IOException {
    Deed deed = block("203.0.113.7");
    int port = listener.port();
    try (Orders host = host(EnumSet.allOf(Permit.class))) {
      await(() -> !told.isEmpty());
      listener.close();
      listener = listener(port, own);
      await(() -> receipt(deed.id()) != null);
      assertEquals(1, told.stream().filter(t -> !t.isEmpty()).count());
    }
  }
}
