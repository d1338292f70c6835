package mailweir.config;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import mailweir.journey.Site;
import mailweir.slice.Network;

/** The keys of the configuration: the closed list, in the order in which they are shown. */
public enum Key {
  SITE_DOMAINS("site.domains", true, List.of(), Key::ofDomain),
  SITE_ADDRESSES("site.addresses", true, List.of(Key.LOOPBACK), Key::ofOwnNetwork),
  FILTERS("filters", true, List.of(Key.LOOPBACK + ":10024-10029"), Key::ofFilter),
  QMAIL_SMTPD_UIDS("qmail.smtpd_uids", true, List.of(), Key::ofUid),
  DATA("data", false, List.of(), Key::ofFolder),
  BOUNCE_RULES("bounce.rules", false, List.of(), Key::ofFile),
  PORT("port", false, List.of("8425"), Key::ofPort),
  SYSLOG_UDP("syslog.udp", true, List.of(), Listening::objection),
  SYSLOG_TCP("syslog.tcp", true, List.of(), Listening::objection),
  SYSLOG_TLS("syslog.tls", true, List.of(), Listening::objection),
  SYSLOG_FROM("syslog.from", true, List.of(), Key::ofNetwork),
  SYSLOG_ALL("syslog.all", false, List.of("no"), Key::ofTruth),
  SYSLOG_CERTIFICATE("syslog.certificate", false, List.of(), Key::ofFile),
  SYSLOG_KEY("syslog.key", false, List.of(), Key::ofFile),
  SYSLOG_CA("syslog.ca", false, List.of(), Key::ofFile),
  OTLP_LISTEN("otlp.listen", false, List.of(), Listening::objection),
  OTLP_TOKEN_FILE("otlp.token.file", false, List.of(), Key::ofFile),
  OTLP_CERTIFICATE("otlp.certificate", false, List.of(), Key::ofFile),
  OTLP_KEY("otlp.key", false, List.of(), Key::ofFile),
  KEEP("keep", false, List.of("0"), Key::ofDays),
  AGENTS_LISTEN("agents.listen", false, List.of(), Listening::objection),
  COLLECTD_LISTEN("collectd.listen", false, List.of(), Listening::objection),
  COLLECTD_USERS("collectd.users", false, List.of(), Key::ofFile),
  MAIL_RECIPES("mail.recipes", false, List.of(), Key::ofFile),
  MAIL_MAILDIRS("mail.maildirs", true, List.of(), Key::ofFile),
  MAIL_IMAP("mail.imap", false, List.of(), Key::ofImap),
  MAIL_PASSWORD("mail.password", false, List.of(), Key::ofFile),
  QUEUE_NERVOUS("queue.nervous", false, List.of("1200"), Key::ofMessages),
  QUEUE_CRITICAL("queue.critical", false, List.of("3000"), Key::ofMessages),
  QUEUE_PROMISE("queue.promise", false, List.of("15m"), Key::ofLength),
  QUEUE_READ("queue.read", false, List.of("yes"), Key::ofTruth),
  QUEUE_EVERY("queue.every", false, List.of("30s"), Key::ofLength),
  QUEUE_PLACES("queue.places", true, List.of(), Key::ofPlace),
  QUEUE_SUSPICIOUS_COUNT("queue.suspicious.count", false, List.of("100"), Key::ofMessages),
  QUEUE_SUSPICIOUS_SHARE("queue.suspicious.share", false, List.of("10"), Key::ofPercent),
  QUEUE_SUSPICIOUS_OVER("queue.suspicious.over", false, List.of("1000"), Key::ofMessages),
  TZ("tz", false, List.of(), Key::ofZone),
  ALERTS_FILE("alerts.file", false, List.of(), Key::ofFile),
  ALERTS_EXPECT("alerts.expect", true, List.of(), Key::ofHost),
  POLICY_LISTEN("policy.listen", true, List.of(Key.LOOPBACK + ":10023"), Listening::objection),
  POLICY_SOCKET("policy.socket", false, List.of(), Key::ofFile),
  POLICY_MILTER("policy.milter", true, List.of(Key.LOOPBACK + ":10029"), Listening::objection),
  POLICY_FROM("policy.from", true, List.of(Key.LOOPBACK), Key::ofOwnNetwork),
  POLICY_CONNECTIONS("policy.connections", false, List.of("2000"), Key::ofConnections),
  POLICY_RULES("policy.rules", false, List.of(), Key::ofFile),
  POLICY_STATE("policy.state", false, List.of(), Key::ofFolder),
  POLICY_ALLOW_CLIENTS("policy.allow.clients", true, List.of(), Key::ofFile),
  POLICY_ALLOW_RECIPIENTS("policy.allow.recipients", true, List.of(), Key::ofFile),
  POLICY_LOG("policy.log", false, List.of(), Key::ofLog),
  POLICY_P0F("policy.p0f", false, List.of(), Key::ofFile),
  POLICY_AMAVIS("policy.amavis", false, List.of(), Listening::objection),
  POLICY_DNS("policy.dns", true, List.of(), Listening::objection),
  POLICY_WAIT_P0F("policy.wait.p0f", false, List.of("30"), Key::ofMillis),
  POLICY_WAIT_DNS("policy.wait.dns", false, List.of("2000"), Key::ofMillis),
  POLICY_WAIT_ALL("policy.wait.all", false, List.of("5000"), Key::ofMillis),
  AGENT_ACTIONS("agent.actions", true, List.of(), Acting::ofPermit),
  AGENT_BLOCK_WITH("agent.block.with", true, List.of(), Acting::ofWall),
  AGENT_QMAIL("agent.qmail", true, List.of(), Acting::ofQmail),
  AGENT_SCANNERS("agent.scanners", true, List.of(), Acting::ofScanner),
  BLOCK_NEVER("block.never", true, List.of(), Acting::ofNever);

