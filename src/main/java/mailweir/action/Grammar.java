package mailweir.action;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What ids, names and addresses in orders may look like, held on both sides. What passes here is no path, no option and no more than one word of
 * any program's arguments or maps.
 */
public final class Grammar {
  /** Messages in one order. */
  public static final int MOST_TARGETS = 2_000;

  private static final Pattern ORDER = Pattern.compile("[0-9a-z][0-9a-z-]{0,63}");
  private static final Pattern HOST = Pattern.compile("[a-z0-9][a-z0-9._-]{0,62}");
  private static final Pattern PLACE = Pattern.compile("[0-9A-Za-z_][0-9A-Za-z_.-]{0,63}");

  /** Postfix's short ids in hex, its long ones without vowels, with {@code z} between. */
  private static final Pattern POSTFIX =
      Pattern.compile(
          "[0-9A-F]{6,18}|[0-9B-DF-HJ-NP-TV-Zb-df-hj-np-tv-y]{10,20}z[0-9B-DF-HJ-NP-TV-Zb-df-hj-np-tv-y]{1,16}");

  /** From 8.12 on: date and sequence in letters, process id; before: three letters and the process id. */
  private static final Pattern SENDMAIL =
      Pattern.compile("[0-9A-Za-z]{8}[0-9]{4,10}|[A-Z]{3}[0-9]{5}");

  /** In base 62: seconds, process, fraction; from 4.97 on wider. */
  private static final Pattern EXIM =
      Pattern.compile(
          "[0-9A-Za-z]{6}-[0-9A-Za-z]{6}-[0-9A-Za-z]{2}|[0-9A-Za-z]{6}-[0-9A-Za-z]{11}-[0-9A-Za-z]{4}");

  private static final Pattern QMAIL = Pattern.compile("[1-9][0-9]{0,18}");

  /** No quotes, blanks, controls, nor what begins an option or a pattern in a map. */
  private static final Pattern ACCOUNT = Pattern.compile("[0-9A-Za-z_][0-9A-Za-z_.@+=-]{0,127}");

  private static final Pattern DOMAIN =
      Pattern.compile(
          "(?=.{1,253}$)[0-9A-Za-z_](?:[0-9A-Za-z_-]{0,62})(?:\\.[0-9A-Za-z_](?:[0-9A-Za-z_-]{0,62}))*");

  /** Domain and local part, or a domain behind its at sign, as maps and options take it. */
  private static final Pattern PLAIN_LOCAL = Pattern.compile("[0-9A-Za-z_][0-9A-Za-z_.+=-]{0,63}");

  private static final int LONGEST_SENDER = 1_000;
  private static final int LONGEST_TEXT = 500;

  private Grammar() {}

  /** Whether it may be an order's id. */
  public static boolean isOrder(String id) {
    return id != null && ORDER.matcher(id).matches();
  }

  /** Whether it may be an agent's name. */
  public static boolean isHost(String name) {
    return name != null && HOST.matcher(name).matches() && !name.contains("..");
  }

  /** Whether it may be a place's name. */
  public static boolean isPlace(String name) {
    return name != null && PLACE.matcher(name).matches() && !name.contains("..");
  }

  /** Whether it may be a queue id of some server. */
  public static boolean isQueueId(String id) {
    return isQueueId("postfix", id)
        || isQueueId("sendmail", id)
        || isQueueId("exim", id)
        || isQueueId("qmail", id);
  }

  /** Whether it may be a queue id of that server ({@link mailweir.queue.Place#server()}). */
  public static boolean isQueueId(String server, String id) {
    if (id == null || server == null) {
      return false;
    }
    return switch (server) {
      case "postfix" -> POSTFIX.matcher(id).matches();
      case "sendmail" -> SENDMAIL.matcher(id).matches();
      case "exim" -> EXIM.matcher(id).matches();
      case "qmail" -> QMAIL.matcher(id).matches();
      default -> false;
    };
  }

