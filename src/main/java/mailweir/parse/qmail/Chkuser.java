package mailweir.parse.qmail;

import static mailweir.slice.Ascii.bytes;

import mailweir.event.Event;
import mailweir.event.Reason;
import mailweir.parse.Scan;
import mailweir.slice.Slice;

/**
 * CHKUSER's lines, in both layouts.
 *
 * <pre>
 *  rejected rcpt: from &lt;sender:login:identity&gt; remote &lt;helo:name:ip&gt; rcpt &lt;recipient&gt; : not existing recipient
 *  rejected rcpt: from &lt;sender|remoteinfo/auth:login|chkuser-identify:identity&gt; remote &lt;helo:…|remotehostname:…|remotehostip:…&gt; rcpt &lt;…&gt; : …
 * </pre>
 *
 * The first is read from the right: an identity may hold blanks, a HELO name blanks and colons.
 */
final class Chkuser {
  private static final byte[] FROM = bytes(": from <");
  private static final byte[] REMOTE = bytes("> remote <");
  private static final byte[] RCPT = bytes("> rcpt <");
  private static final byte[] WHY = bytes("> : ");
  private static final byte[] AUTH = bytes("|remoteinfo/auth:");
  private static final byte[] IDENTIFY = bytes("|chkuser-identify:");
  private static final byte[] HELO = bytes("helo:");
  private static final byte[] HOST_NAME = bytes("|remotehostname:");
  private static final byte[] HOST_IP = bytes("|remotehostip:");

  private static final byte[] ACCEPTED = bytes("accepted ");
  private static final byte[] ACCEPTED_RCPT = bytes("accepted rcpt");
  private static final byte[] ACCEPTED_ANY = bytes("accepted any rcpt");
  private static final byte[] RELAYING = bytes("relaying rcpt");
  private static final byte[] REJECTED_RELAYING = bytes("rejected relaying");
  private static final byte[] REJECTED_RCPT = bytes("rejected rcpt");
  private static final byte[] REJECTED_SENDER = bytes("rejected sender");
  private static final byte[] REJECTED_INTRUSION = bytes("rejected intrusion");
  private static final byte[] INTRUSION = bytes("intrusion threshold");
  private static final byte[] NO_AUTH = bytes("no auth resource");
  private static final byte[] MUST_AUTH = bytes("must auth");
  private static final byte[] OVERQUOTA = bytes("mbx overquota");

  private static final byte[] QUOTA = bytes("quota");
  private static final byte[] NOT_EXISTING = bytes("not existing");
  private static final byte[] MAX_NUMBER = bytes("max number");
  private static final byte[] FORMAT = bytes("address format");
  private static final byte[] TEMPORARY = bytes("temporary");

  private static final Slice MAIL = Slice.of("MAIL");
  private static final Slice RCPT_STAGE = Slice.of("RCPT");
  private static final Slice SENDER = Slice.of("sender");
  private static final Slice RECIPIENT = Slice.of("rcpt");
  private static final Slice RELAY = Slice.of("relaying");
  private static final Slice RELAY_ALONE = Slice.of("relaying_without_login");
  private static final Slice RELAY_OTHER = Slice.of("relaying_unlike_login");

  private static final Slice[] DSN = {
    Slice.of("5.1.1"), Slice.of("5.7.1"), Slice.of("4.3.0"), Slice.of("5.7.0"), Slice.of("5.2.2"),
    Slice.of("5.5.3"), Slice.of("5.1.3"), Slice.of("5.1.2"), Slice.of("4.4.0"), Slice.of("5.1.7"),
    Slice.of("5.1.8"),
  };

  private Chkuser() {}

