package mailweir.policy;

import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** The signs of one client, as they come in. Shared by all questions on that client for a while. */
final class Gathering {
  private static final int MOST_SENDERS = 64;

  /** One sign that was asked for. */
  static final class Asked<T> {
    final CompletableFuture<T> answer;
    final long sinceNanos;

    Asked(CompletableFuture<T> answer, long sinceNanos) {
      this.answer = answer;
      this.sinceNanos = sinceNanos;
    }
  }

  final InetAddress client;
  final long bornNanos;
  private final Fingerprints fingerprints;
  private final Names names;
  private volatile Asked<Fingerprint> fingerprint;
  private volatile Asked<Optional<String>> reverse;
  private final Map<String, Asked<Listing>> lists = new ConcurrentHashMap<>();
  private final Map<String, Asked<Spf>> spf = new ConcurrentHashMap<>();

  Gathering(InetAddress client, Fingerprints fingerprints, Names names, long nowNanos) {
    this.client = client;
    this.fingerprints = fingerprints;
    this.names = names;
    this.bornNanos = nowNanos;
  }

  /** The fingerprint; asked for again when p0f had not seen the client yet and some time has passed. */
  Asked<Fingerprint> fingerprint(long nowNanos, long againNanos) {
    Asked<Fingerprint> asked = fingerprint;
    if (asked == null || nowNanos - asked.sinceNanos > againNanos && saidNothing(asked)) {
      asked = new Asked<>(fingerprints.ask(client), nowNanos);
      fingerprint = asked;
    }
    return asked;
  }

  private static boolean saidNothing(Asked<Fingerprint> asked) {
    Fingerprint f = asked.answer.getNow(null);
    return f != null
        && switch (f.state()) {
          case OK, UNKNOWN -> false;
          case NO_MATCH, NO_ANSWER -> true;
        };
  }

  Asked<Listing> listed(String zone, long nowNanos) {
    return lists.computeIfAbsent(zone, z -> new Asked<>(names.listed(client, z), nowNanos));
  }

  Asked<Spf> spf(String helo, String sender, long nowNanos) {
    if (spf.size() >= MOST_SENDERS) {
      spf.clear();
    }
    String identity = sender.isEmpty() ? helo : Question.domain(sender);
    return spf.computeIfAbsent(
        identity, i -> new Asked<>(names.spf(client, helo, sender), nowNanos));
  }

  Asked<Optional<String>> reverse(long nowNanos) {
    Asked<Optional<String>> asked = reverse;
    if (asked == null) {
      asked = new Asked<>(names.reverse(client), nowNanos);
      reverse = asked;
    }
    return asked;
  }
}
