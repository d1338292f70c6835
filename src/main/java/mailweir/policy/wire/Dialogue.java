package mailweir.policy.wire;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What is said on one connection. Called by one thread. */
interface Dialogue {
  /** The other end, as a dialogue sees it. */
  interface Peer {
    /** Sends bytes, later if need be. */
    void send(byte[] bytes);

    /** Closes, when what was sent is taken. */
    void close();

    /** Whether an answer is under way, or not taken: nothing more is to be read until then. */
    boolean isBusy();

    /** Does something that takes long elsewhere, then goes on here. */
    <T> void wait(Supplier<T> work, Consumer<T> then);

    /** Goes on here after some seconds. */
    void after(int seconds, Runnable then);
  }

  /** Takes the requests that are whole, until the peer is busy; what is not taken stays in the buffer. */
  void take(ByteBuffer in, Peer peer);
}