  /** What stands behind {@code CHKUSER }. */
  static Event read(byte[] a, int p, int to, Slice service) {
    int from = Slice.indexOf(a, p, Math.min(to, p + 64), FROM);
    int remote = from < 0 ? -1 : Slice.indexOf(a, from, to, REMOTE);
    int rcpt = remote < 0 ? -1 : Slice.indexOf(a, remote, to, RCPT);
    int why = rcpt < 0 ? -1 : Scan.last(a, rcpt, to, WHY);
    if (why < 0) {
      return Event.NOT_UNDERSTOOD;
    }
    int f = from + FROM.length;
    Slice sender;
    Slice login;
    int auth = Slice.indexOf(a, f, remote, AUTH);
    if (auth >= 0) {
      int identify = Slice.indexOf(a, auth, remote, IDENTIFY);
      sender = new Slice(a, f, auth);
      login = new Slice(a, auth + AUTH.length, identify < 0 ? remote : identify);
    } else {
      int second = before(a, f, remote);
      int first = second < 0 ? -1 : before(a, f, second);
      sender = new Slice(a, f, first < 0 ? second < 0 ? remote : second : first);
      login = first < 0 ? Slice.EMPTY : new Slice(a, first + 1, second);
    }
    Slice user = login.isEmpty() ? null : login;
    int r = remote + REMOTE.length;
    Slice helo;
    Event.Peer peer;
    int name = auth < 0 ? -1 : Slice.indexOf(a, r, rcpt, HOST_NAME);
    int ip = name < 0 ? -1 : Slice.indexOf(a, name, rcpt, HOST_IP);
    if (ip >= 0) {
      helo = new Slice(a, Slice.regionIs(a, r, name, HELO) ? r + HELO.length : r, name);
      peer = peer(a, name + HOST_NAME.length, ip, ip + HOST_IP.length, rcpt);
    } else {
      int address = ip(a, r, rcpt);
      int end = Math.max(r, address - 1);
      int colon = before(a, r, end);
      helo = new Slice(a, r, Math.max(r, colon));
      peer = peer(a, colon < 0 ? r : colon + 1, end, address, rcpt);
    }
    Slice recipient = new Slice(a, rcpt + RCPT.length, why);
    Slice text = new Slice(a, why + WHY.length, to);
    return event(a, p, from, sender, user, helo, peer, recipient, text, service);
  }

  private static Event.Peer peer(byte[] a, int name, int nameEnd, int ip, int ipEnd) {
    return new Event.Peer(
        nameEnd > name ? new Slice(a, name, nameEnd) : null,
        ipEnd > ip ? Scan.ip(a, ip, ipEnd) : null,
        -1);
  }

  /** Index of the last colon in [from, to); -1 when there is none. */
  private static int before(byte[] a, int from, int to) {
    for (int i = to - 1; i >= from; i--) {
      if (a[i] == ':') {
        return i;
      }
    }
    return -1;
  }

  /** Where the address at the end of {@code helo:name:ip} begins; it may have colons of its own. */
  private static int ip(byte[] a, int from, int to) {
    int colon = before(a, from, to);
    if (colon < 0) {
      return from;
    }
    for (int i = colon + 1; i < to; i++) {
      if (a[i] == '.') {
        return colon + 1;
      }
    }
    int i = to;
    while (i > from && (a[i - 1] == ':' || isHex(a[i - 1]))) {
      i--;
    }
    if (i > from) {
      // the name ends in letters that are digits too
      while (i < to && a[i] != ':') {
        i++;
      }
      return Math.min(to, i + 1);
    }
    return colon + 1;
  }

  private static boolean isHex(byte c) {
    return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
  }

