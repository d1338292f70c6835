package mailweir.event;

/** What a filter did with a message; the later the constant, the stronger (COUNTING.md: the strongest counts). */
public enum Action {
  NONE,
  PASSED,
  TAGGED,
  QUARANTINED,
  DISCARDED,
  BLOCKED;

  private final String word = name().toLowerCase(java.util.Locale.ROOT);

  public String word() {
    return word;
  }
}
