package mailweir.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import mailweir.config.Configuration;
import mailweir.config.Key;
import mailweir.policy.Decider;
import mailweir.policy.Figures;
import mailweir.policy.Fingerprints;
import mailweir.policy.Limits;
import mailweir.policy.Names;
import mailweir.policy.Rules;
import mailweir.policy.RulesFile;
import mailweir.policy.Seldom;
import mailweir.policy.dns.Resolving;
import mailweir.policy.wire.Bounds;
import mailweir.policy.wire.LogLines;
import mailweir.policy.wire.Server;
import mailweir.slice.Network;
import mailweir.slice.Slice;

/** The policy server with all its parts. */
final class PolicyService implements AutoCloseable {
  private static final long LOOK_SECONDS = 5;
  private static final long HOUR_NANOS = 3_600_000_000_000L;
  private static final Path SYSTEM_STATE = Path.of("/var/lib/mailweir-policy");
  private static final Path SYSLOG = Path.of("/dev/log");
  private static final Path SYSTEM_RULES = Path.of("/etc/mailweir/policy.yaml");

  private final Configuration configuration;
  private final Path rulesFile;
  private final Set<String> ownNames;
  private final Consumer<String> say;
  private final Figures figures = new Figures();
  private final List<String> places = new ArrayList<>();
  private volatile Rules rules;
  private FileTime rulesTime;
  private LogLines log;
  private Server server;
  private GreylistOnDisk state;
  private String listStamps = "";
  private SystemsByP0f systems;

  private PolicyService(Configuration configuration, Path rulesFile, Consumer<String> say) {
    this.configuration = configuration;
    this.rulesFile = rulesFile;
    this.say = say;
    this.ownNames = ownNames(configuration);
  }

  /** Listens; throws {@link CannotGoOn} with what is wrong. */
  static PolicyService open(
      Configuration configuration, Path namedRules, Path namedState, Consumer<String> say) {
    PolicyService service =
        new PolicyService(configuration, rulesFile(configuration, namedRules), say);
    boolean isOpen = false;
    try {
      service.begin(namedState);
      isOpen = true;
      return service;
    } finally {
      if (!isOpen) {
        service.closeQuietly();
      }
    }
  }

  private static Path rulesFile(Configuration configuration, Path named) {
    if (named != null) {
      return named;
    }
    return configuration
        .file(Key.POLICY_RULES)
        .orElse(Files.exists(SYSTEM_RULES) ? SYSTEM_RULES : null);
  }

  private static Set<String> ownNames(Configuration configuration) {
    Set<String> names = new HashSet<>();
    names.add(Wiring.machine().toLowerCase(Locale.ROOT));
    for (String domain : configuration.value(Key.SITE_DOMAINS).words()) {
      if (!domain.startsWith(".")) {
        names.add(domain.toLowerCase(Locale.ROOT));
      }
    }
    return names;
  }

  private void begin(Path namedState) {
    rules = readRules();
    log = openLog();
    Seldom seldom = new Seldom(this::complain, System::nanoTime);
    GreylistOnDisk kept =
        GreylistOnDisk.open(folder(namedState), rules.greylisting(), this::complain);
    state = kept;
    readLists();
    Decider decider =
        new Decider(
            () -> rules,
            new Decider.Surroundings(
                kept,
                fingerprints(),
                names(),
                Clock.systemUTC(),
                System::nanoTime,
                new Limits(
                    configuration.number(Key.POLICY_WAIT_P0F),
                    configuration.number(Key.POLICY_WAIT_DNS),
                    configuration.number(Key.POLICY_WAIT_ALL)),
                Wiring.machine()),
            log::say,
            seldom,
            figures);
    listen(decider, seldom);
  }

  private Fingerprints fingerprints() {
    Path socket = configuration.file(Key.POLICY_P0F).orElse(null);
    if (socket == null) {
      return Fingerprints.NONE;
    }
    systems = new SystemsByP0f(socket, this::complain);
    return systems;
  }

  private Names names() {
    return new Resolving(
        configuration.addresses(Key.POLICY_DNS), Duration.ofSeconds(2), System::nanoTime);
  }

