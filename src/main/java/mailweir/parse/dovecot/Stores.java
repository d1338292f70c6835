package mailweir.parse.dovecot;

import static mailweir.slice.Ascii.bytes;

import mailweir.event.Event;
import mailweir.event.Status;
import mailweir.parse.Phrases;
import mailweir.parse.Scan;
import mailweir.slice.Slice;

/**
 * LMTP, LDA and sieve: {@code msgid=<m>: saved mail to INBOX}, {@code sieve: msgid=<m>: stored mail into mailbox 'X'}, {@code save failed to …}.
 *
 * <p>A failed save is {@link Status#DEFERRED}, over quota {@link Status#BOUNCED}: Dovecot's answers as it is delivered (451, 552). What the sender's
 * server made of it is that server's line.
 */
final class Stores {
  private static final byte[] MSGID = bytes("msgid=");
  private static final byte[] ANGLE_COLON = bytes(">: ");
  private static final byte[] COLON = bytes(": ");
  private static final byte[] SAVED = bytes("aved mail to ");
  private static final byte[] STORED = bytes("tored mail into mailbox ");
  private static final byte[] FAILED_TO = bytes("ave failed to ");
  private static final byte[] OPEN_MAILBOX = bytes("open mailbox ");
  private static final byte[] FAILED_STORE = bytes("ailed to store into mailbox ");
  private static final byte[] FAILED_OPEN = bytes("ailed to open mailbox ");
  private static final byte[] COULD_NOT = bytes("ouldn't store mail into mailbox ");
  private static final byte[] ACTION = bytes(" action: ");
  private static final byte[] QUOTA = bytes("uota exceeded");
  private static final byte[] PID_USER = bytes(", ");
  private static final byte[] UNSPECIFIED = bytes("unspecified");

  private final Phrases phrases = new Phrases();

  Stores() {
    phrases
        .note("mailbox_warning", "Error: ", "Warning: ", "*ailed", "*rror")
        .note(
            "sieve_action",
            "forwarded to ",
            "Forwarded to ",
            "sent vacation response",
            "Sent vacation response",
            "discarded",
            "Discarded",
            "marked message to be discarded",
            "Marked message to be discarded",
            "rejected",
            "Rejected",
            "sent notification",
            "Sent notification",
            "redirect",
            "not sending",
            "Not sending",
            "kept",
            "left message",
            "Left message",
            "*vacation",
            "*reject",
            "*discard",
            "*duplicate")
        .note(
            "mailbox_note",
            "save: ",
            "copy: ",
            "copy from",
            "delete: ",
            "expunge: ",
            "flag_change: ",
            "mailbox_create: ",
            "sieve: ",
            "quota",
            "Quota",
            "*msgid=",
            "*lda_",
            "rcpt ",
            "conn ",
            "Client ",
            "delivered")
        .nothing(
            "Connect from",
            "Connect ",
            "Disconnect from",
            "Disconnected",
            "Disconnect",
            "Connection closed",
            "Connection ",
            "Server shutting",
            "Auto-create",
            "Effective uid",
            "Namespace",
            "Loading ",
            "Module loaded",
            "Home dir",
            "maildir++",
            "fs: ",
            "none: ",
            "auth ",
            "acl: ",
            "userdb ",
            "Mailbox ",
            "http-client",
            "smtp-");
  }

  Event read(Slice group, byte[] a, int from, int to) {
    Slice user = user(group);
    int limit = Math.min(to, from + 160);
    int m = Slice.regionIs(a, from, to, MSGID) ? from : Slice.indexOf(a, from, limit, MSGID);
    if (m < 0 || m > from && a[m - 1] != ' ' && a[m - 1] != '(') {
      return phrases.read(a, from, to);
    }
    int v = m + MSGID.length;
    v = v < to && a[v] == '?' ? Scan.blanks(a, v + 1, to) : v;
    int end;
    int verb;
    if (v < to && a[v] == '<') {
      end = Slice.indexOf(a, v, to, ANGLE_COLON);
      verb = end + ANGLE_COLON.length;
      end++;
    } else {
      end = Slice.indexOf(a, v, to, COLON);
      verb = end + COLON.length;
    }
    if (verb < 3 || end <= 0 && verb <= v) {
      return phrases.read(a, from, to);
    }
    Slice messageId = Scan.bare(a, v, end);
    if (messageId.isEmpty() || messageId.is(UNSPECIFIED)) {
      messageId = null;
    }
    // 2.4 tells which action it was; the verb's first letter was small before
    int action = Slice.indexOf(a, verb, Math.min(to, verb + 40), ACTION);
    if (action >= 0) {
      verb = action + ACTION.length;
    }
    int w = verb + 1;
    if (Slice.regionIs(a, w, to, SAVED)) {
      return new Event.Stored(
          messageId, user, mailbox(a, w + SAVED.length, to), Status.SENT, new Slice(a, verb, to));
    }
    if (Slice.regionIs(a, w, to, STORED)) {
      return new Event.Stored(
          messageId, user, mailbox(a, w + STORED.length, to), Status.SENT, new Slice(a, verb, to));
    }
    int at = -1;
    if (Slice.regionIs(a, w, to, FAILED_TO)) {
      at = w + FAILED_TO.length;
      if (Slice.regionIs(a, at, to, OPEN_MAILBOX)) {
        at += OPEN_MAILBOX.length;
      }
    } else if (Slice.regionIs(a, w, to, FAILED_STORE)) {
      at = w + FAILED_STORE.length;
    } else if (Slice.regionIs(a, w, to, FAILED_OPEN)) {
      at = w + FAILED_OPEN.length;
    } else if (Slice.regionIs(a, w, to, COULD_NOT)) {
      at = w + COULD_NOT.length;
    }
    if (at >= 0) {
      boolean quota = Slice.indexOf(a, at, to, QUOTA) >= 0;
      Slice mailbox = mailbox(a, at, Scan.upTo(a, at, to, COLON));
      return new Event.Stored(
          messageId,
          user,
          mailbox,
          quota ? Status.BOUNCED : Status.DEFERRED,
          new Slice(a, verb, to));
    }
    Event event = phrases.read(a, verb, to);
    return event == Event.NOT_UNDERSTOOD ? phrases.read(a, from, to) : event;
  }

  /** {@code lmtp(user)}, before 2.3 {@code lmtp(pid, user)}; {@code lmtp(pid)} has none. */
  private static Slice user(Slice group) {
    if (group == null || group.number() >= 0) {
      return null;
    }
    int comma = group.indexOf(PID_USER, 0);
    return comma > 0 && group.part(0, comma).number() >= 0
        ? group.part(comma + PID_USER.length)
        : group;
  }

  private static Slice mailbox(byte[] a, int from, int to) {
    int f = from;
    int t = to;
    while (t > f && a[t - 1] == ' ') {
      t--;
    }
    if (t - f >= 2 && a[f] == '\'' && a[t - 1] == '\'') {
      f++;
      t--;
    }
    return new Slice(a, f, t);
  }
}
