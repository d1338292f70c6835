package mailweir.action;

import java.time.Instant;
import java.util.List;

/** What a host is told to do. This is all that there is: an agent refuses what is not here. */
public sealed interface Order {
  /** No attempt is made until they are released. */
  record Hold(List<Target> targets) implements Order {
    public Hold {
      targets = List.copyOf(targets);
    }
  }

  /** Held ones wait for their next attempt again. */
  record Release(List<Target> targets) implements Order {
    public Release {
      targets = List.copyOf(targets);
    }
  }

  /** The next attempt is made now. */
  record Retry(List<Target> targets) implements Order {
    public Retry {
      targets = List.copyOf(targets);
    }
  }

  /** Held, compared, put into a sealed archive, removed. {@code keepUntil}: as long as {@link Undo} can bring them back. */
  record Delete(List<Target> targets, Instant keepUntil) implements Order {
    public Delete {
      targets = List.copyOf(targets);
    }
  }

  /** Brings back what the named {@link Delete} removed. */
  record Undo(String command) implements Order {}

  /** Keeps somebody out. */
  record Block(Barrier barrier) implements Order {}

  /** Ends what the named {@link Block} began. */
  record Unblock(String command) implements Order {}

  /** Stops a content filter or scanner; mail waits before it. */
  record PauseScanner(Scanner scanner) implements Order {}

  /** Starts it again. */
  record ResumeScanner(Scanner scanner) implements Order {}

  /** What can be paused. */
  enum Scanner {
    MAILSCANNER,
    AMAVISD,
    MIMEDEFANG
  }
}
