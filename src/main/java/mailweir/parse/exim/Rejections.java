package mailweir.parse.exim;

import static mailweir.slice.Ascii.bytes;

import mailweir.event.Event;
import mailweir.event.Event.Envelope;
import mailweir.event.Event.Refusal;
import mailweir.event.Event.Ruling;
import mailweir.event.Reason;
import mailweir.parse.Scan;
import mailweir.parse.exim.Reasons.Stage;
import mailweir.slice.Slice;

/** Who was turned away, at whatever stage, and what an ACL threw away. */
final class Rejections {
  private static final byte[] TEMPORARILY = bytes("temporarily ");
  private static final byte[] REJECTED = bytes("rejected ");
  private static final byte[] RCPT = bytes("RCPT ");
  private static final byte[] MAIL = bytes("MAIL ");
  private static final byte[] FROM = bytes("FROM:");
  private static final byte[] FROM_SENDER = bytes("from <");
  private static final byte[] CONNECTION = bytes("connection in ");
  private static final byte[] AFTER_DATA = bytes("after DATA");
  private static final byte[] DATA = bytes("DATA");
  private static final byte[] PRDR = bytes("PRDR");
  private static final byte[] MIME = bytes("during MIME ACL checks");
  private static final byte[] DKIM = bytes("DKIM ");
  private static final byte[] COMMAND = bytes("command ");
  private static final byte[] TEMPORARILY_REFUSED = bytes("temporarily refused connection from ");
  private static final byte[] ANY_CONNECTION_FROM = bytes("onnection from ");
  private static final byte[] REFUSED_BARE = bytes("refused ");
  private static final byte[] SYNCHRONIZATION = bytes("SMTP protocol synchronization error (");
  private static final byte[] REJECTED_CONNECTION = bytes("): rejected connection from H=");
  private static final byte[] CLOSED_REJECTED = bytes("): rejected ");
  private static final byte[] BY = bytes("by ");
  private static final byte[] EHLO_OR_HELO = bytes("EHLO or HELO ");
  private static final byte[] HELO = bytes("HELO ");
  private static final byte[] EHLO = bytes("EHLO ");
  private static final byte[] FROM_HOST = bytes("from ");
  private static final byte[] COLON = bytes(": ");
  private static final byte[] HOST = bytes(" H=");
  private static final byte[] DISCARDED = bytes("discarded by ");
  private static final byte[] DROPPED = bytes("dropped by '");
  private static final byte[] UNQUALIFIED = bytes("unqualified ");
  private static final byte[] SENDER_REJECTED = bytes("sender rejected: ");
  private static final byte[] RECIPIENT_REJECTED = bytes("recipient rejected: ");
  private static final byte[] TOO_MANY = bytes("too many recipients: ");
  private static final byte[] SENDER = bytes("sender=");
  private static final byte[] CONNECTION_FROM = bytes("Connection from ");
  private static final byte[] REFUSED = bytes("refused: ");
  private static final byte[] REFUSED_FROM = bytes("refused connection from ");
  private static final byte[] TOO_MANY_CONNECTIONS = bytes("too many connections");
  private static final byte[] LOAD = bytes("load average");
  private static final byte[] INVALID = bytes("syntactically invalid");

  private Rejections() {}

  /** Behind the fields of a client, which {@code f} has; null when the words are no refusal. */
  static Event behindFields(byte[] a, int to, Slice id, Fields f) {
    int p = f.at;
    boolean temporary = Slice.regionIs(a, p, to, TEMPORARILY);
    if (temporary) {
      p += TEMPORARILY.length;
    }
    if (Slice.regionIs(a, p, to, REJECTED)) {
      return rejected(a, p + REJECTED.length, to, id, f, temporary);
    }
    if (Slice.regionIs(a, p, to, RCPT)) {
      int end = addressEnd(a, p + RCPT.length, to);
      int q = Scan.blanks(a, Math.min(to, end + 1), to);
      return Slice.regionIs(a, q, to, DISCARDED)
          ? discarded(a, q, to, id, f, Scan.bare(a, p + RCPT.length, end))
          : null;
    }
    if (Slice.regionIs(a, p, to, DISCARDED)) {
      return discarded(a, p, to, id, f, null);
    }
    if (Slice.regionIs(a, p, to, DROPPED)) {
      int colon = Scan.upTo(a, p, to, COLON);
      return refusal(id, Stage.CONNECT, f, false, text(a, colon, to), f.sender, null, null);
    }
    return null;
  }

