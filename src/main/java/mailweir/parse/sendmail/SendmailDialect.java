package mailweir.parse.sendmail;

import static mailweir.slice.Ascii.bytes;

import java.util.ArrayList;
import java.util.List;
import mailweir.event.Event;
import mailweir.event.Reason;
import mailweir.parse.Dialect;
import mailweir.parse.Line;
import mailweir.parse.Phrases;
import mailweir.parse.Scan;
import mailweir.slice.Slice;

/** Sendmail: the queue id, then what is said of it. */
public final class SendmailDialect implements Dialect {
  private static final byte[] FROM = bytes("from=");
  private static final byte[] TO = bytes("to=");
  private static final byte[] RULESET = bytes("ruleset=");
  private static final byte[] MILTER = bytes("Milter: ");
  private static final byte[] MILTER_NAMED = bytes("Milter (");
  private static final byte[] MILTER_IS = bytes("milter=");
  private static final byte[] QUARANTINE = bytes(", quarantine=");
  private static final byte[] DISCARDED = bytes("discarded");
  private static final byte[] DONE = bytes("done; ");
  private static final byte[] NOQUEUE = bytes("NOQUEUE: ");
  private static final byte[] CONNECT_FROM = bytes("connect from ");
  private static final byte[] SMTP_CONNECT = bytes("SMTP connect from ");
  private static final byte[] DOTS = bytes("... ");
  private static final byte[] DSN = bytes("DSN: ");
  private static final byte[] RECEIPT = bytes("Return receipt");
  private static final byte[] RETURN = bytes("return to sender: ");
  private static final byte[] NOTIFY = bytes("sender notify: ");
  private static final byte[] POSTMASTER = bytes("postmaster notify: ");
  private static final byte[] CANNOT_SEND = bytes("Cannot send ");
  private static final byte[] WARNING = bytes("Warning: could not send ");
  private static final byte[] CLONE = bytes("clone: owner=");
  private static final byte[] CLONE_OF = bytes("clone ");
  private static final byte[] OWNER = bytes(", owner=");
  private static final byte[] SPLIT = bytes("split: ");
  private static final byte[] SPLIT_ID = bytes("id=");
  private static final byte[] SPLIT_IDS = bytes("ids=");
  private static final byte[] QUARANTINE_IS = bytes("quarantine=");
  private static final byte[] UNQUARANTINE = bytes("unquarantine");
  private static final byte[] AUTH_SERVER = bytes("AUTH=server, relay=");
  private static final byte[] AUTH_FAILURE = bytes("AUTH failure (");
  private static final byte[] AUTHID = bytes(", authid=");
  private static final byte[] MECH = bytes(", mech=");
  private static final byte[] BITS = bytes(", bits=");
  private static final byte[] USER = bytes(", user=");
  private static final byte[] RELAY = bytes(", relay=");
  private static final byte[] TLS = bytes("STARTTLS=");
  private static final byte[] TLS_SERVER = bytes("STARTTLS=server, relay=");
  private static final byte[] TLS_CLIENT = bytes("STARTTLS=client, relay=");
  private static final byte[] VERSION = bytes(", version=");
  private static final byte[] NO_MAIL = bytes(" did not issue MAIL/EXPN/VRFY/ETRN ");
  private static final byte[] TIMEOUT_FROM = bytes("timeout waiting for input from ");
  private static final byte[] DURING = bytes(" during ");
  private static final byte[] MESSAGE_COLLECT = bytes("message collect");
  private static final byte[] LOST = bytes("lost input channel from ");
  private static final byte[] AFTER = bytes(" after ");
  private static final byte[] TO_DAEMON = bytes(" to ");
  private static final byte[] COLLECT = bytes("collect: ");
  private static final byte[] SYSERR_COLLECT = bytes("SYSERR(root): collect: ");
  private static final byte[] RELAY_IS = bytes("relay=");
  private static final byte[] ON_CONNECTION = bytes(" on connection from ");
  private static final byte[] TOO_MANY_RECIPIENTS = bytes("Too many recipients");
  private static final byte[] MESSAGE_SIZE = bytes("message size (");
  private static final byte[] EXCEEDS = bytes(") exceeds maximum (");
  private static final byte[] REJECTING_FROM = bytes("rejecting commands from ");
  private static final byte[] DUE_TO = bytes(" due to ");
  private static final byte[] ATTACK = bytes(": possible SMTP attack: command=AUTH");
  private static final byte[] ROUTE_ADDRESS = bytes("Invalid route address");
  private static final byte[] COMMA = bytes(", ");

