package mailweir.event;

import java.util.List;
import mailweir.slice.Slice;

/**
 * What one line of a mail log says.
 *
 * <p>A component that is {@code null} (or -1 where it is a number) was not stated by the line; an empty slice was stated and is
 * empty, as the null sender is. Addresses come without angle brackets, Message-IDs too. An IP is the text that the line
 * has (in IPv6 form possibly not compressed); {@link Slice} of a name may be {@code unknown}, as logged.
 *
 * <p>{@code queueId} is the id on the host that wrote the line, without a host.
 */
public sealed interface Event {

  /** The word for it in {@code mailweir parse} (CONTRACT.md, {@code event}). */
  String word();

  /** A client connected. {@code screen}: it is postscreen's connection, which may be handed to smtpd afterwards. */
  record Connect(Peer peer, boolean screen) implements Event {
    @Override
    public String word() {
      return "connect";
    }
  }

  /** A client went away (postscreen: a session that was not handed on ended). */
  record Disconnect(Peer peer, boolean screen) implements Event {
    @Override
    public String word() {
      return "disconnect";
    }
  }

  /** A session broke off: lost connection, timeout, too many errors, HANGUP. {@code stage}: after which command. */
  record LostConnection(Slice queueId, Peer peer, Slice stage, boolean screen) implements Event {
    /** Of a session that has no queue id. */
    public LostConnection(Peer peer, Slice stage, boolean screen) {
      this(null, peer, stage, screen);
    }

    @Override
    public String word() {
      return "lost_connection";
    }
  }

  /**
   * A server got a queue file for a client's message, or (queueId null: NOQUEUE) passes it through a before-queue proxy.
   * {@code origQueueId}: the id that the message had before a filter gave it back.
   */
  record Client(
      Slice queueId, Peer peer, Slice saslMethod, Slice saslUser, Slice origQueueId, Peer origPeer)
      implements Event {
    @Override
    public String word() {
      return "client";
    }
  }

  /** A message was taken from the local pickup (sendmail command, postsuper -r). {@code origQueueId}: requeued from there. */
  record Pickup(Slice queueId, Slice uid, Slice from, Slice origQueueId) implements Event {
    @Override
    public String word() {
      return "pickup";
    }
  }

  /** Some of a message's recipients go on under ids of which no other line tells the arrival (Sendmail); {@code from}: with a new sender. */
  record Split(Slice queueId, List<Slice> into, Slice from) implements Event {
    @Override
    public String word() {
      return "split";
    }
  }

  /** The queue manager took the message up: sender, size in bytes, number of recipients. Logged again at each requeue. */
  record Queued(Slice queueId, Slice from, long size, int nrcpt) implements Event {
    @Override
    public String word() {
      return "queued";
    }
  }

  /**
   * A message came into the queue, told by a server that says all of it in one line: Sendmail's {@code from=}, Exim's {@code <=}, qmail's
   * {@code info msg}. {@code size} in bytes; {@code nrcpt} -1 where the server does not say. {@code origQueueId}: the id that the message
   * had before, or that a notice reports. {@code to}: recipients where the line has them. {@code removal}: whether the server tells when the message leaves the queue; Sendmail does not, and has no {@code messageId} here when the client broke off.
   */
  record Arrival(
      Slice queueId,
      Entry entry,
      Peer peer,
      Slice proto,
      Slice helo,
      Slice saslMethod,
      Slice saslUser,
      Slice from,
      long size,
      int nrcpt,
      Slice messageId,
      Slice origQueueId,
      Slice subject,
      List<Slice> to,
      boolean removal)
      implements Event {
    @Override
    public String word() {
      return "queued";
    }
  }

  /** The Message-ID header, without angle brackets. {@code resent}: it is the Resent-Message-ID. */
  record MessageId(Slice queueId, Slice messageId, boolean resent) implements Event {
    @Override
    public String word() {
      return "message_id";
    }
  }

  /** The message left the queue. */
  record Removed(Slice queueId) implements Event {
    @Override
    public String word() {
      return "removed";
    }
  }