  private static Event discarded(byte[] a, int p, int to, Slice id, Fields f, Slice recipient) {
    // of one recipient: where all are thrown away, "=> blackhole" tells it of the message
    return new Ruling(
        id,
        id == null ? Ruling.Kind.NOTED : Ruling.Kind.DISCARDED,
        recipient == null ? Stage.DATA.word : Stage.RCPT.word,
        f.peer(),
        -1,
        null,
        new Slice(a, p, to),
        new Envelope(f.sender, recipient, null, f.helo));
  }

  private static Event rejected(byte[] a, int from, int to, Slice id, Fields f, boolean temporary) {
    int p = from;
    Stage stage;
    Slice sender = f.sender;
    Slice recipient = null;
    Slice helo = null;
    int end;
    if (Slice.regionIs(a, p, to, RCPT)) {
      stage = Stage.RCPT;
      p += RCPT.length;
      end = addressEnd(a, p, to);
      recipient = Scan.bare(a, p, end);
    } else if (Slice.regionIs(a, p, to, MAIL)) {
      stage = Stage.MAIL;
      p += MAIL.length;
      if (Slice.regionIs(a, p, to, FROM_HOST)) {
        f.host(p + FROM_HOST.length);
        end = f.text ? f.at - 2 : Scan.upTo(a, f.at, to, COLON);
      } else if (Slice.regionIs(a, p, to, COMMAND)) {
        end = client(a, p + COMMAND.length, to, f);
      } else {
        if (Slice.regionIs(a, p, to, FROM)) {
          p += FROM.length;
        }
        end = addressEnd(a, p, to);
        sender = Scan.bare(a, p, end);
        end = client(a, end, to, f);
      }
    } else if (Slice.regionIs(a, p, to, FROM_SENDER)) {
      stage = Stage.DATA;
      p += FROM_SENDER.length - 1;
      end = addressEnd(a, p, to);
      sender = Scan.bare(a, p, end);
      end = client(a, end, to, f);
    } else if (Slice.regionIs(a, p, to, CONNECTION)) {
      stage = Stage.CONNECT;
      end = Scan.upTo(a, p, to, COLON);
    } else if (Slice.regionIs(a, p, to, AFTER_DATA)
        || Slice.regionIs(a, p, to, DATA)
        || Slice.regionIs(a, p, to, PRDR)
        || Slice.regionIs(a, p, to, MIME)
        || Slice.regionIs(a, p, to, DKIM)
        || Slice.regionIs(a, p, to, BY)) {
      stage = Stage.DATA;
      end = Scan.upTo(a, p, to, COLON);
    } else if (Slice.regionIs(a, p, to, EHLO_OR_HELO)) {
      stage = Stage.HELO;
      p += EHLO_OR_HELO.length;
      end = Scan.upTo(a, p, to, COLON);
      helo = new Slice(a, p, end);
    } else if (Slice.regionIs(a, p, to, HELO) || Slice.regionIs(a, p, to, EHLO)) {
      stage = Stage.HELO;
      p += HELO.length;
      if (Slice.regionIs(a, p, to, FROM_HOST)) {
        f.host(p + FROM_HOST.length);
        end = f.text ? f.at - 2 : Scan.upTo(a, f.at, to, COLON);
      } else {
        end = Scan.upTo(a, p, to, COLON);
        helo = new Slice(a, p, end);
      }
    } else if (p < to && a[p] == '"') {
      // the greeting as it was given
      int close = Fields.quoteEnd(a, p, to);
      end = close < 0 ? to : close;
      stage =
          Slice.regionIs(a, p + 1, to, HELO) || Slice.regionIs(a, p + 1, to, EHLO)
              ? Stage.HELO
              : Stage.OTHER;
      helo =
          stage == Stage.HELO && end - 1 > p + 1 + HELO.length
              ? new Slice(a, p + 1 + HELO.length, end - 1)
              : null;
      end = Scan.blanks(a, end, to);
      if (Slice.regionIs(a, end, to, FROM_HOST)) {
        f.host(end + FROM_HOST.length);
        end = f.text ? f.at - 2 : Scan.upTo(a, f.at, to, COLON);
      }
    } else {
      stage = Stage.OTHER;
      end = Scan.upTo(a, p, to, COLON);
    }
    if (helo != null && f.helo == null) {
      f.helo = helo;
    }
    return refusal(id, stage, f, temporary, text(a, end, to), sender, recipient, null);
  }

