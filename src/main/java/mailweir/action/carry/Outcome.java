package mailweir.action.carry;

import java.util.Objects;

/**
 * What became of one message.
 *
 * @param result how it ended
 * @param note for a person: why it failed, or what else became of it (the id under which it came back); absent: nothing to say
 */
public record Outcome(Result result, String note) {
  /** How it ended. */
  public enum Result {
    /** It is as it was asked for, now or since before. */
    DONE,
    /** It is not there any more. */
    GONE,
    /** Under its id stands another one: untouched. */
    CHANGED,
    /** It could not be done; the message is where it was, maybe held. */
    FAILED
  }

  /** As it was asked for. */
  public static final Outcome DONE = new Outcome(Result.DONE, null);

  /** It was not there any more. */
  public static final Outcome GONE = new Outcome(Result.GONE, null);

  /** Another message stands there. */
  public static final Outcome CHANGED = new Outcome(Result.CHANGED, null);

  public Outcome {
    Objects.requireNonNull(result, "result");
  }

  /** It could not be done. */
  public static Outcome failed(String why) {
    return new Outcome(Result.FAILED, Objects.requireNonNull(why, "why"));
  }

  /** Done, and a person should know this of it. */
  public static Outcome done(String note) {
    return new Outcome(Result.DONE, note);
  }
}
