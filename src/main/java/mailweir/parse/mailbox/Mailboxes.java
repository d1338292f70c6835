package mailweir.parse.mailbox;

import static mailweir.slice.Ascii.bytes;

import mailweir.event.Event;
import mailweir.parse.Dialect;
import mailweir.parse.Line;
import mailweir.parse.Phrases;
import mailweir.parse.Scan;
import mailweir.slice.Slice;

/**
 * Logins as the servers besides Dovecot tell them.
 *
 * <pre>
 *   Courier    LOGIN FAILED, user=u, ip=[a]                       LOGIN, user=u, ip=[a], …
 *   Cyrus      badlogin: name [a] mechanism user reason           login: name [a] user mechanism …
 *   UW         Login failed user=u auth=u host=name [a]           Login user=u host=name [a]
 *   perdition  Auth: a:port-&gt;… authentication_id="u" … status="failed: …"
 *   solid      authentication failed for user u - a               user u authenticated - a
 *   Roundcube  IMAP Error: Login failed for u from a. …           Successful login for u (ID: 1) from a in session …
 * </pre>
 */
public final class Mailboxes implements Dialect {
  private static final Slice IMAP = Slice.of("imap");
  private static final Slice POP3 = Slice.of("pop3");
  private static final Slice SIEVE = Slice.of("managesieve");
  private static final Slice WEBMAIL = Slice.of("webmail");

  private static final byte[] LOGIN_FAILED = bytes("LOGIN FAILED, ");
  private static final byte[] LOGIN = bytes("LOGIN, ");
  private static final byte[] BADLOGIN = bytes("badlogin: ");
  private static final byte[] CYRUS_LOGIN = bytes("login: ");
  private static final byte[] PLAINTEXT = bytes("plaintext");
  private static final byte[] UW_FAILED = bytes("Login failed ");
  private static final byte[] UW_FAILURE = bytes("Login failure ");
  private static final byte[] UW_LOGIN = bytes("Login user=");
  private static final byte[] UW_AUTHENTICATED = bytes("Authenticated user=");
  private static final byte[] PERDITION = bytes("Auth: ");
  private static final byte[] ARROW = bytes("->");
  private static final byte[] AUTHENTICATION_ID = bytes("authentication_id=\"");
  private static final byte[] STATUS = bytes("status=\"");
  private static final byte[] OK = bytes("ok");
  private static final byte[] SOLID_FAILED = bytes("authentication failed");
  private static final byte[] SOLID_OK = bytes(" authenticated - ");
  private static final byte[] DASH = bytes(" - ");
  private static final byte[] FOR_USER = bytes("for user ");
  private static final byte[] USER_NAME = bytes("user name: ");
  private static final byte[] WEB_FAILED = bytes("ogin failed for ");
  private static final byte[] WEB_FAILED_NOW = bytes("ailed login for ");
  private static final byte[] WEB_FAILED_LOUD = bytes("FAILED login for ");
  private static final byte[] WEB_OK = bytes("uccessful login for ");
  private static final byte[] FROM = bytes(" from ");
  private static final byte[] IN_SESSION = bytes(" in session");
  private static final byte[] USER = bytes("user=");
  private static final byte[] METHOD = bytes("method=");
  private static final byte[] IP = bytes("ip=[");

  private final Phrases phrases =
      new Phrases()
          .note(
              "mailbox_logout",
              "LOGOUT, ",
              "DISCONNECTED, ",
              "TIMEOUT, ",
              "Logout ",
              "Autologout ",
              "Moved ",
              "Close: ",
              "session ended")
          .note(
              "login_aborted",
              "LOGIN FAILED, ",
              "Login disabled ",
              "Login excessive ",
              "AUTHENTICATE ",
              "can't find APOP secret ",
              "Connection closed",
              "Connection reset")
          .note(
              "mailbox_warning",
              "Maximum connection limit",
              "*rror",
              "*ailed",
              "IOERROR",
              "DBERROR",
              "Killed",
              "Unexpected client disconnect")
          .note(
              "mailbox_note",
              "USAGE ",
              "Expunged ",
              "duplicate",
              "Delivered: ",
              "auditlog: ",
              "sieve ",
              "seen_db",
              "fetching user_deny",
              "client id")
          .nothing(
              "Connection, ",
              "imap service init",
              "imaps SSL service init",
              "pop3 service init",
              "pop3s SSL service init",
              "imap SSL service init",
              "Command stream end of file",
              "Connect: ",
              "connect from ",
              "accepted connection",
              "open: ",
              "starttls: ",
              "SSL_accept",
              "inittls",
              "TLS ",
              "executed",
              "skiplist",
              "mydelete",
              "ready for work",
              "telling master",
              "process ");

  @Override
  public String name() {
    return "mailbox";
  }

  @Override
  public boolean claims(String program) {
    String p = program.startsWith("cyrus/") ? program.substring(6) : program;
    return switch (p) {
      case "imapd",
          "imapd-ssl",
          "imaplogin",
          "pop3d",
          "pop3d-ssl",
          "courierpop3login",
          "pop3login",
          "imaps",
          "pop3s",
          "ipop3d",
          "ipop2d",
          "imap",
          "pop3",
          "timsieved",
          "sieve",
          "nntp",
          "lmtpunix",
          "solid-pop3d",
          "roundcube" ->
          true;
      default -> p.startsWith("perdition");
    };
  }

