package mailweir.parse.qmail;

import static mailweir.slice.Ascii.bytes;

import java.util.List;
import mailweir.event.Action;
import mailweir.event.Category;
import mailweir.event.Event;
import mailweir.event.Reason;
import mailweir.parse.Scan;
import mailweir.slice.Slice;

/** What stands around qmail-smtpd: tcpserver, rblsmtpd, simscan, the qlog lines, and its own few words. */
final class Smtpd {
  private static final byte[] OK = bytes("ok ");
  private static final byte[] DENY = bytes("deny ");
  private static final byte[] STATUS = bytes("status: ");
  private static final byte[] PID = bytes("pid ");
  private static final byte[] END = bytes("end ");
  private static final byte[] PID_OF = bytes(" pid ");
  private static final byte[] COLON = bytes(": ");
  private static final byte[] MAILBOXES = bytes(":110 :143 :993 :995 ");
  private static final byte[] ENVELOPE = bytes("qlogenvelope: ");
  private static final byte[] RECEIVED = bytes("qlogreceived: ");
  private static final byte[] ACCEPTED = bytes("result=accepted ");
  private static final byte[] AUTH = bytes("auth: ");

  private static final byte[] CODE = bytes(" code=");
  private static final byte[] REASON = bytes(" reason=");
  private static final byte[] HELO = bytes(" helo=");
  private static final byte[] MAILFROM = bytes(" mailfrom=");
  private static final byte[] RCPTTO = bytes(" rcptto=");
  private static final byte[] RELAY = bytes(" relay=");
  private static final byte[] SIZE = bytes(" size=");
  private static final byte[] AUTHUSER = bytes(" authuser=");
  private static final byte[] AUTHTYPE = bytes(" authtype=");
  private static final byte[] REMOTEIP = bytes(" remoteip=");
  private static final byte[] REMOTEHOST = bytes(" remotehost=");
  private static final byte[] PROCESS = bytes(" qp=");

  private static final byte[] CHKUSER = bytes("chkuser");
  private static final byte[] AUTHFAILED = bytes("authfailed");
  private static final byte[] AUTHREQUIRED = bytes("authrequired");
  private static final byte[] TIMEOUT = bytes("timeout");
  private static final byte[] BAD_FROM = bytes("bmf");
  private static final byte[] BAD_FROM_WORD = bytes("mailfrom");
  private static final byte[] BAD_TO = bytes("bmt");
  private static final byte[] BAD_TO_WORD = bytes("mailto");
  private static final byte[] BAD_HELO = bytes("helo");
  private static final byte[] DATABYTES = bytes("databytes");
  private static final byte[] SPF = bytes("spf");
  private static final byte[] TLS = bytes("tls");

  private static final byte[] CLEAN = bytes("CLEAN");
  private static final byte[] RELAYCLIENT = bytes("RELAYCLIENT");
  private static final byte[] SPAM_REJECT = bytes("SPAM REJECT");
  private static final byte[] SPAM_WORD = bytes("SPAM");
  private static final byte[] VIRUS = bytes("VIRUS");
  private static final byte[] ATTACH = bytes("ATTACH");

  private static final Slice CONNECT = Slice.of("CONNECT");
  private static final Slice MAIL = Slice.of("MAIL");
  private static final Slice RCPT = Slice.of("RCPT");
  private static final Slice DATA = Slice.of("DATA");
  private static final Slice SIMSCAN = Slice.of("simscan");
  private static final Slice SMTP = Slice.of("smtp");

  private Smtpd() {}

  static boolean isQlog(byte[] a, int p, int to) {
    return Slice.regionIs(a, p, to, ENVELOPE) || Slice.regionIs(a, p, to, RECEIVED);
  }

