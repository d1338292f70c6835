package mailweir.parse.dovecot;

import static mailweir.slice.Ascii.bytes;

import mailweir.event.Event;
import mailweir.parse.Phrases;
import mailweir.parse.Scan;
import mailweir.slice.Slice;

/**
 * The auth service: {@code pam(user,ip,<session>): unknown user}, {@code sql(…): Password mismatch}, {@code pam_unix(dovecot:auth):
 * authentication failure; … rhost=ip user=u}; since 2.4 user and address stand in the service's own parentheses.
 *
 * <p>A failure told here does not count: the login process, or the mail server that asked, logs its own line for it.
 */
final class Passwords {
  private static final Slice SERVICE = Slice.of("auth");
  private static final byte[] WORKER = bytes("auth-worker<");
  private static final byte[] WORKER_END = bytes(">: ");
  private static final byte[] CONN = bytes("conn ");
  private static final byte[] MARK = bytes("): ");
  private static final byte[] PAM_UNIX = bytes("pam_");
  private static final byte[] AUTHENTICATION = bytes("authentication failure");
  private static final byte[] RHOST = bytes("rhost=");
  private static final byte[] USER = bytes(" user=");
  private static final byte[] GIVEN = bytes("given password");
  private static final byte[][] FAILURES = {
    bytes("nknown user"),
    bytes("assword mismatch"),
    bytes("uthentication failure"),
    bytes("pam_authenticate() failed"),
    bytes("pam_acct_mgmt() failed"),
    bytes("nvalid credentials"),
    bytes("User not known"),
    bytes("ser not found"),
    bytes("Username character disallowed"),
    bytes("illegal chars"),
    bytes("mpty password"),
    bytes("empty username"),
    bytes("Password expired"),
    bytes("ser disabled"),
    bytes("ccount disabled"),
    bytes("Login failed"),
    bytes("uthentication failed"),
    bytes("not in allowed networks"),
  };
  private static final Phrases PHRASES =
      new Phrases()
          .note(
              "auth_note",
              "*Warning",
              "*rror",
              "*ailed",
              "*allowed",
              "*(",
              "policy",
              "client ",
              "auth client",
              "master ",
              "*timed out",
              "*mechanism")
          .nothing(
              "Loading ",
              "Module loaded",
              "Read auth token",
              "Reading ",
              "new auth",
              "conn",
              "Auth",
              "auth",
              "Server",
              "handling",
              "lookup",
              "mysql",
              "pgsql",
              "sqlite",
              "ldap",
              "passwd",
              "sql",
              "userdb",
              "passdb",
              "stats");

  private Passwords() {}

  static Event read(Slice group, byte[] a, int from, int to) {
    int p = from;
    if (Slice.regionIs(a, p, to, CONN)) {
      int w = Slice.indexOf(a, p, to, WORKER);
      int e = w < 0 ? -1 : Slice.indexOf(a, w, to, WORKER_END);
      if (e >= 0) {
        p = e + WORKER_END.length;
      }
    }
    int message = p;
    Slice who = group != null && group.indexOf(',') >= 0 ? group : null;
    int open = p;
    while (open < to && a[open] != '(' && a[open] != ' ' && a[open] != ':') {
      open++;
    }
    if (open > p && open < to && a[open] == '(') {
      int close = Slice.indexOf(a, open, to, MARK);
      if (close >= 0) {
        who = new Slice(a, open + 1, close);
        message = close + MARK.length;
        if (Slice.regionIs(a, p, to, PAM_UNIX)) {
          return pamUnix(a, p, message, to);
        }
      }
    }
    for (byte[] failure : FAILURES) {
      if (Slice.indexOf(a, message, to, failure) >= 0) {
        return who == null && message == from
            ? PHRASES.read(a, from, to)
            : failure(who, new Slice(a, message, to));
      }
    }
    return PHRASES.read(a, p, to);
  }

  private static Event failure(Slice who, Slice text) {
    Slice user = null;
    Slice ip = null;
    if (who != null) {
      int comma = who.indexOf(',');
      user = comma < 0 ? who : who.part(0, comma);
      if (user.length() == 1 && user.at(0) == '?') {
        user = null;
      }
      if (comma >= 0) {
        int next = who.indexOf(',', comma + 1);
        Slice address = who.part(comma + 1, next < 0 ? who.length() : next);
        ip =
            address.isEmpty() || address.at(0) == '<'
                ? null
                : Scan.ip(address.array, address.from, address.to);
      }
    }
    return event(user, ip, text);
  }

  private static Event pamUnix(byte[] a, int start, int message, int to) {
    if (Slice.indexOf(a, message, to, AUTHENTICATION) < 0) {
      return new Event.Note("auth_note", null, Event.Peer.NONE, new Slice(a, start, to));
    }
    int r = Slice.indexOf(a, message, to, RHOST);
    Slice ip = null;
    if (r >= 0) {
      int v = r + RHOST.length;
      int e = Scan.upTo(a, v, to, ' ');
      ip = e == v ? null : Scan.ip(a, v, e);
    }
    int u = Scan.last(a, message, to, USER);
    return event(u < 0 ? null : new Slice(a, u + USER.length, to), ip, new Slice(a, message, to));
  }

  /** A password that the log tells ({@code auth_verbose_passwords}) is not handed on. */
  private static Slice withoutPassword(Slice text) {
    int given = text.indexOf(GIVEN, 0);
    int open = given;
    while (open > 0 && text.at(open) != '(') {
      open--;
    }
    return open <= 0 ? text : text.part(0, open).strip();
  }

  private static Event event(Slice user, Slice ip, Slice text) {
    return new Event.Login(
        false,
        false,
        SERVICE,
        ip == null ? Event.Peer.NONE : new Event.Peer(null, ip, -1),
        null,
        user,
        null,
        withoutPassword(text),
        false);
  }
}
