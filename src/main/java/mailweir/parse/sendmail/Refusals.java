package mailweir.parse.sendmail;

import static mailweir.slice.Ascii.bytes;

import mailweir.event.Event;
import mailweir.event.Reason;
import mailweir.parse.Scan;
import mailweir.slice.Slice;

/** What a ruleset or a milter did: {@code ruleset=check_rcpt, arg1=…, relay=…, reject=…}, {@code Milter: data, discard}. */
final class Refusals {
  private static final byte[] ARG1 = bytes(", arg1=");
  private static final byte[] RELAY = bytes(", relay=");
  private static final byte[] REJECT = bytes(", reject=");
  private static final byte[] DISCARD = bytes(", discard");
  private static final byte[] QUARANTINE = bytes(", quarantine=");
  private static final byte[] CHECK_RELAY = bytes("check_relay");
  private static final byte[] CHECK_MAIL = bytes("check_mail");
  private static final byte[] CHECK_RCPT = bytes("check_rcpt");
  private static final byte[] CHECK_COMPAT = bytes("check_compat");
  private static final byte[] CHECK_DATA = bytes("check_data");
  private static final byte[] CHECK_ETRN = bytes("check_etrn");
  private static final byte[] CHECK_EXPN = bytes("check_expn");
  private static final byte[] CHECK_VRFY = bytes("check_vrfy");
  private static final byte[] TLS_CLIENT = bytes("tls_client");
  private static final byte[] TLS = bytes("tls_");
  private static final byte[] TRY_TLS = bytes("try_tls");
  private static final Slice CONNECT = Slice.of("CONNECT");
  private static final Slice HELO = Slice.of("HELO");
  private static final Slice MAIL = Slice.of("MAIL");
  private static final Slice RCPT = Slice.of("RCPT");
  private static final Slice DATA = Slice.of("END-OF-MESSAGE");
  private static final Slice OTHER = Slice.of("OTHER");
  private static final byte[] FROM_IS = bytes("from=");
  private static final byte[] TO_IS = bytes("to=");
  private static final byte[] HELO_IS = bytes("helo=");
  private static final byte[] CONNECT_WORD = bytes("connect");
  private static final byte[] HOST_IS = bytes("host=");
  private static final byte[] ADDR_IS = bytes(", addr=");
  private static final byte[] REJECTING = bytes("rejecting commands");
  private static final byte[] TEMP_FAILING = bytes("temp failing commands");
  private static final byte[][] WHOLE = {
    bytes("data,"),
    bytes("header,"),
    bytes("body,"),
    bytes("eoh,"),
    bytes("eom,"),
    bytes("end,"),
    bytes("data "),
    bytes("unknown,"),
  };

  private Refusals() {}

  /** {@code p} is behind {@code ruleset=}. */
  static Event ruleset(byte[] a, int p, int to, Slice queueId) {
    int at = p;
    while (at < to && a[at] != ',') {
      at++;
    }
    Slice rule = new Slice(a, p, at);
    Slice arg = null;
    if (Slice.regionIs(a, at, to, ARG1)) {
      int f = at + ARG1.length;
      int e = Addresses.end(a, f, to);
      arg = Addresses.bare(a, f, e);
      at = e;
    }
    int relayAt = Slice.indexOf(a, at, to, RELAY);
    int from = relayAt < 0 ? at : relayAt + RELAY.length;
    int act = Slice.indexOf(a, from, to, REJECT);
    int kind = act < 0 ? 0 : 1;
    if (act < 0) {
      act = Slice.indexOf(a, from, to, DISCARD);
      kind = act < 0 ? 0 : 2;
    }
    if (act < 0) {
      act = Slice.indexOf(a, from, to, QUARANTINE);
      kind = act < 0 ? 0 : 3;
    }
    if (kind == 0) {
      return new Event.Note("warning", queueId, Event.Peer.NONE, new Slice(a, p - 8, to));
    }
    Event.Peer peer = relayAt < 0 ? Event.Peer.NONE : Addresses.peer(a, from, act);
    Slice stage = stage(rule);
    Event.Envelope envelope =
        stage == RCPT
            ? new Event.Envelope(null, arg, null, null)
            : stage == MAIL ? new Event.Envelope(arg, null, null, null) : Event.Envelope.NONE;
    if (kind == 1) {
      if (rule.is(CHECK_COMPAT)
          || rule.startsWith(TLS) && !rule.is(TLS_CLIENT)
          || rule.is(TRY_TLS)) {
        // at delivery: the attempt's own line counts
        return new Event.Note("warning", queueId, peer, new Slice(a, p - 8, to));
      }
      return refusal(
          queueId, stage, peer, new Slice(a, act + REJECT.length, to), envelope, what(stage, rule));
    }
    Slice text = new Slice(a, Math.min(to, act + (kind == 2 ? DISCARD : QUARANTINE).length), to);
    // without an id it is about the messages of this session, each of which is told to be discarded
    Event.Ruling.Kind done =
        queueId == null
            ? Event.Ruling.Kind.NOTED
            : kind == 3 ? Event.Ruling.Kind.HELD : Event.Ruling.Kind.DISCARDED;
    return new Event.Ruling(queueId, done, stage, peer, -1, null, text, envelope);
  }

