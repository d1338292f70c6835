package mailweir.parse.filter;

import static mailweir.slice.Ascii.bytes;

import mailweir.event.Event;
import mailweir.event.Grounds;
import mailweir.parse.Dialect;
import mailweir.parse.Line;
import mailweir.parse.Phrases;
import mailweir.parse.Scan;
import mailweir.slice.Slice;

/**
 * Greylisting besides postgrey. What they tell is the advice; the refusal that counts is the mail server's line.
 *
 * <pre>
 *   milter-greylist  QID: addr name[a] from &lt;f&gt; to &lt;t&gt; delayed for 00:05:00 (ACL 3)
 *                    QID: addr a from &lt;f&gt; rcpt &lt;t&gt;: autowhitelisted for another 72:00:00
 *   policyd 1        rcpt=13, greylist=new, host=a (name), from=f, to=t, size=1
 *   policyd 2        module=Greylisting, action=defer, host=a, helo=h, from=f, to=t, reason=…
 *   gld              Greylist activated for recipient=&lt;t&gt; sender=&lt;f&gt; ip=&lt;a&gt;
 *   sqlgrey          sqlgrey: grey: new: 193.99.144(193.99.144.71), f -&gt; t
 * </pre>
 */
public final class Greylisters implements Dialect {
  private static final byte[] ADDR = bytes(": addr ");
  private static final byte[] FROM = bytes(" from ");
  private static final byte[] TO = bytes(" to ");
  private static final byte[] RCPT = bytes(" rcpt ");
  private static final byte[] DELAYED = bytes(" delayed");
  private static final byte[] WHITELISTED = bytes(": autowhitelisted ");
  private static final byte[] MODULE = bytes("module=Greylisting, ");
  private static final byte[] OLD = bytes("rcpt=");
  private static final byte[] GREYLIST = bytes("greylist=");
  private static final byte[] ACTION = bytes("action=");
  private static final byte[] HOST = bytes("host=");
  private static final byte[] HELO = bytes("helo=");
  private static final byte[] SENDER = bytes("from=");
  private static final byte[] RECIPIENT = bytes("to=");
  private static final byte[] REASON = bytes("reason=");
  private static final byte[] COMMA = bytes(", ");
  private static final byte[] SQLGREY = bytes("sqlgrey: ");
  private static final byte[] GREY = bytes("grey: ");
  private static final byte[] COLON = bytes(": ");
  private static final byte[] GLD = bytes(" for recipient=<");
  private static final byte[] GLD_SENDER = bytes("> sender=<");
  private static final byte[] GLD_IP = bytes("> ip=<");
  private static final byte[] VOID = bytes("void@void");
  private static final byte[] ARROW = bytes(" -> ");
  private static final Slice GREYLIST_WORD = Slice.of("greylist");
  private static final Slice PASS_WORD = Slice.of("pass");

  private final Phrases phrases =
      new Phrases()
          .note(
              "filter_warning",
              "Unable ",
              "Fork returned",
              "*rror",
              "*ailed",
              "*annot ",
              "*warning",
              "*WARNING",
              "fatal",
              "*timed out")
          .note(
              "filter_note",
              "*skipping greylist",
              "module=",
              "rcpt=",
              "connection from",
              "sqlgrey: whitelist",
              "sqlgrey: spam",
              "sqlgrey: optin",
              "sqlgrey: grey",
              "Rejected New incoming",
              "Received invalid data",
              "*: addr ")
          .nothing(
              "milter-greylist ",
              "Sendmail::Milter",
              "smfi_main",
              "Final database dump",
              "Exiting",
              "launched new",
              "loading ",
              "MX sync",
              "starting ",
              "gld started",
              "sqlgrey: perf",
              "sqlgrey: dbaccess",
              "sqlgrey: conf",
              "sqlgrey: mail",
              "sqlgrey: ",
              "[",
              "Process Backgrounded",
              "Binding ",
              "cleanup ");

  @Override
  public String name() {
    return "greylisters";
  }

  @Override
  public boolean claims(String program) {
    return switch (program) {
      case "milter-greylist", "sqlgrey", "gld", "policyd", "cbpolicyd", "postfix-policyd" -> true;
      default -> false;
    };
  }

  @Override
  public Event parse(Line line) {
    byte[] a = line.array;
    int p = line.textFrom;
    int to = line.textTo;
    Event event = null;
    if (Slice.regionIs(a, p, to, MODULE) || Slice.regionIs(a, p, to, OLD)) {
      event = pairs(a, p, to);
    } else if (Slice.regionIs(a, p, to, SQLGREY) || Slice.regionIs(a, p, to, GREY)) {
      event = sqlgrey(a, p + (a[p] == 's' ? SQLGREY.length : 0), to);
    } else if (Slice.indexOf(a, p, Math.min(to, p + 40), GLD) > 0) {
      event = gld(a, p, to);
    } else {
      int addr = Slice.indexOf(a, p, Math.min(to, p + 48), ADDR);
      if (addr >= 0) {
        event = milter(a, p, addr, to);
      }
    }
    return event == null ? phrases.read(a, p, to) : event;
  }

