package mailweir.bounce;

/** What a sender can do about an answer. */
public enum BounceGroup {
  HARD("hard", "the address will never work: take it off the list"),
  SOFT("soft", "it may work later, or with a smaller message"),
  BLOCK("block", "the receiver does not want this sender, this content or this kind of mail"),
  ADMIN("admin", "something is set up wrongly, here or there"),
  UNDETERMINED("undetermined", "nothing tells");

  private final String word;
  private final String meaning;

  BounceGroup(String word, String meaning) {
    this.word = word;
    this.meaning = meaning;
  }

  public String word() {
    return word;
  }

  public String meaning() {
    return meaning;
  }
}
