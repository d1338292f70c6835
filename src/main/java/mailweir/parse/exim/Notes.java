package mailweir.parse.exim;

import static mailweir.slice.Ascii.bytes;

import java.util.List;
import mailweir.event.Action;
import mailweir.event.Category;
import mailweir.event.Event;
import mailweir.event.Event.Authenticity;
import mailweir.event.Event.Envelope;
import mailweir.event.Event.FilterVerdict;
import mailweir.event.Event.Note;
import mailweir.event.Event.Peer;
import mailweir.event.Event.QueueAct;
import mailweir.event.Event.Relay;
import mailweir.event.Event.Removed;
import mailweir.event.Event.Ruling;
import mailweir.parse.Phrases;
import mailweir.parse.Scan;
import mailweir.slice.Slice;

/** What is neither arrival, attempt, refusal nor session: ends, frozen messages, checks, other servers' answers told beforehand, chatter. */
final class Notes {
  private static final byte[] COMPLETED = bytes("Completed");
  private static final byte[] FROZEN = bytes("Frozen");
  private static final byte[] STAR_FROZEN = bytes("*** Frozen");
  private static final byte[] FROZEN_BY = bytes("frozen by ");
  private static final byte[] ACL = bytes("ACL");
  private static final byte[] FILTER = bytes("filter");
  private static final byte[] UNFROZEN = bytes("Unfrozen");
  private static final byte[] UNFROZEN_LOWER = bytes("unfrozen");
  private static final byte[] REMOVED = bytes("removed by ");
  private static final byte[] CANCELLED = bytes("cancelled by ");
  private static final byte[] TOO_OLD = bytes("Message removed because older than ");
  private static final byte[] DKIM = bytes("DKIM: ");
  private static final byte[] DOMAIN = bytes("d=");
  private static final byte[] SUCCEEDED = bytes("[verification succeeded");
  private static final byte[] FAILED = bytes("[verification failed");
  private static final byte[] INVALID = bytes("[invalid");
  private static final byte[] SA = bytes("SA: Action: ");
  private static final byte[] SCORE = bytes("score=");
  private static final byte[] HOST_IS = bytes("(host=");
  private static final byte[] FLAGGED = bytes("flagged as Spam");
  private static final byte[] REJECTED = bytes("rejected");
  private static final byte[] NOT_SPAM = bytes("isn't spam");
  private static final byte[] DISCARDED = bytes("silently tossed");
  private static final byte[] WARNING = bytes("Warning: ");
  private static final byte[] VERIFY = bytes("sender verify ");
  private static final byte[] CALLOUT = bytes("callout ");
  private static final byte[] INCOMPLETE = bytes("incomplete transaction ");
  private static final byte[] AUTHENTICATOR = bytes("authenticator failed");

  private static final Slice HELD_ACT = Slice.of("held");
  private static final Slice RELEASED_ACT = Slice.of("released");
  private static final Slice DELETED_ACT = Slice.of("deleted");
  private static final Slice DKIM_WORD = Slice.of("dkim");
  private static final Slice PASS = Slice.of("pass");
  private static final Slice FAIL = Slice.of("fail");
  private static final Slice INVALID_WORD = Slice.of("permerror");
  private static final Slice SA_EXIM = Slice.of("sa-exim");
  private static final Slice SPAM = Slice.of("spam");
  private static final Slice CLEAN = Slice.of("clean");

  private static final Phrases OF_MESSAGE =
      new Phrases()
          .nothing(
              "Spool file for * is locked",
              "Spool file is locked",
              "no immediate delivery: ",
              "rewrite: ",
              "event ",
              "Envelope-from: ",
              "Envelope-to: ")
          .note(
              "queue_state",
              "address <",
              "recipient <",
              "sender address changed to ",
              "Delivery deferred by system filter",
              "original recipients ignored",
              "Message is frozen",
              "Message has been frozen",
              "Retry time not yet reached",
              "retry time not reached")
          .note(
              "warning",
              "Spool file ",
              "Warning: ",
              "lowest numbered MX record",
              "DKIM",
              "PDKIM",
              "SPF",
              "DMARC",
              "ARC",
              "malware",
              "spam acl condition",
              "warn condition",
              "bad ",
              "Error ",
              "error ",
              "Failed ",
              "failed ",
              "Format error ",
              "cancelled ",
              "routing ",
              "remote host address is the local host",
              "all relevant MX records",
              "discarded ",
              "PRDR ",
              "* authenticator failed H=",
              "* authenticator cancelled authentication H=",
              "ridiculously long message header",
              "overlong message header line",
              "*: error ignored")
          .note("tls_failed", "TLS ", "[*] SSL verify ", "DANE ")
          .note("panic", "unable to ", "Cannot ", "cannot ", "Failed to ");

