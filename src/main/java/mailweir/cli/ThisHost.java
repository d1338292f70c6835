package mailweir.cli;

import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import mailweir.action.Cidr;
import mailweir.action.Grammar;
import mailweir.action.Order;
import mailweir.action.Permit;
import mailweir.action.Protection;
import mailweir.action.carry.Hands;
import mailweir.action.carry.Programs;
import mailweir.action.carry.Runner;
import mailweir.action.carry.Scanners;
import mailweir.action.carry.Wall;
import mailweir.action.carry.block.EximWall;
import mailweir.action.carry.block.NftablesWall;
import mailweir.action.carry.block.PostfixWall;
import mailweir.action.carry.block.QmailWall;
import mailweir.action.carry.block.SendmailWall;
import mailweir.action.carry.exim.EximHands;
import mailweir.action.carry.postfix.PostfixHands;
import mailweir.action.carry.qmail.QmailHands;
import mailweir.action.carry.sendmail.SendmailHands;
import mailweir.config.Configuration;
import mailweir.config.Key;
import mailweir.queue.QueueReader;
import mailweir.queue.exim.EximFinder;
import mailweir.queue.postfix.Instance;
import mailweir.queue.postfix.PostfixFinder;
import mailweir.queue.qmail.QmailQueue;
import mailweir.queue.sendmail.SendmailQueue;

/** What of this machine can be acted on: its servers' messages, their block lists, its scanners, and who is never kept out. */
final class ThisHost {
  private static final Path SENDMAIL_CF = Path.of("/etc/mail/sendmail.cf");
  private static final List<Path> EXIM = List.of(Path.of("/etc/exim4"), Path.of("/etc/exim"));
  private static final Path QMAIL = Path.of("/var/qmail/control");

  private final Configuration configuration;
  private final Runner runner = new Programs();

  ThisHost(Configuration configuration) {
    this.configuration = configuration;
  }

