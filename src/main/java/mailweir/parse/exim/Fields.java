package mailweir.parse.exim;

import mailweir.event.Event.Peer;
import mailweir.parse.Scan;
import mailweir.slice.Slice;

/**
 * The fields of an entry: {@code H= P= S= …}, read from left to right until text begins. One object serves all lines of a dialect.
 *
 * <p>A value may be quoted ({@code C="250 … \"x\""}); {@code H=} is a name, what the client called itself, an address and a port. A
 * field that ends with a colon, and a colon of its own, are where the text begins.
 */
final class Fields {
  private byte[] a;
  int at;
  private int to;

  Slice hostName;
  Slice helo;
  Slice ip;
  int port;
  Slice user;
  Slice proto;
  Slice auth;
  Slice size;
  Slice messageId;
  Slice reference;
  Slice transport;
  Slice answer;
  Slice sender;
  Slice delay;
  Slice tls;
  int ownPort;

  /** Where {@code for } has the recipients; -1 when it is not there. */
  int recipients;

  /** Whether text follows at {@link #at}. */
  boolean text;

  void clear(byte[] array, int from, int end) {
    a = array;
    at = from;
    to = end;
    hostName = null;
    helo = null;
    ip = null;
    port = -1;
    user = null;
    proto = null;
    auth = null;
    size = null;
    messageId = null;
    reference = null;
    transport = null;
    answer = null;
    sender = null;
    delay = null;
    tls = null;
    ownPort = -1;
    recipients = -1;
    text = false;
  }

  /** What an arrival's {@code T=} is; a backslash before a quote or a backslash is Exim's own. */
  Slice subject() {
    if (transport == null
        || Slice.indexOf(transport.array, transport.from, transport.to, (byte) '\\') < 0) {
      return transport;
    }
    byte[] plain = new byte[transport.to - transport.from];
    int n = 0;
    for (int i = transport.from; i < transport.to; i++) {
      byte b = transport.array[i];
      boolean isEscape =
          b == '\\'
              && i + 1 < transport.to
              && (transport.array[i + 1] == '"' || transport.array[i + 1] == '\\');
      plain[n++] = isEscape ? transport.array[++i] : b;
    }
    return new Slice(plain, 0, n);
  }

  /** Who logged in, behind the authenticator's name; null when nobody did, or the name alone is told. */
  Slice login() {
    int colon = auth == null ? -1 : auth.indexOf(':');
    if (colon < 0) {
      return null;
    }
    Slice told = auth.part(colon + 1);
    // behind it, what the client's AUTH= said, logged on request
    int more = told.indexOf(':');
    return more < 0 ? told : told.part(0, more);
  }

  Peer peer() {
    return ip == null && hostName == null ? Peer.NONE : new Peer(hostName, ip, port);
  }

  /** Reads fields and single words ({@code K L PRDR}) up to the text; stops before a word that is no field and no such word. */
  void read() {
    while (at < to && !text) {
      int c = a[at];
      if (c == ' ') {
        at++;
        continue;
      }
      if (c == ':') {
        text = true;
        at = Scan.blanks(a, at + 1, to);
        return;
      }
      int eq = key(at);
      if (eq > 0) {
        value(at, eq);
      } else if (!flag()) {
        return;
      }
    }
  }

  /** Index of the {@code =} behind a field's name that begins here; -1 when none does. */
  private int key(int from) {
    int i = from;
    while (i < to && i - from < 6 && letter(a[i])) {
      i++;
    }
    // M8S
    if (i < to && i == from + 1 && a[i] == '8') {
      i += 2;
    }
    return i > from && i < to && a[i] == '=' ? i : -1;
  }

  private static boolean letter(int c) {
    return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
  }

  /** {@code K}, {@code L}, {@code L*}, {@code PRDR}, {@code TFO}, {@code TFO*}, {@code M}, and {@code for} with what follows. */
  private boolean flag() {
    int end = Scan.upTo(a, at, to, ' ');
    if (end - at == 3 && a[at] == 'f' && a[at + 1] == 'o' && a[at + 2] == 'r') {
      recipients = Math.min(to, end + 1);
      at = to;
      return true;
    }
    if (end - at == 4 && a[at] == 'f' && a[at + 1] == 'r' && a[at + 2] == 'o' && a[at + 3] == 'm') {
      at = Math.min(to, end + 1);
      int next = Scan.upTo(a, at, to, ' ');
      if (at < to && a[at] == '<') {
        at = next;
      }
      return true;
    }
    boolean colon = end > at && a[end - 1] == ':';
    int last = colon ? end - 1 : end;
    if (last > at && a[last - 1] == '*') {
      last--;
    }
    boolean known =
        last - at == 1 && (a[at] == 'K' || a[at] == 'L' || a[at] == 'M')
            || last - at == PRDR.length && Slice.regionIs(a, at, last, PRDR)
            || last - at == TFO.length && Slice.regionIs(a, at, last, TFO);
    if (!known && last != at) {
      return false;
    }
    text = colon;
    at = Math.min(to, end + (text ? 1 : 0));
    return known || end > last;
  }

