package mailweir.collect.syslog;

import java.util.concurrent.CompletableFuture;

/** Stores lines. */
@FunctionalInterface
public interface Taker {
  /**
   * Takes all lines of a batch.
   *
   * @return completed when they are permanent; exceptionally when they are not, and are to be handed again
   * @throws NotNow when nothing can be taken now and nothing was: they are handed again later
   */
  CompletableFuture<Void> take(Batch batch) throws NotNow;

  /** Nothing can be stored now. */
  final class NotNow extends Exception {
    private static final long serialVersionUID = 1L;

    /** The reason. */
    public NotNow(Throwable cause) {
      super(cause);
    }
  }
}
