package mailweir.parse.syslog;

import mailweir.parse.Line;
import mailweir.parse.Names;

/** Takes the envelope off a line. Pure and total; no state except the interned names. Confined to one thread. */
public final class Envelopes {
  public Envelopes(Names hosts, Names programs) {}

  /** Fills everything of {@code line} except number and time. [from, to): the raw line without its end of line. */
  public void parse(byte[] a, int from, int to, Line line) {}
}
