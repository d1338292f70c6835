package mailweir.policy;

import java.util.Locale;

/** What a rule asks for. */
public enum Action {
  /** At once, without a header. */
  LET_IN,
  /** It has to come again; a header tells the system. */
  GREYLIST,
  /** At once; a header tells the system. */
  HEADER,
  /** A temporary error. */
  TEMPFAIL,
  /** An error for good. */
  REJECT,
  /** The answer comes late; then it is let in, with the header. */
  TARPIT;

  /** As rules and the log name it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