  private static Slice service(String program) {
    return program.contains("pop") || program.endsWith("POP3")
        ? POP3
        : program.contains("sieve") ? SIEVE : program.equals("roundcube") ? WEBMAIL : IMAP;
  }

  @Override
  public Event parse(Line line) {
    byte[] a = line.array;
    int p = line.textFrom;
    int to = line.textTo;
    Slice service = service(line.program == null ? "" : line.program.text());
    Event event = null;
    if (service == WEBMAIL) {
      event = webmail(a, p, to);
    } else if (Slice.regionIs(a, p, to, LOGIN_FAILED)) {
      event = courier(service, false, a, p + LOGIN_FAILED.length, to);
    } else if (Slice.regionIs(a, p, to, LOGIN)) {
      event = courier(service, true, a, p + LOGIN.length, to);
    } else if (Slice.regionIs(a, p, to, BADLOGIN)) {
      event = cyrus(service, false, a, p + BADLOGIN.length, to);
    } else if (Slice.regionIs(a, p, to, CYRUS_LOGIN)) {
      event = cyrus(service, true, a, p + CYRUS_LOGIN.length, to);
    } else if (Slice.regionIs(a, p, to, UW_FAILED) || Slice.regionIs(a, p, to, UW_FAILURE)) {
      event = washington(service, false, a, p, to);
    } else if (Slice.regionIs(a, p, to, UW_LOGIN) || Slice.regionIs(a, p, to, UW_AUTHENTICATED)) {
      event = washington(service, true, a, p, to);
    } else if (Slice.regionIs(a, p, to, PERDITION)) {
      event = perdition(service, a, p + PERDITION.length, to);
    } else if (Slice.indexOf(a, p, Math.min(to, p + 40), SOLID_FAILED) >= 0) {
      event = solid(service, false, a, p, to);
    } else if (Slice.indexOf(a, p, to, SOLID_OK) >= 0) {
      event = solid(service, true, a, p, to);
    }
    return event == null ? phrases.read(a, p, to, null, peer(told(a, p, to))) : event;
  }

  private static Event login(
      Slice service, boolean ok, Event.Peer peer, Slice method, Slice user, Slice text) {
    return new Event.Login(ok, true, service, peer, method, user, null, text);
  }

  private static Event.Peer peer(Slice ip) {
    return ip == null ? Event.Peer.NONE : new Event.Peer(null, ip, -1);
  }

  /** {@code user=u, ip=[a]}, read from the right; without user and method nobody tried. */
  private static Event courier(Slice service, boolean ok, byte[] a, int from, int to) {
    int ip = Scan.last(a, from, to, IP);
    int end = ip < 0 ? to : ip;
    Slice method =
        Slice.regionIs(a, from, to, METHOD)
            ? new Slice(a, from + METHOD.length, Scan.upTo(a, from, end, ','))
            : null;
    Slice user = null;
    if (Slice.regionIs(a, from, to, USER)) {
      int e = end;
      while (e > from + USER.length && (a[e - 1] == ' ' || a[e - 1] == ',')) {
        e--;
      }
      user = new Slice(a, from + USER.length, e);
    }
    if (method == null && user == null) {
      return null;
    }
    int v = ip + IP.length;
    return login(
        service,
        ok,
        peer(ip < 0 ? null : Scan.ip(a, v, Scan.upTo(a, v, to, ']'))),
        method,
        user,
        null);
  }

  /** {@code name [a] mechanism …}; with {@code plaintext} the user follows. A login: {@code name [a] user mechanism …}. */
  private static Event cyrus(Slice service, boolean ok, byte[] a, int from, int to) {
    int open = Scan.upTo(a, from, to, '[');
    int close = Scan.upTo(a, open, to, ']');
    if (close >= to) {
      return null;
    }
    int nameEnd = open;
    while (nameEnd > from && a[nameEnd - 1] == ' ') {
      nameEnd--;
    }
    Slice name = nameEnd == from ? null : new Slice(a, from, nameEnd);
    int first = Scan.blanks(a, close + 1, to);
    int firstEnd = Scan.upTo(a, first, to, ' ');
    int second = Scan.blanks(a, firstEnd, to);
    int secondEnd = Scan.upTo(a, second, to, ' ');
    Slice one = new Slice(a, first, firstEnd);
    Slice two = second < secondEnd ? new Slice(a, second, secondEnd) : null;
    Event.Peer peer = new Event.Peer(name, Scan.ip(a, open + 1, close), -1);
    if (ok) {
      return login(service, true, peer, two, one, null);
    }
    boolean plaintext = one.is(PLAINTEXT) && two != null;
    return login(
        service,
        false,
        peer,
        one,
        plaintext ? two : null,
        new Slice(a, plaintext ? Scan.blanks(a, secondEnd, to) : second, to));
  }

