package mailweir.parse.postfix;

import static mailweir.slice.Ascii.bytes;

import mailweir.event.Event;
import mailweir.event.Event.Envelope;
import mailweir.event.Event.Peer;
import mailweir.event.Event.ProxyAccept;
import mailweir.event.Event.Refusal;
import mailweir.event.Event.Ruling;
import mailweir.event.Reason;
import mailweir.slice.Slice;

/**
 * What a rule, a milter or a proxy filter did with a client or a message: refused it, or something else.
 *
 * <pre>
 *   smtpd, postscreen  reject: RCPT from host[ip]: 550 5.7.1 &lt;…&gt;: text; from=&lt;…&gt; to=&lt;…&gt; proto=ESMTP helo=&lt;…&gt;
 *   cleanup            reject: header Subject: text from host[ip]; from=&lt;…&gt; to=&lt;…&gt; proto=ESMTP helo=&lt;…&gt;: 5.7.1 text
 *   smtp               warning: header Subject: text: text
 * </pre>
 *
 * <p>The text of smtpd's form is an administrator's or a policy server's, and begins with what the client said, in brackets: that is
 * passed over first, then the envelope is the first that reads as one. The content in cleanup's form is a stranger's, so there the
 * envelope is the last.
 */
final class Refusals {
  private static final byte[] FROM = bytes(" from ");
  private static final byte[] COLON = bytes(": ");
  private static final byte[] ENVELOPE_FROM = bytes("; from=<");
  private static final byte[] ENVELOPE_FROM_BARE = bytes("; from=");
  private static final byte[] ENVELOPE_TO = bytes("; to=<");
  private static final byte[] ENVELOPE_PROTO = bytes("; proto=");
  private static final byte[] KEY_FROM = bytes("from=");
  private static final byte[] KEY_TO = bytes("to=");
  private static final byte[] KEY_PROTO = bytes("proto=");
  private static final byte[] KEY_HELO = bytes("helo=");
  private static final byte[] KEY_SASL_USERNAME = bytes("sasl_username=");
  private static final byte[] ANGLE_COLON = bytes(">: ");
  private static final byte[] HEADER = bytes("header ");
  private static final byte[] BODY = bytes("body ");
  private static final byte[] MIME_ERROR = bytes("mime-error ");
  private static final byte[] CONTENT = bytes("content ");
  private static final byte[] MIME_HEADER = bytes("mime-header ");
  private static final byte[] NESTED_HEADER = bytes("nested-header ");

  /** The origin of a message that no client brought. */
  private static final byte[] LOCAL = bytes("local");

  private static final byte[] QUEUED_AS = bytes("ueued as ");

  /** What the word before the first colon makes of the line. */
  private enum What {
    REFUSED,
    WARNED,
    HELD,
    DISCARDED,
    REDIRECTED,
    NOTED,
    ACCEPTED
  }

  private static final byte[][] WORDS = {
    bytes("reject: "),
    bytes("reject_warning: "),
    bytes("milter-reject: "),
    bytes("proxy-reject: "),
    bytes("hold: "),
    bytes("milter-hold: "),
    bytes("discard: "),
    bytes("milter-discard: "),
    bytes("redirect: "),
    bytes("warn: "),
    bytes("filter: "),
    bytes("prepend: "),
    bytes("replace: "),
    bytes("bcc: "),
    bytes("info: "),
    bytes("pass: "),
    bytes("strip: "),
    bytes("ignore: "),
    bytes("delay: "),
    bytes("permit: "),
    bytes("dunno: "),
    bytes("quarantine: "),
    bytes("proxy-accept: "),
    bytes("milter-header-redirect: "),
    bytes("milter-header-reject: "),
    bytes("milter-header-hold: "),
    bytes("milter-header-discard: "),
    bytes("milter-header-warning: "),
    bytes("milter-header-info: "),
    bytes("milter-header-filter: "),
    bytes("milter-header-prepend: "),
    bytes("milter-header-replace: "),
    bytes("milter-header-bcc: "),
    bytes("milter-header-pass: "),
    bytes("warning: "),
  };
  private static final What[] MEANINGS = {
    What.REFUSED,
    What.WARNED,
    What.REFUSED,
    What.REFUSED,
    What.HELD,
    What.HELD,
    What.DISCARDED,
    What.DISCARDED,
    What.REDIRECTED,
    What.WARNED,
    What.NOTED,
    What.NOTED,
    What.NOTED,
    What.NOTED,
    What.NOTED,
    What.NOTED,
    What.NOTED,
    What.NOTED,
    What.NOTED,
    What.NOTED,
    What.NOTED,
    What.HELD,
    What.ACCEPTED,
    What.REDIRECTED,
    What.REFUSED,
    What.HELD,
    What.DISCARDED,
    What.WARNED,
    What.NOTED,
    What.NOTED,
    What.NOTED,
    What.NOTED,
    What.NOTED,
    What.NOTED,
    What.WARNED,
  };

