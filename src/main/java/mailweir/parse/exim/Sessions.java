package mailweir.parse.exim;

import static mailweir.slice.Ascii.bytes;

import mailweir.event.Event;
import mailweir.event.Event.Connect;
import mailweir.event.Event.Disconnect;
import mailweir.event.Event.Login;
import mailweir.event.Event.LostConnection;
import mailweir.event.Event.Note;
import mailweir.event.Event.Peer;
import mailweir.parse.Scan;
import mailweir.slice.Slice;

/** Sessions of clients: how they began and ended where that is logged, failed logins, and what clients did wrong without being refused. */
final class Sessions {
  private static final byte[] AUTHENTICATOR = bytes(" authenticator failed for ");
  private static final byte[] SET_ID = bytes("(set_id=");
  private static final byte[] COLON = bytes(": ");
  private static final byte[] HOST = bytes(" H=");
  private static final byte[] CONNECTION_FROM = bytes("SMTP connection from ");
  private static final byte[] COUNT = bytes("(TCP/IP connection count");
  private static final byte[] LOST = bytes("lost");
  private static final byte[] WHILE_READING = bytes(" while reading message data");
  private static final byte[] SYNCHRONIZATION = bytes("synchronization error (");
  private static final byte[] CLOSED = bytes("closed by ");
  private static final byte[] EOF = bytes("EOF");
  private static final byte[] TERMINATED = bytes("terminated by ");
  private static final byte[] CALL_FROM = bytes("SMTP call from ");
  private static final byte[] TLS_ERROR = bytes("TLS error on connection from ");
  private static final byte[] NO_MAIL = bytes("no MAIL in SMTP connection from ");
  private static final byte[] NO_MAIL_TLS = bytes("no MAIL in TLS SMTP connection from ");
  private static final byte[] NO_HOST_NAME = bytes("no host name found for IP address ");
  private static final byte[] NO_ADDRESS = bytes("no IP address found for host ");
  private static final byte[] DURING = bytes("(during SMTP connection from ");
  private static final byte[] SYNTAX = bytes("SMTP syntax error in ");
  private static final byte[] PROTOCOL = bytes("SMTP protocol ");

  private static final byte[][] BROKEN = {
    bytes("unexpected disconnection while reading SMTP command from "),
    bytes("unexpected disconnection while reading TLS SMTP command from "),
    bytes("unexpected EOF while reading SMTP command from "),
    bytes("SMTP command timeout on connection from "),
    bytes("SMTP command timeout on TLS connection from "),
    bytes("SMTP data timeout (message abandoned) on connection from "),
    bytes("SMTP data timeout (message abandoned) on TLS connection from "),
  };
  private static final Slice IN_DATA = Slice.of("DATA");
  private static final Slice IN_COMMAND = Slice.of("CMD");
  private static final Slice SERVICE = Slice.of("smtp");
  private static final int FIRST_OF_DATA = 5;

  private Sessions() {}