  static Event tcpserver(byte[] a, int p, int to) {
    if (Slice.regionIs(a, p, to, STATUS)
        || Slice.regionIs(a, p, to, END)
        || Slice.regionIs(a, p, to, PID)) {
      return Event.UNINFORMATIVE;
    }
    if (Slice.regionIs(a, p, to, OK)) {
      Event.Peer peer = peer(a, p + OK.length, to);
      return peer == null
          ? Event.NOT_UNDERSTOOD
          : peer == Event.Peer.NONE ? Event.UNINFORMATIVE : new Event.Connect(peer, false);
    }
    if (Slice.regionIs(a, p, to, DENY)) {
      Event.Peer peer = peer(a, p + DENY.length, to);
      return peer == null
          ? Event.NOT_UNDERSTOOD
          : peer == Event.Peer.NONE
              ? Event.UNINFORMATIVE
              : new Event.Refusal(
                  null,
                  CONNECT,
                  peer,
                  -1,
                  null,
                  new Slice(a, p, to),
                  false,
                  Reason.CLIENT_ACCESS,
                  null,
                  null,
                  Event.Envelope.NONE,
                  null);
    }
    return new Event.Note("warning", null, Event.Peer.NONE, new Slice(a, p, to));
  }

  /** {@code 8703 here:192.0.2.3:25 name:198.51.100.18:user:55109}; null where it is not so, or a mailbox server's. */
  private static Event.Peer peer(byte[] a, int p, int to) {
    int first = Slice.indexOf(a, p, to, (byte) ' ');
    int second = first < 0 ? -1 : Slice.indexOf(a, first + 1, to, (byte) ' ');
    if (second < 0) {
      return null;
    }
    int port = Scan.last(a, second, to, ONE_COLON);
    int user = port < 0 ? -1 : Scan.last(a, second, port, ONE_COLON);
    int name = user < 0 ? -1 : Slice.indexOf(a, second, user, (byte) ':');
    if (name < 0) {
      return null;
    }
    if (isMailbox(a, first, second)) {
      return Event.Peer.NONE;
    }
    return new Event.Peer(
        name > second + 1 ? new Slice(a, second + 1, name) : null,
        Scan.ip(a, name + 1, user),
        (int) Slice.number(a, port + 1, to));
  }

  private static final byte[] ONE_COLON = {':'};

  private static boolean isMailbox(byte[] a, int from, int to) {
    int port = Scan.last(a, from, to, ONE_COLON);
    if (port < 0) {
      return false;
    }
    byte[] tail = java.util.Arrays.copyOfRange(a, port, to + 1);
    return Slice.indexOf(MAILBOXES, 0, MAILBOXES.length, tail) >= 0;
  }

  /** {@code 198.51.100.9 pid 1234: 451 text}. */
  static Event rblsmtpd(byte[] a, int p, int to) {
    int pid = Slice.indexOf(a, p, to, PID_OF);
    int end = Slice.indexOf(a, Math.max(p, pid), to, COLON);
    if (end < 0) {
      return new Event.Note("warning", null, Event.Peer.NONE, new Slice(a, p, to));
    }
    Event.Peer peer = new Event.Peer(null, Scan.ip(a, p, pid < 0 ? end : pid), -1);
    int text = end + COLON.length;
    int code = (int) Scan.digits(a, text, Math.min(to, text + 3));
    boolean isCode = code >= 400 && code < 600;
    return new Event.Refusal(
        null,
        CONNECT,
        peer,
        isCode ? code : -1,
        null,
        new Slice(a, isCode ? Math.min(to, text + 4) : text, to),
        isCode && code < 500,
        Reason.DNSBL,
        null,
        null,
        Event.Envelope.NONE,
        null);
  }

