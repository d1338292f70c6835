package mailweir.parse.filter;

import static mailweir.slice.Ascii.bytes;

import mailweir.event.Event;
import mailweir.event.Reason;
import mailweir.parse.Line;
import mailweir.parse.Recogniser;
import mailweir.parse.Scan;
import mailweir.slice.Slice;

/**
 * ASSP, a filtering proxy before the mail server, in its own file: {@code Jul-30-16 17:07:25 [m1-… ][Worker_1] [TLS-out] a …}. Only failed logins,
 * relay attempts and blocked clients.
 */
public final class Assp implements Recogniser {
  private static final Slice SMTP = Slice.of("smtp");
  private static final Slice RCPT = Slice.of("RCPT");
  private static final byte[] LOGIN_FAILED = bytes("[SMTP Error] 535 ");
  private static final byte[] RELAY = bytes(" relay attempt blocked for ");
  private static final byte[] PARSING = bytes("(parsing): ");
  private static final byte[] BLOCKING = bytes("Blocking ");
  private static final byte[] DROPPING = bytes(" -- dropping connection");
  private static final int STAMP = 19;

  @Override
  public String name() {
    return "assp";
  }

  @Override
  public boolean claims(String program) {
    return false;
  }

  @Override
  public boolean recognises(Line line) {
    int p = line.textFrom;
    return line.program == null
        && line.stamp.present
        && line.textTo - p > STAMP
        && line.array[p + 3] == '-'
        && line.array[p + 6] == '-'
        && read(line.array, p + STAMP, line.textTo) != null;
  }

  @Override
  public Event parse(Line line) {
    Event event = read(line.array, Math.min(line.textTo, line.textFrom + STAMP), line.textTo);
    return event == null ? Event.NOT_UNDERSTOOD : event;
  }

  private static Event read(byte[] a, int p, int to) {
    if (Slice.regionIs(a, p, to, BLOCKING)) {
      int v = p + BLOCKING.length;
      return note(a, v, Scan.upTo(a, v, to, ' '), p, to);
    }
    int ip = p;
    int end = Scan.upTo(a, ip, to, ' ');
    while (end < to && !address(a, ip, end)) {
      ip = end + 1;
      end = Scan.upTo(a, ip, to, ' ');
    }
    if (end >= to) {
      return null;
    }
    int rest = end + 1;
    Event.Peer peer = new Event.Peer(null, Scan.ip(a, ip, end), -1);
    if (Slice.regionIs(a, rest, to, LOGIN_FAILED)) {
      return new Event.Login(
          false, false, SMTP, peer, null, null, null, new Slice(a, rest + LOGIN_FAILED.length, to));
    }
    int relay = Slice.indexOf(a, rest, to, RELAY);
    if (relay >= 0) {
      int from = Scan.upTo(a, rest, relay, '>');
      int t = Slice.indexOf(a, relay, to, PARSING);
      t = t < 0 ? relay + RELAY.length : t + PARSING.length;
      return new Event.Refusal(
          null,
          RCPT,
          peer,
          -1,
          null,
          new Slice(a, relay + 1, to),
          false,
          Reason.RELAY_DENIED,
          null,
          null,
          new Event.Envelope(
              Scan.bare(a, rest, Math.min(relay, from + 1)), Scan.bare(a, t, to), null, null),
          null);
    }
    return Slice.indexOf(a, rest, to, DROPPING) >= 0 ? note(a, ip, end, rest, to) : null;
  }

  private static Event note(byte[] a, int ip, int end, int from, int to) {
    return new Event.Note(
        "filter_note", null, new Event.Peer(null, Scan.ip(a, ip, end), -1), new Slice(a, from, to));
  }

  private static boolean address(byte[] a, int from, int to) {
    boolean separator = false;
    for (int i = from; i < to; i++) {
      if (a[i] == '.' || a[i] == ':') {
        separator = true;
      } else if (Character.digit(a[i], 16) < 0) {
        return false;
      }
    }
    return separator;
  }
}
