package mailweir.policy;

import java.net.InetAddress;
import java.util.concurrent.CompletableFuture;

/** Who tells the system that sends. */
public interface Fingerprints {
  /** Nobody does. */
  Fingerprints NONE = client -> CompletableFuture.completedFuture(Fingerprint.NO_ANSWER);

  /**
   * Asks for a client's fingerprint. Returns at once and never throws; the answer may never come, and is {@link Fingerprint#NO_ANSWER} on
   * any fault.
   */
  CompletableFuture<Fingerprint> ask(InetAddress client);
}
