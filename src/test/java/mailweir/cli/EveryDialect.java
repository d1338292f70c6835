package mailweir.cli;

import mailweir.parse.Dialects;

/** The dialects as the program puts them together, for tests of other rooms. */
public final class EveryDialect {
  private EveryDialect() {}

  /** A fresh set, for one reader. */
  public static Dialects dialects() {
    return Wiring.dialects();
  }

  /** The same as reports read with. */
  public static Dialects dialectsForFigures() {
    return Wiring.dialectsForFigures(null).get();
  }
}
