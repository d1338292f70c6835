package mailweir.parse.filter;

import static mailweir.slice.Ascii.bytes;

import mailweir.event.Event;
import mailweir.parse.Dialect;
import mailweir.parse.Line;
import mailweir.parse.Phrases;
import mailweir.parse.Scan;
import mailweir.slice.Slice;

/**
 * saslauthd: {@code do_auth : auth failure: [user=u] [service=smtp] [realm=] [mech=pam] [reason=…]}. A login told here does not count: the server
 * that asked has its own line, with the client's address.
 */
public final class SaslAuth implements Dialect {
  private static final byte[] FAILURE = bytes("auth failure: ");
  private static final byte[] SUCCESS = bytes("auth success: ");
  private static final byte[] USER = bytes("[user=");
  private static final byte[] SERVICE = bytes("[service=");
  private static final byte[] MECH = bytes("[mech=");
  private static final byte[] REASON = bytes("[reason=");
  private static final byte[] NEXT = bytes("] [");
  private static final byte[] SMTP = bytes("smtp");
  private static final byte[] SMTPS = bytes("smtps");

  private final Phrases phrases = new Phrases();

  public SaslAuth() {
    phrases
        .note(
            "auth_note",
            "pam_",
            "DEBUG: auth_pam",
            "do_auth ",
            "auth_",
            "PAM ",
            "*pam",
            "*warning",
            "*failed",
            "*error",
            "*Error",
            "*cannot")
        .nothing(
            "detach_tty",
            "ipc_",
            "main ",
            "master pid",
            "listening on ",
            "handle_sig",
            "server_exit",
            "num_procs",
            "set_",
            "cache_",
            "*: listening on",
            "*: master pid is",
            "* : ",
            "stopping",
            "starting");
  }

  @Override
  public String name() {
    return "saslauthd";
  }

  @Override
  public boolean claims(String program) {
    return program.equals("saslauthd");
  }

  @Override
  public Event parse(Line line) {
    byte[] a = line.array;
    int p = line.textFrom;
    int to = line.textTo;
    int limit = Math.min(to, p + 48);
    int i = Slice.indexOf(a, p, limit, FAILURE);
    boolean ok = false;
    if (i < 0) {
      i = Slice.indexOf(a, p, limit, SUCCESS);
      ok = i >= 0;
    }
    if (i < 0) {
      return phrases.read(a, p, to);
    }
    Slice service = value(a, i, to, SERVICE);
    boolean mailbox = service != null && !service.is(SMTP) && !service.is(SMTPS);
    return new Event.Login(
        ok,
        mailbox,
        service,
        Event.Peer.NONE,
        value(a, i, to, MECH),
        value(a, i, to, USER),
        null,
        value(a, i, to, REASON),
        false);
  }

  private static Slice value(byte[] a, int from, int to, byte[] key) {
    int i = Slice.indexOf(a, from, to, key);
    if (i < 0) {
      return null;
    }
    int v = i + key.length;
    int e = Slice.indexOf(a, v, to, NEXT);
    if (e < 0) {
      e = to > v && a[to - 1] == ']' ? to - 1 : Scan.upTo(a, v, to, ']');
    }
    return new Slice(a, v, e);
  }
}
