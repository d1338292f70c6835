package mailweir.parse.postfix;

import static mailweir.slice.Ascii.bytes;

import mailweir.event.Event;
import mailweir.event.Event.Delivery;
import mailweir.event.Event.Relay;
import mailweir.event.Handover;
import mailweir.event.Status;
import mailweir.slice.Slice;

/**
 * One recipient's outcome at one attempt: {@code to=<…>, orig_to=<…>, relay=…, conn_use=…, delay=…, delays=…, dsn=…, status=… (…)}.
 *
 * <p>Field by field from the left up to the first {@code status=}; what stands in parentheses behind it was written by the other
 * side and is only looked at for its code and the id it names. Fields of later versions are passed over.
 */
final class Deliveries {
  private static final byte[] ORIG_TO = bytes("orig_to=");
  private static final byte[] RELAY = bytes("relay=");
  private static final byte[] DELAY = bytes("delay=");
  private static final byte[] DELAYS = bytes("delays=");
  private static final byte[] DSN = bytes("dsn=");
  private static final byte[] STATUS = bytes("status=");
  private static final byte[] COMMA = bytes(", ");

  private static final byte[] QUEUED_AS = bytes("ueued as ");
  private static final byte[] OK_QUEUED_AS = bytes("250 2.0.0 Ok: queued as ");
  private static final byte[] FORWARDED_AS = bytes("forwarded as ");
  private static final byte[] DELIVERED = bytes("delivered ");
  private static final byte[] DISCARDED = bytes("discarded");
  private static final byte[] DSN_WAS_SENT = bytes("DSN was sent");
  private static final byte[] MESSAGE_ACCEPTED = bytes(" Message accepted for delivery");
  private static final byte[] ID_IS = bytes(" id=");
  private static final byte[] SAID = bytes(" said: ");
  private static final byte[] REFUSED_TO_TALK = bytes(" refused to talk to me: ");
  private static final byte[] PRIVATE = bytes("private/");

  private static final Slice NONE = Slice.of("none");
  private static final Relay NO_RELAY = new Relay(NONE, null, -1);
  private static final Slice LOCAL = Slice.of("local");
  private static final Relay LOCAL_RELAY = new Relay(LOCAL, null, -1);
  private static final Slice VIRTUAL = Slice.of("virtual");
  private static final Relay VIRTUAL_RELAY = new Relay(VIRTUAL, null, -1);

  private static final Status[] STATES = Status.values();
  private static final byte[][] STATE_WORDS = new byte[STATES.length][];
  private static final Slice[] STATE_SLICES = new Slice[STATES.length];

  static {
    for (Status s : STATES) {
      STATE_WORDS[s.ordinal()] = bytes(s.word());
      STATE_SLICES[s.ordinal()] = Slice.of(s.word());
    }
  }

  private static final byte[] NOT_CACHED = bytes("undeliverable-but-not-cached");

  private Deliveries() {}

  /** Reads behind {@code to=}; {@code null} when the line is no delivery after all. */
  static Event read(Scan s, Slice id, Daemon daemon) {
    Slice to = s.angled();
    Slice origTo = null;
    Relay relay = null;
    double delay = Double.NaN;
    Slice delays = null;
    Slice dsn = null;
    while (s.take(COMMA)) {
      switch (s.peek()) {
        case 'o' -> {
          if (s.take(ORIG_TO)) {
            origTo = s.angled();
          } else {
            s.value();
          }
        }
        case 'r' -> {
          if (s.take(RELAY)) {
            relay = relay(s);
          } else {
            s.value();
          }
        }
        case 'd' -> {
          if (s.take(DELAY)) {
            delay = s.seconds();
          } else if (s.take(DELAYS)) {
            delays = s.value();
            continue;
          } else if (s.take(DSN)) {
            dsn = s.value();
            continue;
          }
          s.value();
        }
        case 's' -> {
          if (s.take(STATUS)) {
            return relay == null && Double.isNaN(delay)
                ? null
                : ended(s, id, daemon, to, origTo, relay, delay, delays, dsn);
          }
          s.value();
        }
        default -> s.value();
      }
    }
    return null;
  }

  private static Event ended(
      Scan s,
      Slice id,
      Daemon daemon,
      Slice to,
      Slice origTo,
      Relay relay,
      double delay,
      Slice delays,
      Slice dsn) {
    int first = s.at;
    while (s.at < s.end && s.a[s.at] != ' ' && s.a[s.at] != ',') {
      s.at++;
    }
    Status status = status(s.a, first, s.at);
    Slice word =
        status == Status.OTHER || s.at - first != STATE_WORDS[status.ordinal()].length
            ? new Slice(s.a, first, s.at)
            : STATE_SLICES[status.ordinal()];
    Slice text = null;
    if (s.take(' ')) {
      int open = s.at;
      int close = s.end;
      if (s.take('(')) {
        open = s.at;
        if (s.a[close - 1] == ')' && close > open) {
          close--;
        }
      }
      text = new Slice(s.a, open, close);
    }
    int code = -1;
    Slice next = null;
    Handover handover = daemon == Daemon.DISCARD ? Handover.DISCARDED : Handover.PLAIN;
    if (text != null) {
      s.at = text.from;
      s.end = text.to;
      code = s.code();
      if (code >= 0 && status == Status.SENT) {
        next = next(s);
        if (next == null) {
          handover = handover(text, handover);
        }
      } else if (code < 0 && status == Status.SENT) {
        if (s.take(FORWARDED_AS)) {
          next = s.value();
          handover = Handover.FORWARDED;
        } else if (!s.has(DELIVERED)) {
          handover = handover(text, handover);
        }
      } else if (code < 0) {
        code = said(s);
      }
    }
    return new Delivery(
        id,
        null,
        to,
        origTo,
        via(daemon, relay),
        relay,
        delay,
        delays,
        dsn,
        status,
        word,
        code,
        text,
        next,
        handover);
  }

