package mailweir.action.carry;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import mailweir.action.Command;
import mailweir.action.Grammar;
import mailweir.action.Order;
import mailweir.action.OrderJson;
import mailweir.action.Permit;
import mailweir.action.Protection;
import mailweir.action.Receipt;
import mailweir.action.Target;
import mailweir.action.block.BlockList;
import mailweir.trust.Fingerprint;
import mailweir.trust.Secrets;
import mailweir.trust.Signed;

/**
 * Carries out orders on this host, one at a time, each once by its id. An order is noted before it is begun and its receipt before it is told; what a
 * crash interrupts is gone on with at the next start, for all that hands and walls do may be repeated.
 *
 * <p>Refused are, in this order: what its server did not sign, what has a word that is not known, what is for another host, what is not of the
 * grammar, what is too old, what this host does not allow. Not safe for threads.
 */
public final class Carrier implements AutoCloseable {
  /** What signatures of orders are for. */
  public static final String PURPOSE = "mailweir order 1";

  private static final int AT_ONCE = 500;
  private static final Duration LONGEST_KEEP = Duration.ofDays(100);
  private static final Duration AHEAD = Duration.ofDays(1);
  private static final Duration TIDY = Duration.ofHours(1);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Setting setting;
  private final Supplier<List<Hands>> hands;
  private final Blocks blocks;
  private final Scanners scanners;
  private final InstantSource clock;
  private final Consumer<String> say;
  private final FileChannel lock;
  private final OrderBook book;
  private final Map<String, Receipt> unsigned = new LinkedHashMap<>();
  private Instant nextTidy = Instant.MIN;
  private String trouble = "";

  /**
   * For whom and under what conditions.
   *
   * @param state folder of this host's actions: archives, blocks and their lock, one for all who act here
   * @param book the file of orders of this carrier
   * @param host its name in orders
   * @param server who signs; {@code null}: nobody can, only the operator of this machine is obeyed
   * @param allowed what is done at all
   * @param protection who is never kept out, as far as this host knows
   */
  public record Setting(
      Path state,
      Path book,
      String host,
      Fingerprint server,
      Set<Permit> allowed,
      Protection protection) {
    public Setting {
      allowed = Set.copyOf(allowed);
    }
  }

  /** Opens its folder. {@code hands} is asked anew for each order: instances come and go. */
  public Carrier(
      Setting setting,
      Supplier<List<Hands>> hands,
      List<Wall> walls,
      Scanners scanners,
      InstantSource clock,
      Consumer<String> say)
      throws IOException {
    this.setting = setting;
    this.hands = hands;
    this.scanners = scanners;
    this.clock = clock;
    this.say = say;
    Secrets.folder(setting.state());
    this.blocks = new Blocks(setting.state().resolve("blocks"), walls);
    this.book = new OrderBook(setting.book(), clock.instant());
    this.lock = Secrets.lockFile(setting.state().resolve("lock"));
  }

  /** Where archives are. */
  public static Path archives(Path state) {
    return state.resolve("archive");
  }

  /** What the host allows. */
  public Set<Permit> allowed() {
    return setting.allowed();
  }

  /** Servers that it would tell of blocks. */
  public List<String> walls() {
    return blocks.servers();
  }

  /** Scanners that it can stop. */
  public Set<Order.Scanner> scanners() {
    return scanners.known();
  }

  /** Places whose messages it can handle. */
  public List<mailweir.queue.Place> places() {
    return hands.get().stream().map(Hands::place).toList();
  }

  /** Goes on with what was begun before a crash, and tells the servers of blocks again. */
  public void resume() throws IOException {
    for (Command command : book.open()) {
      String why = objection(command);
      if (why != null && !setting.allowed().contains(Permit.of(command.order()))) {
        say.accept("order " + command.id() + ": was interrupted, and is not gone on with: " + why);
        refused(command.id(), "it was interrupted, and then " + why, command.notAfter(), true);
      } else {
        say.accept("order " + command.id() + ": was interrupted; it is gone on with");
        finish(command);
      }
    }
    tick();
  }

  /** Carries out a signed order, if it is to be; its receipt is kept until it is {@link #acknowledged}. */
  public Receipt take(Signed signed) throws IOException {
    if (setting.server() == null || !signed.isBy(setting.server(), PURPOSE)) {
      return unsigned(signed, "it is not signed by the server of this host");
    }
    Command command;
    try {
      command = OrderJson.command(signed.bytes());
    } catch (OrderJson.Unknown e) {
      return unknown(signed, e.getMessage());
    }
    return carry(command);
  }

  /** Carries out an order whose origin is certain: signed by the server, or from the operator of this machine. */
  public Receipt carry(Command command) throws IOException {
    String why = Grammar.objection(command);
    if (why != null) {
      return refused(command.id(), why, command.notAfter(), false);
    }
    if (!command.host().equals(setting.host())) {
      return refused(command.id(), "it is for another host, " + command.host(), null, false);
    }
    Receipt before = book.receipt(command.id());
    if (before != null) {
      return before;
    }
    if (!book.knows(command.id())) {
      why = objection(command);
      if (why != null) {
        return refused(command.id(), why, command.notAfter(), true);
      }
      book.begin(command);
    }
    return finish(command);
  }