  /** Fields behind an address; the index of the colon before the text. */
  private static int client(byte[] a, int from, int to, Fields f) {
    if (from >= to || a[from] == ':') {
      return from;
    }
    int p = Scan.blanks(a, from, to);
    Slice sender = f.sender;
    f.clear(a, p, to);
    f.read();
    f.sender = sender;
    return f.text ? Math.max(p, f.at - 2) : Scan.upTo(a, f.at, to, COLON);
  }

  /** Index behind an address in brackets, or of the colon or blank behind one without. */
  private static int addressEnd(byte[] a, int from, int to) {
    if (from < to && a[from] == '<') {
      int i = from + 1;
      if (i < to && a[i] == '"') {
        int close = Fields.quoteEnd(a, i, to);
        i = close > 0 ? close : i;
      }
      int close = Slice.indexOf(a, i, to, (byte) '>');
      return close < 0 ? to : close + 1;
    }
    int end = Scan.upTo(a, from, to, ' ');
    return end > from && a[end - 1] == ':' ? end - 1 : end;
  }

  /** Behind the colon at or after {@code colon}; null when there is nothing. */
  private static Slice text(byte[] a, int colon, int to) {
    int p = colon;
    if (p < to && a[p] == ':') {
      p = Scan.blanks(a, p + 1, to);
    } else {
      p = Scan.blanks(a, p, to);
    }
    return p < to ? new Slice(a, p, to) : null;
  }

  private static Refusal refusal(
      Slice id,
      Stage stage,
      Fields f,
      boolean temporary,
      Slice text,
      Slice sender,
      Slice recipient,
      Reason known) {
    Reason reason = known != null ? known : Reasons.of(stage, text);
    if (reason == Reason.HELO && text != null && stage != Stage.HELO && text.contains(INVALID)) {
      reason = Reason.PROTOCOL_ERROR;
    }
    int code = text == null ? -1 : Attempts.code(text.array, text.from, text.to);
    return new Refusal(
        id,
        stage.word,
        f.peer(),
        code,
        code < 0 ? null : Scan.enhanced(text.array, text.from + 4, text.to),
        text,
        temporary,
        reason,
        reason == Reason.DNSBL && text != null ? Reasons.list(text) : null,
        reason == Reason.VIRUS && text != null ? Reasons.signature(text) : null,
        new Envelope(sender, recipient, null, f.helo),
        f.login());
  }

