package mailweir.action;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * The desk of orders: plans, confirms, keeps the audit, and tells each host its own when it asks. Safe for threads.
 *
 * <pre>
 *   wish ─► plan (kept a while) ─► confirmed ─► Ledger ─► next(host) … receive(host) ─► deed, as it stands
 * </pre>
 */
public final class Operations implements Operator, AutoCloseable {
  /** How long a plan can be confirmed; what waits has changed by then. */
  public static final Duration PLAN_HOLDS = Duration.ofMinutes(15);

  private static final Duration MESSAGES_WITHIN = Duration.ofDays(1);
  private static final Duration BLOCK_WITHIN = Duration.ofDays(30);
  private static final Duration SCANNER_WITHIN = Duration.ofHours(1);
  private static final Duration LONGEST_KEEP = Duration.ofDays(90);
  private static final int MOST_PLANS = 200;
  private static final String LETTERS = "0123456789abcdefghjkmnpqrstvwxyz";

  private final Ledger ledger;
  private final Standings standings;
  private final Supplier<List<String>> enrolled;
  private final Protection protection;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Map<String, Planning.Made> plans = new LinkedHashMap<>();
  private final Map<String, Able> able = new TreeMap<>();
  private final Map<String, Cidr> addresses = new TreeMap<>();

  /** The audit cannot be written; nobody was told anything. */
  public static final class NotKept extends Exception {
    private static final long serialVersionUID = 1L;

    NotKept(IOException why) {
      super(why.getMessage(), why);
    }
  }

  /**
   * Opens the audit.
   *
   * @param file of the audit
   * @param standings what waits
   * @param enrolled the hosts that may ask for orders
   * @param protection whom nobody may keep out
   * @throws IOException when the audit cannot be read, or is damaged: then no order is given
   */
  public Operations(
      Path file,
      Standings standings,
      Supplier<List<String>> enrolled,
      Protection protection,
      InstantSource clock,
      RandomGenerator random)
      throws IOException {
    this.ledger = new Ledger(file);
    this.standings = standings;
    this.enrolled = enrolled;
    this.protection = protection;
    this.clock = clock;
    this.random = random;
  }

  @Override
  public Plan plan(Wish wish) {
    // looking at queues takes its time and needs no turn
    Instant now = clock.instant();
    Planning.Made made =
        switch (wish) {
          case Wish.Messages w -> messages(w, now);
          case Wish.KeepOut w -> keepOut(w, now);
          case Wish.Scan w -> scanner(w, now);
          case Wish.TakeBack w -> takeBack(w, now);
        };
    synchronized (this) {
      plans.values().removeIf(p -> p.plan().made().plus(PLAN_HOLDS).isBefore(now));
      while (plans.size() >= MOST_PLANS) {
        plans.remove(plans.keySet().iterator().next());
      }
      plans.put(made.plan().id(), made);
    }
    return made.plan();
  }

  private Planning.Made messages(Wish.Messages wish, Instant now) {
    if (wish.keep() != null
        && (wish.keep().isNegative()
            || wish.keep().isZero()
            || wish.keep().compareTo(LONGEST_KEEP) > 0)) {
      throw new IllegalArgumentException(
          "keep: how long what is deleted can be brought back is more than nothing and at most "
              + LONGEST_KEEP.toDays()
              + " days; nothing was planned");
    }
    known(wish.selection().hosts());
    long micros = now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    Permit permit = Permit.valueOf(wish.deed().name());
    return Planning.messages(
        id(now),
        now,
        wish,
        reachable(standings.find(wish.selection(), micros)),
        host -> objection(host, permit));
  }

  /** Without the messages of hosts that nobody can tell anything. */
  private Standings.Found reachable(Standings.Found found) {
    Set<String> agents = Set.copyOf(enrolled.get());
    Map<String, Long> others = new TreeMap<>();
    List<Standings.Standing> rest = new ArrayList<>();
    for (Standings.Standing s : found.messages()) {
      if (agents.contains(s.host())) {
        rest.add(s);
      } else {
        others.merge(s.host(), 1L, Long::sum);
      }
    }
    List<String> notes = new ArrayList<>(found.notes());
    others.forEach((host, n) ->
        notes.add(
            host
                + ": "
                + n
                + " messages are left alone, for no agent of that name is enrolled; act there with --here"));
    return new Standings.Found(rest, notes);
  }

