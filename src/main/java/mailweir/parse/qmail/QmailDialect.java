package mailweir.parse.qmail;

import static mailweir.slice.Ascii.bytes;

import mailweir.event.Event;
import mailweir.parse.Line;
import mailweir.parse.Name;
import mailweir.parse.Recogniser;
import mailweir.slice.Slice;

/**
 * Lines of qmail, whatever tag splogger gave them: told by how they begin.
 *
 * <p>A beginning that another program could have too ({@code status:}) is only believed with what follows it.
 */
public final class QmailDialect implements Recogniser {
  private static final byte[] CHKUSER = bytes("CHKUSER ");
  private static final byte[] TCPSERVER = bytes("tcpserver: ");
  private static final byte[] RBLSMTPD = bytes("rblsmtpd: ");
  private static final byte[] SIMSCAN = bytes("simscan:");
  private static final byte[] QLOG = bytes("qlog");
  private static final byte[] POLICY = bytes("policy_check: ");
  private static final byte[] VCHKPW = bytes("vchkpw-");
  private static final byte[] SMTPD = bytes("qmail-smtpd");

  /** The service of a line whose program names none. */
  private Name serviceOf;

  private Slice service;

  @Override
  public String name() {
    return "qmail";
  }

  @Override
  public boolean claims(String program) {
    return program.equals("qmail")
        || program.equals("vpopmail")
        || program.equals("qmail-send")
        || program.equals("qmail-smtpd")
        || program.equals("tcpserver")
        || program.equals("rblsmtpd");
  }

  @Override
  public boolean recognises(Line line) {
    byte[] a = line.array;
    int p = line.bodyFrom;
    int to = line.textTo;
    if (to - p < 8) {
      return false;
    }
    return switch (a[p]) {
      case 'C' -> Slice.regionIs(a, p, to, CHKUSER);
      case 't' -> Slice.regionIs(a, p, to, TCPSERVER) || QmailSend.begins(a, p, to);
      case 'r' -> Slice.regionIs(a, p, to, RBLSMTPD);
      case 's' -> Slice.regionIs(a, p, to, SIMSCAN) || QmailSend.begins(a, p, to);
      case 'q' ->
          Slice.regionIs(a, p, to, QLOG) && Smtpd.isQlog(a, p, to)
              || Slice.regionIs(a, p, to, SMTPD);
      case 'p' -> Slice.regionIs(a, p, to, POLICY);
      default -> QmailSend.begins(a, p, to);
    };
  }

  @Override
  public Event parse(Line line) {
    byte[] a = line.array;
    int p = line.bodyFrom;
    int to = line.textTo;
    while (to > p && (a[to - 1] == ' ' || a[to - 1] == '\r')) {
      to--;
    }
    if (p >= to) {
      return Event.UNINFORMATIVE;
    }
    return switch (a[p]) {
      case 'C' ->
          Slice.regionIs(a, p, to, CHKUSER)
              ? Chkuser.read(a, p + CHKUSER.length, to, service(line))
              : QmailSend.read(a, p, to);
      case 't' ->
          Slice.regionIs(a, p, to, TCPSERVER)
              ? Smtpd.tcpserver(a, p + TCPSERVER.length, to)
              : QmailSend.read(a, p, to);
      case 'r' ->
          Slice.regionIs(a, p, to, RBLSMTPD)
              ? Smtpd.rblsmtpd(a, p + RBLSMTPD.length, to)
              : QmailSend.read(a, p, to);
      case 's' ->
          Slice.regionIs(a, p, to, SIMSCAN)
              ? Smtpd.simscan(a, p + SIMSCAN.length, to)
              : QmailSend.read(a, p, to);
      case 'q' ->
          Smtpd.isQlog(a, p, to)
              ? Smtpd.qlog(a, p, to, service(line))
              : Slice.regionIs(a, p, to, SMTPD)
                  ? Smtpd.smtpd(a, p + SMTPD.length, to)
                  : QmailSend.read(a, p, to);
      case 'v' ->
          Slice.regionIs(a, p, to, VCHKPW)
              ? Smtpd.vchkpw(a, p + VCHKPW.length, to)
              : QmailSend.read(a, p, to);
      case 'p' ->
          Slice.regionIs(a, p, to, POLICY)
              ? new Event.Note("policy", null, Event.Peer.NONE, new Slice(a, p + POLICY.length, to))
              : QmailSend.read(a, p, to);
      default -> QmailSend.read(a, p, to);
    };
  }

  /** The listening service: the tag that the operator gave its log; null where there is none. */
  private Slice service(Line line) {
    if (line.program == null) {
      return null;
    }
    if (line.program != serviceOf) {
      serviceOf = line.program;
      service = Slice.of(line.program.text());
    }
    return service;
  }
}
