package mailweir.collect;

/**
 * Something about a source that its owner has to know.
 *
 * @param message subject, problem, consequence and remedy in one line, safe for a terminal
 */
public record Problem(String subject, Kind kind, String message) {

  /** What is wrong, and whether it means that something asked for could not be read. */
  public enum Kind {
    MISSING(true),
    UNREADABLE(true),
    /** A folder in which nothing looks like a log. */
    NO_LOGS(true),
    BINARY(true),
    /** A compressed file ends before its end, or is damaged; what came before was read. */
    DAMAGED(true),
    EMPTY(false),
    /** Text without a single envelope: left out of a folder; read when it was named itself. */
    NOT_A_LOG(false),
    /** A line of more than {@link SourceReader#LONGEST_LINE} bytes was cut. */
    LINE_CUT(false),
    /** Lines that lie in the future whatever their year. */
    FUTURE(false),
    /** A file is shorter than where reading stopped: it is read from its beginning again. */
    SHORTER(false);

    private final boolean failure;

    Kind(boolean failure) {
      this.failure = failure;
    }

    /** True where something readable was asked for and not read: exit status 1. */
    public boolean failure() {
      return failure;
    }
  }

  /** {@code subject: what; consequence; remedy}, with what could move a terminal's cursor taken out of the subject. */
  static Problem of(String subject, Kind kind, String rest) {
    StringBuilder safe = new StringBuilder(subject.length() + rest.length() + 2);
    subject.chars().forEach(c -> safe.append(Character.isISOControl(c) ? '?' : (char) c));
    return new Problem(safe.toString(), kind, safe + ": " + rest);
  }

  public boolean failure() {
    return kind.failure();
  }
}