  /** This machine as orders name it, where no enrolment does. */
  static String name() {
    String name = Wiring.machine().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9._-]", "-");
    return Grammar.isHost(name) ? name : "localhost";
  }

  /** Folders with a main.cf. */
  static List<Path> postfix() {
    return List.of(Instance.USUAL);
  }

  /** The hands of all places, asked anew for each order. */
  List<Hands> hands() {
    List<Hands> all = new ArrayList<>();
    List<Path> configurations = new ArrayList<>(postfix());
    configurations.addAll(configuration.queuePlaces("postfix"));
    for (Instance instance :
        new PostfixFinder(configurations, PostfixFinder.POSTQUEUE, System::nanoTime).instances()) {
      all.add(new PostfixHands(instance, "postsuper", "postqueue", runner));
    }
    for (QueueReader reader : MachineQueues.readers(configuration)) {
      if (reader instanceof QmailQueue queue) {
        // how a site starts and stops qmail-send is its own: messages are taken while it does not
        // run
        all.add(
            new QmailHands(
                queue.place().name(),
                queue.root(),
                List.of(),
                List.of(),
                ThisHost::isQmailRunning,
                runner));
      }
      if (reader instanceof SendmailQueue queue) {
        String name = queue.place().name();
        // a scanner's folder is no queue of Sendmail's own: it cannot be told to try
        List<String> program =
            name.contains("client")
                ? List.of("sendmail", "-Ac")
                : name.endsWith(".in") ? List.of() : List.of("sendmail");
        all.add(new SendmailHands(name, queue.root(), queue.wild(), program, runner));
      }
    }
    List<Path> spools = new ArrayList<>(EximFinder.USUAL);
    spools.addAll(configuration.queuePlaces("exim"));
    String exim = Programs.find("exim4") == null ? "exim" : "exim4";
    for (Path spool : spools) {
      if (Files.isDirectory(spool.resolve("input"))) {
        all.add(new EximHands(String.valueOf(spool.getFileName()), spool, exim, runner));
      }
    }
    return all;
  }

  private static boolean isQmailRunning() {
    return ProcessHandle.allProcesses()
        .anyMatch(p -> p.info().command().filter(c -> c.endsWith("/qmail-send")).isPresent());
  }

  /** The block lists of the servers that are here, or of those that the configuration names. {@code state}: for a table of our own. */
  List<Wall> walls(Path state) {
    List<String> named = configuration.value(Key.AGENT_BLOCK_WITH).words();
    Function<String, String> program = Function.identity();
    List<Wall> all = new ArrayList<>();
    if (isWanted(named, "postfix", Files.isRegularFile(Instance.USUAL.resolve("main.cf")))) {
      all.add(new PostfixWall(Instance.USUAL, program, runner));
    }
    if (isWanted(named, "sendmail", Files.isRegularFile(SENDMAIL_CF))) {
      all.add(new SendmailWall(SENDMAIL_CF.getParent(), SENDMAIL_CF, program, runner));
    }
    for (Path folder : EXIM) {
      if (isWanted(named, "exim", true)
          && Files.isDirectory(folder)
          && (Programs.find("exim4") != null || Programs.find("exim") != null)) {
        all.add(exim(folder));
        break;
      }
    }
    if (isWanted(named, "qmail", Files.isDirectory(QMAIL))) {
      all.add(qmail());
    }
    if (named.contains("nftables")) {
      all.add(new NftablesWall(state.resolve("nftables"), "nft", runner));
    }
    return all;
  }

  private static boolean isWanted(List<String> named, String server, boolean isHere) {
    return named.isEmpty() ? isHere : named.contains(server);
  }

  private Wall exim(Path folder) {
    String program = Programs.find("exim4") == null ? "exim" : "exim4";
    return new EximWall(
        folder,
        List.of(
            Path.of("/var/lib/exim4/config.autogenerated"),
            folder.resolve("exim4.conf"),
            folder.resolve("exim.conf"),
            folder.resolve("configure")),
        name -> program,
        runner);
  }

  private Wall qmail() {
    List<Path> sources =
        List.of(
            Path.of("/etc/tcprules.d/tcp.qmail-smtp"),
            Path.of("/etc/qmail/tcp.smtp"),
            Path.of("/home/vpopmail/etc/tcp.smtp"),
            Path.of("/etc/tcp.smtp"));
    return new QmailWall(
        QMAIL,
        sources.stream().filter(Files::isRegularFile).findFirst().orElse(sources.getLast()),
        List.of(
            Path.of("/service/qmail-smtpd/run"),
            Path.of("/var/qmail/supervise/qmail-smtpd/run"),
            Path.of("/etc/service/qmail-smtpd/run"),
            Path.of("/etc/init.d/qmail")),
        Function.identity(),
        runner);
  }

  /** The scanners that are here. */
  Scanners scanners() {
    Map<Order.Scanner, List<String>> pause = new EnumMap<>(Order.Scanner.class);
    Map<Order.Scanner, List<String>> resume = new EnumMap<>(Order.Scanner.class);
    for (String word : configuration.value(Key.AGENT_SCANNERS).words()) {
      String[] parts = word.split("[:=]", 3);
      (parts[1].equals("pause") ? pause : resume)
          .put(
              Order.Scanner.valueOf(parts[0].toUpperCase(Locale.ROOT)),
              List.of(parts[2].strip().split(" +")));
    }
    return Scanners.of(pause, resume, runner);
  }

  /** What the server may order here. */
  Set<Permit> allowed() {
    Set<Permit> all = EnumSet.noneOf(Permit.class);
    for (String word : configuration.value(Key.AGENT_ACTIONS).words()) {
      if (word.equals("all")) {
        return EnumSet.allOf(Permit.class);
      }
      all.add(Permit.valueOf(word.toUpperCase(Locale.ROOT)));
    }
    return all;
  }

  /** Who is never kept out: as configured, and this machine's own addresses. */
  Protection protection() {
    List<Cidr> all = new ArrayList<>(protection(configuration).networks());
    try {
      for (NetworkInterface one : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        one.inetAddresses()
            .map(a -> a.getHostAddress().replaceFirst("%.*", ""))
            .forEach(a -> all.add(Cidr.around(a)));
      }
    } catch (SocketException e) {
      // loopback is never kept out in any case
    }
    return new Protection(all, Set.of());
  }

  /** Who is never kept out, as configured: the site's own, and block.never. */
  static Protection protection(Configuration configuration) {
    List<Cidr> all = new ArrayList<>();
    for (Key key : List.of(Key.SITE_ADDRESSES, Key.BLOCK_NEVER)) {
      for (String word : configuration.value(key).words()) {
        try {
          all.add(Cidr.around(word));
        } catch (IllegalArgumentException e) {
          // 'loopback', which is never kept out; others are networks
        }
      }
    }
    Set<String> domains = new java.util.HashSet<>();
    configuration
        .value(Key.SITE_DOMAINS)
        .words()
        .forEach(d -> domains.add(d.toLowerCase(Locale.ROOT)));
    return new Protection(all, domains);
  }
}