  private LogLines openLog() {
    ZoneId zone = configuration.zone().orElseGet(ZoneId::systemDefault);
    String to =
        configuration.word(Key.POLICY_LOG).orElse(Files.exists(SYSLOG) ? "syslog" : "stderr");
    return switch (to) {
      case "syslog" -> LogLines.toSyslog(SYSLOG, Clock.systemUTC(), zone, figures);
      case "stderr" -> LogLines.to(System.err, Wiring.machine(), Clock.systemUTC(), zone, figures);
      default -> LogLines.to(Path.of(to), Wiring.machine(), Clock.systemUTC(), zone, figures);
    };
  }

  /** To the log, where decisions stand, and to who started it. */
  private void complain(String message) {
    log.say("complaint: " + message.replaceAll("\\p{Cntrl}", "?"));
    say.accept(message);
  }

  private void listen(Decider decider, Seldom seldom) {
    Bounds usual = Bounds.DEFAULT;
    Bounds bounds =
        new Bounds(
            configuration.number(Key.POLICY_CONNECTIONS),
            usual.buffer(),
            usual.requestSeconds(),
            usual.writeSeconds(),
            usual.idleSeconds());
    List<Network> from = configuration.networks(Key.POLICY_FROM);
    Predicate<InetAddress> allowed =
        client -> Network.anyContains(from.toArray(Network[]::new), Slice.of(plain(client)));
    SocketAddress at = null;
    try {
      server = new Server(bounds, figures, seldom, System::nanoTime);
      for (InetSocketAddress address : configuration.addresses(Key.POLICY_LISTEN)) {
        at = address;
        places.add("policy protocol at " + word(server.listenForPostfix(at, decider, allowed)));
      }
      Path socket = configuration.file(Key.POLICY_SOCKET).orElse(null);
      if (socket != null) {
        at = UnixDomainSocketAddress.of(socket);
        places.add(
            "policy protocol at unix:" + word(server.listenForPostfix(at, decider, allowed)));
      }
      for (InetSocketAddress address : configuration.addresses(Key.POLICY_MILTER)) {
        at = address;
        places.add("milter at " + word(server.listenForMilter(at, decider, allowed)));
      }
      server.start();
    } catch (IOException e) {
      throw new CannotGoOn(
          ExitCode.UNAVAILABLE,
          "mailweir policy: cannot listen at "
              + at
              + " ("
              + e.getMessage()
              + "); it was not started; end what listens there, or set policy.listen, policy.socket, policy.milter");
    }
    places.add(
        "rules of "
            + (rulesFile == null ? "its own" : rulesFile)
            + ", mode "
            + rules.mode().name().toLowerCase(Locale.ROOT));
  }

  private static String plain(InetAddress client) {
    return client.getHostAddress().replaceFirst("%.*", "");
  }

  private static String word(SocketAddress at) {
    return at instanceof InetSocketAddress ip
        ? plain(ip.getAddress()) + " port " + ip.getPort()
        : at.toString();
  }

  /** Where it listens, and by which rules it decides. */
  List<String> places() {
    return places;
  }

  /** The folder of the state, made when it is not there. */
  private Path folder(Path named) {
    Path folder =
        named != null
            ? named
            : configuration.file(Key.POLICY_STATE).orElseGet(PolicyService::usual);
    try {
      Files.createDirectories(folder);
      return folder;
    } catch (IOException e) {
      throw new CannotGoOn(
          ExitCode.STORE,
          folder
              + ": the folder of the greylist cannot be made ("
              + Wiring.why(e)
              + "); the policy server was not started; make it, or name another with --state");
    }
  }

  /** Where the greylist is kept when nothing is said. */
  static Path usual() {
    Path parent = SYSTEM_STATE.getParent();
    if (Files.isWritable(SYSTEM_STATE) || !Files.exists(SYSTEM_STATE) && Files.isWritable(parent)) {
      return SYSTEM_STATE;
    }
    String home = System.getenv("XDG_STATE_HOME");
    return (home == null || home.isBlank()
            ? Path.of(System.getProperty("user.home"), ".local", "state")
            : Path.of(home))
        .resolve("mailweir-policy");
  }

