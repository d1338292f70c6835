package mailweir.cli;

/**
 * The end of a command that cannot do what it was asked: a message that names subject, problem, consequence and remedy, and
 * the exit code. {@link Main} prints the message once, without a stack trace.
 */
public final class CannotGoOn extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  /** The exit code is one of {@link ExitCode}. */
  public CannotGoOn(int exitCode, String message) {
    super(message, null, false, false);
    this.exitCode = exitCode;
  }

  /** What the process ends with. */
  public int exitCode() {
    return exitCode;
  }
}
