package mailweir.parse.postfix;

import static mailweir.slice.Ascii.bytes;

import java.util.Arrays;
import mailweir.event.Event;
import mailweir.event.Event.BounceNotice;
import mailweir.event.Event.Expired;
import mailweir.event.Event.MessageId;
import mailweir.event.Event.Pickup;
import mailweir.event.Event.QueueAct;
import mailweir.event.Event.Queued;
import mailweir.event.Event.Removed;
import mailweir.parse.Dialect;
import mailweir.parse.Line;
import mailweir.parse.Name;
import mailweir.slice.Slice;

/**
 * Postfix, all daemons. The queue id in front and the next byte choose; the daemon is asked only where two say the same words.
 *
 * <p>An instance belongs to one thread, as the {@link mailweir.parse.Names} do whose numbers it remembers. What it says of a line
 * depends on nothing but the line.
 */
public final class PostfixDialect implements Dialect {
  private static final byte[] CLIENT = bytes("client=");
  private static final byte[] TO = bytes("to=");
  private static final byte[] FROM = bytes("from=");
  private static final byte[] SIZE = bytes(", size=");
  private static final byte[] NRCPT = bytes(", nrcpt=");
  private static final byte[] EXPIRED_STATUS = bytes(", status=expired, ");
  private static final byte[] FORCE_EXPIRED_STATUS = bytes(", status=force-expired, ");
  private static final byte[] MESSAGE_ID = bytes("message-id=");
  private static final byte[] RESENT_MESSAGE_ID = bytes("resent-message-id=");
  private static final byte[] REMOVED = bytes("removed");
  private static final byte[] REQUEUED = bytes("requeued");
  private static final byte[] RELEASED = bytes("released from hold");
  private static final byte[] PLACED = bytes("placed on hold");
  private static final byte[] EXPIRED = bytes("expired");
  private static final byte[] UID = bytes("uid=");
  private static final byte[] BLANK_FROM = bytes(" from=");
  private static final byte[] ORIG_ID = bytes(" orig_id=");
  private static final byte[] SENDER = bytes("sender ");
  private static final byte[] POSTMASTER = bytes("postmaster ");
  private static final byte[] DELAY = bytes("delay ");
  private static final byte[] NON_DELIVERY = bytes("non-delivery ");
  private static final byte[] DELIVERY_STATUS = bytes("delivery status ");
  private static final byte[] NOTIFICATION = bytes("notification: ");
  private static final byte[] NOQUEUE = bytes("NOQUEUE: ");
  private static final byte[] WARNING = bytes("warning: ");

  private static final Slice BOUNCE_KIND = Slice.of("bounce");
  private static final Slice DELAY_KIND = Slice.of("delay");
  private static final Slice SUCCESS_KIND = Slice.of("success");
  private static final Slice POSTMASTER_KIND = Slice.of("postmaster");
  private static final Slice DELETED_ACT = Slice.of("deleted");
  private static final Slice REQUEUED_ACT = Slice.of("requeued");
  private static final Slice HELD_ACT = Slice.of("held");
  private static final Slice RELEASED_ACT = Slice.of("released");
  private static final Slice EXPIRED_ACT = Slice.of("expired");

  private final boolean whole;
  private final Scan s = new Scan();
  private Daemon[] daemons = new Daemon[64];
  private Name[] names = new Name[64];

  /** All that a line says. */
  public PostfixDialect() {
    this(true);
  }

  private PostfixDialect(boolean whole) {
    this.whole = whole;
  }

  /** For who wants figures only: where smtpd's client went away, or TLS was set up, the event says that and nothing else. */
  public static PostfixDialect forFigures() {
    return new PostfixDialect(false);
  }

  @Override
  public String name() {
    return "postfix";
  }

  @Override
  public boolean claims(String program) {
    return Daemon.of(program) != null;
  }

  @Override
  public Event parse(Line line) {
    Daemon daemon = daemon(line.program);
    s.over(line.array, line.textFrom, line.textTo);
    int idEnd = s.idEnd();
    Event event;
    if (idEnd >= 0) {
      if (s.take(NOQUEUE)) {
        event = ofMessage(null, daemon);
      } else {
        Slice id = s.to(idEnd);
        s.at = idEnd + 1;
        s.take(' ');
        event = ofMessage(id, daemon);
      }
    } else {
      event = ofServer(daemon);
    }
    return event == null ? Event.NOT_UNDERSTOOD : event;
  }

  private Daemon daemon(Name program) {
    if (program == null) {
      return Daemon.ANY;
    }
    int id = program.id();
    if (id >= names.length) {
      int size = Math.max(id + 1, names.length * 2);
      names = Arrays.copyOf(names, size);
      daemons = Arrays.copyOf(daemons, size);
    }
    if (names[id] != program) {
      Daemon daemon = Daemon.of(program.text());
      names[id] = program;
      daemons[id] = daemon == null ? Daemon.ANY : daemon;
    }
    return daemons[id];
  }

