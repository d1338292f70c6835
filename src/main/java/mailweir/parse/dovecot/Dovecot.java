package mailweir.parse.dovecot;

import static mailweir.slice.Ascii.bytes;

import mailweir.event.Event;
import mailweir.parse.Line;
import mailweir.parse.Phrases;
import mailweir.parse.Recogniser;
import mailweir.parse.Scan;
import mailweir.slice.Ascii;
import mailweir.slice.Slice;

/**
 * Dovecot's dialect: takes the prefix apart and gives the text to the reader of its service.
 *
 * <pre>
 *   imap-login: Info: Login: user=…                      service, level, text
 *   lmtp(user)&lt;pid&gt;&lt;session&gt;: msgid=…: saved mail to …   service, user, text
 *   deliver(user): msgid=…                               the same, logged under its own name
 * </pre>
 */
public final class Dovecot implements Recogniser {
  private static final byte[] LOGIN = bytes("-login");
  private static final byte[] LMTP = bytes("lmtp");
  private static final byte[] LDA = bytes("lda");
  private static final byte[] DOVECOT_LDA = bytes("dovecot-lda");
  private static final byte[] DELIVER = bytes("deliver");
  private static final byte[] AUTH = bytes("auth");
  private static final byte[] IMAP = bytes("imap");
  private static final byte[] POP3 = bytes("pop3");
  private static final byte[] SIEVE = bytes("managesieve");
  private static final byte[] SUBMISSION = bytes("submission");
  private static final byte[] DISCONNECTED = bytes("Disconnected");
  private static final byte[] LOGGED_OUT = bytes("Logged out");
  private static final byte[] CONNECTION_CLOSED = bytes("Connection closed");
  private static final byte[] DISCONNECT = bytes("Disconnect");
  private static final byte[][] TROUBLES = {
    bytes("Error: "), bytes("Warning: "), bytes("Fatal: "), bytes("Panic: ")
  };
  private static final byte[] INFO = bytes("Info: ");
  private static final byte[] DEBUG = bytes("Debug: ");

  private static final boolean[] NAME = new boolean[256];

  static {
    for (int c = 0; c < 128; c++) {
      NAME[c] =
          c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || c >= '0' && c <= '9'
              || c == '-'
              || c == '_';
    }
  }

  private final Stores stores = new Stores();
  private final Phrases phrases = new Phrases();

  public Dovecot() {
    phrases
        .note(
            "mailbox_warning",
            "Killed with signal",
            "Warning: ",
            "Error: ",
            "Fatal: ",
            "Panic: ",
            "Raw backtrace",
            "service(",
            "Time jumped",
            "Time just moved",
            "*killed with signal",
            "*failed",
            "*Permission denied",
            "*exceeded")
        .note("mailbox_note", "quota", "Quota", "user ", "User ", "* synced", "expunge", "sieve: ")
        .nothing(
            "Dovecot v",
            "SIGHUP received",
            "SIG",
            "Generating ",
            "SSL parameters ",
            "starting",
            "Starting",
            "Stopping",
            "stopp",
            "Auth process",
            "Connect",
            "Disconnect",
            "Indexed ",
            "Reading password",
            "Loading ",
            "Module loaded",
            "Global ",
            "Effective uid",
            "Read auth",
            "conn ",
            "connection",
            "Server ",
            "Client ",
            "Expiration",
            "Rotated",
            "Hibernat",
            "Imap-hibernate",
            "Connection ",
            "Debug");
  }

  @Override
  public String name() {
    return "dovecot";
  }

  @Override
  public boolean claims(String program) {
    int end = 0;
    while (end < program.length() && "([<".indexOf(program.charAt(end)) < 0) {
      end++;
    }
    String p = program.substring(0, end);
    return p.startsWith("dovecot")
        || p.equals("imap-login")
        || p.equals("pop3-login")
        || p.equals("managesieve-login")
        || p.equals("submission-login")
        || p.equals("deliver")
        || p.equals("auth-worker")
        || p.equals("auth")
        || p.equals("indexer-worker")
        || end < program.length()
            && (p.equals("imap")
                || p.equals("pop3")
                || p.equals("lmtp")
                || p.equals("lda")
                || p.equals("managesieve"));
  }

  /** Its own file, under multilog too: the process' name begins the text. */
  @Override
  public boolean recognises(Line line) {
    if (line.program != null || line.host != null || !line.stamp.present) {
      return false;
    }
    for (byte[] own : OWN) {
      if (Slice.regionIs(line.array, line.textFrom, line.textTo, own)) {
        return true;
      }
    }
    return false;
  }

  private static final byte[][] OWN = {
    Ascii.bytes("imap-login: "),
    Ascii.bytes("pop3-login: "),
    Ascii.bytes("managesieve-login: "),
    Ascii.bytes("dovecot-auth: "),
    Ascii.bytes("auth-worker(")
  };
  private static final byte[] OWN_AUTH = Ascii.bytes("dovecot-auth: ");

