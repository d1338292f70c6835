package mailweir.parse.exim;

import static mailweir.slice.Ascii.bytes;

import mailweir.event.Event;
import mailweir.event.Event.Delivery;
import mailweir.event.Event.Relay;
import mailweir.event.Handover;
import mailweir.event.Status;
import mailweir.parse.Scan;
import mailweir.slice.Slice;

/**
 * {@code => -> >> *> ** ==}: how an attempt for one recipient ended.
 *
 * <p>An entry begins with the address that came out of routing: a local part, a whole address, a pipe, a file, {@code >address} of an
 * automatic reply or {@code :blackhole:}; in angle brackets behind it, where it differs, what it was made of. So a bare local part, a
 * pipe and a file stand for the address in brackets; of two whole addresses the first is the recipient and the second what it was before.
 */
final class Attempts {
  private static final byte[] ROUTER = bytes(" R=");
  private static final byte[] COLON = bytes(": ");
  private static final byte[] BRACKET = bytes(" <");
  private static final byte[] DEFER = bytes("defer (");
  private static final byte[] ROUTING = bytes("routing ");
  private static final byte[] HOST = bytes(" H=");
  private static final byte[] OLD_HOST = bytes(": host ");
  private static final byte[] EXPIRED = bytes("retry timeout exceeded");
  private static final byte[] CANCELLED = bytes("delivery cancelled by administrator");
  private static final byte[] BLACKHOLE = bytes("blackhole");
  private static final byte[] DISCARDED = bytes("discarded");
  private static final byte[] SMTP = bytes("smtp");
  private static final byte[] LMTP = bytes("lmtp");
  private static final byte[] PIPE = bytes("pipe");
  private static final byte[] VIRTUAL = bytes("virtual");
  private static final byte[] REPLY = bytes("reply");
  private static final byte[] QUEUED_AS = bytes("ueued as ");
  private static final byte[] ID_IS = bytes(" id=");
  private static final byte[] MESSAGE_ACCEPTED = bytes(" Message accepted for delivery");
  private static final byte[] NOT_ALL = bytes("SMTP error from remote mail");

  private static final Slice VIA_SMTP = Slice.of("smtp");
  private static final Slice VIA_LMTP = Slice.of("lmtp");
  private static final Slice VIA_LOCAL = Slice.of("local");
  private static final Slice VIA_VIRTUAL = Slice.of("virtual");
  private static final Slice VIA_PIPE = Slice.of("pipe");
  private static final Slice VIA_DISCARD = Slice.of("discard");
  private static final Slice VIA_ERROR = Slice.of("error");

  private Slice recipient;
  private Slice original;
  private Slice place;

  /** {@code kind}: the first byte of the two that say what the entry is; [from, to): behind them. */
  Event read(byte[] a, int from, int to, Slice id, Status status, Fields f) {
    int p = address(a, from, to);
    f.clear(a, p, to);
    f.read();
    Status end = status;
    if (status == Status.DEFERRED) {
      defer(a, to, f);
    }
    boolean discarded =
        place != null
            && (place.startsWith(BLACKHOLE)
                || place.is(DISCARDED)
                || place.at(0) == ':' && place.part(1).startsWith(BLACKHOLE));
    Slice text = f.answer;
    int code = -1;
    Slice dsn = null;
    Slice next = null;
    if (status == Status.SENT) {
      if (text != null) {
        code = code(text.array, text.from, text.to);
        dsn = code < 0 ? null : Scan.enhanced(text.array, text.from + 4, text.to);
        next = nextId(text);
      }
    } else if (status != Status.SUPPRESSED) {
      int t = f.at;
      text = t < to ? new Slice(a, t, to) : null;
      if (text != null) {
        if (f.ip == null && f.hostName == null) {
          hostInText(a, t, to, f);
        }
        int at = answerAt(a, t, to);
        if (at >= 0) {
          code = code(a, at, to);
          dsn = Scan.enhanced(a, at + 4, to);
        }
        if (status == Status.BOUNCED
            && (text.startsWith(EXPIRED) || text.contains(EXPIRED) || text.startsWith(CANCELLED))) {
          end = Status.EXPIRED;
        }
      }
    }
    Relay relay =
        f.hostName != null || f.ip != null
            ? new Relay(f.hostName != null ? f.hostName : f.ip, f.ip, f.port)
            : place == null ? null : new Relay(place, null, -1);
    Slice via = discarded ? VIA_DISCARD : via(f, status);
    Handover handover =
        discarded
            ? Handover.DISCARDED
            : place != null && place.at(0) == '>'
                    || f.transport != null && f.transport.contains(REPLY)
                ? Handover.NOTICE_ONLY
                : Handover.PLAIN;
    return new Delivery(
        id,
        f.sender,
        recipient,
        original,
        via,
        relay,
        seconds(f.delay),
        null,
        dsn,
        end,
        null,
        code,
        text,
        next,
        handover);
  }