  private String objection(Command command) {
    Instant now = clock.instant();
    if (!now.isBefore(command.notAfter())) {
      return "it is too old: not after " + command.notAfter();
    }
    if (command.issued().isAfter(now.plus(AHEAD))) {
      return "it is from the future: look at the clocks";
    }
    Permit permit = Permit.of(command.order());
    if (!setting.allowed().contains(permit)) {
      return "this host does not allow "
          + permit.word()
          + "; its owner can, with agent.actions in the configuration there";
    }
    if (command.order() instanceof Order.Block b) {
      String why = setting.protection().objection(b.barrier(), true);
      return why == null ? null : b.barrier().value() + " " + why;
    }
    if (command.order() instanceof Order.Delete d
        && d.keepUntil().isAfter(now.plus(LONGEST_KEEP))) {
      return "it would be kept for more than " + LONGEST_KEEP.toDays() + " days";
    }
    return null;
  }

  /** {@code isKept}: its id was seen and must not be tried again. */
  private Receipt refused(String id, String why, Instant until, boolean isKept) throws IOException {
    Receipt receipt =
        new Receipt(
            Grammar.isOrder(id) ? id : "0",
            setting.host(),
            clock.instant(),
            Receipt.State.REFUSED,
            0,
            0,
            0,
            0,
            List.of(why));
    say.accept("order " + receipt.command() + ": refused: " + why);
    if (isKept) {
      book.done(receipt, until);
    } else {
      unsigned.put(receipt.command(), receipt);
    }
    return receipt;
  }

  /** Its id is not believed: the true order of that id may still come. */
  private Receipt unsigned(Signed signed, String why) throws IOException {
    return refused(idOf(signed), why, null, false);
  }

  private Receipt unknown(Signed signed, String why) throws IOException {
    return refused(
        idOf(signed), why + "; is this host's version older than its server's?", null, false);
  }

  private static String idOf(Signed signed) {
    try {
      return JSON.readTree(signed.bytes()).path("id").asText("");
    } catch (IOException | RuntimeException e) {
      return "";
    }
  }

