package mailweir.parse.postfix;

import static mailweir.slice.Ascii.bytes;

import mailweir.event.Event;
import mailweir.event.Event.Note;
import mailweir.event.Event.Peer;
import mailweir.event.Event.Relay;
import mailweir.slice.Slice;

/** Lines that count nowhere: some are worth telling and become a note, the others are known to carry nothing. */
final class Chatter {
  private static final byte[] HOST = bytes("host ");
  private static final byte[] SAID = bytes(" said: ");
  private static final byte[] REFUSED_TO_TALK = bytes(" refused to talk to me: ");
  private static final byte[] WITH = bytes(" with ");
  private static final byte[] FOR = bytes(" for ");
  private static final byte[] SKIPPED = bytes("skipped, still being delivered");
  private static final byte[] STATISTICS = bytes("statistics: ");
  private static final byte[] SERVICE_CLIENT = bytes(" for (");

  /** Behind a queue id: troubles with the other side that are told before the line that counts. */
  private static final byte[][] REMOTE = {
    bytes("lost connection with "),
    bytes("conversation with "),
    bytes("enabling PIX "),
    bytes("Cannot start TLS"),
    bytes("TLS is required"),
    bytes("SMTPUTF8 is required"),
    bytes("breaking line "),
    bytes("SASL authentication "),
    bytes("Server certificate "),
    bytes("network "),
    bytes("Remote certificate "),
    bytes("timed out "),
    bytes("smtp"),
  };

  private static final byte[][] LEVELS = {bytes("fatal: "), bytes("panic: "), bytes("error: ")};
  private static final String[] LEVEL_WORDS = {"fatal", "panic", "error"};

  /** What an operator wants on a time line. */
  private static final byte[][] SERVICE = {
    bytes("daemon started"),
    bytes("terminating on signal"),
    bytes("reload -- version"),
    bytes("starting the Postfix"),
    bytes("stopping the Postfix"),
    bytes("refreshing the Postfix"),
    bytes("waiting for the Postfix"),
    bytes("aborting the Postfix"),
    bytes("the Postfix mail system is "),
    bytes("the Postfix mail system is running"),
    bytes("entering STRESS mode"),
    bytes("leaving STRESS mode"),
    bytes("flushing queued mail"),
  };

  private static final byte[][] TOTALS = {
    bytes("Deleted: "),
    bytes("Requeued: "),
    bytes("Placed on hold: "),
    bytes("Released from hold: "),
    bytes("Expired: "),
    bytes("Force-expired: "),
    bytes("Renamed to match inode number: "),
  };

  private static final byte[][] TLS_TROUBLE = {
    bytes("certificate verification failed for "), bytes("Server certificate "),
        bytes("Peer certificate "),
    bytes("TLS library problem"), bytes("certificate peer name verification failed"),
        bytes("Peer verification"),
  };

  private static final byte[][] NOTHING = {
    bytes("setting up TLS connection"),
    bytes("discarding EHLO keywords"),
    bytes("initializing the "),
    bytes("cache "),
    bytes("close database "),
    bytes("open "),
    bytes("table "),
    bytes("Host offered STARTTLS"),
    bytes("idle timeout"),
    bytes("input attribute "),
    bytes("send attr "),
    bytes("connect to subsystem "),
    bytes("fsspace: "),
    bytes("> "),
    bytes("< "),
    bytes(">>> "),
    bytes("before input_transp"),
    bytes("after input_transp"),
    bytes("trying... "),
    bytes("watchdog_"),
    bytes("private/"),
    bytes("public/"),
    bytes("reopen "),
    bytes("save session "),
    bytes("issuing session"),
    bytes("Reusing old session"),
    bytes("looking for session"),
    bytes("remove session "),
    bytes("Unverified: "),
    bytes("Verified: "),
    bytes("Untrusted: "),
    bytes("Trusted: "),
    bytes("subject_CN="),
    bytes("write session "),
    bytes("read session "),
    bytes("cannot load Certificate Authority"),
    bytes("using "),
    bytes("connection closed"),
    bytes("connection established"),
    bytes("master_notify"),
    bytes("rewrite_clnt"),
    bytes("resolve_clnt"),
    bytes("inet_addr"),
    bytes("auto_clnt"),
    bytes("been_here"),
    bytes("fifo"),
    bytes("SSL_connect:"),
    bytes("SSL_accept:"),
    bytes("SSL3 alert"),
    bytes("TLS SNI "),
    bytes("TLS cipher list"),
    bytes("delete smtp session"),
    bytes("permit_"),
    bytes("dict_"),
    bytes("rec_"),
    bytes("checking "),
    bytes("lookup "),
    bytes("smtpd_"),
    bytes("proxymap"),
    bytes("vstream_"),
    bytes("name_mask"),
    bytes("/etc/postfix/"),
    bytes("/var/spool/postfix"),
    bytes("depth="),
    bytes("verify depth"),
    bytes("extract_addr"),
    bytes("copying "),
    bytes("removing "),
  };

