package mailweir.parse.qmail;

import static mailweir.slice.Ascii.bytes;

import mailweir.event.Event;
import mailweir.event.Status;
import mailweir.parse.Phrases;
import mailweir.parse.Scan;
import mailweir.slice.Slice;

/** What qmail-send says. Delivery reports come without {@code _} for blanks and {@code /} for line ends. */
final class QmailSend {
  private static final byte[] NEW = bytes("new msg ");
  private static final byte[] INFO = bytes("info msg ");
  private static final byte[] END = bytes("end msg ");
  private static final byte[] STARTING = bytes("starting delivery ");
  private static final byte[] DELIVERY = bytes("delivery ");
  private static final byte[] BOUNCE = bytes("bounce msg ");
  private static final byte[] STATUS = bytes("status: local ");
  private static final byte[] EXITING = bytes("status: exiting");
  private static final byte[] TRIPLE = bytes("triple bounce: ");
  private static final byte[] DOUBLE = bytes("double bounce: ");
  private static final byte[] ALERT = bytes("alert: ");
  private static final byte[] WARNING = bytes("warning: ");

  private static final byte[] MSG = bytes(": msg ");
  private static final byte[] TO = bytes(" to ");
  private static final byte[] LOCAL = bytes("local ");
  private static final byte[] REMOTE = bytes("remote ");
  private static final byte[] BYTES = bytes(": bytes ");
  private static final byte[] FROM = bytes(" from <");
  private static final byte[] QP = bytes("> qp ");
  private static final byte[] PROCESS = bytes(" qp ");
  private static final byte[] UID = bytes(" uid ");
  private static final byte[] SUCCESS = bytes("success: ");
  private static final byte[] FAILURE = bytes("failure: ");
  private static final byte[] DEFERRAL = bytes("deferral: ");
  private static final byte[] SAID = bytes("Remote_host_said:_");
  private static final byte[] GIVING = bytes("Giving_up_on_");
  private static final byte[] QUEUED_AS = bytes("queued_as_");
  private static final byte[] CODE = bytes("(#");
  private static final byte[] NO_RETRY = bytes("I'm_not_going_to_try_again");
  private static final byte[] DID = bytes("did_");
  private static final byte[] FORWARD = bytes("/qp_");

  private static final Slice VIA_LOCAL = Slice.of("local");
  private static final Slice VIA_SMTP = Slice.of("smtp");
  private static final Slice SENT = Slice.of("sent");
  private static final Slice DEFERRED = Slice.of("deferred");
  private static final Slice BOUNCED = Slice.of("bounced");
  private static final Slice EXPIRED = Slice.of("expired");

  private static final Phrases CHATTER =
      new Phrases()
          .note("warning", "warning: ", "alert: ", "number of deliveries left")
          .note(
              "server_state",
              "status: ",
              "running",
              "exiting",
              "cannot start: ",
              "hit a bug",
              "sorry, ");

  private QmailSend() {}

  /** Whether a text is beyond doubt one of qmail-send's. */
  static boolean begins(byte[] a, int p, int to) {
    return switch (a[p]) {
      case 'n' -> isNumbered(a, p, to, NEW);
      case 'i' -> isNumbered(a, p, to, INFO);
      case 'e' -> isNumbered(a, p, to, END);
      case 'b' -> isNumbered(a, p, to, BOUNCE);
      case 'd' -> isNumbered(a, p, to, DELIVERY) || Slice.regionIs(a, p, to, DOUBLE);
      case 's' ->
          isNumbered(a, p, to, STARTING)
              || isNumbered(a, p, to, STATUS)
              || to - p == EXITING.length && Slice.regionIs(a, p, to, EXITING);
      case 't' -> Slice.regionIs(a, p, to, TRIPLE);
      default -> false;
    };
  }

  private static boolean isNumbered(byte[] a, int p, int to, byte[] word) {
    int i = p + word.length;
    return i < to && a[i] >= '0' && a[i] <= '9' && Slice.regionIs(a, p, to, word);
  }