  private static Status status(byte[] a, int from, int to) {
    int n = to - from;
    for (Status s : STATES) {
      byte[] word = STATE_WORDS[s.ordinal()];
      if (word.length == n && a[from] == word[0] && Slice.regionIs(a, from, to, word)) {
        return s;
      }
    }
    return Slice.regionIs(a, from, to, NOT_CACHED) ? Status.UNDELIVERABLE : Status.OTHER;
  }

  /** {@code name[ip]:port}, {@code name[private/socket]} or a bare name, and goes behind it. */
  static Relay relay(Scan s) {
    int from = s.at;
    int i = from;
    byte[] a = s.a;
    while (i < s.end && a[i] != '[' && a[i] != ',') {
      i++;
    }
    if (i >= s.end || a[i] == ',') {
      s.at = i;
      if (i - from == 4 && Slice.regionIs(a, from, i, NONE.array)) {
        return NO_RELAY;
      }
      if (i - from == 5 && Slice.regionIs(a, from, i, LOCAL.array)) {
        return LOCAL_RELAY;
      }
      if (i - from == 7 && Slice.regionIs(a, from, i, VIRTUAL.array)) {
        return VIRTUAL_RELAY;
      }
      return new Relay(new Slice(a, from, i), null, -1);
    }
    Slice name = new Slice(a, from, i);
    int close = Slice.indexOf(a, i, s.end, (byte) ']');
    int to = close < 0 ? s.end : close;
    s.at = i + 1;
    Slice ip = s.has(PRIVATE) || s.peek() == '/' ? null : s.ip(i + 1, to);
    s.at = close < 0 ? s.end : close + 1;
    return new Relay(name, ip, s.port());
  }

  /** The delivery agent; where the program's name does not tell, the relay often does. */
  private static Slice via(Daemon daemon, Relay relay) {
    if (daemon != Daemon.ANY) {
      return daemon.via;
    }
    if (relay == LOCAL_RELAY || relay == VIRTUAL_RELAY) {
      return relay.name();
    }
    if (relay == null || relay.ip() != null) {
      return relay == null ? null : Daemon.SMTP.via;
    }
    // name[path of a socket]: only lmtp goes there
    Slice name = relay.name();
    return name.to < name.array.length && name.array[name.to] == '[' ? Daemon.LMTP.via : null;
  }

  /** The id that the next server gave it, from its answer; {@code null} when it named none. */
  private static Slice next(Scan s) {
    if (s.take(OK_QUEUED_AS)) {
      return id(s);
    }
    int i = s.find(QUEUED_AS);
    if (i > s.at && (s.a[i - 1] | 32) == 'q') {
      s.at = i + QUEUED_AS.length;
      return id(s);
    }
    i = s.find(MESSAGE_ACCEPTED);
    if (i > 0) {
      int from = i;
      while (from > s.at && s.a[from - 1] != ' ') {
        from--;
      }
      return i - from >= 8 && from > s.at + 3 && s.a[from] != '<' ? new Slice(s.a, from, i) : null;
    }
    i = s.find(ID_IS);
    if (i > 0) {
      s.at = i + ID_IS.length;
      Slice id = id(s);
      return id != null && exim(id) ? id : null;
    }
    return null;
  }

  private static boolean exim(Slice id) {
    int n = id.length();
    return (n == 16 && id.at(6) == '-' && id.at(13) == '-'
        || n == 23 && id.at(6) == '-' && id.at(18) == '-');
  }

  /** Letters, digits, {@code - _ .} here; a full stop at the end is not part of it. */
  static Slice id(Scan s) {
    int i = s.at;
    while (i < s.end) {
      int c = s.a[i];
      if (!(c >= '0' && c <= '9'
          || c >= 'A' && c <= 'Z'
          || c >= 'a' && c <= 'z'
          || c == '-'
          || c == '_'
          || c == '.')) {
        break;
      }
      i++;
    }
    while (i > s.at && s.a[i - 1] == '.') {
      i--;
    }
    return i == s.at ? null : new Slice(s.a, s.at, i);
  }

  private static Handover handover(Slice text, Handover otherwise) {
    int i = text.indexOf(DISCARDED, 0);
    if (i > 0 && text.at(i - 1) == ' ' && text.at(i + DISCARDED.length) != '@') {
      return Handover.DISCARDED;
    }
    return text.contains(DSN_WAS_SENT) ? Handover.NOTICE_ONLY : otherwise;
  }

  /** The first code of an answer that is quoted in the text. */
  private static int said(Scan s) {
    int i = s.find(SAID);
    if (i >= 0) {
      s.at = i + SAID.length;
      return s.code();
    }
    i = s.find(REFUSED_TO_TALK);
    if (i >= 0) {
      s.at = i + REFUSED_TO_TALK.length;
      return s.code();
    }
    return -1;
  }
}
