package mailweir.policy;

/**
 * What a list of the DNS says of a client.
 *
 * @param codes the addresses that it answered with, blanks between; empty unless listed
 */
public record Listing(State state, String codes) {
  /** What kind of answer it is. */
  public enum State {
    LISTED,
    NOT_LISTED,
    NO_ANSWER
  }

  public static final Listing NOT_LISTED = new Listing(State.NOT_LISTED, "");
  public static final Listing NO_ANSWER = new Listing(State.NO_ANSWER, "");
}
