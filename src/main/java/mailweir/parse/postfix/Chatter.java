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
  private static final byte[] ABORT = bytes("abort: TLS from ");
  private static final byte[] LOST_WITH = bytes("lost connection with ");
  private static final byte[] SUBJECT = bytes("subject_CN=");
  private static final byte[] REPORT = bytes("TLSRPT: ");
  private static final byte[] BRACKET_COLON = bytes(": ");
  private static final byte[] STATISTICS = bytes("statistics: ");
  private static final byte[] SERVICE_CLIENT = bytes(" for (");

  /** Behind a queue id: troubles with the other side that are told before the line that counts. */
  private static final byte[][] REMOTE =
      beginnings(
          """
          lost connection with_
          conversation with_
          enabling PIX_
          Cannot start TLS
          TLS is required
          TLS connection to_
          SMTPUTF8 is required
          REQUIRETLS
          breaking line_
          SASL authentication_
          Server certificate_
          Remote certificate_
          network_
          timed out_
          """);

  /** Behind a queue id: what the queue's own programs say of a message that stays as it is. */
  private static final byte[][] QUEUE =
      beginnings(
          """
          skipped, still being delivered
          message has been queued for_
          saved to_
          purged
          renamed_
          """);

  private static final byte[] FATAL = bytes("fatal: ");
  private static final byte[] PANIC = bytes("panic: ");
  private static final byte[] ERROR = bytes("error: ");

  /** What an operator wants on a time line. */
  private static final byte[][] SERVICE =
      beginnings(
          """
          daemon started
          terminating on signal
          reload -- version
          starting the Postfix
          stopping the Postfix
          refreshing the Postfix
          waiting for the Postfix
          aborting the Postfix
          the Postfix mail system is_
          entering STRESS mode
          leaving STRESS mode
          flushing queued mail
          attempting to flush
          """);

  private static final byte[][] TOTALS =
      beginnings(
          """
          Deleted:_
          Requeued:_
          Placed on hold:_
          Released from hold:_
          Expired:_
          Force-expired:_
          Renamed to match inode number:_
          """);

  private static final byte[][] TLS_TROUBLE =
      beginnings(
          """
          certificate verification failed for_
          CA certificate verification failed for_
          certificate peer name verification failed for_
          server certificate verification failed for_
          Server certificate_
          Peer certificate_
          Peer verification
          TLS library problem
          SSL_read error
          SSL_write error
          """);

  /** Maintenance, backward-compatibility reminders, and the output of -v and of the higher TLS log levels. */
  private static final byte[][] NOTHING =
      beginnings(
          """
          setting up TLS connection
          discarding EHLO keywords
          Host offered STARTTLS
          initializing the_
          initialization_
          idle timeout
          cache_
          close database_
          open_
          reopen_
          table_
          using_
          Postfix is using backwards-compatible
          Postfix is running with backwards-compatible
          See http
          To disable backwards compatibility
          cannot load Certificate Authority
          TLS SNI_
          TLS cipher list
          TLS status_
          Unverified:_
          Verified:_
          Untrusted:_
          Trusted:_
          subject_CN=
          depth=
          verify_
          save session_
          write session_
          read session_
          remove session_
          delete smtp session
          issuing session
          looking for session
          Reusing old session
          SSL_connect:
          SSL_accept:
          SSL3 alert
          input attribute_
          send attr_
          connect to subsystem_
          connection closed
          connection established
          before input_transp
          after input_transp
          trying..._
          fsspace:_
          >_
          <_
          >>>_
          <<<_
          private/
          public/
          /etc/postfix/
          /var/spool/postfix
          checking_
          lookup_
          copying_
          removing_
          watchdog_
          fifo
          proxymap
          """);

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
    if (any(s, QUEUE)) {
      return new Note("queue_state", id, null, s.rest());
    }
    if (s.take(ABORT)) {
      return new Note("tls_failed", id, s.peer(), new Slice(s.a, start, s.end));
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
    if (s.take(FATAL)) {
      return new Note("fatal", null, null, s.rest());
    }
    if (s.take(PANIC)) {
      return new Note("panic", null, null, s.rest());
    }
    if (s.take(ERROR)) {
      return new Note("error", null, null, s.rest());
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
    if (s.has(LOST_WITH)) {
      return new Note("remote_trouble", null, null, remote(s), -1, new Slice(s.a, start, s.end));
    }
    return ofHost(s);
  }

  /**
   * {@code host[ip]:25: subject_CN=…}, {@code host[ip]: Trusted: subject_CN=…}, {@code host[ip]:25: TLSRPT: status=…}: of TLS, with
   * the other side in front; all others of this form are debug output.
   */
  private static Event ofHost(Scan s) {
    int start = s.at;
    Peer peer = s.peer();
    if (peer.ip() == null || !s.take(BRACKET_COLON)) {
      s.at = start;
      return null;
    }
    if (s.find(REPORT) >= 0) {
      return new Note("tls_report", null, peer, s.rest());
    }
    return s.find(SUBJECT) >= 0
        ? new Note("tls_certificate", null, peer, s.rest())
        : Event.UNINFORMATIVE;
  }

  /** The lines of a text; an underscore at the end stands for a blank. */
  private static byte[][] beginnings(String lines) {
    return lines
        .lines()
        .map(line -> bytes(line.endsWith("_") ? line.substring(0, line.length() - 1) + " " : line))
        .toArray(byte[][]::new);
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
