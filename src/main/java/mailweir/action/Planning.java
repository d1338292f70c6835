package mailweir.action;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mailweir.queue.Waiting;

/** Makes plans of messages: pure. */
final class Planning {
  private Planning() {}

  /** A plan, with what each host is to be told. */
  record Made(Plan plan, Map<String, List<Order>> orders) {}

  /** Of a deed with the messages that were found. */
  static Made messages(
      String id,
      Instant now,
      Wish.Messages wish,
      Standings.Found found,
      java.util.function.Function<String, String> objection) {
    Map<String, List<Standings.Standing>> byHost = new TreeMap<>();
    List<String> notes = new ArrayList<>(found.notes());
    long untold = 0;
    long heldBefore = 0;
    for (Standings.Standing s : found.messages()) {
      if (wish.deed() == Wish.Messages.Deed.HOLD && s.message().held()) {
        // somebody else held it: to take this back must not release it
        heldBefore++;
      } else if (Grammar.isQueueId(s.place().server(), s.message().id())
          && Grammar.isPlace(s.place().name())
          && Grammar.isHost(s.host())
          && s.message().arrived() > 0) {
        byHost.computeIfAbsent(s.host(), h -> new ArrayList<>()).add(s);
      } else {
        untold++;
      }
    }
    if (heldBefore > 0) {
      notes.add(heldBefore + " messages are held already; they are left as they are");
    }
    if (untold > 0) {
      notes.add(
          untold + " messages have an id or a place that no order can name; they are left alone");
    }
    List<Plan.OfHost> hosts = new ArrayList<>();
    Map<String, List<Order>> orders = new LinkedHashMap<>();
    Shares shares = new Shares();
    byHost.forEach((host, all) -> {
      all.sort(Comparator.comparingLong(s -> s.message().arrived()));
      hosts.add(
          new Plan.OfHost(
              host,
              all.size(),
              bytes(all),
              instant(all.getFirst().message().arrived()),
              instant(all.getLast().message().arrived()),
              objection.apply(host)));
      orders.put(host, orders(wish, all, now));
      all.forEach(s -> shares.count(s.message(), wish.selection()));
    });
    Plan plan =
        new Plan(
            id,
            now,
            wish,
            OrderJson.word(wish.deed()) + " messages: " + wish.selection().words(),
            hosts,
            hosts.stream().mapToLong(Plan.OfHost::messages).sum(),
            hosts.stream().mapToLong(Plan.OfHost::bytes).sum(),
            hosts.stream().map(Plan.OfHost::oldest).min(Comparator.naturalOrder()).orElse(null),
            top(shares.senders),
            top(shares.clients),
            top(shares.accounts),
            top(shares.recipients),
            shares.bounces,
            shares.partly,
            shares.others,
            notes);
    return new Made(plan, orders);
  }

  private static List<Order> orders(Wish.Messages wish, List<Standings.Standing> all, Instant now) {
    List<Order> orders = new ArrayList<>();
    for (int from = 0; from < all.size(); from += Grammar.MOST_TARGETS) {
      List<Target> targets =
          all.subList(from, Math.min(all.size(), from + Grammar.MOST_TARGETS)).stream()
              .map(Planning::target)
              .toList();
      orders.add(
          switch (wish.deed()) {
            case HOLD -> new Order.Hold(targets);
            case RELEASE -> new Order.Release(targets);
            case RETRY -> new Order.Retry(targets);
            case DELETE ->
                new Order.Delete(
                    targets, now.plus(wish.keep() == null ? Wish.Messages.KEEP : wish.keep()));
          });
    }
    return orders;
  }

  private static Target target(Standings.Standing s) {
    Waiting m = s.message();
    return new Target(s.place().name(), m.id(), m.arrived(), m.sender(), m.size());
  }

  private static long bytes(List<Standings.Standing> all) {
    return all.stream().mapToLong(s -> Math.max(0, s.message().size())).sum();
  }

  private static Instant instant(long micros) {
    return Instant.ofEpochSecond(micros / 1_000_000, micros % 1_000_000 * 1_000);
  }

  private static List<Plan.Share> top(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(Plan.MOST_SHARES)
        .map(e -> new Plan.Share(e.getKey(), e.getValue()))
        .toList();
  }

  /** Whose messages they are, and whom else they concern. */
  private static final class Shares {
    private final Map<String, Long> senders = new HashMap<>();
    private final Map<String, Long> clients = new HashMap<>();
    private final Map<String, Long> accounts = new HashMap<>();
    private final Map<String, Long> recipients = new HashMap<>();
    private long bounces;
    private long partly;
    private long others;

    void count(Waiting m, Selection selection) {
      add(senders, m.sender());
      add(clients, m.client());
      add(accounts, m.account());
      m.to().stream()
          .map(to -> to.substring(to.lastIndexOf('@') + 1).toLowerCase(java.util.Locale.ROOT))
          .distinct()
          .forEach(domain -> add(recipients, domain));
      if ("".equals(m.sender())) {
        bounces++;
      }
      if (selection.to() != null) {
        long meant = m.to().stream().filter(selection::isTo).count();
        long besides = Math.max(m.recipients(), m.to().size()) - meant;
        if (besides > 0) {
          partly++;
          others += besides;
        }
      }
    }

    private static void add(Map<String, Long> counts, String value) {
      if (value != null) {
        counts.merge(value, 1L, Long::sum);
      }
    }
  }
}