  /** Sets recipient, original and place; the index behind what was read. */
  private int address(byte[] a, int from, int to) {
    original = null;
    place = null;
    int first = from < to ? a[from] : 0;
    int end;
    if (first == '|' || first == '/' || first == '>' || first == ':') {
      int fields = Slice.indexOf(a, from, to, ROUTER);
      int limit = fields < 0 ? to : fields;
      int open = -1;
      for (int i = Slice.indexOf(a, from, limit, BRACKET);
          i >= 0;
          i = Slice.indexOf(a, i + 2, limit, BRACKET)) {
        open = i;
      }
      if (open < 0) {
        end = fields >= 0 ? fields : Scan.upTo(a, from, to, COLON);
        place = new Slice(a, from, end);
        recipient = place;
        return end;
      }
      place = new Slice(a, from, open);
      end = bracketEnd(a, open + 1, to);
      recipient = Scan.bare(a, open + 1, end);
      return end;
    }
    end = from;
    if (first == '"') {
      int close = Fields.quoteEnd(a, from, to);
      end = close > 0 ? close : from;
    }
    end = Scan.upTo(a, end, to, ' ');
    boolean colon = end > from && a[end - 1] == ':';
    recipient = Scan.bare(a, from, colon ? end - 1 : end);
    if (colon) {
      return end - 1;
    }
    int p = Scan.blanks(a, end, to);
    // (parents), logged on request
    while (p < to && a[p] == '(') {
      int close = Slice.indexOf(a, p, to, (byte) ')');
      if (close < 0) {
        return p;
      }
      p = Scan.blanks(a, close + 1, to);
      if (recipient.startsWith(BLACKHOLE) || recipient.is(DISCARDED)) {
        place = recipient;
        return p;
      }
    }
    if (p < to && a[p] == '<') {
      int close = bracketEnd(a, p, to);
      Slice whole = Scan.bare(a, p, close);
      if (recipient.is(BLACKHOLE)) {
        place = recipient;
      }
      if (isLocalPart(recipient) || recipient.hashIgnoringCase() == whole.hashIgnoringCase()) {
        recipient = whole;
      } else {
        original = whole;
      }
      return close;
    }
    return p;
  }

  /** Whether an address has no domain; a quoted local part may hold an at sign. */
  private static boolean isLocalPart(Slice address) {
    return address.indexOf('@') < 0 || address.at(address.length() - 1) == '"';
  }

  /** Index behind the bracket that closes the one here; a quoted local part may hold one. */
  private static int bracketEnd(byte[] a, int open, int to) {
    int i = open + 1;
    if (i < to && a[i] == '"') {
      int close = Fields.quoteEnd(a, i, to);
      i = close > 0 ? close : i;
    }
    int close = Slice.indexOf(a, i, to, (byte) '>');
    return close < 0 ? to : close + 1;
  }

  /** {@code routing defer (-52): …}, {@code defer (-44) H=… : …}, {@code defer (110): …}: goes to the text. */
  private static void defer(byte[] a, int to, Fields f) {
    int p = f.at;
    if (Slice.regionIs(a, p, to, ROUTING)) {
      p += ROUTING.length;
    }
    if (!Slice.regionIs(a, p, to, DEFER)) {
      return;
    }
    int close = Slice.indexOf(a, p, to, (byte) ')');
    if (close < 0) {
      return;
    }
    f.at = close + 1;
    f.read();
  }

  /** {@code Connection timed out H=mx.example [192.0.2.1]: …}, and of older versions {@code …: host mx.example [192.0.2.1]: …}. */
  private static void hostInText(byte[] a, int from, int to, Fields f) {
    int at = Slice.indexOf(a, from, to, HOST);
    int skip = HOST.length;
    if (at < 0) {
      at = Slice.indexOf(a, from, to, OLD_HOST);
      skip = OLD_HOST.length;
    }
    if (at >= 0) {
      int before = f.at;
      f.host(at + skip);
      f.at = before;
      if (f.ip == null) {
        f.hostName = null;
      }
    }
  }