  @Override
  public Event parse(Line line) {
    byte[] a = line.array;
    int p = line.textFrom;
    int to = line.textTo;
    String program = line.program == null ? "dovecot" : line.program.text();
    if (line.program == null && Slice.regionIs(a, p, to, OWN_AUTH)) {
      return service(AUTH, 0, AUTH.length, null, a, p + OWN_AUTH.length, to);
    }
    if (program.equals("dovecot")) {
      int service = p;
      int serviceEnd = nameEnd(a, p, to);
      p = serviceEnd;
      Slice user = null;
      if (p < to && a[p] == '(') {
        int close = Scan.upTo(a, p + 1, to, ')');
        user = new Slice(a, p + 1, close);
        p = Math.min(to, close + 1);
      }
      while (p < to && (a[p] == '<' || a[p] == '[')) {
        p = Math.min(to, Scan.upTo(a, p + 1, to, a[p] == '<' ? '>' : ']') + 1);
      }
      if (serviceEnd == service || p >= to || a[p] != ':') {
        return phrases.read(a, line.textFrom, to);
      }
      return service(a, service, serviceEnd, user, Scan.blanks(a, p + 1, to), to);
    }
    if (program.equals("dovecot-auth") || program.equals("auth")) {
      return service(AUTH, 0, AUTH.length, null, a, p, to);
    }
    byte[] own = Ascii.bytes(program);
    int start = program.startsWith("dovecot/") ? 8 : program.startsWith("dovecot-") ? 8 : 0;
    int end = nameEnd(own, start, own.length);
    Slice user = null;
    if (end < own.length && own[end] == '(') {
      user = new Slice(own, end + 1, Scan.upTo(own, end + 1, own.length, ')'));
    }
    return service(own, start, end, user, a, p, to);
  }

  private Event service(byte[] a, int service, int serviceEnd, Slice user, int p, int to) {
    return service(a, service, serviceEnd, user, a, p, to);
  }

  private Event service(
      byte[] s, int service, int serviceEnd, Slice user, byte[] a, int from, int to) {
    int p = from;
    boolean trouble = false;
    if (p < to) {
      int c = a[p];
      if (c == 'I' && Slice.regionIs(a, p, to, INFO)) {
        p += INFO.length;
      } else if (c == 'D' && Slice.regionIs(a, p, to, DEBUG)) {
        p += DEBUG.length;
      } else if (c == 'E' || c == 'W' || c == 'F' || c == 'P') {
        for (byte[] t : TROUBLES) {
          if (Slice.regionIs(a, p, to, t)) {
            p += t.length;
            trouble = true;
            break;
          }
        }
      }
    }
    int length = serviceEnd - service;
    Event event;
    if (length > LOGIN.length
        && s[serviceEnd - 1] == 'n'
        && Slice.regionIs(s, serviceEnd - LOGIN.length, serviceEnd, LOGIN)) {
      event = Logins.read(new Slice(s, service, serviceEnd - LOGIN.length), a, p, to);
    } else if (is(s, service, serviceEnd, LMTP)
        || is(s, service, serviceEnd, LDA)
        || is(s, service, serviceEnd, DELIVER)
        || is(s, service, serviceEnd, DOVECOT_LDA)) {
      event = stores.read(user, a, p, to);
    } else if (is(s, service, serviceEnd, IMAP)
        || is(s, service, serviceEnd, POP3)
        || is(s, service, serviceEnd, SIEVE)
        || is(s, service, serviceEnd, SUBMISSION)) {
      event = session(a, p, to);
    } else if (Slice.regionIs(s, service, serviceEnd, AUTH)) {
      event = Passwords.read(user, a, p, to);
    } else {
      event = phrases.read(a, p, to);
    }
    if (trouble && !(event instanceof Event.Login) && !(event instanceof Event.Stored)) {
      return new Event.Note("mailbox_warning", null, Event.Peer.NONE, new Slice(a, p, to));
    }
    return event;
  }

  private static Event session(byte[] a, int p, int to) {
    boolean ended =
        Slice.regionIs(a, p, to, DISCONNECTED)
            || Slice.regionIs(a, p, to, LOGGED_OUT)
            || Slice.regionIs(a, p, to, CONNECTION_CLOSED)
            || Slice.regionIs(a, p, to, DISCONNECT);
    return new Event.Note(
        ended ? "mailbox_logout" : "mailbox_note", null, Event.Peer.NONE, new Slice(a, p, to));
  }

  /** Whether [from, to) is {@code word}, in any case: Dovecot 1 wrote {@code IMAP(user)}. */
  private static boolean is(byte[] s, int from, int to, byte[] word) {
    if (to - from != word.length) {
      return false;
    }
    for (int i = 0; i < word.length; i++) {
      if (s[from + i] != word[i] && (s[from + i] | 0x20) != word[i]) {
        return false;
      }
    }
    return true;
  }

  private static int nameEnd(byte[] a, int from, int to) {
    int i = from;
    while (i < to && NAME[a[i] & 0xFF]) {
      i++;
    }
    return i;
  }
}
