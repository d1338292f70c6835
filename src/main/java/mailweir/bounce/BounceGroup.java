package mailweir.bounce;

/** What a sender can do about an answer. */
public enum BounceGroup {
  /** The address will never work: take it off the list. */
  HARD("hard"),
  /** It may work later, or with a smaller message. */
  SOFT("soft"),
  /** The receiver does not want this sender, this content or this kind of mail. */
  BLOCK("block"),
  /** Something is set up wrongly, here or there. */
  ADMIN("admin"),
  UNDETERMINED("undetermined");

  private final String word;

  BounceGroup(String word) {
    this.word = word;
  }

  public String word() {
    return word;
  }
}
