package mailweir.action;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import mailweir.queue.Place;
import mailweir.queue.Waiting;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The desk of orders: plans, the audit, who is told what. */
class OperationsTest {
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
  private static final Place PLACE = new Place("postfix", "postfix");

  @TempDir private Path folder;
  private final List<Standings.Standing> standing = new ArrayList<>();
  private List<String> enrolled = List.of("mx1", "mx2");
  private Instant now = NOW;
  private Operations operations;

  private Operations open() throws IOException {
    if (operations != null) {
      operations.close();
    }
    operations =
        new Operations(
            folder.resolve("ledger"),
            (selection, micros) ->
                new Standings.Found(
                    standing.stream()
                        .filter(s -> selection.matches(s.host(), s.place(), s.message(), micros))
                        .toList(),
                    List.of()),
            () -> enrolled,
            new Protection(List.of(Cidr.of("192.0.2.0/24")), Set.of("own.example")),
            () -> now,
            new Random(7));
    return operations;
  }

  @AfterEach
  void close() throws IOException {
    operations.close();
  }

  private void waits(String host, String id, String sender, String client, String... to) {
    standing.add(
        new Standings.Standing(
            host,
            PLACE,
            new Waiting(
                "deferred",
                id,
                NOW.getEpochSecond() * 1_000_000L - 60_000_000L,
                100,
                sender,
                client,
                null,
                null,
                to.length,
                List.of(to),
                null,
                1,
                0,
                false)));
  }

  private static Wish delete(String from, String to, String client) {
    return new Wish.Messages(
        Wish.Messages.Deed.DELETE,
        new Selection(null, null, from, to, client, null, null, null, null),
        null);
  }

  private static Receipt receipt(Command c, Receipt.State state) {
    return new Receipt(c.id(), c.host(), NOW, state, 1, 0, 0, 0, List.of());
  }

  @Test
  void plan_saysWhoElseIsHit() throws IOException {
    waits("mx1", "AAAAA1", "a@x.org", "203.0.113.7", "u@own.example", "v@own.example");
    waits("mx2", "AAAAA2", "", "203.0.113.7", "u@own.example");
    waits("mx2", "AAAAA3", "b@x.org", "203.0.113.8", "w@own.example");
    waits("mx9", "AAAAA4", "a@x.org", "203.0.113.7", "u@own.example");
    Plan plan = open().plan(delete(null, "u@own.example", "203.0.113.0/24"));
    assertEquals(2, plan.messages());
    assertEquals(200, plan.bytes());
    assertEquals(1, plan.bounces());
    assertEquals(1, plan.partly());
    assertEquals(1, plan.otherRecipients());
    assertEquals(List.of("mx1", "mx2"), plan.hosts().stream().map(Plan.OfHost::host).toList());
    assertTrue(plan.notes().getFirst().contains("mx9"), plan.notes()::toString);
    assertEquals(List.of(), operations.deeds(10));
    assertNull(next("mx1"));
  }

  private Command next(String host) {
    try {
      return operations.next(host, Duration.ZERO);
    } catch (Operations.NotKept | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private void receive(String host, Receipt receipt) {
    try {
      operations.receive(host, receipt);
    } catch (Operations.NotKept e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void deed_isRememberedAndHostsThatAreAwayStayOpen() throws IOException {
    waits("mx1", "AAAAA1", "a@x.org", "203.0.113.7", "u@own.example");
    waits("mx2", "AAAAA2", "a@x.org", "203.0.113.7", "u@own.example");
    Plan plan = open().plan(delete("a@x.org", null, null));
    assertThrows(IllegalArgumentException.class, () -> operations.confirm(plan.id(), "root", " "));
    String id = operations.confirm(plan.id(), "root", "a flood").id();
    assertThrows(
        IllegalArgumentException.class, () -> operations.confirm(plan.id(), "root", "again"));
    // what came after the plan is not in it
    waits("mx1", "AAAAA9", "a@x.org", "203.0.113.7", "u@own.example");
    Command one = next("mx1");
    assertEquals(
        List.of("AAAAA1"),
        ((Order.Delete) one.order()).targets().stream().map(Target::id).toList());
    assertEquals(one, next("mx1"));
    open();
    assertEquals(one, next("mx1"));
    receive("mx2", receipt(one, Receipt.State.DONE));
    assertEquals(one, next("mx1"));
    receive("mx1", receipt(one, Receipt.State.DONE));
    receive("mx1", receipt(one, Receipt.State.FAILED));
    assertNull(next("mx1"));
    Deed deed = open().deed(id);
    assertEquals("a flood", deed.reason());
    assertEquals(
        List.of(Deed.State.DONE, Deed.State.OPEN),
        deed.errands().stream().map(Deed.Errand::state).toList());
    assertEquals(1, deed.hostsDone());
    now = NOW.plus(Duration.ofDays(2));
    assertNull(next("mx2"));
    assertEquals(Deed.State.LATE, operations.deed(id).errands().getLast().state());
  }

  @Test
  void ledger_losesATornTailAndTellsOfDamage() throws IOException {
    waits("mx1", "AAAAA1", "a@x.org", "203.0.113.7", "u@own.example");
    open().confirm(operations.plan(delete("a@x.org", null, null)).id(), "root", "one");
    Path file = folder.resolve("ledger");
    long whole = Files.size(file);
    operations.looked("root", "AAAAA1");
    byte[] all = Files.readAllBytes(file);
    for (long cut = whole; cut < all.length; cut += 7) {
      Files.write(file, java.util.Arrays.copyOf(all, (int) cut));
      assertEquals(1, open().deeds(10).size());
      assertEquals(List.of(), operations.looks(10));
      assertEquals(whole, Files.size(file));
    }
    Files.write(file, all);
    assertEquals(1, open().looks(10).size());
    Files.write(file, new byte[] {'x'}, StandardOpenOption.WRITE);
    IOException damage = assertThrows(IOException.class, this::open);
    assertTrue(damage.getMessage().contains("damaged"), damage::getMessage);
  }

  @Test
  void block_isPlannedForAllAndProtectsTheSite() throws IOException {
    open();
    for (String value :
        List.of("127.0.0.1", "192.0.2.7", "192.0.0.0/16", "10.0.0.0/9", "@own.example", "-x")) {
      IllegalArgumentException why =
          assertThrows(
              IllegalArgumentException.class,
              () -> operations.plan(new Wish.KeepOut(null, value, null, null, false)),
              value);
      assertTrue(why.getMessage().contains("nothing was planned"), why::getMessage);
    }
    Plan plan =
        operations.plan(new Wish.KeepOut(null, "10.0.0.0/9", Duration.ofDays(2), null, true));
    Deed deed = operations.confirm(plan.id(), "root", "flood");
    assertEquals(2, deed.errands().size());
    assertEquals(1, operations.blocks().size());
    Command c = next("mx1");
    assertEquals(
        new Order.Block(
            new Barrier(Barrier.Kind.NETWORK, "10.0.0.0/9", NOW.plus(Duration.ofDays(2)))),
        c.order());
    Deed back =
        operations.confirm(
            operations.plan(new Wish.TakeBack(deed.id())).id(), "root", "it is over");
    assertEquals(deed.id(), back.undoes());
    assertEquals(List.of(), operations.blocks());
    receive("mx1", receipt(c, Receipt.State.DONE));
    assertEquals(new Order.Unblock(c.id()), next("mx1").order());
    assertThrows(
        IllegalArgumentException.class, () -> operations.plan(new Wish.TakeBack(deed.id())));
    assertEquals(2, open().deeds(10).size());
  }
}
