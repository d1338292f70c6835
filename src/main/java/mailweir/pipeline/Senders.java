package mailweir.pipeline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import mailweir.answer.Query;
import mailweir.answer.SenderRisk;
import mailweir.event.Entry;
import mailweir.event.Event;
import mailweir.event.Reason;
import mailweir.identity.Hosts;
import mailweir.slice.Ascii;
import mailweir.slice.Slice;

/**
 * Gathers who sends through the site, from events in any order: sums and sets, so that order does not matter. Confined to one thread;
 * {@link #addAll} puts those of several readers together.
 *
 * <p>A row is an account, or the address of a client without a login. Shown are those that sent something through the site: with a login, or
 * by relaying without one.
 */
final class Senders {
  private static final byte[] RELAYING = Ascii.bytes("relaying");
  private static final byte[] WITHOUT_LOGIN = Ascii.bytes("relaying_without_login");
  private static final byte[] UNLIKE_LOGIN = Ascii.bytes("relaying_unlike_login");
  private static final byte[] SENDER = Ascii.bytes("sender");

  /** From so many addresses of clients on, an account is likely in several hands. */
  private static final int MANY_CLIENTS = 5;

  /** From so many envelope senders on, they are likely forged. */
  private static final int MANY_SENDERS = 10;

  /** From so many unknown recipients on, and one in so many of all, a list of addresses is likely bought. */
  private static final int MANY_UNKNOWN = 10;

  private static final int ONE_UNKNOWN_IN = 5;

  private static final class Row {
    long messages;
    long admitted;
    long relayed;
    long withoutLogin;
    long unlikeLogin;
    long refused;
    long unknown;
    final Set<Long> clients = new HashSet<>(2);
    final Set<Long> senders = new HashSet<>(2);
  }

  private final long since;
  private final long until;
  private final String host;
  private final Map<String, Row> accounts = new HashMap<>();
  private final Map<String, Row> clients = new HashMap<>();

  private final SeparateLogins logins = new SeparateLogins();

  Senders(Query query) {
    since = query.since() == null ? Long.MIN_VALUE : micros(query.since());
    until = query.until() == null ? Long.MAX_VALUE : micros(query.until());
    host = query.host() == null ? null : Hosts.canonical(query.host());
  }

