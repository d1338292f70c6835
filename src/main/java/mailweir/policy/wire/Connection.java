package mailweir.policy.wire;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;
import java.util.function.Supplier;
import mailweir.policy.Figures;

/** One connection: its buffer, what it was not taken of an answer, its times. Only the thread of all touches it. */
final class Connection implements Dialogue.Peer {
  private static final int FIRST_BUFFER = 2_048;
  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private final Server server;
  private final SocketChannel channel;
  private final Dialogue dialogue;
  SelectionKey key;

  private ByteBuffer in = ByteBuffer.allocate(FIRST_BUFFER);
  private ByteBuffer out = NOTHING;
  private boolean isWaiting;
  private boolean heardAll;
  private boolean isEnding;
  private boolean isEnded;

  /** When it last said something, or was answered. */
  private long sinceNanos;

  /** When the request began that is not whole; meaningful while the buffer holds something. */
  private long requestNanos;

  Connection(Server server, SocketChannel channel, Dialogue dialogue) {
    this.server = server;
    this.channel = channel;
    this.dialogue = dialogue;
    this.sinceNanos = server.nanos();
  }

  long since() {
    return sinceNanos;
  }

  /** The channel can be read or written. */
  void ready() {
    try {
      if (key.isValid() && key.isWritable()) {
        flush();
      }
      if (key.isValid() && key.isReadable()) {
        read();
      }
      goOn();
    } catch (IOException e) {
      end();
    } catch (RuntimeException | StackOverflowError e) {
      fault(e);
    }
  }

  private void fault(Throwable e) {
    server.figures().add(Figures.Count.FAULTS);
    server
        .seldom()
        .say("a dialogue broke off", e + "; its connection was closed; please report it");
    end();
  }

  private void read() throws IOException {
    if (!in.hasRemaining()) {
      if (in.capacity() >= server.bounds().buffer()) {
        return;
      }
      ByteBuffer larger =
          ByteBuffer.allocate(Math.min(in.capacity() * 2, server.bounds().buffer()));
      larger.put(in.flip());
      in = larger;
    }
    boolean wasEmpty = in.position() == 0;
    int n = channel.read(in);
    sinceNanos = server.nanos();
    if (n < 0) {
      heardAll = true;
    } else if (n > 0 && wasEmpty) {
      requestNanos = sinceNanos;
    }
  }

  /** Has the dialogue take what it can, then waits for what is next. */
  private void goOn() throws IOException {
    if (isEnded) {
      return;
    }
    if (!isBusy() && in.position() > 0 && !isEnding) {
      in.flip();
      int before = in.remaining();
      dialogue.take(in, this);
      if (in.remaining() < before) {
        requestNanos = server.nanos();
      }
      in.compact();
    }
    flush();
    if (isEnded) {
      return;
    }
    if (!isBusy() && (isEnding || heardAll)) {
      end();
      return;
    }
    int wanted = out.hasRemaining() ? SelectionKey.OP_WRITE : 0;
    // the buffer may be full while an answer is under way: then what comes waits in the system
    boolean hasRoom = in.hasRemaining() || in.capacity() < server.bounds().buffer();
    if (!heardAll && !isEnding && !out.hasRemaining() && hasRoom && !isWaiting) {
      wanted |= SelectionKey.OP_READ;
    }
    if (key.interestOps() != wanted) {
      key.interestOps(wanted);
    }
  }

  private void flush() throws IOException {
    if (out.hasRemaining()) {
      channel.write(out);
      if (!out.hasRemaining()) {
        out = NOTHING;
        sinceNanos = server.nanos();
      }
    }
  }

  @Override
  public void send(byte[] bytes) {
    if (out.hasRemaining()) {
      ByteBuffer both = ByteBuffer.allocate(out.remaining() + bytes.length);
      out = both.put(out).put(bytes).flip();
    } else {
      out = ByteBuffer.wrap(bytes);
      sinceNanos = server.nanos();
    }
    try {
      flush();
    } catch (IOException e) {
      end();
    }
  }

  @Override
  public void close() {
    isEnding = true;
  }

  @Override
  public boolean isBusy() {
    return isWaiting || out.hasRemaining() || isEnded;
  }

  @Override
  public <T> void wait(Supplier<T> work, Consumer<T> then) {
    isWaiting = true;
    Thread.startVirtualThread(() -> {
      T done = work.get();
      server.hand(() -> resume(() -> then.accept(done)));
    });
  }

  @Override
  public void after(int seconds, Runnable then) {
    isWaiting = true;
    server.later(seconds, () -> resume(then));
  }

  private void resume(Runnable then) {
    if (isEnded) {
      return;
    }
    isWaiting = false;
    try {
      then.run();
      goOn();
    } catch (IOException e) {
      end();
    } catch (RuntimeException | StackOverflowError e) {
      fault(e);
    }
  }

  /** Closes it when it was silent, or slow, for too long. */
  void sweep(long now) {
    Bounds b = server.bounds();
    boolean isStuck = out.hasRemaining() && now - sinceNanos > b.writeSeconds() * SECOND_NANOS;
    boolean isDripping =
        !isBusy() && in.position() > 0 && now - requestNanos > b.requestSeconds() * SECOND_NANOS;
    boolean isIdle = !isBusy() && now - sinceNanos > b.idleSeconds() * SECOND_NANOS;
    if (isStuck || isDripping) {
      server.figures().add(Figures.Count.TOO_SLOW);
    }
    if (isStuck || isDripping || isIdle) {
      end();
    }
  }

  /** Closes it now. */
  void end() {
    if (!isEnded) {
      isEnded = true;
      server.forget(this);
      try {
        channel.close();
      } catch (IOException e) {
        // nobody is there any more
      }
    }
  }
}
