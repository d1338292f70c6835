package mailweir.cli;

/** The exit codes that scripts may rely on; the numbers of sysexits.h where it has one. */
public final class ExitCode {
  /** Done. */
  public static final int OK = 0;

  /** Nothing found, or something could not be read. */
  public static final int INCOMPLETE = 1;

  /** The command line is wrong. */
  public static final int USAGE = 64;

  /** Something that is needed is not to be had: a port is taken. */
  public static final int UNAVAILABLE = 69;

  /** A file that was named cannot be read, or is not what it should be. */
  public static final int NO_INPUT = 66;

  /** Mailweir itself is at fault. */
  public static final int SOFTWARE = 70;

  /** Could not be done now and is to be tried again: mail servers keep the mail. */
  public static final int TEMPFAIL = 75;

  /** The store cannot be read or written, or what was printed cannot. */
  public static final int STORE = 74;

  /** The configuration is wrong or cannot be read. */
  public static final int CONFIGURATION = 78;

  private ExitCode() {}
}