  /** What the words say of a session; null when they are others. */
  static Event read(byte[] a, int from, int to, Slice id, Fields f) {
    f.clear(a, from, to);
    switch (from < to ? a[from] : 0) {
      case 'u', 'S' -> {
        for (int i = 0; i < BROKEN.length; i++) {
          if (Slice.regionIs(a, from, to, BROKEN[i])) {
            f.host(from + BROKEN[i].length);
            return new LostConnection(
                id, f.peer(), i >= FIRST_OF_DATA ? IN_DATA : IN_COMMAND, false);
          }
        }
        if (Slice.regionIs(a, from, to, CONNECTION_FROM)) {
          return connection(a, from + CONNECTION_FROM.length, to, id, f);
        }
        if (Slice.regionIs(a, from, to, CALL_FROM)) {
          f.host(from + CALL_FROM.length);
          return new LostConnection(f.peer(), null, false);
        }
        if (Slice.regionIs(a, from, to, SYNTAX)
            || Slice.regionIs(a, from, to, PROTOCOL)
                && !Slice.regionIs(a, from + PROTOCOL.length, to, SYNCHRONIZATION)) {
          int at = Slice.indexOf(a, from, to, HOST);
          if (at > 0) {
            f.host(at + HOST.length);
          }
          return new Note("protocol_error", id, f.peer(), new Slice(a, from, to));
        }
      }
      case 'T' -> {
        if (Slice.regionIs(a, from, to, TLS_ERROR)) {
          f.host(from + TLS_ERROR.length);
          return new Note("tls_failed", id, f.peer(), new Slice(a, from, to));
        }
      }
      case 'n' -> {
        if (Slice.regionIs(a, from, to, NO_HOST_NAME)) {
          int p = from + NO_HOST_NAME.length;
          Peer peer = new Peer(null, Scan.ip(a, p, Scan.upTo(a, p, to, ' ')), -1);
          return new Note("warning", id, peer, new Slice(a, from, to));
        }
        if (Slice.regionIs(a, from, to, NO_ADDRESS)) {
          int at = Slice.indexOf(a, from, to, DURING);
          if (at > 0) {
            f.host(at + DURING.length);
          }
          return new Note("warning", id, f.peer(), new Slice(a, from, to));
        }
        int skip =
            Slice.regionIs(a, from, to, NO_MAIL)
                ? NO_MAIL.length
                : Slice.regionIs(a, from, to, NO_MAIL_TLS) ? NO_MAIL_TLS.length : 0;
        if (skip > 0) {
          f.host(from + skip);
          return new Note("protocol_error", id, f.peer(), new Slice(a, from, to));
        }
      }
      default -> {}
    }
    return login(a, from, to, id, f);
  }

  private static Event connection(byte[] a, int from, int to, Slice id, Fields f) {
    f.host(from);
    f.read();
    int p = Scan.blanks(a, f.at, to);
    if (Slice.regionIs(a, p, to, COUNT)) {
      return new Connect(f.peer(), false);
    }
    if (Slice.regionIs(a, p, to, LOST)) {
      boolean reading = Slice.regionIs(a, p + LOST.length, to, WHILE_READING);
      return new LostConnection(id, f.peer(), reading ? IN_DATA : null, false);
    }
    if (Slice.regionIs(a, p, to, CLOSED)) {
      return Slice.regionIs(a, p + CLOSED.length, to, EOF)
          ? new LostConnection(f.peer(), null, false)
          : id == null
              ? new Disconnect(f.peer(), false)
              : new Note("server_state", id, f.peer(), new Slice(a, p, to));
    }
    if (Slice.regionIs(a, p, to, TERMINATED)) {
      return new Disconnect(f.peer(), false);
    }
    return new Note("server_state", id, f.peer(), new Slice(a, from, to));
  }

  /** {@code dovecot_login authenticator failed for name (helo) [ip]:port: 535 … (set_id=user)}. */
  private static Event login(byte[] a, int from, int to, Slice id, Fields f) {
    int at = Slice.indexOf(a, from, to, AUTHENTICATOR);
    if (at < 0 || Slice.indexOf(a, from, at, (byte) ' ') >= 0) {
      return null;
    }
    Slice method = new Slice(a, from, at);
    int p = at + AUTHENTICATOR.length;
    if (Slice.regionIs(a, p - 1, to, HOST)) {
      p += HOST.length - 1;
    }
    f.host(p);
    f.read();
    int text = f.text ? f.at : Math.min(to, Scan.upTo(a, f.at, to, COLON) + 2);
    int set = Scan.last(a, text, to, SET_ID);
    Slice user = null;
    if (set > 0) {
      int end = a[to - 1] == ')' ? to - 1 : to;
      user = new Slice(a, set + SET_ID.length, end);
    }
    return new Login(
        false, false, SERVICE, f.peer(), method, user, id, new Slice(a, text, to), true, f.helo);
  }
}
