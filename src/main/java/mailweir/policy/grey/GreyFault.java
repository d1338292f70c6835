package mailweir.policy.grey;

/** The memory cannot be opened. The message says which file, what is wrong, what follows and what helps. */
public final class GreyFault extends RuntimeException {
  private static final long serialVersionUID = 1;

  GreyFault(String message) {
    super(message);
  }

  GreyFault(String message, Throwable cause) {
    super(message, cause);
  }
}