  /** {@code … user=u auth=u host=name [a]}. */
  private static Event washington(Slice service, boolean ok, byte[] a, int from, int to) {
    int u = Slice.indexOf(a, from, to, USER);
    Slice user = null;
    if (u >= 0) {
      int v = u + USER.length;
      user = new Slice(a, v, Scan.upTo(a, v, to, ' '));
    }
    return login(service, ok, peer(bracketed(a, from, to)), null, user, null);
  }

  /** The last address in brackets. */
  private static Slice bracketed(byte[] a, int from, int to) {
    int close = to - 1;
    while (close > from && a[close] != ']') {
      close--;
    }
    int open = close;
    while (open > from && a[open] != '[') {
      open--;
    }
    if (open >= close || open < from || a[open] != '[') {
      return null;
    }
    Slice ip = Scan.ip(a, open + 1, close);
    return address(ip.array, ip.from, ip.to) ? ip : null;
  }

  /** The address of a line that is no login: in brackets, or solid's behind the last dash. */
  private static Slice told(byte[] a, int from, int to) {
    Slice ip = bracketed(a, from, to);
    int dash = ip == null ? Scan.last(a, from, to, DASH) : -1;
    return dash >= 0 && address(a, dash + DASH.length, to)
        ? Scan.ip(a, dash + DASH.length, to)
        : ip;
  }

  private static Event perdition(Slice service, byte[] a, int from, int to) {
    int arrow = Slice.indexOf(a, from, to, ARROW);
    int status = Scan.last(a, from, to, STATUS);
    if (arrow < 0 || status < 0) {
      return null;
    }
    int colon = arrow;
    while (colon > from && a[colon] != ':') {
      colon--;
    }
    int id = Slice.indexOf(a, arrow, status, AUTHENTICATION_ID);
    Slice user = null;
    if (id >= 0) {
      int v = id + AUTHENTICATION_ID.length;
      user = new Slice(a, v, Scan.upTo(a, v, to, '"'));
    }
    int v = status + STATUS.length;
    boolean ok = Slice.regionIs(a, v, to, OK);
    return login(
        service,
        ok,
        peer(Scan.ip(a, from, colon > from ? colon : arrow)),
        null,
        user,
        ok ? null : new Slice(a, v, Scan.upTo(a, v, to, '"')));
  }

  private static Event solid(Slice service, boolean ok, byte[] a, int from, int to) {
    int dash = Scan.last(a, from, to, DASH);
    if (dash < 0) {
      return null;
    }
    int u = Slice.indexOf(a, from, dash, FOR_USER);
    int v = u < 0 ? Slice.indexOf(a, from, dash, USER_NAME) : u;
    Slice user = null;
    if (v >= 0) {
      v += u < 0 ? USER_NAME.length : FOR_USER.length;
      user = new Slice(a, v, dash);
    } else if (ok) {
      int blank = Scan.upTo(a, from, dash, ' ');
      user =
          new Slice(
              a, Math.min(dash, blank + 1), Scan.upTo(a, Math.min(dash, blank + 1), dash, ' '));
    }
    return login(
        service,
        ok,
        peer(Scan.ip(a, dash + DASH.length, to)),
        null,
        user,
        ok ? null : new Slice(a, from, dash));
  }

  /** The address is the last one behind {@code from} that ends the line, a sentence or stands before the session: a name may hold others. */
  static Event webmail(byte[] a, int from, int to) {
    boolean ok = false;
    int f = Slice.indexOf(a, from, to, WEB_FAILED);
    if (f < 0) {
      f = Slice.indexOf(a, from, to, WEB_FAILED_NOW);
    }
    if (f < 0) {
      f = Slice.indexOf(a, from, to, WEB_FAILED_LOUD);
    }
    if (f < 0) {
      f = Slice.indexOf(a, from, to, WEB_OK);
      ok = f >= 0;
    }
    if (f < 0) {
      return null;
    }
    int v = Slice.indexOf(a, f, to, bytes("for ")) + 4;
    int at = Slice.indexOf(a, v, to, FROM);
    int found = -1;
    Slice ip = null;
    while (at >= 0) {
      int i = at + FROM.length;
      int e = i;
      while (e < to && (a[e] == '.' || a[e] == ':' || Character.digit(a[e], 16) >= 0)) {
        e++;
      }
      boolean sentence = e > i && a[e - 1] == '.' && e < to && a[e] == ' ';
      int end = sentence ? e - 1 : e;
      if (address(a, i, end) && (e == to || sentence || Slice.regionIs(a, e, to, IN_SESSION))) {
        found = at;
        ip = Scan.ip(a, i, end);
      }
      at = Slice.indexOf(a, at + 1, to, FROM);
    }
    Slice user = new Slice(a, v, found < 0 ? to : found);
    int open = user.lastIndexOf('(');
    return login(WEBMAIL, ok, peer(ip), null, ok && open > 1 ? user.part(0, open - 1) : user, null);
  }

  static boolean address(byte[] a, int from, int to) {
    boolean separator = false;
    for (int i = from; i < to; i++) {
      if (a[i] == '.' || a[i] == ':') {
        separator = true;
      } else if (Character.digit(a[i], 16) < 0) {
        return false;
      }
    }
    return separator;
  }
}
