package mailweir.policy;

import java.net.InetAddress;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What rules would have done with mail that came: each message is asked about as a mail server would, in order of time, with a greylist that is empty at
 * the start.
 *
 * <p>What is taken as given: a sender of wanted mail comes again {@value #COMES_AGAIN} seconds later; one of spam, or of what was refused, only if it was seen
 * to come again. Of the DNS nothing is known, so rules over its lists and SPF do not hold.
 */
public final class Simulation {
  /** When a mail server tries again, usually, in seconds. */
  public static final int COMES_AGAIN = 900;

  /** Networks and triplets that are remembered; those beyond are not delayed, and counted. */
  private static final int MOST = 2_000_000;

  private static final int LISTED = 20;

  /** How mail turned out. */
  public enum Fate {
    WANTED,
    SPAM,
    REFUSED
  }

  /**
   * What would have become of mail.
   *
   * @param all messages, recipient by recipient
   * @param atOnce let in at once
   * @param delayed asked to come again
   * @param passed of the delayed ones: came again, or would have
   * @param stopped of the delayed ones: did not
   * @param turnedAway refused by a rule, for good or for a while
   */
  public record Sum(
      long all, long atOnce, long delayed, long passed, long stopped, long turnedAway) {}

  /** A sender's domain whose wanted mail would have been delayed. */
  public record Delayed(String domain, long messages) {}

  /**
   * All of it.
   *
   * @param rules messages that each rule decided, in the order of the rules
   * @param withoutSystem messages of which no system is known: rules over it could not hold
   */
  public record Outcome(
      Map<Fate, Sum> sums,
      Map<String, Map<Fate, Long>> rules,
      List<Delayed> mostDelayed,
      long withoutSystem,
      long forgotten) {}

  private static final class Try {
    long first;
    boolean passed;
    boolean delayedSpam;
    Fate fate;
  }

  private final Rules rules;
  private final Map<String, Try> tries = new HashMap<>();
  private final Map<String, Integer> passes = new HashMap<>();
  private final Map<Fate, long[]> sums = new EnumMap<>(Fate.class);
  private final Map<String, Map<Fate, Long>> byRule = new LinkedHashMap<>();
  private final Map<String, Long> domains = new HashMap<>();
  private long withoutSystem;
  private long forgotten;

  /** With these rules, whatever their mode. */
  public Simulation(Rules rules) {
    this.rules = rules;
    for (Fate f : Fate.values()) {
      sums.put(f, new long[6]);
    }
    rules.names().forEach(name -> byRule.put(name, new EnumMap<>(Fate.class)));
  }

  /**
   * The next message, by time.
   *
   * @param seconds since 1970
   * @param system in p0f's words; empty: not known
   */
  public void add(
      long seconds,
      InetAddress client,
      String name,
      String helo,
      String from,
      String to,
      String system,
      Fate fate) {
    Question q = new Question(Stage.RCPT, client, name, name, helo, from, to, 1, "", "", "", 0, "");
    long[] sum = sums.get(fate);
    sum[0]++;
    if (system.isEmpty()) {
      withoutSystem++;
    }
    String exempt = rules.exempt(q);
    if (exempt != null) {
      sum[1]++;
      return;
    }
    String network = network(client);
    Rules.Choice choice = rules.choose(q, new Known(system, name, network));
    byRule
        .computeIfAbsent(choice.rule(), r -> new EnumMap<>(Fate.class))
        .merge(fate, 1L, Long::sum);
    switch (choice.action()) {
      case LET_IN, HEADER, TARPIT -> sum[1]++;
      case TEMPFAIL, REJECT -> sum[5]++;
      case GREYLIST -> greylist(seconds, network, q, fate, sum);
    }
  }

  private void greylist(long seconds, String network, Question q, Fate fate, long[] sum) {
    Rules.Greylisting how = rules.greylisting();
    if (how.autoAllow() > 0 && passes.getOrDefault(network, 0) >= how.autoAllow()) {
      sum[1]++;
      return;
    }
    String key = network + '\0' + q.sender() + '\0' + q.recipient();
    Try t = tries.get(key);
    if (t != null
        && (t.passed ? seconds - t.first > how.memory() : seconds - t.first > how.window())) {
      end(t);
      t = null;
    }
    if (t == null) {
      if (tries.size() >= MOST) {
        forgotten++;
        sum[1]++;
        return;
      }
      t = new Try();
      t.first = seconds;
      t.fate = fate;
      tries.put(key, t);
      sum[2]++;
      if (fate == Fate.WANTED) {
        sum[3]++;
        pass(t, network);
        domains.merge(q.senderDomain(), 1L, Long::sum);
      } else {
        t.delayedSpam = true;
      }
    } else if (t.passed) {
      sum[1]++;
    } else if (seconds - t.first >= how.delay()) {
      sums.get(t.fate)[3]++;
      t.delayedSpam = false;
      pass(t, network);
      // this is the second coming of the same message
      sum[1]++;
    } else {
      sum[2]++;
      sum[4]++;
    }
  }

  private void pass(Try t, String network) {
    t.passed = true;
    passes.merge(network, 1, Integer::sum);
  }

  private void end(Try t) {
    if (t.delayedSpam) {
      sums.get(t.fate)[4]++;
      t.delayedSpam = false;
    }
  }

  /** What became of all that was added. */
  public Outcome outcome() {
    tries.values().forEach(this::end);
    Map<Fate, Sum> all = new EnumMap<>(Fate.class);
    sums.forEach((f, s) -> all.put(f, new Sum(s[0], s[1], s[2], s[3], s[4], s[5])));
    return new Outcome(
        all,
        byRule,
        domains.entrySet().stream()
            .sorted(
                Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                    .thenComparing(Map.Entry::getKey))
            .limit(LISTED)
            .map(e -> new Delayed(e.getKey(), e.getValue()))
            .toList(),
        withoutSystem,
        forgotten);
  }

  private static String network(InetAddress client) {
    byte[] bytes = client.getAddress();
    int kept = bytes.length == 4 ? 3 : 8;
    return java.util.HexFormat.of().formatHex(bytes, 0, kept);
  }

  /** Signs that the record tells. */
  private final class Known implements Signs {
    private final String system;
    private final String name;
    private final String network;

    Known(String system, String name, String network) {
      this.system = system;
      this.name = name;
      this.network = network;
    }

    @Override
    public Fingerprint fingerprint() {
      if (system.isEmpty()) {
        return Fingerprint.NO_ANSWER;
      }
      if (system.equals("UNKNOWN")) {
        return new Fingerprint(Fingerprint.State.UNKNOWN, "", "", 0, -1, "", 0);
      }
      String os = system.startsWith("Mac OS X") ? "Mac OS X" : system.split(" ", 2)[0];
      String flavor = system.length() > os.length() ? system.substring(os.length() + 1) : "";
      // the log does not tell the quality; these two are p0f's generic signatures
      boolean weak = flavor.startsWith("NT kernel") || flavor.startsWith("2.2.x-3.x");
      return new Fingerprint(Fingerprint.State.OK, os, flavor, weak ? 2 : 0, -1, "", 0);
    }

    @Override
    public Listing listed(String zone) {
      return Listing.NO_ANSWER;
    }

    @Override
    public Spf spf() {
      return Spf.NO_ANSWER;
    }

    @Override
    public Optional<String> reverse() {
      return Optional.of(name);
    }

    @Override
    public Greylist.Earlier earlier() {
      int n = passes.getOrDefault(network, 0);
      int auto = rules.greylisting().autoAllow();
      return n == 0
          ? Greylist.Earlier.NEVER_SEEN
          : auto > 0 && n >= auto ? Greylist.Earlier.AUTO_ALLOWED : Greylist.Earlier.PASSED;
    }
  }
}