  private static long micros(java.time.Instant at) {
    return Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000L), at.getNano() / 1000);
  }

  /** Where lines that matter begin, microseconds. */
  long from() {
    return since == Long.MIN_VALUE ? since : since - SeparateLogins.LOGIN;
  }

  long to() {
    return until;
  }

  /** Hears what a line of a process says {@code times} times; {@code lineHost} is canonical. */
  void hear(long micros, String lineHost, int pid, Event event, int times) {
    if (event instanceof Event.Login l
        && l.ok()
        && l.counts()
        && !l.mailbox()
        && micros >= from()
        && micros < until) {
      logins.login(micros, lineHost, pid, l);
      return;
    }
    if (micros < since || micros >= until || host != null && !host.equals(lineHost)) {
      return;
    }
    switch (event) {
      case Event.Admitted a -> admitted(a, times);
      case Event.Refusal r -> {
        Row row = row(r.saslUser(), r.peer(), r.envelope().from());
        if (row != null) {
          row.refused += times;
          row.unknown += r.reason() == Reason.UNKNOWN_RECIPIENT ? times : 0;
        }
      }
      case Event.Client c -> {
        if (c.saslUser() != null && c.queueId() != null) {
          row(c.saslUser(), c.peer(), null).messages += times;
        }
      }
      case Event.Arrival a -> {
        if (a.saslUser() != null && (a.entry() == Entry.SMTP || a.entry() == Entry.SUBMISSION)) {
          row(a.saslUser(), a.peer(), a.from()).messages += times;
        } else if (a.entry() == Entry.SUBMISSION) {
          logins.message(micros, lineHost, pid, a, times);
        }
      }
      default -> {}
    }
  }

  private void admitted(Event.Admitted a, int times) {
    if (a.check() == null || a.check().is(SENDER)) {
      return;
    }
    Row row = row(a.saslUser(), a.peer(), a.envelope().from());
    if (row == null) {
      return;
    }
    row.admitted += times;
    row.relayed += a.check().startsWith(RELAYING) ? times : 0;
    row.withoutLogin += a.check().is(WITHOUT_LOGIN) ? times : 0;
    row.unlikeLogin += a.check().is(UNLIKE_LOGIN) ? times : 0;
  }

  /** The row of an account, else of a client's address; null without either. */
  private Row row(Slice account, Event.Peer peer, Slice sender) {
    Slice ip = peer == null ? null : peer.ip();
    boolean login = account != null && !account.isEmpty();
    if (!login && (ip == null || ip.isEmpty())) {
      return null;
    }
    Row row =
        login
            ? accounts.computeIfAbsent(account.toString(), k -> new Row())
            : clients.computeIfAbsent(ip.toString(), k -> new Row());
    if (login && ip != null) {
      row.clients.add(ip.hash());
    }
    if (sender != null) {
      row.senders.add(sender.hash());
    }
    return row;
  }

  void addAll(Senders other) {
    add(accounts, other.accounts);
    add(clients, other.clients);
    logins.addAll(other.logins);
  }

  private static void add(Map<String, Row> to, Map<String, Row> from) {
    from.forEach((who, r) ->
        to.merge(
            who,
            r,
            (x, y) -> {
              x.messages += y.messages;
              x.admitted += y.admitted;
              x.relayed += y.relayed;
              x.withoutLogin += y.withoutLogin;
              x.unlikeLogin += y.unlikeLogin;
              x.refused += y.refused;
              x.unknown += y.unknown;
              x.clients.addAll(y.clients);
              x.senders.addAll(y.senders);
              return x;
            }));
  }

  /** The riskiest first; at most the query's limit. */
  List<SenderRisk> rows(int limit) {
    logins.settle((account, client, sender, times) -> {
      Row row = accounts.computeIfAbsent(account, k -> new Row());
      row.messages += times;
      row.clients.add(client);
      row.senders.add(sender);
    });
    List<SenderRisk> rows = new ArrayList<>();
    accounts.forEach((who, r) -> rows.add(judged(who, true, r)));
    clients.forEach((who, r) -> {
      if (r.relayed > 0) {
        rows.add(judged(who, false, r));
      }
    });
    rows.sort(
        Comparator.comparingLong(SenderRisk::risk)
            .thenComparingLong(SenderRisk::relayed)
            .thenComparingLong(SenderRisk::messages)
            .reversed()
            .thenComparing(SenderRisk::who)
            .thenComparing(SenderRisk::account));
    return rows.size() > limit ? List.copyOf(rows.subList(0, limit)) : rows;
  }

  private static SenderRisk judged(String who, boolean account, Row r) {
    List<String> reasons = new ArrayList<>();
    long risk = 0;
    if (r.withoutLogin > 0) {
      reasons.add("relaying_without_login");
      risk += r.withoutLogin;
    }
    if (r.unlikeLogin > 0) {
      reasons.add("sender_unlike_login");
      risk += r.unlikeLogin;
    }
    if (r.unknown >= MANY_UNKNOWN && r.unknown * ONE_UNKNOWN_IN >= r.admitted + r.refused) {
      reasons.add("unknown_recipients");
      risk += r.unknown;
    }
    long sent = Math.max(r.messages, r.relayed);
    if (r.clients.size() >= MANY_CLIENTS) {
      reasons.add("many_clients");
      risk += sent;
    }
    if (r.senders.size() >= MANY_SENDERS && r.withoutLogin + r.unlikeLogin > 0) {
      reasons.add("many_senders");
      risk += sent;
    }
    return new SenderRisk(
        who,
        account,
        r.messages,
        r.admitted,
        r.relayed,
        r.withoutLogin,
        r.unlikeLogin,
        r.refused,
        r.unknown,
        account ? r.clients.size() : 1,
        r.senders.size(),
        risk,
        reasons);
  }
}