  static Event read(byte[] a, int p, int to) {
    Event event =
        switch (a[p]) {
          case 'n' -> Slice.regionIs(a, p, to, NEW) ? fresh(a, p + NEW.length, to) : null;
          case 'i' -> Slice.regionIs(a, p, to, INFO) ? info(a, p + INFO.length, to) : null;
          case 'e' -> Slice.regionIs(a, p, to, END) ? ended(id(a, p + END.length, to)) : null;
          case 'b' -> Slice.regionIs(a, p, to, BOUNCE) ? bounce(a, p + BOUNCE.length, to) : null;
          case 'd' ->
              Slice.regionIs(a, p, to, DELIVERY)
                  ? ended(a, p + DELIVERY.length, to)
                  : Slice.regionIs(a, p, to, DOUBLE) ? bounceNote(a, p, to) : null;
          case 's' ->
              Slice.regionIs(a, p, to, STATUS)
                  ? new Event.Note("statistics", null, Event.Peer.NONE, new Slice(a, p, to))
                  : Slice.regionIs(a, p, to, STARTING) ? begun(a, p + STARTING.length, to) : null;
          case 't' -> Slice.regionIs(a, p, to, TRIPLE) ? bounceNote(a, p, to) : null;
          case 'a' -> Slice.regionIs(a, p, to, ALERT) ? note("error", a, p, to) : null;
          case 'w' -> Slice.regionIs(a, p, to, WARNING) ? note("warning", a, p, to) : null;
          default -> null;
        };
    if (event != null) {
      return event;
    }
    return CHATTER.read(a, p, to);
  }

  private static Event ended(Slice id) {
    return id == null ? null : new Event.Removed(id);
  }

  private static Event note(String kind, byte[] a, int p, int to) {
    return new Event.Note(
        kind.equals("error") ? "error" : "warning", null, Event.Peer.NONE, new Slice(a, p, to));
  }

  private static Event bounceNote(byte[] a, int p, int to) {
    int slash = Slice.indexOf(a, p, to, (byte) '/');
    return new Event.Note(
        "queue_state",
        slash < 0 ? null : id(a, slash + 1, to),
        Event.Peer.NONE,
        new Slice(a, p, to));
  }

  /** The number at {@code p}, which ends at anything that is no digit; null when there is none. */
  private static Slice id(byte[] a, int p, int to) {
    int e = p;
    while (e < to && a[e] >= '0' && a[e] <= '9') {
      e++;
    }
    return e == p ? null : new Slice(a, p, e);
  }

  private static Event fresh(byte[] a, int p, int to) {
    Slice id = id(a, p, to);
    return id == null
        ? null
        : new Event.Note("queue_state", id, Event.Peer.NONE, new Slice(a, p - NEW.length, to));
  }

  private static Event info(byte[] a, int p, int to) {
    Slice id = id(a, p, to);
    if (id == null || !Slice.regionIs(a, id.to, to, BYTES)) {
      return null;
    }
    int from = Slice.indexOf(a, id.to, to, FROM);
    int qp = from < 0 ? -1 : Scan.last(a, from, to, QP);
    if (qp < 0) {
      return null;
    }
    long size = Slice.number(a, id.to + BYTES.length, from);
    int uid = Slice.indexOf(a, qp, to, UID);
    Slice process = id(a, qp + QP.length, to);
    return new Event.Preprocessed(
        id,
        new Slice(a, from + FROM.length, qp),
        size,
        process,
        uid < 0 ? null : id(a, uid + UID.length, to));
  }

  private static Event bounce(byte[] a, int p, int to) {
    Slice id = id(a, p, to);
    return id != null && Slice.regionIs(a, id.to, to, PROCESS)
        ? new Event.BounceQueued(id, id(a, id.to + PROCESS.length, to))
        : null;
  }

  private static Event begun(byte[] a, int p, int to) {
    Slice number = id(a, p, to);
    if (number == null || !Slice.regionIs(a, number.to, to, MSG)) {
      return null;
    }
    Slice message = id(a, number.to + MSG.length, to);
    if (message == null || !Slice.regionIs(a, message.to, to, TO)) {
      return null;
    }
    int at = message.to + TO.length;
    boolean local = Slice.regionIs(a, at, to, LOCAL);
    if (!local && !Slice.regionIs(a, at, to, REMOTE)) {
      return null;
    }
    int address = at + (local ? LOCAL.length : REMOTE.length);
    return new Event.AttemptBegun(
        message,
        number,
        local ? withoutDomain(a, address, to) : new Slice(a, address, to),
        local ? VIA_LOCAL : VIA_SMTP);
  }

  /** A virtual domain's {@code example.com-frank@example.com} is frank@example.com. */
  private static Slice withoutDomain(byte[] a, int p, int to) {
    int at = Scan.last(a, p, to, AT);
    int n = to - at - 1;
    if (at > 0 && n > 0 && p + n < at && a[p + n] == '-') {
      for (int i = 0; i < n; i++) {
        if ((a[p + i] | 32) != (a[at + 1 + i] | 32)) {
          return new Slice(a, p, to);
        }
      }
      return new Slice(a, p + n + 1, to);
    }
    return new Slice(a, p, to);
  }

  private static final byte[] AT = {'@'};

