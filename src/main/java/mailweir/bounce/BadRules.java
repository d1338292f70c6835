package mailweir.bounce;

import java.util.List;

/** A file of rules that cannot be used; all that is wrong with it is told together. */
public final class BadRules extends Exception {
  private static final long serialVersionUID = 1L;

  private final List<String> faults;

  BadRules(List<String> faults) {
    super(String.join("; ", faults));
    this.faults = List.copyOf(faults);
  }

  /** Each with the number of its line. */
  public List<String> faults() {
    return faults;
  }
}
