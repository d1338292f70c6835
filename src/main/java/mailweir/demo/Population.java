package mailweir.demo;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import mailweir.demo.Chance.Popularity;

/** Who writes, who is written to, and from where: addresses, domains, clients and accounts. */
final class Population {
  /** How many there are of each. */
  record Sizes(int domains, int senders, int recipients, int clients, int accounts) {
    /** A university: what the logs of the benchmark are made with. */
    static final Sizes LARGE = new Sizes(30_000, 200_000, 20_000, 60_000, 6_000);

    /** A town hall: enough to look at, and little memory. */
    static final Sizes SMALL = new Sizes(1_500, 8_000, 600, 4_000, 250);
  }

  static final String[] FIRST_NAMES =
      ("anna ben carla david eva frank greta hans ines jan karl lena max nina otto paul quentin rosa sven tina ute viktor wanda xaver yvonne zoe alice bob chris dora emil fritz gina heidi ivan julia kurt lars maria nora olga peter ralf sara tom ursula vera willi"
              + " info sales support office newsletter noreply no-reply bounce postmaster admin webmaster mailer billing service shop contact team hr accounts")
          .split(" ");
  static final String[] LAST_NAMES =
      "mueller schmidt weber fischer meyer wagner becker hoffmann koch bauer richter klein wolf neumann schwarz braun zimmermann krueger hartmann lange werner krause lehmann koehler herrmann koenig walter mayer huber kaiser fuchs peters lang scholz moeller weiss jung hahn vogel keller"
          .split(" ");
  private static final String[] WORDS =
      "alpha beta gamma delta nord sued west ost blue green red data net web mail soft tech media log trade bank shop book music film auto bio agro build city cloud craft dent edu energy farm fin food gas geo gold hotel info job key lab land law life line link logic mark med metal micro mobil moto opti park pharma photo print pro rent safe sea secur solar sport star steel studio sun syn tele time tour trans uni value vita water wind wood work world zen"
          .split(" ");
  static final String[] HOME_DOMAINS = {
    "example.org",
    "uni.example.org",
    "cs.example.org",
    "mail.example.org",
    "lists.example.org",
    "physik.example.org",
    "med.example.org",
    "alumni.example.org",
    "verwaltung.example.org",
    "students.example.org",
    "bib.example.org",
    "rz.example.org"
  };

  final String[] domains;
  final String[] senders;
  final String[] recipients;
  final String[] accounts;
  final String[] clientNames;
  final String[] clientIps;
  final Popularity senderChoice;
  final Popularity recipientChoice;
  final Popularity clientChoice;
  final Popularity accountChoice;
  private final Popularity remoteChoice;
  private final Map<String, Integer> recipientIndex = new HashMap<>();

  Population(long seed, Sizes sizes) {
    Chance chance = new Chance(seed * 31 + 7);
    domains = new String[sizes.domains];
    for (int i = 0; i < domains.length; i++) {
      domains[i] = domain(chance, i);
    }
    Popularity domainChoice = new Popularity(domains.length, 1.05);
    senders = senders(chance, sizes.senders, domainChoice);
    recipients = recipients(chance, sizes.recipients);
    clientNames = new String[sizes.clients];
    clientIps = new String[sizes.clients];
    for (int i = 0; i < sizes.clients; i++) {
      clientIps[i] = ip(chance);
      clientNames[i] =
          chance.happens(.22) && i > 200
              ? "unknown"
              : clientName(chance, clientIps[i], domainChoice);
    }
    accounts = new String[sizes.accounts];
    for (int i = 0; i < accounts.length; i++) {
      accounts[i] = recipients[chance.below(recipients.length)];
    }
    senderChoice = new Popularity(senders.length, 1.1);
    recipientChoice = new Popularity(recipients.length, .8);
    clientChoice = new Popularity(sizes.clients, 1.0);
    accountChoice = new Popularity(accounts.length, .9);
    remoteChoice = new Popularity(domains.length, 1.1);
    for (int i = 0; i < recipients.length; i++) {
      recipientIndex.put(recipients[i], i);
    }
  }

