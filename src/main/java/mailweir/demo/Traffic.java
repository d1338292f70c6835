package mailweir.demo;

import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** What the programs of a mail server say during one session. One class for each kind of program. */
abstract class Traffic {
  static final String TLS13 =
      "TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits) key-exchange X25519 server-signature RSA-PSS (4096 bits) server-digest SHA256";
  static final String TLS12 = "TLSv1.2 with cipher ECDHE-RSA-AES256-GCM-SHA384 (256/256 bits)";

  /** What all traffic of one log shares. */
  record Site(
      TrafficOptions options,
      Chance chance,
      Population people,
      Machines machines,
      Recorder log,
      Truth truth) {}

  final Site site;
  final TrafficOptions options;
  final Chance chance;
  final Population people;
  final Machines machines;
  final Truth truth;
  private final Recorder log;

  Traffic(Site site) {
    this.site = site;
    options = site.options;
    chance = site.chance;
    people = site.people;
    machines = site.machines;
    truth = site.truth;
    log = site.log;
  }

  Entry say(long time, int host, String program, int pid, String message) {
    return log.say(time, host, program, pid, message);
  }

  Entry write(long time, String line) {
    return log.write(time, line);
  }

  String host(int host) {
    return options.hostName(host);
  }

  String randomRecipient() {
    return people.recipients[people.recipientChoice.next(chance)];
  }

  String randomSender() {
    return people.senders[people.senderChoice.next(chance)];
  }

  String randomAccount() {
    return people.accounts[people.accountChoice.next(chance)];
  }

  int randomClient() {
    return people.clientChoice.next(chance);
  }

  /** A client that is not one of the busy servers: somebody at home. */
  int randomUser() {
    return 200 + chance.below(people.clientIps.length - 200);
  }

  /** An address of ours that nobody has. */
  String nobody(int numbers) {
    return Population.localPart(chance)
        + chance.below(numbers)
        + "@"
        + chance.of(Population.HOME_DOMAINS);
  }

  String letters(int n) {
    StringBuilder b = new StringBuilder(n);
    for (int i = 0; i < n; i++) {
      b.append(Machines.LETTERS.charAt(chance.below(52)));
    }
    return b.toString();
  }

  int size() {
    return (int) Math.max(700, Math.min(35_000_000, Math.exp(9.2 + 1.5 * chance.normal())));
  }

  String messageId(String from) {
    int at = from.indexOf('@');
    String domain = at < 0 ? "mx.example.org" : from.substring(at + 1);
    return switch (chance.below(3)) {
      case 0 -> "<" + letters(24) + "@" + domain + ">";
      case 1 ->
          "<"
              + (1700000000L + chance.below(99999999))
              + "."
              + chance.below(9999)
              + "."
              + chance.below(999999)
              + "@"
              + domain
              + ">";
      default ->
          "<"
              + Long.toHexString(chance.bits())
              + "$"
              + Integer.toHexString(chance.below(1 << 30))
              + "@"
              + domain
              + ">";
    };
  }

  static String domainOf(String address) {
    return address.substring(address.indexOf('@') + 1);
  }

  static String localOf(String address) {
    return address.substring(0, address.indexOf('@'));
  }

  static String threeDecimals(double v) {
    return String.valueOf(Math.round(v * 1000) / 1000.0);
  }

  static LocalDateTime utc(long millis) {
    return LocalDateTime.ofEpochSecond(millis / 1000, 0, ZoneOffset.UTC);
  }

  /** Year to second without separators, as in message ids. */
  static String digits(long millis) {
    LocalDateTime d = utc(millis);
    return String.format(
        "%04d%02d%02d%02d%02d%02d",
        d.getYear(),
        d.getMonthValue(),
        d.getDayOfMonth(),
        d.getHour(),
        d.getMinute(),
        d.getSecond());
  }
}
