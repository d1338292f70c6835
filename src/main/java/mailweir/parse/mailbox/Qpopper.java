package mailweir.parse.mailbox;

import static mailweir.slice.Ascii.bytes;

import mailweir.event.Event;
import mailweir.parse.Dialect;
import mailweir.parse.Line;
import mailweir.parse.Phrases;
import mailweir.parse.Scan;
import mailweir.slice.Slice;

/**
 * Qpopper's logins, and those that Horde's IMP logs by syslog.
 *
 * <pre>
 *   Qpopper  u at name (a): -ERR [AUTH] …                     (v4.0.5) POP login by user "u" at (name) a
 *            [AUTH] Failed attempted login to u from host (name) a
 *   Horde    [imp] FAILED LOGIN for u [a] to {host:143 …}     [imp] Login success for u (a) to {…}
 * </pre>
 */
public final class Qpopper implements Dialect {
  private static final Slice POP3 = Slice.of("pop3");
  private static final Slice WEBMAIL = Slice.of("webmail");
  private static final byte[] ERROR = bytes("): -ERR [AUTH]");
  private static final byte[] AT = bytes(" at ");
  private static final byte[] POP_LOGIN = bytes(" POP login by user \"");
  private static final byte[] AT_NAME = bytes("\" at (");
  private static final byte[] ATTEMPTED = bytes("Failed attempted login to ");
  private static final byte[] FROM_HOST = bytes(" from host (");
  private static final byte[] CLOSE = bytes(") ");
  private static final byte[] HORDE_FAILED = bytes("FAILED LOGIN for ");
  private static final byte[] HORDE_OK = bytes("ogin success for ");
  private static final byte[] TO = bytes(" to ");

  private final Phrases phrases =
      new Phrases()
          .note("mailbox_logout", "Stats: ", "*Logout for ", "*logged out")
          .note("mailbox_warning", "*rror", "*ailed", "*EOF", "Possible probe", "*timed out")
          .nothing("Servicing request", "apop", "(v", "connect from ", "warning: can't get client");

  @Override
  public String name() {
    return "qpopper";
  }

  @Override
  public boolean claims(String program) {
    return switch (program) {
      case "popper", "qpopper", "in.qpopper", "in.popper", "HORDE", "horde" -> true;
      default -> false;
    };
  }

  @Override
  public Event parse(Line line) {
    byte[] a = line.array;
    int p = line.textFrom;
    int to = line.textTo;
    Event event = horde(a, p, to);
    if (event == null) {
      event = refused(a, p, to);
    }
    if (event == null) {
      event = behind(a, p, to, POP_LOGIN, AT_NAME, true);
    }
    if (event == null) {
      event = behind(a, p, to, ATTEMPTED, FROM_HOST, false);
    }
    return event == null ? phrases.read(a, p, to) : event;
  }

  private static Event login(
      boolean ok, Slice service, Slice name, Slice ip, Slice user, Slice text) {
    return new Event.Login(ok, true, service, new Event.Peer(name, ip, -1), null, user, null, text);
  }

  /** {@code u at name (a): -ERR [AUTH] why}. */
  private static Event refused(byte[] a, int p, int to) {
    int close = Slice.indexOf(a, p, to, ERROR);
    int open = close;
    while (open > p && a[open - 1] != '(') {
      open--;
    }
    int at = close < 0 ? -1 : Scan.last(a, p, open, AT);
    if (at < 0 || open == p || !Mailboxes.address(a, open, close)) {
      return null;
    }
    int name = at + AT.length;
    return login(
        false,
        POP3,
        name < open - 2 ? new Slice(a, name, open - 2) : null,
        Scan.ip(a, open, close),
        new Slice(a, p, at),
        new Slice(a, close + 3, to));
  }

  /** A user behind {@code before}, a name in parentheses and an address behind {@code host}. */
  private static Event behind(byte[] a, int p, int to, byte[] before, byte[] host, boolean ok) {
    int u = Slice.indexOf(a, p, to, before);
    int end = u < 0 ? -1 : Scan.last(a, u, to, host);
    int name = end + host.length;
    int close = end < 0 ? -1 : Slice.indexOf(a, name, to, CLOSE);
    if (close < 0) {
      return null;
    }
    int v = close + CLOSE.length;
    int e = Scan.upTo(a, v, to, ' ');
    return Mailboxes.address(a, v, e)
        ? login(
            ok,
            POP3,
            new Slice(a, name, close),
            Scan.ip(a, v, e),
            new Slice(a, u + before.length, end),
            null)
        : null;
  }

  /** The address stands in brackets or parentheses before the last {@code to}: the last one, as a user's name may hold others. */
  private static Event horde(byte[] a, int p, int to) {
    int f = Slice.indexOf(a, p, to, HORDE_FAILED);
    boolean ok = f < 0;
    f = ok ? Slice.indexOf(a, p, to, HORDE_OK) : f;
    int arrow = f < 0 ? -1 : Scan.last(a, f, to, TO);
    if (arrow < 0) {
      return null;
    }
    int v = f + (ok ? HORDE_OK : HORDE_FAILED).length;
    for (int open = arrow - 1; open > v; open--) {
      if ((a[open] == '[' || a[open] == '(') && a[open - 1] == ' ') {
        int close = Scan.upTo(a, open, arrow, a[open] == '[' ? ']' : ')');
        if (Mailboxes.address(a, open + 1, close)) {
          return login(
              ok, WEBMAIL, null, Scan.ip(a, open + 1, close), new Slice(a, v, open - 1), null);
        }
      }
    }
    return null;
  }
}