  /** Stands for this machine's own addresses. */
  static final String LOOPBACK = "loopback";

  private static final String NO_IMAP =
      "is no mailbox; write imaps://USER@HOST/FOLDER, the password in a file that mail.password names; imap: without TLS only on loopback";
  static final List<String> YES = List.of("yes", "true", "on");
  private static final List<String> NO = List.of("no", "false", "off");
  private static final String NO_DOMAIN =
      "is no domain; write example.org, or .example.org for all below it";
  private static final String NO_FILTER =
      "is no filter; write HOST:PORT or HOST:FIRST-LAST, as 10.0.0.5:10024 or loopback:10024-10029, an IPv6 address in brackets";

  private final String name;
  private final boolean list;
  private final List<String> fallback;
  private final UnaryOperator<String> objection;

  Key(String name, boolean list, List<String> fallback, UnaryOperator<String> objection) {
    this.name = name;
    this.list = list;
    this.fallback = fallback;
    this.objection = objection;
  }

  /** As the file names it, dots between its levels. */
  public String word() {
    return name;
  }

  /** The variable of the environment that sets it. */
  public String variable() {
    return "MAILWEIR_" + name.toUpperCase(Locale.ROOT).replace('.', '_');
  }

  /** Whether it may hold several values. */
  public boolean isList() {
    return list;
  }

  /** What holds where nothing is set; empty: it is decided where it is used. */
  public List<String> fallback() {
    return fallback;
  }

  /** What is wrong with a value, or {@code null}. */
  String objection(String value) {
    return objection.apply(value);
  }

  static boolean isLoopback(String value) {
    return value.equalsIgnoreCase(LOOPBACK) || value.equalsIgnoreCase("localhost");
  }

  private static String ofDomain(String value) {
    try {
      String bare = value.startsWith(".") ? value.substring(1) : value;
      boolean isDomain =
          IDN.toASCII(bare).matches("(?!.*\\.\\.)[0-9A-Za-z_][0-9A-Za-z_.-]*[0-9A-Za-z]");
      return isDomain ? null : NO_DOMAIN;
    } catch (IllegalArgumentException e) {
      return NO_DOMAIN;
    }
  }

  private static String ofOwnNetwork(String value) {
    return isLoopback(value) ? null : ofNetwork(value);
  }