  private Planning.Made keepOut(Wish.KeepOut wish, Instant now) {
    Barrier barrier = barrier(wish, now);
    Wish.KeepOut whole =
        new Wish.KeepOut(
            barrier.kind(), barrier.value(), wish.lasting(), wish.hosts(), wish.wide());
    return simple(
        whole,
        "block "
            + OrderJson.word(barrier.kind())
            + " "
            + barrier.value()
            + (barrier.until() == null ? "" : " until " + barrier.until()),
        wish.hosts(),
        new Order.Block(barrier),
        now);
  }

  private Barrier barrier(Wish.KeepOut wish, Instant now) {
    String value = wish.value().strip();
    Barrier.Kind kind = wish.kind() == null ? kind(value) : wish.kind();
    if (kind == Barrier.Kind.RELAY && value.indexOf('/') >= 0) {
      kind = Barrier.Kind.NETWORK;
    }
    if (wish.lasting() != null && (wish.lasting().isNegative() || wish.lasting().isZero())) {
      throw new IllegalArgumentException(value + ": a block of no time; nothing was planned");
    }
    // queues and logs tell times to the second at best
    Instant until =
        wish.lasting() == null
            ? null
            : now.plus(wish.lasting()).truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
    if (kind == Barrier.Kind.SENDER || kind == Barrier.Kind.ACCOUNT) {
      value = kind == Barrier.Kind.SENDER ? value.toLowerCase(Locale.ROOT) : value;
    }
    Barrier barrier = new Barrier(kind, value, until);
    String why = Grammar.objection(barrier);
    if (why == null) {
      Cidr network =
          kind == Barrier.Kind.RELAY || kind == Barrier.Kind.NETWORK ? Cidr.of(value) : null;
      barrier =
          network == null
              ? barrier
              : network.isAddress()
                  ? new Barrier(Barrier.Kind.RELAY, network.address(), until)
                  : new Barrier(Barrier.Kind.NETWORK, network.toString(), until);
      why = protection().objection(barrier, wish.wide());
    }
    if (why != null) {
      throw new IllegalArgumentException(value + ": " + why + "; nothing was planned");
    }
    return barrier;
  }

  /** With the hosts themselves, from where they speak. */
  private synchronized Protection protection() {
    List<Cidr> all = new ArrayList<>(protection.networks());
    all.addAll(addresses.values());
    return new Protection(all, protection.domains());
  }

  private static Barrier.Kind kind(String value) {
    return value.indexOf('@') >= 0
        ? Barrier.Kind.SENDER
        : value.indexOf('/') >= 0
            ? Barrier.Kind.NETWORK
            : Grammar.isAddress(value) ? Barrier.Kind.RELAY : Barrier.Kind.ACCOUNT;
  }

  private Planning.Made scanner(Wish.Scan wish, Instant now) {
    return simple(
        wish,
        (wish.resume() ? "resume" : "pause") + " the scanner " + OrderJson.word(wish.scanner()),
        wish.hosts(),
        wish.resume()
            ? new Order.ResumeScanner(wish.scanner())
            : new Order.PauseScanner(wish.scanner()),
        now);
  }

  private Planning.Made simple(
      Wish wish, String words, List<String> named, Order order, Instant now) {
    known(named);
    List<String> all = named.isEmpty() ? enrolled.get() : named;
    if (all.isEmpty()) {
      throw new IllegalArgumentException(
          "no host can be told anything: no agent is enrolled; nothing was planned; see docs/actions.md");
    }
    Map<String, List<Order>> orders = new LinkedHashMap<>();
    List<Plan.OfHost> hosts = new ArrayList<>();
    for (String host : new TreeSet<>(all)) {
      orders.put(host, List.of(order));
      hosts.add(new Plan.OfHost(host, 0, 0, null, null, objection(host, Permit.of(order))));
    }
    return new Planning.Made(
        plan(now, wish, words + (named.isEmpty() ? " on all hosts" : ""), hosts, List.of()),
        orders);
  }