  private static Event milter(byte[] a, int p, int addr, int to) {
    int v = addr + ADDR.length;
    int from = Slice.indexOf(a, v, to, FROM);
    if (from < 0) {
      return null;
    }
    int f = from + FROM.length;
    int end = Scan.last(a, f, to, DELAYED);
    boolean delayed = end >= 0;
    byte[] before = delayed ? TO : RCPT;
    end = delayed ? end : Scan.last(a, f, to, WHITELISTED);
    int arrow = end < 0 ? -1 : Scan.last(a, f, end, before);
    if (arrow < 0) {
      return null;
    }
    int bracket = Scan.upTo(a, v, from, '[');
    boolean named = bracket < from && bracket > v;
    int ip = bracket < from ? bracket + 1 : v;
    Slice queueId = new Slice(a, p, addr);
    return new Event.Greylisted(
        delayed ? GREYLIST_WORD : PASS_WORD,
        new Slice(a, Scan.blanks(a, delayed ? end : end + 1, to), to),
        new Event.Peer(
            named ? new Slice(a, v, bracket) : null,
            Scan.ip(a, ip, Scan.upTo(a, ip, from, ']')),
            -1),
        new Event.Envelope(
            Scan.bare(a, f, arrow), Scan.bare(a, arrow + before.length, end), null, null),
        OpenDkim.queueIdEnd(a, p, to) == addr ? queueId : null,
        Grounds.NONE);
  }

  /** {@code Greylist activated for recipient=<t> sender=<f> ip=<a>}, {@code … whitelist hit for …}; the null sender is {@code void@void}. */
  private static Event gld(byte[] a, int p, int to) {
    int r = Slice.indexOf(a, p, to, GLD) + GLD.length;
    int s = Slice.indexOf(a, r, to, GLD_SENDER);
    int i = s < 0 ? -1 : Slice.indexOf(a, s, to, GLD_IP);
    if (i < 0) {
      return null;
    }
    Slice sender = new Slice(a, s + GLD_SENDER.length, i);
    int ip = i + GLD_IP.length;
    return new Event.Greylisted(
        a[p] == 'G' ? GREYLIST_WORD : PASS_WORD,
        null,
        new Event.Peer(null, Scan.ip(a, ip, Scan.upTo(a, ip, to, '>')), -1),
        new Event.Envelope(
            sender.is(VOID) ? sender.part(0, 0) : sender, new Slice(a, r, s), null, null),
        null,
        Grounds.NONE);
  }

  /** The pairs of policyd, both versions. */
  private static Event pairs(byte[] a, int p, int to) {
    Slice action = value(a, p, to, ACTION);
    action = action == null ? value(a, p, to, GREYLIST) : action;
    if (action == null) {
      return null;
    }
    Slice host = value(a, p, to, HOST);
    Event.Peer peer = Event.Peer.NONE;
    if (host != null) {
      int blank = Scan.upTo(a, host.from, host.to, ' ');
      boolean named = blank + 2 < host.to && a[blank + 1] == '(' && a[host.to - 1] == ')';
      peer =
          new Event.Peer(
              named ? new Slice(a, blank + 2, host.to - 1) : null,
              Scan.ip(a, host.from, blank),
              -1);
    }
    return new Event.Greylisted(
        action,
        value(a, p, to, REASON),
        peer,
        new Event.Envelope(
            value(a, p, to, SENDER), value(a, p, to, RECIPIENT), null, value(a, p, to, HELO)),
        null,
        Grounds.NONE);
  }

  private static Slice value(byte[] a, int p, int to, byte[] key) {
    for (int i = p; i < to; ) {
      if (Slice.regionIs(a, i, to, key)) {
        int v = i + key.length;
        return new Slice(a, v, Scan.upTo(a, v, to, COMMA));
      }
      int comma = Slice.indexOf(a, i, to, COMMA);
      if (comma < 0) {
        return null;
      }
      i = comma + COMMA.length;
    }
    return null;
  }

  /** {@code grey: new: 193.99.144(193.99.144.71), f -> t}. */
  private static Event sqlgrey(byte[] a, int p, int to) {
    if (!Slice.regionIs(a, p, to, GREY)) {
      return null;
    }
    int w = p + GREY.length;
    int colon = Slice.indexOf(a, w, to, COLON);
    int open = colon < 0 ? -1 : Slice.indexOf(a, colon, to, (byte) '(');
    int close = open < 0 ? -1 : Slice.indexOf(a, open, to, (byte) ')');
    int arrow = close < 0 ? -1 : Slice.indexOf(a, close, to, ARROW);
    if (arrow < 0) {
      return null;
    }
    int f = Math.min(arrow, close + 3);
    int t = arrow + ARROW.length;
    return new Event.Greylisted(
        new Slice(a, w, colon),
        null,
        new Event.Peer(null, Scan.ip(a, open + 1, close), -1),
        new Event.Envelope(
            Scan.bare(a, f, arrow), Scan.bare(a, t, Scan.upTo(a, t, to, ' ')), null, null),
        null,
        Grounds.NONE);
  }
}
