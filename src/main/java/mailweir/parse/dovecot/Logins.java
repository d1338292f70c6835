package mailweir.parse.dovecot;

import static mailweir.slice.Ascii.bytes;

import mailweir.event.Event;
import mailweir.parse.Scan;
import mailweir.slice.Slice;

/**
 * The login processes: {@code Login: user=<u>, method=PLAIN, rip=…} and {@code Disconnected: … (auth failed, 3 attempts in 17 secs):
 * user=<u>, …}.
 *
 * <p>A session that ended without a login is one failure, however many attempts it made, when its line says {@code auth failed},
 * that plaintext was tried where it is not allowed, or that the server behind a proxy refused; else nobody tried and it is a note.
 * What is decided stands before {@code user=}: a user name cannot speak for it.
 */
final class Logins {
  private static final byte[] LOGIN = bytes("Login: ");
  private static final byte[] LOGGED_IN = bytes("Logged in: ");
  private static final byte[] USER = bytes("user=<");
  private static final byte[] COMMA_METHOD = bytes(", method=");
  private static final byte[] COMMA_RIP = bytes(", rip=");
  private static final byte[] RIP = bytes("rip=");
  private static final byte[] ANGLE_COMMA = bytes(">, ");
  private static final byte[] AUTH_FAILED = bytes("auth failed");
  private static final byte[] AUTH_FAILED_WORD = bytes("(auth_failed");
  private static final byte[] TRIED = bytes("(tried to use dis");
  private static final byte[] PROXY = bytes("proxy");
  private static final byte[] STARTED_PROXYING = bytes("tarted proxying to ");
  private static final byte[] SUBMISSION = bytes("submission");
  private static final byte[] DISCONNECTED = bytes("Disconnected");
  private static final byte[] ABORTED = bytes("Aborted login");
  private static final byte[] LOGIN_ABORTED = bytes("Login aborted");
  private static final byte[] MAXIMUM = bytes("Maximum number of connections");

  private Logins() {}

  static Event read(Slice service, byte[] a, int p, int to) {
    if (p < to && a[p] == 'L') {
      if (Slice.regionIs(a, p, to, LOGIN)) {
        return login(service, a, p + LOGIN.length, to, true, null, false);
      }
      if (Slice.regionIs(a, p, to, LOGGED_IN)) {
        return login(service, a, p + LOGGED_IN.length, to, true, null, false);
      }
    }
    int user = Slice.indexOf(a, p, to, USER);
    int rip = user >= 0 ? user : Slice.indexOf(a, p, to, RIP);
    int head = rip < 0 ? to : rip;
    if (Slice.regionIs(a, p, to, PROXY)) {
      if (Slice.indexOf(a, p, head, STARTED_PROXYING) >= 0) {
        return login(service, a, head, to, true, null, true);
      }
      return new Event.Note("mailbox_note", null, Event.Peer.NONE, new Slice(a, p, to));
    }
    if (Slice.indexOf(a, p, head, AUTH_FAILED) >= 0
        || Slice.indexOf(a, p, head, AUTH_FAILED_WORD) >= 0
        || Slice.indexOf(a, p, head, TRIED) >= 0) {
      int end = head;
      while (end > p && (a[end - 1] == ' ' || a[end - 1] == ':')) {
        end--;
      }
      return login(service, a, head, to, false, new Slice(a, p, end), false);
    }
    if (Slice.regionIs(a, p, to, DISCONNECTED)
        || Slice.regionIs(a, p, to, ABORTED)
        || Slice.regionIs(a, p, to, LOGIN_ABORTED)
        || Slice.regionIs(a, p, to, MAXIMUM)) {
      return new Event.Note("login_aborted", null, peer(a, head, to), new Slice(a, p, to));
    }
    return p >= to
        ? Event.UNINFORMATIVE
        : new Event.Note("mailbox_note", null, Event.Peer.NONE, new Slice(a, p, to));
  }

  private static Event.Peer peer(byte[] a, int from, int to) {
    int rip = Slice.indexOf(a, from, to, RIP);
    if (rip < 0) {
      return Event.Peer.NONE;
    }
    int v = rip + RIP.length;
    return new Event.Peer(null, Scan.ip(a, v, valueEnd(a, v, to)), -1);
  }

  private static int valueEnd(byte[] a, int from, int to) {
    int e = from;
    while (e < to && a[e] != ',' && a[e] != ' ') {
      e++;
    }
    return e;
  }

  /** The pairs from {@code user=<…>} on. What {@code submission-login} takes is logged again by the mail server behind it. */
  private static Event login(
      Slice service, byte[] a, int from, int to, boolean ok, Slice text, boolean proxied) {
    Slice user = null;
    Slice method = null;
    Slice ip = null;
    // as it is delivered: user=<…>, method=…, rip=…; read from the right, as the user's name is
    // what the client said
    int rip = Scan.last(a, from, to, COMMA_RIP);
    if (rip >= 0) {
      int v = rip + COMMA_RIP.length;
      ip = Scan.ip(a, v, valueEnd(a, v, to));
    }
    int end = rip < 0 ? to : rip;
    int m = Scan.last(a, from, end, COMMA_METHOD);
    if (m >= 0) {
      int v = m + COMMA_METHOD.length;
      int e = valueEnd(a, v, end);
      method = new Slice(a, v, e);
      end = e == end ? m : end;
    }
    if (Slice.regionIs(a, from, to, USER)) {
      int v = from + USER.length;
      int e = end > v && a[end - 1] == '>' ? end - 1 : Slice.indexOf(a, v, to, ANGLE_COMMA);
      user = new Slice(a, v, e < 0 ? Scan.upTo(a, v, to, '>') : e);
    } else {
      int u = Slice.indexOf(a, from, to, USER);
      if (u >= 0) {
        int v = u + USER.length;
        user = new Slice(a, v, Scan.upTo(a, v, to, '>'));
      }
      if (ip == null) {
        ip = peer(a, from, to).ip();
      }
    }
    boolean mailbox = !service.is(SUBMISSION);
    return new Event.Login(
        ok,
        mailbox,
        service,
        ip == null ? Event.Peer.NONE : new Event.Peer(null, ip, -1),
        method,
        user,
        null,
        text,
        !proxied && (mailbox || !ok));
  }
}
