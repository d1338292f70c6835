package mailweir.parse.sendmail;

import static mailweir.slice.Ascii.bytes;

import java.util.ArrayList;
import java.util.List;
import mailweir.event.Event;
import mailweir.event.Handover;
import mailweir.event.Status;
import mailweir.parse.Scan;
import mailweir.slice.Slice;

/**
 * {@code to=…, ctladdr=…, delay=…, xdelay=…, mailer=…, pri=…, relay=…, dsn=…, reply=…, stat=…}.
 *
 * <p>The status is told by the class of {@code dsn} where there is one: what follows {@code reply=} is another server's text.
 */
final class Attempts {
  private static final byte[] CTLADDR = bytes(", ctladdr=");
  private static final byte[] DELAY = bytes(", delay=");
  private static final byte[] XDELAY = bytes(", xdelay=");
  private static final byte[] MAILER = bytes(", mailer=");
  private static final byte[] RELAY = bytes(", relay=");
  private static final byte[] DSN = bytes(", dsn=");
  private static final byte[] REPLY = bytes(", reply=");
  private static final byte[] QUARANTINE = bytes(", quarantine=");
  private static final byte[] STAT = bytes(", stat=");
  private static final byte[] STAT_SENT = bytes(", stat=Sent");
  private static final byte[] STAT_DEFERRED = bytes(", stat=Deferred");
  private static final byte[] NEXT = bytes(", ");
  private static final byte[] SENT = bytes("Sent");
  private static final byte[] DEFERRED = bytes("Deferred");
  private static final byte[] QUEUED = bytes("queued");
  private static final byte[] QUARANTINED = bytes("uarantined");
  private static final byte[] DELIVERABLE = bytes("deliverable");
  private static final byte[] ACCEPTED = bytes(" Message accepted for delivery");
  private static final byte[] QUEUED_AS = bytes("queued as ");
  private static final byte[] ID_IS = bytes("OK id=");
  private static final Slice REJECTED = Slice.of("rejected");
  private static final Slice ONLY_QUEUED = Slice.of("queued");
  private static final Slice HOLD = Slice.of("hold");
  private static final Slice SMTP = Slice.of("smtp");
  private static final Slice LMTP = Slice.of("lmtp");
  private static final Slice LOCAL = Slice.of("local");
  private static final Slice PIPE = Slice.of("pipe");
  private static final Slice ERROR = Slice.of("error");
  private static final Slice DISCARD = Slice.of("discard");

  private Attempts() {}

  /** {@code p} is behind {@code to=}. */
  static Event read(byte[] a, int p, int to, Slice queueId) {
    int end = Addresses.end(a, p, to);
    Slice first = Addresses.bare(a, p, end);
    List<Slice> more = null;
    int at = end;
    while (at < to && a[at] == ',' && at + 1 < to && a[at + 1] != ' ') {
      end = Addresses.end(a, at + 1, to);
      if (more == null) {
        more = new ArrayList<>();
        more.add(first);
      }
      more.add(Addresses.bare(a, at + 1, end));
      at = end;
    }
    int delayAt = Slice.indexOf(a, at, to, DELAY);
    if (delayAt < 0) {
      return Event.NOT_UNDERSTOOD;
    }
    Slice from = null;
    if (Slice.regionIs(a, at, to, CTLADDR) && a[at + CTLADDR.length] == '<') {
      int f = at + CTLADDR.length;
      int e = Addresses.end(a, f, to);
      from = Addresses.bare(a, f, e);
      int behind = Slice.indexOf(a, e, to, DELAY);
      delayAt = behind < 0 ? delayAt : behind;
    }
    at = delayAt + DELAY.length;
    int next = upTo(a, at, to);
    final double delay = seconds(a, at, next);
    at = next;
    if (Slice.regionIs(a, at, to, XDELAY)) {
      at = upTo(a, at + XDELAY.length, to);
    }
    Slice mailer = null;
    if (Slice.regionIs(a, at, to, MAILER)) {
      next = upTo(a, at + MAILER.length, to);
      mailer = new Slice(a, at + MAILER.length, next);
      at = next;
    }
    if (!Slice.regionIs(a, at, to, STAT)) {
      // pri=, and what another version may put here
      at = upTo(a, at + 1, to);
    }
    boolean held = false;
    if (Slice.regionIs(a, at, to, QUARANTINE)) {
      held = true;
      int stat = Scan.last(a, at, to, STAT);
      at = stat < 0 ? to : stat;
    }
    Event.Relay relay = null;
    if (Slice.regionIs(a, at, to, RELAY)) {
      next = upTo(a, at + RELAY.length, to);
      relay = Addresses.relay(a, at + RELAY.length, next);
      at = next;
    }
    Slice dsn = null;
    if (Slice.regionIs(a, at, to, DSN)) {
      next = upTo(a, at + DSN.length, to);
      dsn = new Slice(a, at + DSN.length, next);
      at = next;
      if (!isDsn(dsn)) {
        dsn = null;
      }
    }
    int stat;
    Slice reply = null;
    if (Slice.regionIs(a, at, to, REPLY)) {
      stat = statBehindReply(a, at, to, dsn);
      reply = new Slice(a, at + REPLY.length, stat < 0 ? to : stat);
    } else {
      stat = Slice.indexOf(a, at, to, STAT);
    }
    if (stat < 0) {
      return new Event.Note("queue_state", queueId, Event.Peer.NONE, new Slice(a, p - 3, to));
    }
    return outcome(
        queueId,
        from,
        first,
        more,
        mailer,
        relay,
        delay,
        dsn,
        reply,
        held,
        a,
        stat + STAT.length,
        to);
  }

