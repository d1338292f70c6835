package mailweir.parse.filter;

import static mailweir.slice.Ascii.bytes;

import mailweir.event.Event;
import mailweir.event.Grounds;
import mailweir.parse.Dialect;
import mailweir.parse.Line;
import mailweir.parse.Phrases;
import mailweir.parse.Scan;
import mailweir.slice.Slice;

/**
 * postgrey: {@code [QID: ]action=greylist|pass, reason=…, delay=…, client_name=…, client_address=…, sender=…, recipient=…}.
 *
 * <p>It tells the advice; the refusal that counts is the mail server's line.
 */
public final class Postgrey implements Dialect {
  private static final byte[] ACTION = bytes("action=");
  private static final byte[] DELAY = bytes("delay=");
  private static final byte[] REASON = bytes("reason=");
  private static final byte[] CLIENT_NAME = bytes("client_name=");
  private static final byte[] CLIENT_ADDRESS = bytes("client_address=");
  private static final byte[] SENDER = bytes("sender=");
  private static final byte[] RECIPIENT = bytes("recipient=");

  private final Phrases phrases = new Phrases();

  public Postgrey() {
    phrases
        .note(
            "filter_warning",
            "Couldn't ",
            "Can't ",
            "ERROR",
            "FATAL",
            "FATAL: ",
            "WARNING: ",
            "warning: ",
            "error: ",
            "cleaning main database failed",
            "* failed",
            "unrecognized request",
            "ignoring garbage",
            "panic")
        .note("filter_note", "whitelisted: ", "request: ", "reading ", "*: uncommon")
        .nothing(
            "cleaning ",
            "cleanup ",
            "Setting ",
            "Process Backgrounded",
            "Binding to ",
            "Binding ",
            "Pid_file ",
            "postgrey ",
            "Group Not Defined",
            "User Not Defined",
            "Server closing",
            "Exiting!",
            "correcting date ",
            "2",
            "rm ",
            "HUP",
            "reloading",
            "starting ",
            "Resolved ",
            "child ",
            "Couldn't POSIX");
  }

  @Override
  public String name() {
    return "postgrey";
  }

  @Override
  public boolean claims(String program) {
    return program.equals("postgrey") || program.endsWith("/postgrey");
  }

  @Override
  public Event parse(Line line) {
    byte[] a = line.array;
    int p = line.textFrom;
    int to = line.textTo;
    Slice queueId = null;
    if (!Slice.regionIs(a, p, to, ACTION)) {
      int idEnd = OpenDkim.queueIdEnd(a, p, to);
      if (idEnd < 0 || !Slice.regionIs(a, idEnd + 2, to, ACTION)) {
        return phrases.read(a, p, to);
      }
      queueId = new Slice(a, p, idEnd);
      p = idEnd + 2;
    }
    Slice action = null;
    Slice reason = null;
    Slice name = null;
    Slice ip = null;
    Slice sender = null;
    Slice recipient = null;
    long waited = -1;
    while (p < to) {
      int end = valueEnd(a, p, to);
      int equals = Scan.upTo(a, p, end, '=');
      int v = Math.min(end, equals + 1);
      switch (a[p]) {
        case 'a':
          if (action == null && Slice.regionIs(a, p, end, ACTION)) {
            action = new Slice(a, v, end);
          }
          break;
        case 'c':
          if (name == null && Slice.regionIs(a, p, end, CLIENT_NAME)) {
            name = new Slice(a, v, end);
          } else if (ip == null && Slice.regionIs(a, p, end, CLIENT_ADDRESS)) {
            ip = Scan.ip(a, v, end);
          }
          break;
        case 'r':
          if (reason == null && Slice.regionIs(a, p, end, REASON)) {
            reason = new Slice(a, v, end);
          } else if (recipient == null && Slice.regionIs(a, p, end, RECIPIENT)) {
            recipient = Scan.bare(a, v, to); // the last one: it may hold a comma
            end = to;
          }
          break;
        case 'd':
          if (waited < 0 && Slice.regionIs(a, p, end, DELAY)) {
            waited = new Slice(a, v, end).number();
          }
          break;
        case 's':
          if (sender == null && Slice.regionIs(a, p, end, SENDER)) {
            int r = Slice.indexOf(a, p, to, COMMA_RECIPIENT);
            end = r < 0 ? to : r;
            sender = Scan.bare(a, v, end);
          }
          break;
        default:
      }
      p = end + 2;
    }
    return new Event.Greylisted(
        action,
        reason,
        new Event.Peer(name, ip, -1),
        new Event.Envelope(sender, recipient, null, null),
        queueId,
        new Grounds(null, null, null, waited, false));
  }

  private static final byte[] COMMA_RECIPIENT = bytes(", recipient=");

  private static int valueEnd(byte[] a, int from, int to) {
    for (int i = from; i < to; i++) {
      if (a[i] == ',' && i + 1 < to && a[i + 1] == ' ') {
        return i;
      }
    }
    return to;
  }
}