  /** What is wrong with the value of a barrier; {@code null}: nothing. */
  public static String objection(Barrier barrier) {
    String value = barrier.value();
    if (value == null || barrier.kind() == null) {
      return "says nobody";
    }
    return switch (barrier.kind()) {
      case RELAY -> isAddress(value) ? null : "is no IP address";
      case NETWORK -> isNetwork(value) ? null : "is no network in CIDR form, as 192.0.2.0/24";
      case ACCOUNT ->
          ACCOUNT.matcher(value).matches()
              ? null
              : "is no account that maps of mail servers can hold: letters, digits and _ . @ + = -";
      case SENDER ->
          isSender(value) ? null : "is no sender that maps can hold: user@domain or @domain";
    };
  }

  /** Whether it is an address of IPv4 or IPv6, without a scope. */
  public static boolean isAddress(String value) {
    return value.indexOf('/') < 0 && isNetwork(value);
  }

  private static boolean isNetwork(String value) {
    if (value.length() > 49) {
      return false;
    }
    try {
      Cidr.of(value);
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean isSender(String value) {
    int at = value.lastIndexOf('@');
    if (at < 0 || value.length() > 320) {
      return false;
    }
    return DOMAIN.matcher(value.substring(at + 1)).matches()
        && (at == 0 || PLAIN_LOCAL.matcher(value.substring(0, at)).matches());
  }

  /** What is wrong with an order; {@code null}: nothing. */
  public static String objection(Command command) {
    if (!isOrder(command.id())) {
      return "its id is none";
    }
    if (!isHost(command.host())) {
      return "its host is none";
    }
    if (command.issued() == null || command.notAfter() == null || command.order() == null) {
      return "it is not whole";
    }
    if (!isText(command.by()) || !isText(command.reason())) {
      return "who asked, or why, is missing or too long";
    }
    return objection(command.order());
  }

  private static String objection(Order order) {
    return switch (order) {
      case Order.Hold o -> targets(o.targets());
      case Order.Release o -> targets(o.targets());
      case Order.Retry o -> targets(o.targets());
      case Order.Delete o ->
          o.keepUntil() == null
              ? "it does not say how long it can be undone"
              : targets(o.targets());
      case Order.Undo o -> isOrder(o.command()) ? null : "the id of what is to be undone is none";
      case Order.Unblock o -> isOrder(o.command()) ? null : "the id of the block is none";
      case Order.Block o -> {
        String why = o.barrier() == null ? "says nobody" : objection(o.barrier());
        yield why == null ? null : "who is to be kept out " + why;
      }
      case Order.PauseScanner o -> o.scanner() == null ? "it names no scanner" : null;
      case Order.ResumeScanner o -> o.scanner() == null ? "it names no scanner" : null;
    };
  }

  private static String targets(List<Target> targets) {
    if (targets.isEmpty() || targets.size() > MOST_TARGETS) {
      return "it names no message, or more than " + MOST_TARGETS;
    }
    for (Target t : targets) {
      if (t == null || !isPlace(t.place()) || !isQueueId(t.id())) {
        return "a message has a place or an id that none can have";
      }
      if (t.arrived() <= 0 || t.size() < -1) {
        return "a message has no arrival";
      }
      if (t.sender() != null && !isEnvelope(t.sender())) {
        return "a message has a sender that none can have";
      }
    }
    return null;
  }

  /** A sender as a queue may hold it: it is only compared, never given to a program. */
  private static boolean isEnvelope(String sender) {
    return sender.length() <= LONGEST_SENDER
        && sender.chars().noneMatch(c -> c < ' ' || c == 0x7f)
        && StandardCharsets.UTF_8.newEncoder().canEncode(sender);
  }

  /** Whether it may stand in an order as who asked or why. */
  public static boolean isText(String text) {
    return text != null
        && !text.isBlank()
        && text.length() <= LONGEST_TEXT
        && text.chars().noneMatch(c -> c < ' ' || c == 0x7f)
        && StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }
}
