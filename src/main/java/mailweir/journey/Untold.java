package mailweir.journey;

import java.util.HashMap;
import java.util.Map;

/** Messages of servers whose queue tells little (qmail): who brought them, and which of them are copies that another one was forwarded as. */
final class Untold {
  /** Takes two hops of which the second follows the first. */
  interface Link {
    void of(int from, int to);
  }

  private final Hops hops;

  /** Whose an attempt is that forwarded to a process. */
  private final Map<Integer, Integer> forwarders = new HashMap<>();

  Untold(Hops hops) {
    this.hops = hops;
  }

  /** Puts messages to their sessions, and forwarded copies to the message that they are of, which names the process that queued them. */
  void attach(Sessions sessions, Link link) {
    HashOfHops forwarding = new HashOfHops();
    for (int h = 0; h < hops.size(); h++) {
      if (Sessions.mayHaveLogin(hops, h)) {
        sessions.login(hops, h);
      }
      if (!hops.is(h, Words.UNTOLD) || hops.is(h, Words.ABSORBED)) {
        continue;
      }
      if (sessions.size() > 0) {
        sessions.attach(hops, h);
      }
      int from = hops.firstAttempt(h);
      for (int a = from, end = from + hops.attempts(h); a < end; a++) {
        if ((hops.bits(a) & Words.FORWARDED) != 0 && hops.next(a) != 0) {
          forwarding.put(hops.next(a) ^ hops.host(h), a);
          forwarders.put(a, h);
        }
      }
    }
    for (int h = 0; h < hops.size() && forwarding.size() > 0; h++) {
      if (!hops.is(h, Words.UNTOLD) || hops.is(h, Words.ABSORBED) || hops.pid(h) == 0) {
        continue;
      }
      long process = Encoded.process(hops.pid(h));
      int best = -1;
      for (int at = forwarding.first(process ^ hops.host(h)); at >= 0; at = forwarding.next(at)) {
        int a = forwarding.hop(at);
        long gap = Math.abs(hops.attemptTime(a) - hops.first(h));
        if (hops.next(a) == process
            && hops.host(forwarders.get(a)) == hops.host(h)
            && gap <= Joiner.CLOCKS
            && (best < 0 || gap < Math.abs(hops.attemptTime(best) - hops.first(h)))) {
          best = a;
        }
      }
      if (best >= 0 && forwarders.get(best) != h) {
        link.of(forwarders.get(best), h);
      }
    }
  }
}