  private Plan plan(
      Instant now, Wish wish, String words, List<Plan.OfHost> hosts, List<String> notes) {
    long messages = hosts.stream().mapToLong(Plan.OfHost::messages).sum();
    return new Plan(
        id(now), now, wish, words, hosts, messages, 0, null, List.of(), List.of(), List.of(),
        List.of(), 0, 0, 0, notes);
  }

  private synchronized Planning.Made takeBack(Wish.TakeBack wish, Instant now) {
    Ledger.Head head = ledger.head(wish.deed());
    if (head == null) {
      throw new IllegalArgumentException(
          wish.deed()
              + ": nothing of that id was done here; nothing was planned; 'mailweir actions' lists what was");
    }
    if (ledger.undoneBy(head.id()) != null && !isOpenAgain(head)) {
      throw new IllegalArgumentException(
          head.id()
              + ": was taken back already by "
              + ledger.undoneBy(head.id())
              + "; nothing was planned");
    }
    Map<String, List<Order>> orders = new LinkedHashMap<>();
    Map<String, Long> messages = new TreeMap<>();
    for (String id : head.commands()) {
      Ledger.Line line = ledger.line(id);
      Order back = back(line, now);
      if (back != null) {
        orders.computeIfAbsent(line.command().host(), h -> new ArrayList<>()).add(back);
        messages.merge(line.command().host(), (long) targets(line.command().order()), Long::sum);
      }
    }
    if (orders.isEmpty()) {
      throw new IllegalArgumentException(
          head.id()
              + ": cannot be taken back (it was nothing that can be, was not done anywhere, or its time is over); nothing was planned");
    }
    List<Plan.OfHost> hosts = new ArrayList<>();
    messages.forEach((host, n) ->
        hosts.add(
            new Plan.OfHost(
                host, n, 0, null, null, objection(host, Permit.of(orders.get(host).getFirst())))));
    return new Planning.Made(
        plan(now, wish, "take back " + head.id() + ": " + head.plan().words(), hosts, List.of()),
        orders);
  }

  /** Whether taking back failed, so that it may be tried again. */
  private boolean isOpenAgain(Ledger.Head head) {
    Ledger.Head undo = ledger.head(ledger.undoneBy(head.id()));
    return undo != null
        && undo.commands().stream()
            .map(ledger::line)
            .anyMatch(l ->
                l.state(clock.instant()) == Deed.State.LATE
                    || l.receipt() != null && l.receipt().state() != Receipt.State.DONE);
  }

  /** What takes a command back; {@code null}: nothing, or it need not be. */
  private static Order back(Ledger.Line line, Instant now) {
    Command c = line.command();
    boolean refused =
        line.receipt() != null
            && (line.receipt().state() == Receipt.State.REFUSED
                || line.receipt().state() == Receipt.State.FAILED && line.receipt().done() == 0);
    return switch (c.order()) {
      case Order.Hold o -> refused ? null : new Order.Release(o.targets());
      case Order.Delete o ->
          refused || !now.isBefore(o.keepUntil()) ? null : new Order.Undo(c.id());
      // a block that the host has not heard of yet must not come after its end
      case Order.Block o ->
          o.barrier().until() != null && !now.isBefore(o.barrier().until())
              ? null
              : new Order.Unblock(c.id());
      case Order.PauseScanner o -> refused ? null : new Order.ResumeScanner(o.scanner());
      case Order.Release o -> null;
      case Order.Retry o -> null;
      case Order.Undo o -> null;
      case Order.Unblock o -> null;
      case Order.ResumeScanner o -> null;
    };
  }

