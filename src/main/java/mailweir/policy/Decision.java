package mailweir.policy;

import java.util.List;

/**
 * What is decided on a question, and why.
 *
 * @param outcome for the log
 * @param answer for the mail server; in shadow mode it lets in whatever the outcome is
 * @param rule the rule that decided; {@link Rules#NO_RULE}, or what let in before any rule: {@code login}, {@code local}, {@code opt-out}
 * @param reason in few words
 * @param seconds that are left to wait, or that were waited; 0: neither
 * @param system what p0f said, for the log; may be empty
 */
public record Decision(
    Outcome outcome, Answer answer, String rule, String reason, int seconds, String system) {

  /** What became of it, as the log has it. */
  public enum Outcome {
    /** Let in at once. */
    LET_IN("let-in"),
    /** Asked to come again. */
    GREYLIST("greylist"),
    /** Came again in time. */
    PASS("pass"),
    TEMPFAIL("tempfail"),
    REJECT("reject"),
    TARPIT("tarpit"),
    /** Will be decided at DATA. */
    LATER("later"),
    /** Let in because nothing could be decided. */
    UNDECIDED("undecided"),
    /** Nothing is decided at this stage; not logged. */
    NONE("none");

    private final String word;

    Outcome(String word) {
      this.word = word;
    }

    public String word() {
      return word;
    }
  }

  /** A header to be added. */
  public record Header(String name, String value) {}

  /** What the mail server is told. */
  public sealed interface Answer {}

  /** Goes on; headers only those that its message has not got yet. */
  public record LetIn(List<Header> headers) implements Answer {}

  /** A temporary error with its code. */
  public record ComeAgain(String enhanced, String text) implements Answer {}

  /** An error for good with its code. */
  public record Refuse(String enhanced, String text) implements Answer {}

  /** Goes on after a while. */
  public record Slowly(int seconds, List<Header> headers) implements Answer {}

  static final LetIn PLAINLY = new LetIn(List.of());

  static final Decision NOTHING = new Decision(Outcome.NONE, PLAINLY, "", "", 0, "");

  /** Lets in because it could not be decided. */
  public static Decision undecided(String reason) {
    return new Decision(Outcome.UNDECIDED, PLAINLY, Rules.NO_RULE, reason, 0, "");
  }
}
