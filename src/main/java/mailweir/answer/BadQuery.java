package mailweir.answer;

/** A question that cannot be asked: which parameter, what is wrong with it, what would be right. */
public final class BadQuery extends IllegalArgumentException {
  private static final long serialVersionUID = 1;
  private final String parameter;

  public BadQuery(String parameter, String problem) {
    super(parameter + ": " + problem);
    this.parameter = parameter;
  }

  /** The parameter's name, as the asker wrote it. */
  public String parameter() {
    return parameter;
  }
}