  private static final Slice HEADER_STAGE = Slice.of("header");
  private static final Slice BODY_STAGE = Slice.of("body");
  private static final Slice MIME_STAGE = Slice.of("mime");

  private Refusals() {}

  /** Reads {@code reject: …} and its kin behind the queue id; {@code null}, and stays, when the line is none of them. */
  static Event read(Scan s, Slice id) {
    int start = s.at;
    for (int i = 0; i < WORDS.length; i++) {
      if (s.peek() == WORDS[i][0] && s.take(WORDS[i])) {
        Slice content = contentStage(s);
        if (content != null) {
          return ofContent(s, id, MEANINGS[i], content);
        }
        if (i == WORDS.length - 1) {
          break;
        }
        Event event = ofDialogue(s, id, MEANINGS[i]);
        if (event != null) {
          return event;
        }
        break;
      }
    }
    s.at = start;
    return null;
  }

  private static Slice contentStage(Scan s) {
    if (s.has(HEADER) || s.has(MIME_HEADER) || s.has(NESTED_HEADER)) {
      return HEADER_STAGE;
    }
    if (s.has(BODY)) {
      return BODY_STAGE;
    }
    return s.has(MIME_ERROR) || s.has(CONTENT) ? MIME_STAGE : null;
  }

  // ---- STAGE from PEER: text; envelope ----

  private static Event ofDialogue(Scan s, Slice id, What what) {
    int colon = s.find(COLON);
    int from = s.find(FROM);
    Slice stage;
    Peer peer = Peer.NONE;
    if (from >= 0 && (colon < 0 || from < colon)) {
      stage = s.to(from);
      s.at = from + FROM.length;
      peer = s.peer();
      if (!s.take(':')) {
        return null;
      }
      s.take(' ');
    } else if (colon >= 0) {
      stage = s.to(colon);
      s.at = colon + COLON.length;
    } else {
      return null;
    }
    int code = s.code();
    if (code >= 0) {
      s.at += Math.min(4, s.end - s.at);
    }
    Slice dsn = s.enhanced();
    if (dsn != null) {
      s.take(' ');
    }
    int textFrom = s.at;
    int tail = tailOfDialogue(s);
    Slice user = null;
    Envelope envelope = Envelope.NONE;
    int textTo = s.end;
    if (tail >= 0) {
      textTo = tail;
      s.at = tail + 2;
      Tail t = new Tail(s);
      envelope = t.envelope();
      user = t.user;
      if (t.proto == null && t.from != null && t.to != null) {
        // Postfix 1 and 2.0 had no proto: what they meant as the text's end is not certain, so it
        // keeps all
        textTo = s.end;
      }
    }
    while (textTo > textFrom && s.a[textTo - 1] == ';') {
      textTo--;
    }
    Slice text = new Slice(s.a, textFrom, textTo);
    return event(id, what, stage, peer, code, dsn, text, envelope, user);
  }

  /** Index of the semicolon before the envelope; -1 when there is no envelope. */
  private static int tailOfDialogue(Scan s) {
    int from = s.at;
    if (s.peek() == '<') {
      s.angled();
      if (!s.has(COLON)) {
        s.at = from;
        int i = s.find(ANGLE_COLON);
        s.at = i < 0 ? from : i;
      }
    }
    int tail = s.find(ENVELOPE_FROM);
    if (tail < 0) {
      tail = s.find(ENVELOPE_TO);
    }
    if (tail < 0) {
      tail = s.find(ENVELOPE_PROTO);
    }
    if (tail < 0) {
      tail = s.find(ENVELOPE_FROM_BARE);
    }
    if (tail < 0 && s.at != from) {
      s.at = from;
      tail = s.find(ENVELOPE_FROM);
    }
    return tail;
  }

  // ---- header CONTENT from PEER; envelope: text ----

