package mailweir.parse.filter;

import static mailweir.slice.Ascii.bytes;

import mailweir.event.Event;
import mailweir.parse.Dialect;
import mailweir.parse.Line;
import mailweir.parse.Phrases;
import mailweir.slice.Slice;

/**
 * OpenDKIM: {@code QID: what}. A signature made or checked is an {@link Event.Authenticity} of mechanism {@code dkim} with the results
 * {@code signed}, {@code pass}, {@code fail}, {@code none}, {@code error}; the rest is told as a note.
 */
public final class OpenDkim implements Dialect {
  private static final Slice DKIM = Slice.of("dkim");
  static final Slice PASS = Slice.of("pass");
  static final Slice FAIL = Slice.of("fail");
  static final Slice NONE = Slice.of("none");
  private static final Slice SIGNED = Slice.of("signed");
  private static final Slice ERROR = Slice.of("error");
  private static final byte[] ADDED = bytes("DKIM-Signature field added");
  private static final byte[] NO_DATA = bytes("no signature data");
  private static final byte[] BAD_DATA = bytes("bad signature data");
  private static final byte[] VERIFIED = bytes("DKIM verification successful");
  private static final byte[] VERIFY_FAILED = bytes("DKIM verification failed");
  private static final byte[] KEY_REVOKED = bytes("key revoked");
  private static final byte[] KEY_FAILED = bytes("key retrieval failed");
  private static final byte[] SELECTOR = bytes("s=");
  private static final byte[] SIGNATURE = bytes("signature=");
  private static final byte[] NO_ERROR = bytes("result=\"no signature error\"");
  private static final byte[] DOMAIN_FIRST = bytes("d=");
  private static final byte[] DOMAIN = bytes(" d=");
  private static final byte[] DOMAIN_WORD = bytes(" domain=");
  private static final byte[] SSL_ERROR = bytes(" SSL error:");
  private static final byte[] BAD_WORD = bytes(" bad");

  private final Phrases phrases = new Phrases();

  public OpenDkim() {
    phrases
        .note(
            "authenticity_note",
            "not authenticated",
            "not internal",
            "no signing domain match for ",
            "no signing subdomain match for ",
            "no signing table match for ",
            "no signing keylist match for ",
            "no ",
            "SSL ",
            "RFC5322 header requirement error",
            "domain '",
            "error ",
            "ignoring ",
            "signature ",
            "BodyLengthDB ",
            "signing table references",
            "key revoked",
            "message not signed",
            "*failed",
            "*(): ",
            "* error",
            "* returned ",
            "external host ",
            "no MTA name match",
            "mode select: ",
            "* not internal",
            "* not authenticated",
            "* not external",
            "* attempted to send as ",
            "failed to parse ",
            "can't parse From",
            "can't determine message sender",
            "can't ",
            "unable to parse ",
            "cannot parse ",
            "sender DKIM",
            "dkim_",
            "DKIM",
            "ADSP",
            "ATPS",
            "VBR",
            "adsp",
            "syntax error",
            "message size ",
            "too much header data",
            "too many ",
            "removing ",
            "redirecting ",
            "delayed processing",
            "i= ",
            "identity",
            "internal error",
            "Authentication-Results",
            "*Authentication-Results header",
            "whitelisted",
            "*s=* d=*",
            "signing table",
            "key ",
            "no sender",
            "no header",
            "no From",
            "policy ",
            "milter ",
            "mlfi_",
            "smfi_",
            "*: smfi_",
            "lua ",
            "*resolver",
            "*not trusted",
            "error loading key",
            "can't load key",
            "*/private: key data is not secure",
            "*key data is not secure",
            "* accepting message",
            "accepting ",
            "rejecting ",
            "skipping ",
            "quarantin",
            "warning: ")
        .nothing(
            "OpenDKIM Filter",
            "OpenDKIM Test",
            "Sendmail DKIM",
            "additional ",
            "* starting (args:",
            "* terminating",
            "terminating",
            "restart",
            "configuration reloaded",
            "configuration ",
            "Logging ",
            "started",
            "stopp",
            "exiting",
            "reloading",
            "*DNS resolver",
            "using default configfile",
            "smtp");
  }

  @Override
  public String name() {
    return "opendkim";
  }

  @Override
  public boolean claims(String program) {
    return program.equals("opendkim")
        || program.equals("dkim-filter")
        || program.endsWith("/opendkim");
  }