  /**
   * One delivery attempt of one recipient. {@code via}: the delivery agent's own name ({@code smtp lmtp local virtual pipe error
   * discard …}). {@code delay} in seconds or NaN. {@code text}: what stands behind the status, without its outer parentheses.
   * {@code nextQueueId}: the id that the next server or filter gave it ({@code queued as}, {@code forwarded as}).
   */
  record Delivery(
      Slice queueId,
      Slice from,
      Slice to,
      Slice origTo,
      Slice via,
      Relay relay,
      double delay,
      Slice delays,
      Slice dsn,
      Status status,
      Slice statusWord,
      int smtpCode,
      Slice text,
      Slice nextQueueId,
      Handover handover)
      implements Event {
    @Override
    public String word() {
      return status == Status.DELIVERABLE || status == Status.UNDELIVERABLE ? "probe" : "delivery";
    }
  }

  /** Attempts that one line tells of several recipients (Sendmail's {@code to=a,b}). Never empty. */
  record Deliveries(List<Delivery> each) implements Event {
    @Override
    public String word() {
      return "delivery";
    }
  }

  /**
   * An attempt began at a server that tells its end in another line (qmail's {@code starting delivery 5: msg 123 to remote a@b}).
   * {@code number}: what both lines have, unique on the host while the attempt is under way. {@code via}: the delivery agent.
   */
  record AttemptBegun(Slice queueId, Slice number, Slice to, Slice via) implements Event {
    @Override
    public String word() {
      return "delivery_begun";
    }
  }

  /** The end of an attempt that {@link AttemptBegun} told of; whose it is, and of which message, that line says. */
  record AttemptEnded(
      Slice number,
      Relay relay,
      Slice dsn,
      Status status,
      Slice statusWord,
      int smtpCode,
      Slice text,
      Slice nextQueueId)
      implements Event {
    @Override
    public String word() {
      return "delivery";
    }
  }

  /**
   * A message came into the queue of a server that tells neither who handed it over nor how many recipients it has (qmail's {@code info
   * msg}). {@code process}: the pid of the program that queued it, which other lines name too; {@code uid}: whose it was.
   */
  record Preprocessed(Slice queueId, Slice from, long size, Slice process, Slice uid)
      implements Event {
    @Override
    public String word() {
      return "queued";
    }
  }

  /** Which process queued a client's message (qmail's {@code qlogreceived}): what joins a session to its {@link Preprocessed}. */
  record HandedIn(
      Slice process, Slice service, Peer peer, Envelope envelope, Slice saslUser, long size)
      implements Event {
    @Override
    public String word() {
      return "handed_in";
    }
  }

  /** A notice about a message was queued by this process (qmail's {@code bounce msg}). */
  record BounceQueued(Slice queueId, Slice process) implements Event {
    @Override
    public String word() {
      return "bounce_notice";
    }
  }

  /**
   * A check let a client's sender or recipient pass (CHKUSER's {@code accepted} lines). {@code check}: what was looked at ({@code sender
   * rcpt relaying}, of a relay {@code relaying_without_login} and {@code relaying_unlike_login} too). {@code service}: the listening service's name where the line has it.
   */
  record Admitted(
      Slice check, Slice service, Peer peer, Envelope envelope, Slice saslUser, Slice text)
      implements Event {
    @Override
    public String word() {
      return "admitted";
    }
  }

  /**
   * A request to a web server (Apache, nginx). {@code loginFailed}: it was a login to web mail that was refused. {@code bytes} -1 where the log has {@code -}; {@code user}: the login, null without one.
   */
  record WebHit(
      Slice virtualHost,
      Slice clientIp,
      Slice user,
      Slice method,
      Slice path,
      int status,
      long bytes,
      Slice referer,
      Slice agent,
      boolean loginFailed)
      implements Event {
    @Override
    public String word() {
      return "web_hit";
    }
  }

  /**
   * What a screener in front of the server (postscreen) found. {@code test}: {@code PASS OLD}, {@code PREGREET}, {@code DNSBL}, … as
   * logged. {@code passed}: the client is handed on, so that the server's own {@link Connect} of it follows and is the same session.
   */
  record Screened(Slice test, Peer peer, boolean passed, Slice text) implements Event {
    @Override
    public String word() {
      return "screened";
    }
  }

  /**
   * A client was turned away during the dialogue or at the end of DATA. {@code queueId} null: before a queue id.
   * {@code stage}: {@code CONNECT HELO MAIL RCPT DATA END-OF-MESSAGE …}. {@code text}: the answer after its codes.
   * {@code list}: the DNS block list's name, {@code signature}: the virus' name, where the answer tells them.
   */
  record Refusal(
      Slice queueId,
      Slice stage,
      Peer peer,
      int smtpCode,
      Slice dsn,
      Slice text,
      boolean temporary,
      Reason reason,
      Slice list,
      Slice signature,
      Envelope envelope,
      Slice saslUser)
      implements Event {
    @Override
    public String word() {
      return "refusal";
    }
  }

