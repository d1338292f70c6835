package mailweir.parse.sendmail;

import static mailweir.slice.Ascii.bytes;

import mailweir.event.Entry;
import mailweir.event.Event;
import mailweir.parse.Scan;
import mailweir.slice.Slice;

/**
 * {@code from=…, size=…, class=…, nrcpts=…, msgid=…, proto=…, daemon=…, relay=…}.
 *
 * <p>Sendmail writes it when a message is in, and also at the end of a session in which none came: with {@code nrcpts=0} where
 * everybody was refused, without {@code msgid=} where the client broke off (a message that is in has always one: Sendmail
 * makes it where the client did not).
 */
final class Arrivals {
  private static final byte[] SIZE = bytes(", size=");
  private static final byte[] NRCPTS = bytes(", nrcpts=");
  private static final byte[] MSGID = bytes(", msgid=");
  private static final byte[] RELAY = bytes(", relay=");
  private static final byte[] PROTO = bytes("proto=");
  private static final byte[] DAEMON = bytes("daemon=");
  private static final byte[] AUTH = bytes("auth=");
  private static final byte[] NEXT = bytes(", ");
  private static final byte[] LOCALHOST = bytes("localhost");
  private static final byte[] MSA = bytes("MSA");
  private static final byte[] TLSMTA = bytes("TLSMTA");
  private static final byte[] SUBMISSION = bytes("ubmission");
  private static final byte[][] BETWEEN = {
    PROTO, DAEMON, bytes("bodytype="), AUTH, bytes("tls_verify="), bytes("tls_version="),
  };

  private Arrivals() {}

  /** {@code p} is behind {@code from=}. */
  static Event read(byte[] a, int p, int to, Slice queueId) {
    int end = p;
    if (p < to && a[p] == '<') {
      end = Addresses.end(a, p, to);
    }
    if (!Slice.regionIs(a, end, to, SIZE)) {
      end = Slice.indexOf(a, p, to, SIZE);
    }
    if (end < 0) {
      return Event.NOT_UNDERSTOOD;
    }
    Slice from = Addresses.bare(a, p, end);
    int at = end + SIZE.length;
    long size = Scan.digits(a, at, to);
    at = Slice.indexOf(a, at, to, NRCPTS);
    if (at < 0) {
      return Event.NOT_UNDERSTOOD;
    }
    at += NRCPTS.length;
    int nrcpt = (int) Math.min(Integer.MAX_VALUE, Scan.digits(a, at, to));
    at = Scan.upTo(a, at, to, ',');

    int relayAt = Scan.last(a, at, to, RELAY);
    int tail = relayAt < 0 ? to : relayAt;
    Slice proto = null;
    Slice daemon = null;
    Slice login = null;
    // from the right, as a Message-ID may hold anything
    for (boolean more = true; more && tail > at; ) {
      more = false;
      int before = Scan.last(a, at, tail, NEXT);
      if (before < 0) {
        break;
      }
      int key = before + NEXT.length;
      for (byte[] word : BETWEEN) {
        if (Slice.regionIs(a, key, tail, word)) {
          Slice value = new Slice(a, key + word.length, tail);
          if (word == PROTO) {
            proto = value;
          } else if (word == DAEMON) {
            daemon = value;
          } else if (word == AUTH) {
            login = value;
          }
          tail = before;
          more = true;
          break;
        }
      }
    }
    Slice messageId =
        Slice.regionIs(a, at, tail, MSGID) ? Scan.bare(a, at + MSGID.length, tail) : null;
    Event.Peer peer = relayAt < 0 ? Event.Peer.NONE : Addresses.peer(a, relayAt + RELAY.length, to);
    if (nrcpt == 0) {
      return new Event.Note("session_without_message", queueId, peer, new Slice(a, p - 5, to));
    }
    boolean local = peer.ip() == null && (proto == null || isLocal(peer.name()));
    return new Event.Arrival(
        queueId,
        local ? Entry.LOCAL : isSubmission(proto, daemon, login) ? Entry.SUBMISSION : Entry.SMTP,
        local ? Event.Peer.NONE : peer,
        proto,
        null,
        null,
        null,
        from,
        size,
        nrcpt,
        messageId,
        null,
        null,
        null,
        false);
  }

  private static boolean isLocal(Slice name) {
    return name != null && (name.endsWith(LOCALHOST) || name.indexOf('@') >= 0);
  }

  private static boolean isSubmission(Slice proto, Slice daemon, Slice login) {
    if (proto != null && proto.length() > 5 && proto.at(proto.length() - 1) == 'A') {
      return true;
    }
    if (login != null && !login.isEmpty() && !login.isIgnoringCase("NONE")) {
      return true;
    }
    return daemon != null
        && (daemon.startsWith(MSA) || daemon.contains(SUBMISSION) || daemon.is(TLSMTA));
  }
}