  private static Event outcome(
      Slice queueId,
      Slice from,
      Slice first,
      List<Slice> more,
      Slice mailer,
      Event.Relay relay,
      double delay,
      Slice dsn,
      Slice reply,
      boolean held,
      byte[] a,
      int stat,
      int to) {
    Status status;
    Slice word = null;
    Slice text = new Slice(a, stat, to);
    Slice nextId = null;
    int kind = dsn == null ? 0 : dsn.at(0);
    if (held || Slice.regionIs(a, stat + 1, to, QUARANTINED)) {
      status = Status.OTHER;
      word = HOLD;
    } else if (kind != '4' && kind != '5' && Slice.regionIs(a, stat, to, SENT)) {
      status = Status.SENT;
      text = inParentheses(a, stat + SENT.length, to);
      nextId = nextId(text);
    } else if (kind != '5' && Slice.regionIs(a, stat, to, DEFERRED)) {
      status = Status.DEFERRED;
      text = behindColon(a, stat + DEFERRED.length, to);
    } else if (kind != '5' && Slice.regionIs(a, stat, to, QUEUED)) {
      status = Status.OTHER;
      word = ONLY_QUEUED;
    } else if (Slice.regionIs(a, stat, to, DELIVERABLE)) {
      status = Status.DELIVERABLE;
    } else if (kind == '2') {
      status = Status.SENT;
    } else if (kind == '4') {
      status = Status.DEFERRED;
    } else if (mailer == null) {
      // the whole message was refused at its end: each recipient is told once more
      status = Status.OTHER;
      word = REJECTED;
    } else {
      status = Status.BOUNCED;
    }
    Slice said = reply != null ? reply : text;
    int code = status == Status.SENT && reply == null ? -1 : code(said);
    Slice via = via(mailer, relay);
    Slice told = reply != null && status == Status.BOUNCED ? reply : text;
    Handover handover =
        via == DISCARD && status == Status.SENT ? Handover.DISCARDED : Handover.PLAIN;
    Event.Delivery delivery =
        new Event.Delivery(
            queueId, from, first, null, via, relay, delay, null, dsn, status, word, code, told,
            nextId, handover);
    if (more == null) {
      return delivery;
    }
    List<Event.Delivery> each = new ArrayList<>(more.size());
    for (Slice one : more) {
      each.add(
          new Event.Delivery(
              queueId, from, one, null, via, relay, delay, null, dsn, status, word, code, told,
              nextId, handover));
    }
    return new Event.Deliveries(each);
  }