  private Receipt finish(Command command) throws IOException {
    Receipt receipt;
    FileLock held = lock.lock();
    try {
      receipt = result(command);
    } catch (IOException | RuntimeException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw new IOException("order " + command.id() + ": goes on at the next start", e);
      }
      // nothing is lost by it: what was done is held or in the archive, and may be ordered again
      receipt = failed(command, String.valueOf(e.getMessage()));
    } finally {
      held.release();
    }
    book.done(receipt, command.notAfter());
    return receipt;
  }

  private Receipt result(Command command) throws IOException {
    return switch (command.order()) {
      case Order.Hold o -> messages(command, o.targets(), Hands::hold);
      case Order.Release o -> messages(command, o.targets(), Hands::release);
      case Order.Retry o -> messages(command, o.targets(), Hands::retry);
      case Order.Delete o -> {
        try (Archive archive =
            Archive.open(archives(setting.state()), command.id(), o.keepUntil())) {
          yield messages(command, o.targets(), (h, some) -> removed(h, some, archive));
        }
      }
      case Order.Undo o -> undo(command, o.command());
      case Order.Block o -> blocked(command, blocks.list().with(command.id(), o.barrier()));
      case Order.Unblock o -> blocked(command, blocks.list().without(o.command(), clock.instant()));
      case Order.PauseScanner o -> scanner(command, scanners.run(o.scanner(), false));
      case Order.ResumeScanner o -> scanner(command, scanners.run(o.scanner(), true));
    };
  }

  private Receipt messages(
      Command command, List<Target> targets, BiFunction<Hands, List<Target>, List<Outcome>> deed) {
    Tally tally = new Tally();
    Map<String, List<Target>> byPlace = new TreeMap<>();
    targets.forEach(t -> byPlace.computeIfAbsent(t.place(), p -> new ArrayList<>()).add(t));
    byPlace.forEach((place, all) -> {
      Hands those = handsOf(place);
      if (those == null) {
        tally.failed(all.size(), place + ": there is no such place on this host");
        return;
      }
      for (int from = 0; from < all.size(); from += AT_ONCE) {
        List<Target> some = all.subList(from, Math.min(all.size(), from + AT_ONCE));
        tally.add(
            some,
            t -> Grammar.isQueueId(those.place().server(), t.id()),
            s -> deed.apply(those, s));
      }
    });
    return tally.receipt(command, setting.host(), clock.instant());
  }

  private List<Outcome> removed(Hands those, List<Target> some, Archive archive) {
    List<Outcome> outcomes = those.remove(some, archive);
    try {
      archive.became(some, outcomes);
    } catch (IOException e) {
      say.accept(
          "order "
              + archive.command()
              + ": what was not removed cannot be noted ("
              + e.getMessage()
              + "); its undo would bring back what is still there");
    }
    return outcomes;
  }

  private Hands handsOf(String place) {
    return hands.get().stream()
        .filter(h -> h.place().name().equals(place))
        .findFirst()
        .orElse(null);
  }

  private Receipt undo(Command command, String deleted) throws IOException {
    try (Archive archive = Archive.of(archives(setting.state()), deleted)) {
      if (archive == null) {
        return failed(command, "nothing is kept of " + deleted + " here, or no longer");
      }
      Tally tally = new Tally();
      Map<String, List<Archive.Entry>> byPlace = new TreeMap<>();
      for (Archive.Entry entry : archive.entries()) {
        if (archive.isRestored(entry)) {
          tally.add(Outcome.DONE, entry.target());
        } else if (archive.isLeft(entry)) {
          tally.add(Outcome.failed("it was not removed, so it is not put back"), entry.target());
        } else if (!archive.verify(entry)) {
          tally.add(
              Outcome.failed("its copy in the archive is damaged; it is not put back"),
              entry.target());
        } else {
          byPlace.computeIfAbsent(entry.target().place(), p -> new ArrayList<>()).add(entry);
        }
      }
      for (Map.Entry<String, List<Archive.Entry>> one : byPlace.entrySet()) {
        Hands those = handsOf(one.getKey());
        List<Archive.Entry> all = one.getValue();
        if (those == null) {
          tally.failed(all.size(), one.getKey() + ": there is no such place on this host");
          continue;
        }
        for (int from = 0; from < all.size(); from += AT_ONCE) {
          List<Archive.Entry> some = all.subList(from, Math.min(all.size(), from + AT_ONCE));
          List<Outcome> outcomes = those.restore(archive, some);
          List<Archive.Entry> back = new ArrayList<>();
          for (int i = 0; i < some.size(); i++) {
            tally.add(outcomes.get(i), some.get(i).target());
            if (outcomes.get(i).result() == Outcome.Result.DONE) {
              back.add(some.get(i));
            }
          }
          archive.restored(back);
        }
      }
      return tally.receipt(command, setting.host(), clock.instant());
    }
  }

  private Receipt blocked(Command command, BlockList list) throws IOException {
    Blocks.Done done = blocks.keep(list, clock.instant());
    List<String> notes = new ArrayList<>(done.notes());
    if (done.done() + done.failed() == 0) {
      notes.add(
          "no server is known here that could keep somebody out; see agent.block.with in docs/actions.md");
    }
    return new Receipt(
        command.id(),
        setting.host(),
        clock.instant(),
        done.failed() == 0 && done.done() > 0
            ? Receipt.State.DONE
            : done.done() > 0 ? Receipt.State.PARTLY : Receipt.State.FAILED,
        done.done(),
        0,
        0,
        done.failed(),
        notes);
  }

  private Receipt scanner(Command command, Outcome outcome) {
    boolean ok = outcome.result() == Outcome.Result.DONE;
    return new Receipt(
        command.id(),
        setting.host(),
        clock.instant(),
        ok ? Receipt.State.DONE : Receipt.State.FAILED,
        ok ? 1 : 0,
        0,
        0,
        ok ? 0 : 1,
        outcome.note() == null ? List.of() : List.of(outcome.note()));
  }

  private Receipt failed(Command command, String why) {
    return new Receipt(
        command.id(),
        setting.host(),
        clock.instant(),
        Receipt.State.FAILED,
        0,
        0,
        0,
        1,
        List.of(why));
  }

  /** What the server has not acknowledged yet. */
  public List<Receipt> unacknowledged() {
    List<Receipt> all = new ArrayList<>(book.unacknowledged());
    all.addAll(unsigned.values());
    return all;
  }

  /** The server has these receipts. */
  public void acknowledged(List<String> commands) throws IOException {
    for (String id : commands) {
      unsigned.remove(id);
      book.acknowledged(id);
    }
  }

  /** Ends blocks whose time is over, tells servers that could not be told, and removes archives that are kept no longer. To be called often. */
  public void tick() throws IOException {
    Instant now = clock.instant();
    FileLock held = lock.lock();
    try {
      Blocks.Done done = blocks.refresh(now);
      String now1 = done == null || done.failed() == 0 ? "" : String.join("; ", done.notes());
      if (!now1.equals(trouble)) {
        trouble = now1;
        if (!now1.isEmpty()) {
          say.accept("blocks: " + now1 + "; it is tried again");
        }
      }
      if (!now.isBefore(nextTidy)) {
        nextTidy = now.plus(TIDY);
        Archive.tidy(archives(setting.state()), now)
            .forEach(id -> say.accept("order " + id + ": what it removed is kept no longer"));
      }
    } finally {
      held.release();
    }
  }

  @Override
  public void close() throws IOException {
    try (lock) {
      book.close();
    }
  }
}
