package mailweir.parse.filter;

import static mailweir.slice.Ascii.bytes;

import mailweir.event.Event;
import mailweir.parse.Dialect;
import mailweir.parse.Line;
import mailweir.parse.Phrases;
import mailweir.parse.Scan;
import mailweir.slice.Slice;

/**
 * The SPF policy services (policyd-spf in Python, postfix-policyd-spf-perl) and policyd-weight.
 *
 * <p>Every form that names a result is an {@link Event.Authenticity} of mechanism {@code spf}: {@code Pass; identity=…; client-ip=…},
 * {@code prepend Received-SPF: Pass (…) …}, {@code 550 5.7.23 Message rejected due to: SPF fail …}, {@code Policy action=PREPEND
 * Received-SPF: …}, {@code SPF pass: HELO/EHLO: …}. The result keeps the case it is logged in. The refusal that counts is the mail
 * server's line.
 */
public final class SpfPolicy implements Dialect {
  private static final Slice SPF = Slice.of("spf");
  private static final Slice FAIL = Slice.of("Fail");
  private static final byte[] RECEIVED = bytes("Received-SPF: ");
  private static final byte[] IDENTITY = bytes("identity=");
  private static final byte[] CLIENT_IP = bytes("client-ip=");
  private static final byte[] HELO = bytes("helo=");
  private static final byte[] SENDER = bytes("envelope-from=");
  private static final byte[] SEMICOLON_IDENTITY = bytes("; identity=");
  private static final byte[] SPF_RESULT = bytes("SPF ");
  private static final byte[] DUE_TO = bytes("due to: ");
  private static final byte[] REFUSED = bytes("Policy action=5");
  private static final byte[] WHY = bytes("/Why?");
  private static final byte[] ESCAPED_AT = bytes("%40");
  private static final byte[] WHY_ID = bytes("id=");
  private static final byte[] WHY_IP = bytes("ip=");
  private static final byte[] IP_ADDRESS = bytes("IP Address: ");
  private static final byte[] WEIGHT_CLIENT = bytes("<client=");
  private static final byte[] MAILFROM = bytes("mailfrom");
  private static final byte[] MFROM = bytes("mfrom");

  private final Phrases phrases = new Phrases();

  public SpfPolicy() {
    phrases
        .note(
            "authenticity_note",
            "Policy action=",
            "action=",
            "Action: ",
            "prepend ",
            "handler ",
            "spfcheck: ",
            "Reject action: ",
            "skip ",
            "Skipped ",
            "X-Comment: SPF",
            "prepend X-Comment",
            "HELO check failed",
            "Mail From (sender) check failed",
            "weighted check",
            "decided action=",
            "child: ",
            "cache: ",
            "Lookup ",
            "rbl")
        .note(
            "filter_warning",
            "fatal",
            "warning: ",
            "Traceback",
            "ERROR",
            "err",
            "Error",
            "Caught an unhandled")
        .nothing(
            "Attribute: ",
            "Config: ",
            "Read line: ",
            "Found the end of entry",
            "Cached data",
            "Starting",
            "Normal exit",
            "process ",
            "_get_resource",
            "policyd-weight",
            "daemon ",
            "master: ",
            "no ");
  }

  @Override
  public String name() {
    return "spf-policy";
  }

  @Override
  public boolean claims(String program) {
    return program.equals("policyd-spf")
        || program.equals("policyd-spf-perl")
        || program.equals("postfix-policyd-spf-perl")
        || program.equals("pyspf-milter")
        || program.endsWith("/policyd-spf")
        || program.endsWith("/policy-spf")
        || program.endsWith("/policyd-weight")
        || program.equals("policyd-weight");
  }