  /** {@code [pid]:CLEAN (1.2/12.0):0.3s:subject:ip:from:to}. */
  static Event simscan(byte[] a, int p, int to) {
    int close = Slice.indexOf(a, p, to, CLOSE);
    if (close < 0) {
      return new Event.Note("warning", null, Event.Peer.NONE, new Slice(a, p, to));
    }
    int w = close + CLOSE.length;
    Category category;
    Action action;
    if (Slice.regionIs(a, w, to, CLEAN) || Slice.regionIs(a, w, to, RELAYCLIENT)) {
      category = Category.CLEAN;
      action = Action.PASSED;
    } else if (Slice.regionIs(a, w, to, SPAM_WORD)) {
      category = Category.SPAM;
      action = Slice.regionIs(a, w, to, SPAM_REJECT) ? Action.BLOCKED : Action.TAGGED;
    } else if (Slice.regionIs(a, w, to, VIRUS)) {
      category = Category.VIRUS;
      action = Action.BLOCKED;
    } else if (Slice.regionIs(a, w, to, ATTACH)) {
      category = Category.BANNED;
      action = Action.BLOCKED;
    } else {
      return new Event.Note("warning", null, Event.Peer.NONE, new Slice(a, p, to));
    }
    int end = w;
    while (end < to && a[end] != '(' && a[end] != ':') {
      end++;
    }
    Slice word = new Slice(a, w, end).strip();
    double score = end < to && a[end] == '(' ? Scan.decimal(a, end + 1, to) : Double.NaN;
    // the rest is subject, address, sender and recipient; a subject may hold colons
    int rcpt = Scan.last(a, end, to, ONE_COLON);
    int from = rcpt < 0 ? -1 : Scan.last(a, end, rcpt, ONE_COLON);
    int ip = from < 0 ? -1 : beforeAddress(a, end, from);
    Slice signature = null;
    if (category == Category.VIRUS && end < to && a[end] == ':') {
      int stop = Slice.indexOf(a, end + 1, to, (byte) ':');
      signature = new Slice(a, end + 1, stop < 0 ? to : stop).strip();
    }
    return new Event.FilterVerdict(
        SIMSCAN,
        null,
        null,
        null,
        null,
        from < 0 ? null : new Slice(a, from + 1, rcpt),
        rcpt < 0 || from < 0 ? List.of() : List.of(new Slice(a, rcpt + 1, to)),
        ip < 0 ? null : Scan.ip(a, ip + 1, from),
        category,
        word,
        action,
        null,
        signature,
        score,
        category == Category.SPAM
            ? Boolean.TRUE
            : category == Category.CLEAN ? Boolean.FALSE : null,
        null,
        null,
        -1,
        category != Category.CLEAN);
  }

  private static final byte[] CLOSE = bytes("]:");

  /** Index of the colon before the address that ends at {@code to}; -1 when there is none. The colons of IPv6 are the address' own. */
  private static int beforeAddress(byte[] a, int from, int to) {
    int colon = Scan.last(a, from, to, ONE_COLON);
    int end = to;
    int before = colon;
    for (int groups = 0; before >= 0 && isGroup(a, before + 1, end); groups++) {
      if (groups >= 2) {
        colon = before;
      }
      if (groups == 7) {
        break;
      }
      end = before;
      before = Scan.last(a, from, end, ONE_COLON);
    }
    return colon;
  }

  /** Up to four hexadecimal digits; none where an address leaves groups out. */
  private static boolean isGroup(byte[] a, int from, int to) {
    boolean is = to - from <= 4;
    for (int i = from; is && i < to; i++) {
      int c = a[i] | 32;
      is = a[i] >= '0' && a[i] <= '9' || c >= 'a' && c <= 'f';
    }
    return is;
  }

  /** {@code qlogenvelope} and {@code qlogreceived}: what CHKUSER's lines do not tell already. */
  static Event qlog(byte[] a, int p, int to, Slice service) {
    boolean envelope = Slice.regionIs(a, p, to, ENVELOPE);
    boolean accepted = Slice.regionIs(a, p + ENVELOPE.length, to, ACCEPTED);
    if (envelope && accepted) {
      return Event.UNINFORMATIVE;
    }
    Slice reason = value(a, p, to, REASON);
    Slice ip = value(a, p, to, REMOTEIP);
    Event.Peer peer =
        new Event.Peer(
            nonEmpty(value(a, p, to, REMOTEHOST)),
            ip == null || ip.isEmpty() ? null : Scan.ip(a, ip.from, ip.to),
            -1);
    Slice user = nonEmpty(value(a, p, to, AUTHUSER));
    Slice from = between(a, p, to, MAILFROM, RCPTTO);
    Slice rcpt = between(a, p, to, RCPTTO, RELAY);
    Event.Envelope env =
        new Event.Envelope(from, nonEmpty(rcpt), null, nonEmpty(between(a, p, to, HELO, MAILFROM)));
    if (accepted) {
      Slice process = nonEmpty(value(a, p, to, PROCESS));
      Slice size = value(a, p, to, SIZE);
      return process == null
          ? Event.UNINFORMATIVE
          : new Event.HandedIn(
              process, service, peer, env, user, size == null ? -1 : size.number());
    }
    Slice text = new Slice(a, p, to);
    if (reason == null || reason.startsWith(CHKUSER)) {
      return new Event.Note("policy", null, peer, text);
    }
    Slice code = value(a, p, to, CODE);
    int number = code == null ? -1 : (int) Math.max(-1, code.number());
    if (reason.contains(AUTHFAILED)) {
      return new Event.Login(
          false, false, SMTP, peer, nonEmpty(value(a, p, to, AUTHTYPE)), user, null, text);
    }
    if (reason.contains(TIMEOUT)) {
      return new Event.LostConnection(peer, null, false);
    }
    return new Event.Refusal(
        null,
        !envelope ? DATA : rcpt == null || rcpt.isEmpty() ? MAIL : RCPT,
        peer,
        number,
        null,
        reason,
        number >= 400 && number < 500,
        reason(reason),
        null,
        null,
        env,
        user);
  }

