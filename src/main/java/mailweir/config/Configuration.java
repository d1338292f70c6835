package mailweir.config;

import java.net.IDN;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import mailweir.journey.Site;
import mailweir.queue.Suspicion;
import mailweir.slice.Network;

/** What is in force: a value of every key, and where it came from. Immutable. */
public final class Configuration {
  /** Nothing set. */
  public static final Configuration DEFAULT = new Configuration(Map.of());

  /** Variables that the launcher reads, and the one that names the file. */
  private static final Set<String> NOT_KEYS =
      Set.of(
          "MAILWEIR_CONFIG",
          "MAILWEIR_JAVA_HOME",
          "MAILWEIR_HEAP",
          "MAILWEIR_JAVA_OPTS",
          "MAILWEIR_BENCH_WORK");

  /** What is set for a key, and where. */
  public record Value(List<String> words, String from) {}

  private final Map<Key, Value> set;

  private Configuration(Map<Key, Value> set) {
    this.set = set;
  }

  /** What was wrong, all of it: each message names its place. */
  public static final class Faulty extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<String> problems;

    Faulty(List<String> problems) {
      super(String.join("\n", problems));
      this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
      return problems;
    }
  }

  /**
   * Reads a file's text and the environment; a variable wins over the file, and lists several values with blanks or commas between.
   *
   * @param file the file's name, for messages; {@code null}: there is none
   * @param yaml its text
   * @throws Faulty with all that is wrong in both
   */
  public static Configuration read(String file, String yaml, Map<String, String> environment)
      throws Faulty {
    Map<Key, Value> set = new EnumMap<>(Key.class);
    List<String> problems = new ArrayList<>();
    if (file != null) {
      new YamlFile(file, set, problems).read(yaml);
    }
    for (String variable : new TreeSet<>(environment.keySet())) {
      if (variable.startsWith("MAILWEIR_") && !NOT_KEYS.contains(variable)) {
        ofVariable(variable, environment.get(variable), set, problems);
      }
    }
    if (!problems.isEmpty()) {
      throw new Faulty(problems);
    }
    return new Configuration(set);
  }

  private static void ofVariable(
      String variable, String text, Map<Key, Value> set, List<String> problems) {
    for (Key key : Key.values()) {
      if (key.variable().equals(variable)) {
        List<String> words =
            key.isList()
                ? List.of(text.strip().split("[\\s,]+"))
                : text.isBlank() ? List.of() : List.of(text.strip());
        words = words.stream().filter(w -> !w.isEmpty()).toList();
        if (words.isEmpty() && !key.isList()) {
          problems.add(variable + ": is empty; unset it, or give it a value");
        } else {
          check(variable, key, words, problems);
          set.put(key, new Value(words, variable));
        }
        return;
      }
    }
    problems.add(
        variable
            + ": no key of the configuration; there are "
            + String.join(", ", names(Key::variable)));
  }

  static List<String> names(java.util.function.Function<Key, String> of) {
    return java.util.Arrays.stream(Key.values()).map(of).toList();
  }

  static void check(String place, Key key, List<String> words, List<String> problems) {
    for (String word : words) {
      String objection = key.objection(word);
      if (objection != null) {
        problems.add(place + ": " + key.word() + ": '" + word + "' " + objection);
      }
    }
  }

  /** The values of a key, and where they came from. */
  public Value value(Key key) {
    return set.getOrDefault(key, new Value(key.fallback(), "default"));
  }

  /** What belongs to the site. */
  public Site site() {
    List<Network> addresses = new ArrayList<>();
    for (String word : value(Key.SITE_ADDRESSES).words()) {
      if (!Key.isLoopback(word)) {
        addresses.add(Network.of(word));
      }
    }
    Set<String> domains = new HashSet<>();
    for (String word : value(Key.SITE_DOMAINS).words()) {
      // logs have either form
      String domain = word.toLowerCase(Locale.ROOT);
      domains.add(domain);
      domains.add(
          domain.startsWith(".") ? "." + IDN.toASCII(domain.substring(1)) : IDN.toASCII(domain));
    }
    Set<Long> uids = new HashSet<>();
    value(Key.QMAIL_SMTPD_UIDS).words().forEach(word -> uids.add(Long.valueOf(word)));
    return new Site(
            Collections.unmodifiableSet(domains),
            addresses,
            value(Key.FILTERS).words().stream().map(Key::filter).toList())
        .withSmtpdUids(uids);
  }

  /** The store's folder, where one is set. */
  public Optional<Path> data() {
    return first(Key.DATA).map(Path::of);
  }

  /** The file of rules for the classes of remote answers, where one is set. */
  public Optional<Path> bounceRules() {
    return first(Key.BOUNCE_RULES).map(Path::of);
  }

  /** The page's port; 0: any that is free. */
  public int port() {
    return Integer.parseInt(first(Key.PORT).orElseThrow());
  }

  /** Days to keep lines and messages; 0: all. */
  public int keep() {
    return Integer.parseInt(first(Key.KEEP).orElseThrow());
  }

  /** Where agents are listened for, when they are. */
  public Optional<InetSocketAddress> agentsListen() {
    return first(Key.AGENTS_LISTEN).map(Listening::of);
  }

  /** An address to listen on, as the file has it; throws {@link IllegalArgumentException} with what is wrong. */
  public static InetSocketAddress address(String text) {
    return Listening.of(text);
  }

  /** The zone of stamps that have none, where one is set. */
  public Optional<ZoneId> zone() {
    return first(Key.TZ).map(ZoneId::of);
  }

  /** Where collectd's figures are received, where it is set. */
  public Optional<InetSocketAddress> collectdListen() {
    return first(Key.COLLECTD_LISTEN).map(Listening::of);
  }

  /** The file of users whose figures are believed. */
  public Optional<Path> collectdUsers() {
    return first(Key.COLLECTD_USERS).map(Path::of);
  }

  /** The file of recipes for mails of older set-ups, where one is set. */
  public Optional<Path> mailRecipes() {
    return first(Key.MAIL_RECIPES).map(Path::of);
  }

  /** Maildirs to be looked into. */
  public List<Path> maildirs() {
    return value(Key.MAIL_MAILDIRS).words().stream().map(Path::of).toList();
  }

  /** A mailbox of an IMAP server to be looked into, where one is set. */
  public Optional<URI> imap() {
    return first(Key.MAIL_IMAP).map(URI::create);
  }

  /** The file that holds its password. */
  public Optional<Path> mailPassword() {
    return first(Key.MAIL_PASSWORD).map(Path::of);
  }

  /** Where channels and rules of alerts are set, when it is said. */
  public Optional<Path> alertsFile() {
    return first(Key.ALERTS_FILE).map(Path::of);
  }

  /** Hosts that must be there. */
  public List<String> expectedHosts() {
    return value(Key.ALERTS_EXPECT).words();
  }

  /** Messages that wait from which on a queue is nervous. */
  public long queueNervous() {
    return Long.parseLong(first(Key.QUEUE_NERVOUS).orElseThrow());
  }

  /** Messages that wait from which on a queue is critical; at least as many. */
  public long queueCritical() {
    return Math.max(queueNervous(), Long.parseLong(first(Key.QUEUE_CRITICAL).orElseThrow()));
  }

  /** Whether the queues of this machine are read. */
  public boolean queueRead() {
    return is(Key.QUEUE_READ);
  }

  /** How often queues are looked at. */
  public Duration queueEvery() {
    return length(Key.QUEUE_EVERY);
  }

  /** Folders of queues besides the usual ones, by server. */
  public List<Path> queuePlaces(String server) {
    return value(Key.QUEUE_PLACES).words().stream()
        .filter(w -> w.startsWith(server + ":"))
        .map(w -> Path.of(w.substring(server.length() + 1)))
        .toList();
  }

  /** When whoever fills queues is suspicious. */
  public Suspicion queueSuspicion() {
    String share = first(Key.QUEUE_SUSPICIOUS_SHARE).orElseThrow();
    return new Suspicion(
        Long.parseLong(first(Key.QUEUE_SUSPICIOUS_COUNT).orElseThrow()),
        Integer.parseInt(share.replace("%", "")) / 100.0,
        Long.parseLong(first(Key.QUEUE_SUSPICIOUS_OVER).orElseThrow()));
  }

  /** How long a message may take from acceptance to delivery. */
  public Duration queuePromise() {
    return length(Key.QUEUE_PROMISE);
  }

  private Duration length(Key key) {
    String text = first(key).orElseThrow();
    long n = Long.parseLong(text.substring(0, text.length() - 1));
    return switch (text.charAt(text.length() - 1)) {
      case 's' -> Duration.ofSeconds(n);
      case 'm' -> Duration.ofMinutes(n);
      case 'h' -> Duration.ofHours(n);
      default -> Duration.ofDays(n);
    };
  }

  /** Addresses to listen on. */
  public List<InetSocketAddress> addresses(Key key) {
    return value(key).words().stream().map(Listening::of).toList();
  }

  /** Networks. */
  public List<Network> networks(Key key) {
    return value(key).words().stream().map(Network::of).toList();
  }

  /** A file, where one is set. */
  public Optional<Path> file(Key key) {
    return first(key).map(Path::of);
  }

  /** Whether it says yes. */
  public boolean is(Key key) {
    return first(key).filter(Key.YES::contains).isPresent();
  }

  private Optional<String> first(Key key) {
    return value(key).words().stream().findFirst();
  }
}