  private void value(int from, int eq) {
    int v = eq + 1;
    int n = eq - from;
    if (n == 1 && a[from] == 'H') {
      host(v);
      return;
    }
    int end = valueEnd(v);
    Slice value = unquoted(v, end);
    at = end;
    if (end < to && a[end] == ':') {
      text = true;
      at = Scan.blanks(a, end + 1, to);
    }
    if (n == 1) {
      switch (a[from]) {
        case 'U' -> user = value;
        case 'P' -> proto = value;
        case 'A' -> auth = value;
        case 'S' -> size = value;
        case 'R' -> reference = value;
        case 'T' -> transport = value;
        case 'C' -> answer = value;
        case 'F' -> sender = Scan.bare(value.array, value.from, value.to);
        case 'X' -> tls = value;
        case 'I' -> {
          int colon = value.lastIndexOf(':');
          ownPort = colon < 0 ? -1 : (int) value.part(colon + 1).number();
        }
        default -> {}
      }
    } else if (n == 2) {
      if (a[from] == 'i' && a[from + 1] == 'd') {
        messageId = value;
      } else if (a[from] == 'Q' && a[from + 1] == 'T') {
        delay = value;
      }
    }
  }

  /** The end of a value: its closing quote or bracket, else the blank. A colon before a blank is not its own. */
  private int valueEnd(int v) {
    if (v < to && a[v] == '"') {
      int close = quoteEnd(a, v, to);
      if (close > 0) {
        return close;
      }
    }
    if (v < to && a[v] == '<') {
      int i = v + 1;
      if (i < to && a[i] == '"') {
        int close = quoteEnd(a, i, to);
        i = close > 0 ? close : i;
      }
      int close = Slice.indexOf(a, i, to, (byte) '>');
      if (close > 0) {
        return close + 1;
      }
    }
    int end = Scan.upTo(a, v, to, ' ');
    return end > v && a[end - 1] == ':' && end < to ? end - 1 : end;
  }

  /** Index behind the quote that closes the one here; -1 when none does. */
  static int quoteEnd(byte[] a, int open, int to) {
    for (int i = open + 1; i < to; i++) {
      if (a[i] == '\\') {
        i++;
      } else if (a[i] == '"') {
        return i + 1;
      }
    }
    return -1;
  }

  private Slice unquoted(int from, int end) {
    return end - from >= 2 && a[from] == '"' && a[end - 1] == '"'
        ? new Slice(a, from + 1, end - 1)
        : new Slice(a, from, end);
  }

  /** {@code name (helo) [ip]:port} and its shorter forms here; goes behind them. */
  void host(int from) {
    int p = from;
    hostName = null;
    if (p < to && a[p] != '(' && a[p] != '[') {
      int end = Scan.upTo(a, p, to, ' ');
      if (end > p && a[end - 1] == ':') {
        hostName = new Slice(a, p, end - 1);
        text = true;
        at = Scan.blanks(a, end, to);
        return;
      }
      hostName = new Slice(a, p, end);
      p = Math.min(to, end + 1);
    }
    if (p < to && a[p] == '(') {
      int close = Slice.indexOf(a, p, to, HELO_END);
      if (close < 0) {
        close = Slice.indexOf(a, p, to, (byte) ')');
      }
      if (close > 0) {
        helo = new Slice(a, p + 1, close);
        p = Math.min(to, close + 2);
      }
    }
    if (p < to && a[p] == '[') {
      int close = Slice.indexOf(a, p, to, (byte) ']');
      if (close > 0) {
        ip = Scan.ip(a, p + 1, close);
        p = close + 1;
        if (p + 1 < to && a[p] == ':' && a[p + 1] >= '0' && a[p + 1] <= '9') {
          long n = Scan.digits(a, p + 1, to);
          port = n <= 65535 ? (int) n : -1;
          p++;
          while (p < to && a[p] >= '0' && a[p] <= '9') {
            p++;
          }
        }
        if (p < to && a[p] == '*') {
          p++;
        }
        if (p < to && a[p] == ':') {
          text = true;
          p = Scan.blanks(a, p + 1, to);
        }
      }
    }
    at = p;
  }

  private static final byte[] HELO_END = {')', ' ', '['};
  private static final byte[] PRDR = {'P', 'R', 'D', 'R'};
  private static final byte[] TFO = {'T', 'F', 'O'};
}