  private static Event ofContent(Scan s, Slice id, What what, Slice stage) {
    s.word();
    s.take(' ');
    int contentFrom = s.at;
    int tail = s.findLast(ENVELOPE_FROM);
    if (tail < 0) {
      tail = s.findLast(ENVELOPE_FROM_BARE);
    }
    if (tail < 0) {
      // the SMTP client's header checks: no session, no envelope
      return event(id, what, stage, Peer.NONE, -1, null, s.rest(), Envelope.NONE, null);
    }
    int full = s.end;
    s.end = tail;
    int from = s.findLast(FROM);
    Peer peer = Peer.NONE;
    if (from >= 0) {
      s.at = from + FROM.length;
      if (s.end - s.at == LOCAL.length && s.has(LOCAL)) {
        // no client was talking: the message bounces, and its own line counts that
        what = what == What.REFUSED ? What.NOTED : what;
      } else {
        peer = s.peer();
      }
    }
    Slice content = new Slice(s.a, contentFrom, from >= 0 ? from : tail);
    s.end = full;
    s.at = tail + 2;
    Tail t = new Tail(s);
    Slice text = content;
    Slice dsn = null;
    int code = -1;
    if (s.take(COLON)) {
      code = s.code();
      if (code >= 0) {
        s.at += Math.min(4, s.end - s.at);
      }
      dsn = s.enhanced();
      if (dsn != null) {
        s.take(' ');
      }
      if (!s.atEnd()) {
        text = s.rest();
      }
    }
    return event(id, what, stage, peer, code, dsn, text, t.envelope(), t.user);
  }

  private static Event event(
      Slice id,
      What what,
      Slice stage,
      Peer peer,
      int code,
      Slice dsn,
      Slice text,
      Envelope envelope,
      Slice user) {
    return switch (what) {
      case REFUSED -> {
        boolean temporary =
            code >= 0 ? code < 500 : dsn != null ? dsn.at(0) == '4' : RefusalReasons.isBusy(text);
        Slice list = RefusalReasons.list(text);
        Reason reason =
            RefusalReasons.of(
                stage, text, !temporary, peer.name() == null && peer.ip() != null, list);
        Slice signature = reason == Reason.VIRUS ? RefusalReasons.signature(text) : null;
        yield new Refusal(
            id,
            stage,
            peer,
            code,
            dsn,
            text,
            temporary,
            reason,
            reason == Reason.DNSBL ? list : null,
            signature,
            envelope,
            user);
      }
      case WARNED -> new Ruling(id, Ruling.Kind.WARNED, stage, peer, code, dsn, text, envelope);
      case HELD -> new Ruling(id, Ruling.Kind.HELD, stage, peer, code, dsn, text, envelope);
      case DISCARDED ->
          new Ruling(id, Ruling.Kind.DISCARDED, stage, peer, code, dsn, text, envelope);
      case REDIRECTED ->
          new Ruling(id, Ruling.Kind.REDIRECTED, stage, peer, code, dsn, text, envelope);
      case NOTED -> new Ruling(id, Ruling.Kind.NOTED, stage, peer, code, dsn, text, envelope);
      case ACCEPTED -> {
        int i = text.indexOf(QUEUED_AS, 0);
        Slice next = null;
        if (i > 0) {
          Scan rest = new Scan();
          rest.over(text.array, text.from + i + QUEUED_AS.length, text.to);
          next = Deliveries.id(rest);
        }
        yield new ProxyAccept(next, peer, envelope);
      }
    };
  }

  /** {@code from=<…> to=<…> proto=… helo=<…>}, separated by blanks or, in postscreen, by commas. Stops where it does not go on. */
  private static final class Tail {
    Slice from;
    Slice to;
    Slice proto;
    Slice helo;
    Slice user;

    Tail(Scan s) {
      for (; ; ) {
        if (from == null && s.take(KEY_FROM)) {
          from = s.angled();
        } else if (to == null && s.take(KEY_TO)) {
          to = s.angled();
        } else if (proto == null && s.take(KEY_PROTO)) {
          proto = s.value();
        } else if (helo == null && s.take(KEY_HELO)) {
          helo = helo(s);
        } else if (user == null && s.take(KEY_SASL_USERNAME)) {
          user = s.angled();
        } else {
          return;
        }
        int here = s.at;
        s.take(',');
        if (!s.take(' ')) {
          s.at = here;
          return;
        }
      }
    }

    private static Slice helo(Scan s) {
      if (s.peek() != '<') {
        Slice bare = s.value();
        return bare.isEmpty() ? null : bare;
      }
      return s.angled();
    }

    Envelope envelope() {
      return new Envelope(from, to, proto, helo);
    }
  }
}