  private Chatter() {}

  static Event ofMessage(Scan s, Slice id) {
    int start = s.at;
    if (s.take(HOST)) {
      Relay relay = Deliveries.relay(s);
      if (s.take(SAID) || s.take(REFUSED_TO_TALK)) {
        return new Note("remote_said", id, null, relay, s.code(), s.rest());
      }
      s.at = start;
      return null;
    }
    for (byte[] word : REMOTE) {
      if (s.has(word)) {
        return new Note("remote_trouble", id, null, remote(s), -1, new Slice(s.a, start, s.end));
      }
    }
    if (s.has(SKIPPED)) {
      return new Note("queue_state", id, null, s.rest());
    }
    return null;
  }

  private static Relay remote(Scan s) {
    int with = s.find(WITH);
    int i = with >= 0 ? with + WITH.length : s.find(FOR) + FOR.length;
    if (i < s.at + FOR.length) {
      return null;
    }
    s.at = i;
    int to = s.at;
    while (to < s.end && s.a[to] != ' ' && s.a[to] != '[') {
      to++;
    }
    return to < s.end && s.a[to] == '[' ? Deliveries.relay(s) : null;
  }

  static Event ofServer(Scan s) {
    int start = s.at;
    for (int i = 0; i < LEVELS.length; i++) {
      if (s.take(LEVELS[i])) {
        return new Note(LEVEL_WORDS[i], null, null, s.rest());
      }
    }
    if (s.take(STATISTICS)) {
      return statistics(s);
    }
    if (any(s, SERVICE)) {
      return new Note("server_state", null, null, s.rest());
    }
    if (any(s, TOTALS)) {
      return new Note("queue_totals", null, null, s.rest());
    }
    if (any(s, TLS_TROUBLE)) {
      return new Note("tls_failed", null, null, s.rest());
    }
    if (any(s, NOTHING) || debug(s)) {
      return Event.UNINFORMATIVE;
    }
    s.at = start;
    return null;
  }

  private static boolean any(Scan s, byte[][] words) {
    int c = s.peek();
    for (byte[] word : words) {
      if (word[0] == c && s.has(word)) {
        return true;
      }
    }
    return false;
  }

  /** {@code max connection rate 1/60s for (smtp:192.0.2.1) at …}. */
  private static Event statistics(Scan s) {
    int start = s.at;
    Peer peer = null;
    int i = s.find(SERVICE_CLIENT);
    if (i >= 0) {
      s.at = i + SERVICE_CLIENT.length;
      int colon = s.find(':');
      int close = s.find(')');
      if (colon >= 0 && close > colon) {
        peer = new Peer(null, new Slice(s.a, colon + 1, close), -1);
      }
    }
    return new Note("statistics", null, peer, new Slice(s.a, start, s.end));
  }

  /** A function's name with an underscore, then a colon: the output of {@code -v}. */
  private static boolean debug(Scan s) {
    boolean underscore = false;
    for (int i = s.at; i < s.end; i++) {
      int c = s.a[i];
      if (c == ':') {
        return underscore;
      }
      if (c == '_') {
        underscore = true;
      } else if (!(c >= 'a' && c <= 'z' || c >= '0' && c <= '9')) {
        return false;
      }
    }
    return false;
  }
}
