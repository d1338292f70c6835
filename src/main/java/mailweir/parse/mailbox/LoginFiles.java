package mailweir.parse.mailbox;

import static mailweir.slice.Ascii.bytes;

import mailweir.event.Event;
import mailweir.parse.Line;
import mailweir.parse.Recogniser;
import mailweir.parse.Scan;
import mailweir.slice.Slice;

/**
 * Logins in files that programs write by themselves, without syslog, recognised by their layout.
 *
 * <pre>
 *   Roundcube     [22-Jan-2013 22:28:21 +0200]: &lt;session&gt; Failed login for u from a in session …
 *   SquirrelMail  10/26/2013 15:50:41 [LOGIN_ERROR] u (domain) from a: …          … [LOGIN] u (domain) from a: …
 *   Kerio         [18/May/2017 07:25:15] Failed SMTP login from a with SASL method CRAM-MD5.
 *   PMDF          &lt;co … tr="TCP|ours|25|a|port" … mi="Bad password" us="u" di="535 …"/&gt;
 *   Domino        2016-11-07 22:21:22   smtp: … a authentication failure using internet password
 * </pre>
 */
public final class LoginFiles implements Recogniser {
  private static final Slice WEBMAIL = Slice.of("webmail");
  private static final Slice SMTP = Slice.of("smtp");
  private static final byte[] LOGIN_FOR = bytes("ogin for ");
  private static final byte[] LOGIN_ERROR = bytes("[LOGIN_ERROR] ");
  private static final byte[] LOGIN = bytes("[LOGIN] ");
  private static final byte[] FROM = bytes(" from ");
  private static final byte[] KERIO = bytes("] Failed ");
  private static final byte[] KERIO_LOGIN = bytes(" login from ");
  private static final byte[] SASL_METHOD = bytes(" with SASL method ");
  private static final byte[] CONNECTION = bytes("<co ");
  private static final byte[] TRANSPORT = bytes(" tr=\"TCP|");
  private static final byte[] DIAGNOSTIC = bytes(" di=\"535 ");
  private static final byte[] USER = bytes(" us=\"");
  private static final byte[] DOMINO = bytes(" authentication failure using internet password");
  private static final byte[] SMTP_SERVICE = bytes("SMTP");
  private static final int STAMP = 19;

  @Override
  public String name() {
    return "login-files";
  }

  @Override
  public boolean claims(String program) {
    return false;
  }

  @Override
  public boolean recognises(Line line) {
    return line.program == null && read(line) != null;
  }

  @Override
  public Event parse(Line line) {
    Event event = read(line);
    return event == null ? Event.NOT_UNDERSTOOD : event;
  }

  private static Event read(Line line) {
    byte[] a = line.array;
    int p = line.textFrom;
    int to = line.textTo;
    if (to - p < STAMP + 3) {
      return null;
    }
    if (a[p] == '[' && line.stamp.present) {
      int close = Scan.upTo(a, p, Math.min(to, p + 32), ']');
      if (close + 1 < to && a[close + 1] == ':') {
        return Slice.indexOf(a, close, to, LOGIN_FOR) < 0
            ? null
            : Mailboxes.webmail(a, close + 2, to);
      }
      return Slice.regionIs(a, close, to, KERIO) ? kerio(a, close + KERIO.length, to) : null;
    }
    if (a[p + 2] == '/' && line.stamp.present) {
      boolean failed = Slice.regionIs(a, p + STAMP + 1, to, LOGIN_ERROR);
      return failed || Slice.regionIs(a, p + STAMP + 1, to, LOGIN)
          ? squirrel(a, p + STAMP + 1 + (failed ? LOGIN_ERROR : LOGIN).length, to, failed)
          : null;
    }
    if (Slice.regionIs(a, p, to, CONNECTION)) {
      return pmdf(a, p, to);
    }
    if (a[to - 1] == 'd' && line.stamp.present) {
      int at = to - DOMINO.length;
      if (at > p && Slice.regionIs(a, at, to, DOMINO)) {
        int i = at;
        while (i > p && a[i - 1] != ' ') {
          i--;
        }
        return Mailboxes.address(a, i, at) ? smtp(Scan.ip(a, i, at), null, null, null) : null;
      }
    }
    return null;
  }

  private static Event squirrel(byte[] a, int p, int to, boolean failed) {
    int from = Scan.last(a, p, to, FROM);
    if (from < 0) {
      return null;
    }
    int v = from + FROM.length;
    int e = v;
    while (e < to && (a[e] == '.' || a[e] == ':' || Character.digit(a[e], 16) >= 0)) {
      e++;
    }
    e = e > v && a[e - 1] == ':' ? e - 1 : e;
    if (!Mailboxes.address(a, v, e)) {
      return null;
    }
    return new Event.Login(
        !failed,
        true,
        WEBMAIL,
        new Event.Peer(null, Scan.ip(a, v, e), -1),
        null,
        new Slice(a, p, Scan.upTo(a, p, from, ' ')),
        null,
        failed ? new Slice(a, Math.min(to, Scan.blanks(a, Math.min(to, e + 1), to)), to) : null);
  }

  /** {@code SMTP login from a with SASL method CRAM-MD5.}; other services are mailboxes. */
  private static Event kerio(byte[] a, int p, int to) {
    int at = Slice.indexOf(a, p, to, KERIO_LOGIN);
    if (at < 0) {
      return null;
    }
    int v = at + KERIO_LOGIN.length;
    int with = Slice.indexOf(a, v, to, SASL_METHOD);
    int end = with < 0 ? Scan.upTo(a, v, to, ' ') : with;
    Slice service = new Slice(a, p, at);
    if (!Mailboxes.address(a, v, end)) {
      return null;
    }
    Slice method =
        with < 0 ? null : new Slice(a, with + SASL_METHOD.length, a[to - 1] == '.' ? to - 1 : to);
    return service.is(SMTP_SERVICE)
        ? smtp(Scan.ip(a, v, end), method, null, null)
        : new Event.Login(
            false,
            true,
            service,
            new Event.Peer(null, Scan.ip(a, v, end), -1),
            method,
            null,
            null,
            null);
  }

  private static Event pmdf(byte[] a, int p, int to) {
    int transport = Slice.indexOf(a, p, to, TRANSPORT);
    int diagnostic = Slice.indexOf(a, p, to, DIAGNOSTIC);
    if (transport < 0 || diagnostic < 0) {
      return null;
    }
    int i = Scan.upTo(a, transport + TRANSPORT.length, to, '|');
    i = Scan.upTo(a, Math.min(to, i + 1), to, '|');
    i = Math.min(to, i + 1);
    int end = Scan.upTo(a, i, to, '|');
    int user = Slice.indexOf(a, p, diagnostic, USER);
    int v = user + USER.length;
    int text = diagnostic + DIAGNOSTIC.length;
    return smtp(
        Scan.ip(a, i, end),
        null,
        user < 0 ? null : new Slice(a, v, Scan.upTo(a, v, to, '"')),
        new Slice(a, text, Scan.upTo(a, text, to, '"')));
  }

  private static Event smtp(Slice ip, Slice method, Slice user, Slice text) {
    return new Event.Login(
        false, false, SMTP, new Event.Peer(null, ip, -1), method, user, null, text);
  }
}
