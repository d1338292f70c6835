package mailweir.parse.sendmail;

import static mailweir.slice.Ascii.bytes;

import mailweir.event.Reason;
import mailweir.slice.Slice;

/**
 * Why Sendmail or a milter refused, from the text of the answer: an ordered table, the first row that fits decides; where none
 * does, what was looked at (the stage).
 */
final class RefusalReasons {
  private record Row(byte[] phrase, Reason reason) {}

  private static Row row(String phrase, Reason reason) {
    return new Row(bytes(phrase), reason);
  }

  private static final Row[] ROWS = {
    row("greylist", Reason.GREYLISTED),
    row("graylist", Reason.GREYLISTED),
    row("listed at ", Reason.DNSBL),
    row("listed in ", Reason.DNSBL),
    row("listed by ", Reason.DNSBL),
    row("blacklist", Reason.DNSBL),
    row("blocklist", Reason.DNSBL),
    row("blackhole", Reason.DNSBL),
    row("infected", Reason.VIRUS),
    row("virus", Reason.VIRUS),
    row("malware", Reason.VIRUS),
    row("relaying denied", Reason.RELAY_DENIED),
    row("relaying temporarily denied", Reason.RELAY_DENIED),
    row("cannot resolve ptr", Reason.RELAY_DENIED),
    row("user unknown", Reason.UNKNOWN_RECIPIENT),
    row("no such user", Reason.UNKNOWN_RECIPIENT),
    row("unknown user", Reason.UNKNOWN_RECIPIENT),
    row("user has moved", Reason.UNKNOWN_RECIPIENT),
    row("does not exist", Reason.UNKNOWN_SENDER_DOMAIN),
    row("does not resolve", Reason.UNKNOWN_SENDER_DOMAIN),
    row("domain name required", Reason.UNKNOWN_SENDER_DOMAIN),
    row("authentication required", Reason.AUTH_REQUIRED),
    row("must issue a starttls", Reason.TLS_REQUIRED),
    row("encryption too weak", Reason.TLS_REQUIRED),
    row("connection rate limit", Reason.RATE_LIMIT),
    row("too many open connections", Reason.RATE_LIMIT),
    row("too many recipients", Reason.RATE_LIMIT),
    row("too many", Reason.RATE_LIMIT),
    row("rate limit", Reason.RATE_LIMIT),
    row("mailbox full", Reason.MAILBOX_FULL),
    row("quota", Reason.MAILBOX_FULL),
    row("message size exceeds", Reason.SIZE),
    row("exceeds maximum", Reason.SIZE),
    row("spf", Reason.SPF),
    row("dmarc", Reason.DKIM_DMARC),
    row("dkim", Reason.DKIM_DMARC),
    row("insufficient", Reason.SERVER_BUSY),
    row("please try again later", Reason.SERVER_BUSY),
    row("spam", Reason.SPAM),
    row("attachment", Reason.CONTENT),
  };

  /** Rows by the first letter of their phrase, in their order. */
  private static final int[][] BY_FIRST = new int[256][];

  static {
    for (int k = 0; k < ROWS.length; k++) {
      int c = ROWS[k].phrase()[0];
      int[] old = BY_FIRST[c] == null ? new int[0] : BY_FIRST[c];
      int[] grown = java.util.Arrays.copyOf(old, old.length + 1);
      grown[old.length] = k;
      BY_FIRST[c] = grown;
      BY_FIRST[c - 32] = grown;
    }
  }

  private static final byte[] DOTS = bytes("... ");
  private static final byte[] HTTP = bytes("http");
  private static final byte[] SEE = bytes("see ");
  private static final byte[] REJECTED = bytes("ejected");
  private static final byte[] REFUSED = bytes("refused");
  private static final byte[][] BEFORE_LIST = {
    bytes("listed at "), bytes("listed in "), bytes("listed by "), bytes("blackhole site "),
  };
  private static final byte[][] BEFORE_SIGNATURE = {
    bytes("virus "),
    bytes("Virus "),
    bytes("virus: "),
    bytes("INFECTED: "),
    bytes("infected by "),
    bytes("infected with "),
  };

  private RefusalReasons() {}

  /** {@code what} is what holds where the text says nothing: what the stage looks at. */
  static Reason of(Slice answer, boolean connection, Reason what) {
    Slice text = ownWords(answer);
    int best = ROWS.length;
    byte[] a = text.array;
    for (int i = text.from; i < text.to; i++) {
      int[] rows = BY_FIRST[a[i] & 0xFF];
      if (rows != null) {
        for (int k : rows) {
          if (k >= best) {
            break;
          }
          if (isAt(a, i, text.to, ROWS[k].phrase())) {
            best = k;
          }
        }
      }
    }
    if (best < ROWS.length) {
      return ROWS[best].reason();
    }
    boolean pointsToList =
        connection
            && text.contains(HTTP)
            && (text.contains(SEE) || text.contains(REJECTED) || text.contains(REFUSED));
    return pointsToList ? Reason.DNSBL : what;
  }

  private static boolean isAt(byte[] a, int at, int to, byte[] phrase) {
    if (to - at < phrase.length) {
      return false;
    }
    for (int i = 0; i < phrase.length; i++) {
      int c = a[at + i];
      if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != phrase[i]) {
        return false;
      }
    }
    return true;
  }

  /** The text without the address that the client gave, which Sendmail puts in front: {@code <a@b>... }. */
  static Slice ownWords(Slice answer) {
    if (answer.at(0) != '<') {
      return answer;
    }
    int i = answer.indexOf(DOTS, 0);
    return i < 0 ? answer : answer.part(i + DOTS.length);
  }

  /** The DNS block list's name; the host of the page that the answer points to where it does not name it. */
  static Slice list(Slice answer) {
    Slice text = ownWords(answer);
    for (byte[] before : BEFORE_LIST) {
      int i = text.indexOf(before, 0);
      if (i >= 0) {
        return host(text, i + before.length);
      }
    }
    int i = text.indexOf(HTTP, 0);
    if (i < 0) {
      return null;
    }
    int f = i + HTTP.length;
    while (text.at(f) == 's' || text.at(f) == ':' || text.at(f) == '/') {
      f++;
    }
    return host(text, f);
  }

  private static Slice host(Slice text, int from) {
    int to = from;
    while (text.at(to) > ' '
        && text.at(to) != '/'
        && text.at(to) != ','
        && text.at(to) != ';'
        && text.at(to) != ')') {
      to++;
    }
    while (to > from && text.at(to - 1) == '.') {
      to--;
    }
    return to > from ? text.part(from, to) : null;
  }

  /** The virus' name; null when the answer names none. */
  static Slice signature(Slice answer) {
    for (byte[] before : BEFORE_SIGNATURE) {
      int i = answer.indexOf(before, 0);
      if (i >= 0) {
        int from = i + before.length;
        int to = from;
        boolean name = false;
        while (answer.at(to) > ' ' && answer.at(to) != ',' && answer.at(to) != ')') {
          int c = answer.at(to++);
          name |= c == '.' || c == '-' || c == '_' || c >= '0' && c <= '9';
        }
        if (name) {
          return answer.part(from, to);
        }
      }
    }
    return null;
  }
}