  /** Entries that begin with the refusal; null when the words are none. */
  static Event plain(byte[] a, int from, int to, Slice id, Fields f) {
    f.clear(a, from, to);
    Event e = behindFields(a, to, id, f);
    if (e != null) {
      return e;
    }
    int p = from;
    if (Slice.regionIs(a, p, to, UNQUALIFIED)) {
      p += UNQUALIFIED.length;
      boolean sender = Slice.regionIs(a, p, to, SENDER_REJECTED);
      if (!sender && !Slice.regionIs(a, p, to, RECIPIENT_REJECTED)) {
        clientAnywhere(a, p, to, f);
        return new Event.Note("protocol_error", id, f.peer(), new Slice(a, from, to));
      }
      p += sender ? SENDER_REJECTED.length : RECIPIENT_REJECTED.length;
      int end = addressEnd(a, p, to);
      Slice address = Scan.bare(a, p, end);
      clientAnywhere(a, end, to, f);
      return refusal(
          id,
          sender ? Stage.MAIL : Stage.RCPT,
          f,
          false,
          new Slice(a, from, p - 2),
          sender ? address : null,
          sender ? null : address,
          sender ? Reason.SENDER_ACCESS : Reason.RECIPIENT_ACCESS);
    }
    if (Slice.regionIs(a, p, to, TOO_MANY)) {
      boolean temporary = Slice.indexOf(a, p, Scan.upTo(a, p, to, SENDER), TEMPORARILY) > 0;
      int at = Slice.indexOf(a, p, to, SENDER);
      Slice sender = null;
      if (at > 0) {
        int s = at + SENDER.length;
        sender = Scan.bare(a, s, addressEnd(a, s, to));
      }
      clientAnywhere(a, p, to, f);
      return refusal(
          id,
          Stage.RCPT,
          f,
          temporary,
          new Slice(a, from, at > 0 ? Math.max(from, at - 2) : to),
          sender,
          null,
          Reason.RATE_LIMIT);
    }
    if (Slice.regionIs(a, p, to, CONNECTION_FROM)) {
      f.host(p + CONNECTION_FROM.length);
      int at = Slice.indexOf(a, f.at, to, REFUSED);
      if (at < 0) {
        return null;
      }
      Slice text = new Slice(a, at + REFUSED.length, to);
      boolean busy = text.contains(LOAD);
      boolean many = text.startsWith(TOO_MANY_CONNECTIONS);
      return refusal(
          id,
          Stage.CONNECT,
          f,
          busy || many,
          text,
          null,
          null,
          busy ? Reason.SERVER_BUSY : many ? Reason.RATE_LIMIT : Reason.CLIENT_ACCESS);
    }
    if (Slice.regionIs(a, p + 1, to, ANY_CONNECTION_FROM)) {
      f.host(p + 1 + ANY_CONNECTION_FROM.length);
      int at = Slice.indexOf(a, f.at, to, REFUSED_BARE);
      return at < 0
          ? null
          : refusal(
              id,
              Stage.CONNECT,
              f,
              false,
              new Slice(a, at + REFUSED_BARE.length, to),
              null,
              null,
              Reason.CLIENT_ACCESS);
    }
    if (Slice.regionIs(a, p, to, TEMPORARILY_REFUSED)) {
      f.host(p + TEMPORARILY_REFUSED.length);
      Slice text = text(a, f.text ? f.at - 2 : f.at, to);
      Reason why = text != null && text.contains(LOAD) ? Reason.SERVER_BUSY : Reason.RATE_LIMIT;
      return refusal(id, Stage.CONNECT, f, true, text, null, null, why);
    }
    if (Slice.regionIs(a, p, to, SYNCHRONIZATION)) {
      int at = Slice.indexOf(a, p, to, REJECTED_CONNECTION);
      boolean early = at > 0;
      if (early) {
        f.host(at + REJECTED_CONNECTION.length);
      } else {
        at = Slice.indexOf(a, p, to, CLOSED_REJECTED);
        int quote = at < 0 ? -1 : at + CLOSED_REJECTED.length;
        int close = quote < 0 || quote >= to ? -1 : Fields.quoteEnd(a, quote, to);
        clientAnywhere(a, close < 0 ? to : close, to, f);
      }
      return refusal(
          id,
          early ? Stage.CONNECT : Stage.OTHER,
          f,
          false,
          new Slice(a, from, to),
          null,
          null,
          Reason.PROTOCOL_ERROR);
    }
    if (Slice.regionIs(a, p, to, REFUSED_FROM)) {
      f.host(p + REFUSED_FROM.length);
      return refusal(
          id, Stage.CONNECT, f, false, text(a, f.at, to), null, null, Reason.CLIENT_ACCESS);
    }
    return null;
  }

  private static void clientAnywhere(byte[] a, int from, int to, Fields f) {
    int at = Slice.indexOf(a, from, to, HOST);
    if (at >= 0) {
      f.host(at + HOST.length);
    }
  }
}
