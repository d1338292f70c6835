package mailweir.rollup;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mailweir.bounce.BounceClass;
import mailweir.event.Action;
import mailweir.event.Reason;

/**
 * Every additive figure of COUNTING.md, each with its name and a small number. A name with a dot is a part of the figure before the dot:
 * {@code refused.dnsbl}. Numbers are an order within one process; what is stored is the name.
 */
public final class Counters {
  /** Delivery agents, by their small numbers. */
  public static final List<String> VIAS =
      List.of("other", "smtp", "lmtp", "local", "virtual", "pipe", "error", "discard");

  private static final List<String> NAMES = new ArrayList<>();
  private static final Map<String, Integer> IDS = new HashMap<>();

  public static final int ACCEPTED = of("accepted");
  public static final int ACCEPTED_BYTES = of("accepted_bytes");
  public static final int GENERATED = of("generated");
  public static final int ABORTED = of("aborted");
  public static final int DELIVERED = of("delivered");
  public static final int DELIVERED_BYTES = of("delivered_bytes");
  public static final int BOUNCED = of("bounced");
  public static final int EXPIRED = of("expired");
  public static final int DEFERRED = of("deferred");
  public static final int REFUSED = of("refused");
  public static final int TEMPFAILED = of("tempfailed");
  public static final int DISCARDED = of("discarded");
  public static final int HELD = of("held");
  public static final int REDIRECTED = of("redirected");
  public static final int WARNED = of("warned");
  public static final int SPAM = of("spam");
  public static final int VIRUS = of("virus");
  public static final int BANNED = of("banned");
  public static final int AUTH_OK = of("auth_ok");
  public static final int AUTH_FAILED = of("auth_failed");
  public static final int MAILBOX_LOGIN_OK = of("mailbox_login_ok");
  public static final int MAILBOX_LOGIN_FAILED = of("mailbox_login_failed");
  public static final int CONNECTIONS = of("connections");
  public static final int LOST_CONNECTIONS = of("lost_connections");
  public static final int RELAYED_HOPS = of("relayed_hops");
  public static final int UNACCOUNTED = of("unaccounted");

  /** How many of them are whole figures: numbers below this are CONTRACT's {@code counters}. */
  public static final int WHOLE = NAMES.size();

  public static final int LINES_READ = of("lines.read");
  public static final int LINES_REPEATED = of("lines.repeated");
  public static final int LINES_UNDERSTOOD = of("lines.understood");
  public static final int LINES_UNINFORMATIVE = of("lines.uninformative");
  public static final int LINES_NOT_UNDERSTOOD = of("lines.not_understood");

  /** Sessions of the site's own addresses: they show that a server tells connections at all. */
  public static final int CONNECTIONS_WITHIN = of("connections.within");

  public static final int ACCEPTED_SMTP = of("accepted.smtp");
  public static final int ACCEPTED_SUBMISSION = of("accepted.submission");
  public static final int ACCEPTED_PICKUP = of("accepted.pickup");
  public static final int ACCEPTED_INBOUND = of("accepted.inbound");
  public static final int ACCEPTED_OUTBOUND = of("accepted.outbound");
  public static final int DELIVERED_INBOUND = of("delivered.inbound");
  public static final int DELIVERED_OUTBOUND = of("delivered.outbound");
  public static final int DELIVERED_INTERNAL = of("delivered.internal");

  private static final int DELIVERED_VIA = family("delivered", VIAS);
  private static final int REFUSED_BY = family("refused", reasons());
  private static final int TEMPFAILED_BY = family("tempfailed", reasons());
  private static final int SPAM_BY = family("spam", actions());
  private static final int VIRUS_BY = family("virus", actions());
  private static final int BANNED_BY = family("banned", actions());

  private static final int BOUNCED_AS = family("bounced", BounceClass.words());
  private static final int DEFERRED_AS = family("deferred", BounceClass.words());

  private Counters() {}

  public static int count() {
    return NAMES.size();
  }

  public static String name(int id) {
    return NAMES.get(id);
  }

  /** The number of a name; -1 when there is no such figure. */
  public static int id(String name) {
    return IDS.getOrDefault(name, -1);
  }

  public static int deliveredVia(int via) {
    return DELIVERED_VIA + via;
  }

  public static int refusedBy(Reason reason) {
    return REFUSED_BY + reason.ordinal();
  }

  public static int tempfailedBy(Reason reason) {
    return TEMPFAILED_BY + reason.ordinal();
  }

  /** By the number of a {@link BounceClass}. */
  public static int bouncedAs(int bounceClass) {
    return BOUNCED_AS + bounceClass;
  }

  /** By the number of a {@link BounceClass}. */
  public static int deferredAs(int bounceClass) {
    return DEFERRED_AS + bounceClass;
  }

  public static int spamBy(int action) {
    return SPAM_BY + action;
  }

  public static int virusBy(int action) {
    return VIRUS_BY + action;
  }

  public static int bannedBy(int action) {
    return BANNED_BY + action;
  }

  private static int of(String name) {
    int id = NAMES.size();
    NAMES.add(name);
    IDS.put(name, id);
    return id;
  }

  private static int family(String name, List<String> members) {
    int first = NAMES.size();
    members.forEach(m -> of(name + "." + m));
    return first;
  }

  private static List<String> reasons() {
    List<String> names = new ArrayList<>();
    for (Reason r : Reason.values()) {
      names.add(r.word());
    }
    return names;
  }

  private static List<String> actions() {
    List<String> names = new ArrayList<>();
    for (Action a : Action.values()) {
      names.add(a.word());
    }
    return names;
  }
}
