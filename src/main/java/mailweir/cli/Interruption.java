package mailweir.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ctrl-C while something is under way: it is asked to stop, and the process ends when it has, a minute later at most unless told otherwise. */
final class Interruption implements AutoCloseable {
  private static final long MOST_SECONDS = 60;

  private final long mostSeconds;

  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook;
  private volatile boolean stopped;
  private volatile Runnable alsoTold = () -> {};

  Interruption() {
    this(MOST_SECONDS);
  }

  /** With another number of seconds to wait. */
  Interruption(long mostSeconds) {
    this.mostSeconds = mostSeconds;
    hook = Thread.ofPlatform().unstarted(this::endCleanly);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Who else is asked to stop, on a thread of its own. */
  void alsoTell(Runnable stop) {
    alsoTold = stop;
  }

  boolean isStopped() {
    return stopped;
  }

  private void endCleanly() {
    stopped = true;
    alsoTold.run();
    try {
      ended.await(mostSeconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** It is over: nothing waits for it any more. */
  @Override
  public void close() {
    ended.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // the machine is ending already
    }
  }
}