  /**
   * What a rule did with a message instead of refusing it: held, discarded, redirected, only warned (reject_warning too, with the
   * codes that it would have answered).
   */
  record Ruling(
      Slice queueId,
      Kind kind,
      Slice stage,
      Peer peer,
      int smtpCode,
      Slice dsn,
      Slice text,
      Envelope envelope)
      implements Event {
    /** The kinds of a ruling. NOTED: told, but neither refused nor counted ({@code prepend filter bcc info replace}). */
    public enum Kind {
      HELD,
      DISCARDED,
      REDIRECTED,
      WARNED,
      NOTED
    }

    @Override
    public String word() {
      return kind.name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /**
   * A bounce, delay or success notice was made for a message. {@code noticeId}: the notice's own queue id. {@code kind} {@code expired}:
   * the queue lifetime passed for the recipients that were still open, and no other line tells it. {@code arrival}: no other line tells
   * that the notice came into the queue (Sendmail).
   */
  record BounceNotice(Slice queueId, Slice noticeId, Slice kind, boolean arrival) implements Event {
    /** A notice whose own lines tell that it came into the queue. */
    public BounceNotice(Slice queueId, Slice noticeId, Slice kind) {
      this(queueId, noticeId, kind, false);
    }

    @Override
    public String word() {
      return "bounce_notice";
    }
  }

  /** The queue lifetime passed: the rest of the recipients is returned to the sender. */
  record Expired(Slice queueId, Slice from) implements Event {
    @Override
    public String word() {
      return "expired";
    }
  }

  /**
   * An operator's or the server's own act on a queued message: {@code deleted requeued held released}. {@code nextQueueId}: the id under
   * which it goes on, where this line alone tells (MailScanner's requeueing into Postfix); that hop has no origin line of its own.
   */
  record QueueAct(Slice queueId, Slice act, Slice nextQueueId) implements Event {
    /** An act after which the message keeps its id, or whose next id another line tells. */
    public QueueAct(Slice queueId, Slice act) {
      this(queueId, act, null);
    }

    @Override
    public String word() {
      return "queue_act";
    }
  }

  /** A before-queue proxy took the whole message and the queue id behind it is known. */
  record ProxyAccept(Slice nextQueueId, Peer peer, Envelope envelope) implements Event {
    @Override
    public String word() {
      return "proxy_accept";
    }
  }

  /**
   * What a filter said of a message. {@code queueId}: the id it came with; {@code nextQueueId}: the id it was given back with.
   * {@code categoryWord}: as logged (amavis in capitals). {@code score} NaN when none. {@code spam}: only where the
   * filter says yes or no. {@code counts}: false for a scanner's note that another line's verdict rests on (clamd).
   * {@code signature}: the virus' name, or of a banned message the part that offends. {@code filterId}: the filter's own number for
   * the message (amavis' {@code 26583-03-5}), the same in every {@link VerdictPart} of a line that was too long.
   * {@code tests}: the tests that hit, with their scores, as logged.
   */
  record FilterVerdict(
      Slice filter,
      Slice filterId,
      Slice queueId,
      Slice nextQueueId,
      Slice messageId,
      Slice from,
      List<Slice> to,
      Slice clientIp,
      Category category,
      Slice categoryWord,
      Action action,
      Slice actionWord,
      Slice signature,
      double score,
      Boolean spam,
      Slice quarantine,
      Slice subject,
      long size,
      boolean counts,
      Slice tests)
      implements Event {
    /** A verdict whose line does not tell which tests hit. */
    public FilterVerdict(
        Slice filter,
        Slice filterId,
        Slice queueId,
        Slice nextQueueId,
        Slice messageId,
        Slice from,
        List<Slice> to,
        Slice clientIp,
        Category category,
        Slice categoryWord,
        Action action,
        Slice actionWord,
        Slice signature,
        double score,
        Boolean spam,
        Slice quarantine,
        Slice subject,
        long size,
        boolean counts) {
      this(
          filter,
          filterId,
          queueId,
          nextQueueId,
          messageId,
          from,
          to,
          clientIp,
          category,
          categoryWord,
          action,
          actionWord,
          signature,
          score,
          spam,
          quarantine,
          subject,
          size,
          counts,
          null);
    }

    @Override
    public String word() {
      return "filter_verdict";
    }
  }

  /**
   * The rest of a verdict whose line was too long for syslog: the same filter and {@code filterId} on the same host within a second.
   * It counts nowhere; what it states (null: not stated) belongs to that verdict.
   */
  record VerdictPart(
      Slice filter, Slice filterId, Slice queueId, Slice nextQueueId, Slice messageId, Slice text)
      implements Event {
    @Override
    public String word() {
      return "verdict_part";
    }
  }

  /**
   * A login. {@code mailbox}: at IMAP, POP3, sieve or web mail, not at SMTP. {@code queueId}: where the line has one. {@code counts}:
   * false where another line of the same login counts it (the password database's line beside the login process' line).
   */
  record Login(
      boolean ok,
      boolean mailbox,
      Slice service,
      Peer peer,
      Slice method,
      Slice user,
      Slice queueId,
      Slice text,
      boolean counts,
      Slice helo)
      implements Event {
    /** A login of which no HELO is told. */
    public Login(
        boolean ok,
        boolean mailbox,
        Slice service,
        Peer peer,
        Slice method,
        Slice user,
        Slice queueId,
        Slice text,
        boolean counts) {
      this(ok, mailbox, service, peer, method, user, queueId, text, counts, null);
    }

    /** A login that counts. */
    public Login(
        boolean ok,
        boolean mailbox,
        Slice service,
        Peer peer,
        Slice method,
        Slice user,
        Slice queueId,
        Slice text) {
      this(ok, mailbox, service, peer, method, user, queueId, text, true);
    }

    @Override
    public String word() {
      return ok ? "auth_ok" : "auth_failed";
    }
  }

  /** What a greylisting daemon or policy server decided, by its own line; the refusal that follows is the mail server's. */
  record Greylisted(
      Slice action, Slice reason, Peer peer, Envelope envelope, Slice queueId, Grounds grounds)
      implements Event {
    @Override
    public String word() {
      return "greylisted";
    }
  }

  /** SPF, DKIM, DMARC, ARC: what a check of authenticity said. */
  record Authenticity(
      Slice queueId, Slice mechanism, Slice result, Slice domain, Peer peer, Envelope envelope)
      implements Event {
    @Override
    public String word() {
      return "authenticity";
    }
  }

  /** A TLS session was made. */
  record Tls(Slice queueId, Peer peer, boolean client, Slice summary) implements Event {
    @Override
    public String word() {
      return "tls";
    }
  }

  /** A mailbox agent stored a message (dovecot LDA, LMTP, sieve); the mail server's own line counts the delivery. */
  record Stored(Slice messageId, Slice user, Slice mailbox, Status status, Slice text)
      implements Event {
    @Override
    public String word() {
      return "stored";
    }
  }

  /**
   * Understood, worth telling, and counting nowhere: a warning, statistics, a DNS list's hit, an answer told before the line that
   * counts. {@code kind} is one of the words in docs/reference/events.md. {@code relay}: the host that we spoke
   * to; {@code smtpCode}: the first code of its answer, -1 when it gave none.
   */
  record Note(String kind, Slice queueId, Peer peer, Relay relay, int smtpCode, Slice text)
      implements Event {
    /** A note that has nothing to do with a host that we spoke to. */
    public Note(String kind, Slice queueId, Peer peer, Slice text) {
      this(kind, queueId, peer, null, -1, text);
    }

    @Override
    public String word() {
      return kind;
    }
  }

  /** Known to carry nothing: start-up chatter, debug output. */
  record Uninformative() implements Event {
    @Override
    public String word() {
      return "uninformative";
    }
  }

  /** Not understood. It is kept, counted by program and shape, and shown. */
  record NotUnderstood() implements Event {
    @Override
    public String word() {
      return "not_understood";
    }
  }

  Uninformative UNINFORMATIVE = new Uninformative();
  NotUnderstood NOT_UNDERSTOOD = new NotUnderstood();

  /** The other end of a session: name as logged ({@code unknown} is a name), address, port (-1: not stated). */
  record Peer(Slice name, Slice ip, int port) {
    public static final Peer NONE = new Peer(null, null, -1);
  }

  /** Where a delivery went: {@code none} and {@code local} are names too. */
  record Relay(Slice name, Slice ip, int port) {}

  /** Sender, recipient(s), protocol and HELO name as a refusal or ruling tells them. */
  record Envelope(Slice from, Slice to, Slice proto, Slice helo) {
    public static final Envelope NONE = new Envelope(null, null, null, null);
  }
}
