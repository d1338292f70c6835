package mailweir.journey;

import mailweir.rollup.Counters;

/** The small numbers that rows are made of: kinds of marks, origins, delivery agents, outcomes, and the bits of a row. */
public final class Words {
  private Words() {}

  // ---- kinds of marks, in the order in which a server writes them about one message within one
  // second ----
  public static final int CLIENT = 1;
  public static final int PICKUP = 2;
  public static final int PROXY = 3;
  public static final int MESSAGE_ID = 4;
  public static final int RULING = 5;
  public static final int REFUSAL = 6;
  public static final int QUEUED = 7;
  public static final int DELIVERY = 8;
  public static final int VERDICT = 9;
  public static final int NOTICE = 10;
  public static final int EXPIRED = 11;
  public static final int ACT = 12;
  public static final int REMOVED = 13;

  /** Halves of an attempt, which {@link Attempts} puts together: they never come to a hop. */
  static final int BEGUN = 14;

  static final int ENDED = 15;

  // ---- where a hop's message came from ----
  public static final int ORIGIN_NONE = 0;
  public static final int ORIGIN_SMTP = 1;
  public static final int ORIGIN_SUBMISSION = 2;
  public static final int ORIGIN_PICKUP = 3;
  public static final int ORIGIN_LOOPBACK = 4;
  private static final String[] ORIGINS = {"", "smtp", "submission", "pickup", "smtp"};

  /** COUNTING's word for an origin: a hop from loopback without an earlier hop came by SMTP. */
  public static String origin(int origin) {
    return ORIGINS[origin];
  }

  // ---- delivery agents ----
  public static final int VIA_OTHER = 0;
  public static final int VIA_SMTP = 1;
  public static final int VIA_LMTP = 2;
  public static final int VIA_LOCAL = 3;
  public static final int VIA_VIRTUAL = 4;
  public static final int VIA_PIPE = 5;
  public static final int VIA_ERROR = 6;
  public static final int VIA_DISCARD = 7;

  public static String via(int via) {
    return Counters.VIAS.get(via);
  }

  // ---- outcomes of an attempt ----
  public static final int SENT = 1;
  public static final int DEFERRED = 2;
  public static final int BOUNCED = 3;
  public static final int EXPIRED_RCPT = 4;

  /** An address was only asked after; such a mark makes no attempt. */
  static final int PROBED = 5;

  private static final String[] OUTCOMES = {"other", "sent", "deferred", "bounced", "expired"};

  public static String outcome(int outcome) {
    return OUTCOMES[outcome];
  }

  // ---- bits of an attempt ----
  public static final int TO_FILTER = 1;
  public static final int FORWARDED = 1 << 1;
  public static final int DISCARDED_BY_NEXT = 1 << 2;
  public static final int NOTICE_ONLY = 1 << 3;

  /** The next hop is known and read: a hand-over within the site. */
  public static final int LINKED = 1 << 4;

  public static final int TO_LOOPBACK = 1 << 5;

  /** The recipient's domain is one of the site's: what goes there by SMTP stays at home. */
  public static final int HOME = 1 << 6;

  // ---- bits of a mark of the kind QUEUED ----
  static final int SAYS_NO_REMOVAL = 1;

  /** The server tells neither Message-ID nor number of recipients nor client, and uses its ids again at once (qmail). */
  static final int SAYS_LITTLE = 2;

  /** It was queued by the user as which the SMTP server runs, and by no other. */
  static final int SAYS_SMTPD = 4;

  // ---- bits of a hop ----
  public static final int ACTIVE = 1;
  public static final int HELD = 1 << 1;
  public static final int DISCARDED = 1 << 2;
  public static final int REDIRECTED = 1 << 3;
  public static final int WARNED = 1 << 4;
  public static final int REFUSED = 1 << 5;
  public static final int REMOVED_BIT = 1 << 6;
  public static final int DELETED = 1 << 7;
  public static final int EXPIRED_BIT = 1 << 8;
  public static final int REQUEUED = 1 << 9;
  public static final int HAS_MESSAGE_ID = 1 << 10;
  public static final int NULL_SENDER = 1 << 11;
  public static final int PROXIED = 1 << 12;

  /** It follows another hop that was read. */
  public static final int JOINED = 1 << 13;

  /** An address probe ({@code status=deliverable}, {@code undeliverable}): it counts nowhere. */
  public static final int PROBE = 1 << 17;

  /** Its server does not tell when a message leaves the queue (Sendmail): nothing is known of recipients that no line names. */
  public static final int UNREMOVED = 1 << 18;

  /** It is a notice that its server made, and no line tells its arrival. */
  public static final int NOTICE_BIT = 1 << 19;

  /** Of a server that tells neither Message-ID nor number of recipients nor client (qmail): what says who brought it is {@link Sessions}. */
  public static final int UNTOLD = 1 << 23;

  /** Of such a server, and queued by its SMTP server's user: it came by SMTP where no session tells more. */
  public static final int BY_SMTPD = 1 << 21;

  /** An operator put it on hold; no rule did. */
  public static final int HELD_BY_HAND = 1 << 16;

  /** Its client left before it was accepted. */
  public static final int GONE = 1 << 20;

  /** Another row of the same stay has taken what this one knew. */
  public static final int ABSORBED = 1 << 14;

  /** It has taken what another row of the same stay knew. */
  public static final int MERGED = 1 << 15;
}
