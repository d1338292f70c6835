package mailweir.action.carry;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Runs programs by exact argument vectors. */
@FunctionalInterface
public interface Runner {
  /** Bytes that are kept of what a program writes. */
  int MOST_OUTPUT = 1 << 20;

  /**
   * Runs one and waits for it.
   *
   * @param vector the program's absolute path, or a name in the system's own folders, and its arguments; no shell sees them
   * @param input what it reads; may be empty
   * @param limit after which it is ended
   * @throws IOException when it cannot be started
   */
  Ran run(List<String> vector, String input, Duration limit) throws IOException;
}
