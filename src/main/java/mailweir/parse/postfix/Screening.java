package mailweir.parse.postfix;

import static mailweir.slice.Ascii.bytes;

import mailweir.event.Event;
import mailweir.event.Event.Connect;
import mailweir.event.Event.Disconnect;
import mailweir.event.Event.LostConnection;
import mailweir.event.Event.Note;
import mailweir.event.Event.Peer;
import mailweir.event.Event.Screened;
import mailweir.slice.Slice;

/** What postscreen, tlsproxy and dnsblog say of a client; postscreen's refusals are read by {@link Refusals}. */
final class Screening {
  private static final byte[] CONNECT_FROM = bytes("CONNECT from ");
  private static final byte[] TO = bytes(" to ");
  private static final byte[] DISCONNECT = bytes("DISCONNECT ");
  private static final byte[] HANGUP = bytes("HANGUP ");
  private static final byte[] IN = bytes(" in ");
  private static final byte[] FROM = bytes(" from [");
  private static final byte[] FOR = bytes(" for [");
  private static final byte[] ADDR = bytes("addr ");
  private static final byte[] CONNECT_TO = bytes("CONNECT to ");
  private static final byte[] BLOCKED_BY = bytes(" blocked by domain ");
  private static final byte[] LISTED_BY = bytes(" listed by domain ");

  /** Words before the client's address; those of the first group hand the client on. */
  private static final byte[][] PASSED = {
    bytes("PASS OLD "), bytes("PASS NEW "), bytes("ALLOWLISTED "), bytes("WHITELISTED "),
  };

  private static final byte[][] FOUND = {
    bytes("ALLOWLIST VETO "), bytes("WHITELIST VETO "), bytes("DENYLISTED "), bytes("BLACKLISTED "),
  };

  private static final byte[][] FAILED = {
    bytes("PREGREET "),
    bytes("DNSBL rank "),
    bytes("BARE NEWLINE from "),
    bytes("NON-SMTP COMMAND from "),
    bytes("COMMAND PIPELINING from "),
    bytes("COMMAND TIME LIMIT from "),
    bytes("COMMAND COUNT LIMIT from "),
    bytes("COMMAND LENGTH LIMIT from "),
    bytes("DATA without valid recipients from "),
    bytes("BARE LF from "),
  };

  private static final Slice[] FAILED_WORDS = {
    Slice.of("PREGREET"),
    Slice.of("DNSBL"),
    Slice.of("BARE NEWLINE"),
    Slice.of("NON-SMTP COMMAND"),
    Slice.of("COMMAND PIPELINING"),
    Slice.of("COMMAND TIME LIMIT"),
    Slice.of("COMMAND COUNT LIMIT"),
    Slice.of("COMMAND LENGTH LIMIT"),
    Slice.of("DATA"),
    Slice.of("BARE NEWLINE"),
  };

  private Screening() {}

  /** {@code null} when the line, which begins with a capital, is none of postscreen's. */
  static Event read(Scan s, Daemon daemon) {
    int start = s.at;
    if (s.take(CONNECT_FROM)) {
      Peer peer = s.peer();
      if (daemon == Daemon.TLSPROXY || daemon == Daemon.ANY && !s.has(TO)) {
        return new Note("tls_proxy", null, peer, null);
      }
      return new Connect(peer, true);
    }
    if (s.take(CONNECT_TO)) {
      return new Note("tls_proxy", null, s.peer(), null);
    }
    if (s.take(DISCONNECT)) {
      Peer peer = s.peer();
      return daemon == Daemon.TLSPROXY
          ? new Note("tls_proxy", null, peer, null)
          : new Disconnect(peer, true);
    }
    if (s.take(HANGUP)) {
      int from = s.find(FROM);
      if (from < 0) {
        s.at = start;
        return null;
      }
      s.at = from + FROM.length - 1;
      Peer peer = s.peer();
      return new LostConnection(peer, s.take(IN) ? s.rest() : null, true);
    }
    for (byte[] word : PASSED) {
      if (s.take(word)) {
        Slice test = new Slice(s.a, start, s.at - 1);
        return new Screened(test, s.peer(), true, null);
      }
    }
    for (byte[] word : FOUND) {
      if (s.take(word)) {
        Slice test = new Slice(s.a, start, s.at - 1);
        return new Screened(test, s.peer(), false, null);
      }
    }
    for (int i = 0; i < FAILED.length; i++) {
      if (s.take(FAILED[i])) {
        return failed(s, FAILED_WORDS[i], start);
      }
    }
    return null;
  }

  private static Event failed(Scan s, Slice test, int start) {
    // the client's own bytes come last, so the first bracket is its address
    if (s.peek() != '[') {
      int from = s.find(FROM);
      int rank = s.find(FOR);
      int i =
          from >= 0 && (rank < 0 || from < rank) ? from + FROM.length - 1 : rank + FOR.length - 1;
      if (from < 0 && rank < 0) {
        s.at = start;
        return null;
      }
      s.at = i;
    }
    Peer peer = s.peer();
    return new Screened(test, peer, false, new Slice(s.a, start, s.end));
  }

  /** {@code addr IP listed by domain LIST as ANSWER}; {@code null} when it is not. */
  static Event listed(Scan s) {
    int start = s.at;
    if (!s.take(ADDR)) {
      return null;
    }
    int i = s.find(LISTED_BY);
    int to = i + LISTED_BY.length;
    if (i < 0) {
      i = s.find(BLOCKED_BY);
      to = i + BLOCKED_BY.length;
    }
    if (i < 0) {
      s.at = start;
      return null;
    }
    Peer peer = new Peer(null, s.to(i), -1);
    s.at = to;
    return new Note("dnsbl_hit", null, peer, s.rest());
  }
}
