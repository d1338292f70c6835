package mailweir.parse.apache;

import static mailweir.slice.Ascii.bytes;

import mailweir.event.Event;
import mailweir.parse.Line;
import mailweir.parse.Recogniser;
import mailweir.slice.Slice;

/**
 * A line of an access log.
 *
 * <pre>
 *   [vhost:port ]client ident user [10/Oct/2026:13:55:36 -0700] "GET /path HTTP/1.1" 200 2326[ "referer" "agent"[ …]]
 *   |             |                |                            |                    |   `- bytes, - for none
 *   |             |                |                            |                    `- three digits
 *   |             |                |                            `- a quote within is escaped by \
 *   |             |                `- may have blanks
 *   |             `- an address, or a name where the server looks them up
 *   `- vhost_combined; else the file's name or --vhost tells it
 * </pre>
 *
 * <p>A quoted request that is no request ({@code "-"}, or bytes of a TLS greeting) is a hit too: the server answered it.
 */
public final class AccessLog implements Recogniser {
  /** How far into a line the stamp may begin. */
  private static final int STAMP_WITHIN = 1024;

  private static final byte[] POST = bytes("POST");

  /** Where web mail takes logins: Roundcube, SquirrelMail, Horde, SOGo, Exchange, RainLoop and its kin, Zimbra. */
  private static final byte[][] LOGINS = {
    bytes("_task=login"),
    bytes("/src/redirect.php"),
    bytes("/imp/redirect.php"),
    bytes("/horde/login.php"),
    bytes("/SOGo/connect"),
    bytes("/owa/auth.owa"),
    bytes("/?/Ajax/&q[]=/0/Login"),
    bytes("/zimbra/"),
    bytes("/webmail/login"),
    bytes("/roundcube/?_task=login"),
  };

  @Override
  public String name() {
    return "access-log";
  }

  @Override
  public boolean claims(String program) {
    return false;
  }

  @Override
  public boolean recognises(Line line) {
    return line.stamp.present && parse(line) != Event.NOT_UNDERSTOOD;
  }

  @Override
  public Event parse(Line line) {
    byte[] a = line.array;
    int from = line.textFrom;
    int to = line.textTo;
    int open = stamp(a, from, to);
    if (open < 0) {
      return Event.NOT_UNDERSTOOD;
    }
    int p = open + 29;
    int requestEnd = p < to && a[p] == '"' ? quoteEnd(a, p + 1, to) : -1;
    int status = requestEnd < 0 ? -1 : requestEnd + 2;
    if (status < 0 || status + 3 > to || a[requestEnd + 1] != ' ' || !isStatus(a, status, to)) {
      return Event.NOT_UNDERSTOOD;
    }
    Slice[] front = front(a, from, open - 1);
    if (front == null) {
      return Event.NOT_UNDERSTOOD;
    }
    int bytesFrom = Math.min(to, status + 4);
    int bytesEnd = Slice.indexOf(a, bytesFrom, to, (byte) ' ');
    bytesEnd = bytesEnd < 0 ? to : bytesEnd;
    long size = Slice.number(a, bytesFrom, bytesEnd);
    Slice request = new Slice(a, p + 1, requestEnd);
    int blank = request.indexOf(' ');
    int second =
        blank < 0 ? -1 : Slice.indexOf(a, request.from + blank + 1, requestEnd, (byte) ' ');
    Slice method = blank <= 0 ? null : new Slice(a, request.from, request.from + blank);
    Slice path =
        method == null
            ? null
            : new Slice(a, request.from + blank + 1, second < 0 ? requestEnd : second);
    Slice referer = quoted(a, bytesEnd + 1, to);
    Slice agent = referer == null ? null : quoted(a, referer.to + 2, to);
    int code = (int) Slice.number(a, status, status + 3);
    return new Event.WebHit(
        virtualHost(front[0], line),
        front[1],
        front[2].is(DASH) ? null : front[2],
        method,
        path,
        code,
        size,
        referer == null || referer.is(DASH) ? null : referer,
        agent == null || agent.is(DASH) ? null : agent,
        isFailedLogin(method, path, code));
  }

  private static final byte[] DASH = bytes("-");

  /** The line's own, else the host that was put to the line by its file's name; without a port. */
  private static Slice virtualHost(Slice own, Line line) {
    if (own == null) {
      return line.host == null || line.program != null ? null : Slice.of(line.host.text());
    }
    int colon = own.lastIndexOf(':');
    return colon > 0 && Slice.number(own.array, own.from + colon + 1, own.to) >= 0
        ? own.part(0, colon)
        : own;
  }

  private static boolean isFailedLogin(Slice method, Slice path, int code) {
    if (code != 401 && code != 403 || method == null || !method.is(POST)) {
      return false;
    }
    for (byte[] login : LOGINS) {
      if (path.contains(login)) {
        return true;
      }
    }
    return false;
  }

  /** Where the bracket of the stamp is: behind a blank, with a bracket and a blank after its 26 characters. */
  private static int stamp(byte[] a, int from, int to) {
    int limit = Math.min(to, from + STAMP_WITHIN);
    for (int p = Slice.indexOf(a, from, limit, (byte) '[');
        p >= 0;
        p = Slice.indexOf(a, p + 1, limit, (byte) '[')) {
      if (p > from
          && a[p - 1] == ' '
          && p + 29 < to
          && a[p + 3] == '/'
          && a[p + 7] == '/'
          && a[p + 12] == ':'
          && a[p + 27] == ']'
          && a[p + 28] == ' ') {
        return p;
      }
    }
    return -1;
  }

  /** Virtual host (or null), client and user of what stands before the stamp. */
  private static Slice[] front(byte[] a, int from, int to) {
    int first = Slice.indexOf(a, from, to, (byte) ' ');
    int second = first <= from ? -1 : Slice.indexOf(a, first + 1, to, (byte) ' ');
    if (second < 0) {
      return null;
    }
    int third = Slice.indexOf(a, second + 1, to, (byte) ' ');
    // in the short layouts the second word is the ident, which is a dash nearly always
    if (third > 0 && !(second == first + 2 && a[first + 1] == '-')) {
      return new Slice[] {
        new Slice(a, from, first), new Slice(a, first + 1, second), new Slice(a, third + 1, to)
      };
    }
    return new Slice[] {null, new Slice(a, from, first), new Slice(a, second + 1, to)};
  }

  private static boolean isStatus(byte[] a, int p, int to) {
    return Slice.number(a, p, p + 3) >= 0 && (p + 3 == to || a[p + 3] == ' ');
  }

  /** The index of the quote that ends what begins at {@code p}; -1 when there is none. */
  private static int quoteEnd(byte[] a, int p, int to) {
    for (int i = p; i < to; i++) {
      if (a[i] == '\\') {
        i++;
      } else if (a[i] == '"') {
        return i;
      }
    }
    return -1;
  }

  private static Slice quoted(byte[] a, int p, int to) {
    if (p >= to || a[p] != '"') {
      return null;
    }
    int end = quoteEnd(a, p + 1, to);
    return end < 0 ? null : new Slice(a, p + 1, end);
  }
}