  /** Solaris' syslog puts a number of the message in front: {@code [ID 801593 mail.info] }. */
  private static final byte[] SOLARIS = bytes("[ID ");

  private static final byte[] CLOSE = bytes("] ");
  private static final byte[] NULL_CONNECTION = bytes("Null connection from ");
  private static final byte[] CLOSED = bytes("]: ");
  private static final Slice HELD_BY_HAND = Slice.of("held");
  private static final Slice RELEASED = Slice.of("released");
  private static final Slice SMTP = Slice.of("smtp");
  private static final Slice CONNECT_STAGE = Slice.of("CONNECT");
  private static final Slice DATA_STAGE = Slice.of("DATA");
  private static final Slice BOUNCE = Slice.of("bounce");
  private static final Slice EXPIRED = Slice.of("expired");
  private static final Slice DELAY = Slice.of("delay");
  private static final Slice SUCCESS = Slice.of("success");
  private static final Slice TO_POSTMASTER = Slice.of("postmaster");

  private final Phrases phrases = Chatter.phrases();

  @Override
  public String name() {
    return "sendmail";
  }

  @Override
  public boolean claims(String program) {
    String p = program.startsWith("/") ? program.substring(program.lastIndexOf('/') + 1) : program;
    return p.equals("sendmail")
        || p.startsWith("sendmail-")
        || p.startsWith("sendmail.")
        || p.startsWith("sendmail_")
        || p.startsWith("sm-");
  }

  @Override
  public Event parse(Line line) {
    byte[] a = line.array;
    int p = line.textFrom;
    int to = line.textTo;
    while (to > p && a[to - 1] == ' ') {
      to--;
    }
    if (p < to && a[p] == '[' && Slice.regionIs(a, p, to, SOLARIS)) {
      int close = Slice.indexOf(a, p, to, CLOSE);
      p = close < 0 ? p : close + CLOSE.length;
    }
    int idEnd = idEnd(a, p, to);
    if (idEnd < 0) {
      if (p + 1 < to && a[p] == ':' && a[p + 1] == ' ') {
        // the id is empty
        return Slice.regionIs(a, p + 2, to, TO)
            ? Attempts.read(a, p + 2 + TO.length, to, null)
            : phrases.read(a, p + 2, to);
      }
      return withoutId(a, Slice.regionIs(a, p, to, NOQUEUE) ? p + NOQUEUE.length : p, to);
    }
    Slice queueId = new Slice(a, p, idEnd);
    p = idEnd + 2;
    if (idEnd < to && a[idEnd] == '[') {
      // the rest of what was too long for one line
      return Event.UNINFORMATIVE;
    }
    if (p >= to) {
      return Event.UNINFORMATIVE;
    }
    return switch (a[p]) {
      case 't' ->
          Slice.regionIs(a, p, to, TO)
              ? Attempts.read(a, p + TO.length, to, queueId)
              : other(a, p, to, queueId);
      case 'f' ->
          Slice.regionIs(a, p, to, FROM)
              ? Arrivals.read(a, p + FROM.length, to, queueId)
              : other(a, p, to, queueId);
      case 'r' ->
          Slice.regionIs(a, p, to, RULESET)
              ? Refusals.ruleset(a, p + RULESET.length, to, queueId)
              : other(a, p, to, queueId);
      case 'M', 'm' -> milter(a, p, to, queueId);
      case '<' -> answered(a, p, to, queueId);
      default -> other(a, p, to, queueId);
    };
  }

