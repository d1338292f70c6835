package mailweir.collect;

import java.util.List;

/** Finds what the arguments of a command mean: files, folders with their logs, {@code -} for standard input. */
public final class Sources {
  private Sources() {}

  /** The sources, oldest first, and what could not be read. */
  public static Found discover(List<String> args, Reading options) {
    throw new UnsupportedOperationException("comes with the next landing");
  }
}