  private String[] senders(Chance chance, int n, Popularity domainChoice) {
    String[] all = new String[n];
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < n; i++) {
      String address;
      do {
        String local = localPart(chance);
        if (chance.happens(.08)) {
          local =
              "bounces+"
                  + chance.between(10000, 9999999)
                  + "-"
                  + Integer.toHexString(chance.below(65536))
                  + "-"
                  + local;
        }
        address = local + "@" + domains[domainChoice.next(chance)];
      } while (!seen.add(address.toLowerCase(Locale.ROOT)));
      all[i] =
          chance.happens(.03)
              ? Character.toUpperCase(address.charAt(0)) + address.substring(1)
              : address;
    }
    return all;
  }

  private static String[] recipients(Chance chance, int n) {
    String[] all = new String[n];
    Set<String> seen = new HashSet<>();
    Popularity choice = new Popularity(HOME_DOMAINS.length, 1.0);
    for (int i = 0; i < n; i++) {
      String address;
      do {
        address =
            localPart(chance)
                + (i > 3000 ? Integer.toString(chance.below(1000)) : "")
                + "@"
                + HOME_DOMAINS[choice.next(chance)];
      } while (!seen.add(address));
      all[i] = address;
    }
    return all;
  }

  private static String word(Chance chance) {
    return chance.of(WORDS);
  }

  private static String domain(Chance chance, int i) {
    String name =
        word(chance)
            + (chance.happens(.5) ? "-" : "")
            + word(chance)
            + (chance.happens(.6) ? Integer.toString(i) : word(chance) + i % 977);
    return name
        + (chance.happens(.5) ? ".example" : chance.happens(.5) ? ".example.com" : ".example.net");
  }

  /** What stands before the at sign. */
  static String localPart(Chance chance) {
    String first = chance.of(FIRST_NAMES);
    return switch (chance.below(6)) {
      case 0 -> first;
      case 1 -> first + chance.between(100, 9999);
      case 2 -> first.charAt(0) + "." + chance.of(LAST_NAMES);
      case 3 -> first + "_" + chance.of(LAST_NAMES) + chance.below(99);
      default -> first + "." + chance.of(LAST_NAMES);
    };
  }

  private static String ip(Chance chance) {
    return switch (chance.below(5)) {
      case 0 -> "198.18." + chance.below(256) + "." + chance.between(1, 255);
      case 1 -> "198.19." + chance.below(256) + "." + chance.between(1, 255);
      case 2 ->
          "100." + chance.between(64, 128) + "." + chance.below(256) + "." + chance.between(1, 255);
      case 3 ->
          chance.happens(.25)
              ? "2001:db8:"
                  + Integer.toHexString(chance.below(65536))
                  + ":"
                  + Integer.toHexString(chance.below(65536))
                  + "::"
                  + Integer.toHexString(chance.between(1, 65536))
              : "203.0.113." + chance.between(1, 255);
      default -> "10." + chance.below(256) + "." + chance.below(256) + "." + chance.between(1, 255);
    };
  }

  private String clientName(Chance chance, String ip, Popularity domainChoice) {
    return switch (chance.below(4)) {
      case 0 -> "mail" + chance.between(1, 40) + "." + domains[domainChoice.next(chance)];
      case 1 -> "mx" + chance.between(1, 9) + "." + domains[domainChoice.next(chance)];
      case 2 -> "o" + chance.between(1, 9999) + ".out." + domains[domainChoice.next(chance)];
      default ->
          ip.replace('.', '-').replace(':', '-') + ".dyn." + domains[domainChoice.next(chance)];
    };
  }

  /** The client as Postfix writes it. */
  String client(int client) {
    return clientNames[client] + "[" + clientIps[client] + "]";
  }

  boolean isUnknown(int client) {
    return clientNames[client].equals("unknown");
  }

  /** What the client says it is. */
  String helo(int client) {
    if (!isUnknown(client)) {
      return clientNames[client];
    }
    return client % 3 == 0
        ? "localhost"
        : client % 3 == 1 ? "ylmf-pc" : "[" + clientIps[client] + "]";
  }

  /** An address outside the site. */
  String remoteAddress(Chance chance) {
    int domain = remoteChoice.next(chance);
    return FIRST_NAMES[(domain * 7 + chance.below(6)) % FIRST_NAMES.length]
        + "."
        + LAST_NAMES[(domain * 3 + chance.below(8)) % LAST_NAMES.length]
        + "@"
        + domains[domain];
  }

  /** Which of the recipients the address is; {@code null} when it is none. */
  Integer recipientOf(String address) {
    return recipientIndex.get(address);
  }

  /** The server that takes mail for an address. */
  static String exchanger(String address) {
    String domain = address.substring(address.indexOf('@') + 1);
    int hash = domain.hashCode() & 0x7fffffff;
    return "mx"
        + (1 + hash % 3)
        + "."
        + domain
        + "[198.18."
        + (hash >>> 8 & 255)
        + "."
        + (1 + hash % 254)
        + "]";
  }
}