  /** Index after the queue id at {@code p}, before {@code ": "} (or before {@code [2]: }, a continued line); -1 when there is none. */
  static int idEnd(byte[] a, int p, int to) {
    int limit = Math.min(to, p + 24);
    boolean digit = false;
    int i = p;
    for (; i < limit; i++) {
      int c = a[i];
      if (c >= '0' && c <= '9') {
        digit = true;
      } else if ((c | 32) < 'a' || (c | 32) > 'z') {
        break;
      }
    }
    if (!digit || i - p < 6 || i >= to) {
      return -1;
    }
    if (a[i] == '[') {
      int close = Scan.upTo(a, i, Math.min(to, i + 5), ']');
      return close + 1 < to && a[close] == ']' && a[close + 1] == ':' ? i : -1;
    }
    return a[i] == ':' && (i + 1 >= to || a[i + 1] == ' ') ? i : -1;
  }

  private Event withoutId(byte[] a, int p, int to) {
    if (p >= to) {
      return Event.UNINFORMATIVE;
    }
    switch (a[p]) {
      case 'r' -> {
        if (Slice.regionIs(a, p, to, RULESET)) {
          return Refusals.ruleset(a, p + RULESET.length, to, null);
        }
      }
      case 'A' -> {
        if (Slice.regionIs(a, p, to, AUTH_SERVER)) {
          return login(a, p + AUTH_SERVER.length, to, null);
        }
        if (Slice.regionIs(a, p, to, AUTH_FAILURE)) {
          return failure(a, p, to, null);
        }
      }
      case 'S' -> {
        if (Slice.regionIs(a, p, to, TLS)) {
          return tls(a, p, to, null);
        }
        if (Slice.regionIs(a, p, to, SMTP_CONNECT)) {
          return new Event.Connect(Addresses.peer(a, p + SMTP_CONNECT.length, to), false);
        }
      }
      case 'c' -> {
        if (Slice.regionIs(a, p, to, CONNECT_FROM)) {
          return connect(a, p + CONNECT_FROM.length, to);
        }
      }
      case 'N' -> {
        if (Slice.regionIs(a, p, to, NULL_CONNECTION)) {
          return new Event.LostConnection(
              Addresses.peer(a, p + NULL_CONNECTION.length, to), CONNECT_STAGE, false);
        }
      }
      case 'M', 'm' -> {
        return milter(a, p, to, null);
      }
      default -> {}
    }
    return other(a, p, to, null);
  }

  private Event milter(byte[] a, int p, int to, Slice queueId) {
    if (Slice.regionIs(a, p, to, MILTER)) {
      Event e = Refusals.milter(a, p + MILTER.length, to, queueId);
      if (e != null) {
        return e;
      }
    } else if (Slice.regionIs(a, p, to, MILTER_IS)) {
      int i = Slice.indexOf(a, p, to, QUARANTINE);
      if (i > 0 && queueId != null) {
        return Refusals.quarantine(queueId, new Slice(a, i + QUARANTINE.length, to));
      }
    } else if (!Slice.regionIs(a, p, to, MILTER_NAMED)) {
      return other(a, p, to, queueId);
    }
    return new Event.Note("milter_note", queueId, Event.Peer.NONE, new Slice(a, p, to));
  }

  /** {@code <a@b>... User unknown}: what a client was answered to RCPT. */
  private Event answered(byte[] a, int p, int to, Slice queueId) {
    int end = Addresses.end(a, p, to);
    if (!Slice.regionIs(a, end, to, DOTS)) {
      int i = Slice.indexOf(a, p, to, DOTS);
      if (i < 0) {
        return phrases.read(a, p, to, queueId, Event.Peer.NONE);
      }
      end = i;
    }
    int text = end + DOTS.length;
    if (Slice.regionIs(a, text, to, ROUTE_ADDRESS)) {
      return new Event.Note("protocol_error", queueId, Event.Peer.NONE, new Slice(a, p, to));
    }
    return Refusals.plain(
        queueId,
        Addresses.bare(a, p, end),
        new Slice(a, text, to),
        false,
        false,
        Reason.RECIPIENT_ACCESS);
  }