  /**
   * Where {@code stat=} stands behind the other server's answer, which may hold the same words. An answer that is repeated in the
   * status stands before it, so the first that fits the class counts; a failure for good is told in Sendmail's own words, so the last.
   */
  private static int statBehindReply(byte[] a, int at, int to, Slice dsn) {
    int kind = dsn == null ? 0 : dsn.at(0);
    int stat = -1;
    if (kind == '2') {
      stat = Slice.indexOf(a, at, to, STAT_SENT);
    } else if (kind == '4') {
      stat = Slice.indexOf(a, at, to, STAT_DEFERRED);
    } else if (kind == '5') {
      stat = Scan.last(a, at, to, STAT);
    }
    return stat >= 0 ? stat : Slice.indexOf(a, at, to, STAT);
  }

  private static int upTo(byte[] a, int from, int to) {
    int i = from >= to ? -1 : Slice.indexOf(a, from, to, NEXT);
    return i < 0 ? to : i;
  }

  private static boolean isDsn(Slice s) {
    return Scan.enhancedEnd(s.array, s.from, s.to) == s.to;
  }

  /** {@code 1+02:03:04} in seconds; NaN when it is none. */
  private static double seconds(byte[] a, int from, int to) {
    long total = 0;
    long part = 0;
    boolean any = false;
    for (int i = from; i < to; i++) {
      int c = a[i];
      if (c >= '0' && c <= '9') {
        part = Math.min(part * 10 + (c - '0'), 100_000_000L);
        any = true;
      } else if (c == '+') {
        total = part * 24;
        part = 0;
      } else if (c == ':') {
        total = (total + part) * 60;
        part = 0;
      } else {
        return Double.NaN;
      }
    }
    return any ? total + part : Double.NaN;
  }

  private static Slice inParentheses(byte[] a, int from, int to) {
    Slice s = new Slice(a, from, to).strip();
    return s.at(0) == '('
        ? s.part(1, s.at(s.length() - 1) == ')' ? s.length() - 1 : s.length())
        : s;
  }

  private static Slice behindColon(byte[] a, int from, int to) {
    Slice s = new Slice(a, from, to);
    return s.at(0) == ':' ? s.part(1).strip() : s.strip();
  }

  private static int code(Slice s) {
    if (s.length() < 3 || s.at(3) >= '0' && s.at(3) <= '9') {
      return -1;
    }
    long n = Slice.number(s.array, s.from, s.from + 3);
    return n >= 200 && n < 600 ? (int) n : -1;
  }

  /** The id that the next server gave the message: Sendmail's, Postfix', Exim's way to say it. */
  static Slice nextId(Slice text) {
    int i = text.indexOf(ACCEPTED, 0);
    if (i > 0) {
      int f = i;
      while (f > 0 && isIdByte(text.at(f - 1))) {
        f--;
      }
      return f < i ? text.part(f, i) : null;
    }
    i = text.indexOf(QUEUED_AS, 0);
    int f = i + QUEUED_AS.length;
    if (i < 0) {
      i = text.indexOf(ID_IS, 0);
      f = i + ID_IS.length;
    }
    if (i < 0) {
      return null;
    }
    int e = f;
    while (isIdByte(text.at(e)) || text.at(e) == '-') {
      e++;
    }
    return e > f ? text.part(f, e) : null;
  }

  private static boolean isIdByte(int c) {
    return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z';
  }

  /** The kind of delivery agent that a mailer's name stands for. */
  private static Slice via(Slice mailer, Event.Relay relay) {
    if (mailer == null || mailer.isEmpty()) {
      return null;
    }
    int c = mailer.at(0);
    return switch (c) {
      case 'e' -> mailer.at(1) == 's' ? SMTP : ERROR;
      case 's', 'r' -> SMTP;
      case 'd' -> mailer.at(1) == 's' ? SMTP : DISCARD;
      case 'l' -> mailer.at(1) == 'm' ? LMTP : LOCAL;
      case 'c' -> mailer.at(mailer.length() - 1) == '2' ? LMTP : LOCAL;
      case '*' -> mailer.at(1) == 'f' ? LOCAL : PIPE;
      default -> relay != null && relay.ip() != null ? SMTP : PIPE;
    };
  }
}
