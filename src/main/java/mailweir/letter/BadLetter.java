package mailweir.letter;

/** A mail that holds nothing for us, or nothing that may be believed; the message says why. */
public final class BadLetter extends Exception {
  private static final long serialVersionUID = 1L;

  BadLetter(String message) {
    super(message);
  }

  BadLetter(String message, Throwable cause) {
    super(message, cause);
  }
}