  @Override
  public Event parse(Line line) {
    byte[] a = line.array;
    int p = line.textFrom;
    int to = line.textTo;
    while (to > p && a[to - 1] == ' ') {
      to--;
    }
    // rsyslog: "policyd-spf[5]: : prepend …"
    while (p < to && (a[p] == ':' || a[p] == ' ')) {
      p++;
    }
    int received = Slice.indexOf(a, p, Math.min(to, p + 64), RECEIVED);
    if (received >= 0) {
      int w = received + RECEIVED.length;
      return result(a, word(a, w, to), w, to);
    }
    int semicolon = Slice.indexOf(a, p, Math.min(to, p + 24), SEMICOLON_IDENTITY);
    if (semicolon > p) {
      return result(a, new Slice(a, p, semicolon), semicolon, to);
    }
    if (p < to && (a[p] == '5' || a[p] == '4')) {
      int due = Slice.indexOf(a, p, to, DUE_TO);
      int spf = due < 0 ? -1 : Slice.indexOf(a, due, to, SPF_RESULT);
      return why(a, spf < 0 ? FAIL : word(a, spf + SPF_RESULT.length, to), p, to);
    }
    if (Slice.regionIs(a, p, to, REFUSED) && Slice.indexOf(a, p, to, WHY) >= 0) {
      return why(a, FAIL, p, to);
    }
    if (Slice.regionIs(a, p, to, SPF_RESULT)) {
      int w = p + SPF_RESULT.length;
      Slice result = word(a, w, to);
      if (!result.isEmpty() && Scan.upTo(a, result.to, to, ':') == result.to) {
        int ip = Slice.indexOf(a, w, to, IP_ADDRESS);
        Slice address =
            ip < 0
                ? null
                : Scan.ip(a, ip + IP_ADDRESS.length, Scan.upTo(a, ip + IP_ADDRESS.length, to, ','));
        return event(result, null, address, Event.Envelope.NONE);
      }
    }
    int client = Slice.indexOf(a, p, to, WEIGHT_CLIENT);
    if (client >= 0) {
      return phrases.read(a, p, to, null, weightPeer(a, client + WEIGHT_CLIENT.length, to));
    }
    return phrases.read(a, p, to);
  }

  private static Slice word(byte[] a, int from, int to) {
    int e = from;
    while (e < to && (a[e] >= 'a' && a[e] <= 'z' || a[e] >= 'A' && a[e] <= 'Z')) {
      e++;
    }
    return new Slice(a, from, e);
  }

  /** The pairs of a Received-SPF header, ended by {@code ;} each. */
  private static Event result(byte[] a, Slice result, int from, int to) {
    Slice ip = value(a, from, to, CLIENT_IP);
    Slice helo = value(a, from, to, HELO);
    Slice sender = value(a, from, to, SENDER);
    Slice identity = value(a, from, to, IDENTITY);
    if (sender != null) {
      sender = Scan.bare(sender.array, sender.from, sender.to);
      if (sender.length() >= 2 && sender.at(0) == '"' && sender.at(sender.length() - 1) == '"') {
        sender = sender.part(1, sender.length() - 1);
      }
    }
    Slice domain = null;
    if (identity != null && (identity.is(MAILFROM) || identity.is(MFROM))) {
      int at = sender == null ? -1 : sender.lastIndexOf('@');
      domain = at < 0 ? null : sender.part(at + 1);
    } else if (identity != null) {
      domain = helo;
    }
    return event(
        result,
        domain,
        ip == null ? null : Scan.ip(ip.array, ip.from, ip.to),
        new Event.Envelope(sender, null, null, helo));
  }

  /** {@code 550 5.7.23 … Why?s=mfrom;id=a@b;ip=1.2.3.4;r=host}. */
  private static Event why(byte[] a, Slice result, int from, int to) {
    Slice id = value(a, from, to, WHY_ID);
    Slice ip = value(a, from, to, WHY_IP);
    int at = id == null ? -1 : id.lastIndexOf('@');
    int escaped = id == null ? -1 : id.indexOf(ESCAPED_AT, 0);
    return event(
        result,
        at >= 0 ? id.part(at + 1) : escaped >= 0 ? id.part(escaped + ESCAPED_AT.length) : id,
        ip == null ? null : Scan.ip(ip.array, ip.from, ip.to),
        at < 0 ? Event.Envelope.NONE : new Event.Envelope(id, null, null, null));
  }

  private static Event event(Slice result, Slice domain, Slice ip, Event.Envelope envelope) {
    return new Event.Authenticity(
        null,
        SPF,
        result,
        domain,
        ip == null ? Event.Peer.NONE : new Event.Peer(null, ip, -1),
        envelope);
  }

  private static Slice value(byte[] a, int from, int to, byte[] key) {
    int i = Slice.indexOf(a, from, to, key);
    while (i > from && a[i - 1] != ' ' && a[i - 1] != ';' && a[i - 1] != '?') {
      i = Slice.indexOf(a, i + 1, to, key);
    }
    if (i < 0) {
      return null;
    }
    int v = i + key.length;
    int e = v;
    while (e < to && a[e] != ';' && a[e] != ' ' && a[e] != '&') {
      e++;
    }
    return new Slice(a, v, e);
  }

  /** {@code name[ip]>}. */
  private static Event.Peer weightPeer(byte[] a, int from, int to) {
    int end = Scan.upTo(a, from, to, '>');
    int open = Scan.upTo(a, from, end, '[');
    int close = Scan.upTo(a, open, end, ']');
    return new Event.Peer(
        new Slice(a, from, open), open < end ? Scan.ip(a, open + 1, close) : null, -1);
  }
}
