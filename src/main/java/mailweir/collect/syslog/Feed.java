package mailweir.collect.syslog;

import java.io.IOException;

/**
 * Puts what many connections send into one batch after the other. A batch is handed when it is full, and by {@link #flush}. Confined to one
 * thread at a time.
 */
final class Feed {
  private static final int LEAST_ROOM = 16 << 10;

  private final Keeping keeping;
  private final Memory memory;
  private Batch batch;

  Feed(Keeping keeping, Memory memory) {
    this.keeping = keeping;
    this.memory = memory;
    this.batch = keeping.empty();
  }

  /** A connection's state. */
  static final class Conversation {
    final Origin origin;
    final Framing framing;

    Conversation(Origin origin, Counts counts) {
      this.origin = origin;
      this.framing = new Framing(counts);
    }
  }

  /** Gives bytes. */
  @FunctionalInterface
  interface Bytes {
    /** Puts up to so many bytes there; as {@link java.io.InputStream#read(byte[], int, int)}. */
    int read(byte[] array, int at, int most) throws IOException;
  }

  /** Reads once, and takes what came; false at the end. */
  boolean read(Conversation from, Bytes bytes) throws IOException {
    Framing framing = from.framing;
    int before = framing.before();
    if (batch.room() < before + LEAST_ROOM) {
      next();
    }
    int at = batch.used + before;
    int n = bytes.read(batch.array, at, batch.room() - before);
    if (n <= 0) {
      return n == 0;
    }
    int heldBefore = framing.held();
    framing.putBefore(batch.array, batch.used);
    Batch into = batch;
    into.used =
        framing.take(
            into.array,
            into.used,
            at + n,
            memory.allowed(heldBefore),
            (array, start, end) -> {
              if (array == into.array) {
                into.line(from.origin, start, end);
              } else {
                keeping.hand(new Batch(from.origin, array, start, end));
              }
            });
    memory.held(framing.held() - heldBefore);
    return true;
  }

  /** A connection is over. */
  void end(Conversation from, boolean orderly) {
    memory.held(-from.framing.held());
    byte[] last = from.framing.end(orderly);
    if (last != null) {
      keeping.hand(new Batch(from.origin, last, 0, last.length - Batch.SLACK));
    }
  }

  /** Hands what is in the batch. */
  void flush() {
    if (!batch.isEmpty()) {
      next();
    }
  }

  private void next() {
    if (batch.isEmpty()) {
      batch.clear();
      return;
    }
    Batch full = batch;
    batch = null;
    keeping.hand(full);
    batch = keeping.empty();
  }
}