  private Event other(byte[] a, int p, int to, Slice queueId) {
    switch (a[p]) {
      case 's' -> {
        Event e =
            queueId != null && Slice.regionIs(a, p, to, SPLIT) ? split(a, p, to, queueId) : null;
        if (e != null) {
          return e;
        }
      }
      case 't' -> {
        if (Slice.regionIs(a, p, to, TIMEOUT_FROM)) {
          return timeout(a, p + TIMEOUT_FROM.length, to, queueId);
        }
      }
      case 'q' -> {
        if (queueId != null && Slice.regionIs(a, p, to, QUARANTINE_IS)) {
          return new Event.QueueAct(queueId, HELD_BY_HAND);
        }
      }
      case 'u' -> {
        if (queueId != null && new Slice(a, p, to).is(UNQUARANTINE)) {
          return new Event.QueueAct(queueId, RELEASED);
        }
      }
      case 'd' -> {
        if (Slice.regionIs(a, p, to, DISCARDED) && to - p == DISCARDED.length) {
          return new Event.Ruling(
              queueId,
              queueId == null ? Event.Ruling.Kind.NOTED : Event.Ruling.Kind.DISCARDED,
              null,
              Event.Peer.NONE,
              -1,
              null,
              null,
              Event.Envelope.NONE);
        }
        if (Slice.regionIs(a, p, to, DONE) && queueId != null) {
          return new Event.Removed(queueId);
        }
      }
      case 'A' -> {
        if (Slice.regionIs(a, p, to, AUTH_FAILURE)) {
          return failure(a, p, to, queueId);
        }
        if (Slice.regionIs(a, p, to, AUTH_SERVER)) {
          return login(a, p + AUTH_SERVER.length, to, queueId);
        }
      }
      case 'l' -> {
        if (Slice.regionIs(a, p, to, LOST)) {
          return lost(a, p + LOST.length, to, queueId);
        }
      }
      case 'c', 'S' -> {
        if (queueId != null && Slice.regionIs(a, p, to, CLONE_OF)) {
          Event e = cloneOf(a, p + CLONE_OF.length, to, queueId);
          if (e != null) {
            return e;
          }
        }
        if (Slice.regionIs(a, p, to, TLS)) {
          return tls(a, p, to, queueId);
        }
        int at =
            Slice.regionIs(a, p, to, COLLECT)
                ? p + COLLECT.length
                : Slice.regionIs(a, p, to, SYSERR_COLLECT) ? p + SYSERR_COLLECT.length : -1;
        if (at > 0) {
          if (Slice.regionIs(a, at, to, RELAY_IS)) {
            int f = at + RELAY_IS.length;
            return new Event.LostConnection(
                queueId, Addresses.peer(a, f, Scan.upTo(a, f, to, COMMA)), DATA_STAGE, false);
          }
          int on = Slice.indexOf(a, at, to, ON_CONNECTION);
          if (on > 0) {
            int f = on + ON_CONNECTION.length;
            return new Event.LostConnection(
                queueId, Addresses.peer(a, f, Scan.upTo(a, f, to, COMMA)), DATA_STAGE, false);
          }
        }
      }
      case 'T' -> {
        if (queueId != null
            && Slice.regionIs(a, p, to, TOO_MANY_RECIPIENTS)
            && to - p == TOO_MANY_RECIPIENTS.length) {
          return Refusals.plain(queueId, null, new Slice(a, p, to), false, true, Reason.RATE_LIMIT);
        }
      }
      case 'm' -> {
        if (queueId != null
            && Slice.regionIs(a, p, to, MESSAGE_SIZE)
            && Slice.indexOf(a, p, to, EXCEEDS) > 0) {
          return Refusals.plain(queueId, null, new Slice(a, p, to), true, false, Reason.SIZE);
        }
      }
      case 'r' -> {
        int due = Slice.regionIs(a, p, to, REJECTING_FROM) ? Slice.indexOf(a, p, to, DUE_TO) : -1;
        if (due > 0) {
          return Refusals.atConnect(
              queueId,
              Addresses.peer(a, p + REJECTING_FROM.length, due),
              new Slice(a, p, to),
              Reason.PROTOCOL_ERROR);
        }
      }
      default -> {}
    }
    int second = queueId == null ? -1 : idEnd(a, p, to);
    if (second > 0) {
      Event e = notice(a, second + 2, to, queueId, new Slice(a, p, second));
      if (e != null) {
        return e;
      }
    }
    int i = Slice.indexOf(a, p, to, NO_MAIL);
    if (i > 0) {
      return new Event.LostConnection(queueId, Addresses.peer(a, p, i), CONNECT_STAGE, false);
    }
    i = Slice.indexOf(a, p, to, ATTACK);
    if (i > 0) {
      return new Event.Login(
          false,
          false,
          SMTP,
          Addresses.peer(a, p, i),
          null,
          null,
          queueId,
          new Slice(a, i + 2, to));
    }
    i = Slice.indexOf(a, p, to, CLOSED);
    if (i > 0) {
      // name [1.2.3.4]: what the client tried
      Event.Peer peer = Addresses.peer(a, p, i + 1);
      if (peer.ip() != null) {
        return phrases.read(a, p, to, queueId, peer);
      }
    }
    return phrases.read(a, p, to, queueId, Event.Peer.NONE);
  }

