package mailweir.pipeline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mailweir.event.Event;
import mailweir.slice.Slice;

/**
 * Messages of servers that tell a login apart from the messages (Sendmail): a message is its process' newest login's, from the same address and
 * within an hour. Lines may come in any order, so both wait until all are heard. Confined to one thread.
 */
final class SeparateLogins {
  /** How long after its login a client may hand in messages, microseconds. */
  static final long LOGIN = 3_600_000_000L;

  /** How far the lines of one process may be out of order, microseconds. */
  private static final long DISORDER = 5_000_000L;

  /** Takes a message: whose it is, its client's address and its sender. */
  interface Taker {
    void message(String account, long client, long sender, int times);
  }

  private record Login(long time, String account, long client) {}

  private record Message(long time, long sender, int times) {}

  private final Map<Long, List<Login>> logins = new HashMap<>();
  private final Map<Long, List<Message>> messages = new HashMap<>();

  private static long key(String host, int pid, long client) {
    return Slice.mix(client + pid) * 31 + host.hashCode();
  }

  private static long client(Event.Peer peer) {
    return peer == null || peer.ip() == null ? 0 : peer.ip().hash();
  }

  void login(long time, String host, int pid, Event.Login e) {
    if (pid > 0 && e.user() != null && !e.user().isEmpty()) {
      long client = client(e.peer());
      logins
          .computeIfAbsent(key(host, pid, client), k -> new ArrayList<>(1))
          .add(new Login(time, e.user().toString(), client));
    }
  }

  void message(long time, String host, int pid, Event.Arrival e, int times) {
    if (pid > 0) {
      messages
          .computeIfAbsent(key(host, pid, client(e.peer())), k -> new ArrayList<>(1))
          .add(new Message(time, e.from() == null ? 0 : e.from().hash(), times));
    }
  }

  void addAll(SeparateLogins other) {
    other.logins.forEach((k, l) -> logins.computeIfAbsent(k, n -> new ArrayList<>()).addAll(l));
    other.messages.forEach((k, m) -> messages.computeIfAbsent(k, n -> new ArrayList<>()).addAll(m));
  }

  /** Tells the messages whose login was heard; they are forgotten. */
  void settle(Taker taker) {
    messages.forEach((key, waiting) -> {
      List<Login> known = logins.getOrDefault(key, List.of());
      for (Message m : waiting) {
        known.stream()
            .filter(l -> l.time <= m.time + DISORDER && m.time - l.time <= LOGIN)
            .max(Comparator.comparingLong(Login::time).thenComparing(Login::account))
            .ifPresent(l -> taker.message(l.account, l.client, m.sender, m.times));
      }
    });
    messages.clear();
  }
}