  @Override
  public Event parse(Line line) {
    byte[] a = line.array;
    int p = line.textFrom;
    int to = line.textTo;
    int idEnd = queueIdEnd(a, p, to);
    Slice queueId = null;
    if (idEnd > 0) {
      queueId = new Slice(a, p, idEnd);
      p = idEnd + 2;
    }
    if (p < to) {
      switch (a[p]) {
        case 'D':
          if (Slice.regionIs(a, p, to, ADDED)) {
            return result(queueId, SIGNED, domain(a, p + ADDED.length, to));
          }
          if (Slice.regionIs(a, p, to, VERIFIED)) {
            return result(queueId, PASS, domain(a, p, to));
          }
          if (Slice.regionIs(a, p, to, VERIFY_FAILED)) {
            return result(queueId, FAIL, domain(a, p, to));
          }
          break;
        case 'n':
          if (Slice.regionIs(a, p, to, NO_DATA)) {
            return result(queueId, NONE, null);
          }
          break;
        case 'b':
          if (Slice.regionIs(a, p, to, BAD_DATA)) {
            return result(queueId, FAIL, domain(a, p, to));
          }
          break;
        case 'k':
          if (Slice.regionIs(a, p, to, KEY_REVOKED) || Slice.regionIs(a, p, to, KEY_FAILED)) {
            return result(queueId, ERROR, domain(a, p, to));
          }
          break;
        case 's':
          if (queueId != null && Slice.regionIs(a, p, to, SELECTOR)) {
            return signature(a, p, to, queueId);
          }
          if (Slice.regionIs(a, p, to, SIGNATURE)) {
            return logged(a, p, to, queueId);
          }
          break;
        default:
      }
    }
    return phrases.read(a, p, to, queueId, Event.Peer.NONE);
  }

  /** {@code signature=… domain=… selector=… result="no signature error"}, with LogResults. */
  private static Event logged(byte[] a, int p, int to, Slice queueId) {
    return result(queueId, Slice.indexOf(a, p, to, NO_ERROR) >= 0 ? PASS : FAIL, domain(a, p, to));
  }

  /**
   * {@code s=sel d=dom SSL error:…} is a signature that does not fit. Without an error ({@code SSL} and nothing behind it) it says nothing: the
   * result is the next line's.
   */
  private static Event signature(byte[] a, int p, int to, Slice queueId) {
    boolean failed =
        Slice.indexOf(a, p, to, SSL_ERROR) >= 0 || Slice.indexOf(a, p, to, BAD_WORD) >= 0;
    return failed
        ? result(queueId, FAIL, domain(a, p, to))
        : new Event.Note("authenticity_note", queueId, Event.Peer.NONE, new Slice(a, p, to));
  }

  private static Event result(Slice queueId, Slice result, Slice domain) {
    return new Event.Authenticity(
        queueId, DKIM, result, domain, Event.Peer.NONE, Event.Envelope.NONE);
  }

  private static Slice domain(byte[] a, int from, int to) {
    int i;
    if (Slice.regionIs(a, from, to, DOMAIN_FIRST)) {
      i = from + 2;
    } else {
      i = Slice.indexOf(a, from, to, DOMAIN);
      if (i >= 0) {
        i += DOMAIN.length;
      } else {
        i = Slice.indexOf(a, from, to, DOMAIN_WORD);
        if (i < 0) {
          return null;
        }
        i += DOMAIN_WORD.length;
      }
    }
    int e = i;
    while (e < to && a[e] != ' ' && a[e] != ',' && a[e] != ')' && a[e] != ';') {
      e++;
    }
    return e == i ? null : new Slice(a, i, e);
  }

  /** Index of the colon behind a queue id at {@code from}, when there is {@code ID: }; else -1. */
  static int queueIdEnd(byte[] a, int from, int to) {
    int i = from;
    boolean digit = false;
    while (i < to) {
      int c = a[i];
      if (c >= '0' && c <= '9') {
        digit = true;
      } else if (!(c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c == '-')) {
        break;
      }
      i++;
    }
    // the shortest ids have six characters; a word of chatter before a colon is mostly shorter or
    // has no digit
    if (i - from < 5 || i - from > 40 || i + 1 >= to || a[i] != ':' || a[i + 1] != ' ') {
      return -1;
    }
    if (digit) {
      return i;
    }
    // ids without a digit exist, but then they are long and in mixed case, or all capitals of
    // hexadecimal
    boolean upper = false;
    boolean lower = false;
    for (int k = from; k < i; k++) {
      upper |= a[k] >= 'A' && a[k] <= 'Z';
      lower |= a[k] >= 'a' && a[k] <= 'z';
    }
    return upper && (!lower || i - from >= 10) ? i : -1;
  }
}