  /** Reads the allow lists; again when one of their files has changed. */
  private void readLists() {
    List<Path> clients = files(Key.POLICY_ALLOW_CLIENTS);
    List<Path> recipients = files(Key.POLICY_ALLOW_RECIPIENTS);
    String stamps = stamps(clients) + stamps(recipients);
    if (!stamps.equals(listStamps)) {
      listStamps = stamps;
      state.lists(clients, recipients, this::complain);
    }
  }

  private List<Path> files(Key key) {
    return configuration.value(key).words().stream().map(Path::of).toList();
  }

  private static String stamps(List<Path> files) {
    StringBuilder stamps = new StringBuilder("/");
    for (Path file : files) {
      try {
        stamps.append(Files.getLastModifiedTime(file)).append(Files.size(file)).append(' ');
      } catch (IOException e) {
        stamps.append("none ");
      }
    }
    return stamps.toString();
  }

  private Rules readRules() {
    try {
      return readAgain();
    } catch (RulesFile.Faulty e) {
      throw new CannotGoOn(
          ExitCode.CONFIGURATION,
          e.getMessage()
              + "\nthe rules are wrong; the policy server was not started; mend them, 'mailweir policy rules --check FILE' tells when they are right");
    } catch (IOException e) {
      throw new CannotGoOn(
          ExitCode.CONFIGURATION,
          rulesFile
              + ": the rules cannot be read ("
              + Wiring.why(e)
              + "); the policy server was not started; 'mailweir policy rules' prints a file to begin with");
    }
  }

  private Rules readAgain() throws IOException, RulesFile.Faulty {
    String text = RulesFile.builtIn();
    if (rulesFile != null) {
      rulesTime = Files.getLastModifiedTime(rulesFile);
      text = Files.readString(rulesFile, StandardCharsets.UTF_8);
    }
    return RulesFile.read(
        rulesFile == null ? "policy.yaml" : rulesFile.toString(),
        text,
        configuration.networks(Key.SITE_ADDRESSES),
        ownNames);
  }

  /** Looks after it until it is to end: reads changed rules, writes figures each hour. */
  void watch(CountDownLatch asked) throws InterruptedException {
    long told = System.nanoTime();
    while (!asked.await(LOOK_SECONDS, TimeUnit.SECONDS)) {
      look();
      if (System.nanoTime() - told > HOUR_NANOS) {
        told = System.nanoTime();
        log.say("figures: " + figures.line());
      }
    }
  }

  /** Takes the rules anew where their file has changed; a faulty file changes nothing, and that is said once. */
  private void look() {
    readLists();
    try {
      if (rulesFile != null && !Files.getLastModifiedTime(rulesFile).equals(rulesTime)) {
        rules = readAgain();
        log.say(
            "rules: "
                + rulesFile
                + " was read anew, mode "
                + rules.mode().name().toLowerCase(Locale.ROOT));
      }
    } catch (RulesFile.Faulty e) {
      e.problems().forEach(this::complain);
      complain(
          rulesFile
              + ": the changed rules are wrong; the rules from before are in force; mend the file");
    } catch (IOException e) {
      if (rulesTime != null) {
        complain(
            rulesFile
                + ": cannot be read ("
                + Wiring.why(e)
                + "); the rules from before are in force");
        rulesTime = null;
      }
    }
  }

  private void closeQuietly() {
    try {
      close();
    } catch (IOException e) {
      // what made it end is said already
    }
  }

  @Override
  public void close() throws IOException {
    IOException problem = null;
    for (AutoCloseable part : new AutoCloseable[] {server, systems, state}) {
      try {
        if (part != null) {
          part.close();
        }
      } catch (Exception e) {
        problem = e instanceof IOException io ? io : new IOException(e);
      }
    }
    if (log != null) {
      log.say("figures: " + figures.line());
      log.close();
    }
    if (problem != null) {
      throw problem;
    }
  }
}