  private static Reason reason(Slice word) {
    if (word.contains(AUTHREQUIRED)) {
      return Reason.AUTH_REQUIRED;
    }
    if (word.contains(BAD_FROM) || word.contains(BAD_FROM_WORD)) {
      return Reason.SENDER_ACCESS;
    }
    if (word.contains(BAD_TO) || word.contains(BAD_TO_WORD)) {
      return Reason.RECIPIENT_ACCESS;
    }
    return word.contains(BAD_HELO)
        ? Reason.HELO
        : word.contains(DATABYTES)
            ? Reason.SIZE
            : word.contains(SPF)
                ? Reason.SPF
                : word.contains(TLS) ? Reason.TLS_REQUIRED : Reason.OTHER;
  }

  private static Slice nonEmpty(Slice s) {
    return s == null || s.isEmpty() ? null : s;
  }

  /** The value behind a key, up to a blank; the last one, which no client wrote. */
  private static Slice value(byte[] a, int from, int to, byte[] key) {
    int at =
        key == REASON || key == CODE
            ? Slice.indexOf(a, from, to, key)
            : Scan.last(a, from, to, key);
    if (at < 0) {
      return null;
    }
    int start = at + key.length;
    return new Slice(a, start, Scan.upTo(a, start, to, ' '));
  }

  private static Slice between(byte[] a, int from, int to, byte[] key, byte[] next) {
    int at = Slice.indexOf(a, from, to, key);
    int end = at < 0 ? -1 : Slice.indexOf(a, at + key.length, to, next);
    return end < 0 ? null : new Slice(a, at + key.length, end);
  }

  /** {@code submission: (PLAIN) login success user:ip}: a login at a mailbox server counts; of one at SMTP the server's lines tell. */
  static Event vchkpw(byte[] a, int p, int to) {
    int service = Slice.indexOf(a, p, to, COLON);
    if (service < 0) {
      return Event.NOT_UNDERSTOOD;
    }
    int text = service + COLON.length;
    boolean ok = Slice.indexOf(a, text, to, SUCCESS) >= 0;
    boolean failed = !ok && Slice.indexOf(a, text, to, FAIL) >= 0;
    int user = Scan.last(a, text, to, BLANK);
    int colon = user < 0 ? -1 : Slice.indexOf(a, user, to, (byte) ':');
    if (!ok && !failed || colon < 0) {
      return new Event.Note("auth_note", null, Event.Peer.NONE, new Slice(a, text, to));
    }
    boolean mailbox = a[p] != 's';
    Slice method = a[text] == '(' ? new Slice(a, text + 1, Scan.upTo(a, text, to, ')')) : null;
    return new Event.Login(
        ok,
        mailbox,
        new Slice(a, p, service),
        new Event.Peer(null, Scan.ip(a, colon + 1, to), -1),
        method,
        new Slice(a, user + 1, colon),
        null,
        new Slice(a, text, user),
        mailbox);
  }

  private static final byte[] SUCCESS = bytes("success");
  private static final byte[] FAIL = bytes("fail");
  private static final byte[] BLANK = {' '};

  /** qmail-smtpd's own words: what they tell, the qlog lines or CHKUSER's tell as well. */
  static Event smtpd(byte[] a, int p, int to) {
    int at = Slice.indexOf(a, p, to, COLON);
    int text = at < 0 ? p : at + COLON.length;
    return Slice.regionIs(a, text, to, AUTH)
        ? new Event.Note("auth_note", null, Event.Peer.NONE, new Slice(a, text, to))
        : new Event.Note("policy", null, Event.Peer.NONE, new Slice(a, text, to));
  }
}
