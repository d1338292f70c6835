package mailweir.parse.postfix;

import static mailweir.slice.Ascii.bytes;

import mailweir.event.Event;
import mailweir.event.Event.Envelope;
import mailweir.event.Event.Login;
import mailweir.event.Event.Note;
import mailweir.event.Event.Peer;
import mailweir.event.Event.Refusal;
import mailweir.event.Reason;
import mailweir.slice.Slice;

/**
 * What stands behind {@code warning: }. Three kinds count: a login that failed, an address refused for its syntax, a limit that turned
 * a client away; smtpd logs no {@code reject} for these. All others are told as a note.
 */
final class Warnings {
  private static final byte[] SASL = bytes(": SASL ");
  private static final byte[] AUTH_FAILED = bytes(" authentication failed");
  private static final byte[] AUTH_ABORTED = bytes(" authentication aborted");
  private static final byte[] SASL_USERNAME = bytes(", sasl_username=");
  private static final byte[] UNAVAILABLE = bytes("(unavailable)");
  private static final byte[] COLON = bytes(": ");
  private static final byte[] ILLEGAL_ADDRESS = bytes("Illegal address syntax from ");
  private static final byte[] IN = bytes(" in ");
  private static final byte[] COMMAND = bytes(" command");
  private static final byte[] RCPT = bytes("RCPT");
  private static final byte[] LIMIT_EXCEEDED = bytes(" limit exceeded: ");
  private static final byte[] FROM = bytes(" from ");
  private static final byte[] FILE_SIZE = bytes(": queue file size limit exceeded");
  private static final byte[] HOSTNAME = bytes("hostname ");
  private static final byte[] NOT_RESOLVE = bytes(" does not resolve to address ");
  private static final byte[] NON_SMTP = bytes("non-SMTP command from ");

  private static final byte[][] LIMITS = {
    bytes("Connection concurrency"),
    bytes("Connection rate"),
    bytes("Message delivery request rate"),
    bytes("Recipient address rate"),
    bytes("New TLS session rate"),
    bytes("AUTH command rate"),
    bytes("AUTH rate"),
  };

  private static final Slice[] LIMIT_STAGES = {
    Slice.of("CONNECT"),
    Slice.of("CONNECT"),
    Slice.of("MAIL"),
    Slice.of("RCPT"),
    Slice.of("STARTTLS"),
    Slice.of("AUTH"),
    Slice.of("AUTH"),
  };

  private static final Slice SMTP = Slice.of("smtp");
  private static final Slice END_OF_MESSAGE = Slice.of("END-OF-MESSAGE");

  private Warnings() {}

  /** Reads behind {@code warning: }. */
  static Event read(Scan s, Slice id, Daemon daemon) {
    int start = s.at;
    Event event = login(s);
    if (event == null) {
      s.at = start;
      event = illegalAddress(s);
    }
    if (event == null) {
      s.at = start;
      event = limit(s);
    }
    if (event == null) {
      s.at = start;
      event = tooBig(s, daemon);
    }
    if (event == null) {
      s.at = start;
      event = hostname(s, id);
    }
    if (event == null) {
      s.at = start;
      event = new Note("warning", id, peerOf(s), new Slice(s.a, start, s.end));
    }
    return event;
  }

  /** {@code host[ip]: SASL LOGIN authentication failed: text, sasl_username=bob}. */
  private static Event login(Scan s) {
    Peer peer = s.peer();
    if (peer.name() == null && peer.ip() == null || !s.take(SASL)) {
      return null;
    }
    Slice method = s.word();
    if (!s.take(AUTH_FAILED) && !s.take(AUTH_ABORTED)) {
      return null;
    }
    Slice text = null;
    Slice user = null;
    if (s.take(COLON) || s.has(SASL_USERNAME)) {
      int i = s.findLast(SASL_USERNAME);
      text = s.to(i < 0 ? s.end : i);
      if (i >= 0) {
        user = new Slice(s.a, i + SASL_USERNAME.length, s.end);
        user = user.is(UNAVAILABLE) ? null : user;
      }
    }
    return new Login(false, false, SMTP, peer, method, user, null, text);
  }