  /** A client's connection; a user's command ({@code ann@localhost}) is none. */
  private static Event connect(byte[] a, int p, int to) {
    Event.Peer peer = Addresses.peer(a, p, to);
    boolean command = peer.ip() == null && peer.name() != null && peer.name().indexOf('@') >= 0;
    return command ? Event.UNINFORMATIVE : new Event.Connect(peer, false);
  }

  /** What is said of a second id: a notice about the message of the first, or a part of it. */
  private static Event notice(byte[] a, int p, int to, Slice queueId, Slice second) {
    if (p >= to) {
      return null;
    }
    Slice kind = null;
    if (Slice.regionIs(a, p, to, DSN)) {
      kind = Slice.regionIs(a, p + DSN.length, to, RECEIPT) ? SUCCESS : BOUNCE;
    } else if (Slice.regionIs(a, p, to, RETURN)) {
      kind = BOUNCE;
    } else if (Slice.regionIs(a, p, to, POSTMASTER)) {
      kind = TO_POSTMASTER;
    } else if (Slice.regionIs(a, p, to, NOTIFY)) {
      int at = p + NOTIFY.length;
      kind =
          Slice.regionIs(a, at, to, CANNOT_SEND)
              ? EXPIRED
              : Slice.regionIs(a, at, to, WARNING) ? DELAY : BOUNCE;
    } else if (Slice.regionIs(a, p, to, CLONE)) {
      // a list's owner gets its bounces: the recipients go on under an id of their own
      int f = p + CLONE.length;
      return new Event.Split(queueId, List.of(second), Addresses.bare(a, f, to));
    }
    return kind == null ? null : new Event.BounceNotice(queueId, second, kind, true);
  }

  private static Event login(byte[] a, int p, int to, Slice queueId) {
    int id = Slice.indexOf(a, p, to, AUTHID);
    int mech = Scan.last(a, p, to, MECH);
    int bits = Scan.last(a, p, to, BITS);
    int peerEnd = id >= 0 ? id : mech >= 0 ? mech : to;
    return new Event.Login(
        true,
        false,
        SMTP,
        Addresses.peer(a, p, peerEnd),
        mech < 0 ? null : new Slice(a, mech + MECH.length, bits > mech ? bits : to),
        id < 0 ? null : new Slice(a, id + AUTHID.length, mech > id ? mech : to),
        queueId,
        null);
  }

