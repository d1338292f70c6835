package mailweir.parse.exim;

import java.util.ArrayList;
import java.util.List;
import mailweir.event.Entry;
import mailweir.event.Event;
import mailweir.event.Event.Arrival;
import mailweir.event.Event.Peer;
import mailweir.parse.Scan;
import mailweir.slice.Ascii;
import mailweir.slice.Slice;

/** {@code <= sender H=… P=… S=… id=…}: a message came in; {@code (=}: it was taken although the client was told that it was refused. */
final class Arrivals {
  private static final byte[] LOCAL = Ascii.bytes("local");
  private static final int SUBMISSION_PORT = 587;
  private static final int SUBMISSIONS_PORT = 465;

  private Arrivals() {}

  static Event read(byte[] a, int from, int to, Slice id, Fields f) {
    int end = from;
    if (end < to && a[end] == '"') {
      int close = Fields.quoteEnd(a, end, to);
      end = close > 0 ? close : end;
    }
    end = Scan.upTo(a, end, to, ' ');
    Slice sender = Scan.bare(a, from, end);
    f.clear(a, end, to);
    f.read();
    boolean local =
        f.proto != null ? f.proto.startsWith(LOCAL) : f.hostName == null && f.ip == null;
    Entry entry;
    Slice method = null;
    if (f.auth != null) {
      int colon = f.auth.indexOf(':');
      method = colon < 0 ? f.auth : f.auth.part(0, colon);
    }
    if (local) {
      entry = f.reference != null ? Entry.NOTICE : Entry.LOCAL;
    } else {
      entry =
          method != null || f.ownPort == SUBMISSION_PORT || f.ownPort == SUBMISSIONS_PORT
              ? Entry.SUBMISSION
              : Entry.SMTP;
    }
    List<Slice> to2 = f.recipients < 0 ? null : recipients(a, f.recipients, to);
    return new Arrival(
        id,
        entry,
        local ? Peer.NONE : f.peer(),
        f.proto,
        f.helo,
        method,
        f.login(),
        sender,
        f.size == null ? -1 : f.size.number(),
        -1,
        f.messageId,
        f.reference,
        f.subject(),
        to2,
        true);
  }

  /** Addresses with blanks between them; a quoted local part may hold one. */
  private static List<Slice> recipients(byte[] a, int from, int to) {
    List<Slice> all = new ArrayList<>(2);
    int p = from;
    while (p < to) {
      int end = p;
      if (a[p] == '"') {
        int close = Fields.quoteEnd(a, p, to);
        end = close > 0 ? close : p;
      }
      end = Scan.upTo(a, end, to, ' ');
      if (end > p) {
        all.add(new Slice(a, p, end));
      }
      p = end + 1;
    }
    return all.isEmpty() ? null : all;
  }
}
