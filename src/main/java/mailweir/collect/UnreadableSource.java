package mailweir.collect;

import java.io.IOException;

/** A source of which nothing can be read. */
public final class UnreadableSource extends IOException {
  private static final long serialVersionUID = 1;
  private final transient Problem problem;

  UnreadableSource(Problem problem, Throwable cause) {
    super(problem.message(), cause);
    this.problem = problem;
  }

  /** What is wrong; its message is this exception's. */
  public Problem problem() {
    return problem;
  }
}