  private static Event failure(byte[] a, int p, int to, Slice queueId) {
    int open = p + AUTH_FAILURE.length;
    int close = Scan.upTo(a, open, to, ')');
    int user = Slice.indexOf(a, close, to, USER);
    int relay = Slice.indexOf(a, user < 0 ? close : user, to, RELAY);
    return new Event.Login(
        false,
        false,
        SMTP,
        relay < 0 ? Event.Peer.NONE : Addresses.peer(a, relay + RELAY.length, to),
        new Slice(a, open, close),
        user < 0 ? null : new Slice(a, user + USER.length, relay < 0 ? to : relay),
        queueId,
        new Slice(a, Math.min(to, close + 3), user < 0 ? to : user));
  }

  private Event tls(byte[] a, int p, int to, Slice queueId) {
    boolean client = Slice.regionIs(a, p, to, TLS_CLIENT);
    int version =
        client || Slice.regionIs(a, p, to, TLS_SERVER) ? Slice.indexOf(a, p, to, VERSION) : -1;
    if (version < 0) {
      return phrases.read(a, p, to, queueId, Event.Peer.NONE);
    }
    return new Event.Tls(
        queueId,
        Addresses.peer(a, p + TLS_CLIENT.length, version),
        client,
        new Slice(a, version + COMMA.length, to));
  }

  /** {@code maxrcpts=3, rcpts=8, count=2, ids=A; B}, and {@code id=A} of one. Null when it names none. */
  private static Event split(byte[] a, int p, int to, Slice queueId) {
    int at = Slice.indexOf(a, p, to, SPLIT_IDS);
    at = at >= 0 ? at + SPLIT_IDS.length : Slice.indexOf(a, p, to, SPLIT_ID) + SPLIT_ID.length;
    if (at < p + SPLIT_ID.length) {
      return null;
    }
    List<Slice> into = new ArrayList<>();
    for (int f = at; f < to; ) {
      int end = Scan.upTo(a, f, to, ';');
      Slice id = new Slice(a, f, end).strip();
      if (!id.isEmpty()) {
        into.add(id);
      }
      f = end + 1;
    }
    return into.isEmpty() ? null : new Event.Split(queueId, into, null);
  }

  /** {@code ID, owner=owner-list} behind the new id, as before 8.12. Null when it names no id. */
  private static Event cloneOf(byte[] a, int p, int to, Slice queueId) {
    int owner = Slice.indexOf(a, p, to, OWNER);
    return owner <= p
        ? null
        : new Event.Split(
            new Slice(a, p, owner), List.of(queueId), Addresses.bare(a, owner + OWNER.length, to));
  }

  /** {@code name [1.2.3.4] during server cmd read}; during the data it is {@code message collect}. */
  private static Event timeout(byte[] a, int p, int to, Slice queueId) {
    int during = Scan.last(a, p, to, DURING);
    int stage = during + DURING.length;
    boolean isData = during >= 0 && Slice.regionIs(a, stage, to, MESSAGE_COLLECT);
    return new Event.LostConnection(
        queueId,
        Addresses.peer(a, p, during < 0 ? to : during),
        isData ? DATA_STAGE : during < 0 ? null : new Slice(a, stage, to),
        false);
  }

  /** {@code name [1.2.3.4] to MTA after rcpt}. */
  private static Event lost(byte[] a, int p, int to, Slice queueId) {
    int after = Scan.last(a, p, to, AFTER);
    int end = Scan.last(a, p, after < 0 ? to : after, TO_DAEMON);
    return new Event.LostConnection(
        queueId,
        Addresses.peer(a, p, end < 0 ? after < 0 ? to : after : end),
        after < 0 ? null : new Slice(a, after + AFTER.length, to),
        false);
  }
}
