package mailweir.policy.grey;

import java.util.HashMap;
import java.util.Map;

/** What the greylist should answer, in the plainest way: maps of texts, in which nothing is removed before it is asked for. */
final class NaiveGrey {
  private static final class Triplet {
    long first;
    long last;
    boolean passed;
  }

  private static final class Client {
    int passed;
    long last;
  }

  private final Settings how;
  private final Map<String, Triplet> triplets = new HashMap<>();
  private final Map<String, Client> clients = new HashMap<>();
  long asked;
  long passed;
  long gaveUp;
  long waited;

  NaiveGrey(Settings how) {
    this.how = how;
  }

  private boolean isOver(Triplet t, long now) {
    return t.passed ? now - t.last > how.memory() : now - t.first > how.window();
  }

  Grey.Answer look(String client, String sender, String recipient, long now) {
    Client c = clients.get(client);
    if (c != null && now - c.last > how.memory()) {
      clients.remove(client);
      c = null;
    }
    String key = client + " " + sender + " " + recipient;
    Triplet t = triplets.get(key);
    if (c != null && c.passed >= how.autoAllow()) {
      if (now - c.last > how.refresh()) {
        c.last = now;
      }
      if (t != null && !t.passed && !isOver(t, now)) {
        pass(t, now);
      }
      return new Grey.Allowed(Grey.Why.PASSED_OFTEN);
    }
    if (c == null) {
      c = new Client();
      c.last = now;
      clients.put(client, c);
    } else if (now - c.last > how.refresh()) {
      c.last = now;
    }
    if (t == null || isOver(t, now)) {
      if (t != null && !t.passed) {
        gaveUp++;
      }
      asked++;
      t = new Triplet();
      t.first = now;
      triplets.put(key, t);
      return new Grey.New(how.delay() / 1000);
    }
    if (t.passed) {
      if (now - t.last > how.refresh()) {
        t.last = now;
      }
      return new Grey.Known();
    }
    long left = t.first + how.delay() - now;
    if (left > 0) {
      return new Grey.Early((left + 999) / 1000);
    }
    pass(t, now);
    c.passed++;
    c.last = now;
    return new Grey.Passed(t.first, now - t.first);
  }

  private void pass(Triplet t, long now) {
    passed++;
    waited += now - t.first;
    t.passed = true;
    t.last = now;
  }

  Grey.Earlier earlier(String client, long now) {
    Client c = clients.get(client);
    return c == null || now - c.last > how.memory()
        ? Grey.Earlier.NEVER_SEEN
        : c.passed >= how.autoAllow()
            ? Grey.Earlier.PASSED_OFTEN
            : c.passed > 0 ? Grey.Earlier.PASSED : Grey.Earlier.WAITING;
  }

  boolean forget(String client, String sender, String recipient, long now) {
    Triplet t = triplets.get(client + " " + sender + " " + recipient);
    if (t != null && !t.passed && isOver(t, now)) {
      gaveUp++;
    }
    return triplets.remove(client + " " + sender + " " + recipient) != null;
  }

  /** All of a client. */
  void forget(String client, long now) {
    triplets
        .entrySet()
        .removeIf(e -> {
          boolean isIts = e.getKey().startsWith(client + " ");
          if (isIts && !e.getValue().passed && isOver(e.getValue(), now)) {
            gaveUp++;
          }
          return isIts;
        });
    Client c = new Client();
    c.last = now;
    clients.put(client, c);
  }

  long waiting(long now) {
    return triplets.values().stream().filter(t -> !t.passed && !isOver(t, now)).count();
  }

  long gaveUp(long now) {
    return gaveUp + triplets.values().stream().filter(t -> !t.passed && isOver(t, now)).count();
  }
}