  /** Where the other server's answer begins: the first code with a colon before it; -1 when none is told. */
  static int answerAt(byte[] a, int from, int to) {
    int start = Slice.indexOf(a, from, to, NOT_ALL);
    if (start < 0) {
      start = from;
    }
    for (int i = Slice.indexOf(a, start, to, COLON);
        i >= 0;
        i = Slice.indexOf(a, i + 2, to, COLON)) {
      if (code(a, i + 2, to) > 0) {
        return i + 2;
      }
    }
    return -1;
  }

  /** A reply code that stands here; -1 when none does. */
  static int code(byte[] a, int p, int to) {
    if (to - p < 3
        || a[p] < '2'
        || a[p] > '9'
        || to - p > 3 && a[p + 3] != ' ' && a[p + 3] != '-') {
      return -1;
    }
    return (int) Slice.number(a, p, p + 3);
  }

  /** The id that the next server gave: {@code queued as X}, {@code OK id=X}, {@code X Message accepted for delivery}. */
  private static Slice nextId(Slice answer) {
    byte[] a = answer.array;
    int at = Scan.last(a, answer.from, answer.to, QUEUED_AS);
    int skip = QUEUED_AS.length;
    if (at < 0) {
      at = Slice.indexOf(a, answer.from, answer.to, ID_IS);
      skip = ID_IS.length;
    }
    if (at >= 0) {
      return word(a, at + skip, answer.to);
    }
    at = Slice.indexOf(a, answer.from, answer.to, MESSAGE_ACCEPTED);
    if (at > 0) {
      int begin = at;
      while (begin > answer.from && a[begin - 1] != ' ') {
        begin--;
      }
      return begin < at ? new Slice(a, begin, at) : null;
    }
    return null;
  }

  private static Slice word(byte[] a, int from, int to) {
    int i = from;
    while (i < to
        && (a[i] >= '0' && a[i] <= '9'
            || (a[i] | 32) >= 'a' && (a[i] | 32) <= 'z'
            || a[i] == '-'
            || a[i] == '_')) {
      i++;
    }
    return i > from ? new Slice(a, from, i) : null;
  }

  /** What a transport is: by the names that distributions and the manual give, else by whether a host stands in the entry. */
  private Slice via(Fields f, Status status) {
    Slice t = f.transport;
    if (t != null) {
      if (t.contains(LMTP)) {
        return VIA_LMTP;
      }
      if (t.contains(SMTP)) {
        return f.ip == null && status == Status.SENT ? VIA_LOCAL : VIA_SMTP;
      }
      if (t.contains(PIPE)) {
        return VIA_PIPE;
      }
      if (t.contains(VIRTUAL)) {
        return VIA_VIRTUAL;
      }
    }
    if (f.ip != null) {
      return VIA_SMTP;
    }
    if (place != null && place.at(0) == '|') {
      return VIA_PIPE;
    }
    return t == null && status != Status.SENT ? VIA_ERROR : VIA_LOCAL;
  }

  /** {@code 3s}, {@code 1m5s}, {@code 2h}, {@code 1d}, {@code 0.123s}: seconds, NaN when it is none. */
  static double seconds(Slice text) {
    if (text == null) {
      return Double.NaN;
    }
    double sum = 0;
    int i = text.from;
    boolean any = false;
    while (i < text.to) {
      double n = Scan.decimal(text.array, i, text.to);
      if (Double.isNaN(n) || n < 0) {
        return Double.NaN;
      }
      while (i < text.to
          && (text.array[i] >= '0' && text.array[i] <= '9' || text.array[i] == '.')) {
        i++;
      }
      int unit =
          switch (i < text.to ? text.array[i] : 0) {
            case 's' -> 1;
            case 'm' -> 60;
            case 'h' -> 3600;
            case 'd' -> 86_400;
            case 'w' -> 604_800;
            default -> 0;
          };
      if (unit == 0) {
        return Double.NaN;
      }
      sum += n * unit;
      any = true;
      i++;
    }
    return any ? sum : Double.NaN;
  }
}
