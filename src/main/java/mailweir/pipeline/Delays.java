package mailweir.pipeline;

import java.net.InetAddress;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import mailweir.answer.Greylisting;
import mailweir.answer.Story;
import mailweir.journey.Hops;
import mailweir.store.duckdb.GreylistReader;
import mailweir.store.duckdb.Rows;

/**
 * Decisions of greylisting, put together to tries: what one network sends from one sender to one recipient. Confined to one thread.
 *
 * <p>Daemons have words of their own: what begins with one of {@link #ASKED_AGAIN} asked to come again; what says that it was waited for passed.
 */
final class Delays {
  /** Longer after the first attempt nobody comes again, microseconds. */
  static final long WINDOW = Greylisting.GIVES_UP_HOURS * 3_600_000_000L;

  private static final List<String> ASKED_AGAIN =
      List.of("greylist", "new", "early", "defer", "delay");
  private static final List<String> LET_IN = List.of("pass", "reconnect ok", "update");
  private static final Set<String> CAME_AGAIN = Set.of("came again", "triplet found");
  private static final int MOST_TRIES = 500_000;
  private static final int MOST_GROUPS = 40;
  private static final int MOST_LISTED = 200;

  /** Behind a message's arrival, microseconds: clocks of two daemons. */
  private static final long AROUND = 60_000_000L;

  private final Map<Key, Sent> tries = new LinkedHashMap<>();
  private final Map<Integer, Long> actions = new TreeMap<>();
  private final Map<Integer, Integer> networks = new HashMap<>();
  private final Map<String, Integer> networkNumbers = new HashMap<>();
  private final List<String> networkNames = new ArrayList<>();
  private final Function<Collection<Integer>, Map<Integer, String>> texts;
  private final Map<Integer, String> known = new HashMap<>();
  private boolean shadow;
  private boolean cut;

  private record Key(int network, int sender, int recipient) {}

  private static final class Sent {
    long first;
    long last;
    int attempts;
    long passed;
    long waited;
    int os;
    int rule;
    int client;
    int clientName;
  }

  /** {@code texts}: by their numbers. */
  Delays(Function<Collection<Integer>, Map<Integer, String>> texts) {
    this.texts = texts;
  }

  /** The next decision, in order of time. {@code counted}: it lies in the span that is asked for. */
  void add(GreylistReader.Row r, boolean counted) {
    if (counted) {
      actions.merge(r.action(), 1L, Long::sum);
      shadow |= r.shadow();
    }
    String action = text(r.action());
    boolean again = ASKED_AGAIN.stream().anyMatch(action::startsWith);
    boolean passed =
        !again
            && LET_IN.stream().anyMatch(action::startsWith)
            && (r.waited() > 0 || CAME_AGAIN.contains(text(r.reason())) || r.reason() == 0);
    if (!again && !passed) {
      return;
    }
    Key key = new Key(network(r.client()), r.sender(), r.recipient());
    Sent t = tries.get(key);
    if (t != null && (t.passed != 0 || r.time() - t.first > WINDOW) && again) {
      // what passed, or gave up, is another try when it is asked again
      t = null;
    }
    if (t == null) {
      if (!again) {
        return;
      }
      if (tries.size() >= MOST_TRIES) {
        cut = true;
        return;
      }
      t = new Sent();
      t.first = r.time();
      tries.remove(key);
      tries.put(key, t);
    }
    t.last = r.time();
    t.os = r.os() == 0 ? t.os : r.os();
    t.rule = r.rule() == 0 ? t.rule : r.rule();
    t.client = r.client();
    t.clientName = r.clientName();
    if (again) {
      t.attempts++;
    } else if (t.passed == 0) {
      t.passed = r.time();
      t.waited = r.waited() > 0 ? r.waited() : (r.time() - t.first) / 1_000_000L;
    }
  }

  private String text(int number) {
    return number == 0
        ? ""
        : known.computeIfAbsent(number, n -> texts.apply(List.of(n)).getOrDefault(n, ""));
  }

  /** The network of an address, as greylisting compares them: /24 and /64. */
  private int network(int client) {
    return networks.computeIfAbsent(
        client,
        c -> {
          String name = networkOf(texts.apply(List.of(c)).getOrDefault(c, ""));
          return networkNumbers.computeIfAbsent(
              name,
              n -> {
                networkNames.add(n);
                return networkNames.size() - 1;
              });
        });
  }

  static String networkOf(String address) {
    try {
      byte[] bytes = InetAddress.ofLiteral(address).getAddress();
      int kept = bytes.length == 4 ? 3 : 8;
      java.util.Arrays.fill(bytes, kept, bytes.length, (byte) 0);
      String text = InetAddress.getByAddress(bytes).getHostAddress();
      return bytes.length == 4 ? text + "/24" : text.replaceFirst("(:0)+$", "::") + "/64";
    } catch (IllegalArgumentException | java.net.UnknownHostException e) {
      return address;
    }
  }

  // ---- a span ----