  private static Slice stage(Slice rule) {
    if (rule.is(CHECK_RCPT)) {
      return RCPT;
    }
    if (rule.is(CHECK_MAIL)) {
      return MAIL;
    }
    if (rule.is(CHECK_RELAY)) {
      return CONNECT;
    }
    return rule.is(CHECK_ETRN)
            || rule.is(CHECK_EXPN)
            || rule.is(CHECK_VRFY)
            || rule.startsWith(TLS)
            || rule.is(CHECK_DATA)
        ? OTHER
        : DATA;
  }

  private static Reason what(Slice stage, Slice rule) {
    if (rule != null && rule.startsWith(TLS)) {
      return Reason.TLS_REQUIRED;
    }
    if (stage == CONNECT) {
      return Reason.CLIENT_ACCESS;
    }
    if (stage == HELO) {
      return Reason.HELO;
    }
    if (stage == MAIL) {
      return Reason.SENDER_ACCESS;
    }
    if (stage == RCPT) {
      return Reason.RECIPIENT_ACCESS;
    }
    return stage == DATA ? Reason.CONTENT : Reason.POLICY;
  }

  /** {@code answer}: {@code 550 5.7.1 <a@b>... Relaying denied}. */
  private static Event refusal(
      Slice queueId,
      Slice stage,
      Event.Peer peer,
      Slice answer,
      Event.Envelope envelope,
      Reason what) {
    int at = 0;
    int code = -1;
    long n = answer.length() < 3 ? -1 : Slice.number(answer.array, answer.from, answer.from + 3);
    if (n >= 400 && n < 600 && (answer.at(3) < '0' || answer.at(3) > '9')) {
      code = (int) n;
      at = answer.at(3) == ' ' || answer.at(3) == '-' ? 4 : 3;
    }
    Slice dsn = Scan.enhanced(answer.array, answer.from + at, answer.to);
    if (dsn != null) {
      at += dsn.length();
      at += answer.at(at) == ' ' ? 1 : 0;
    }
    Slice text = answer.part(at);
    boolean temporary = code > 0 ? code < 500 : dsn != null && dsn.at(0) == '4';
    Reason reason = RefusalReasons.of(text, stage == CONNECT, what);
    return new Event.Refusal(
        queueId,
        stage,
        peer,
        code,
        dsn,
        text,
        temporary,
        reason,
        reason == Reason.DNSBL ? RefusalReasons.list(text) : null,
        reason == Reason.VIRUS ? RefusalReasons.signature(text) : null,
        envelope,
        null);
  }

