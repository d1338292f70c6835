package mailweir.letter;

import java.io.IOException;

/** Where mails wait to be taken. Each is taken away, or marked, only after what it holds is permanent. */
interface Mailbox {
  /** For messages: which it is. */
  String name();

  /** How long to wait between two looks, milliseconds. */
  long pause();

  /**
   * Shows what waits to whoever takes it, one after the other.
   *
   * @throws IOException when it cannot be looked at now; what was shown before is dealt with
   */
  void look(Taker taker) throws IOException, InterruptedException;

  /** Takes a mail. */
  @FunctionalInterface
  interface Taker {
    /**
     * Takes a mail and returns when what it holds is permanent.
     *
     * @return {@code null}, or why it was refused: then it is put away as refused
     * @throws IOException when it cannot be decided now; the mail stays as it is
     */
    String take(byte[] mail) throws IOException, InterruptedException;
  }
}