  /**
   * What became of the tries whose first attempt lies in the span.
   *
   * @param since UTC microseconds
   * @param now what is younger than the window may still come again
   */
  Greylisting of(long since, long until, long now) {
    List<Map.Entry<Key, Sent>> counted =
        tries.entrySet().stream()
            .filter(e -> e.getValue().first >= since && e.getValue().first < until)
            .sorted(
                Comparator.comparingLong((Map.Entry<Key, Sent> e) -> e.getValue().last).reversed())
            .toList();
    Map<String, Long> decisions = new TreeMap<>();
    actions.forEach((number, n) -> decisions.merge(text(number), n, Long::sum));
    List<Long> waits = new ArrayList<>();
    for (int i = 0; i <= Greylisting.WAITS.size(); i++) {
      waits.add(0L);
    }
    counted.forEach(e -> {
      Sent t = e.getValue();
      if (t.passed != 0) {
        int i = 0;
        while (i < Greylisting.WAITS.size() && t.waited > Greylisting.WAITS.get(i) * 60L) {
          i++;
        }
        waits.set(i, waits.get(i) + 1);
      }
    });
    return new Greylisting(
        decisions,
        sum(counted.stream().map(Map.Entry::getValue).toList(), now),
        groups(counted, e -> text(e.getValue().os), now),
        groups(counted, e -> text(e.getValue().rule), now),
        groups(counted, e -> networkNames.get(e.getKey().network), now),
        waits,
        listed(counted, now, true),
        listed(counted, now, false),
        shadow,
        cut);
  }

  private static Greylisting.Sum sum(List<Sent> all, long now) {
    long passed = 0;
    long gaveUp = 0;
    List<Long> waited = new ArrayList<>();
    for (Sent t : all) {
      if (t.passed != 0) {
        passed++;
        waited.add(t.waited);
      } else if (now - t.first > WINDOW) {
        gaveUp++;
      }
    }
    waited.sort(null);
    return new Greylisting.Sum(
        all.size(),
        passed,
        gaveUp,
        all.size() - passed - gaveUp,
        waited.isEmpty() ? 0 : waited.get(waited.size() / 2));
  }

  private static List<Greylisting.Group> groups(
      List<Map.Entry<Key, Sent>> all, Function<Map.Entry<Key, Sent>, String> by, long now) {
    Map<String, List<Sent>> groups = new HashMap<>();
    all.forEach(e -> groups.computeIfAbsent(by.apply(e), k -> new ArrayList<>()).add(e.getValue()));
    return groups.entrySet().stream()
        .sorted(
            Comparator.comparingInt((Map.Entry<String, List<Sent>> e) -> -e.getValue().size())
                .thenComparing(Map.Entry::getKey))
        .limit(MOST_GROUPS)
        .map(e -> new Greylisting.Group(e.getKey(), sum(e.getValue(), now)))
        .toList();
  }

  private List<Greylisting.Try> listed(List<Map.Entry<Key, Sent>> all, long now, boolean mayCome) {
    return all.stream()
        .filter(e -> e.getValue().passed == 0 && (now - e.getValue().first <= WINDOW) == mayCome)
        .limit(MOST_LISTED)
        .map(e -> {
          Sent t = e.getValue();
          return new Greylisting.Try(
              instant(t.first),
              instant(t.last),
              t.attempts,
              text(t.client),
              t.clientName == 0 ? null : text(t.clientName),
              text(e.getKey().sender),
              text(e.getKey().recipient),
              t.os == 0 ? null : text(t.os),
              t.rule == 0 ? null : text(t.rule));
        })
        .toList();
  }

  // ---- a story ----

  /** Those that the messages of hops may have had to wait for. */
  static Delays of(Rows rows, GreylistReader greylist, KnownTexts texts) {
    Hops hops = rows.hops;
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    Set<Integer> senders = new HashSet<>();
    Set<Integer> recipients = new HashSet<>();
    for (int h = 0; h < hops.size(); h++) {
      if (hops.clientIp(h) != 0) {
        first = Math.min(first, hops.first(h));
        last = Math.max(last, hops.first(h));
        senders.add(hops.sender(h));
        recipients.addAll(recipients(hops, h));
      }
    }
    Delays delays = new Delays(texts::of);
    if (first <= last) {
      greylist.between(
          first - WINDOW, last + AROUND, senders, recipients, r -> delays.add(r, false));
    }
    return delays;
  }

  private static Set<Integer> recipients(Hops hops, int h) {
    Set<Integer> all = new LinkedHashSet<>();
    for (int a = hops.firstAttempt(h), end = a + hops.attempts(h); a < end; a++) {
      all.add(hops.origTo(a) == 0 ? hops.recipient(a) : hops.origTo(a));
    }
    return all;
  }

  /** What a hop's message had to wait for, as a filter's verdicts; empty when it had not. Safe for several threads once all is added. */
  synchronized List<Story.Verdict> verdicts(Hops hops, int h) {
    int client = hops.clientIp(h);
    if (tries.isEmpty() || client == 0) {
      return List.of();
    }
    long arrived = hops.first(h);
    List<Story.Verdict> found = new ArrayList<>();
    for (int to : recipients(hops, h)) {
      Sent t = tries.get(new Key(network(client), hops.sender(h), to));
      if (t != null && t.first <= arrived + AROUND && arrived - t.first <= WINDOW + AROUND) {
        found.add(
            new Story.Verdict(
                instant(t.first),
                "greylisting",
                null,
                t.passed == 0 ? "greylisted" : "passed",
                words(t),
                Double.NaN));
      }
    }
    return found;
  }

  private String words(Sent t) {
    StringBuilder words =
        new StringBuilder("greylisted ")
            .append(t.attempts == 1 ? "once" : t.attempts == 2 ? "twice" : t.attempts + " times");
    if (t.passed != 0) {
      words.append(", passed after ").append(span(t.waited));
    }
    if (t.rule != 0) {
      words.append("; ").append(text(t.rule));
    }
    if (t.os != 0) {
      words.append("; ").append(text(t.os));
    }
    return words.toString();
  }

  private static String span(long seconds) {
    return seconds < 60
        ? seconds + " s"
        : seconds < 7200
            ? Math.round(seconds / 60.0) + " min"
            : Math.round(seconds / 3600.0) + " h";
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }
}