  private static Event ended(byte[] a, int p, int to) {
    Slice number = id(a, p, to);
    if (number == null || to - number.to < 2 || a[number.to] != ':') {
      return null;
    }
    int at = number.to + 2;
    // a report may be empty, and the blank behind its colon cut
    int text;
    Status status;
    Slice word;
    if (isWord(a, at, to, SUCCESS)) {
      status = Status.SENT;
      word = SENT;
      text = at + SUCCESS.length;
    } else if (isWord(a, at, to, FAILURE)) {
      text = at + FAILURE.length;
      boolean expired = Slice.indexOf(a, Math.min(to, text), to, NO_RETRY) >= 0;
      status = expired ? Status.EXPIRED : Status.BOUNCED;
      word = expired ? EXPIRED : BOUNCED;
    } else if (isWord(a, at, to, DEFERRAL)) {
      status = Status.DEFERRED;
      word = DEFERRED;
      text = at + DEFERRAL.length;
    } else {
      return null;
    }
    text = Math.min(text, to);
    Slice next = null;
    Event.Relay relay = null;
    Slice dsn = null;
    int code = -1;
    if (!Slice.regionIs(a, text, to, DID)) {
      relay = relay(a, text, to);
      int said = Slice.indexOf(a, text, to, SAID);
      if (said >= 0) {
        int c = said + SAID.length;
        code = code(a, c, to);
        dsn = code < 0 ? null : Scan.enhanced(a, c + 4, to);
      }
      if (dsn == null) {
        int hash = Scan.last(a, text, to, CODE);
        dsn = hash < 0 ? null : Scan.enhanced(a, hash + 2, to);
      }
      if (status == Status.SENT && said >= 0) {
        int q = Slice.indexOf(a, said, to, QUEUED_AS);
        if (q >= 0) {
          int e = q + QUEUED_AS.length;
          int f = e;
          while (f < to && a[f] != '/' && a[f] != '_' && a[f] != ')') {
            f++;
          }
          next = f > e ? new Slice(a, e, f) : null;
        }
      }
    } else {
      int q = Slice.indexOf(a, text, to, FORWARD);
      next = q < 0 ? null : id(a, q + FORWARD.length, to);
    }
    return new Event.AttemptEnded(number, relay, dsn, status, word, code, plain(a, text, to), next);
  }

  /** Also without the blank at its end, which is cut where nothing follows. */
  private static boolean isWord(byte[] a, int at, int to, byte[] word) {
    return Slice.regionIs(a, at, to, word)
        || to - at == word.length - 1
            && Slice.regionIs(word, 0, word.length, java.util.Arrays.copyOfRange(a, at, to));
  }

  private static int code(byte[] a, int p, int to) {
    return to - p >= 3
            && a[p] >= '2'
            && a[p] <= '5'
            && (to - p == 3 || a[p + 3] == '_' || a[p + 3] == '-' || a[p + 3] == '/')
        ? (int) Slice.number(a, p, p + 3)
        : -1;
  }

  /** {@code 203.0.113.25_accepted_message}, {@code Connected_to_203.0.113.25_but_…}: whom qmail-remote spoke to. */
  private static Event.Relay relay(byte[] a, int p, int to) {
    int at = Slice.regionIs(a, p, to, CONNECTED) ? p + CONNECTED.length : p;
    int e = at;
    boolean mark = false;
    while (e < to && isIp(a[e])) {
      mark |= a[e] == '.' || a[e] == ':';
      e++;
    }
    if (!mark || e - at < 3 || e == to || a[e] != '_') {
      return null;
    }
    Slice ip = new Slice(a, at, e);
    return new Event.Relay(ip, ip, -1);
  }

  private static final byte[] CONNECTED = bytes("Connected_to_");

  private static boolean isIp(byte c) {
    return c >= '0' && c <= '9'
        || c == '.'
        || c == ':'
        || (c | 32) >= 'a' && (c | 32) <= 'f' && c >= 'A';
  }

  /** The report as it was before qmail-send wrote it into one line of its log. */
  private static Slice plain(byte[] a, int p, int to) {
    int end = to;
    while (end > p && a[end - 1] == '/') {
      end--;
    }
    byte[] out = new byte[end - p];
    for (int i = p; i < end; i++) {
      byte c = a[i];
      if (c == '_') {
        c = ' ';
      } else if (c == '/' && isLineEnd(a, i + 1, end)) {
        c = ' ';
      }
      out[i - p] = c;
    }
    return new Slice(out, 0, out.length);
  }

  private static boolean isLineEnd(byte[] a, int p, int to) {
    return Slice.regionIs(a, p, to, SAID) || Slice.regionIs(a, p, to, GIVING) || code(a, p, to) > 0;
  }
}