  private static final Phrases OF_SERVER =
      new Phrases()
          .nothing(
              "Envelope-from: ",
              "Envelope-to: ",
              "host name alias list truncated",
              "ident connection to ",
              "Spool file for * is locked",
              "Peer did not present a cert")
          .note(
              "server_state",
              "exim * daemon started: ",
              "Start queue run: ",
              "End queue run: ",
              "Start '*' queue run: ",
              "End '*' queue run: ",
              "Abandon queue run: ",
              "exim * daemon",
              "pid *SIGHUP received",
              "pid * SIGTERM",
              "SIGHUP received",
              "daemon ",
              "listening for ",
              "Running queue ",
              "queue run: ",
              "socket bind() to port")
          .note("queue_state", "Message is frozen", "Message ")
          .note("protocol_error", "ETRN ", "ignoring AUTH=", "VRFY ", "EXPN ", "HELP ")
          .note(
              "tls_failed",
              "TLS error",
              "TLS session",
              "TLS client disconnected cleanly",
              "[*] SSL verify ")
          .note(
              "panic",
              "exim user lost privilege",
              "Exim configuration error",
              "unable to ",
              "Cannot open ",
              "Failed to ",
              "failed to ",
              "SIGSEGV",
              "Spool error for ",
              "Format error in spool file ",
              "socket ",
              "daemon: ")
          .note(
              "warning",
              "Warning: ",
              "malware acl condition",
              "spam acl condition",
              "no host name found ",
              "host lookup ",
              "DNS ",
              "gethostbyname ",
              "ridiculously long message header",
              "overlong message header line",
              "list matching forced to fail",
              "DKIM",
              "PDKIM",
              "SPF",
              "DMARC");

  private Notes() {}

  /** Behind a message's id. */
  static Event ofMessage(byte[] a, int from, int to, Slice id, Fields f) {
    switch (from < to ? a[from] : 0) {
      case 'C' -> {
        if (Slice.regionIs(a, from, to, COMPLETED)) {
          return new Removed(id);
        }
      }
      case 'F', 'f', '*' -> {
        if (Slice.regionIs(a, from, to, FROZEN)
            || Slice.regionIs(a, from, to, FROZEN_BY)
            || Slice.regionIs(a, from, to, STAR_FROZEN)) {
          return frozen(a, from, to, id);
        }
      }
      case 'U', 'u' -> {
        if (Slice.regionIs(a, from, to, UNFROZEN) || Slice.regionIs(a, from, to, UNFROZEN_LOWER)) {
          return new QueueAct(id, RELEASED_ACT);
        }
      }
      case 'r', 'c' -> {
        if (Slice.regionIs(a, from, to, REMOVED) || Slice.regionIs(a, from, to, CANCELLED)) {
          return new QueueAct(id, DELETED_ACT);
        }
      }
      case 'M' -> {
        if (Slice.regionIs(a, from, to, TOO_OLD)) {
          return new QueueAct(id, DELETED_ACT);
        }
      }
      case 'D' -> {
        if (Slice.regionIs(a, from, to, DKIM)) {
          return dkim(a, from, to, id);
        }
      }
      case 'S' -> {
        if (Slice.regionIs(a, from, to, SA)) {
          return spamAssassin(a, from, to, id, f);
        }
      }
      default -> {}
    }
    return OF_MESSAGE.read(a, from, to, id, Peer.NONE);
  }

  /** Without an id. */
  static Event ofServer(byte[] a, int from, int to) {
    return OF_SERVER.read(a, from, to);
  }

  /** By an ACL or the system filter it is a rule's holding; what Exim froze because it can neither deliver nor return it is none. */
  private static Event frozen(byte[] a, int from, int to, Slice id) {
    boolean byRule = Slice.indexOf(a, from, to, ACL) > 0 || Slice.indexOf(a, from, to, FILTER) > 0;
    return byRule
        ? new Ruling(
            id, Ruling.Kind.HELD, null, Peer.NONE, -1, null, new Slice(a, from, to), Envelope.NONE)
        : new QueueAct(id, HELD_ACT);
  }