  private static Event event(
      byte[] a,
      int p,
      int to,
      Slice sender,
      Slice user,
      Slice helo,
      Event.Peer peer,
      Slice recipient,
      Slice text,
      Slice service) {
    Event.Envelope envelope =
        new Event.Envelope(
            sender, recipient.isEmpty() ? null : recipient, null, helo.isEmpty() ? null : helo);
    if (is(a, p, to, ACCEPTED_RCPT) || is(a, p, to, ACCEPTED_ANY)) {
      return new Event.Admitted(RECIPIENT, service, peer, envelope, user, text);
    }
    if (is(a, p, to, RELAYING)) {
      Slice check = user == null ? RELAY_ALONE : sameAccount(sender, user) ? RELAY : RELAY_OTHER;
      return new Event.Admitted(check, service, peer, envelope, user, text);
    }
    if (Slice.regionIs(a, p, to, ACCEPTED)) {
      return new Event.Admitted(SENDER, service, peer, envelope, user, text);
    }
    if (is(a, p, to, REJECTED_RCPT)) {
      if (text.contains(NOT_EXISTING)) {
        return refusal(RCPT_STAGE, 550, 0, Reason.UNKNOWN_RECIPIENT, peer, envelope, user, text);
      }
      if (text.contains(MAX_NUMBER)) {
        return refusal(RCPT_STAGE, 550, 5, Reason.RATE_LIMIT, peer, envelope, user, text);
      }
      if (text.contains(QUOTA)) {
        return refusal(RCPT_STAGE, 552, 4, Reason.MAILBOX_FULL, peer, envelope, user, text);
      }
      if (text.contains(FORMAT)) {
        return refusal(RCPT_STAGE, 553, 6, Reason.PROTOCOL_ERROR, peer, envelope, user, text);
      }
      if (text.contains(TEMPORARY)) {
        return refusal(RCPT_STAGE, 451, 8, Reason.OTHER, peer, envelope, user, text);
      }
      return refusal(RCPT_STAGE, 550, 7, Reason.UNKNOWN_RECIPIENT, peer, envelope, user, text);
    }
    if (is(a, p, to, REJECTED_RELAYING)) {
      return refusal(RCPT_STAGE, 553, 1, Reason.RELAY_DENIED, peer, envelope, user, text);
    }
    if (is(a, p, to, REJECTED_SENDER)) {
      if (text.contains(FORMAT)) {
        return refusal(MAIL, 553, 9, Reason.PROTOCOL_ERROR, peer, envelope, user, text);
      }
      return text.contains(TEMPORARY)
          ? refusal(MAIL, 451, 8, Reason.UNKNOWN_SENDER_DOMAIN, peer, envelope, user, text)
          : refusal(MAIL, 550, 10, Reason.UNKNOWN_SENDER_DOMAIN, peer, envelope, user, text);
    }
    if (is(a, p, to, REJECTED_INTRUSION)) {
      return refusal(RCPT_STAGE, 550, 1, Reason.RATE_LIMIT, peer, envelope, user, text);
    }
    if (is(a, p, to, OVERQUOTA)) {
      return refusal(RCPT_STAGE, 552, 4, Reason.MAILBOX_FULL, peer, envelope, user, text);
    }
    if (is(a, p, to, MUST_AUTH)) {
      return refusal(
          recipient.isEmpty() ? MAIL : RCPT_STAGE,
          530,
          3,
          Reason.AUTH_REQUIRED,
          peer,
          envelope,
          user,
          text);
    }
    if (is(a, p, to, NO_AUTH)) {
      return refusal(RCPT_STAGE, 451, 2, Reason.SERVER_BUSY, peer, envelope, user, text);
    }
    if (is(a, p, to, INTRUSION)) {
      return new Event.Note("intrusion_threshold", null, peer, text);
    }
    return Event.NOT_UNDERSTOOD;
  }

  private static boolean is(byte[] a, int p, int to, byte[] title) {
    return to - p == title.length && Slice.regionIs(a, p, to, title);
  }

  /** Whether a sender is the login, or the login is its local part. */
  private static boolean sameAccount(Slice sender, Slice login) {
    if (sender.length() == login.length()) {
      for (int i = 0; i < login.length(); i++) {
        if (lower(sender.at(i)) != lower(login.at(i))) {
          return false;
        }
      }
      return true;
    }
    if (sender.length() > login.length() && sender.at(login.length()) == '@') {
      return sameAccount(sender.part(0, login.length()), login);
    }
    return false;
  }

  private static int lower(int c) {
    return c >= 'A' && c <= 'Z' ? c + 32 : c;
  }

  private static Event refusal(
      Slice stage,
      int code,
      int dsn,
      Reason reason,
      Event.Peer peer,
      Event.Envelope envelope,
      Slice user,
      Slice text) {
    return new Event.Refusal(
        null, stage, peer, code, DSN[dsn], text, code < 500, reason, null, null, envelope, user);
  }
}
