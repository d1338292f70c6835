package mailweir.parse.filter;

import static mailweir.slice.Ascii.bytes;

import mailweir.event.Event;
import mailweir.parse.Dialect;
import mailweir.parse.Line;
import mailweir.parse.Phrases;
import mailweir.parse.Scan;
import mailweir.slice.Slice;

/**
 * OpenDMARC: {@code QID: domain pass|fail|none} and {@code QID: SPF(mailfrom): domain result}. The mail server's own line
 * tells whether it refused.
 */
public final class OpenDmarc implements Dialect {
  private static final Slice DMARC = Slice.of("dmarc");
  private static final Slice SPF = Slice.of("spf");
  private static final byte[] SPF_OPEN = bytes("SPF(");
  private static final byte[] MARK = bytes("): ");

  private final Phrases phrases = new Phrases();

  public OpenDmarc() {
    phrases
        .note(
            "authenticity_note",
            "ignoring Authentication-Results",
            "* ignoring Authentication-Results",
            "ignoring ",
            "missing required",
            "RFC5322 requirement error",
            "unable to parse From header",
            "unable to ",
            "can't ",
            "no From header",
            "opendmarc_",
            "opendmarc: ",
            "multi-valued From",
            "header ",
            "Sender ",
            "from host ",
            "SPF",
            "ARC ",
            "DMARC ",
            "quarantin",
            "rejected",
            "reject",
            "error",
            "mlfi_",
            "milter ",
            "smfi_",
            "too many ",
            "read/parse error",
            "The RejectString ",
            "*failed",
            "*(): ",
            "* error",
            "* returned ",
            "umask",
            "warning: ",
            "*history file")
        .nothing(
            "OpenDMARC Filter",
            "additional trusted authentication services",
            "implicit authentication service",
            "trusted authentication services",
            "configuration ",
            "exiting",
            "terminating",
            "starting",
            "restart",
            "using ",
            "reloading",
            "Public Suffix",
            "* terminating",
            "* starting (args:");
  }

  @Override
  public String name() {
    return "opendmarc";
  }

  @Override
  public boolean claims(String program) {
    return program.equals("opendmarc") || program.endsWith("/opendmarc");
  }

  @Override
  public Event parse(Line line) {
    byte[] a = line.array;
    int p = line.textFrom;
    int to = line.textTo;
    while (to > p && a[to - 1] == ' ') {
      to--;
    }
    int idEnd = OpenDkim.queueIdEnd(a, p, to);
    if (idEnd < 0) {
      return phrases.read(a, p, to);
    }
    Slice queueId = new Slice(a, p, idEnd);
    p = idEnd + 2;
    Slice mechanism = DMARC;
    if (Slice.regionIs(a, p, to, SPF_OPEN)) {
      int m = Slice.indexOf(a, p, Math.min(to, p + 40), MARK);
      if (m > 0) {
        p = m + MARK.length;
        mechanism = SPF;
      }
    }
    int blank = Scan.upTo(a, p, to, ' ');
    if (blank < to && Scan.upTo(a, blank + 1, to, ' ') == to && result(a, blank + 1, to)) {
      return new Event.Authenticity(
          queueId,
          mechanism,
          new Slice(a, blank + 1, to),
          new Slice(a, p, blank),
          Event.Peer.NONE,
          Event.Envelope.NONE);
    }
    return phrases.read(a, p, to, queueId, Event.Peer.NONE);
  }

  private static final byte[][] RESULTS = {
    bytes("pass"),
    bytes("fail"),
    bytes("none"),
    bytes("softfail"),
    bytes("neutral"),
    bytes("permerror"),
    bytes("temperror"),
    bytes("quarantine"),
    bytes("reject"),
    bytes("tempfail"),
    bytes("permfail"),
    bytes("bestguesspass"),
    bytes("unknown"),
    bytes("nxdomain")
  };

  private static boolean result(byte[] a, int from, int to) {
    for (byte[] r : RESULTS) {
      if (to - from == r.length && Slice.regionIs(a, from, to, r)) {
        return true;
      }
    }
    return false;
  }
}