  /** Behind a queue id, or behind NOQUEUE ({@code id} null). */
  private Event ofMessage(Slice id, Daemon daemon) {
    int start = s.at;
    switch (s.peek()) {
      case 't' -> {
        if (id != null && s.take(TO)) {
          return Deliveries.read(s, id, daemon);
        }
      }
      case 'c' -> {
        if (s.take(CLIENT)) {
          return Sessions.client(s, id);
        }
      }
      case 'f' -> {
        if (id != null && s.take(FROM)) {
          return ofQueueManager(id);
        }
      }
      case 'm' -> {
        if (id != null && s.take(MESSAGE_ID)) {
          return new MessageId(id, messageId(), false);
        }
      }
      case 'r' -> {
        if (id != null && s.take(REMOVED)) {
          return s.atEnd()
              ? daemon == Daemon.POSTSUPER ? new QueueAct(id, DELETED_ACT) : new Removed(id)
              : null;
        }
        if (id != null && s.take(RESENT_MESSAGE_ID)) {
          return new MessageId(id, messageId(), true);
        }
        if (id != null && s.take(REQUEUED)) {
          return new QueueAct(id, REQUEUED_ACT);
        }
        if (id != null && s.take(RELEASED)) {
          return new QueueAct(id, RELEASED_ACT);
        }
      }
      case 'u' -> {
        if (id != null && s.take(UID)) {
          return pickup(id);
        }
      }
      case 's', 'p', 'n' -> {
        Event notice = id == null ? null : notice(id);
        if (notice != null) {
          return notice;
        }
        s.at = start;
        if (id != null && s.take(PLACED)) {
          return new QueueAct(id, HELD_ACT);
        }
      }
      case 'e' -> {
        if (id != null && s.take(EXPIRED) && s.atEnd()) {
          return new QueueAct(id, EXPIRED_ACT);
        }
      }
      default -> {}
    }
    s.at = start;
    Event ruling = Refusals.read(s, id);
    if (ruling != null) {
      return ruling;
    }
    if (s.take(WARNING)) {
      return Warnings.read(s, id, daemon);
    }
    return Chatter.ofMessage(s, id);
  }

  /** Without a queue id. */
  private Event ofServer(Daemon daemon) {
    int start = s.at;
    Event event =
        switch (s.peek()) {
          case 'c' -> {
            Event e = Sessions.connect(s);
            yield e != null ? e : Sessions.unreachable(s);
          }
          case 'd' -> Sessions.disconnect(s, whole);
          case 'l', 't' -> Sessions.lost(s);
          case 'i', 'b' -> Sessions.pipelining(s);
          case 'w' -> s.take(WARNING) ? Warnings.read(s, null, daemon) : null;
          case 'a' -> Screening.listed(s);
          case 'r', 'p' -> Refusals.read(s, null);
          default -> null;
        };
    if (event == null) {
      int c = s.peek();
      if (c >= 'A' && c <= 'Z') {
        event = Sessions.tls(s, whole);
        if (event == null) {
          s.at = start;
          event = Screening.read(s, daemon);
        }
      }
    }
    if (event == null) {
      s.at = start;
      event = Chatter.ofServer(s);
    }
    return event;
  }

  /** {@code from=<…>, size=…, nrcpt=… (queue active)}; {@code from=<…>, status=expired, returned to sender}. */
  private Event ofQueueManager(Slice id) {
    Slice from = s.angled();
    if (s.take(SIZE)) {
      long size = s.number();
      int nrcpt = -1;
      if (s.take(NRCPT)) {
        nrcpt = (int) Math.min(Integer.MAX_VALUE, s.number());
      }
      return size < 0 && nrcpt < 0 ? null : new Queued(id, from, size, nrcpt);
    }
    return s.take(EXPIRED_STATUS) || s.take(FORCE_EXPIRED_STATUS) ? new Expired(id, from) : null;
  }

  /** All that is left, without its angle brackets: a Message-ID may hold anything, brackets and commas too. */
  private Slice messageId() {
    int from = s.at;
    int to = s.end;
    if (to > from && s.a[from] == '<') {
      from++;
      if (to > from && s.a[to - 1] == '>') {
        to--;
      }
    }
    return new Slice(s.a, from, to);
  }

  private Event pickup(Slice id) {
    Slice uid = s.value();
    Slice from = s.take(BLANK_FROM) ? s.angled() : null;
    Slice orig = s.take(ORIG_ID) ? s.value() : null;
    return new Pickup(id, uid, from, orig);
  }

  /** {@code sender non-delivery notification: ID} and its kin. */
  private Event notice(Slice id) {
    boolean postmaster = s.take(POSTMASTER);
    if (!postmaster && !s.take(SENDER)) {
      return null;
    }
    Slice kind =
        s.take(NON_DELIVERY)
            ? BOUNCE_KIND
            : s.take(DELAY) ? DELAY_KIND : s.take(DELIVERY_STATUS) ? SUCCESS_KIND : null;
    if (kind == null || !s.take(NOTIFICATION)) {
      return null;
    }
    return new BounceNotice(id, s.value(), postmaster ? POSTMASTER_KIND : kind);
  }
}
