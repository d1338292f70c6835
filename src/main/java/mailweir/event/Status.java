package mailweir.event;

/** How one delivery attempt of one recipient ended, in the servers' own words. */
public enum Status {
  SENT("sent"),
  DEFERRED("deferred"),
  BOUNCED("bounced"),
  EXPIRED("expired"),
  /** An address probe found the address good; counts nowhere. */
  DELIVERABLE("deliverable"),
  /** An address probe found the address bad or not to be reached now; counts nowhere. */
  UNDELIVERABLE("undeliverable"),
  /** Postfix' soft_bounce: a failure that is tried again. */
  SOFTBOUNCE("SOFTBOUNCE"),
  /** Exim's -N: delivery was suppressed. */
  SUPPRESSED("suppressed"),
  OTHER("other");

  private final String word;

  Status(String word) {
    this.word = word;
  }

  /** The word in the log and in CONTRACT's {@code status}. */
  public String word() {
    return word;
  }
}
