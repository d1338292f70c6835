package mailweir.identity;

import mailweir.parse.Line;
import mailweir.parse.Names;
import mailweir.parse.syslog.Envelopes;

/** Tells the identity of a line again from its bytes, as they were kept with host and time. Confined to one thread. */
public final class RawIdentity {
  private final Names hosts = new Names();
  private final Envelopes envelopes = new Envelopes(new Names(), new Names());
  private final LineIdentity identity;
  private final Line line = new Line();

  public RawIdentity(Hosts known) {
    this.identity = new LineIdentity(known);
  }

  /** The identity that the line had when it was read. */
  public long of(String host, long micros, byte[] array, int from, int to) {
    envelopes.parse(array, from, to, line);
    line.host = host.isEmpty() ? null : hosts.of(host);
    line.time = micros;
    return identity.of(line);
  }
}
