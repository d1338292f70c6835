package mailweir.event;

/** What a filter said of a message, weakest first. */
public enum Category {
  CLEAN,
  /** Passed on though not checked, or with a header that offends: no figure of its own. */
  OTHER,
  SPAM,
  BANNED,
  VIRUS
}