  private void known(List<String> named) {
    List<String> all = enrolled.get();
    for (String host : named) {
      if (!all.contains(host)) {
        throw new IllegalArgumentException(
            host
                + ": no agent of that name is enrolled; nothing was planned; 'mailweir agent ls' lists those that are");
      }
    }
  }

  private synchronized String objection(String host, Permit permit) {
    Able a = able.get(host);
    if (a == null) {
      return "did not ask for orders yet; it is told when it does";
    }
    return a.allowed().contains(permit)
        ? null
        : "allows no " + permit.word() + " (agent.actions there); it will refuse";
  }

  @Override
  public synchronized Deed confirm(String planId, String by, String reason) {
    Instant now = clock.instant();
    Planning.Made made = plans.get(planId);
    if (made == null || made.plan().made().plus(PLAN_HOLDS).isBefore(now)) {
      throw new IllegalArgumentException(
          planId + ": there is no such plan, or it is too old; nothing was done; plan it again");
    }
    if (!Grammar.isText(by) || !Grammar.isText(reason)) {
      throw new IllegalArgumentException(
          "reason: is missing or too long; nothing was done; say in a line why");
    }
    if (made.plan().isEmpty()) {
      throw new IllegalArgumentException(made.plan().words() + ": nothing fits; nothing was done");
    }
    List<Command> commands = new ArrayList<>();
    made.orders()
        .forEach((host, orders) ->
            orders.forEach(order ->
                commands.add(
                    new Command(
                        planId + "-" + (commands.size() + 1),
                        host,
                        now,
                        notAfter(order, now),
                        by,
                        reason,
                        order))));
    for (Command c : commands) {
      String why = Grammar.objection(c);
      if (why != null) {
        throw new IllegalArgumentException(made.plan().words() + ": " + why + "; nothing was done");
      }
    }
    Ledger.Head head =
        new Ledger.Head(
            planId,
            now,
            by,
            reason,
            made.plan(),
            until(commands),
            made.plan().wish() instanceof Wish.TakeBack w ? w.deed() : null,
            commands.stream().map(Command::id).toList());
    try {
      ledger.begin(head, commands);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "the audit cannot be written (" + e.getMessage() + "); nothing was done; make room", e);
    }
    plans.remove(planId);
    notifyAll();
    return deed(head, now);
  }

  private static Instant until(List<Command> commands) {
    return commands.stream()
        .map(c -> end(c.order()))
        .filter(Objects::nonNull)
        .max(Comparator.naturalOrder())
        .orElse(null);
  }

  private static Instant end(Order order) {
    return switch (order) {
      case Order.Block o -> o.barrier().until();
      case Order.Delete o -> o.keepUntil();
      case Order.Hold o -> null;
      case Order.Release o -> null;
      case Order.Retry o -> null;
      case Order.Undo o -> null;
      case Order.Unblock o -> null;
      case Order.PauseScanner o -> null;
      case Order.ResumeScanner o -> null;
    };
  }

  private static Instant notAfter(Order order, Instant now) {
    return switch (order) {
      case Order.Hold o -> now.plus(MESSAGES_WITHIN);
      case Order.Release o -> now.plus(MESSAGES_WITHIN);
      case Order.Retry o -> now.plus(MESSAGES_WITHIN);
      case Order.Delete o -> min(now.plus(MESSAGES_WITHIN), o.keepUntil());
      case Order.Undo o -> now.plus(LONGEST_KEEP);
      case Order.Block o -> min(now.plus(BLOCK_WITHIN), o.barrier().until());
      case Order.Unblock o -> now.plus(BLOCK_WITHIN.multipliedBy(2));
      case Order.PauseScanner o -> now.plus(SCANNER_WITHIN);
      case Order.ResumeScanner o -> now.plus(BLOCK_WITHIN);
    };
  }

  private static Instant min(Instant one, Instant other) {
    return other == null || one.isBefore(other) ? one : other;
  }

  private Deed deed(Ledger.Head head, Instant now) {
    return new Deed(
        head.id(),
        head.at(),
        head.by(),
        head.reason(),
        head.plan(),
        head.until(),
        head.undoes(),
        ledger.undoneBy(head.id()),
        head.commands().stream()
            .map(ledger::line)
            .map(l ->
                new Deed.Errand(
                    l.command().host(),
                    l.command().id(),
                    targets(l.command().order()),
                    l.state(now),
                    l.command().notAfter(),
                    l.receipt()))
            .toList());
  }

  private static int targets(Order order) {
    return switch (order) {
      case Order.Hold o -> o.targets().size();
      case Order.Release o -> o.targets().size();
      case Order.Retry o -> o.targets().size();
      case Order.Delete o -> o.targets().size();
      case Order.Undo o -> 0;
      case Order.Block o -> 0;
      case Order.Unblock o -> 0;
      case Order.PauseScanner o -> 0;
      case Order.ResumeScanner o -> 0;
    };
  }

  @Override
  public synchronized List<Deed> deeds(int most) {
    Instant now = clock.instant();
    return ledger.heads().reversed().stream().limit(most).map(h -> deed(h, now)).toList();
  }

  @Override
  public synchronized Deed deed(String id) {
    Ledger.Head head = ledger.head(id);
    return head == null ? null : deed(head, clock.instant());
  }

  @Override
  public synchronized List<Deed> blocks() {
    Instant now = clock.instant();
    return ledger.heads().reversed().stream()
        .filter(h -> h.plan().wish() instanceof Wish.KeepOut)
        .filter(h -> ledger.undoneBy(h.id()) == null)
        .filter(h -> h.until() == null || now.isBefore(h.until()))
        .map(h -> deed(h, now))
        .toList();
  }

  @Override
  public synchronized List<Able> hosts() {
    Set<String> names = new LinkedHashSet<>(new TreeSet<>(enrolled.get()));
    return names.stream()
        .map(n -> able.getOrDefault(n, new Able(n, null, Set.of(), List.of(), List.of(), Set.of())))
        .toList();
  }

  @Override
  public synchronized void looked(String by, String what) {
    try {
      ledger.looked(new Look(clock.instant(), by, what));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "the audit cannot be written (" + e.getMessage() + "); nothing was shown; make room", e);
    }
  }

  @Override
  public synchronized List<Look> looks(int most) {
    return ledger.looks().reversed().stream().limit(most).toList();
  }

  /** A host asks for orders and says what it can; {@code address}: from where, may be absent. */
  public synchronized void heard(Able who, String address) {
    able.put(who.host(), who);
    try {
      if (address != null) {
        addresses.put(who.host(), Cidr.of(address));
      }
    } catch (IllegalArgumentException e) {
      // an address with a scope is nobody's that could be kept out
    }
  }

  /**
   * What a host is to be told next, waited for so long at most; {@code null}: nothing.
   *
   * @throws NotKept when the audit cannot be written: then it is told nothing
   */
  public synchronized Command next(String host, Duration patience)
      throws NotKept, InterruptedException {
    long until = System.nanoTime() + patience.toNanos();
    while (true) {
      Instant now = clock.instant();
      Command next = ledger.next(host, now);
      if (next != null) {
        try {
          ledger.sent(next.id(), now);
        } catch (IOException e) {
          throw new NotKept(e);
        }
        return next;
      }
      long left = (until - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        return null;
      }
      wait(left);
    }
  }

  /**
   * A host says what became of a command. May be said again.
   *
   * @throws NotKept when it cannot be kept: it has to be said again
   */
  public synchronized void receive(String host, Receipt receipt) throws NotKept {
    try {
      ledger.receive(host, receipt);
    } catch (IOException e) {
      throw new NotKept(e);
    }
  }

  private String id(Instant now) {
    StringBuilder id = new StringBuilder(Long.toString(now.getEpochSecond(), 36));
    for (int i = 0; i < 6; i++) {
      id.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return id.toString();
  }

  @Override
  public void close() throws IOException {
    ledger.close();
  }
}
