package mailweir.parse.postfix;

import static mailweir.slice.Ascii.bytes;

import mailweir.event.Event;
import mailweir.event.Event.Client;
import mailweir.event.Event.Connect;
import mailweir.event.Event.Disconnect;
import mailweir.event.Event.LostConnection;
import mailweir.event.Event.Note;
import mailweir.event.Event.Peer;
import mailweir.event.Event.Relay;
import mailweir.event.Event.Tls;
import mailweir.slice.Slice;

/** What smtpd and smtp say of a session: who connected, who broke off, what was encrypted, whose message it is. */
final class Sessions {
  private static final byte[] CONNECT_FROM = bytes("connect from ");
  private static final byte[] CONNECT_TO = bytes("connect to ");
  private static final byte[] SUBSYSTEM = bytes("subsystem ");
  private static final byte[] DISCONNECT_FROM = bytes("disconnect from ");
  private static final byte[] LOST_AFTER = bytes("lost connection after ");
  private static final byte[] TIMEOUT_AFTER = bytes("timeout after ");
  private static final byte[] ERRORS_AFTER = bytes("too many errors after ");
  private static final byte[] PIPELINING = bytes("improper command pipelining after ");
  private static final byte[] BARE_LF = bytes("bare <LF> received after ");
  private static final byte[] FROM = bytes(" from ");
  private static final byte[] TLS_ESTABLISHED = bytes("TLS connection established ");
  private static final byte[] BARE_TLS = bytes("TLS connection ");
  private static final byte[] TLS_REUSED = bytes("TLS connection reused ");
  private static final byte[] TO_WORD = bytes("to ");
  private static final byte[] FROM_WORD = bytes("from ");
  private static final byte[] SSL_ACCEPT = bytes("SSL_accept error from ");
  private static final byte[] SSL_CONNECT = bytes("SSL_connect error to ");
  private static final byte[] PORT = bytes(" (port ");
  private static final byte[] COLON = bytes(": ");

  private static final byte[] SASL_METHOD = bytes(", sasl_method=");
  private static final byte[] SASL_USERNAME = bytes(", sasl_username=");
  private static final byte[] SASL_SENDER = bytes(", sasl_sender=");
  private static final byte[] ORIG_QUEUE_ID = bytes(", orig_queue_id=");
  private static final byte[] ORIG_CLIENT = bytes(", orig_client=");
  private static final byte[] COMMA_KEY = bytes(", ");

  private static final Event GONE = new Disconnect(Peer.NONE, false);
  private static final Event SECURED = new Tls(null, null, false, null);

  private Sessions() {}

  static Event connect(Scan s) {
    return s.take(CONNECT_FROM) ? new Connect(s.peer(), false) : null;
  }

  static Event disconnect(Scan s, boolean whole) {
    if (!s.take(DISCONNECT_FROM)) {
      return null;
    }
    return whole ? new Disconnect(s.peer(), false) : GONE;
  }

  /** Behind {@code client=}. The name of a login may hold blanks and stands last, or before an {@code orig_…} of a proxy. */
  static Event client(Scan s, Slice id) {
    Peer peer = s.peer();
    if (s.atEnd()) {
      return new Client(id, peer, null, null, null, null);
    }
    Slice method = null;
    Slice user = null;
    Slice origId = null;
    Peer origPeer = null;
    while (!s.atEnd()) {
      if (s.take(SASL_METHOD)) {
        method = s.value();
      } else if (s.take(SASL_USERNAME)) {
        user = userName(s);
      } else if (s.take(SASL_SENDER)) {
        userName(s);
      } else if (s.take(ORIG_QUEUE_ID)) {
        origId = s.value();
      } else if (s.take(ORIG_CLIENT)) {
        origPeer = s.peer();
      } else if (s.take(COMMA_KEY)) {
        s.value();
      } else {
        break;
      }
    }
    return new Client(id, peer, method, user, origId, origPeer);
  }

  private static Slice userName(Scan s) {
    int to = s.end;
    for (byte[] next : new byte[][] {SASL_SENDER, ORIG_QUEUE_ID, ORIG_CLIENT}) {
      int i = s.find(next);
      if (i >= 0 && i < to) {
        to = i;
      }
    }
    Slice name = s.to(to);
    s.at = to;
    return name;
  }

  /** {@code lost connection after DATA (123 bytes) from host[ip]}, {@code timeout after …}, {@code too many errors after …}. */
  static Event lost(Scan s) {
    if (!s.take(LOST_AFTER) && !s.take(TIMEOUT_AFTER) && !s.take(ERRORS_AFTER)) {
      return null;
    }
    Slice stage = s.before(FROM);
    return stage == null
        ? new LostConnection(Peer.NONE, s.rest(), false)
        : new LostConnection(s.peer(), stage, false);
  }

  /** {@code improper command pipelining after EHLO from host[ip]: what it sent}. */
  static Event pipelining(Scan s) {
    int start = s.at;
    if (!s.take(PIPELINING) && !s.take(BARE_LF)) {
      return null;
    }
    if (s.before(FROM) == null) {
      return new Note("protocol_error", null, null, new Slice(s.a, start, s.end));
    }
    return new Note("protocol_error", null, s.peer(), new Slice(s.a, start, s.end));
  }

  /** {@code Anonymous TLS connection established from host[ip]: TLSv1.3 with cipher …}, {@code SSL_accept error …}. */
  static Event tls(Scan s, boolean whole) {
    int start = s.at;
    if (s.take(SSL_ACCEPT)) {
      Peer peer = s.peer();
      return new Note("tls_failed", null, peer, s.take(COLON) ? s.rest() : null);
    }
    if (s.take(SSL_CONNECT)) {
      Relay relay = Deliveries.relay(s);
      return new Note("tls_failed", null, null, relay, -1, s.take(COLON) ? s.rest() : null);
    }
    if (!s.has(BARE_TLS)) {
      s.word();
      if (!s.take(' ')) {
        s.at = start;
        return null;
      }
    }
    if (!s.take(TLS_ESTABLISHED) && !s.take(TLS_REUSED)) {
      s.at = start;
      return null;
    }
    if (!whole) {
      return SECURED;
    }
    boolean client = s.take(TO_WORD);
    if (!client) {
      s.take(FROM_WORD);
    }
    Peer peer = s.peer();
    int colon = s.find(COLON);
    if (colon >= 0) {
      s.at = colon + COLON.length;
    }
    return new Tls(null, peer, client, s.rest());
  }

  /** {@code connect to host[ip]:25: Connection refused}; before Postfix 2.3 {@code connect to host[ip]: reason (port 25)}. */
  static Event unreachable(Scan s) {
    if (!s.take(CONNECT_TO)) {
      return null;
    }
    if (s.has(SUBSYSTEM)) {
      return Event.UNINFORMATIVE;
    }
    Relay relay = Deliveries.relay(s);
    Slice text = s.take(COLON) ? s.rest() : null;
    if (relay.port() < 0 && text != null) {
      int i = text.indexOf(PORT, 0);
      if (i >= 0 && text.at(text.length() - 1) == ')') {
        long port = text.part(i + PORT.length, text.length() - 1).number();
        if (port > 0 && port < 65536) {
          relay = new Relay(relay.name(), relay.ip(), (int) port);
        }
      }
    }
    return new Note("remote_unreachable", null, null, relay, -1, text);
  }
}