  private static String ofFilter(String value) {
    try {
      filter(value);
      return null;
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  private static String ofUid(String value) {
    return value.matches("[0-9]{1,10}") ? null : "is no number of a user; 'id -u qmaild' tells it";
  }

  private static String ofFolder(String value) {
    return absolute(value, "folder");
  }

  private static String ofPort(String value) {
    return number(value, 65_535) < 0 ? "is no port: a number from 0 to 65535" : null;
  }

  private static String ofDays(String value) {
    return number(value, 1_000_000) < 0 ? "is no number of days; 0 keeps all" : null;
  }

  private static String ofMessages(String value) {
    return number(value, 9_999_999) < 1 ? "is no number of messages: 1 or more" : null;
  }

  private static String ofPercent(String value) {
    int n = number(value.endsWith("%") ? value.substring(0, value.length() - 1) : value, 100);
    return n < 1 ? "is no share in percent: 1 to 100" : null;
  }

  private static String ofPlace(String value) {
    int colon = value.indexOf(':');
    return colon < 0
            || !List.of("postfix", "sendmail", "exim", "qmail").contains(value.substring(0, colon))
            || absolute(value.substring(colon + 1), "folder") != null
        ? "is no place of a queue; write sendmail:/var/spool/mqueue.in; postfix: names a configuration folder, exim: a spool, qmail: a queue folder"
        : null;
  }

  private static String ofLength(String value) {
    return value.matches("[1-9][0-9]{0,5}[smhd]") ? null : "is no length of time: 90s, 15m, 2h, 1d";
  }

  private static String ofZone(String value) {
    try {
      ZoneId.of(value);
      return null;
    } catch (DateTimeException e) {
      return "is no time zone; names are like Europe/Berlin, UTC or +02:00";
    }
  }

  private static String ofHost(String value) {
    return value.matches("[0-9A-Za-z_:][0-9A-Za-z_.:-]*") ? null : "is no name of a host";
  }

  private static String ofImap(String value) {
    try {
      URI url = new URI(value);
      boolean isSafe =
          "imaps".equals(url.getScheme())
              || "imap".equals(url.getScheme())
                  && List.of("localhost", "127.0.0.1", "[::1]").contains(url.getHost());
      return isSafe
              && url.getHost() != null
              && url.getUserInfo() != null
              && !url.getUserInfo().contains(":")
          ? null
          : NO_IMAP;
    } catch (URISyntaxException e) {
      return NO_IMAP;
    }
  }

  private static String ofNetwork(String value) {
    try {
      Network.of(value);
      return null;
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  private static String ofTruth(String value) {
    return YES.contains(value) || NO.contains(value) ? null : "is neither yes nor no";
  }

  private static String ofConnections(String value) {
    return number(value, 100_000) < 1 ? "is no number of connections from 1 to 100000" : null;
  }

  private static String ofMillis(String value) {
    return number(value, 60_000) < 0 ? "is no number of milliseconds from 0 to 60000" : null;
  }

  private static String ofLog(String value) {
    return List.of("syslog", "stderr").contains(value) || absolute(value, "file") == null
        ? null
        : "is neither 'syslog' nor 'stderr' nor an absolute path of a file";
  }

  private static String absolute(String value, String what) {
    try {
      return Path.of(value).isAbsolute() ? null : "is no absolute path of a " + what;
    } catch (InvalidPathException e) {
      return "is no path of a " + what;
    }
  }

  private static String ofFile(String value) {
    return absolute(value, "file");
  }

  static int number(String value, int most) {
    int n = value.matches("[0-9]{1,7}") ? Integer.parseInt(value) : -1;
    return n > most ? -1 : n;
  }

  /** Reads {@code HOST:PORT} or {@code HOST:FIRST-LAST}; the message of what it throws says what is wrong. */
  static Site.Filter filter(String value) {
    int colon = value.lastIndexOf(':');
    String host = colon < 0 ? "" : value.substring(0, colon);
    String ports = value.substring(colon + 1);
    int dash = ports.indexOf('-');
    int first = number(dash < 0 ? ports : ports.substring(0, dash), 65_535);
    int last = dash < 0 ? first : number(ports.substring(dash + 1), 65_535);
    if (first < 1 || last < first) {
      throw new IllegalArgumentException(NO_FILTER);
    }
    if (isLoopback(host)) {
      return new Site.Filter(null, first, last);
    }
    boolean isBracketed = host.startsWith("[") && host.endsWith("]");
    if (host.indexOf(':') >= 0 && !isBracketed) {
      throw new IllegalArgumentException(NO_FILTER);
    }
    try {
      Network network = Network.of(isBracketed ? host.substring(1, host.length() - 1) : host);
      return new Site.Filter(network, first, last);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(NO_FILTER, e);
    }
  }
}