  /** {@code DKIM: d=a.example s=one c=relaxed/relaxed a=rsa-sha256 b=2048 [verification succeeded]}. */
  private static Event dkim(byte[] a, int from, int to, Slice id) {
    int d = Slice.indexOf(a, from, to, DOMAIN);
    Slice result =
        Slice.indexOf(a, from, to, SUCCEEDED) > 0
            ? PASS
            : Slice.indexOf(a, from, to, FAILED) > 0
                ? FAIL
                : Slice.indexOf(a, from, to, INVALID) > 0 ? INVALID_WORD : null;
    if (d < 0 || result == null) {
      return new Note("authenticity_note", id, Peer.NONE, new Slice(a, from, to));
    }
    int p = d + DOMAIN.length;
    return new Authenticity(
        id, DKIM_WORD, result, new Slice(a, p, Scan.upTo(a, p, to, ' ')), Peer.NONE, Envelope.NONE);
  }

  /** SA-Exim: {@code SA: Action: flagged as Spam but accepted: score=8.2 required=5.0 (…). From <…> (host=name [ip]) for …}. */
  private static Event spamAssassin(byte[] a, int from, int to, Slice id, Fields f) {
    int p = from + SA.length;
    int s = Slice.indexOf(a, p, to, SCORE);
    if (s < 0) {
      return new Note("warning", id, Peer.NONE, new Slice(a, from, to));
    }
    boolean clean = Slice.indexOf(a, p, s, NOT_SPAM) > 0;
    boolean rejected = Slice.indexOf(a, p, s, REJECTED) > 0;
    boolean tossed = Slice.indexOf(a, p, s, DISCARDED) > 0;
    boolean spam = !clean && (rejected || tossed || Slice.indexOf(a, p, s, FLAGGED) >= 0);
    f.clear(a, p, to);
    int host = Slice.indexOf(a, p, to, HOST_IS);
    if (host > 0) {
      f.host(host + HOST_IS.length);
    }
    return new FilterVerdict(
        SA_EXIM,
        null,
        id,
        null,
        null,
        null,
        List.of(),
        f.ip,
        spam ? Category.SPAM : Category.CLEAN,
        spam ? SPAM : CLEAN,
        rejected
            ? Action.BLOCKED
            : tossed ? Action.DISCARDED : spam ? Action.TAGGED : Action.PASSED,
        null,
        null,
        Scan.decimal(a, s + SCORE.length, to),
        spam,
        null,
        null,
        -1,
        true);
  }

  /** Behind a client's or another server's fields; null when the words are not known. */
  static Event behindFields(byte[] a, int from, int to, Slice id, Fields f) {
    Slice all = new Slice(a, from, to);
    int p = f.at;
    if (f.text && id != null) {
      int answer = Attempts.answerAt(a, from, to);
      int code = answer < 0 ? -1 : Attempts.code(a, answer, to);
      return new Note(
          code > 0 ? "remote_said" : "remote_trouble",
          id,
          Peer.NONE,
          relay(f),
          code,
          rest(a, p, to));
    }
    if (Slice.regionIs(a, p, to, WARNING)
        || Slice.regionIs(a, p, to, VERIFY)
        || Slice.regionIs(a, p, to, CALLOUT)) {
      return new Note("warning", id, f.peer(), rest(a, p, to));
    }
    if (Slice.regionIs(a, p, to, INCOMPLETE)) {
      return new Note("protocol_error", id, f.peer(), rest(a, p, to));
    }
    if (id != null && f.ip != null) {
      return unreachable(a, p, to)
          ? new Note("remote_unreachable", id, Peer.NONE, relay(f), -1, rest(a, p, to))
          : new Note("remote_trouble", id, Peer.NONE, relay(f), -1, all);
    }
    return f.text || Slice.indexOf(a, p, to, AUTHENTICATOR) > 0
        ? new Note("warning", id, f.peer(), all)
        : null;
  }

  private static final byte[][] UNREACHABLE = {
    bytes("Connection refused"),
    bytes("Connection timed out"),
    bytes("Network is unreachable"),
    bytes("No route to host"),
    bytes("Network Error"),
  };

  private static boolean unreachable(byte[] a, int p, int to) {
    for (byte[] words : UNREACHABLE) {
      if (Slice.regionIs(a, p, to, words)) {
        return true;
      }
    }
    return false;
  }

  private static Slice rest(byte[] a, int from, int to) {
    return new Slice(a, from, to);
  }

  private static Relay relay(Fields f) {
    return new Relay(f.hostName != null ? f.hostName : f.ip, f.ip, f.port);
  }
}