  /** {@code Illegal address syntax from host[ip] in RCPT command: <address>}: the client got a 501. */
  private static Event illegalAddress(Scan s) {
    int start = s.at;
    if (!s.take(ILLEGAL_ADDRESS)) {
      return null;
    }
    Peer peer = s.peer();
    if (!s.take(IN)) {
      return null;
    }
    int i = s.find(COMMAND);
    if (i < 0) {
      return null;
    }
    Slice stage = s.to(i);
    s.at = i + COMMAND.length;
    Slice address = null;
    if (s.take(COLON)) {
      address = s.rest();
      if (address.at(0) == '<' && address.at(address.length() - 1) == '>') {
        address = address.part(1, address.length() - 1);
      }
    }
    Envelope envelope =
        stage.is(RCPT)
            ? new Envelope(null, address, null, null)
            : new Envelope(address, null, null, null);
    Slice text = new Slice(s.a, start, s.end);
    return new Refusal(
        null,
        stage,
        peer,
        -1,
        null,
        text,
        false,
        Reason.PROTOCOL_ERROR,
        null,
        null,
        envelope,
        null);
  }

  /** {@code Connection rate limit exceeded: 51 from host[ip] for service smtp}: the client got a 4xx. */
  private static Event limit(Scan s) {
    int start = s.at;
    for (int k = 0; k < LIMITS.length; k++) {
      if (s.take(LIMITS[k]) && s.take(LIMIT_EXCEEDED)) {
        s.number();
        if (!s.take(FROM)) {
          return null;
        }
        Peer peer = s.peer();
        Slice text = new Slice(s.a, start, s.end);
        return new Refusal(
            null,
            LIMIT_STAGES[k],
            peer,
            -1,
            null,
            text,
            true,
            Reason.RATE_LIMIT,
            null,
            null,
            Envelope.NONE,
            null);
      }
      s.at = start;
    }
    return null;
  }

  /**
   * {@code ID: queue file size limit exceeded}: the message was refused at the end of DATA, with a 552. smtpd's line counts; cleanup
   * says the same of the same message.
   */
  private static Event tooBig(Scan s, Daemon daemon) {
    int idEnd = s.idEnd();
    if (idEnd < 0 || !Slice.regionIs(s.a, idEnd, s.end, FILE_SIZE)) {
      return null;
    }
    Slice id = s.to(idEnd);
    s.at = idEnd + COLON.length;
    if (daemon != Daemon.SMTPD) {
      return new Note("warning", id, null, s.rest());
    }
    return new Refusal(
        id,
        END_OF_MESSAGE,
        Peer.NONE,
        -1,
        null,
        s.rest(),
        false,
        Reason.SIZE,
        null,
        null,
        Envelope.NONE,
        null);
  }

  /** {@code hostname NAME does not resolve to address IP: reason}. */
  private static Event hostname(Scan s, Slice id) {
    int start = s.at;
    if (!s.take(HOSTNAME)) {
      return null;
    }
    int i = s.find(NOT_RESOLVE);
    if (i < 0) {
      return null;
    }
    Slice name = s.to(i);
    s.at = i + NOT_RESOLVE.length;
    int to = s.find(COLON);
    Slice ip = s.to(to < 0 ? s.end : to);
    return new Note("warning", id, new Peer(name, ip, -1), new Slice(s.a, start, s.end));
  }

  /** Who is warned of, where the warning begins with it or says so. */
  private static Peer peerOf(Scan s) {
    if (s.take(NON_SMTP)) {
      return s.peer();
    }
    Peer peer = s.peer();
    return peer.ip() != null ? peer : null;
  }
}