  /** An answer to a client without a code in the line: {@code <a@b>... User unknown}. */
  static Event plain(
      Slice queueId, Slice recipient, Slice text, boolean whole, boolean temporary, Reason what) {
    return new Event.Refusal(
        queueId,
        whole ? DATA : RCPT,
        Event.Peer.NONE,
        -1,
        null,
        text,
        temporary,
        RefusalReasons.of(text, false, what),
        null,
        null,
        recipient == null ? Event.Envelope.NONE : new Event.Envelope(null, recipient, null, null),
        null);
  }

  /** A client that was turned away before it said anything. */
  static Event atConnect(Slice queueId, Event.Peer peer, Slice text, Reason reason) {
    return new Event.Refusal(
        queueId,
        CONNECT,
        peer,
        -1,
        null,
        text,
        false,
        reason,
        null,
        null,
        Event.Envelope.NONE,
        null);
  }

  /** {@code p} is behind {@code Milter: }; null: it is none of these. */
  static Event milter(byte[] a, int p, int to, Slice queueId) {
    Slice stage = null;
    Event.Envelope envelope = Event.Envelope.NONE;
    Event.Peer peer = Event.Peer.NONE;
    int at = p;
    if (Slice.regionIs(a, p, to, TO_IS)) {
      stage = RCPT;
      at = Addresses.end(a, p + TO_IS.length, to);
      envelope = new Event.Envelope(null, Addresses.bare(a, p + TO_IS.length, at), null, null);
    } else if (Slice.regionIs(a, p, to, FROM_IS)) {
      stage = MAIL;
      at = Addresses.end(a, p + FROM_IS.length, to);
      envelope = new Event.Envelope(Addresses.bare(a, p + FROM_IS.length, at), null, null, null);
    } else if (Slice.regionIs(a, p, to, HELO_IS)) {
      stage = HELO;
      int f = p + HELO_IS.length;
      int e = Slice.indexOf(a, f, to, REJECT);
      at = e < 0 ? f : e;
      envelope = new Event.Envelope(null, null, null, e < 0 ? null : new Slice(a, f, e));
    } else if (Slice.regionIs(a, p, to, CONNECT_WORD)) {
      stage = CONNECT;
      int host = Slice.indexOf(a, p, to, HOST_IS);
      int addr = Slice.indexOf(a, p, to, ADDR_IS);
      if (host > 0 && addr > host) {
        int f = host + HOST_IS.length;
        int e = addr + ADDR_IS.length;
        int end = e;
        while (end < to && a[end] != ',') {
          end++;
        }
        peer = new Event.Peer(a[f] == '[' ? null : new Slice(a, f, addr), new Slice(a, e, end), -1);
        at = end;
      }
    } else {
      for (byte[] word : WHOLE) {
        if (Slice.regionIs(a, p, to, word)) {
          stage = DATA;
          at = p + word.length - 1;
        }
      }
    }
    if (stage == null) {
      return null;
    }
    int act = Slice.indexOf(a, at, to, REJECT);
    if (act >= 0) {
      return refusal(
          queueId, stage, peer, new Slice(a, act + REJECT.length, to), envelope, what(stage, null));
    }
    if (Slice.indexOf(a, at, to, DISCARD) >= 0 && queueId != null) {
      return new Event.Ruling(
          queueId,
          Event.Ruling.Kind.DISCARDED,
          stage,
          peer,
          -1,
          null,
          new Slice(a, p, to),
          envelope);
    }
    boolean temporary = Slice.indexOf(a, at, to, TEMP_FAILING) >= 0;
    if (temporary || Slice.indexOf(a, at, to, REJECTING) >= 0) {
      return new Event.Refusal(
          queueId,
          stage,
          peer,
          -1,
          null,
          new Slice(a, p, to),
          temporary,
          temporary ? Reason.SERVER_BUSY : what(stage, null),
          null,
          null,
          envelope,
          null);
    }
    return null;
  }

  /** A milter put the message into quarantine. */
  static Event quarantine(Slice queueId, Slice text) {
    return new Event.Ruling(
        queueId,
        Event.Ruling.Kind.HELD,
        DATA,
        Event.Peer.NONE,
        -1,
        null,
        text,
        Event.Envelope.NONE);
  }
}
